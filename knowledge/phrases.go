package knowledge

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"slices"
)

// A phraseTable holds the other words for a document's sentences as they have been read. The
// phrases of a place stand one after the other, and so do the words and concepts of a
// phrase; each list of ends holds where they end. It is read-only when it is made.
type phraseTable struct {
	Edition string
	// Places are those with phrases, in their order; unsaid comes first.
	Places []Place
	// Ends are the numbers of the phrase after the last one of each place.
	Ends []int32
	// Meaning is the number of words of each phrase that carry meaning, at most 255.
	Meaning []byte
	// Norms and Stems are the different words that may be looked for, Concepts the ids of the
	// different concepts.
	Norms, Stems, Concepts []string
	// Words are numbers in Norms, Named numbers in Concepts, and their ends are by phrase.
	Words, WordEnds, Named, NamedEnds []int32
	// Directions are those of the phrases as rows of Relations, Dims bytes each. They are dropped
	// when rows has them.
	Dims       int
	Directions []byte

	rows directions
}

// pack moves the directions to where they can be compared.
func (t *phraseTable) pack() *phraseTable {
	rows := string(t.Directions)
	for i := 0; t.Dims > 0 && i < len(rows); i += t.Dims {
		t.rows.add(rows[i : i+t.Dims])
	}
	t.Directions = nil
	return t
}

// likePhraseDims is how many dimensions of Relations phrases are compared in.
const likePhraseDims = 48

// A reader of phrases reads texts into words, concepts and directions.
type phraseReader struct {
	glossary *Glossary
	lexicon  *Lexicon
}

// A readPhrase is a phrase as it has been read.
type readPhrase struct {
	tokens    []token // that may be looked for
	meaning   int     // how many carry meaning
	concepts  []int
	direction []byte
}

func (r phraseReader) read(text string) readPhrase {
	var p readPhrase
	tokens := r.lexicon.tokenize(text)
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
	for _, m := range r.glossary.named(tokens) {
		p.concepts = append(p.concepts, m.concept)
	}
	p.direction = r.lexicon.directionOf(tokens).first(likePhraseDims).bytes()
	return p
}

// table reads the phrases of a document, of which there may be thousands.
func (r phraseReader) table(d *Document) *phraseTable {
	t := &phraseTable{Edition: d.Edition}
	if r.lexicon.relations != nil {
		t.Dims = min(r.lexicon.relations.dims, likePhraseDims)
	}
	var texts []string
	for _, place := range append([]Place{unsaid}, d.Places()...) {
		if phrases := d.expansion[place]; len(phrases) > 0 {
			texts = append(texts, phrases...)
			t.Places, t.Ends = append(t.Places, place), append(t.Ends, int32(len(texts)))
		}
	}
	read := make([]readPhrase, len(texts))
	sideBySide(len(texts), func(i int) { read[i] = r.read(texts[i]) })
	words, concepts := make(map[string]int32), make(map[int]int32)
	for i := range read {
		p := &read[i]
		t.Meaning = append(t.Meaning, byte(min(max(p.meaning, 1), 255)))
		for _, token := range p.tokens {
			key := token.norm + " " + token.stem
			n, ok := words[key]
			if !ok {
				n = int32(len(t.Norms))
				words[key] = n
				t.Norms, t.Stems = append(t.Norms, token.norm), append(t.Stems, token.stem)
			}
			t.Words = append(t.Words, n)
		}
		for _, c := range p.concepts {
			n, ok := concepts[c]
			if !ok {
				n = int32(len(t.Concepts))
				concepts[c] = n
				t.Concepts = append(t.Concepts, r.glossary.concepts[c].ID)
			}
			t.Named = append(t.Named, n)
		}
		t.WordEnds, t.NamedEnds = append(t.WordEnds, int32(len(t.Words))), append(t.NamedEnds, int32(len(t.Named)))
		t.Directions = append(t.Directions, p.direction...)
	}
	return t
}

// EncodePhrases writes the other words that were loaded as text with a document in the form
// of ID.words.gob, which takes a small part of the time to read. It goes with v alone.
func EncodePhrases(w io.Writer, d *Document, v Vocabulary) error {
	if len(d.expansion) == 0 {
		return fmt.Errorf("encode phrases: there are no other words for %s: write %s%s", d.ID, d.ID, expansionText)
	}
	if err := gob.NewEncoder(w).Encode(phraseReader{v.Glossary, v.Lexicon}.table(d)); err != nil {
		return fmt.Errorf("encode phrases: %w", err)
	}
	return nil
}

