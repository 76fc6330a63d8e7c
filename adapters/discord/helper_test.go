package discord

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"statementbot/adapters/discord/discordtest"
	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/bot/meter"
	"statementbot/knowledge"
	"statementbot/seeds"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// patience is how long a test waits for what normally takes milliseconds. Only a hanging
// adapter reaches it.
const patience = 30 * time.Second

// seedDocs reads the embedded statement.
func seedDocs(tb testing.TB) []*knowledge.Document {
	tb.Helper()
	docs, errs := knowledge.Load(seeds.Statements())
	if len(errs) > 0 || len(docs) == 0 {
		tb.Fatalf("load the seed: got %d documents, errors %v", len(docs), errs)
	}
	return docs
}

// newBot builds a bot over docs with the vocabulary of the seeds.
func newBot(docs []*knowledge.Document) (*bot.Bot, error) {
	words, err := knowledge.LoadVocabulary(seeds.Vocabulary())
	if err != nil {
		return nil, err
	}
	index, err := knowledge.NewIndex(docs, words.Glossary, words.Lexicon)
	if err != nil {
		return nil, err
	}
	return bot.New(context.Background(), index, docs)
}

var seedBot = sync.OnceValues(func() (*bot.Bot, error) {
	docs, _ := knowledge.Load(seeds.Statements())
	return newBot(docs)
})

// otherDocument is a second statement, for comparisons.
func otherDocument(tb testing.TB) *knowledge.Document {
	tb.Helper()
	d, err := knowledge.Parse("2024-01-02-another-statement.md", []byte("---\ntitle: Another Statement\ndate: '2024-01-02'\nsource_url: https://example.org/a\n---\n\nThe leaders spoke of coal exports.\n\nThey also welcomed the kangaroo.\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// quiet is a logger for what is not looked at.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// A logBuffer collects a log.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// A running adapter.
type running struct {
	*Adapter
	journal *journal.Journal
	log     *logBuffer
	stop    func() error // ends it, and returns what Run returned
	ended   chan struct{}
}

// options of start.
type options struct {
	state     string
	docs      []*knowledge.Document
	responder bot.Responder
	change    func(*Config)
	level     slog.Level
	pace      time.Duration // how many times as fast the gateway's time runs
}

// start runs an adapter against the fake until the test ends.
func start(tb testing.TB, s *discordtest.Server, o options) *running {
	tb.Helper()
	if o.docs == nil {
		o.docs = seedDocs(tb)
	}
	if o.responder == nil {
		b, err := seedBot()
		if err != nil {
			tb.Fatal(err)
		}
		o.responder = b
	}
	if o.state == "" {
		o.state = tb.TempDir()
	}
	log := &logBuffer{}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: o.level}))
	j, err := journal.Open(tb.Context(), o.state, logger)
	if err != nil {
		tb.Fatal(err)
	}
	c := Config{
		Token: discordtest.Token, APIURL: s.APIURL(), Documents: o.docs, Gate: bot.NewGate(o.docs, logger),
		Journal: j, State: o.state, Meter: meter.New(), PublicKey: s.PublicKey(),
	}
	if o.change != nil {
		o.change(&c)
	}
	a, err := New(tb.Context(), c, o.responder, logger)
	if err != nil {
		tb.Fatal(err)
	}
	a.gateway.pace = o.pace
	ctx, cancel := context.WithCancel(context.Background()) //nolint:usetesting // it ends before the test's does
	r := &running{Adapter: a, journal: j, log: log, ended: make(chan struct{})}
	var result error
	go func() {
		defer close(r.ended)
		result = a.Run(ctx)
	}()
	r.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case <-r.ended:
		case <-time.After(patience):
			return fmt.Errorf("it did not end within %v", patience)
		}
		if err := j.Close(); err != nil {
			return err
		}
		return result
	})
	tb.Cleanup(func() {
		if err := r.stop(); err != nil {
			tb.Errorf("end the adapter: %v", err)
		}
		if tb.Failed() {
			tb.Logf("the log:\n%s", log)
		}
	})
	return r
}

// connected waits until the adapter gets events.
func (r *running) connected(tb testing.TB, s *discordtest.Server) {
	tb.Helper()
	s.Wait(tb, "the adapter to connect", 2*patience, func() bool { return r.Ready() == nil })
}

// replies waits for the first answer to a message, and returns all of it.
func replies(tb testing.TB, s *discordtest.Server, question string) []discordtest.Message {
	tb.Helper()
	s.Wait(tb, "an answer", patience, func() bool { return len(s.Replies(question)) > 0 })
	return s.Replies(question)
}

// filled waits for the answer to an interaction.
func filled(tb testing.TB, s *discordtest.Server, i *discordtest.Interaction) discordtest.Interaction {
	tb.Helper()
	s.Wait(tb, "the answer to an interaction", patience, func() bool { return !s.Look(i).Filled.IsZero() })
	return s.Look(i)
}

// whole waits for all messages of an answer: the last one has the buttons.
func whole(tb testing.TB, s *discordtest.Server, i *discordtest.Interaction) discordtest.Interaction {
	tb.Helper()
	s.Wait(tb, "the buttons of an answer", patience, func() bool {
		m := s.Look(i).Messages
		return len(m) > 0 && len(m[len(m)-1].Buttons()) > 0
	})
	return s.Look(i)
}

// senkaku is the sentence that every surface has to give for "what about Senkaku?".
func senkaku(tb testing.TB) knowledge.Quote {
	tb.Helper()
	q, err := seedDocs(tb)[0].QuoteAt(knowledge.Address{Paragraph: 3, First: 2, Last: 2})
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// quotesIn returns the quotes that messages show.
func quotesIn(messages ...string) []string { return readBack(messages) }

// golden compares got with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
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
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", file, diff)
	}
}
