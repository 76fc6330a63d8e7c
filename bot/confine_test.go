package bot_test

import (
	"slices"
	"testing"

	"statementbot/bot"
)

// TestOneDocument confines questions to one of two documents: nothing of the other one is
// quoted, counted or suggested.
func TestOneDocument(t *testing.T) {
	seed := seedLibrary(t)
	other := parse(t, "other.md", "Australia and Japan spoke of Okinawa and of coal exports.\n\nChina was named here, and China again.\n")
	l, err := newLibrary(t.Context(), append(slices.Clone(seed.docs), other))
	if err != nil {
		t.Fatal(err)
	}
	seedID := seed.docs[0].ID
	tests := []struct {
		text, document string
		want           bot.Outcome
	}{
		{"what about Senkaku?", seedID, bot.Answered},
		{"what about Senkaku?", other.ID, bot.NotFound},
		{"what about coal exports?", other.ID, bot.Answered},
		{"p1s1", other.ID, bot.Answered},
		{"how often is China named?", other.ID, bot.Answered},
		{"what is the title?", other.ID, bot.About},
		{"what about Senkaku?", "not-loaded", bot.NotFound},
	}
	for _, tt := range tests {
		a, err := l.bot.Respond(t.Context(), bot.Question{Text: tt.text, Document: tt.document})
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome != tt.want {
			t.Errorf("%q in %s: got %v, want %v", tt.text, tt.document, a.Outcome, tt.want)
		}
		for _, q := range a.AllQuotes() {
			if q.Citation().Document != tt.document {
				t.Errorf("%q in %s: got a quote from %s", tt.text, tt.document, q.Citation().Address())
			}
		}
	}
	a, err := l.bot.Respond(t.Context(), bot.Question{Text: "how often is China named?", Document: other.ID})
	if err != nil {
		t.Fatal(err)
	}
	if want := "The statement names “China” 2 times: “China” 2 in p2s1."; a.Note != want {
		t.Errorf("got the note %q, want %q", a.Note, want)
	}
}