func decodePhrases(r io.Reader) (*phraseTable, error) {
	t := new(phraseTable)
	if err := gob.NewDecoder(r).Decode(t); err != nil {
		return nil, fmt.Errorf("decode phrases: %w", err)
	}
	if !t.sound() {
		return nil, errors.New("decode phrases: the lists do not fit together")
	}
	return t.pack(), nil
}

// sound reports whether every number of the table leads to where something is.
func (t *phraseTable) sound() bool {
	n := len(t.Meaning)
	within := func(numbers []int32, limit int) bool {
		return !slices.ContainsFunc(numbers, func(i int32) bool { return i < 0 || int(i) >= limit })
	}
	ends := func(ends []int32, entries, all int) bool {
		last := int32(0)
		for _, e := range ends {
			if e < last {
				return false
			}
			last = e
		}
		return len(ends) == entries && int(last) == all
	}
	return ends(t.Ends, len(t.Places), n) && ends(t.WordEnds, n, len(t.Words)) && ends(t.NamedEnds, n, len(t.Named)) &&
		within(t.Words, len(t.Norms)) && within(t.Named, len(t.Concepts)) && len(t.Stems) == len(t.Norms) &&
		t.Dims >= 0 && len(t.Directions) == n*t.Dims
}

// of returns the first phrase of a place and the one after its last.
func (t *phraseTable) of(place Place) (first, end int32) {
	i := slices.Index(t.Places, place)
	switch {
	case i < 0:
		return 0, 0
	case i > 0:
		first = t.Ends[i-1]
	}
	return first, t.Ends[i]
}

// entries returns the part of a list that belongs to an entry.
func entries(list, ends []int32, i int32) []int32 {
	first := int32(0)
	if i > 0 {
		first = ends[i-1]
	}
	return list[first:ends[i]]
}

// phrases are the other words for all sentences of an index. Each has a number: its number in
// the table of its document behind those of the documents before.
type phrases struct {
	of      map[int32]phrasesOf     // by sentence or unsaidOf
	meaning []byte                  // by phrase, see phraseTable
	in      [][]int32               // by term: the phrases that hold it, in order
	classes map[int32][]phraseClass // by document, of those that have phrases
}

// with returns the phrases that hold a term, or noTerm, in order.
func (p *phrases) with(term int32) []int32 {
	if term == noTerm || int(term) >= len(p.in) {
		return nil
	}
	return p.in[term]
}

// phrasesOf are the phrases of a sentence, or what a document does not say: in the table from
// first on and before end, in the index from offset+first on.
type phrasesOf struct {
	table              *phraseTable
	first, end, offset int32
}

// unsaidOf stands for what the document of a number does not say, where phrases are counted
// by sentence.
func unsaidOf(document int32) int32 { return -1 - document }

// tableOf returns the other words for a document as they have been read.
func (x *Index) tableOf(d *Document) *phraseTable {
	if d.compiled != nil {
		return d.compiled
	}
	return phraseReader{x.glossary, x.lexicon}.table(d).pack()
}

// addPhrases adds the phrases of a place of a table, of which the first has the number offset
// in the index, for the sentence of a number. It returns their terms as text, each once.
func (x *Index) addPhrases(sentence int32, t *phraseTable, offset int32, place Place) string {
	first, end := t.of(place)
	if first == end {
		return ""
	}
	p := &x.phrases
	seen := make(map[int32]bool)
	for i := first; i < end; i++ {
		number := offset + i
		note := func(term int32) {
			seen[term] = true
			for len(p.in) <= int(term) {
				p.in = append(p.in, nil)
			}
			if all := p.in[term]; len(all) == 0 || all[len(all)-1] != number {
				p.in[term] = append(all, number)
			}
		}
		for _, w := range entries(t.Words, t.WordEnds, i) {
			if place != unsaid {
				x.relate(t.Norms[w], t.Stems[w])
			}
			note(x.term(t.Stems[w]))
		}
		for _, c := range entries(t.Named, t.NamedEnds, i) {
			note(x.term("#" + t.Concepts[c]))
		}
	}
	p.of[sentence] = phrasesOf{t, first, end, offset}
	return x.termText(seen)
}
