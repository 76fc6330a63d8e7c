package bot

// A Finding is one thing that was looked at before the bot goes to work: what it is like,
// and, where it is not as it should be, what to do. No Finding holds a secret.
type Finding struct {
	Grade Grade
	Text  string
	// Remedy is what to do; "" where nothing is to be done.
	Remedy string
}

// A Grade says how a Finding matters.
type Grade uint8

// The grades.
const (
	Good    Grade = iota
	Advised       // works, and would work better otherwise
	Wrong         // does not work
)

// String returns "ok", "note" or "wrong".
func (g Grade) String() string { return [...]string{"ok", "note", "wrong"}[g] }
