package terminal

import (
	"context"
	"flag"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
	"statementbot/knowledge"
	"statementbot/seeds"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// seedDocs reads the embedded statement.
func seedDocs(tb testing.TB) []*knowledge.Document {
	tb.Helper()
	docs, errs := knowledge.Load(seeds.Statements())
	if len(errs) > 0 || len(docs) == 0 {
		tb.Fatalf("load the seed: got %d documents, errors %v", len(docs), errs)
	}
	return docs
}

// seedBot returns the bot that the program has without flags.
var seedBot = sync.OnceValues(func() (*bot.Bot, error) {
	docs, _ := knowledge.Load(seeds.Statements())
	words, err := knowledge.LoadVocabulary(seeds.Vocabulary())
	if err != nil {
		return nil, err
	}
	index, err := knowledge.NewIndex(docs, words.Glossary, words.Lexicon)
	if err != nil {
		return nil, err
	}
	return bot.New(context.Background(), index, docs)
})

// parse reads a document that stands in a test.
func parse(tb testing.TB, name, body string) *knowledge.Document {
	tb.Helper()
	d, err := knowledge.Parse(name, []byte("---\ntitle: A Statement\ndate: '2024-01-02'\nsource_url: https://example.org/a\n---\n\n"+body))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// quote quotes an address of the document.
func quote(tb testing.TB, d *knowledge.Document, address string) knowledge.Quote {
	tb.Helper()
	a, err := knowledge.ParseAddress(address)
	if err != nil {
		tb.Fatal(err)
	}
	q, err := d.QuoteAt(a)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// quiet is a logger for what is not looked at.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// golden compares got with a file in testdata. Escapes are written as ␛, so that a change
// shows in review.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, "\x1b", "␛")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := fs.ReadFile(os.DirFS("testdata"), name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", file, diff)
	}
}

// responderFunc is a responder made of a function.
type responderFunc func(context.Context, bot.Question) (bot.Answer, error)

func (f responderFunc) Respond(ctx context.Context, q bot.Question) (bot.Answer, error) {
	return f(ctx, q)
}
