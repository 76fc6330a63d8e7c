package knowledge

import (
	"math"
	"slices"
	"sort"
)

// A question shares a few words with the sentence that is asked for, and often as many with
// another. All of its words together say more: "bosses" and "troops" stand in other words for
// the one oftener than for the other. Naive Bayes (Maron, "Automatic Indexing: An Experimental
// Inquiry", 1961) tells from that how probable each sentence is. What all phrases of the
// document hold stands for a few more of each sentence (Zhai and Lafferty, "A Study of
// Smoothing Methods for Language Models", 2004).

// Chosen in November 2026 on the development questions; each may be half or twice as large
// without harm.
const (
	priorPhrases  = 30  // how many phrases what all of them hold stands for
	dependence    = 1.5 // divides the evidence: words that are said together speak once
	previousWords = 0.3 // what a word of the question before counts of one of this
	shareProbable = 0.3 // of what the terms weigh, what the most probable sentence gains on one that is not
)

// A wording is a question as a whole.
type wording struct {
	direction direction
	features  []feature // a term once
}

// A feature is a term of the index, a word or a concept, that stands in phrases, and what it
// counts, from 0 to 1.
type feature struct {
	term  int32
	share float64
}

// wordingOf takes the wording of a question from its words in English.
func (x *Index) wordingOf(tokens []token) wording {
	w := wording{direction: x.lexicon.directionOf(tokens)}
	if len(x.phrases.classes) == 0 {
		return w
	}
	note := func(term int32) {
		if len(x.phrases.with(term)) > 0 && !w.holds(term) {
			w.features = append(w.features, feature{term, 1})
		}
	}
	for _, t := range tokens {
		if functionWords[t.norm] || t.dense {
			continue
		}
		if term, ok := x.terms[t.stem]; ok {
			note(term)
		}
	}
	for _, m := range x.glossary.named(tokens) {
		note(x.concepts[m.concept])
	}
	return w
}

func (w *wording) holds(term int32) bool {
	return slices.ContainsFunc(w.features, func(f feature) bool { return f.term == term })
}

// goesOn adds the wording of the question before.
func (w *wording) goesOn(previous wording) {
	w.direction.add(previous.direction, sharePrevious)
	for _, f := range previous.features {
		if !w.holds(f.term) {
			w.features = append(w.features, feature{f.term, f.share * previousWords})
		}
	}
}

// A phraseClass is the phrases of a sentence, or of what a document does not say: in the index
// from first on and before end.
type phraseClass struct {
	sentence   int32 // its number, or unsaidOf
	first, end int32
	size       float64 // the logarithm of how many there are with those of the prior, divided by the latter
}

// classesOf returns the classes of the phrases of a document that begins with a sentence of a
// number and has so many, in the order of their phrases and of their numbers; none if it has
// no phrases.
func (x *Index) classesOf(doc, sentence, sentences int32) []phraseClass {
	var classes []phraseClass
	add := func(number int32) {
		if of := x.phrases.of[number]; of.end > of.first {
			size := math.Log1p(float64(of.end-of.first) / priorPhrases)
			classes = append(classes, phraseClass{number, of.offset + of.first, of.offset + of.end, size})
		}
	}
	add(unsaidOf(doc))
	for i := range sentences {
		add(sentence + i)
	}
	return classes
}

// A classification tells how probable it is that a question is asked of each class of phrases.
type classification struct {
	classes       []phraseClass
	probabilities []float64 // by class; their sum is 1
}

// of returns the probability of a sentence of a number, or unsaidOf; ok is false for one
// without phrases.
func (c classification) of(sentence int32) (probability float64, ok bool) {
	i, ok := slices.BinarySearchFunc(c.classes, sentence, func(p phraseClass, sentence int32) int { return int(p.sentence - sentence) })
	if !ok {
		return 0, false
	}
	return c.probabilities[i], true
}

// classify classifies a question of a wording for one document.
func (x *Index) classify(doc int32, asked wording) classification {
	classes := x.phrases.classes[doc]
	if len(classes) == 0 {
		return classification{}
	}
	evidence := make([]float64, len(classes)) // logarithms of odds
	first, end := classes[0].first, classes[len(classes)-1].end
	for _, f := range asked.features {
		with := x.phrases.with(f.term)
		with = with[sort.Search(len(with), func(i int) bool { return with[i] >= first }):]
		with = with[:sort.Search(len(with), func(i int) bool { return with[i] >= end })]
		if len(with) == 0 {
			continue
		}
		prior := priorPhrases * float64(len(with)) / float64(end-first)
		for i := range classes {
			n, _ := slices.BinarySearch(with, classes[i].end)
			evidence[i] += f.share * (math.Log1p(float64(n)/prior) - classes[i].size)
			with = with[n:]
		}
	}
	most, sum := slices.Max(evidence), 0.0
	for i := range evidence {
		evidence[i] = math.Exp((evidence[i] - most) / dependence)
		sum += evidence[i]
	}
	for i := range evidence {
		evidence[i] /= sum
	}
	return classification{classes, evidence}
}

// lowerImprobable lowers the hits of a document that are less probable than another of it. Which
// document is the right one it does not tell: not all have phrases.
func (r *ranking) lowerImprobable(hits []Hit, asked wording) {
	x := r.index
	if len(x.phrases.classes) == 0 {
		return
	}
	byDoc := make(map[int32]classification)
	most := make(map[int32]float64)
	for i := range hits {
		doc := x.sentences[hits[i].number].doc
		c, ok := byDoc[doc]
		if !ok {
			c = x.classify(doc, asked)
			byDoc[doc] = c
		}
		probability, _ := c.of(hits[i].number)
		most[doc] = max(most[doc], probability)
	}
	for i := range hits {
		doc := x.sentences[hits[i].number].doc
		if probability, ok := byDoc[doc].of(hits[i].number); ok {
			hits[i].Score = max(0, hits[i].Score-shareProbable*r.total*(most[doc]-probability))
		}
	}
}
