package discord

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"statementbot/bot"
	"statementbot/knowledge"
)

// newRenderer returns a renderer over docs.
func newRenderer(docs []*knowledge.Document) *renderer {
	return &renderer{docs: knowledge.NewestFirst(docs), gate: bot.NewGate(docs, quiet())}
}

// transcript writes messages as they are sent, for golden files.
func transcript(messages []message) string {
	var b strings.Builder
	for i, m := range messages {
		fmt.Fprintf(&b, "--- message %d\n%s\n", i+1, m.content)
		for _, r := range m.rows {
			data, err := r.MarshalJSON()
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(&b, "%s\n", data)
		}
	}
	return b.String()
}

// TestGolden shows what is sent for each kind of answer.
func TestGolden(t *testing.T) {
	b, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	docs := seedDocs(t)
	r := newRenderer(docs)
	if r.links, err = bot.NewLinks("https://statements.example.org"); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		question, previous string
		setting            setting
	}{
		"senkaku":  {question: "what about Senkaku?"},
		"japanese": {question: "尖閣諸島については？", setting: setting{words: &japanese, asked: "尖閣諸島については？", command: true}},
		"private":  {question: "security cooperation", setting: setting{words: &english, asked: "security cooperation", private: true, command: true}},
		"absent":   {question: "what about the World Cup?"},
		"partial":  {question: "what is the exact date of the 2+2 meeting?"},
		"follow":   {question: "by when tho", previous: "is Japan raising its defense budget?"},
		"summary":  {question: "summarise it"},
		"source":   {question: "where is the original?"},
		"help":     {question: "help"},
	} {
		t.Run(name, func(t *testing.T) {
			q := bot.Question{Text: tt.question, Previous: tt.previous, Limit: firstQuotes}
			answer, err := b.Respond(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if answer.More > 0 {
				q.Limit, q.Offset = 0, firstQuotes
				next, err := b.Respond(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				tt.setting.rest = next.Quotes
			}
			tt.setting.question = tt.question
			messages, err := r.answer(answer, tt.setting)
			if err != nil {
				t.Fatal(err)
			}
			check(t, messages, slices.Concat(answer.Key, answer.Quotes, answer.Nearest))
			golden(t, name+".txt", transcript(messages))
		})
	}
	t.Run("place", func(t *testing.T) {
		at, err := bot.FindPlace(docs, "p3s2")
		if err != nil {
			t.Fatal(err)
		}
		messages, err := r.place(at, &english)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "place.txt", transcript(messages))
	})
	t.Run("outline", func(t *testing.T) { golden(t, "outline.txt", transcript(r.outline(docs, &english))) })
	t.Run("verify", func(t *testing.T) {
		v := knowledge.Verify(docs, "Article V of the U.S.-Japan Treaty applies to the Senkaku *Islands*")
		messages, err := r.verification(v, &english)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "verify.txt", transcript(messages))
	})
}

// check checks messages against Discord's limits, and reads their quotes as a reader would
// copy them, by rules of its own.
func check(tb testing.TB, messages []message, quotes []knowledge.Quote) {
	tb.Helper()
	if len(messages) == 0 {
		tb.Error("no message")
	}
	var contents []string
	for i, m := range messages {
		contents = append(contents, m.content)
		if n := units(m.content); n > maxContent || strings.TrimSpace(m.content) == "" {
			tb.Errorf("message %d has %d characters", i+1, n)
		}
		if len(m.rows) > 5 {
			tb.Errorf("message %d has %d rows", i+1, len(m.rows))
		}
	}
	got := copied(contents)
	if len(got) != len(quotes) {
		tb.Fatalf("a reader copies %d quotes, want %d: %q", len(got), len(quotes), got)
	}
	for i, q := range quotes {
		if got[i] != q.Text() {
			tb.Errorf("a reader copies %q, want %q", got[i], q.Text())
		}
	}
}

// The rules of a client, in the order in which they are tried at each place of a line:
// an escape, code, bold, italics, a name of an emoji, what stands in angle brackets.
var clientRules = []struct {
	find *regexp.Regexp
	text int // the group that is shown; 0 is what no quote may have
}{
	{regexp.MustCompile(`^\\([^0-9A-Za-z\s])`), 1},
	{regexp.MustCompile("^`+[^`]+`+"), 0},
	{regexp.MustCompile(`^\*\*((?:\\[\s\S]|[^\\])+?)\*\*`), 1},
	{regexp.MustCompile(`^\*[^*]+\*|^_[^_]+_|^~~.+?~~|^\|\|.+?\|\|`), 0},
	{regexp.MustCompile(`^:[^\s:]+:|^<[^>]+>|^\[[^\]]+\]\([^)]+\)|^https?://\S`), 0},
}

