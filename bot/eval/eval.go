// Package eval measures answers against questions whose right answers are known: is the
// right sentence first, is silence kept where the statement is silent, is every quote
// verbatim. It knows what a good answer is, not how one is made.
package eval

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
)

// A Question is one line of a question file.
type Question struct {
	ID         string      `json:"id"`
	Lang       string      `json:"lang"`
	Kind       string      `json:"kind"`
	Text       string      `json:"question"`
	Context    string      `json:"context"` // the question before it, for follow-ups
	Gold       []string    `json:"gold"`    // a quote is right when it holds one of these
	GoldAll    []alternate `json:"gold_all"`
	Answerable bool        `json:"answerable"`
	Hard       bool        `json:"hard"`
	Partial    bool        `json:"partial"`
	YesNo      string      `json:"yesno"`
	Meta       string      `json:"meta"`
	Expect     []string    `json:"expect"`     // the reply must hold all of these,
	ExpectAny  []string    `json:"expect_any"` // or at least one of these
	// Document, where it is given, is the ID of the document that the answer must come from.
	Document string `json:"document"`
}

// alternate is an item of a complete answer: one of several strings will do.
type alternate []string

// UnmarshalJSON reads a string or a list of strings.
func (a *alternate) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*a = alternate{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(data, &many); err != nil {
		return fmt.Errorf("want a string or a list of strings: %w", err)
	}
	*a = many
	return nil
}

// Read reads a question file, one JSON object a line. An error names the line.
func Read(r io.Reader) ([]Question, error) {
	var questions []Question
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for line := 1; scanner.Scan(); line++ {
		if strings.TrimSpace(scanner.Text()) == "" {
			continue
		}
		var q Question
		if err := json.Unmarshal(scanner.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("read questions: line %d: %w", line, err)
		}
		if q.Text == "" {
			return nil, fmt.Errorf(`read questions: line %d: no "question"`, line)
		}
		questions = append(questions, q)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return questions, nil
}

// A Verdict is how one question was answered.
type Verdict struct {
	Question Question
	Answer   bot.Answer
	// Rank is the place of the first right quote, from 1; 0 if none is right.
	Rank int
	// Covered is the share of a complete answer within the first three quotes, from 0 to 1;
	// it counts for questions with GoldAll.
	Covered float64
	// MetaRight says whether the reply to a question about the document is right.
	MetaRight bool
	// Contradicts says whether the reply says yes where no is right, or the other way round.
	Contradicts bool
	// Verbatim says whether every quote is a substring of its document.
	Verbatim bool
}

// Abstained reports whether the answer says that the statement does not speak to it.
func (v Verdict) Abstained() bool { return v.Answer.Outcome == bot.NotFound }

// Right reports whether the question was answered as it should be: with a right quote
// first, with the fact about the document, or with silence.
func (v Verdict) Right() bool {
	switch {
	case !v.Question.Answerable:
		return v.Abstained()
	case v.Question.Kind == "meta":
		return v.MetaRight
	}
	return v.Rank == 1
}

// Run asks every question and judges the answers. The documents are those that the
// responder answers from.
func Run(ctx context.Context, r bot.Responder, docs []*knowledge.Document, questions []Question) ([]Verdict, error) {
	verdicts := make([]Verdict, 0, len(questions))
	for _, q := range questions {
		answer, err := r.Respond(ctx, bot.Question{Text: q.Text, Previous: q.Context})
		if err != nil {
			return nil, fmt.Errorf("ask %s: %w", q.ID, err)
		}
		verdicts = append(verdicts, judge(q, answer, docs))
	}
	return verdicts, nil
}

func judge(q Question, a bot.Answer, docs []*knowledge.Document) Verdict {
	v := Verdict{Question: q, Answer: a, Verbatim: true}
	for i, quote := range a.Quotes {
		if v.Rank == 0 && right(q, quote) {
			v.Rank = i + 1
		}
	}
	for _, quote := range a.AllQuotes() {
		v.Verbatim = v.Verbatim && verbatim(quote, docs)
	}
	if len(q.GoldAll) > 0 {
		found := 0
		for _, item := range q.GoldAll {
			if slices.ContainsFunc(a.Quotes[:min(3, len(a.Quotes))], func(quote knowledge.Quote) bool { return holdsAny(quote.Text(), item) }) {
				found++
			}
		}
		v.Covered = float64(min(found, 3)) / float64(min(3, len(q.GoldAll)))
	}
	reply := replyOf(a)
	v.MetaRight = len(q.Expect) > 0 && holdsAll(reply, q.Expect) || len(q.ExpectAny) > 0 && holdsAny(reply, q.ExpectAny)
	note := strings.ToLower(a.Note)
	saysYes, saysNo := strings.HasPrefix(note, "yes"), strings.HasPrefix(note, "no,") || strings.HasPrefix(note, "no.") || strings.HasPrefix(note, "no:")
	v.Contradicts = saysYes && q.YesNo != "yes" && q.YesNo != "" || saysNo && q.YesNo != "no" && q.YesNo != ""
	return v
}

func right(q Question, quote knowledge.Quote) bool {
	return holdsAny(quote.Text(), q.Gold) && (q.Document == "" || q.Document == quote.Citation().Document)
}

// verbatim does not trust the type: it looks the text up.
func verbatim(quote knowledge.Quote, docs []*knowledge.Document) bool {
	return slices.ContainsFunc(docs, func(d *knowledge.Document) bool {
		return d.ID == quote.Citation().Document && strings.Contains(d.Text, quote.Text()) && d.Slice(quote.Span()) == quote.Text()
	})
}

func replyOf(a bot.Answer) string {
	parts := []string{a.Note}
	for _, quote := range slices.Concat(a.Key, a.Quotes) {
		parts = append(parts, quote.Text())
	}
	return strings.Join(parts, "\n")
}

func holdsAny(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
}

func holdsAll(text string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}
