package bot_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"statementbot/bot"
)

// TestCounts asks how often each name of testdata/counts.tsv is mentioned.
func TestCounts(t *testing.T) {
	data, err := os.ReadFile("testdata/counts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	l := seedLibrary(t)
	for line := range strings.Lines(string(data)) {
		name, times, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue // the remark at the top
		}
		a := respond(t, l.bot, "How many times is "+name+" mentioned?", "")
		switch want := fmt.Sprintf(" %s time", times); {
		case times == "0":
			if a.Outcome != bot.NotFound {
				t.Errorf("%s: got %v, %q, want not found", name, a.Outcome, a.Note)
			}
		case !strings.Contains(a.Note, want):
			t.Errorf("%s: got %v, %q, want %s times", name, a.Outcome, a.Note, times)
		}
	}
}
