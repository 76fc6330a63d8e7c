package knowledge

import "slices"

// A phraseHit says that a phrase serves a term of the question to a share. From the highest
// bit on it holds the phrase's number, the term's and the share, so that hits sort by phrase.
type phraseHit uint64

const (
	wholeShare = 1<<16 - 1 // the share 1 in a hit
	mostTerms  = 1 << 16   // of a question
)

func newPhraseHit(phrase int32, v serve) phraseHit {
	return phraseHit(phrase)<<32 | phraseHit(v.term)<<16 | phraseHit(v.share*wholeShare+0.5)
}

func (h phraseHit) phrase() int32  { return int32(h >> 32) }
func (h phraseHit) term() int      { return int(h >> 16 % mostTerms) }
func (h phraseHit) share() float64 { return float64(h%(wholeShare+1)) / wholeShare }

// mostNearInPhrases is how many words near a term are looked for in phrases: there are phrases
// enough for the nearest.
const mostNearInPhrases = 8

// findPhrases finds the phrases that serve the terms of the question, in order.
func (r *ranking) findPhrases() {
	x := r.index
	var serving []int32 // terms
	var serves []serve
	hits := 0
	add := func(term int32, v serve) {
		if with := x.phrases.with(term); len(with) > 0 {
			serving, serves = append(serving, term), append(serves, v)
			hits += len(with)
		}
	}
	for i := range r.terms[:min(len(r.terms), mostTerms)] {
		t := &r.terms[i]
		if t.Kind == Numeral { // a number stands in the sentence or it does not
			continue
		}
		for _, s := range t.stems {
			if id, ok := x.terms[s.stem]; ok {
				add(id, serve{i, s.share})
			}
		}
		for _, n := range t.near[:min(len(t.near), mostNearInPhrases)] {
			add(n.term, serve{i, n.share})
		}
		// A neighbour of what is only another word for it is too far off.
		if t.Concept != nil {
			if id, ok := x.terms["#"+t.Concept.ID]; ok {
				add(id, serve{i, 1})
			}
		}
	}
	s := r.scratch
	s.hits = slices.Grow(s.hits[:0], hits)
	for i, term := range serving {
		for _, p := range x.phrases.in[term] {
			s.hits = append(s.hits, newPhraseHit(p, serves[i]))
		}
	}
	s.sortHits(int32(len(x.phrases.meaning)))
	r.inPhrases = s.hits
}

// sortHits sorts the hits by phrase, whose numbers are below limit: a digit of eight bits at a
// time, which for some thousands takes a third of the time of comparing them.
func (s *scratch) sortHits(limit int32) {
	const bits = 8
	s.spare = slices.Grow(s.spare[:0], len(s.hits))[:len(s.hits)]
	for shift := 0; limit>>shift > 0; shift += bits {
		digit := func(h phraseHit) int { return int(h.phrase()>>shift) % (1 << bits) }
		var ends [1 << bits]int
		for _, h := range s.hits {
			ends[digit(h)]++
		}
		sum := 0
		for d, n := range ends {
			ends[d], sum = sum, sum+n
		}
		for _, h := range s.hits {
			d := digit(h)
			s.spare[ends[d]] = h
			ends[d]++
		}
		s.hits, s.spare = s.spare, s.hits
	}
}

// otherWords lets the phrase that serves the question best stand for a sentence, and the
// others a little.
func (r *ranking) otherWords(sentence int32, hit *Hit, frequency []float64) {
	best, all, _ := r.bestPhrase(sentence)
	for t := range best {
		share := max(best[t]*shareOther, all[t]*shareOthers)
		hit.Match[t] = max(hit.Match[t], share)
		frequency[t] = max(frequency[t], share)
	}
}