// shown renders a line as a client does; ok is false where a mark is in it that would
// change what is read.
func shown(line string) (text string, ok bool) {
	var b strings.Builder
	ok = true
next:
	for line != "" {
		// No mark begins with another character.
		plain := strings.IndexAny(line, "\\`*_~|:<[h")
		if plain != 0 {
			if plain < 0 {
				plain = len(line)
			}
			b.WriteString(line[:plain])
			line = line[plain:]
			continue
		}
		for i, rule := range clientRules {
			m := rule.find.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			switch {
			case rule.text == 0:
				ok = false
				b.WriteString(m[0])
			case i == 0:
				b.WriteString(m[1])
			default:
				inner, fine := shown(m[1])
				ok = ok && fine
				b.WriteString(inner)
			}
			line = line[len(m[0]):]
			continue next
		}
		b.WriteByte(line[0])
		line = line[1:]
	}
	return b.String(), ok
}

var block = regexp.MustCompile(`^(?:#{1,3} |>>> |> |-# |[-+*] |\d+[.)] )`)

// copied returns what a reader copies from the quotes and lists of messages.
func copied(contents []string) []string {
	var quotes []string
	open := false
	for _, content := range contents {
		for line := range strings.SplitSeq(content, "\n") {
			text, quoted := strings.CutPrefix(line, "> ")
			if !quoted {
				text, quoted = strings.CutPrefix(line, "- ")
			}
			switch {
			case !quoted && (line == "-# "+english.continues || line == "-# "+japanese.continues):
				open = true
			case !quoted:
			default:
				plain, ok := shown(text)
				if !ok || block.MatchString(text) {
					plain = "MARK IN " + plain
				}
				if open {
					quotes[len(quotes)-1] += plain
				} else {
					quotes = append(quotes, plain)
				}
				open = false
			}
		}
	}
	return quotes
}

// TestEscape shows what is escaped and that nothing is lost.
func TestEscape(t *testing.T) {
	tests := map[string]string{
		"plain, “quoted” – and dashed":          "plain, “quoted” – and dashed",
		"*bold* _it_ ~~no~~ ||h|| `c` <@1> [a]": `\*bold\* \_it\_ \~\~no\~\~ \|\|h\|\| ` + "\\`c\\`" + ` \<@1> \[a\]`,
		"# heading":                             `\# heading`,
		"- item":                                `\- item`,
		"-# small":                              `\-# small`,
		"> quote":                               `\> quote`,
		"1. first":                              `1\. first`,
		"U.S.-Japan: 2+2 (SCC: “2+2”)":          "U.S.-Japan: 2+2 (SCC: “2+2”)",
		":smile: at 10:30:15":                   `\:smile: at 10\:30:15`,
		"see https://example.org/a":             `see https\://example.org/a`,
		`back\slash`:                            `back\\slash`,
		"@everyone":                             "@everyone",
	}
	for text, want := range tests {
		got := escape(text)
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if back := literal(got); back != text {
			t.Errorf("%q: reads back as %q", text, back)
		}
	}
}

// TestOnlyOwnLinks: the address of a document is a link in our words, another one is not.
func TestOnlyOwnLinks(t *testing.T) {
	r := newRenderer(seedDocs(t))
	source := r.docs[0].SourceURL
	if got := r.own("The original is at " + source); !strings.HasSuffix(got, "<"+source+">") {
		t.Errorf("got %q, want a link without a preview", got)
	}
	if got := r.own("nothing on “https://evil.example/”"); strings.Contains(got, "https://") {
		t.Errorf("got %q, want no link", got)
	}
}

