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
		return d.SourceURL + "#:~:text=" + d.cellBefore(span, cells[0]) + fragmentTerm(cells[0]) + "," + fragmentTerm(cells[len(cells)-1])
	}
	ends := wordEnds(text)
	if len(ends) <= 2*few {
		return d.SourceURL + "#:~:text=" + d.prefixTerm(span, text) + fragmentTerm(text)
	}
	start := d.uniqueStart(span, ends[few-1:])
	if start == len(text) {
		return d.SourceURL + "#:~:text=" + d.prefixTerm(span, text) + fragmentTerm(text)
	}
	rest := d.lower[span.Start+start : span.End]
	for i := len(ends) - 1 - few; i >= 0 && ends[i] >= start; i-- {
		if end := rest[ends[i]+1-start:]; strings.Index(rest, end) == len(rest)-len(end) {
			return d.SourceURL + "#:~:text=" + fragmentTerm(text[:start]) + "," + fragmentTerm(text[ends[i]+1:])
		}
	}
	return d.SourceURL + "#:~:text=" + fragmentTerm(text)
}

// wordEnds returns where the words of text end, in bytes from its start. A single space
// follows each but the last.
func wordEnds(text string) []int {
	var ends []int
	for i := range len(text) {
		if text[i] == ' ' {
			ends = append(ends, i)
		}
	}
	return append(ends, len(text))
}

// uniqueStart returns the first of the ends, in bytes from the span's start, up to which the
// span's text is the first of its kind in the document; the whole length where it never is.
func (d *Document) uniqueStart(span Span, ends []int) int {
	text := d.lower[span.Start:span.End]
	for i := 0; i < len(ends); {
		earlier := strings.Index(d.lower, text[:ends[i]])
		if earlier == span.Start {
			return ends[i]
		}
		// A start has to be longer than what that place has in common with the text.
		common := ends[i]
		for common < len(text) && d.lower[earlier+common] == text[common] {
			common++
		}
		for i < len(ends) && ends[i] <= common {
			i++
		}
	}
	return len(text)
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
	words := strings.Fields(before[strings.LastIndex(before, "\n")+1:])
	for n := 1; n <= min(len(words), longestPrefix); n++ {
		prefix := strings.Join(words[len(words)-n:], " ")
		if at := len(before) - len(prefix); strings.Index(d.lower, d.lower[at:span.End]) == at {
			return fragmentTerm(prefix) + "-,"
		}
	}
	return ""
}

// longestPrefix is how many words before a text are tried to tell it from another one.
const longestPrefix = 40

// enough is how many words of what stands before a row tell it from others.
const enough = 8

// cellBefore returns what stands before a row of a table, as a text fragment's prefix, where
// the row's first cell stands earlier in the document too; otherwise nothing.
func (d *Document) cellBefore(span Span, cell string) string {
	before := strings.TrimRight(d.Text[:span.Start], " \n")
	if before == "" || strings.Index(d.lower, lowerCase(cell)) == span.Start {
		return ""
	}
	block := before[strings.LastIndex(before, "\n")+1:]
	words := strings.Fields(block[strings.LastIndex(CellSeparator+block, CellSeparator):])
	if len(words) == 0 {
		return ""
	}
	return fragmentTerm(strings.Join(words[max(0, len(words)-enough):], " ")) + "-,"
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
	return inFragment.Replace(url.QueryEscape(s))
}

// inFragment takes what is escaped for a query to what is escaped for a text directive.
var inFragment = strings.NewReplacer("+", "%20", "-", "%2D")
