package bot

import (
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"statementbot/knowledge"
)

// ErrAltered is what a gate finds wrong.
var ErrAltered = errors.New("a quote does not read back as published")

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

// A Gate compares what is about to be shown with the documents. An adapter renders an
// answer, reads the quotes back from the rendered message (takes escapes, marks and layout
// off) and sends it only if Check finds them as published. A Gate is safe for concurrent
// use. A nil Gate knows no document and lets no quote pass.
type Gate struct {
	documents map[string]*knowledge.Document
	log       *slog.Logger
	held      atomic.Int64
}

// NewGate returns a gate for quotes from docs. What it holds back is logged to log, which
// should name the adapter.
func NewGate(docs []*knowledge.Document, log *slog.Logger) *Gate {
	g := &Gate{documents: make(map[string]*knowledge.Document, len(docs)), log: log}
	for _, d := range docs {
		g.documents[d.ID] = d
	}
	return g
}

// Check compares the quotes that a message is to hold with shown, the quotes as they were
// read back from it, in the same order: each must be its document's text at its place. The
// error is an *AlteredError and has been logged and counted.
func (g *Gate) Check(quotes []knowledge.Quote, shown []string) error {
	err := g.compare(quotes, shown)
	if err == nil {
		return nil
	}
	if g != nil {
		g.held.Add(1)
		g.log.Error("held back an altered quote", "error", err)
	}
	return &AlteredError{err}
}

// Held returns how many messages the gate has held back.
func (g *Gate) Held() int64 { return g.held.Load() }

func (g *Gate) compare(quotes []knowledge.Quote, shown []string) error {
	if len(quotes) != len(shown) {
		return fmt.Errorf("%w: %d quotes were rendered and %d read back", ErrAltered, len(quotes), len(shown))
	}
	for i, q := range quotes {
		c, span := q.Citation(), q.Span()
		var doc *knowledge.Document
		if g != nil {
			doc = g.documents[c.Document]
		}
		switch {
		case doc == nil:
			return fmt.Errorf("%w: %s: no such document is loaded", ErrAltered, c.Address())
		case doc.Edition != c.Edition:
			return fmt.Errorf("%w: %s: it is of edition %s, the document of %s", ErrAltered, c.Address(), c.Edition, doc.Edition)
		case span.Start < 0 || span.Start > span.End || span.End > len(doc.Text):
			return fmt.Errorf("%w: %s: the document has no bytes %d to %d", ErrAltered, c.Address(), span.Start, span.End)
		case doc.Slice(span) != shown[i]:
			return fmt.Errorf("%w: %s", ErrAltered, c.Address())
		}
	}
	return nil
}
