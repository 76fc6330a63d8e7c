package terminal

import (
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
	gate := bot.NewGate(docs, quiet())
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
		if err := Render(&b, answer, Options{Gate: bot.NewGate(docs, quiet())}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b.String(), bot.Plain(answer)+"\n"); diff != "" {
			t.Errorf("%s (-pipe +plain):\n%s", name, diff)
		}
		for _, q := range answer.Quotes {
			if !strings.Contains(bot.Plain(answer), "│ "+q.Text()+"\n") {
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
		if err := Render(&b, answer, Options{Width: width, Gate: bot.NewGate(docs, quiet())}); err != nil {
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

// TestGateSeesTheMessage changes the rendered message, as a fault of the layout would.
func TestGateSeesTheMessage(t *testing.T) {
	docs := seedDocs(t)
	q := quote(t, docs[0], "p3s2")
	o := Options{Width: 60, Color: true, Gate: bot.NewGate(docs, quiet())}
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
	gate := bot.NewGate(seedDocs(f), quiet())
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
		var pipe strings.Builder
		if err := Render(&pipe, answer, Options{Gate: gate}); err != nil {
			t.Fatal(err)
		}
		if plain := bot.Plain(answer); plain+"\n" != pipe.String() {
			t.Errorf("got %q as plain text, want what a pipe prints, %q", plain, pipe.String())
		}
	})
}
