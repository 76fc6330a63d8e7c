package terminal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		columns int
		want    []string
	}{
		{"no width", "one two three", 0, []string{"one two three"}},
		{"empty", "", 10, []string{""}},
		{"fits", "one two", 7, []string{"one two"}},
		{"the space hangs", "one two three", 7, []string{"one two ", "three"}},
		{"before a word that does not fit", "one two three", 6, []string{"one ", "two ", "three"}},
		{"a long word at its hyphens", "information-sharing-systems", 20, []string{"information-sharing-", "systems"}},
		{"a word with hyphens that fits", "so U.S.-Japan ties", 12, []string{"so ", "U.S.-Japan ", "ties"}},
		{"a long word without", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"typographic marks are narrow", "Leaders’ “Statement”", 8, []string{"Leaders’ ", "“Stateme", "nt”"}},
		{"wide characters", "日米共同声明について", 8, []string{"日米共同", "声明につ", "いて"}},
		{"an odd width", "日米共同声明", 5, []string{"日米", "共同", "声明"}},
		{"no stop at a line's start", "日米首脳。共同", 8, []string{"日米首", "脳。共同"}},
		{"no bracket at a line's end", "日米首「脳」共", 8, []string{"日米首", "「脳」共"}},
		{"wide and narrow", "see 共同声明 now", 8, []string{"see 共同", "声明 now"}},
		{"combining marks stay", "cafe\u0301 e\u0301e\u0301e\u0301", 4, []string{"cafe\u0301 ", "e\u0301e\u0301e\u0301"}},
		{"wider than a line", "日本", 1, []string{"日", "本"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range wrap(tt.text, tt.columns) {
				got = append(got, tt.text[s.Start:s.End])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("wrap(%q, %d) (-want +got):\n%s", tt.text, tt.columns, diff)
			}
		})
	}
}

func TestDisplayWidth(t *testing.T) {
	tests := []struct {
		text string
		want int
	}{
		{"", 0}, {"abc", 3}, {"Japan’s – “x”", 13}, {"日本", 4}, {"ｱｲ", 2}, {"한국", 4}, {"e\u0301", 1}, {"a\u200db", 2}, {"¶3", 2}, {"🙂", 2},
	}
	for _, tt := range tests {
		if got := displayWidth(tt.text); got != tt.want {
			t.Errorf("displayWidth(%q): got %d, want %d", tt.text, got, tt.want)
		}
	}
}

// FuzzWrap checks that lines, joined, are the text, and that none is too wide.
func FuzzWrap(f *testing.F) {
	f.Add("The two leaders reaffirmed that Article V applies to the Senkaku Islands.", 20)
	f.Add("日米共同声明、「自由で開かれたインド太平洋」。", 9)
	f.Add("e\u0301\u0301 \u200d--- a  b\xff", 1)
	f.Fuzz(func(t *testing.T, text string, columns int) {
		columns = max(0, min(columns, 200))
		joined, end := "", 0
		for _, s := range wrap(text, columns) {
			if s.Start != end {
				t.Fatalf("wrap(%q, %d): a line begins at byte %d, want %d", text, columns, s.Start, end)
			}
			end = s.End
			line := text[s.Start:s.End]
			joined += line
			if w := displayWidth(strings.TrimSuffix(line, " ")); columns > 1 && w > columns {
				t.Errorf("wrap(%q, %d): line %q has %d columns", text, columns, line, w)
			}
		}
		if joined != text {
			t.Errorf("wrap(%q, %d): joined %q", text, columns, joined)
		}
	})
}
