package eval

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"statementbot/bot"
)

// decided returns a verdict on a question that was decided by its coverage.
func decided(answerable bool, coverage float64) Verdict {
	return Verdict{
		Question: Question{Answerable: answerable},
		Answer:   bot.Answer{Evidence: &bot.Evidence{Hits: 1, Coverage: coverage, Best: coverage / 2}},
	}
}

// separable are verdicts of which high coverage tells the answerable ones, and two that
// tell nothing.
func separable() []Verdict {
	verdicts := []Verdict{
		{Question: Question{Answerable: false}, Answer: bot.Answer{Outcome: bot.About}},
		{Question: Question{Answerable: true}, Answer: bot.Answer{Outcome: bot.NotFound, Evidence: &bot.Evidence{}}},
	}
	for i := range 20 {
		verdicts = append(verdicts, decided(false, float64(i)*0.02), decided(true, 0.6+float64(i)*0.02))
	}
	return append(verdicts, decided(true, 1), decided(true, 1)) // the classes are not of one size
}

func TestFitSeparates(t *testing.T) {
	var out bytes.Buffer
	if err := Fit(&out, separable()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, name := range []string{"text alone, 42 questions", "base", "coverage", "best"} {
		if !strings.HasPrefix(lines[i]+" ", name+" ") {
			t.Errorf("line %d: got %q, want %s", i+1, lines[i], name)
		}
	}
	if !strings.Contains(out.String(), "\n0.00   0.0 %          0.0 %\n") {
		t.Errorf("even odds do not separate the classes:\n%s", &out)
	}
}

func TestRegress(t *testing.T) {
	var rows [][]float64
	var want []float64
	for _, v := range separable()[2:] {
		rows = append(rows, []float64{1, v.Answer.Evidence.Coverage, 1 - v.Answer.Evidence.Coverage, 0})
		want = append(want, float64(one(v.Question.Answerable)))
	}
	c := regress(rows, want)
	if c[1] <= 0 || c[2] >= 0 {
		t.Errorf("got coefficients %.2f, want the second above and the third below 0", c)
	}
	if c[3] != 0 {
		t.Errorf("got %.2f for evidence that is never there, want 0", c[3])
	}
	if answers, refusals := errorsAt(rows, want, c, 0); answers != 0 || refusals != 0 {
		t.Errorf("at even odds: got %.2f false answers and %.2f false refusals, want none", answers, refusals)
	}
	if answers, refusals := errorsAt(rows, want, c, -100); answers != 1 || refusals != 0 {
		t.Errorf("where anything will do: got %.2f false answers and %.2f false refusals, want all and none", answers, refusals)
	}
	if answers, refusals := errorsAt(rows, want, c, 100); answers != 0 || refusals != 1 {
		t.Errorf("where nothing will do: got %.2f false answers and %.2f false refusals, want none and all", answers, refusals)
	}
}

func TestFitWithoutSearches(t *testing.T) {
	err := Fit(io.Discard, separable()[:2])
	if err == nil || err.Error() != "fit: none of 2 questions was decided by a search" {
		t.Errorf("got error %v, want one that names the 2 questions", err)
	}
}

// A fullWriter takes so many writes, then fails.
type fullWriter struct{ left int }

var errFull = errors.New("full")

func (w *fullWriter) Write(p []byte) (int, error) {
	if w.left--; w.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestFullWriter(t *testing.T) {
	for _, left := range []int{0, 7, 8} {
		if err := Fit(&fullWriter{left}, separable()); !errors.Is(err, errFull) {
			t.Errorf("Fit after %d writes: got error %v, want %v", left, err, errFull)
		}
	}
	if err := Report(&fullWriter{}, nil, true); !errors.Is(err, errFull) {
		t.Errorf("Report: got error %v, want %v", err, errFull)
	}
}
