package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
	"statementbot/knowledge"
)

// checkAnswer checks what holds for every answer, whatever the question.
func checkAnswer(tb testing.TB, docs []*knowledge.Document, question string, a bot.Answer) {
	tb.Helper()
	switch a.Outcome {
	case bot.Answered, bot.Partial:
		if n := len(a.Quotes); n < 1 || n > bot.MaxQuotes {
			tb.Errorf("%.80q: %v with %d quotes, want 1 to %d", question, a.Outcome, n, bot.MaxQuotes)
		}
		if len(a.Nearest) > 0 {
			tb.Errorf("%.80q: %v with nearest sentences, want none", question, a.Outcome)
		}
	case bot.NotFound, bot.About:
		if len(a.Quotes) > 0 {
			tb.Errorf("%.80q: %v with %d quotes, want none", question, a.Outcome, len(a.Quotes))
		}
		if a.Note == "" {
			tb.Errorf("%.80q: %v without a note", question, a.Outcome)
		}
		if a.Outcome == bot.About && len(a.Nearest) > 0 {
			tb.Errorf("%.80q: about with nearest sentences, want none", question)
		}
	default:
		tb.Errorf("%.80q: got outcome %d, want one of the four", question, a.Outcome)
	}
	if a.Outcome == bot.Partial && a.Note == "" {
		tb.Errorf("%.80q: partial without a note on what is missing", question)
	}
	if a.More < 0 {
		tb.Errorf("%.80q: %d further sentences", question, a.More)
	}
	if a.Lang == "" {
		tb.Errorf("%.80q: a note in no language", question)
	}
	if !utf8.ValidString(a.Note) {
		tb.Errorf("%.80q: the note is not valid UTF-8: %q", question, a.Note)
	}
	var seen []string
	for _, q := range a.AllQuotes() {
		checkQuote(tb, docs, question, q)
		if slices.Contains(seen, q.Citation().Address()) {
			tb.Errorf("%.80q: %s is quoted twice", question, q.Citation().Address())
		}
		seen = append(seen, q.Citation().Address())
	}
}

// checkQuote looks a quote up in its document, by its place, its span and its text, and
// checks that the highlights are in order and inside the text.
func checkQuote(tb testing.TB, docs []*knowledge.Document, question string, q knowledge.Quote) {
	tb.Helper()
	c := q.Citation()
	i := slices.IndexFunc(docs, func(d *knowledge.Document) bool { return d.ID == c.Document })
	if i < 0 {
		tb.Errorf("%.80q: quotes the unknown document %q", question, c.Document)
		return
	}
	doc := docs[i]
	if q.Text() == "" || doc.Slice(q.Span()) != q.Text() {
		tb.Errorf("%.80q: %s is not verbatim: %q", question, c.Address(), q.Text())
	}
	first, last := knowledge.Place{Paragraph: c.Paragraph, Sentence: c.First}, knowledge.Place{Paragraph: c.Paragraph, Sentence: c.Last}
	if !doc.Has(first) || !doc.Has(last) || doc.At(first).Start != q.Span().Start || doc.At(last).End != q.Span().End {
		tb.Errorf("%.80q: %s does not stand at %v", question, c.Address(), q.Span())
	}
	end := 0
	for _, h := range q.Highlights() {
		if h.Start < end || h.Len() <= 0 || h.End > len(q.Text()) || !utf8.ValidString(q.Text()[h.Start:h.End]) {
			tb.Errorf("%.80q: %s has highlights %v in a text of %d bytes", question, c.Address(), q.Highlights(), len(q.Text()))
			return
		}
		end = h.End
	}
}

