package knowledge

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// An Address names a paragraph, a sentence or a run of sentences of one paragraph.
type Address struct {
	// Document is an ID, "" where the address does not name one.
	Document  string
	Paragraph int
	// First and Last are sentence numbers; both are 0 for a whole paragraph.
	First, Last int
}

// ErrBadAddress is returned for text that is not an address.
var ErrBadAddress = errors.New(`not an address such as "p3s2", "p3s1-2", "p3" or "¶3"`)

var addressForm = regexp.MustCompile(`(?i)^(?:(.+)#)?(?:p|¶\s?)(\d{1,6})(?:(?:s|,? sentences? )(\d{1,6})(?:[-–](\d{1,6}))?)?$`)

// ParseAddress reads "ID#p3s2", "p3s1-2", "p3" or "¶3".
func ParseAddress(s string) (Address, error) {
	m := addressForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return Address{}, fmt.Errorf("%q: %w", s, ErrBadAddress)
	}
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // of digits only, by the pattern; "" is 0
		return n
	}
	a := Address{Document: m[1], Paragraph: number(m[2]), First: number(m[3]), Last: number(m[4])}
	if a.First > 0 && a.Last == 0 {
		a.Last = a.First
	}
	if a.Paragraph == 0 || m[3] != "" && (a.First == 0 || a.Last < a.First) {
		return Address{}, fmt.Errorf("%q: %w", s, ErrBadAddress)
	}
	return a, nil
}

// QuoteAt returns the quote at an address within d, whichever document the address names.
// The error is ErrNoSuchSentence, with what d has in place of it.
func (d *Document) QuoteAt(a Address) (Quote, error) {
	if a.Paragraph > len(d.Paragraphs) {
		return Quote{}, fmt.Errorf("paragraph %d: %w: %s has %d paragraphs", a.Paragraph, ErrNoSuchSentence, d.ID, len(d.Paragraphs))
	}
	n := len(d.Paragraphs[a.Paragraph-1].Sentences)
	if a.First == 0 {
		return d.Quote(Place{a.Paragraph, 1}, n)
	}
	if a.Last > n {
		return Quote{}, fmt.Errorf("%s: %w: paragraph %d of %s has %d", address(Place{a.Paragraph, a.First}, a.Last), ErrNoSuchSentence, a.Paragraph, d.ID, n)
	}
	return d.Quote(Place{a.Paragraph, a.First}, a.Last)
}
