package terminal

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
)

// Show writes a quote in its place: below its section's heading and, in colour, emphasised
// within its paragraph. Where nothing is wrapped, as in a pipe, it writes the quote and
// the citation alone. It passes the gate as an answer does.
func Show(w io.Writer, at bot.Located, o Options) error {
	p := newPage(o)
	c := at.Quote.Citation()
	shown := at.Quote
	if p.width > 0 {
		p.heading(c.Section)
		p.block(c.Place())
		p.gap()
	}
	if p.width > 0 && p.color {
		whole, err := at.Document.QuoteAt(knowledge.Address{Paragraph: c.Paragraph})
		if err != nil {
			return err
		}
		shown = whole
	}
	inner := knowledge.Span{Start: at.Quote.Span().Start - shown.Span().Start, End: at.Quote.Span().End - shown.Span().Start}
	var marks []mark
	if inner.Len() < len(shown.Text()) {
		marks = []mark{
			{knowledge.Span{Start: 0, End: inner.Start}, dim, notBold},
			{inner, bold, notBold},
			{knowledge.Span{Start: inner.End, End: len(shown.Text())}, dim, notBold},
		}
	}
	p.quoted(shown.Text(), marks)
	p.cite(c)
	return deliver(w, p.text.String(), []knowledge.Quote{shown}, o)
}

// Outline writes the headings of each document with the numbers of their paragraphs, the
// newest document first.
func Outline(w io.Writer, docs []*knowledge.Document, o Options) error {
	p := newPage(o)
	for _, d := range knowledge.NewestFirst(docs) {
		p.gap()
		p.heading(titleAndDate(d))
		p.whole("", d.ID, dim)
		p.dimmed("", size(d))
		for i, s := range d.Sections {
			heading := d.Heading(i)
			if heading == "" {
				heading = "(before the first heading)"
			}
			prefix := strings.Repeat(indent, max(1, min(s.Level, 6)-d.TopLevel()+1))
			p.lines(prefix, prefix+indent, bot.PlainLine(heading)+"  "+cmp.Or(s.Range(), "(no paragraphs of its own)"), nil)
		}
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

// Documents writes what is loaded, the newest document first.
func Documents(w io.Writer, docs []*knowledge.Document, o Options) error {
	p := newPage(o)
	for _, d := range knowledge.NewestFirst(docs) {
		p.gap()
		p.whole("", d.ID, bold)
		p.lines(indent, indent, bot.PlainLine(d.Title), nil)
		p.lines(indent, indent, bot.PlainLine(date(d)+" · "+size(d)+" · edition "+d.Edition), nil)
		p.link(d.SourceURL)
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

// heading writes a line of its own in bold, nothing for "".
func (p *page) heading(text string) {
	if text != "" {
		text = bot.PlainLine(text)
		p.lines("", "", text, []mark{{knowledge.Span{Start: 0, End: len(text)}, bold, notBold}})
	}
}

func titleAndDate(d *knowledge.Document) string {
	if d.Date == "" {
		return d.Title
	}
	return d.Title + " (" + date(d) + ")"
}

func date(d *knowledge.Document) string { return knowledge.FormatDate(d.Date) }

func size(d *knowledge.Document) string {
	return plural(len(d.Paragraphs), "paragraph") + ", " + plural(d.Sentences(), "sentence")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
