package eval

import (
	"fmt"
	"io"
	"math"

	"statementbot/bot"
)

// Fit computes the coefficients of the decision to answer from verdicts, by logistic
// regression, and writes them as bot's evidence.go has them: for documents of which is known
// what they do not speak to, and for the others. Questions that were answered without a search
// tell nothing about it and are left out.
func Fit(w io.Writer, verdicts []Verdict) error {
	decided := 0
	for _, known := range []bool{true, false} {
		var evidence []bot.Evidence
		var want []float64
		for _, v := range verdicts {
			if e := v.Answer.Evidence; e != nil && e.Hits > 0 && e.KnowsUnsaid == known {
				evidence = append(evidence, *e)
				want = append(want, float64(one(v.Question.Answerable)))
			}
		}
		if len(evidence) == 0 {
			continue
		}
		decided += len(evidence)
		of := "with what is unsaid"
		if !known {
			of = "text alone"
		}
		if _, err := fmt.Fprintf(w, "%s, %d questions\n", of, len(evidence)); err != nil {
			return err
		}
		if err := fit(w, evidence, want); err != nil {
			return err
		}
	}
	if decided == 0 {
		return fmt.Errorf("fit: none of %d questions was decided by a search", len(verdicts))
	}
	return nil
}

// fit fits one decision: want is 1 for a question that has an answer, 0 for one that has none.
func fit(w io.Writer, evidence []bot.Evidence, want []float64) error {
	rows := make([][]float64, len(evidence))
	for i, e := range evidence {
		for _, f := range e.Features() {
			rows[i] = append(rows[i], f.Value)
		}
	}
	coefficients := regress(rows, want)
	for i, f := range evidence[0].Features() {
		if _, err := fmt.Fprintf(w, "%-12s %.2f\n", f.Name, coefficients[i]); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(w, "\nasked  false answers  false refusals  at these odds"); err != nil {
		return err
	}
	for asked := -1.5; asked <= 1.01; asked += 0.25 {
		answers, refusals := errorsAt(rows, want, coefficients, asked)
		if _, err := fmt.Fprintf(w, "%-5.2f  %-13s  %s\n", asked, percent(answers), percent(refusals)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w)
	return err
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
