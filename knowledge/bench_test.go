package knowledge

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// benchmarkSizes are the numbers of documents that the index is measured with: the seed,
// the seed and the shared statements, and as many of the shared corpus.
var benchmarkSizes = []int{1, 7, 1000}

// benchmarkDocuments returns n documents, the seed first; it skips the benchmark where the
// shared folders, which are no part of the repository, are not there.
func benchmarkDocuments(b *testing.B, n int) []*Document {
	b.Helper()
	docs := []*Document{seedStatement(b)}
	switch {
	case n == 1:
	case n <= 7:
		const folder = "../../shared/statements"
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			b.Skipf("no statements: %s is not there", folder)
		}
		more, errs := Load(os.DirFS(folder))
		if len(errs) > 0 {
			b.Fatal(errors.Join(errs...))
		}
		docs = append(docs, more...)
	default:
		more, err := corpusDocuments()
		if errors.Is(err, fs.ErrNotExist) {
			b.Skipf("no corpus: %v", err)
		} else if err != nil {
			b.Fatal(err)
		}
		for _, d := range more {
			if d.ID != docs[0].ID { // the corpus holds the seed too
				docs = append(docs, d)
			}
		}
	}
	if len(docs) < n {
		b.Skipf("%d documents, want %d", len(docs), n)
	}
	return docs[:n]
}

// corpusDocuments reads the first thousand documents of the shared corpus.
var corpusDocuments = sync.OnceValues(func() (docs []*Document, err error) {
	f, err := os.Open("../../shared/corpus/statements.tar.gz")
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	archive := tar.NewReader(z)
	seen := make(map[string]bool)
	for len(docs) < 1000 {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return docs, nil
		} else if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg || !strings.HasSuffix(header.Name, ".md") {
			continue
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			return nil, err
		}
		d, err := Parse(header.Name, data)
		if err != nil || seen[d.ID] {
			continue // what is refused is TestParseCorpus's business
		}
		seen[d.ID] = true
		docs = append(docs, d)
	}
	return docs, nil
})

func BenchmarkBuildIndex(b *testing.B) {
	for _, n := range benchmarkSizes {
		b.Run(fmt.Sprintf("docs=%d", n), func(b *testing.B) {
			docs := benchmarkDocuments(b, n)
			g, l := seedGlossary(b), seedLexicon(b)
			sentences := 0
			for _, d := range docs {
				sentences += d.Sentences()
			}
			b.ReportAllocs()
			for b.Loop() {
				x, err := NewIndex(docs, g, l)
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := x.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(sentences), "sentences")
		})
	}
}

// BenchmarkSearch asks the bot's own questions in turn; an operation is one search with
// the quote of its first hit.
func BenchmarkSearch(b *testing.B) {
	for _, n := range benchmarkSizes {
		b.Run(fmt.Sprintf("docs=%d", n), func(b *testing.B) {
			x := newIndex(b, benchmarkDocuments(b, n), seedGlossary(b), seedLexicon(b))
			questions := ownQuestions(b)
			// What is made on first use (labels, the dictionary) is not an answer's cost.
			for _, q := range questions {
				searchFor(b, x, Query{Text: q})
			}
			took := make([]time.Duration, 0, 1<<14)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				begin := time.Now()
				r, err := x.Search(b.Context(), Query{Text: questions[i%len(questions)]})
				if err != nil {
					b.Fatal(err)
				}
				if len(r.Hits) > 0 {
					if _, err := r.Hits[0].Quote(); err != nil {
						b.Fatal(err)
					}
				}
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			at := func(share float64) float64 {
				return float64(took[min(int(share*float64(len(took))), len(took)-1)].Nanoseconds()) / 1e3
			}
			b.ReportMetric(at(0.50), "p50-µs")
			b.ReportMetric(at(0.99), "p99-µs")
		})
	}
}
