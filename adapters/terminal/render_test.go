package terminal

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

// sampleAnswers are answers of every kind, made of the seed without a search.
func sampleAnswers(tb testing.TB, d *knowledge.Document) map[string]bot.Answer {
	tb.Helper()
	senkaku := d.Find("the Senkaku Islands")
	if len(senkaku) != 1 {
		tb.Fatalf("the seed names the Senkaku Islands in %d sentences, want 1", len(senkaku))
	}
	return map[string]bot.Answer{
		"answered": {
			Outcome: bot.Answered, Lang: "en",
			Quotes:      []knowledge.Quote{senkaku[0], quote(tb, d, "p1s1")},
			Suggestions: []string{"What does it say about Taiwan?", "What does it say about the International Space Station and human exploration?"},
		},
		"partial": {
			Outcome: bot.Partial, Lang: "en", Note: "The statement gives no exact date for this.",
			Quotes: []knowledge.Quote{quote(tb, d, "p2s1-2")},
		},
		"not_found": {
			Outcome: bot.NotFound, Lang: "en", Note: "The statement does not speak to “tariffs”.",
			Nearest: []knowledge.Quote{quote(tb, d, "p2s2")}, Suggestions: []string{"What does it say about Taiwan?"},
		},
		"japanese": {
			Outcome: bot.NotFound, Lang: "ja", Note: "声明は「関税」に触れていません。声明が触れていない事柄については、その旨をお答えします。",
			Nearest: []knowledge.Quote{quote(tb, d, "p2s2")}, Suggestions: []string{"台湾について何と言っていますか？"},
		},
		"about": {
			Outcome: bot.About, Lang: "en",
			Note: "It has 2 sections:\n1. One (¶1)\n│ no quote \x1b[31mof mine\x07",
		},
	}
}

func TestRender(t *testing.T) {
	docs := seedDocs(t)
	gate := NewGate(docs, quiet())
	layouts := []struct {
		name    string
		options Options
	}{
		{"pipe", Options{Gate: gate}},
		{"narrow", Options{Width: 40, Gate: gate}},
		{"color", Options{Width: 72, Color: true, Gate: gate}},
	}
	for name, answer := range sampleAnswers(t, docs[0]) {
		for _, layout := range layouts {
			t.Run(name+"/"+layout.name, func(t *testing.T) {
				var b strings.Builder
				if err := Render(&b, answer, layout.options); err != nil {
					t.Fatal(err)
				}
				golden(t, name+"."+layout.name+".txt", b.String())
				checkRendered(t, b.String(), answer, layout.options)
			})
		}
	}
}

func TestPlainIsWhatAPipePrints(t *testing.T) {
	docs := seedDocs(t)
	for name, answer := range sampleAnswers(t, docs[0]) {
		var b strings.Builder
		if err := Render(&b, answer, Options{Gate: NewGate(docs, quiet())}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b.String(), Plain(answer)+"\n"); diff != "" {
			t.Errorf("%s (-pipe +plain):\n%s", name, diff)
		}
		for _, q := range answer.Quotes {
			if !strings.Contains(Plain(answer), "│ "+q.Text()+"\n") {
				t.Errorf("%s: quote %q does not stand on one line", name, q.Text())
			}
		}
	}
}

func TestWidthHasBounds(t *testing.T) {
	docs := seedDocs(t)
	answer := bot.Answer{Quotes: []knowledge.Quote{quote(t, docs[0], "p5")}}
	for width, want := range map[int]int{1: minWidth, 20: 20, 55: 55, 100: 100, 5000: maxWidth} {
		var b strings.Builder
		if err := Render(&b, answer, Options{Width: width, Gate: NewGate(docs, quiet())}); err != nil {
			t.Fatal(err)
		}
		widest := 0
		for line := range strings.SplitSeq(b.String(), "\n") {
			if !strings.Contains(line, "https://") {
				widest = max(widest, displayWidth(line))
			}
		}
		if widest > want || widest < want-8 {
			t.Errorf("width %d: got lines of %d columns, want about %d", width, widest, want)
		}
	}
}

// checkRendered checks that a message holds exactly the answer's quotes and keeps its width.
func checkRendered(tb testing.TB, message string, a bot.Answer, o Options) {
	tb.Helper()
	want := []string{}
	for _, q := range a.AllQuotes() {
		want = append(want, q.Text())
	}
	if diff := cmp.Diff(want, append([]string{}, readBack(message)...)); diff != "" {
		tb.Errorf("quotes read back (-want +got):\n%s", diff)
	}
	if !o.Color && strings.Contains(message, "\x1b") {
		tb.Errorf("escape sequences without colour: %q", message)
	}
	plain := ansi.ReplaceAllString(message, "")
	for line := range strings.SplitSeq(plain, "\n") {
		limit := min(max(o.Width, minWidth), maxWidth)
		if o.Width > 0 && displayWidth(line) > limit && !strings.HasPrefix(line, indent+"https://") {
			tb.Errorf("line %q has %d columns, want at most %d", line, displayWidth(line), limit)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			tb.Errorf("line %q holds control characters", line)
		}
	}
}