// nasty are messages that nobody should send and somebody will.
var nasty = map[string]string{
	"empty":              "",
	"spaces":             " \t\r\n\u00a0\u3000 ",
	"punctuation":        "?!?!...,,;;--__()[]{}<>",
	"emoji":              "🤔👩🏽‍🚀😀",
	"flags":              "🇯🇵🇺🇸🇹🇼",
	"emoji and a word":   "🤔 Senkaku 🇯🇵?",
	"invalid UTF-8":      "what about \xff\xfe Senkaku \xc3",
	"nothing but bytes":  strings.Repeat("\x80", 5000),
	"control characters": "what\x00 about\x07 Senkaku\x7f?\u202e\u2066",
	"40,000 characters":  strings.Repeat("What about the Senkaku Islands and Taiwan? ", 1000)[:40_000],
	"one long word":      strings.Repeat("a", 40_000),
	"one long CJK word":  strings.Repeat("尖閣", 20_000),
	"one long number":    strings.Repeat("9", 40_000),
	"thousands of words": strings.Repeat("security alliance missile quantum whale ", 2000),
	"many marks":         strings.Repeat(`"`, 3000),
	"open quotation":     `does it say "free and open`,
	"nested quotation":   `“„«"「free and open」"»”`,
	"nested brackets":    strings.Repeat("((", 1500) + "Taiwan" + strings.Repeat("))", 1500),
	"query syntax":       `+text:senkaku -japan "unclosed ~2^5 AND OR NOT * ? /re(gex/ \`,
	"path":               "../../../../etc/passwd#p1s1",
	"address of zero":    "p0s0",
	"backward range":     "p3s2-1",
	"huge address":       "p999999s999999-999999",
	"beyond int":         "paragraph 99999999999999999999",
	"another document":   "no-such-document#p1s1",
	"dots":               strings.Repeat("U.S. ", 500),
	"combining marks":    "Senkaku" + strings.Repeat("\u0301", 1000),
	"Turkish capitals":   "İSTANBUL ıİıİ ẞ ŉ ǰ",
	"markup":             "<b>Taiwan</b> **what** `about` <@U123> &amp; [it](http://x)",
}

func TestAnyTextIsAnswered(t *testing.T) {
	l := seedLibrary(t)
	for name, text := range nasty {
		t.Run(name, func(t *testing.T) {
			checkAnswer(t, l.docs, text, respond(t, l.bot, text, ""))
			checkAnswer(t, l.docs, text, respond(t, l.bot, "and that?", text))
			checkAnswer(t, l.docs, text, respond(t, l.bot, text, "what about Senkaku?"))
		})
	}
}

func TestNothingAskedIsHelped(t *testing.T) {
	l := seedLibrary(t)
	for _, name := range []string{"empty", "spaces", "punctuation", "emoji", "nothing but bytes", "many marks"} {
		if a := respond(t, l.bot, nasty[name], ""); a.Outcome != bot.About {
			t.Errorf("%s: got %v, want about", name, a.Outcome)
		}
	}
}

func TestQuestionIsFoundInNoise(t *testing.T) {
	l := seedLibrary(t)
	for _, name := range []string{"emoji and a word", "invalid UTF-8", "control characters"} {
		if a := respond(t, l.bot, nasty[name], ""); a.Outcome != bot.Answered || places(l, a.Quotes)[0] != "p3s2" {
			t.Errorf("%s: got %v %q, want answered p3s2", name, a.Outcome, places(l, a.Quotes))
		}
	}
}

// What is behind MaxQuestion is not read, so it cannot change the answer.
func TestQuestionIsCut(t *testing.T) {
	l := seedLibrary(t)
	long := "what about Senkaku?" + strings.Repeat(" ", bot.MaxQuestion)
	got, want := respond(t, l.bot, long+"and what about Taiwan?", ""), respond(t, l.bot, "what about Senkaku?", "")
	if diff := cmp.Diff(plain(l, want), plain(l, got)); diff != "" {
		t.Errorf("text behind the limit changes the answer (-want +got):\n%s", diff)
	}
}

// TestDeterministic asks every question of one bot twice and of another one once.
func TestDeterministic(t *testing.T) {
	l := seedLibrary(t)
	other, err := newLibrary(t.Context(), l.docs)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range someQuestions(t) {
		first := whole(respond(t, l.bot, q.Text, q.Context))
		if diff := cmp.Diff(first, whole(respond(t, l.bot, q.Text, q.Context))); diff != "" {
			t.Errorf("%s: the second answer differs (-first +second):\n%s", q.ID, diff)
		}
		if diff := cmp.Diff(first, whole(respond(t, other.bot, q.Text, q.Context))); diff != "" {
			t.Errorf("%s: another bot's answer differs (-one +other):\n%s", q.ID, diff)
		}
	}
}

// A wholeAnswer is everything that an adapter can read from an answer.
type wholeAnswer struct {
	Key, Quotes, Nearest []wholeQuote
	Rest                 bot.Answer
}

type wholeQuote struct {
	Text       string
	Span       knowledge.Span
	Citation   knowledge.Citation
	Highlights []knowledge.Span
}

func whole(a bot.Answer) wholeAnswer {
	read := func(quotes []knowledge.Quote) (all []wholeQuote) {
		for _, q := range quotes {
			all = append(all, wholeQuote{q.Text(), q.Span(), q.Citation(), q.Highlights()})
		}
		return all
	}
	w := wholeAnswer{Key: read(a.Key), Quotes: read(a.Quotes), Nearest: read(a.Nearest), Rest: a}
	w.Rest.Key, w.Rest.Quotes, w.Rest.Nearest = nil, nil, nil
	return w
}

// TestConcurrent asks one bot from many goroutines; the race detector looks on.
func TestConcurrent(t *testing.T) {
	l := seedLibrary(t)
	questions := someQuestions(t)
	want := make([]string, len(questions))
	for i, q := range questions {
		want[i] = plain(l, respond(t, l.bot, q.Text, q.Context))
	}
	const workers = 8
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(questions); i += 3 {
				q := questions[i]
				a, err := l.bot.Respond(t.Context(), bot.Question{Text: q.Text, Previous: q.Context})
				if err != nil {
					t.Errorf("%s: %v", q.ID, err)
				} else if got := plain(l, a); got != want[i] {
					t.Errorf("%s: got another answer than alone:\n%s\nwant:\n%s", q.ID, got, want[i])
				}
			}
		})
	}
	group.Wait()
}

func TestCancelledContext(t *testing.T) {
	l := seedLibrary(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	const text = "what about the Senkaku Islands?"
	_, err := l.bot.Respond(ctx, bot.Question{Text: text})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want %v", err, context.Canceled)
	}
	if strings.Contains(err.Error(), "Senkaku") {
		t.Errorf("the error holds the question: %v", err)
	}
	if _, err := bot.New(ctx, l.index, l.docs); !errors.Is(err, context.Canceled) {
		t.Errorf("New: got error %v, want %v", err, context.Canceled)
	}
}

// A retriever answers searches as it is told; what it is not told of, the index does.
type retriever struct {
	bot.Retriever

	result   knowledge.Result
	err      error
	failFrom int // the search, from 1, from which on err is returned
	searches int
	subjects []knowledge.Subject
}

func (r *retriever) Search(_ context.Context, _ knowledge.Query) (knowledge.Result, error) {
	r.searches++
	if r.err != nil && r.searches >= r.failFrom {
		return knowledge.Result{}, r.err
	}
	return r.result, nil
}

func (r *retriever) Subjects(string, int) []knowledge.Subject { return r.subjects }

func TestFailingRetriever(t *testing.T) {
	errBroken := errors.New("index is broken")
	l := seedLibrary(t)
	tests := []struct {
		name     string
		r        *retriever
		question bot.Question
	}{
		{"first search", &retriever{Retriever: l.index, err: errBroken, failFrom: 1}, bot.Question{Text: "a secret about Senkaku"}},
		{"second search, with the question before", &retriever{Retriever: l.index, err: errBroken, failFrom: 2}, bot.Question{Text: "and a secret there?", Previous: "a secret about Senkaku"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := bot.New(t.Context(), tt.r, l.docs)
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.Respond(t.Context(), tt.question)
			if !errors.Is(err, errBroken) {
				t.Fatalf("got error %v, want %v", err, errBroken)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error holds the question: %v", err)
			}
		})
	}
	t.Run("while samples are proved", func(t *testing.T) {
		r := &retriever{Retriever: l.index, err: errBroken, failFrom: 1, subjects: []knowledge.Subject{{Name: "Taiwan"}}}
		if _, err := bot.New(t.Context(), r, l.docs); !errors.Is(err, errBroken) {
			t.Errorf("got error %v, want %v", err, errBroken)
		}
	})
}

func TestSearchWithoutHits(t *testing.T) {
	term := knowledge.Term{Text: "whaling", Weight: 1}
	l := seedLibrary(t)
	r := &retriever{Retriever: l.index, result: knowledge.Result{Lang: "en", Terms: []knowledge.Term{term}}}
	b, err := bot.New(t.Context(), r, l.docs)
	if err != nil {
		t.Fatal(err)
	}
	a := respond(t, b, "what about whaling?", "")
	checkAnswer(t, l.docs, "what about whaling?", a)
	if want := "The statement does not speak to “whaling”."; a.Outcome != bot.NotFound || a.Note != want {
		t.Errorf("got %v %q, want not_found %q", a.Outcome, a.Note, want)
	}
	if a.Nearest != nil || a.Suggestions != nil {
		t.Errorf("got %d nearest sentences and suggestions %q, want none: nothing was found", len(a.Nearest), a.Suggestions)
	}
}

func TestNoDocuments(t *testing.T) {
	l, err := newLibrary(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"hi", "what about Senkaku?", "p3s2", "the last paragraph", `"free and open"`, "what is the title?", "summarise it", "how often is China named?", "日付は?"} {
		a := respond(t, l.bot, text, "")
		checkAnswer(t, nil, text, a)
		if a.Outcome != bot.About && a.Outcome != bot.NotFound {
			t.Errorf("%q without documents: got %v", text, a.Outcome)
		}
		if len(a.Suggestions) > 0 {
			t.Errorf("%q without documents: got suggestions %q, want none", text, a.Suggestions)
		}
	}
}

// FuzzRespond looks for a question that panics, is quoted otherwise than published, or
// gets an answer whose parts do not fit its outcome.
func FuzzRespond(f *testing.F) {
	for i, q := range allQuestions(f) {
		if i%8 == 0 || q.Context != "" {
			f.Add(q.Text, q.Context)
		}
	}
	for _, text := range nasty {
		f.Add(text, "")
		f.Add("and that?", text)
	}
	l := seedLibrary(f)
	f.Fuzz(func(t *testing.T, text, previous string) {
		a := respond(t, l.bot, text, previous)
		checkAnswer(t, l.docs, text, a)
		if diff := cmp.Diff(whole(a), whole(respond(t, l.bot, text, previous))); diff != "" {
			t.Errorf("%q after %q: the second answer differs (-first +second):\n%s", text, previous, diff)
		}
	})
}
