package bot

import (
	"errors"
	"fmt"
	"strings"

	"statementbot/knowledge"
)

// ErrAmbiguous is returned for an address that names no document where several are loaded.
var ErrAmbiguous = errors.New("several documents are loaded and the address names none")

// A Located is a quote and the document that it stands in.
type Located struct {
	Document *knowledge.Document
	Quote    knowledge.Quote
}

// FindPlace reads an address, such as "p3s2", "p3s1-2", "¶3", "3" for paragraph 3, or one of
// these behind "ID#", and finds the place. The error is knowledge.ErrBadAddress,
// ErrAmbiguous with the IDs to choose from, or says what there is instead.
func FindPlace(docs []*knowledge.Document, text string) (Located, error) {
	address, err := knowledge.ParseAddress(withParagraph(strings.TrimSpace(text)))
	if err != nil {
		return Located{}, fmt.Errorf("%q: %w", text, knowledge.ErrBadAddress)
	}
	doc, err := FindDocument(docs, address.Document)
	if errors.Is(err, ErrAmbiguous) {
		return Located{}, fmt.Errorf("%q: %w", text, err)
	}
	if err != nil {
		return Located{}, err
	}
	quote, err := doc.QuoteAt(address)
	if err != nil {
		return Located{}, err
	}
	return Located{doc, quote}, nil
}

// withParagraph puts the "p" before an address that is a mere number.
func withParagraph(address string) string {
	id, number, found := strings.Cut(address, "#")
	if !found {
		id, number = "", address
	}
	if number == "" || strings.Trim(number, "0123456789") != "" {
		return address
	}
	if found {
		id += "#"
	}
	return id + "p" + number
}

// FindDocument returns the document with an ID; "" is the only one that is loaded.
func FindDocument(docs []*knowledge.Document, id string) (*knowledge.Document, error) {
	if id == "" {
		if len(docs) == 1 {
			return docs[0], nil
		}
		return nil, fmt.Errorf("%w; put one of these and # before it: %s", ErrAmbiguous, ids(docs))
	}
	for _, d := range docs {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, fmt.Errorf("no document %q is loaded; there is %s", id, ids(docs))
}

// ids lists documents, as many as can be read at a glance.
func ids(docs []*knowledge.Document) string {
	const most = 20
	var names []string
	for _, d := range knowledge.NewestFirst(docs) {
		if len(names) == most {
			names = append(names, fmt.Sprintf("and %d more, see the list of documents", len(docs)-most))
			break
		}
		names = append(names, d.ID)
	}
	return strings.Join(names, ", ")
}
