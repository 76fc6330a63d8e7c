package knowledge

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// A Hit is a sentence that speaks to a query.
type Hit struct {
	Document *Document
	Place    Place
	// Score orders hits of one search and means nothing beyond.
	Score float64
	// Alone is the Score of the sentence by itself: a list of sentences that speak to a question
	// does not end where another one is likelier to be meant.
	Alone float64
	// Coverage is the share of the query's weight that the sentence speaks to, from 0 to 1; for
	// a term that only its surroundings serve it is what Around says.
	Coverage float64
	// Match says how well the sentence itself serves each term of the Result: 1 directly,
	// less by a neighbouring concept, 0 not.
	Match []float64
	// Said is Match without other words for the sentence: what it says itself.
	Said []float64
	// Around says the same of the sentence's paragraph, heading, title, date and document, where
	// a match counts less.
	Around []float64

	number   int32    // of the sentence in the index
	performs float64  // how well its acts answer a question for one, see sentence.performs
	marks    [][2]int // what to emphasise, as ranges of the sentence's words
}

// Quote copies the sentence out of its document, with what it matched as highlights.
func (h *Hit) Quote() (Quote, error) {
	q, err := h.Document.Quote(h.Place, h.Place.Sentence)
	if err != nil {
		return Quote{}, err
	}
	tokens := tokenSpans(q.text)
	for _, m := range h.marks {
		q.highlights = append(q.highlights, Span{tokens[m[0]].Start, tokens[m[1]-1].End})
	}
	q.highlights = mergeSpans(q.highlights)
	return q, nil
}

// speaks reports whether anything of the query stands in the sentence or near it, and not
// only somewhere in its document.
func (h *Hit) speaks() bool {
	return slices.ContainsFunc(h.Match, func(share float64) bool { return share > 0 }) ||
		slices.ContainsFunc(h.Around, func(share float64) bool { return share > shareDocument })
}

