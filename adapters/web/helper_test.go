package web

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/cascadia"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"statementbot/bot"
	"statementbot/knowledge"
	"statementbot/seeds"
)

var update = flag.Bool("update", false, "rewrite the golden pages in testdata")

// seedID is the ID of the embedded statement.
const seedID = "2025-02-07-united-states-japan-joint-leaders-statement"

// seedDocs reads the embedded statement.
func seedDocs(tb testing.TB) []*knowledge.Document {
	tb.Helper()
	docs, errs := knowledge.Load(seeds.Statements())
	if len(errs) > 0 || len(docs) == 0 {
		tb.Fatalf("load the seed: got %d documents, errors %v", len(docs), errs)
	}
	return docs
}

// vocabulary is what the seeds know of words, read once.
var vocabulary = sync.OnceValues(func() (knowledge.Vocabulary, error) { return knowledge.LoadVocabulary(seeds.Vocabulary()) })

// newBot returns the bot over docs with the vocabulary of the seeds.
func newBot(tb testing.TB, docs []*knowledge.Document) *bot.Bot {
	tb.Helper()
	words, err := vocabulary()
	index, err2 := knowledge.NewIndex(docs, words.Glossary, words.Lexicon)
	if err := errors.Join(err, err2); err != nil {
		tb.Fatal(err)
	}
	b, err := bot.New(tb.Context(), index, docs)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// quiet is a logger for what is not looked at.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// newWeb returns the page over the documents of c, with the bot that the program has.
func newWeb(tb testing.TB, c Config) *Web {
	tb.Helper()
	return webWith(tb, c, newBot(tb, c.Documents))
}

func webWith(tb testing.TB, c Config, r bot.Responder) *Web {
	tb.Helper()
	w, err := New(c, r, quiet())
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// seedWeb is the page that the program serves without settings. Nothing changes it.
var seedWeb = sync.OnceValues(func() (*Web, error) {
	docs, errs := knowledge.Load(seeds.Statements())
	words, err := vocabulary()
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	index, err := knowledge.NewIndex(docs, words.Glossary, words.Lexicon)
	if err != nil {
		return nil, err
	}
	b, err := bot.New(context.Background(), index, docs)
	if err != nil {
		return nil, err
	}
	return New(Config{Documents: docs}, b, quiet())
})

func seedHandler(tb testing.TB) http.Handler {
	tb.Helper()
	w, err := seedWeb()
	if err != nil {
		tb.Fatal(err)
	}
	return w.Handler()
}

// parse reads a document that stands in a test.
func parse(tb testing.TB, name, body string) *knowledge.Document {
	tb.Helper()
	d, err := knowledge.Parse(name, []byte("---\ntitle: A Statement\ndate: '2024-01-02'\nsource_url: https://example.org/a\n---\n\n"+body))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// responderFunc is a responder made of a function.
type responderFunc func(context.Context, bot.Question) (bot.Answer, error)

func (f responderFunc) Respond(ctx context.Context, q bot.Question) (bot.Answer, error) {
	return f(ctx, q)
}

// silent answers everything with nothing.
var silent = responderFunc(func(context.Context, bot.Question) (bot.Answer, error) { return bot.Answer{Outcome: bot.About}, nil })

// do sends a request to h, with headers by name and value.
func do(tb testing.TB, h http.Handler, method, target, body string, header map[string]string) shownPage {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, target, strings.NewReader(body))
	for name, value := range header {
		r.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	page := pageFrom(tb, rec.Body.String())
	page.status, page.header = rec.Code, rec.Header()
	return page
}

// A shownPage is a page as it was answered.
type shownPage struct {
	*html.Node
	status int
	header http.Header
	source string
}

// get asks h for a page.
func get(tb testing.TB, h http.Handler, target string) shownPage {
	tb.Helper()
	return do(tb, h, http.MethodGet, target, "", nil)
}

func pageFrom(tb testing.TB, source string) shownPage {
	tb.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		tb.Fatal(err)
	}
	return shownPage{Node: root, source: source}
}

// all returns the elements that a selector finds.
func (p shownPage) all(selector string) []*html.Node {
	return cascadia.QueryAll(p.Node, cascadia.MustCompile(selector))
}

// texts returns their texts, with white space folded.
func (p shownPage) texts(selector string) []string {
	var texts []string
	for _, n := range p.all(selector) {
		texts = append(texts, strings.Join(strings.Fields(textOf(n)), " "))
	}
	return texts
}

// text returns the text of the only element that a selector finds.
func (p shownPage) text(tb testing.TB, selector string) string {
	tb.Helper()
	found := p.texts(selector)
	if len(found) != 1 {
		tb.Fatalf("%q: got %d elements, want one; the page:\n%s", selector, len(found), p.source)
	}
	return found[0]
}

// attribute returns an attribute of the only element that a selector finds.
func (p shownPage) attribute(tb testing.TB, selector, name string) string {
	tb.Helper()
	found := p.all(selector)
	if len(found) != 1 {
		tb.Fatalf("%q: got %d elements, want one; the page:\n%s", selector, len(found), p.source)
	}
	for _, a := range found[0].Attr {
		if a.Key == name {
			return a.Val
		}
	}
	tb.Fatalf("%q has no attribute %s", selector, name)
	return ""
}

// golden compares got with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", file, diff)
	}
}
