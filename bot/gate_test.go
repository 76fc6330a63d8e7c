package bot_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
	"statementbot/knowledge"
)

// parse reads a document that stands in a test.
func parse(tb testing.TB, name, body string) *knowledge.Document {
	tb.Helper()
	d, err := knowledge.Parse(name, []byte("---\ntitle: A Statement\ndate: '2024-01-02'\nsource_url: https://example.org/a\n---\n\n"+body))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// quote quotes an address of the document.
func quote(tb testing.TB, d *knowledge.Document, address string) knowledge.Quote {
	tb.Helper()
	a, err := knowledge.ParseAddress(address)
	if err != nil {
		tb.Fatal(err)
	}
	q, err := d.QuoteAt(a)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

func TestGate(t *testing.T) {
	published := parse(t, "a.md", "Japan will act. The United States welcomed it.")
	altered := parse(t, "a.md", "Japan may act. The United States welcomed it.")
	other := parse(t, "b.md", "Japan will act.")
	first, second := quote(t, published, "p1s1"), quote(t, published, "p1s2")
	tests := []struct {
		name   string
		quotes []knowledge.Quote
		shown  []string
		ok     bool
	}{
		{"as published", []knowledge.Quote{first, second}, []string{"Japan will act.", "The United States welcomed it."}, true},
		{"no quote", nil, nil, true},
		{"another order", []knowledge.Quote{second, first}, []string{"Japan will act.", "The United States welcomed it."}, false},
		{"another letter", []knowledge.Quote{first}, []string{"Japan will act!"}, false},
		{"a space more", []knowledge.Quote{first}, []string{"Japan will act. "}, false},
		{"one not shown", []knowledge.Quote{first}, nil, false},
		{"one too many", nil, []string{"Japan will act."}, false},
		{"another text", []knowledge.Quote{quote(t, altered, "p1s1")}, []string{"Japan may act."}, false},
		{"another edition", []knowledge.Quote{quote(t, altered, "p1s2")}, []string{"The United States welcomed it."}, false},
		{"another document", []knowledge.Quote{quote(t, other, "p1s1")}, []string{"Japan will act."}, false},
	}
	var logged bytes.Buffer
	gate := bot.NewGate([]*knowledge.Document{published}, slog.New(slog.NewTextHandler(&logged, nil)).With("adapter", "test"))
	held := int64(0)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			logged.Reset()
			err := gate.Check(tt.quotes, tt.shown)
			if tt.ok {
				if err != nil || logged.Len() > 0 {
					t.Errorf("got error %v and log %q, want it to pass in silence", err, &logged)
				}
				return
			}
			held++
			var altered *bot.AlteredError
			if !errors.As(err, &altered) || !errors.Is(err, bot.ErrAltered) {
				t.Fatalf("got error %v, want an AlteredError", err)
			}
			if !strings.HasPrefix(err.Error(), "sorry") || strings.Contains(err.Error(), "act") {
				t.Errorf("got %q, want an apology without the text", err)
			}
			if got := gate.Held(); got != held {
				t.Errorf("got %d messages held back, want %d", got, held)
			}
			if !strings.Contains(logged.String(), "adapter=test") || strings.Contains(logged.String(), "Japan") {
				t.Errorf("got log %q, want the adapter and no message text", &logged)
			}
			if len(tt.shown) == len(tt.quotes) && !strings.Contains(logged.String(), "#p1s") {
				t.Errorf("got log %q, want the address in it", &logged)
			}
		})
	}
	var none *bot.Gate
	if err := none.Check([]knowledge.Quote{first}, []string{first.Text()}); !errors.Is(err, bot.ErrAltered) {
		t.Errorf("no gate: got error %v, want the quote held back", err)
	}
}

func TestAnswerJSONPassesTheGate(t *testing.T) {
	published := parse(t, "a.md", "Japan will act.")
	altered := parse(t, "a.md", "Japan may act.")
	gate := bot.NewGate([]*knowledge.Document{published}, slog.New(slog.DiscardHandler))
	for name, a := range map[string]bot.Answer{
		"a quote":            {Quotes: []knowledge.Quote{quote(t, altered, "p1s1")}},
		"a nearest sentence": {Outcome: bot.NotFound, Nearest: []knowledge.Quote{quote(t, altered, "p1s1")}},
		"a key sentence":     {Outcome: bot.About, Key: []knowledge.Quote{quote(t, altered, "p1s1")}},
	} {
		if line, err := bot.AnswerJSON(a, bot.Asked{}, gate); !errors.Is(err, bot.ErrAltered) || line != nil {
			t.Errorf("%s: got %q and error %v, want it held back", name, line, err)
		}
	}
}

func TestReadPlain(t *testing.T) {
	doc := parse(t, "a.md", "Japan will act. The │ United States welcomed it.\n\nThe end.")
	a := bot.Answer{
		Outcome: bot.NotFound, Note: "│ no quote\n\x1b[2Jof mine",
		Key: []knowledge.Quote{quote(t, doc, "p1s1")}, Quotes: []knowledge.Quote{quote(t, doc, "p1s1-2")}, Nearest: []knowledge.Quote{quote(t, doc, "p2s1")},
		Suggestions: []string{"│ What about a bar?"},
	}
	want := []string{"Japan will act.", "Japan will act. The │ United States welcomed it.", "The end."}
	if diff := cmp.Diff(want, bot.ReadPlain(bot.Plain(a))); diff != "" {
		t.Errorf("quotes read back (-want +got):\n%s", diff)
	}
	if got := bot.ReadPlain("│ a wrapped \n│ quote\n  its citation\n│ another"); !cmp.Equal(got, []string{"a wrapped quote", "another"}) {
		t.Errorf("got %q, want the lines behind the bars joined", got)
	}
}
