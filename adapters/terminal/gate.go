package terminal

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"statementbot/knowledge"
)

// errAltered is what the gate finds wrong.
var errAltered = errors.New("a quote does not read back as published")

// An AlteredError says that a message was held back, because a quote in it would not have
// been as published. Its text is an apology for the person who asked; what was found
// is the error underneath, for the operator.
type AlteredError struct{ err error }

// Error returns the apology.
func (e *AlteredError) Error() string {
	return "sorry, this answer is held back: its quotes would not have reached you word for word as published, and the log says more"
}

// Unwrap returns what was found.
func (e *AlteredError) Unwrap() error { return e.err }

// A Gate compares what is about to be shown with the documents. It is read-only after
// NewGate and safe for concurrent use. A nil Gate knows no document and lets no quote pass.
type Gate struct {
	documents map[string]*knowledge.Document
	log       *slog.Logger
}

// NewGate returns a gate for quotes from docs; what it holds back is logged to log.
func NewGate(docs []*knowledge.Document, log *slog.Logger) *Gate {
	g := &Gate{documents: make(map[string]*knowledge.Document, len(docs)), log: log}
	for _, d := range docs {
		g.documents[d.ID] = d
	}
	return g
}

// Check compares the quotes that a message is to hold with shown, the quotes as they were
// read back from it, in the same order: each must be its document's text at its place. The
// error is an *AlteredError and has been logged.
func (g *Gate) Check(quotes []knowledge.Quote, shown []string) error {
	err := g.compare(quotes, shown)
	if err == nil {
		return nil
	}
	if g != nil && g.log != nil {
		g.log.Error("held back an altered quote", "adapter", "terminal", "error", err)
	}
	return &AlteredError{err}
}

// compare is the part of the gate that every adapter can share: it knows documents and
// texts, and neither layout nor platform.
func (g *Gate) compare(quotes []knowledge.Quote, shown []string) error {
	if len(quotes) != len(shown) {
		return fmt.Errorf("%w: %d quotes were rendered and %d read back", errAltered, len(quotes), len(shown))
	}
	for i, q := range quotes {
		c, span := q.Citation(), q.Span()
		var doc *knowledge.Document
		if g != nil {
			doc = g.documents[c.Document]
		}
		switch {
		case doc == nil:
			return fmt.Errorf("%w: %s: no such document is loaded", errAltered, c.Address())
		case doc.Edition != c.Edition:
			return fmt.Errorf("%w: %s: it is of edition %s, the document of %s", errAltered, c.Address(), c.Edition, doc.Edition)
		case span.Start < 0 || span.Start > span.End || span.End > len(doc.Text):
			return fmt.Errorf("%w: %s: the document has no bytes %d to %d", errAltered, c.Address(), span.Start, span.End)
		case doc.Slice(span) != shown[i]:
			return fmt.Errorf("%w: %s", errAltered, c.Address())
		}
	}
	return nil
}

// ansi matches the sequences that render writes and no others: a sequence in a document
// is not layout.
var ansi = regexp.MustCompile(`\x1b\[(?:0|1|2|22|36|39|31|32)m`)

// readBack takes layout off a rendered message and returns the quotes in it: the runs of
// lines behind a bar, each without its bars and line breaks.
func readBack(message string) []string {
	var quotes []string
	inside := false
	for line := range strings.SplitSeq(ansi.ReplaceAllString(message, ""), "\n") {
		text, quoted := strings.CutPrefix(line, bar)
		switch {
		case quoted && inside:
			quotes[len(quotes)-1] += text
		case quoted:
			quotes = append(quotes, text)
		}
		inside = quoted
	}
	return quotes
}
