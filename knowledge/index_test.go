package knowledge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// The seeds are read and indexed once for all tests; nothing changes them afterwards.
var (
	readStatement = sync.OnceValues(func() (*Document, error) {
		docs, errs := Load(os.DirFS("../seeds"))
		if len(errs) > 0 || len(docs) != 1 {
			return nil, fmt.Errorf("load the seed: %d documents, errors %v", len(docs), errs)
		}
		return docs[0], nil
	})
	readVocabulary = sync.OnceValues(func() (Vocabulary, error) { return LoadVocabulary(os.DirFS("../seeds")) })
	buildSeedIndex = sync.OnceValues(func() (*Index, error) {
		d, err := readStatement()
		if err != nil {
			return nil, err
		}
		v, err := readVocabulary()
		if err != nil {
			return nil, err
		}
		return NewIndex([]*Document{d}, v.Glossary, v.Lexicon)
	})
)

func must[T any](tb testing.TB, value T, err error) T {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	return value
}

func seedStatement(tb testing.TB) *Document {
	tb.Helper()
	d, err := readStatement()
	return must(tb, d, err)
}

func seedLexicon(tb testing.TB) *Lexicon {
	tb.Helper()
	v, err := readVocabulary()
	return must(tb, v, err).Lexicon
}

func seedGlossary(tb testing.TB) *Glossary {
	tb.Helper()
	v, err := readVocabulary()
	return must(tb, v, err).Glossary
}

// seedIndex returns the index of the seed statement; the caller must not close it.
func seedIndex(tb testing.TB) *Index {
	tb.Helper()
	x, err := buildSeedIndex()
	return must(tb, x, err)
}

// newIndex builds an index that the test's end closes.
func newIndex(tb testing.TB, docs []*Document, g *Glossary, l *Lexicon) *Index {
	tb.Helper()
	x, err := NewIndex(docs, g, l)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := x.Close(); err != nil {
			tb.Error(err)
		}
	})
	return x
}

func searchFor(tb testing.TB, x *Index, q Query) Result {
	tb.Helper()
	r, err := x.Search(tb.Context(), q)
	if err != nil {
		tb.Fatalf("search %q: %v", q.Text, err)
	}
	return r
}

// readings writes how a question was read.
func readings(terms []Term) string {
	var b strings.Builder
	for i, t := range terms {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.Text)
		if t.Inherited {
			b.WriteString("(before)")
		}
		if t.Read != "" {
			b.WriteString("→" + t.Read)
		}
		if t.Concept != nil {
			b.WriteString("=" + t.Concept.ID)
		}
	}
	return b.String()
}

// ranked writes the addresses of hits, best first, with their scores.
func ranked(r Result) string {
	var b strings.Builder
	for _, h := range r.Hits {
		fmt.Fprintf(&b, "%s#p%ds%d %v %v\n", h.Document.ID, h.Place.Paragraph, h.Place.Sentence, h.Score, h.Coverage)
	}
	return b.String()
}

// ownQuestions returns the questions that the bot is measured with.
func ownQuestions(tb testing.TB) []string {
	tb.Helper()
	data, err := os.ReadFile("../bot/testdata/unseen.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	var questions []string
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		var q struct{ Question string }
		if err := json.Unmarshal([]byte(line), &q); err != nil || q.Question == "" {
			tb.Fatalf("unseen.jsonl, line %d: no question, error %v", i+1, err)
		}
		questions = append(questions, q.Question)
	}
	return questions
}

func TestNewIndexRefusesDuplicates(t *testing.T) {
	one := textDocument(t, "twin", "One thing.")
	_, err := NewIndex([]*Document{one, textDocument(t, "other", "Text."), textDocument(t, "twin", "Another thing.")}, nil, nil)
	if err == nil || !strings.Contains(err.Error(), `"twin"`) || !strings.HasPrefix(err.Error(), "build index: ") {
		t.Errorf("two documents with one id: got error %v, want one that names the id", err)
	}
}

func TestEmptyIndex(t *testing.T) {
	for name, x := range map[string]*Index{
		"nil":   newIndex(t, nil, nil, nil),
		"empty": newIndex(t, []*Document{}, new(Glossary), new(Lexicon)),
		"seeds": newIndex(t, nil, seedGlossary(t), seedLexicon(t)),
	} {
		for _, question := range []string{"", "?", "what about Senkaku?", "日本の防衛費", "🇯🇵", "foreign direct investmnt", "2027"} {
			r := searchFor(t, x, Query{Text: question, Previous: "and Japan?", Wants: Time})
			if len(r.Hits) != 0 {
				t.Errorf("%s: %q: got hits %s, want none", name, question, ranked(r))
			}
		}
		if len(x.Documents()) != 0 || x.Document("x") != nil || x.Subjects("x", 3) != nil {
			t.Errorf("%s: an index without documents has some", name)
		}
	}
}

// With neither glossary nor lexicon the words alone find the sentence.
func TestIndexWithoutGlossary(t *testing.T) {
	doc := seedStatement(t)
	for name, x := range map[string]*Index{
		"neither":      newIndex(t, []*Document{doc}, nil, nil),
		"zero values":  newIndex(t, []*Document{doc}, new(Glossary), new(Lexicon)),
		"no glossary":  newIndex(t, []*Document{doc}, nil, seedLexicon(t)),
		"no lexicon":   newIndex(t, []*Document{doc}, seedGlossary(t), nil),
		"the two":      seedIndex(t),
		"empty folder": newIndex(t, []*Document{doc}, loadNothing(t), nil),
	} {
		for question, want := range map[string]Place{
			"what about Senkaku?":              {3, 2},
			"the abductions":                   {15, 4},
			"does it mention Henoko?":          {6, 1},
			"cooperation on Artemis missions":  {5, 2},
			"support for Taiwan participation": {14, 3},
		} {
			r := searchFor(t, x, Query{Text: question})
			if len(r.Hits) == 0 || r.Hits[0].Place != want {
				t.Errorf("%s: %q: got\n%s want %v first", name, question, ranked(r), want)
			}
		}
	}
}

