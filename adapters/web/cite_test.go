package web

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"

	"statementbot/bot"
	"statementbot/knowledge"
)

func TestCiteForms(t *testing.T) {
	links, err := bot.NewLinks("https://read.example.org")
	if err != nil {
		t.Fatal(err)
	}
	docs := seedDocs(t)
	q, err := docs[0].Quote(knowledge.Place{Paragraph: 3, Sentence: 2}, 2)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range citeForms(q, links) {
		b.WriteString("--- " + f.Name + "\n" + f.Text + "\n")
	}
	golden(t, "cite.txt", b.String())
}

// TestCiteMarkdown renders the Markdown of hard texts and wants the quote back.
func TestCiteMarkdown(t *testing.T) {
	for _, text := range []string{
		`A *star*, _under_ and \ [link](x) <b> & &amp; \# !`, "1. May was late.", "# Not a heading", "- no list", "+ nor this", "> no quote", "~~gone~~ `code` | cell", "2025) was = good --- indeed",
	} {
		md := citeMarkdown(quoteOf(t, text), "https://example.org/a_(b)?e=1&s=p1s1#p1s1")
		var out bytes.Buffer
		if err := goldmark.Convert([]byte(md), &out); err != nil {
			t.Fatal(err)
		}
		page := pageFrom(t, out.String())
		got := page.texts("blockquote > p")
		if len(got) != 2 || got[0] != text || !strings.HasPrefix(got[1], "— A Statement") {
			t.Errorf("%q: got %q from\n%s", text, got, md)
		}
		if got := page.attribute(t, "a", "href"); got != "https://example.org/a_(b)?e=1&s=p1s1#p1s1" {
			t.Errorf("%q: the link leads to %q", text, got)
		}
	}
}

// quoteOf returns the quote of a document that is this text alone.
func quoteOf(tb testing.TB, text string) knowledge.Quote {
	tb.Helper()
	var escaped strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]<>#+~|&!=-().", r) {
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
	}
	d := parse(tb, "a.md", escaped.String())
	q, err := d.Quote(knowledge.Place{Paragraph: 1, Sentence: 1}, len(d.Paragraphs[0].Sentences))
	if err != nil {
		tb.Fatal(err)
	}
	if q.Text() != text {
		tb.Fatalf("got a quote of %q, want %q", q.Text(), text)
	}
	return q
}

func TestCiteEscapes(t *testing.T) {
	if diff := cmp.Diff(`50\% of \{a\}, \$5 \& \#1\_x \textasciitilde{} \textasciicircum{} \textbackslash{}`, escapeTeX(`50% of {a}, $5 & #1_x ~ ^ \`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
