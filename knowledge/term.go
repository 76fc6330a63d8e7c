package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// How far a sentence about a neighbouring concept serves a question about this one. The
// order is what matters: the thing itself, a part or kind of it, something beside it, the
// larger thing.
const (
	shareNarrower = 0.85
	shareRelated  = 0.45
	shareBroader  = 0.55
	shareBeside   = 0.2  // of a name, by something related to it: enough to be shown as nearest
	shareClass    = 0.3  // of a name, by what sort of thing it is
	shareWords    = 0.45 // of a topic's words without the topic
	shareAction   = 0.8  // of an action's weight: verbs are exchanged freely
	sharePrevious = 0.6  // of the weight of a term from the question before
)

// leastConcept is the least rarity of a topic or name: "energy" is a common word of
// statements, and still a subject where somebody asks for it.
const leastConcept = 0.35

// particular is the rarity from which on a larger topic is particular enough to stand for a
// smaller one.
const particular = 0.4

// narrowerDepth is how many steps down a concept reaches.
const narrowerDepth = 3

// rareName is the rarity from which on a word that is mostly written with a capital is taken
// for a name; more common ones ("secret", "north") are words that names are made of.
const rareName = 0.6

// wordTerm makes the term of a word that no label covers.
func (x *Index) wordTerm(t token, text string) Term {
	term := Term{Text: text[t.start:t.end], Kind: Word, stems: []stemShare{{t.stem, 1}}}
	rarity := x.lexicon.rarity(t.stem)
	switch {
	case t.number:
		term.Kind = Numeral
	case t.upper || t.title && (t.start > 0 && !t.apart || x.lexicon.caseOf(t.norm) == unknownWord) || strings.ContainsFunc(t.norm, unicode.IsDigit) || rarity >= rareName && x.lexicon.caseOf(t.norm) >= properName:
		term.Kind = Name
	}
	term.Sentences = x.sentencesWith(t.stem)
	term.Weight = x.weight(rarity, int32(term.Sentences))
	if !t.number {
		term.near = x.nearWords([]token{t})
	}
	return term
}

// How near two words must be in meaning, as a cosine, for one to serve for the other at
// all, what the nearest word serves, and how many words of the documents are taken.
const (
	leastNearness = 0.45
	shareNearest  = 0.6
	mostNear      = 24
)

// nearWords returns the words of the documents that are near in meaning to what tokens
// say together.
func (x *Index) nearWords(tokens []token) []nearShare {
	r := x.lexicon.relations
	only := int32(noRow) // the row of the only word that the table knows
	for _, t := range tokens {
		if row := r.row(t.norm); row != noRow && !functionWords[t.norm] {
			if only != noRow {
				said := strings.Join(norms(tokens), " ")
				return x.near.of(said, func() []nearShare { return x.nearest(x.lexicon.directionOf(tokens)) })
			}
			only = row
		}
	}
	if only == noRow {
		return nil
	}
	if near, ok := x.nearRows.Load(only); ok {
		return near.([]nearShare)
	}
	near := x.nearest(x.lexicon.directionOf(tokens))
	x.nearRows.Store(only, near)
	return near
}

// nearest compares a direction with every word of the documents.
func (x *Index) nearest(d direction) []nearShare {
	asked, ok := d.asked()
	if !ok {
		return nil
	}
	var near []nearShare
	for i, term := range x.related.terms {
		if cosine := float64(x.related.directions.cosine(&asked, i)); cosine >= leastNearness {
			near = append(near, nearShare{term, shareNearest * (cosine - leastNearness/2) / (1 - leastNearness/2)})
		}
	}
	slices.SortFunc(near, func(a, b nearShare) int { return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.term, b.term)) })
	return slices.Clip(near[:min(len(near), mostNear)])
}

// rarityNumbered is the rarity of "Article V" and its like: as good as a name.
const rarityNumbered = 0.8

// numberedTerm makes the term of a numbered thing.
func (x *Index) numberedTerm(thing, text string) Term {
	term := Term{Text: text, Kind: Name, stems: []stemShare{{thing, 1}}, Sentences: x.sentencesWith(thing)}
	term.Weight = x.weight(rarityNumbered, int32(term.Sentences))
	return term
}

func (x *Index) sentencesWith(name string) int {
	t, ok := x.terms[name]
	if !ok {
		return 0
	}
	return int(x.count[t])
}

// conceptTermOf makes the term of a concept that tokens name in English.
func (x *Index) conceptTermOf(concept int, tokens []token, text string) Term {
	term := x.namedTerm(concept, tokens)
	term.Text = text[tokens[0].start:tokens[len(tokens)-1].end]
	return term
}

