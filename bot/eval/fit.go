package eval

import (
	"fmt"
	"io"
	"math"

	"statementbot/bot"
)

// Fit computes the coefficients of the decision to answer from verdicts, by logistic
// regression, and writes them in the order of bot's constants. Questions that were
// answered without a search tell nothing about it and are left out.
func Fit(w io.Writer, verdicts []Verdict) error {
	var rows [][]float64
	var want []float64
	for _, v := range verdicts {
		if e := v.Answer.Evidence; e != nil && e.Hits > 0 {
			var row []float64
			for _, f := range e.Features() {
				row = append(row, f.Value)
			}
			rows = append(rows, row)
			want = append(want, float64(one(v.Question.Answerable)))
		}
	}
	if len(rows) == 0 {
		return fmt.Errorf("fit: none of %d questions was decided by a search", len(verdicts))
	}
	coefficients := regress(rows, want)
	for i, f := range new(bot.Evidence).Features() {
		if _, err := fmt.Fprintf(w, "%-18s = %.2f\n", f.Name, coefficients[i]); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(w, "\noddsAsked  false answers  false refusals  at these odds"); err != nil {
		return err
	}
	for asked := -1.5; asked <= 0.51; asked += 0.25 {
		answers, refusals := errorsAt(rows, want, coefficients, asked)
		if _, err := fmt.Fprintf(w, "%-9.2f  %-13s  %s\n", asked, percent(answers), percent(refusals)); err != nil {
			return err
		}
	}
	return nil
}

// errorsAt returns the shares of unanswerable questions answered and of answerable ones
// refused if the odds asked for are as given.
func errorsAt(rows [][]float64, want, coefficients []float64, asked float64) (falseAnswers, falseRefusals float64) {
	var absent, answered, present, refused int
	for r, row := range rows {
		odds := 0.0
		for i, x := range row {
			odds += coefficients[i] * x
		}
		if want[r] == 0 {
			absent++
			answered += one(odds >= asked)
		} else {
			present++
			refused += one(odds < asked)
		}
	}
	return 1 - share(absent-answered, absent), share(refused, present)
}

// regress is logistic regression by gradient descent with a small penalty on the size of
// the coefficients. Both classes weigh the same, however many rows they have.
func regress(rows [][]float64, want []float64) []float64 {
	const (
		rounds  = 20_000
		step    = 0.5
		penalty = 0.002
	)
	positive := 0.0
	for _, y := range want {
		positive += y
	}
	weight := [2]float64{0.5 / math.Max(float64(len(want))-positive, 1), 0.5 / math.Max(positive, 1)}
	c := make([]float64, len(rows[0]))
	for range rounds {
		gradient := make([]float64, len(c))
		for r, row := range rows {
			odds := 0.0
			for i, x := range row {
				odds += c[i] * x
			}
			miss := (want[r] - 1/(1+math.Exp(-odds))) * weight[int(want[r])]
			for i, x := range row {
				gradient[i] += miss * x
			}
		}
		for i := range c {
			if i > 0 {
				gradient[i] -= penalty * c[i]
			}
			c[i] += step * gradient[i]
		}
	}
	return c
}
