package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"statementbot/bot"
)

// Figures are quality figures over a set of verdicts. Shares are from 0 to 1; a share of
// nothing is 1.
type Figures struct {
	Questions int
	// Hit1, Hit3 and MRR are over the answerable questions about the subject.
	Hit1, Hit3, MRR float64
	// AbstainPrecision is the share of abstentions that were right, AbstainRecall the share of
	// the questions without an answer that were refused; HardRecall the same over the hard ones.
	AbstainPrecision, AbstainRecall, HardRecall float64
	// FalseAnswers and FalseRefusals are the shares of unanswerable questions answered and of
	// answerable ones refused.
	FalseAnswers, FalseRefusals float64
	// Coverage is the mean of Covered over the list questions.
	Coverage float64
	// Meta is the share of questions about the document that were answered right.
	Meta float64
	// Verbatim is the share of answers whose quotes are all verbatim.
	Verbatim float64
	// Contradictions is the number of yes-no questions contradicted.
	Contradictions int
}

// Measure computes the figures.
func Measure(verdicts []Verdict) Figures {
	var f Figures
	var asked, hit1, hit3, abstained, abstainedRight, absent, hard, hardRight, present, refused, lists, meta, metaRight, verbatim int
	var reciprocal, covered float64
	for _, v := range verdicts {
		q := v.Question
		f.Questions++
		verbatim += one(v.Verbatim)
		f.Contradictions += one(v.Contradicts)
		abstained += one(v.Abstained())
		if !q.Answerable {
			absent++
			abstainedRight += one(v.Abstained())
			hard += one(q.Hard)
			hardRight += one(q.Hard && v.Abstained())
			continue
		}
		present++
		refused += one(v.Abstained())
		if q.Kind == "meta" {
			meta++
			metaRight += one(v.MetaRight)
			continue
		}
		asked++
		hit1 += one(v.Rank == 1)
		hit3 += one(v.Rank >= 1 && v.Rank <= 3)
		if v.Rank > 0 {
			reciprocal += 1 / float64(v.Rank)
		}
		if len(q.GoldAll) > 0 {
			lists++
			covered += v.Covered
		}
	}
	f.Hit1, f.Hit3, f.MRR = share(hit1, asked), share(hit3, asked), ratio(reciprocal, asked)
	f.AbstainPrecision, f.AbstainRecall, f.HardRecall = share(abstainedRight, abstained), share(abstainedRight, absent), share(hardRight, hard)
	f.FalseAnswers, f.FalseRefusals = 1-share(abstainedRight, absent), 1-share(present-refused, present)
	f.Coverage, f.Meta, f.Verbatim = ratio(covered, lists), share(metaRight, meta), share(verbatim, f.Questions)
	return f
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(part, whole int) float64 { return ratio(float64(part), whole) }

func ratio(part float64, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return part / float64(whole)
}

// Report writes the figures, overall, by kind and by language, and, where failures is
// true, the questions that were not answered as they should be.
func Report(w io.Writer, verdicts []Verdict, failures bool) error {
	f := Measure(verdicts)
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		value string
	}{
		{"questions", fmt.Sprint(f.Questions)},
		{"Hit@1", percent(f.Hit1)},
		{"Hit@3", percent(f.Hit3)},
		{"MRR", fmt.Sprintf("%.3f", f.MRR)},
		{"abstention precision", percent(f.AbstainPrecision)},
		{"abstention recall", percent(f.AbstainRecall)},
		{"abstention recall, hard", percent(f.HardRecall)},
		{"false answers", percent(f.FalseAnswers)},
		{"false refusals", percent(f.FalseRefusals)},
		{"list coverage@3", percent(f.Coverage)},
		{"meta correct", percent(f.Meta)},
		{"yes-no contradictions", fmt.Sprint(f.Contradictions)},
		{"verbatim", percent(f.Verbatim)},
	} {
		fmt.Fprintf(out, "%s\t%s\n", row.name, row.value)
	}
	groups := []struct {
		title string
		key   func(Question) string
	}{
		{"kind", func(q Question) string { return q.Kind }},
		{"language", func(q Question) string { return q.Lang }},
	}
	for _, g := range groups {
		fmt.Fprintf(out, "\n%s\tquestions\tright\tHit@1\tHit@3\tMRR\tfalse answers\tfalse refusals\n", g.title)
		for _, name := range keys(verdicts, g.key) {
			part := slices.DeleteFunc(slices.Clone(verdicts), func(v Verdict) bool { return g.key(v.Question) != name })
			p := Measure(part)
			right := 0
			for _, v := range part {
				right += one(v.Right())
			}
			fmt.Fprintf(out, "%s\t%d\t%s\t%s\t%s\t%.3f\t%s\t%s\n", name, p.Questions, percent(share(right, len(part))), percent(p.Hit1), percent(p.Hit3), p.MRR, percent(p.FalseAnswers), percent(p.FalseRefusals))
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if !failures {
		return nil
	}
	if _, err := fmt.Fprint(w, "\nfailures\n"); err != nil {
		return err
	}
	for _, v := range verdicts {
		if v.Right() {
			continue
		}
		if _, err := fmt.Fprintln(w, failure(v)); err != nil {
			return err
		}
	}
	return nil
}

func failure(v Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %q", v.Question.ID, v.Question.Kind, v.Question.Text)
	if v.Question.Context != "" {
		fmt.Fprintf(&b, " after %q", v.Question.Context)
	}
	fmt.Fprintf(&b, ": %s", v.Answer.Outcome)
	if v.Answer.Outcome == bot.NotFound || v.Answer.Outcome == bot.About {
		note, _, _ := strings.Cut(v.Answer.Note, "\n")
		fmt.Fprintf(&b, " (%s)", note)
	}
	for _, q := range v.Answer.Quotes {
		b.WriteString(" " + strings.TrimPrefix(q.Citation().Address(), q.Citation().Document))
	}
	if v.Rank > 0 {
		fmt.Fprintf(&b, ", right at %d", v.Rank)
	}
	return b.String()
}

func keys(verdicts []Verdict, key func(Question) string) []string {
	var names []string
	for _, v := range verdicts {
		if k := key(v.Question); !slices.Contains(names, k) {
			names = append(names, k)
		}
	}
	return names
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
