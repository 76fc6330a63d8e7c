package terminal

import (
	"io"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
)

// Verification writes what knowledge.Verify found: where a text stands, or the sentence
// nearest to it and the words that differ. The quote passes the gate as an answer does.
func Verification(w io.Writer, v knowledge.Verification, o Options) error {
	p := newPage(o)
	var quotes []knowledge.Quote
	p.block(bot.VerdictText(v))
	if v.Quote.Text() != "" {
		quotes = append(quotes, v.Quote)
		p.gap()
		p.quote(v.Quote)
	}
	if len(v.Words) > 0 {
		p.gap()
		p.block("The difference, [-as published-] and {+as given+}:")
		p.gap()
		p.difference(v.Words)
	}
	return deliver(w, p.text.String(), quotes, o)
}

// difference writes two texts as one, with the words that only one of them has in
// brackets.
func (p *page) difference(words []knowledge.WordDiff) {
	var b strings.Builder
	var marks []mark
	add := func(open, text, shut, on string) {
		if text == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		start := b.Len()
		b.WriteString(open + bot.PlainLine(text) + shut)
		if on != "" {
			marks = append(marks, mark{knowledge.Span{Start: start, End: b.Len()}, on, noColor})
		}
	}
	for _, d := range words {
		if d.Same() {
			add("", d.Published, "", "")
			continue
		}
		add("[-", d.Published, "-]", red)
		add("{+", d.Given, "+}", green)
	}
	p.lines(indent, indent, b.String(), marks)
}
