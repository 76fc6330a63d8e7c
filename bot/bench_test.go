package bot_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"statementbot/bot"
	"statementbot/knowledge"
)

// BenchmarkRespond asks the questions in turn; an operation is one answer. More
// than the seed comes from shared folders that are no part of the repository.
func BenchmarkRespond(b *testing.B) {
	for _, n := range []int{1, 7, 1000} {
		b.Run(fmt.Sprintf("docs=%d", n), func(b *testing.B) {
			l := seedLibrary(b)
			if n > 1 {
				var err error
				if l, err = newLibrary(b.Context(), benchmarkDocuments(b, n)); err != nil {
					b.Fatal(err)
				}
			}
			benchmarkRespond(b, l)
		})
	}
}

func benchmarkRespond(b *testing.B, l library) {
	b.Helper()
	questions := allQuestions(b)
	// What is made on first use (labels, the dictionary) is not an answer's cost.
	for _, q := range questions {
		respond(b, l.bot, q.Text, q.Context)
	}
	took := make([]time.Duration, 0, 1<<14)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := questions[i%len(questions)]
		begin := time.Now()
		if _, err := l.bot.Respond(b.Context(), bot.Question{Text: q.Text, Previous: q.Context}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(int(share*float64(len(took))), len(took)-1)].Nanoseconds()) / 1e3
	}
	b.ReportMetric(at(0.50), "p50-µs")
	b.ReportMetric(at(0.99), "p99-µs")
}

// benchmarkDocuments returns n documents, the seed first; it skips the benchmark where
// the shared folders are not there.
func benchmarkDocuments(b *testing.B, n int) []*knowledge.Document {
	b.Helper()
	docs := slices.Clone(seedLibrary(b).docs)
	var more []*knowledge.Document
	var err error
	if n <= 7 {
		if _, err = os.Stat(sharedStatements); err == nil {
			var errs []error
			more, errs = knowledge.Load(os.DirFS(sharedStatements))
			err = errors.Join(errs...)
		}
	} else {
		more, err = corpusDocuments()
	}
	if errors.Is(err, fs.ErrNotExist) {
		b.Skipf("no documents beside the seed: %v", err)
	} else if err != nil {
		b.Fatal(err)
	}
	for _, d := range more {
		if d.ID != docs[0].ID { // the corpus holds the seed too
			docs = append(docs, d)
		}
	}
	if len(docs) < n {
		b.Skipf("%d documents, want %d", len(docs), n)
	}
	return docs[:n]
}

// corpusDocuments reads the first thousand documents of the shared corpus.
var corpusDocuments = sync.OnceValues(func() (docs []*knowledge.Document, err error) {
	seen := make(map[string]bool)
	err = readCorpus(func(name string, data []byte) (bool, error) {
		d, err := knowledge.Parse(name, data)
		if err == nil && !seen[d.ID] { // what is refused is the parser's business
			seen[d.ID] = true
			docs = append(docs, d)
		}
		return len(docs) < 1000, nil
	})
	return docs, err
})