// mergeSpans sorts spans and joins those that overlap.
func mergeSpans(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	merged := spans[:0]
	for _, s := range spans {
		if n := len(merged); n > 0 && s.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, s.End)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// A Result is what a search has found and how it has read the question.
type Result struct {
	// Lang is the language of the question, as an ISO 639-1 code.
	Lang string
	// Terms are what the question is about, in its order; those of Query.Previous follow.
	Terms []Term
	// Sentences is the number of sentences in the searched documents.
	Sentences int
	// Likeness is how like the question is, as a whole, to the likest of the other words for the
	// best hit, from 0 to 1.
	Likeness float64
	// What is known of things to which the document of the best hit does not speak, all from 0 to
	// 1: Unsaid is how like the question, as a whole, is to the likest few of them, UnsaidShare
	// their part in the phrases likest to it, other words for the best hit among them, and
	// UnsaidTerms the share of the question's weight that the best of them holds.
	Unsaid, UnsaidShare, UnsaidTerms float64
	// Hits are best first; of equal ones the newer document's, then the earlier sentence.
	Hits []Hit
}

// candidateLimit is how many sentences of the library's order are ranked again.
const candidateLimit = 60

// Shares of the score that does not come from the words of the sentence itself.
const (
	shareContext   = 0.3  // a term that stands only in the sentence's paragraph
	shareHeading   = 0.35 // a term that stands only in its heading
	shareTitle     = 0.65 // a term that stands only in the document's title or date
	shareDocument  = 0.1  // a term that stands only elsewhere in the document
	shareSpeaker   = 0.9  // the same for one who is named as the speaker
	shareOther     = 0.85 // a term that stands in other words for the sentence, in the best phrase
	shareOthers    = 0.65 // the same in any phrase
	shareFull      = 0.3  // of these, for how much of the phrase the question says
	shareRow       = 0.75 // of the score of a sentence, for a row of a table
	shareCloseness = 0.25 // two neighbouring terms of the question that stand close together
	shareDetail    = 0.3  // a date for "when", a person for "who"
)

// What a sentence gains that says what a follow-up newly asks, of the weight of its subject, how
// far a sentence speaks of what only its paragraph names, and what one gains, of the weight of
// all terms, whose paragraph answered the question before. Chosen in November 2026 on 330
// follow-ups; more than this changes nothing.
const (
	shareNewly  = 0.6
	shareNear   = 0.9
	shareNearby = 0.2
)

// shareAct is what a sentence gains by the act that is asked for ("what did Japan commit to").
const shareAct = 0.3

// markedFrom is the share of a term from which on its match is emphasised in a quote.
const markedFrom = 0.4

// Search finds the sentences that speak to q. No hit is an empty Result, not an error;
// an error means that ctx ended or the index is closed.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	tokens := x.lexicon.tokenize(q.Text)
	terms, asking, lang := x.understand(q, tokens)
	result := Result{Lang: lang, Terms: terms, Sentences: len(x.sentences)}
	if d := x.byID[q.Document]; d != nil {
		result.Sentences = d.Sentences()
	}
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	candidates := max(candidateLimit, limit)
	if q.Document != "" {
		candidates = max(len(x.sentences), 1) // others fall away below
	}
	numbers, err := x.candidates(ctx, terms, candidates)
	if err != nil {
		return result, err
	}
	r := newRanking(x, terms)
	defer r.release()
	asked, asksAct := x.glossary.asksAct(tokens)
	result.Hits = make([]Hit, 0, len(numbers))
	asksNew := slices.ContainsFunc(terms, func(t Term) bool { return !t.Inherited })
	for _, n := range numbers {
		s := &x.sentences[n]
		doc := x.docs[s.doc]
		if q.Document != "" && doc.ID != q.Document {
			continue
		}
		hit := r.rank(n)
		if !hit.speaks() {
			continue
		}
		if asksAct {
			hit.performs = s.performs(asked)
			hit.Score += shareAct * hit.performs
		}
		if q.Previous != "" {
			hit.Score += r.newly(&hit)
		}
		if asksNew && doc.ID == q.Near.Document && s.place.Paragraph == q.Near.Paragraph && s.place.Sentence != q.Near.First {
			hit.Score += shareNearby * r.total
		}
		if q.Wants != NoDetail && x.holdsDetail(s, q.Wants) {
			hit.Score *= 1 + shareDetail
		}
		hit.Score *= x.context[s.doc].recency
		if doc.Paragraphs[s.place.Paragraph-1].Kind == TableRow {
			hit.Score *= shareRow
		}
		hit.Document, hit.Place = doc, s.place
		hit.Score = math.Round(hit.Score*1e9) / 1e9
		hit.Alone = hit.Score
		result.Hits = append(result.Hits, hit)
	}
	result.Hits = doing(result.Hits, terms, x.actorIn(terms, asked, asksAct))
	r.lowerImprobable(result.Hits, asking)
	slices.SortFunc(result.Hits, byScore)
	r.compare(&result, asking)
	if len(result.Hits) > limit {
		result.Hits = result.Hits[:limit]
	}
	return result, nil
}

// newly is what a sentence gains, for a question that goes on from another, where it says of the
// subject of both, which it or its paragraph names, what only the later one asks.
func (r *ranking) newly(hit *Hit) float64 {
	subject, all, most := 0.0, 0.0, 0.0
	for i := range r.terms {
		t := &r.terms[i]
		if t.Inherited || t.Pointing {
			all += t.Weight
			subject += t.Weight * max(hit.Match[i], min(hit.Around[i]/shareContext, 1)*shareNear)
			continue
		}
		most = max(most, hit.Match[i])
	}
	if all == 0 {
		return 0
	}
	return shareNewly * most * subject
}

// byScore orders hits.
func byScore(a, b Hit) int {
	return cmp.Or(
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(b.Document.Date, a.Document.Date),
		cmp.Compare(a.Document.ID, b.Document.ID),
		cmp.Compare(a.Place.Paragraph, b.Place.Paragraph),
		cmp.Compare(a.Place.Sentence, b.Place.Sentence),
	)
}

// theLeaders is the concept of those who speak in a joint statement: who asks what they
// oppose asks for all of it.
const theLeaders = "leaders"

