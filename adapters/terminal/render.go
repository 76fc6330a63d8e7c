package terminal

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
)

// The widths in columns that text is wrapped to.
const (
	minWidth     = 20  // below it a terminal is taken to be as wide as this
	maxWidth     = 100 // longer lines are hard to follow
	defaultWidth = 80  // of a terminal that does not tell
)

// The layout is that of plain text, wrapped and emphasised.
const (
	bar    = bot.QuoteBar
	indent = bot.PlainIndent
)

// Options say how to print.
type Options struct {
	// Width is the number of columns to wrap to, within reason; 0 does not wrap. Links and
	// IDs are never wrapped.
	Width int
	// Color says whether to emphasise with ANSI sequences.
	Color bool
	// Explain adds why the answer is what it is.
	Explain bool
	// Gate has the documents that quotes are compared with before anything is written.
	Gate *bot.Gate
}

// Render writes an answer. Before it does, the quotes are read back from what is to be
// written and compared with the documents; if one differs nothing is written and the
// error is a *bot.AlteredError. Other errors are those of w.
func Render(w io.Writer, a bot.Answer, o Options) error {
	return deliver(w, layOut(a, o), a.AllQuotes(), o)
}

// deliver writes a message if its quotes pass the gate.
func deliver(w io.Writer, message string, quotes []knowledge.Quote, o Options) error {
	if err := o.Gate.Check(quotes, readBack(message)); err != nil {
		return err
	}
	_, err := io.WriteString(w, message)
	return err
}

// layOut returns an answer as text: our note, the quotes, what could be asked next.
func layOut(a bot.Answer, o Options) string {
	p := newPage(o)
	labels := bot.LabelsFor(a.Lang)
	p.block(a.Note)
	for _, q := range slices.Concat(a.Key, a.Quotes) {
		p.gap()
		p.quote(q)
	}
	if len(a.Nearest) > 0 {
		p.gap()
		p.block(labels.Nearest)
	}
	for _, q := range a.Nearest {
		p.gap()
		p.quote(q)
	}
	if len(a.Suggestions) > 0 {
		p.gap()
		p.block(labels.CouldAsk)
		for _, s := range a.Suggestions {
			p.lines(indent, indent+indent, bot.PlainLine(s), nil)
		}
	}
	if o.Explain {
		p.explain(a.Evidence)
	}
	return p.text.String()
}

// explain writes how each term of the question was read and served, and the decision.
func (p *page) explain(e *bot.Evidence) {
	p.gap()
	if e == nil {
		p.block("Why: this was answered without a search.")
		return
	}
	p.block("Why, term by term, for the best sentence:")
	for _, r := range e.Readings {
		text := "“" + r.Text + "”"
		if r.Text == "" {
			text = "from the question before"
		}
		if r.Read != "" {
			text += ", read as “" + r.Read + "”"
		}
		if r.Concept != "" {
			text += ", the concept “" + r.Concept + "”"
		}
		text += fmt.Sprintf(": weighs %.2f; sentences that name it: %d; served to %.2f", r.Weight, r.Sentences, r.Match)
		p.lines(indent, indent+indent, bot.PlainLine(text), nil)
	}
	if e.KnowsUnsaid {
		p.block(fmt.Sprintf("As a whole it is to %.2f like other words for the sentence, and to %.2f like things that the statement does not speak to.", e.Likeness, e.Unsaid))
	}
	p.block(fmt.Sprintf("The odds are %.2f; %.2f are asked for an answer.", e.Odds(), e.Asked()))
}

// The ANSI sequences of emphasis. readBack knows them all.
const (
	bold      = "\x1b[1m"
	dim       = "\x1b[2m"
	notBold   = "\x1b[22m" // ends dim as well
	cyan      = "\x1b[36m"
	red       = "\x1b[31m"
	green     = "\x1b[32m"
	noColor   = "\x1b[39m"
	colourBar = cyan + "│" + noColor + " "
)

// A mark is a part of a text with the sequences that begin and end its emphasis.
type mark struct {
	knowledge.Span
	on, off string
}

// A page is a message under construction.
type page struct {
	text  strings.Builder
	width int
	color bool
}

func newPage(o Options) *page {
	p := &page{color: o.Color}
	if o.Width > 0 {
		p.width = min(max(o.Width, minWidth), maxWidth)
	}
	return p
}

// gap writes a blank line between two parts of a message.
func (p *page) gap() {
	if p.text.Len() > 0 {
		p.text.WriteByte('\n')
	}
}

// block writes text of ours, which may have several lines.
func (p *page) block(text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		p.lines("", "", bot.PlainLine(line), nil)
	}
}

// quote writes a quote with its matched words emphasised, its citation and its link.
func (p *page) quote(q knowledge.Quote) {
	var marks []mark
	for _, h := range q.Highlights() {
		marks = append(marks, mark{h, bold, notBold})
	}
	p.quoted(q.Text(), marks)
	p.cite(q.Citation())
}

// quoted writes text of a document behind the bar.
func (p *page) quoted(text string, marks []mark) {
	p.lines(bar, bar, text, marks)
}

// cite writes a citation and its link.
func (p *page) cite(c knowledge.Citation) {
	p.dimmed(indent, c.String())
	p.link(c.URL)
}

// link writes a link, nothing for "".
func (p *page) link(url string) {
	if url != "" {
		p.whole(indent, url, dim)
	}
}

// whole writes a link or an ID on a line of its own, however long: it is there to be copied.
func (p *page) whole(prefix, text, on string) {
	width := p.width
	p.width = 0
	text = bot.PlainLine(text)
	p.lines(prefix, prefix, text, []mark{{knowledge.Span{Start: 0, End: len(text)}, on, notBold}})
	p.width = width
}

// dimmed writes text that is there for whoever looks for it.
func (p *page) dimmed(prefix, text string) {
	text = bot.PlainLine(text)
	p.lines(prefix, prefix, text, []mark{{knowledge.Span{Start: 0, End: len(text)}, dim, notBold}})
}

// lines writes text, wrapped, with a prefix before its first line and one before the
// others. The marks are in order and without overlap. The space at which a line is broken
// stays only behind the bar, where it belongs to the quote.
func (p *page) lines(first, others, text string, marks []mark) {
	columns := 0
	if p.width > 0 {
		const hanging = 1 // the space at a line's end
		columns = p.width - hanging - max(displayWidth(first), displayWidth(others))
	}
	prefix := first
	for _, line := range wrap(text, columns) {
		if prefix == bar && p.color {
			prefix = colourBar
		}
		if prefix != bar && prefix != colourBar {
			line.End = line.Start + len(strings.TrimRight(text[line.Start:line.End], " "))
		}
		p.text.WriteString(prefix)
		p.emphasised(text, line, marks)
		p.text.WriteByte('\n')
		prefix = others
	}
}

// emphasised writes one line of text with the parts of the marks that lie on it.
func (p *page) emphasised(text string, line knowledge.Span, marks []mark) {
	at := line.Start
	for _, m := range marks {
		start, end := max(m.Start, at), min(m.End, line.End)
		if !p.color || start >= end {
			continue
		}
		p.text.WriteString(text[at:start] + m.on + text[start:end] + m.off)
		at = end
	}
	p.text.WriteString(text[at:line.End])
}

// ansi matches the sequences that render writes and no others: a sequence in a document
// is not layout.
var ansi = regexp.MustCompile(`\x1b\[(?:0|1|2|22|36|39|31|32)m`)

// readBack takes layout off a rendered message and returns the quotes in it.
func readBack(message string) []string {
	return bot.ReadPlain(ansi.ReplaceAllString(message, ""))
}