func TestGateHoldsBack(t *testing.T) {
	published := parse(t, "a.md", "Japan will act. The United States welcomed it.")
	altered := parse(t, "a.md", "Japan may act. The United States welcomed it.")
	other := parse(t, "b.md", "Japan will act.")
	var logged bytes.Buffer
	gate := NewGate([]*knowledge.Document{published}, slog.New(slog.NewTextHandler(&logged, nil)))
	tests := []struct {
		name  string
		quote knowledge.Quote
		gate  *Gate
	}{
		{"another text", quote(t, altered, "p1s1"), gate},
		{"another edition", quote(t, altered, "p1s2"), gate},
		{"another document", quote(t, other, "p1s1"), gate},
		{"no gate", quote(t, published, "p1s1"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			logged.Reset()
			var b strings.Builder
			err := Render(&b, bot.Answer{Quotes: []knowledge.Quote{tt.quote}}, Options{Gate: tt.gate})
			var held *AlteredError
			if !errors.As(err, &held) || !errors.Is(err, errAltered) {
				t.Fatalf("got error %v, want an AlteredError", err)
			}
			if b.Len() > 0 {
				t.Errorf("got %q written, want nothing", b.String())
			}
			if !strings.HasPrefix(err.Error(), "sorry") || strings.Contains(err.Error(), "act") {
				t.Errorf("got %q, want an apology without the text", err)
			}
			if tt.gate != nil && !strings.Contains(logged.String(), tt.quote.Citation().Address()) {
				t.Errorf("got log %q, want the address in it", logged.String())
			}
			if strings.Contains(logged.String(), "Japan") {
				t.Errorf("got log %q, want no message text", logged.String())
			}
			if _, err := JSON(nil, "?", bot.Answer{Nearest: []knowledge.Quote{tt.quote}}, Options{Gate: tt.gate}); !errors.As(err, &held) {
				t.Errorf("JSON: got error %v, want an AlteredError", err)
			}
		})
	}
}

// TestGateSeesTheMessage changes the rendered message, as a fault of the layout would.
func TestGateSeesTheMessage(t *testing.T) {
	docs := seedDocs(t)
	q := quote(t, docs[0], "p3s2")
	o := Options{Width: 60, Color: true, Gate: NewGate(docs, quiet())}
	message := layOut(bot.Answer{Quotes: []knowledge.Quote{q}}, o)
	if err := deliver(&strings.Builder{}, message, []knowledge.Quote{q}, o); err != nil {
		t.Fatalf("the message as rendered: %v", err)
	}
	faults := map[string]string{
		"an apostrophe made plain": strings.Replace(message, "’", "'", 1),
		"a word lost":              strings.Replace(message, "reaffirmed ", "", 1),
		"a line lost":              message[strings.Index(message, "\n")+1:],
		"a space lost at the end":  strings.Replace(message, " \n", "\n", 1),
		"a bar lost":               strings.Replace(message, colourBar, "", 1),
		"one quote too many":       message + "\n" + bar + "The two leaders agreed.\n",
		"nothing":                  "",
	}
	for name, altered := range faults {
		var b strings.Builder
		if altered == message {
			t.Errorf("%s: the fault changes nothing", name)
		}
		if err := deliver(&b, altered, []knowledge.Quote{q}, o); err == nil || b.Len() > 0 {
			t.Errorf("%s: got error %v and %d bytes written, want it held back", name, err, b.Len())
		}
	}
}

// FuzzRender asks any question and checks that the quotes can be read back from what is
// printed, at any width, and that the width is kept.
func FuzzRender(f *testing.F) {
	for _, q := range []string{"what about Senkaku?", "taiwan?", "tariffs", "関税は？", "summarise it", "¶5", "│ x \x1b[2J", `"full range of capabilities"`, strings.Repeat("long ", 9000)} {
		f.Add(q, 40, true)
		f.Add(q, 0, false)
	}
	b, err := seedBot()
	if err != nil {
		f.Fatal(err)
	}
	gate := NewGate(seedDocs(f), quiet())
	f.Fuzz(func(t *testing.T, question string, width int, color bool) {
		answer, err := b.Respond(t.Context(), bot.Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Width: width, Color: color, Gate: gate}
		var out strings.Builder
		if err := Render(&out, answer, o); err != nil {
			t.Fatal(err)
		}
		checkRendered(t, out.String(), answer, o)
	})
}