// bestPhrase returns how well the phrase of a sentence that serves the question best serves
// each term, how well any does, and what the terms that the best one serves weigh; nil and
// 0 if none serves any.
func (r *ranking) bestPhrase(sentence int32) (best, all []float64, most float64) {
	of := r.index.phrases.of[sentence]
	end := of.offset + of.end
	from, _ := slices.BinarySearch(r.inPhrases, newPhraseHit(of.offset+of.first, serve{}))
	hits := r.inPhrases[from:]
	if len(hits) == 0 || hits[0].phrase() >= end {
		return nil, nil, 0
	}
	best, all = make([]float64, len(r.terms)), make([]float64, len(r.terms))
	now := make([]float64, len(r.terms))
	for i := 0; i < len(hits) && hits[i].phrase() < end; {
		clear(now)
		phrase := hits[i].phrase()
		for ; i < len(hits) && hits[i].phrase() == phrase; i++ {
			now[hits[i].term()] = max(now[hits[i].term()], hits[i].share())
		}
		sum, served := 0.0, 0.0
		for _, share := range now {
			served += share
		}
		// A phrase that the question says in full fits better than one of which it has a word.
		full := 1 - shareFull + shareFull*min(served/float64(r.index.phrases.meaning[phrase]), 1)
		for t := range now {
			now[t] *= full
		}
		for t, share := range now {
			sum += r.terms[t].Weight * share
			all[t] = max(all[t], share)
		}
		if sum > most {
			most = sum
			copy(best, now)
		}
	}
	return best, all, most
}

// How many of the likest phrases are looked at to tell whether a question is about what is
// said or about what is not.
const (
	likestAll    = 30
	likestUnsaid = 5
)

// compare tells how like the question as a whole is to other words for the best sentence and to
// what its document does not say. The hits have to be in order.
func (r *ranking) compare(result *Result, asked wording) {
	x := r.index
	if len(x.phrases.meaning) == 0 || len(result.Hits) == 0 {
		return
	}
	best := result.Hits[0].number
	unsaid := unsaidOf(x.sentences[best].doc)
	if like, ok := asked.direction.first(likePhraseDims).asked(); ok {
		var all, silent likest
		x.phrases.of[best].compare(&like, func(cosine float32) {
			result.Likeness = max(result.Likeness, float64(cosine))
			all.offer(cosine, false, likestAll)
		})
		x.phrases.of[unsaid].compare(&like, func(cosine float32) {
			silent.offer(cosine, true, likestUnsaid)
			all.offer(cosine, true, likestAll)
		})
		result.Unsaid = silent.mean()
		result.UnsaidShare = all.unsaidShare()
	}
	_, _, most := r.bestPhrase(unsaid)
	result.UnsaidTerms = most / max(r.total, leastTotal)
}

// compare yields the cosine of a direction with each phrase; none if the directions of the
// phrases are of other Relations.
func (p phrasesOf) compare(asked *askedDirection, yield func(cosine float32)) {
	if p.table == nil || lanesOf(p.table.Dims) != len(asked.lanes) {
		return
	}
	for i := p.first; i < p.end; i++ {
		yield(p.table.rows.cosine(asked, int(i)))
	}
}

// leastTotal keeps a question of weightless words from a division by nothing.
const leastTotal = 1e-6

// likest are the phrases that are likest to a question, the least like of them first.
type likest []likePhrase

type likePhrase struct {
	cosine float32
	unsaid bool
}

// offer keeps a phrase if it is among the most likest so far.
func (l *likest) offer(cosine float32, unsaid bool, most int) {
	if len(*l) < most {
		*l = slices.Insert(*l, 0, likePhrase{cosine: -1})
	} else if cosine <= (*l)[0].cosine {
		return
	}
	// It takes the place of the first, and moves up to where it belongs: seldom far.
	kept, at := *l, 0
	for ; at+1 < len(kept) && kept[at+1].cosine < cosine; at++ {
		kept[at] = kept[at+1]
	}
	kept[at] = likePhrase{cosine, unsaid}
}

// mean returns their mean cosine, 0 if there are none.
func (l likest) mean() float64 {
	sum := 0.0
	for _, p := range l {
		sum += float64(p.cosine)
	}
	return sum / float64(max(len(l), 1))
}

// unsaidShare returns how large a part of them is of what is not said, 0 if there are none.
func (l likest) unsaidShare() float64 {
	n := 0
	for _, p := range l {
		if p.unsaid {
			n++
		}
	}
	return float64(n) / float64(max(len(l), 1))
}