// doing keeps, of the sentences found for a question that asks for acts and names no subject
// ("what did Japan commit to", "what do they oppose"), those that do just that, where there
// are any: such a list is right only if it is exact. actor is the term of who acts, -1 for none.
func doing(hits []Hit, terms []Term, actor int) []Hit {
	acts := false
	for i := range terms {
		switch {
		case terms[i].Kind == ConceptAction:
			acts = true
		case i != actor && (terms[i].Concept == nil || terms[i].Concept.ID != theLeaders):
			return hits
		}
	}
	if !acts {
		return hits
	}
	exact := slices.Clone(hits)
	exact = slices.DeleteFunc(exact, func(h Hit) bool {
		if actor >= 0 {
			return h.performs < 1
		}
		for i, t := range terms {
			if t.Kind == ConceptAction && h.Match[i] < 1 {
				return true
			}
		}
		return false
	})
	if len(exact) == 0 {
		return hits
	}
	return exact
}

// actorIn returns which of the terms names whose act is asked for, -1 if none does.
func (x *Index) actorIn(terms []Term, asked act, ok bool) int {
	if !ok || asked.action == anyAction {
		return -1
	}
	return slices.IndexFunc(terms, func(t Term) bool { return t.Concept == &x.glossary.concepts[asked.actor] })
}

// Boosts of the library's clauses, which choose the candidates.
const (
	boostContext = 0.5
	boostPair    = 0.3
)

// nearClauses is how many related words of a term the library is asked for.
const nearClauses = 12

// clauses asks for every word and concept of the terms, in the sentence and around it.
func (x *Index) clauses(terms []Term) []query.Query {
	var clauses []query.Query
	add := func(field, term string, boost float64) {
		q := bleve.NewTermQuery(term)
		q.SetField(field)
		q.SetBoost(boost)
		clauses = append(clauses, q)
	}
	before := ""
	for i := range terms {
		t := &terms[i]
		weight := max(t.Weight, 0.01)
		for _, s := range t.stems {
			if _, ok := x.terms[s.stem]; ok {
				add(fieldText, s.stem, weight*s.share)
				add(fieldOther, s.stem, weight*s.share*shareOther)
				add(fieldContext, s.stem, weight*s.share*boostContext)
			}
		}
		// In the order of the concepts, so that the sum of scores is the same every time.
		for _, c := range sortedKeys(t.reach) {
			name := "#" + x.glossary.concepts[c].ID
			if _, ok := x.terms[name]; ok {
				add(fieldText, name, weight*t.reach[c])
				add(fieldOther, name, weight*t.reach[c]*shareOther)
				if t.reach[c] == 1 {
					add(fieldContext, name, weight*boostContext)
				}
			}
		}
		for _, n := range t.near[:min(len(t.near), nearClauses)] {
			add(fieldText, x.names[n.term], weight*n.share)
			add(fieldOther, x.names[n.term], weight*n.share*shareOther)
		}
		if len(t.stems) > 0 {
			if before != "" {
				add(fieldPair, pairTerm(before, t.stems[0].stem), weight*boostPair)
			}
			before = t.stems[0].stem
		}
	}
	return clauses
}

func sortedKeys(m map[int]float64) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A ranking scores sentences against the terms of one query. It is used by one goroutine,
// which calls release at the end.
type ranking struct {
	index     *Index
	terms     []Term
	total     float64 // of the weights that count for coverage
	numerals  bool    // all terms are numbers
	serving   []serving
	byThing   map[int][]serve // by concept
	inPhrases []phraseHit     // in the order of phrases
	around    around
	at        [][]int // by term: the positions of its matches in the sentence at hand
	scratch   *scratch
}

// A serving says what a term of the index serves of the query: as a word that is asked for,
// as one near it in meaning, and around a sentence.
type serving struct {
	term               int32
	word, near, around []serve
}

// serve says that a word or concept serves a term of the query to a share.
type serve struct {
	term  int
	share float64
}

// A scratch is the memory of a ranking that the next one can use.
type scratch struct {
	// slots tell, by term of the index, the number in ranking.serving and one more; 0 stands for
	// a term that serves nothing. Each word of each sentence is looked up there.
	slots       []int32
	serving     []serving
	hits, spare []phraseHit
}

