package bot

import (
	"slices"

	"statementbot/knowledge"
)

// Evidence is what speaks for and against an answer, taken from the best sentence that a
// search has found. The numbers from Coverage on are sums or greatest values of the weights
// of the question's terms.
type Evidence struct {
	// Readings tell how each term of the question was read and served.
	Readings []Reading
	// Hits is the number of sentences found.
	Hits int
	// Best is how well the sentence serves the term that it serves best, from 0 to 1.
	Best float64
	// Coverage is the share of the question that the sentence and its surroundings speak to.
	Coverage float64
	// Matched is the weight of what the sentence itself speaks to.
	Matched float64
	// Strongest is the greatest weight of a single term that it speaks to.
	Strongest float64
	// StrongestTopic is the same of topics alone: a name is spoken of in many connections, a
	// topic such as "vetting of travelers" in one.
	StrongestTopic float64
	// MissingWord and MissingTopic are the greatest weight of a plain word and of a topic of the
	// glossary that the question holds and the sentence does not speak to.
	MissingWord, MissingTopic float64
	// AbsentName is the greatest weight of a name or topic that no sentence of any document names.
	AbsentName float64
}

// A Reading is how a term of the question was read, and how well the best sentence serves it.
type Reading struct {
	Text      string  // as asked, "" for a term of the question before
	Read      string  // what a slip of the keyboard was read as, "" where it was read as written
	Concept   string  // the English name of the glossary's concept, "" for a plain word
	Weight    float64 // how much the term decides, from 0 to 1
	Sentences int     // how many sentences name it
	Match     float64 // how well the best sentence serves it, from 0 to 1
}

// The decision is a logistic regression: the weighted sum of the evidence is the logarithm
// of the odds that the statement speaks to the question. Fitted by "statementbot eval --fit"
// on the development questions; see the README for the figures on others.
const (
	oddsBase           = -2.18
	oddsCoverage       = 4.15
	oddsMatched        = 0.67
	oddsStrongest      = 0.48
	oddsStrongestTopic = 1.74
	oddsMissingWord    = 1.93
	oddsMissingTopic   = -1.63
	oddsAbsentName     = -2.74
	// leastBest is how well at least one term has to be served: by what it names, a part of it,
	// or the particular thing that it is a part of. Something related is shown as the nearest,
	// which is not an answer.
	leastBest = 0.5
	// oddsAsked is how sure an answer must be.
	oddsAsked = -0.6
)

// Asked returns the odds that Odds must reach for an answer.
func (e Evidence) Asked() float64 { return oddsAsked }

// A Feature is one number of the evidence with its coefficient.
type Feature struct {
	Name               string // of the constant that holds the coefficient
	Value, Coefficient float64
}

// Features returns what the decision is made on; the first is the constant part of the sum.
func (e Evidence) Features() []Feature {
	return []Feature{
		{"oddsBase", 1, oddsBase},
		{"oddsCoverage", e.Coverage, oddsCoverage},
		{"oddsMatched", e.Matched, oddsMatched},
		{"oddsStrongest", e.Strongest, oddsStrongest},
		{"oddsStrongestTopic", e.StrongestTopic, oddsStrongestTopic},
		{"oddsMissingWord", e.MissingWord, oddsMissingWord},
		{"oddsMissingTopic", e.MissingTopic, oddsMissingTopic},
		{"oddsAbsentName", e.AbsentName, oddsAbsentName},
	}
}

// Odds returns the logarithm of the odds that the best sentence speaks to the question.
func (e Evidence) Odds() float64 {
	odds := 0.0
	for _, f := range e.Features() {
		odds += f.Coefficient * f.Value
	}
	return odds
}

// Speaks reports whether the evidence is enough for an answer.
func (e Evidence) Speaks() bool { return e.Best >= leastBest && e.Odds() >= oddsAsked }

// weigh takes the evidence from what a search has found.
func weigh(result knowledge.Result) Evidence {
	e := Evidence{Hits: len(result.Hits)}
	var best knowledge.Hit
	if e.Hits > 0 {
		best = result.Hits[0]
	}
	for i, t := range result.Terms {
		r := Reading{Text: t.Text, Read: t.Read, Weight: t.Weight, Sentences: t.Sentences}
		if t.Concept != nil {
			r.Concept = t.Concept.Name("en")
		}
		if e.Hits > 0 {
			r.Match = best.Match[i]
		}
		e.Readings = append(e.Readings, r)
	}
	if e.Hits == 0 {
		return e
	}
	e.Coverage = best.Coverage
	// What is done is the subject only where nothing else is: "what do they oppose?"
	onlyActions := !slices.ContainsFunc(result.Terms, func(t knowledge.Term) bool { return t.Kind != knowledge.ConceptAction })
	for i, t := range result.Terms {
		if t.Kind == knowledge.ConceptAction {
			if onlyActions {
				e.Best = max(e.Best, best.Match[i])
			}
			continue
		}
		matched := t.Weight * best.Match[i]
		e.Best = max(e.Best, best.Match[i])
		e.Matched += matched
		e.Strongest = max(e.Strongest, matched)
		if t.Kind == knowledge.ConceptTopic {
			e.StrongestTopic = max(e.StrongestTopic, matched)
		}
		missing := t.Weight * (1 - best.Match[i])
		switch {
		case t.Inherited:
		case t.Kind == knowledge.Word:
			e.MissingWord = max(e.MissingWord, missing)
		case t.Kind == knowledge.ConceptTopic:
			e.MissingTopic = max(e.MissingTopic, missing)
		}
		if t.Sentences == 0 && t.Kind != knowledge.Word && t.Kind != knowledge.Numeral && !t.Inherited {
			e.AbsentName = max(e.AbsentName, missing)
		}
	}
	return e
}
