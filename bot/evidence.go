package bot

import (
	"math"
	"slices"

	"statementbot/knowledge"
)

// Evidence is what speaks for and against an answer, taken from the best sentence that a
// search has found. The numbers from Coverage on are sums or greatest values of the weights
// of the question's terms.
type Evidence struct {
	// Readings tell how each term of the question was read and served.
	Readings []Reading
	// Sentences is the number of sentences that were searched.
	Sentences int
	// Hits is the number of sentences found.
	Hits int
	// Coverage is the share of the question that the sentence and its surroundings speak to.
	Coverage float64
	// Best is how well the sentence serves the term that it serves best, from 0 to 1.
	Best float64
	// Direct is the greatest weight of a term that the sentence itself names: not one that it
	// serves by a related word or by other words for it.
	Direct float64
	// MissingTopic and MissingName are the greatest weight of a topic, and of a name that the
	// documents do know, that the question holds and the sentence does not speak to.
	MissingTopic, MissingName float64
	// AbsentTopics and AbsentNames are the square root of the share of the question's weight that
	// falls on topics, and on names, that no sentence of any document names and this one does not
	// stand for: a little of them says much.
	AbsentTopics, AbsentNames float64
	// Act is how well the sentence serves what is asked to be done.
	Act float64
	// OnlyNames is true if all that the sentence serves are people and places that no document
	// names: by other words for them it may be near, and speaks of somebody else.
	OnlyNames bool
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
	oddsBase         = -3.09
	oddsCoverage     = 4.54
	oddsBest         = 1.19
	oddsDirect       = 0.72
	oddsMissingTopic = -2.61
	oddsMissingName  = -1.15
	oddsAbsentTopics = -2.78
	oddsAbsentNames  = -2.66
	oddsAct          = 1.26
	// oddsAsked is how sure an answer must be among few sentences.
	oddsAsked = -1.0
	// oddsAskedTenfold is how much surer it must be for every ten times as many sentences that are
	// searched: the more there are, the likelier one fits by chance.
	oddsAskedTenfold = 0.2
	// fewSentences are the number of a short statement.
	fewSentences = 35
)

// standsFor is how well a sentence must serve a topic or name that no sentence names for it
// to stand for it: by a part of it, or by other words.
const standsFor = 0.45

// Asked returns the odds that Odds must reach for an answer.
func (e Evidence) Asked() float64 {
	return oddsAsked + oddsAskedTenfold*math.Log10(float64(max(e.Sentences, fewSentences))/fewSentences)
}

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
		{"oddsBest", e.Best, oddsBest},
		{"oddsDirect", e.Direct, oddsDirect},
		{"oddsMissingTopic", e.MissingTopic, oddsMissingTopic},
		{"oddsMissingName", e.MissingName, oddsMissingName},
		{"oddsAbsentTopics", e.AbsentTopics, oddsAbsentTopics},
		{"oddsAbsentNames", e.AbsentNames, oddsAbsentNames},
		{"oddsAct", e.Act, oddsAct},
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
func (e Evidence) Speaks() bool { return e.Hits > 0 && !e.OnlyNames && e.Odds() >= e.Asked() }

// weigh takes the evidence from what a search has found.
func weigh(result knowledge.Result) Evidence {
	e := Evidence{Sentences: result.Sentences, Hits: len(result.Hits)}
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
	total, others := 0.0, 0
	for i, t := range result.Terms {
		match := best.Match[i]
		if t.Kind == knowledge.ConceptAction {
			e.Act = max(e.Act, match)
			if !onlyActions {
				continue
			}
		}
		e.Best = max(e.Best, match)
		if match == 1 && t.Kind != knowledge.ConceptAction {
			e.Direct = max(e.Direct, t.Weight)
		}
		total += t.Weight
		if match > 0 && !(isAbsentName(t) && isPersonOrPlace(t)) {
			others++
		}
		if !t.Inherited {
			e.miss(t, match, best.Around[i])
		}
	}
	e.OnlyNames = others == 0 && e.Act == 0
	e.AbsentTopics = math.Sqrt(e.AbsentTopics / max(total, leastTotal))
	e.AbsentNames = math.Sqrt(e.AbsentNames / max(total, leastTotal))
	return e
}

// isAbsentName reports whether a term is a name that no sentence of any document holds.
func isAbsentName(t knowledge.Term) bool { return t.Kind == knowledge.Name && t.Sentences == 0 }

func isPersonOrPlace(t knowledge.Term) bool {
	return t.Concept == nil || t.Concept.Kind == knowledge.Person || t.Concept.Kind == knowledge.PlaceName
}

// leastTotal keeps a question of weightless words from a division by nothing.
const leastTotal = 1e-6

// miss notes a term that the sentence does not serve in full; the absent ones by their weight.
func (e *Evidence) miss(t knowledge.Term, match, around float64) {
	absent := t.Sentences == 0 && match < standsFor || t.PartOfAbsent
	switch t.Kind {
	case knowledge.ConceptTopic:
		e.MissingTopic = max(e.MissingTopic, t.Weight*(1-match))
		if absent {
			e.AbsentTopics += t.Weight
		}
	case knowledge.Name:
		if t.Sentences > 0 && !absent {
			e.MissingName = max(e.MissingName, t.Weight*(1-max(match, around)))
		} else if absent {
			e.AbsentNames += t.Weight
		}
	}
}
