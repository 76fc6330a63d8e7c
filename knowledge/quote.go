package knowledge

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Quote is text copied out of a Document: one or several whole sentences of one
// paragraph. Document.Quote fills it and nothing else can, so a Quote is verbatim. Read
// it by its methods. The zero value quotes nothing.
type Quote struct {
	text     string
	span     Span
	citation Citation

	highlights []Span
}

// A Citation says where a Quote stands. Paragraphs count from 1 through the document,
// sentences from 1 within their paragraph; First equals Last for a single sentence.
type Citation struct {
	Document, Title, Date, Edition string
	// Section is the heading above the quote, "" before the first heading.
	Section                string
	Paragraph, First, Last int
	// URL is the publisher's page with a text fragment that leads to the quote
	// (https://wicg.github.io/scroll-to-text-fragment/), "" where no page is known.
	URL string
}

// ErrNoSuchSentence is returned for a place that the document does not have.
var ErrNoSuchSentence = errors.New("no such sentence")

// Quote copies the sentences from first to the one numbered last in the same paragraph.
func (d *Document) Quote(first Place, last int) (Quote, error) {
	end := Place{first.Paragraph, last}
	if !d.Has(first) || !d.Has(end) || last < first.Sentence {
		return Quote{}, fmt.Errorf("%s %s: %w", d.ID, address(first, last), ErrNoSuchSentence)
	}
	span := Span{d.At(first).Start, d.At(end).End}
	return Quote{
		text: d.Slice(span),
		span: span,
		citation: Citation{
			Document: d.ID, Title: d.Title, Date: d.Date, Edition: d.Edition,
			Section:   d.Heading(d.Paragraphs[first.Paragraph-1].Section),
			Paragraph: first.Paragraph, First: first.Sentence, Last: last,
			URL: d.fragmentURL(span),
		},
	}, nil
}

// Text returns the quoted sentences as published.
func (q Quote) Text() string { return q.text }

// Span returns where the text stands in Document.Text.
func (q Quote) Span() Span { return q.span }

// Highlights returns the parts of the text that a search has matched, in bytes of Text, in
// order and without overlap; nil for a quote that no search has found. The caller must
// not change it.
func (q Quote) Highlights() []Span { return q.highlights }

// Citation returns where the quote stands.
func (q Quote) Citation() Citation { return q.citation }

// Address returns the short form of the place, such as "ID#p3s2" or "ID#p3s1-2".
func (c Citation) Address() string {
	return c.Document + "#" + address(Place{c.Paragraph, c.First}, c.Last)
}

func address(first Place, last int) string {
	a := "p" + strconv.Itoa(first.Paragraph) + "s" + strconv.Itoa(first.Sentence)
	if last > first.Sentence {
		a += "-" + strconv.Itoa(last)
	}
	return a
}

// String returns the citation in prose: title, date, section, paragraph and sentence.
func (c Citation) String() string {
	var b strings.Builder
	b.WriteString(c.Title)
	if c.Date != "" {
		fmt.Fprintf(&b, " (%s)", FormatDate(c.Date))
	}
	if c.Section != "" {
		fmt.Fprintf(&b, ", “%s”", c.Section)
	}
	b.WriteString(", " + c.Place())
	return b.String()
}

// Place returns the paragraph and sentence in prose, such as "¶3, sentence 2".
func (c Citation) Place() string {
	if c.Last > c.First {
		return fmt.Sprintf("¶%d, sentences %d–%d", c.Paragraph, c.First, c.Last)
	}
	return fmt.Sprintf("¶%d, sentence %d", c.Paragraph, c.First)
}

// FormatDate writes a date of the form YYYY-MM-DD as "7 February 2025"; anything else
// comes back unchanged.
func FormatDate(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("2 January 2006")
}

// fragmentURL builds a link that opens the publisher's page at the span. A browser takes
// the first place that matches, so the start grows by words until it is the first of its
// kind in the document, and the end until it is the first after the start.
func (d *Document) fragmentURL(span Span) string {
	if d.SourceURL == "" {
		return ""
	}
	const few = 4 // words at each end, where that is enough
	text := d.Slice(span)
	if cells := strings.Split(text, CellSeparator); len(cells) > 1 && d.isRow(span) {
		return d.SourceURL + "#:~:text=" + fragmentTerm(cells[0]) + "," + fragmentTerm(cells[len(cells)-1])
	}
	words := strings.Fields(text)
	if len(words) <= 2*few {
		return d.SourceURL + "#:~:text=" + d.prefixTerm(span, text) + fragmentTerm(text)
	}
	start := text
	for n := few; n < len(words); n++ {
		if s := strings.Join(words[:n], " "); strings.Index(d.lower, lowerCase(s)) == span.Start {
			start = s
			break
		}
	}
	if start == text {
		return d.SourceURL + "#:~:text=" + d.prefixTerm(span, text) + fragmentTerm(text)
	}
	rest := text[len(start):]
	for n := few; n < len(words); n++ {
		end := strings.Join(words[len(words)-n:], " ")
		if len(end) >= len(rest) {
			break
		}
		if strings.Index(lowerCase(rest), lowerCase(end)) == len(rest)-len(end) {
			return d.SourceURL + "#:~:text=" + fragmentTerm(start) + "," + fragmentTerm(end)
		}
	}
	return d.SourceURL + "#:~:text=" + fragmentTerm(text)
}

// isRow reports whether the span is a row of a table, whose cells a page does not join.
func (d *Document) isRow(span Span) bool {
	at, ok := d.Locate(span.Start)
	return ok && d.Paragraphs[at.Paragraph-1].Kind == TableRow
}

// prefixTerm returns the words before the span, as a text fragment's prefix, where the
// same text stands earlier in the document too; otherwise nothing.
func (d *Document) prefixTerm(span Span, text string) string {
	if strings.Index(d.lower, lowerCase(text)) == span.Start {
		return ""
	}
	// A term cannot reach over a block's border, but a border may lie between the prefix and
	// the start, so the words come from one block: this one or, at its beginning, the one before.
	before := strings.TrimRight(d.Text[:span.Start], " \n")
	gap := d.Text[len(before):span.Start]
	words := strings.Fields(before[strings.LastIndex(before, "\n")+1:])
	for n := 1; n <= len(words); n++ {
		prefix := strings.Join(words[len(words)-n:], " ")
		if strings.Index(d.lower, lowerCase(prefix+gap+text))+len(prefix)+len(gap) == span.Start {
			return fragmentTerm(prefix) + "-,"
		}
	}
	return ""
}

// lowerCase lowers letters where that does not change the number of bytes, so that offsets
// stay what they are: a browser finds a fragment whatever its case.
func lowerCase(text string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, text)
}

// fragmentTerm encodes a term of a text fragment; the hyphen and the comma have a
// meaning there and are encoded as well.
func fragmentTerm(s string) string {
	return strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(s))
}