// namedTerm makes the term of a concept that is asked for in these English words. It has no Text.
func (x *Index) namedTerm(concept int, tokens []token) Term {
	known := x.askedConcept(concept)
	term := known.term
	term.stems = x.wordShares(term, tokens, known.label)
	if term.Kind != Name {
		term.near = x.nearWords(tokens)
	}
	return term
}

// An askedConcept is what the terms of a concept have in common, and the words of its English
// name.
type askedConcept struct {
	term  Term
	label []token
}

// askedConcept returns what the terms of a concept have in common; it remembers it.
func (x *Index) askedConcept(concept int) *askedConcept {
	if known, ok := x.askedConcepts.Load(concept); ok {
		return known.(*askedConcept)
	}
	c := &x.glossary.concepts[concept]
	asked := &askedConcept{Term{Concept: c, Kind: ConceptTopic, reach: x.reach(concept)}, x.lexicon.tokenize(c.PrefLabel["en"])}
	switch {
	case c.Kind == Action:
		asked.term.Kind = ConceptAction
	case c.Kind.Named():
		asked.term.Kind = Name
	}
	asked.term.Sentences = x.sentencesWith("#" + c.ID)
	asked.term.Weight = x.conceptWeight(c, asked.label, asked.term.Sentences)
	x.askedConcepts.Store(concept, asked)
	return asked
}

// conceptWeight weighs a concept that so many sentences name by what the words of its
// English name, label, weigh together: it weighs the same in every language and by every name.
func (x *Index) conceptWeight(c *Concept, label []token, sentences int) float64 {
	rarity := x.rarityOf(label)
	if c.Kind == Action {
		rarity *= shareAction
	} else {
		rarity = max(rarity, leastConcept)
	}
	return x.weight(rarity, int32(sentences))
}

// rarityOf is the rarity of a name: that of its words together.
func (x *Index) rarityOf(label []token) float64 {
	rest := 1.0
	for _, t := range label {
		if !functionWords[t.norm] {
			rest *= 1 - x.lexicon.rarity(t.stem)
		}
	}
	return 1 - rest
}

// wordShares says what the words of a concept's name are worth without the concept: those
// of a name nothing, for "Security Council" is not about security.
func (x *Index) wordShares(term Term, asked, label []token) []stemShare {
	if term.Kind == Name {
		return nil
	}
	if len(asked) == 1 && asked[0].stem != "" {
		return []stemShare{{asked[0].stem, 1}}
	}
	var shares []stemShare
	total := 0.0
	for _, tokens := range [][]token{asked, label} {
		for _, t := range tokens {
			if functionWords[t.norm] || slices.ContainsFunc(shares, func(s stemShare) bool { return s.stem == t.stem }) {
				continue
			}
			r := x.lexicon.rarity(t.stem)
			shares = append(shares, stemShare{t.stem, r})
			total += r
		}
	}
	for i := range shares {
		shares[i].share *= shareWords / max(total, 0.01)
	}
	return shares
}

// reach returns the concepts that serve a question about this one, with their shares.
func (x *Index) reach(concept int) map[int]float64 {
	g := x.glossary
	reach := map[int]float64{concept: 1}
	offer := func(c int, share float64) {
		if share > reach[c] {
			reach[c] = share
		}
	}
	level := []int{concept}
	for depth, share := 0, shareNarrower; depth < narrowerDepth; depth, share = depth+1, share*shareNarrower {
		var next []int
		for _, c := range level {
			next = append(next, g.narrower[c]...)
		}
		for _, c := range next {
			offer(c, share)
		}
		level = next
	}
	beside := shareRelated
	if g.concepts[concept].Kind.Named() {
		beside = shareBeside
	}
	for _, c := range g.related[concept] {
		offer(c, beside)
	}
	larger := shareBroader
	switch kind := g.concepts[concept].Kind; {
	case kind == PlaceName || kind == Person:
		return reach // an island is not spoken of because its country is
	case kind.Named():
		larger = shareClass
	}
	for _, c := range g.broader[concept] {
		// Rare earths are spoken of with critical minerals, steel is not with industry.
		specific := x.rarityOf(x.lexicon.tokenize(g.concepts[c].PrefLabel["en"]))
		offer(c, larger*min(specific/particular, 1))
	}
	return reach
}

// weight is how much a term decides: its rarity in such texts at large, less where the
// loaded documents are full of it. In large collections their own counts take over.
func (x *Index) weight(rarity float64, sentences int32) float64 {
	const even = 1000 // sentences from which the collection's own counts weigh as much as the lexicon's
	n := float64(len(x.sentences))
	own := 1.0
	if sentences > 0 {
		df := float64(sentences)
		own = math.Log(1+(n-df+0.5)/(df+0.5)) / math.Log(1+(n-0.5)/1.5)
		own = min(max(own, 0), 1)
	}
	trust := n / (n + even)
	if sentences == 0 {
		return rarity
	}
	return (1-trust)*rarity*math.Sqrt(own) + trust*own
}
