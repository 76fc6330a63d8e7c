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
	// KnowsUnsaid is true if it is known of things that the sentence's document does not speak to
	// them. Only then have the numbers of the next line a meaning: how like the question is to
	// other words for the sentence, and the same that knowledge.Result tells of what is unsaid.
	KnowsUnsaid                                bool
	Likeness, Unsaid, UnsaidShare, UnsaidTerms float64
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

// A decision holds the coefficients of a logistic regression: the sum of the evidence, each
// number times its coefficient, is the logarithm of the odds that the statement speaks to
// the question. They are fitted by "statementbot eval --fit" and by the test of other
// documents with -fit on the development questions; the README has the figures on others.
type decision struct {
	base, coverage, best, direct, missingTopic, missingName, absentTopics, absentNames, act float64
	likeness, unsaid, unsaidShare, unsaidTerms                                              float64 // where what is unsaid is known
	sentences                                                                               float64 // where it is not
	asked                                                                                   float64 // the least odds of an answer
}

// withUnsaid decides on a document of which is known what it does not speak to, and textAlone
// on the others.
var (
	withUnsaid = decision{
		base: 0.65, coverage: 4.08, best: 1.09, direct: 0.69, missingTopic: -1.67, missingName: -0.44,
		absentTopics: -2.77, absentNames: -2.62, act: 0.35,
		likeness: 0.25, unsaid: -1.89, unsaidShare: -1.87, unsaidTerms: -2.28,
		asked: -0.45,
	}
	textAlone = decision{
		base: -1.86, coverage: 5.76, best: 0.68, direct: 0.13, missingTopic: -0.28, missingName: -1.06,
		absentTopics: -2.87, absentNames: -3.73, act: 0.01, sentences: -0.76,
		asked: -0.5,
	}
)

func (e Evidence) decision() decision {
	if e.KnowsUnsaid {
		return withUnsaid
	}
	return textAlone
}

// fewSentences are the number of a short statement.
const fewSentences = 35

// standsFor is how well a sentence must serve a topic or name that no sentence names for it
// to stand for it: by a part of it, or by other words.
const standsFor = 0.5

// Asked returns the odds that Odds must reach for an answer.
func (e Evidence) Asked() float64 { return e.decision().asked }

// A Feature is one number of the evidence with its coefficient.
type Feature struct {
	Name               string
	Value, Coefficient float64
}

// Features returns what the decision is made on; the first is the constant part of the sum.
func (e Evidence) Features() []Feature {
	d := e.decision()
	features := []Feature{
		{"base", 1, d.base},
		{"coverage", e.Coverage, d.coverage},
		{"best", e.Best, d.best},
		{"direct", e.Direct, d.direct},
		{"missingTopic", e.MissingTopic, d.missingTopic},
		{"missingName", e.MissingName, d.missingName},
		{"absentTopics", e.AbsentTopics, d.absentTopics},
		{"absentNames", e.AbsentNames, d.absentNames},
		{"act", e.Act, d.act},
	}
	if e.KnowsUnsaid {
		return append(features,
			Feature{"likeness", e.Likeness, d.likeness},
			Feature{"unsaid", e.Unsaid, d.unsaid},
			Feature{"unsaidShare", e.UnsaidShare, d.unsaidShare},
			Feature{"unsaidTerms", e.UnsaidTerms, d.unsaidTerms},
		)
	}
	// The more sentences there are, the likelier one fits by chance.
	many := math.Log10(float64(max(e.Sentences, fewSentences)) / fewSentences)
	return append(features, Feature{"sentences", many, d.sentences})
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
	e.KnowsUnsaid = best.Document.KnowsUnsaid()
	e.Coverage = best.Coverage
	e.Likeness, e.Unsaid, e.UnsaidShare, e.UnsaidTerms = result.Likeness, result.Unsaid, result.UnsaidShare, result.UnsaidTerms
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
