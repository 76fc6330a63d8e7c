package bot_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
	"statementbot/bot/eval"
	"statementbot/knowledge"
)

const (
	rankGolden = "testdata/rank.golden"
	// sharedQuestions are the development questions, which are no part of the repository.
	sharedQuestions = "../../shared/eval/questions.jsonl"
)

// TestRank compares the answers to our questions with testdata/rank.golden, so that each
// change of the ranking shows in review.
func TestRank(t *testing.T) {
	l := seedLibrary(t)
	got := "questions.jsonl\n" + ranking(l, measured(t, l, tuned(t)), true) +
		"\nunseen.jsonl\n" + ranking(l, measured(t, l, unseen(t)), false)
	if *update {
		if err := os.WriteFile(rankGolden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(rankGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the ranking has changed (-want +got; -update rewrites %s):\n%s", rankGolden, diff)
	}
}

// measured asks the questions and checks what must hold for every answer.
func measured(t *testing.T, l library, questions []eval.Question) []eval.Verdict {
	t.Helper()
	verdicts, err := eval.Run(t.Context(), l.bot, l.docs, questions)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts {
		if !v.Verbatim {
			t.Errorf("%s: a quote is no substring of its document", v.Question.ID)
		}
		checkAnswer(t, l.docs, v.Question.Text, v.Answer)
	}
	return verdicts
}

// ranking writes the figures, then, with each, a line for each question: its id, whether it was
// answered right, the outcome and the addresses of the quotes. Shares are in thousandths,
// which no machine rounds otherwise.
func ranking(l library, verdicts []eval.Verdict, each bool) string {
	f := eval.Measure(verdicts)
	var b strings.Builder
	for _, row := range []struct {
		name  string
		value float64
	}{
		{"Hit@1", f.Hit1},
		{"Hit@3", f.Hit3},
		{"MRR", f.MRR},
		{"abstention precision", f.AbstainPrecision},
		{"abstention recall", f.AbstainRecall},
		{"false answers", f.FalseAnswers},
		{"false refusals", f.FalseRefusals},
		{"coverage", f.Coverage},
		{"meta", f.Meta},
		{"verbatim", f.Verbatim},
	} {
		fmt.Fprintf(&b, "%-21s %.3f\n", row.name, row.value)
	}
	fmt.Fprintf(&b, "%-21s %d\n", "contradictions", f.Contradictions)
	if !each {
		return b.String()
	}
	b.WriteByte('\n')
	for _, v := range verdicts {
		mark := "-"
		if v.Right() {
			mark = "+"
		}
		line := append([]string{v.Question.ID, mark, v.Answer.Outcome.String()}, places(l, v.Answer.Quotes)...)
		fmt.Fprintln(&b, strings.Join(line, " "))
	}
	return b.String()
}

// TestFloor holds the figures on the development questions above a floor.
func TestFloor(t *testing.T) {
	questions, err := readQuestions(sharedQuestions)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no development questions: %s is not there; the floor on them is not checked", sharedQuestions)
	} else if err != nil {
		t.Fatal(err)
	}
	l := seedLibrary(t)
	verdicts := measured(t, l, questions)
	f := eval.Measure(verdicts)
	if f.Hit1 < 0.80 {
		t.Errorf("Hit@1: got %.3f, want at least 0.80", f.Hit1)
	}
	if f.FalseAnswers > 0.20 {
		t.Errorf("false answers: got %.3f, want at most 0.20", f.FalseAnswers)
	}
	if f.FalseRefusals > 0.10 {
		t.Errorf("false refusals: got %.3f, want at most 0.10", f.FalseRefusals)
	}
	if f.Verbatim < 1 {
		t.Errorf("verbatim: got %.3f, want 1", f.Verbatim)
	}
}

// TestSuggestions asks every suggestion that any answer gives: each is answered.
func TestSuggestions(t *testing.T) {
	l := seedLibrary(t)
	var suggestions []string
	for _, q := range allQuestions(t) {
		suggestions = append(suggestions, respond(t, l.bot, q.Text, q.Context).Suggestions...)
	}
	suggestions = slices.Compact(slices.Sorted(slices.Values(suggestions)))
	if len(suggestions) < 5 {
		t.Errorf("got %d different suggestions, want a handful at least: %q", len(suggestions), suggestions)
	}
	inJapanese := func(s string) bool { return strings.HasSuffix(s, "については？") }
	for _, s := range respond(t, l.bot, "尖閣諸島は？", "").Suggestions {
		if !inJapanese(s) {
			t.Errorf("got %q, want a suggestion in Japanese", s)
		}
	}
	if !slices.ContainsFunc(suggestions, inJapanese) || !slices.ContainsFunc(suggestions, func(s string) bool { return !inJapanese(s) }) {
		t.Errorf("want suggestions in both languages, got %q", suggestions)
	}
	for _, s := range suggestions {
		a := respond(t, l.bot, s, "")
		if a.Outcome != bot.Answered {
			t.Errorf("%q: got %v, want answered", s, a.Outcome)
		}
		checkAnswer(t, l.docs, s, a)
	}
}

// TestSeveralDocuments asks the questions of the seed and further statements: every
// answer is sound, and a question that names the seed is answered from it.
func TestSeveralDocuments(t *testing.T) {
	const folder = "../../shared/statements"
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no further statements: %s is not there; only the seed's answers are checked", folder)
	}
	seed := seedLibrary(t)
	more, errs := knowledge.Load(os.DirFS(folder))
	if len(errs) > 0 {
		t.Fatal(errors.Join(errs...))
	}
	l, err := newLibrary(t.Context(), slices.Concat(seed.docs, more))
	if err != nil {
		t.Fatal(err)
	}
	measured(t, l, someQuestions(t))
	address := seed.docs[0].ID + "#p3s2"
	for _, text := range []string{address, "what about Senkaku?", "What did Trump and Ishiba say about Senkaku?"} {
		a := respond(t, l.bot, text, "")
		if a.Outcome != bot.Answered || places(l, a.Quotes)[0] != address {
			t.Errorf("%q: got %v %q, want answered with %s first", text, a.Outcome, places(l, a.Quotes), address)
		}
	}
}