// FuzzRender renders statements of any text and questions of any kind: all limits are
// kept, and what a reader copies is the text.
func FuzzRender(f *testing.F) {
	f.Add("It **is** _so_ `here`. - not a list: :smile: <@1> https://example.org/", "what", "so", uint16(40))
	var long strings.Builder
	for n := range 400 {
		fmt.Fprintf(&long, "wörd%d ", n)
	}
	f.Add("1. "+long.String()+"end.", "尖閣", "wörd7", uint16(3))
	f.Add(strings.Repeat("尖閣諸島", 300)+"。", "a*b", "島。", uint16(4))
	f.Add("# \\> \\\\ ||x|| ~~y~~ [a](http://b) 🙂🙂 (c) 2) x", "@everyone", "|", uint16(1))
	f.Fuzz(func(t *testing.T, body, asked, mark string, width uint16) {
		if len(body) > 4000 {
			return // the time of knowledge grows faster than the text, where words repeat
		}
		doc, err := knowledge.Parse("fuzz.md", []byte("---\ntitle: \"Fuzz\"\ndate: '2024-01-02'\nsource_url: https://example.org/(a)\n---\n\n"+body))
		if err != nil {
			return
		}
		r := newRenderer([]*knowledge.Document{doc})
		answer := bot.Answer{Outcome: bot.Answered, Note: asked, Suggestions: []string{asked}}
		for _, p := range doc.Paragraphs {
			q, err := doc.QuoteAt(knowledge.Address{Paragraph: p.Number})
			if err != nil {
				t.Fatal(err)
			}
			answer.Quotes = append(answer.Quotes, q)
		}
		if found := doc.Find(mark); len(found) > 0 {
			answer.Nearest = found[:1]
		}
		messages, err := r.answer(answer, setting{asked: asked, question: asked, private: width%2 == 0, command: width%3 == 0})
		if err != nil {
			t.Fatalf("the gate: %v", err)
		}
		check(t, messages, slices.Concat(answer.Quotes, answer.Nearest))
		if at, err := bot.FindPlace([]*knowledge.Document{doc}, "p1"); err == nil {
			if _, err := r.place(at, &japanese); err != nil {
				t.Fatalf("a place: %v", err)
			}
		}
		if _, err := r.verification(knowledge.Verify([]*knowledge.Document{doc}, asked), &english); err != nil {
			t.Fatalf("a verification: %v", err)
		}
	})
}

// FuzzCustomID reads ids that nobody has made.
func FuzzCustomID(f *testing.F) {
	f.Add("m1:AAAAAAAA.3.2")
	f.Add("c1:AAAAAAAA.3.1-2:x")
	docs := seedDocs(f)
	f.Fuzz(func(t *testing.T, id string) {
		_, rest := parseID(id)
		places, ok := placesOf(docs, rest)
		for _, at := range places {
			if ok && at.Quote.Text() == "" {
				t.Errorf("%q: an empty quote", id)
			}
		}
	})
}

// TestCustomIDs: every place of a document finds back, within the length that Discord
// allows; after a change of the text none does.
func TestCustomIDs(t *testing.T) {
	docs := append(seedDocs(t), otherDocument(t))
	for _, d := range docs {
		for _, p := range d.Places() {
			q, err := d.Quote(p, p.Sentence)
			if err != nil {
				t.Fatal(err)
			}
			id := placesID(verbMore, []knowledge.Quote{q, q, q, q, q, q, q, q, q})
			if len(id) > maxCustomID {
				t.Errorf("%q is too long", id)
			}
			_, rest := parseID(id)
			places, ok := placesOf(docs, rest)
			if !ok || places[0].Quote.Text() != q.Text() || len(places) < 5 {
				t.Errorf("%q: got %d places, %t", id, len(places), ok)
			}
			changed := *d
			changed.Edition = "00000000"
			if _, ok := placesOf([]*knowledge.Document{&changed}, rest); ok {
				t.Errorf("%q is read in a text that has changed", id)
			}
		}
	}
	if _, ok := textID(verbAsk, strings.Repeat("尖", 40)); ok {
		t.Error("a question of 120 bytes was put into an id")
	}
}

// BenchmarkComplete is the suggestions for half a word.
func BenchmarkComplete(b *testing.B) {
	responder, err := seedBot()
	if err != nil {
		b.Fatal(err)
	}
	docs := seedDocs(b)
	a := &Adapter{responder: responder, render: newRenderer(docs)}
	for b.Loop() {
		list := choices{}
		a.suggestQuestions(b.Context(), &list, "what about senk", true)
		if len(list) == 0 {
			b.Fatal("no suggestions")
		}
	}
}

// BenchmarkAnswer is a question from its text to the messages that are sent.
func BenchmarkAnswer(b *testing.B) {
	responder, err := seedBot()
	if err != nil {
		b.Fatal(err)
	}
	docs := seedDocs(b)
	r := newRenderer(docs)
	for b.Loop() {
		answer, err := responder.Respond(b.Context(), bot.Question{Text: "what about Senkaku?"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.answer(answer, setting{question: "what about Senkaku?"}); err != nil {
			b.Fatal(err)
		}
	}
}
