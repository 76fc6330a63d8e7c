package bot_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"statementbot/bot"
	"statementbot/bot/eval"
	"statementbot/knowledge"
	"statementbot/seeds"
)

// update rewrites the expected answers and the ranking instead of comparing with them.
var update = flag.Bool("update", false, "rewrite the golden files below testdata")

// A library is a bot with what it answers from.
type library struct {
	docs  []*knowledge.Document
	index *knowledge.Index
	bot   *bot.Bot
}

// The seeds are read and indexed once for all tests; nothing changes them afterwards.
var (
	readVocabulary = sync.OnceValues(func() (knowledge.Vocabulary, error) { return knowledge.LoadVocabulary(seeds.Vocabulary()) })

	readSeed = sync.OnceValues(func() (library, error) {
		docs, errs := knowledge.Load(seeds.Statements())
		if len(errs) > 0 {
			return library{}, errs[0]
		}
		return newLibrary(context.Background(), docs)
	})
	readTuned  = sync.OnceValues(func() ([]eval.Question, error) { return readQuestions("testdata/questions.jsonl") })
	readUnseen = sync.OnceValues(func() ([]eval.Question, error) { return readQuestions("testdata/unseen.jsonl") })
)

// newLibrary builds a bot over docs with the vocabulary of the seeds.
func newLibrary(ctx context.Context, docs []*knowledge.Document) (library, error) {
	v, err := readVocabulary()
	if err != nil {
		return library{}, err
	}
	index, err := knowledge.NewIndex(docs, v.Glossary, v.Lexicon)
	if err != nil {
		return library{}, err
	}
	b, err := bot.New(ctx, index, docs)
	return library{docs, index, b}, err
}

func readQuestions(name string) ([]eval.Question, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return eval.Read(bytes.NewReader(data))
}

// seedLibrary returns the bot over the seed, which all tests share.
func seedLibrary(tb testing.TB) library {
	tb.Helper()
	l, err := readSeed()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// tuned returns the questions that were looked at while rules were made.
func tuned(tb testing.TB) []eval.Question {
	tb.Helper()
	return mustRead(tb, readTuned)
}

// unseen returns the questions that were not. Only figures over all of them are printed, so
// that they stay so.
func unseen(tb testing.TB) []eval.Question {
	tb.Helper()
	return mustRead(tb, readUnseen)
}

// allQuestions returns both.
func allQuestions(tb testing.TB) []eval.Question {
	tb.Helper()
	return slices.Concat(tuned(tb), unseen(tb))
}

// someQuestions are every third of all, for what holds of any question.
func someQuestions(tb testing.TB) (some []eval.Question) {
	tb.Helper()
	for i, q := range allQuestions(tb) {
		if i%3 == 0 {
			some = append(some, q)
		}
	}
	return some
}

func mustRead(tb testing.TB, read func() ([]eval.Question, error)) []eval.Question {
	tb.Helper()
	questions, err := read()
	if err != nil {
		tb.Fatal(err)
	}
	return questions
}

// respond asks b; an error ends the test.
func respond(tb testing.TB, b bot.Responder, text, previous string) bot.Answer {
	tb.Helper()
	answer, err := b.Respond(tb.Context(), bot.Question{Text: text, Previous: previous})
	if err != nil {
		tb.Fatalf("%.80q after %.80q: %v", text, previous, err)
	}
	return answer
}

// places returns the addresses of quotes, without the document where there is but one.
func places(l library, quotes []knowledge.Quote) []string {
	addresses := make([]string, len(quotes))
	for i, q := range quotes {
		addresses[i] = q.Citation().Address()
		if len(l.docs) == 1 {
			addresses[i] = strings.TrimPrefix(addresses[i], q.Citation().Document+"#")
		}
	}
	return addresses
}