// of returns what a term of the index serves, nil if nothing.
func (r *ranking) of(term int32) *serving {
	if n := r.scratch.slots[term]; n > 0 {
		return &r.serving[n-1]
	}
	return nil
}

// add returns the same to be added to.
func (r *ranking) add(term int32) *serving {
	slot := &r.scratch.slots[term]
	if *slot == 0 {
		r.serving = append(r.serving, serving{term: term})
		*slot = int32(len(r.serving))
	}
	return &r.serving[*slot-1]
}

func newRanking(x *Index, terms []Term) *ranking {
	r := &ranking{index: x, terms: terms, at: make([][]int, len(terms)), byThing: make(map[int][]serve)}
	r.scratch, _ = x.scratch.Get().(*scratch)
	if r.scratch == nil {
		r.scratch = &scratch{slots: make([]int32, len(x.count))}
	}
	r.serving = r.scratch.serving[:0]
	// A number is mostly a detail that may be missing; alone it is the subject.
	r.numerals = !slices.ContainsFunc(terms, func(t Term) bool { return t.Kind != Numeral })
	for i := range terms {
		t := &terms[i]
		if t.Kind != Numeral || r.numerals {
			r.total += t.Weight
		}
		for _, s := range t.stems {
			if id, ok := x.terms[s.stem]; ok {
				to := r.add(id)
				to.word, to.around = append(to.word, serve{i, s.share}), append(to.around, serve{i, s.share})
			}
		}
		for _, n := range t.near {
			to := r.add(n.term)
			to.near = append(to.near, serve{i, n.share})
		}
		for c, share := range t.reach {
			if id := x.concepts[c]; id != noTerm {
				r.byThing[c] = append(r.byThing[c], serve{i, share})
				to := r.add(id)
				to.around = append(to.around, serve{i, share})
			}
		}
	}
	r.findPhrases()
	return r
}

// release gives back what the next query can use. The ranking must not be used afterwards.
func (r *ranking) release() {
	for i := range r.serving {
		r.scratch.slots[r.serving[i].term] = 0
	}
	r.scratch.serving = r.serving
	r.index.scratch.Put(r.scratch)
	r.scratch, r.serving, r.inPhrases = nil, nil, nil
}

// rank scores the sentence of a number.
func (r *ranking) rank(number int) Hit {
	s := &r.index.sentences[number]
	n := len(r.terms)
	shares := make([]float64, 3*n)
	hit := Hit{Match: shares[:n:n], Said: shares[n : 2*n : 2*n], number: int32(number)}
	frequency := shares[2*n:]
	for i := range r.at {
		r.at[i] = r.at[i][:0]
	}
	note := func(v serve, first, last int) {
		hit.Match[v.term] = max(hit.Match[v.term], v.share)
		frequency[v.term] += v.share
		if v.share >= markedFrom {
			hit.marks = append(hit.marks, [2]int{first, last})
		}
		r.at[v.term] = append(r.at[v.term], first, last-1)
	}
	for i, w := range s.words {
		of := r.of(w)
		if of == nil {
			continue
		}
		for _, v := range of.word {
			// The words of one topic add up: each of them is a part of it.
			if v.share < 1 && hit.Match[v.term] < shareWords {
				hit.Match[v.term] = min(hit.Match[v.term]+v.share, shareWords)
			}
			note(v, i, i+1)
		}
	}
	for _, n := range s.numbered {
		if of := r.of(n); of != nil {
			for _, v := range of.word {
				hit.Match[v.term] = max(hit.Match[v.term], v.share)
				frequency[v.term] += v.share
			}
		}
	}
	for _, m := range s.mentions {
		for _, v := range r.byThing[m.concept] {
			note(v, m.first, m.last)
		}
	}
	for _, w := range s.words {
		of := r.of(w)
		if of == nil {
			continue
		}
		for _, v := range of.near {
			if v.share > hit.Match[v.term] {
				hit.Match[v.term] = v.share
				frequency[v.term] = max(frequency[v.term], v.share)
			}
		}
	}
	copy(hit.Said, hit.Match)
	r.otherWords(hit.number, &hit, frequency)
	around := r.surrounding(s)
	hit.Around = around
	length := bm25K1 * (1 - bm25B + bm25B*float64(len(s.words))/r.index.average)
	covered := 0.0
	for i := range r.terms {
		t := &r.terms[i]
		own := 0.0
		if f := frequency[i]; f > 0 {
			own = hit.Match[i] * f * (1 + bm25K1) / (f + length)
		}
		hit.Score += t.Weight * max(own, around[i])
		if t.Kind != Numeral || r.numerals {
			covered += t.Weight * max(hit.Match[i], around[i])
		}
	}
	hit.Score += r.closeness(hit.Match)
	if r.total > 0 {
		hit.Coverage = covered / r.total
	}
	return hit
}