func loadNothing(tb testing.TB) *Glossary {
	tb.Helper()
	g, err := LoadGlossary(fstest.MapFS{}, nil)
	return must(tb, g, err)
}

func TestIndexDocuments(t *testing.T) {
	a, b := textDocument(t, "b-first", "Text one."), textDocument(t, "a-second", "Text two.")
	x := newIndex(t, []*Document{a, b}, nil, nil)
	if got := x.Documents(); len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("documents: got %v, want them as given", got)
	}
	if x.Document("a-second") != b || x.Document("c") != nil {
		t.Error("Document: want the one with the id, nil for an unknown one")
	}
}

// Whatever the order of maps and goroutines: a question has one answer.
func TestIndexDeterministic(t *testing.T) {
	doc := seedStatement(t)
	docs := []*Document{doc}
	// The text again under other names, so that there are ties.
	for _, id := range []string{"2025-02-07-copy", "2025-02-07-a-copy"} {
		twin := *doc
		twin.ID = id
		docs = append(docs, &twin)
	}
	questions := ownQuestions(t)
	step := 6
	var want []string
	for build := range 10 {
		x, err := NewIndex(docs, seedGlossary(t), seedLexicon(t))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(questions); i += step {
			got := ranked(searchFor(t, x, Query{Text: questions[i], Limit: 20}))
			if build == 0 {
				want = append(want, got)
			} else if diff := cmp.Diff(want[i/step], got); diff != "" {
				t.Errorf("build %d: %q (-first build +this one):\n%s", build, questions[i], diff)
			}
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// More equal sentences than a search looks at: the order says which, not chance.
func TestIndexDeterministicTies(t *testing.T) {
	var docs []*Document
	for i := range 200 {
		docs = append(docs, textDocument(t, fmt.Sprintf("doc-%03d", i), "They discussed whales.", "They met.", "They left."))
	}
	want := ""
	for build := range 10 {
		x, err := NewIndex(docs, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := ranked(searchFor(t, x, Query{Text: "whales", Limit: 5}))
		if build == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || !strings.HasPrefix(got, "doc-000#p1s1 ") {
			t.Errorf("build %d: got\n%sof 200 equal documents, want the first ones (-first build +this one):\n%s", build, got, diff)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSearchConcurrent(t *testing.T) {
	doc := seedStatement(t)
	// A fresh index and glossary, so that what is made on first use is made at once by many.
	data, err := os.ReadFile("../seeds/glossary.gob")
	if err != nil {
		t.Fatal(err)
	}
	g, err := DecodeGlossary(strings.NewReader(string(data)), seedLexicon(t))
	if err != nil {
		t.Fatal(err)
	}
	x := newIndex(t, []*Document{doc}, g, seedLexicon(t))
	questions := append(ownQuestions(t)[:40:40], "日本の防衛費は？", "방위비", "¿qué dice sobre Taiwán?", "que dit-on de Taïwan ?", "was steht über Taiwan?", "foreign direct investmnet")
	want := make([]string, len(questions))
	for i, q := range questions {
		want[i] = ranked(searchFor(t, seedIndex(t), Query{Text: q}))
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range questions {
				i = (i + worker*len(questions)/8) % len(questions)
				r, err := x.Search(t.Context(), Query{Text: questions[i]})
				if got := ranked(r); err != nil || got != want[i] {
					t.Errorf("%q: error %v, got\n%swant\n%s", questions[i], err, got, want[i])
				}
				for _, h := range r.Hits {
					if _, err := h.Quote(); err != nil {
						t.Error(err)
					}
				}
			}
			x.Subjects(doc.ID, 5)
		})
	}
	wg.Wait()
}

func TestSearchCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := seedIndex(t).Search(ctx, Query{Text: "what about Senkaku?"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	ctx, cancel = context.WithTimeout(t.Context(), -1)
	defer cancel()
	if _, err := seedIndex(t).Search(ctx, Query{Text: "what about Senkaku?"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
	}
}

func TestSearchClosed(t *testing.T) {
	x, err := NewIndex([]*Document{textDocument(t, "a", "Whales.")}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(t.Context(), Query{Text: "whales"}); err == nil {
		t.Error("search of a closed index: got no error, want one")
	}
}

func TestSubjects(t *testing.T) {
	x, doc := seedIndex(t), seedStatement(t)
	subjects := x.Subjects(doc.ID, 8)
	if len(subjects) != 8 {
		t.Fatalf("got %d subjects %v, want 8", len(subjects), subjects)
	}
	places := make(map[Place]bool)
	for _, s := range subjects {
		if s.Name == "" || !doc.Has(s.Place) || places[s.Place] {
			t.Errorf("subject %v: want a name and a place of its own", s)
		}
		places[s.Place] = true
	}
	if diff := cmp.Diff(subjects[:3], x.Subjects(doc.ID, 3)); diff != "" {
		t.Errorf("three of the subjects (-want +got):\n%s", diff)
	}
	if got := x.Subjects("unknown", 3); got != nil {
		t.Errorf("subjects of an unknown document: %v, want none", got)
	}
}
