package bot_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"statementbot/bot/eval"
	"statementbot/knowledge"
)

// TestOthers measures answers over documents that the glossary was not written for: 120
// questions about 28 statements, asked with one, with seven and with a hundred of them
// loaded. The statements (testdata/others.list) are no part of the repository.
//
//	go test ./bot -run TestOthers -v
//
// With -fit it fits the decision on documents without other words to these questions, and to
// the same with their document left out.
func TestOthers(t *testing.T) {
	docs := otherDocuments(t)
	questions, err := readQuestions("testdata/others.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var asked []string // about these, in the order of the alphabet
	for _, q := range questions {
		if q.Document != "" && !slices.Contains(asked, q.Document) {
			asked = append(asked, q.Document)
		}
	}
	slices.Sort(asked)
	var all []eval.Verdict
	for _, c := range []struct {
		loaded       int
		least        float64 // of Hit@1: well below what is reached, to show a break
		mostAnswered float64 // of the questions without an answer
	}{
		{1, 0.70, 0.10}, {7, 0.70, 0.20}, {len(docs), 0.70, 0.45},
	} {
		var verdicts []eval.Verdict
		for i := 0; i < len(asked); i += c.loaded {
			group := asked[i:min(i+c.loaded, len(asked))]
			verdicts = append(verdicts, askAbout(t, docs, group, c.loaded, questions)...)
		}
		if *fitOthers {
			// As many of each sort for every number of documents, or the number would seem to tell.
			all = append(all, once(verdicts)...)
			all = append(all, askElsewhere(t, docs, c.loaded, questions)...)
		}
		first, three, answered, refused := shares(verdicts)
		t.Logf("%3d loaded: right first %.1f %%, among three %.1f %%, unanswerable ones answered %.1f %%, answerable ones refused %.1f %% (%d answers)",
			c.loaded, 100*first, 100*three, 100*answered, 100*refused, len(verdicts))
		if first < c.least || answered > c.mostAnswered {
			t.Errorf("%d documents: got %.2f right and %.2f answered without an answer, want at least %.2f and at most %.2f", c.loaded, first, answered, c.least, c.mostAnswered)
		}
	}
	if *fitOthers {
		if err := eval.Fit(t.Output(), all); err != nil {
			t.Fatal(err)
		}
	}
}

var fitOthers = flag.Bool("fit", false, "fit the decision on documents without other words to the questions of TestOthers")

// once keeps one verdict on each question, of another group of documents for each.
func once(verdicts []eval.Verdict) []eval.Verdict {
	byID := make(map[string][]eval.Verdict)
	for _, v := range verdicts {
		byID[v.Question.ID] = append(byID[v.Question.ID], v)
	}
	var kept []eval.Verdict
	for i, id := range slices.Sorted(maps.Keys(byID)) {
		kept = append(kept, byID[id][i%len(byID[id])])
	}
	return kept
}

// askElsewhere asks the questions about a document with so many others loaded and that one
// left out: they have no answer then, or so seldom that it does no harm.
func askElsewhere(t *testing.T, docs []*knowledge.Document, loaded int, questions []eval.Question) []eval.Verdict {
	t.Helper()
	var verdicts []eval.Verdict
	half := len(docs) / 2
	for _, part := range [][2][]*knowledge.Document{{docs[:half], docs[half:]}, {docs[half:], docs[:half]}} {
		library, left := part[0], part[1]
		library = library[:min(loaded, len(library))]
		l, err := newLibrary(t.Context(), library)
		if err != nil {
			t.Fatal(err)
		}
		var mine []eval.Question
		for _, q := range questions {
			if slices.ContainsFunc(left, func(d *knowledge.Document) bool { return d.ID == q.Document }) {
				q.Answerable, q.Document = false, ""
				mine = append(mine, q)
			}
		}
		verdicts = append(verdicts, measured(t, l, mine)...)
	}
	return verdicts
}

// askAbout asks the questions about a group of documents, and those without an answer, with
// that many documents loaded: the group and, where it is smaller, others.
func askAbout(t *testing.T, docs []*knowledge.Document, group []string, loaded int, questions []eval.Question) []eval.Verdict {
	t.Helper()
	var library []*knowledge.Document
	for _, d := range docs {
		if slices.Contains(group, d.ID) {
			library = append(library, d)
		}
	}
	for _, d := range docs {
		if len(library) < loaded && !slices.Contains(group, d.ID) {
			library = append(library, d)
		}
	}
	l, err := newLibrary(t.Context(), library)
	if err != nil {
		t.Fatal(err)
	}
	var mine []eval.Question
	for _, q := range questions {
		if q.Document == "" || slices.Contains(group, q.Document) {
			mine = append(mine, q)
		}
	}
	return measured(t, l, mine)
}

// shares returns how many of the answerable questions are right at once, among the first
// three, and refused, and how many of the others are answered.
func shares(verdicts []eval.Verdict) (first, three, answered, refused float64) {
	var present, absent float64
	for _, v := range verdicts {
		switch {
		case !v.Question.Answerable:
			absent++
			if !v.Abstained() {
				answered++
			}
			continue
		case v.Abstained():
			refused++
		case v.Rank == 1:
			first++
			three++
		case v.Rank > 0 && v.Rank <= 3:
			three++
		}
		present++
	}
	return first / present, three / present, answered / absent, refused / present
}

// otherDocuments reads the statements of testdata/others.list; it skips the test where the
// shared folders are not there.
func otherDocuments(tb testing.TB) []*knowledge.Document {
	tb.Helper()
	docs, err := readOthers()
	if errors.Is(err, fs.ErrNotExist) {
		tb.Skipf("the statements of testdata/others.list are not here: %v", err)
	} else if err != nil {
		tb.Fatal(err)
	}
	return docs
}

var readOthers = sync.OnceValues(func() ([]*knowledge.Document, error) {
	list, err := os.ReadFile("testdata/others.list")
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool)
	for id := range strings.FieldsSeq(string(list)) {
		wanted[id] = true
	}
	docs, errs := knowledge.Load(os.DirFS(sharedStatements))
	if len(errs) > 0 {
		return nil, errs[0]
	}
	docs = slices.DeleteFunc(docs, func(d *knowledge.Document) bool { return !wanted[d.ID] })
	for _, d := range docs {
		delete(wanted, d.ID)
	}
	err = readCorpus(func(name string, data []byte) (bool, error) {
		if id := strings.TrimSuffix(path.Base(name), ".md"); wanted[id] {
			delete(wanted, id)
			d, err := knowledge.Parse(name, data)
			if err != nil {
				return false, err
			}
			docs = append(docs, d)
		}
		return len(wanted) > 0, nil
	})
	if err == nil && len(wanted) > 0 {
		err = fmt.Errorf("the corpus lacks %d statements of testdata/others.list", len(wanted))
	}
	return docs, err
})

// The shared folders, which are no part of the repository.
const (
	sharedStatements = "../../shared/statements"
	sharedCorpus     = "../../shared/corpus/statements.tar.gz"
)

// readCorpus calls yield for each Markdown file of the shared corpus until it returns false.
func readCorpus(yield func(name string, data []byte) (more bool, err error)) error {
	f, err := os.Open(sharedCorpus)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for archive := tar.NewReader(z); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg || !strings.HasSuffix(header.Name, ".md") {
			continue
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			return err
		}
		if more, err := yield(header.Name, data); err != nil || !more {
			return err
		}
	}
}