// around remembers how well the surroundings of a sentence serve each term: the next sentence
// mostly stands in the same.
type around struct {
	doc, paragraph int       // their numbers, the latter from 1; 0 before the first sentence
	inDoc          []int     // what of ranking.serving stands anywhere in the document or its headings
	byDoc, shares  []float64 // by term: of the document and its title, and with paragraph and heading
}

// surrounding says how well the sentence's surroundings serve each term. The sentences of a
// paragraph share what it returns.
func (r *ranking) surrounding(s *sentence) []float64 {
	a := &r.around
	doc := &r.index.context[s.doc]
	if a.paragraph == 0 || a.doc != int(s.doc) {
		r.surroundingDoc(int(s.doc))
	} else if a.paragraph == s.place.Paragraph {
		return a.shares
	}
	a.paragraph, a.shares = s.place.Paragraph, slices.Clone(a.byDoc)
	paragraph := doc.paragraphs[s.place.Paragraph-1]
	heading := doc.headings[r.index.docs[s.doc].Paragraphs[s.place.Paragraph-1].Section]
	for _, i := range a.inDoc {
		if paragraph[r.serving[i].term] {
			serveAround(a.shares, r.serving[i].around, shareContext)
		}
		if heading[r.serving[i].term] {
			serveAround(a.shares, r.serving[i].around, shareHeading)
		}
	}
	return a.shares
}

// surroundingDoc goes on to the surroundings of a document.
func (r *ranking) surroundingDoc(number int) {
	a, doc := &r.around, &r.index.context[number]
	a.doc, a.inDoc, a.byDoc = number, a.inDoc[:0], make([]float64, len(r.terms))
	for i := range r.serving {
		id, serves := r.serving[i].term, r.serving[i].around
		if len(serves) == 0 {
			continue
		}
		if doc.title[id] {
			serveAround(a.byDoc, serves, shareTitle)
		}
		if doc.document[id] {
			for _, v := range serves {
				elsewhere := shareDocument
				if r.terms[v.term].Speaker {
					elsewhere = shareSpeaker
				}
				a.byDoc[v.term] = max(a.byDoc[v.term], v.share*elsewhere)
			}
		}
		if doc.document[id] || slices.ContainsFunc(doc.headings, func(terms map[int32]bool) bool { return terms[id] }) {
			a.inDoc = append(a.inDoc, i)
		}
	}
}

// serveAround raises shares by term to what a word that stands around a sentence serves.
func serveAround(shares []float64, serves []serve, share float64) {
	for _, v := range serves {
		shares[v.term] = max(shares[v.term], v.share*share)
	}
}

// closeness rewards terms that follow each other in the question and stand close together
// in the sentence.
func (r *ranking) closeness(match []float64) float64 {
	const reach = 8 // words
	sum := 0.0
	before := -1
	for i := range r.terms {
		if match[i] == 0 {
			continue
		}
		if before >= 0 {
			gap := math.MaxInt
			for _, a := range r.at[before] {
				for _, b := range r.at[i] {
					gap = min(gap, max(a-b, b-a))
				}
			}
			if gap < reach {
				sum += shareCloseness * min(r.terms[before].Weight, r.terms[i].Weight) * float64(reach-gap) / reach
			}
		}
		before = i
	}
	return sum
}
