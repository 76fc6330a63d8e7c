package slack

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"statementbot/adapters/slack/slacktest"
	"statementbot/bot"
	"statementbot/knowledge"
)

// documentOf makes a document of a text; false where it is none.
func documentOf(text string) (*knowledge.Document, bool) {
	file := "---\ntitle: A & <B>\ndate: 2025-02-07\nsource_url: https://example.org/a\n---\n" + text
	docs, _ := knowledge.Load(fstest.MapFS{"x.md": &fstest.MapFile{Data: []byte(file)}})
	if len(docs) != 1 {
		return nil, false
	}
	return docs[0], true
}

// checkSent compares messages with Slack's limits and with the documents.
func checkSent(t *testing.T, r renderer, messages []message) {
	t.Helper()
	if err := r.check(messages); err != nil {
		t.Fatalf("the gate: %v", err)
	}
	for i, m := range messages {
		body, err := json.Marshal(m.blocks)
		if err != nil {
			t.Fatal(err)
		}
		if err := slacktest.CheckBlocks(body, maxBlocks); err != nil {
			t.Errorf("message %d: %v", i, err)
		}
		if n := utf8.RuneCount(body); n > blockBudget+maxBlocks+2 {
			t.Errorf("message %d: %d characters of blocks", i, n)
		}
		if n := utf8.RuneCountInString(m.text); n == 0 || n > maxMessageText {
			t.Errorf("message %d: %d characters of text", i, n)
		}
		if strings.ContainsAny(m.text, "<>") {
			t.Errorf("message %d: live markup in %q", i, m.text)
		}
	}
}

// FuzzRender lays out any statement text and any question: the limits are kept, and the
// quotes read back from what is sent are those of the document.
func FuzzRender(f *testing.F) {
	f.Add("The two leaders met. They spoke of *this* & <!channel> that.\n\n- one\n- two", "what about <@U1> & <!here>?", uint8(0))
	f.Add("# Heading\n\n"+strings.Repeat("A long sentence with many words, ", 350)+".", "│ not a quote", uint8(1))
	f.Add(strings.Repeat("Many sentences. ", 50)+"\n\n│ bar & <b>\n\n\u202eright to left\u202c `code`", strings.Repeat("x", 5000), uint8(2))
	f.Fuzz(func(t *testing.T, text, question string, shape uint8) {
		if len(text) > 16_000 {
			t.Skip("so long a text takes more time than what a fuzzer learns of it is worth")
		}
		doc, ok := documentOf(text)
		if !ok {
			t.Skip("no document")
		}
		docs := []*knowledge.Document{doc}
		links, err := bot.NewLinks("https://example.org/read")
		if err != nil {
			t.Fatal(err)
		}
		r := renderer{links: links, gate: bot.NewGate(docs, slog.New(slog.DiscardHandler)), docs: docs}
		var quotes []knowledge.Quote
		for _, place := range doc.Places() {
			q, err := doc.Quote(place, place.Sentence)
			if err != nil {
				t.Fatal(err)
			}
			if quotes = append(quotes, q); len(quotes) == 40 {
				break
			}
		}
		answer := bot.Answer{Outcome: bot.Answered, Note: question, Lang: "en", Suggestions: []string{question, "another"}, More: int(shape)}
		switch shape % 3 {
		case 0:
			answer.Quotes = quotes
		case 1:
			answer.Outcome, answer.Nearest = bot.NotFound, quotes[:min(len(quotes), 2)]
		case 2:
			answer.Outcome, answer.Key = bot.About, quotes
		}
		l := layout{ask: ticket{Question: question, Offset: int(shape)}, share: shape%2 == 0}
		checkSent(t, r, r.answer(answer, l))
		checkSent(t, r, r.context(addresses(quotes[:min(len(quotes), 3)])))
		checkSent(t, r, notice("You asked: "+question))
		if got := clean(slackutilsx.EscapeMessage(question)); got != strings.TrimSpace(question) && !strings.ContainsAny(question, "<>&") {
			t.Errorf("escaped and cleaned: got %q, want %q", got, question)
		}
		if got := unescape(slackutilsx.EscapeMessage(text)); got != text {
			t.Errorf("escaped and unescaped: got %q, want %q", got, text)
		}
	})
}

// TestGateHoldsBack alters what is rendered, in each way that a message has.
func TestGateHoldsBack(t *testing.T) {
	doc, _ := documentOf("The two leaders met & spoke. They parted.")
	docs := []*knowledge.Document{doc}
	r := renderer{gate: bot.NewGate(docs, slog.New(slog.DiscardHandler)), docs: docs}
	q, err := doc.Quote(knowledge.Place{Paragraph: 1, Sentence: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	render := func() []message {
		return r.answer(bot.Answer{Outcome: bot.Answered, Quotes: []knowledge.Quote{q}, Lang: "en"}, layout{})
	}
	if err := r.check(render()); err != nil {
		t.Fatalf("as it is: %v", err)
	}
	for name, alter := range map[string]func(m *message){
		"a letter in the text":     func(m *message) { m.text = strings.Replace(m.text, "leaders", "readers", 1) },
		"escaped twice":            func(m *message) { m.text = slackutilsx.EscapeMessage(m.text) },
		"no quote in the text":     func(m *message) { m.text = "nothing" },
		"no quote in the blocks":   func(m *message) { m.blocks = m.blocks[1:] },
		"a quote of another shape": func(m *message) { m.blocks[0].(*slack.RichTextBlock).BlockID = "other" },
	} {
		messages := render()
		alter(&messages[0])
		if err := r.check(messages); err == nil {
			t.Errorf("%s: the gate lets it pass", name)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"<@UBOT> what about <@U1|ann>?": "what about  ?", "<!channel> hello": "hello", "<!subteam^S1|@team> hi": "hi",
		"<#C1|general> news": "general news", "<https://a.example|the link>": "the link", "<https://a.example>": "",
		"a &lt;b&gt; &amp;amp; c": "a <b> &amp; c", "<!date^1|{date}|7 February>": "7 February", "1 < 2 > 0": "1 < 2 > 0",
		"<mailto:a@b.example|a@b.example>": "a@b.example", "": "",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
