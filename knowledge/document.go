package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// A Span is a stretch of Document.Text, in bytes from 0; End is not included.
type Span struct{ Start, End int }

// Len returns the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// A Document is a statement that has been read: its text and what stands where.
// It is read-only after Parse and safe for concurrent use; callers must not change
// its slices.
type Document struct {
	// ID is the file name without ".md"; addresses and links are made of it.
	ID string
	// Title is the front matter's title, with its white space folded.
	Title string
	// Date is the day the statement is of, as YYYY-MM-DD.
	Date string
	// Published is the front matter's published_time as written, "" if there is none.
	Published string
	// SourceURL is the publisher's page, "" if the front matter names none.
	SourceURL string
	// Tags are the front matter's tags in their order.
	Tags []string
	// Text is the statement without front matter and marks: headings, paragraphs,
	// list items and table rows in their order, with one blank line between two of them.
	Text string
	// Edition is the first 8 hex digits of the SHA-256 of Text.
	Edition string
	// Sections follow each other without gap or overlap. The first one has no
	// heading where text stands before the first heading.
	Sections []Section
	// Paragraphs are in the order of the text; Paragraphs[i].Number is i+1.
	Paragraphs []Paragraph

	expansion map[Place][]string // other words for sentences, see expansionText; nil if there are none
	compiled  *phraseTable       // the same as they have been read; nil if they come as text or there are none

	lower string // Text in small letters, byte for byte, for text fragments
}

// A Section is a heading and the paragraphs up to the next heading.
type Section struct {
	// Heading is the span of the heading; it is empty for text before the first heading.
	Heading Span
	// Level is 1 for the largest heading and 0 for a section without one.
	Level int
	// First and Last are the numbers of the section's paragraphs, from 1;
	// Last is First-1 where a heading is followed by the next heading.
	First, Last int
}

// A Kind says what a paragraph is in the document's layout.
type Kind uint8

// The kinds of paragraph.
const (
	Prose    Kind = iota // running text
	ListItem             // one item of a list
	TableRow             // one row of a table, cells joined by " | "
)

// CellSeparator stands between the cells of a table row in Document.Text.
const CellSeparator = " | "

// A Paragraph is a paragraph of running text, a list item or a table row.
// Headings are not paragraphs.
type Paragraph struct {
	// Number counts from 1 through the document.
	Number int
	// Section is the index in Document.Sections.
	Section int
	Kind    Kind
	Span    Span
	// Sentences are the spans of the sentences, in order; sentence n is Sentences[n-1].
	// They cover the paragraph but for the single spaces between them, and there is at least one.
	Sentences []Span
}

// A Place names one sentence of a document. Both numbers count from 1.
type Place struct{ Paragraph, Sentence int }

// Range writes the section's paragraphs as "¶2–6" or "¶7"; "" if it has none.
func (s Section) Range() string {
	switch {
	case s.Last < s.First:
		return ""
	case s.Last == s.First:
		return fmt.Sprintf("¶%d", s.First)
	}
	return fmt.Sprintf("¶%d–%d", s.First, s.Last)
}

// NewestFirst returns docs ordered by date, the newest first, then by ID.
func NewestFirst(docs []*Document) []*Document {
	sorted := slices.Clone(docs)
	slices.SortFunc(sorted, func(a, b *Document) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.ID, b.ID))
	})
	return sorted
}

// Slice returns the text of the span.
func (d *Document) Slice(s Span) string { return d.Text[s.Start:s.End] }

// Heading returns the heading of section i, "" where it has none.
func (d *Document) Heading(i int) string { return d.Slice(d.Sections[i].Heading) }

// TopLevel returns the level of the document's largest heading, 0 where it has none.
func (d *Document) TopLevel() int {
	top := 0
	for _, s := range d.Sections {
		if s.Level > 0 && (top == 0 || s.Level < top) {
			top = s.Level
		}
	}
	return top
}

// Sentences returns the number of sentences in the document.
func (d *Document) Sentences() int {
	n := 0
	for i := range d.Paragraphs {
		n += len(d.Paragraphs[i].Sentences)
	}
	return n
}

// Has reports whether the document has a sentence at p.
func (d *Document) Has(p Place) bool {
	return p.Paragraph >= 1 && p.Paragraph <= len(d.Paragraphs) &&
		p.Sentence >= 1 && p.Sentence <= len(d.Paragraphs[p.Paragraph-1].Sentences)
}

// Places returns every sentence's place in the order of the text.
func (d *Document) Places() []Place {
	places := make([]Place, 0, d.Sentences())
	for _, p := range d.Paragraphs {
		for i := range p.Sentences {
			places = append(places, Place{p.Number, i + 1})
		}
	}
	return places
}

// At returns the span of the sentence at p. It panics where Has is false.
func (d *Document) At(p Place) Span { return d.Paragraphs[p.Paragraph-1].Sentences[p.Sentence-1] }

// Locate returns the place of the sentence that holds the byte at offset, or that is
// the next one after it; ok is false behind the last sentence.
func (d *Document) Locate(offset int) (place Place, ok bool) {
	i := sort.Search(len(d.Paragraphs), func(i int) bool { return d.Paragraphs[i].Span.End > offset })
	if i == len(d.Paragraphs) {
		return Place{}, false
	}
	sentences := d.Paragraphs[i].Sentences
	j, _ := slices.BinarySearchFunc(sentences, offset, func(s Span, offset int) int {
		return cmp.Compare(s.End-1, offset)
	})
	return Place{i + 1, j + 1}, true
}

// KnowsUnsaid reports whether a list of what it does not speak to came with the document.
func (d *Document) KnowsUnsaid() bool {
	if d.compiled != nil {
		return slices.Contains(d.compiled.Places, unsaid)
	}
	return len(d.expansion[unsaid]) > 0
}
