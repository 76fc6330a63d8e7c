package knowledge

import (
	"cmp"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// expansionSuffix ends the name of the file that may stand beside a document ID.md: other
// words for its sentences, which people may say for what a sentence says ("residents near
// the bases" for "local communities"). They are searched and never shown, a document
// expansion (Nogueira et al., "Document Expansion by Query Prediction", 2019), here written
// by hand. The file is of lines: "edition" and the document's edition; then a place such
// as "p3s2", and below it phrases, a line each. Lines that begin with "#" are remarks.
const expansionSuffix = ".words.txt"

// readExpansion adds the phrases of the file beside the document, if there is one. The
// error is a *ParseError; the document is then as it was.
func (d *Document) readExpansion(fsys fs.FS, file string) error {
	p := &parse{file: strings.TrimSuffix(file, ".md") + expansionSuffix}
	data, err := readFile(fsys, p.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return p.fail(1, err, "%v", err)
	case len(data) > MaxFile:
		return p.fail(1, nil, "the other words are larger than %d bytes; leave some out", MaxFile)
	}
	phrases := make(map[Place][]string)
	var edition string
	var place Place
	for line, text := range strings.Split(string(data), "\n") {
		text = strings.TrimSpace(text)
		at, err := ParseAddress(text)
		first, rest, _ := strings.Cut(text, " ")
		switch {
		case text == "" || text[0] == '#':
		case edition == "":
			if edition = strings.TrimSpace(rest); first != "edition" || edition != d.Edition {
				return p.fail(line+1, nil, "got %.60q, want \"edition %s\": the other words have to be looked through when the document has changed", text, d.Edition)
			}
		case err == nil:
			place = Place{at.Paragraph, at.First}
			if at.Last != at.First || !d.Has(place) {
				return p.fail(line+1, nil, "%q is no sentence of the document; write a place such as p3s2", text)
			}
		case place == Place{}:
			return p.fail(line+1, nil, "got %.60q, want a place such as p3s2 above the first phrase", text)
		default:
			phrases[place] = append(phrases[place], text)
		}
	}
	d.expansion = phrases
	return nil
}

// A phraseAt is a phrase of the other words for a sentence: the sentence's number in the
// index and the phrase's among all.
type phraseAt struct{ sentence, phrase int32 }

// A readPhrase is a phrase of other words as it has been read: its words that may be looked
// for, how many of them carry meaning, and the concepts that it names.
type readPhrase struct {
	tokens   []token
	meaning  int
	concepts []int
}

// readPhrases reads the other words of a document's sentences. There are thousands, and they
// are read side by side, for a question may be waiting for the program to start.
func (x *Index) readPhrases(d *Document) map[Place][]readPhrase {
	read := make(map[Place][]readPhrase, len(d.expansion))
	var phrases []*readPhrase
	var texts []string
	for place, other := range d.expansion {
		read[place] = make([]readPhrase, len(other))
		for i := range other {
			phrases, texts = append(phrases, &read[place][i]), append(texts, other[i])
		}
	}
	workers := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(texts); i += workers {
				*phrases[i] = x.readPhrase(texts[i])
			}
		})
	}
	group.Wait()
	return read
}

func (x *Index) readPhrase(text string) readPhrase {
	var p readPhrase
	tokens := x.lexicon.tokenize(text)
	for _, t := range tokens {
		if functionWords[t.norm] {
			continue
		}
		if !chatWords[t.norm] {
			p.meaning++
		}
		if !t.dense {
			p.tokens = append(p.tokens, t)
		}
	}
	for _, m := range x.glossary.named(tokens) {
		p.concepts = append(p.concepts, m.concept)
	}
	return p
}

// addPhrases notes where each term stands in the other words for the sentence that is next to
// be added, and returns the terms as text, each once.
func (x *Index) addPhrases(sentence int, phrases []readPhrase) string {
	seen := make(map[int32]bool)
	for i := range phrases {
		p := &phrases[i]
		at := phraseAt{int32(sentence), x.phrases}
		x.phrases++
		note := func(term int32) {
			seen[term] = true
			if all := x.inPhrases[term]; len(all) == 0 || all[len(all)-1] != at {
				x.inPhrases[term] = append(all, at)
			}
		}
		for _, t := range p.tokens {
			x.relate(t)
			note(x.term(t.stem))
		}
		x.phraseLen = append(x.phraseLen, float64(max(p.meaning, 1)))
		for _, c := range p.concepts {
			note(x.conceptTerm(c))
		}
	}
	return x.termText(seen)
}

// phraseHit says that a phrase serves a term of the question to a share.
type phraseHit struct {
	phraseAt
	serve
}

// findPhrases finds the phrases that serve the terms of the question, in order.
func (r *ranking) findPhrases() {
	x := r.index
	if len(x.inPhrases) == 0 {
		return
	}
	add := func(term int32, v serve) {
		for _, at := range x.inPhrases[term] {
			r.inPhrases = append(r.inPhrases, phraseHit{at, v})
		}
	}
	for i := range r.terms {
		t := &r.terms[i]
		for _, s := range t.stems {
			if id, ok := x.terms[s.stem]; ok {
				add(id, serve{i, s.share})
			}
		}
		for _, n := range t.near {
			add(n.term, serve{i, n.share})
		}
		// A neighbour of what is only another word for it is too far off.
		if t.Concept != nil {
			if id, ok := x.terms["#"+t.Concept.ID]; ok {
				add(id, serve{i, 1})
			}
		}
	}
	slices.SortFunc(r.inPhrases, func(a, b phraseHit) int {
		return cmp.Or(cmp.Compare(a.sentence, b.sentence), cmp.Compare(a.phrase, b.phrase))
	})
}

// otherWords lets the phrase that serves the question best stand for a sentence, and the
// others a little.
func (r *ranking) otherWords(sentence int, hit *Hit, frequency []float64) {
	first, _ := slices.BinarySearchFunc(r.inPhrases, sentence, func(h phraseHit, n int) int { return cmp.Compare(int(h.sentence), n) })
	hits := r.inPhrases[first:]
	if len(hits) == 0 || int(hits[0].sentence) != sentence {
		return
	}
	best, all, now := make([]float64, len(r.terms)), make([]float64, len(r.terms)), make([]float64, len(r.terms))
	most := 0.0
	for i := 0; i < len(hits) && int(hits[i].sentence) == sentence; {
		clear(now)
		phrase := hits[i].phrase
		for ; i < len(hits) && hits[i].phrase == phrase; i++ {
			now[hits[i].term] = max(now[hits[i].term], hits[i].share)
		}
		sum, served := 0.0, 0.0
		for _, share := range now {
			served += share
		}
		// A phrase that the question says in full fits better than one of which it has a word.
		full := 1 - shareFull + shareFull*min(served/r.index.phraseLen[phrase], 1)
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
	for t := range best {
		share := max(best[t]*shareOther, all[t]*shareOthers)
		hit.Match[t] = max(hit.Match[t], share)
		frequency[t] = max(frequency[t], share)
	}
}
