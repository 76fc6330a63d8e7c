package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// A Naming is one form in which documents name something, and where.
type Naming struct {
	// Text is the name as it first stands in a document.
	Text string
	// At holds a place for each time, in the order of the documents and their text; a sentence
	// that has the name twice is there twice.
	At []DocumentPlace
}

// A DocumentPlace is a sentence of one of several documents.
type DocumentPlace struct {
	Document *Document
	Place    Place
}

// Count goes through the whole text of all documents, or of the one with the given ID, and
// returns every time that a term of a Result is named: by the word itself, or by any name
// of the concept, each form apart, the most frequent first. Where a name is asked for,
// inside are the longer names of something else that hold it, such as "South China Sea" for
// "China": they are not counted.
func (x *Index) Count(t Term, document string) (named, inside []Naming) {
	forms, others := make(map[string]*Naming), make(map[string]*Naming)
	asked := ""
	if words := x.lexicon.tokenize(t.Text); len(words) == 1 {
		asked = words[0].stem
	}
	name := t.Concept != nil && t.Concept.Kind.Named()
	for i := range x.sentences {
		s := &x.sentences[i]
		doc := x.docs[s.doc]
		if document != "" && doc.ID != document || !x.holdsTerm(s, t) {
			continue
		}
		text := doc.Slice(doc.At(s.place))
		tokens := x.lexicon.tokenize(text)
		at := DocumentPlace{doc, s.place}
		own := make(map[int]bool) // words that are part of a counted name
		for _, m := range s.mentions {
			if t.Concept != nil && &x.glossary.concepts[m.concept] == t.Concept && !own[m.first] {
				noteNaming(forms, text[tokens[m.first].start:tokens[m.last-1].end], at)
				for w := m.first; w < m.last; w++ {
					own[w] = true
				}
			}
		}
		for w, token := range tokens {
			switch {
			case own[w] || token.stem != asked:
			case !name:
				noteNaming(forms, text[token.start:token.end], at)
			default:
				if m, ok := x.longestName(s.mentions, w); ok {
					noteNaming(others, text[tokens[m.first].start:tokens[m.last-1].end], at)
				}
			}
		}
	}
	return sortNamings(forms), sortNamings(others)
}

// holdsTerm reports whether a sentence may name the term; it spares Count most texts.
func (x *Index) holdsTerm(s *sentence, t Term) bool {
	if t.Concept != nil && slices.ContainsFunc(s.mentions, func(m mention) bool { return &x.glossary.concepts[m.concept] == t.Concept }) {
		return true
	}
	for _, token := range x.lexicon.tokenize(t.Text) {
		if id, ok := x.terms[token.stem]; ok && slices.Contains(s.words, id) {
			return true
		}
	}
	for _, stem := range t.stems {
		if id, ok := x.terms[stem.stem]; ok && slices.Contains(s.words, id) {
			return true
		}
	}
	return false
}

// longestName returns the longest name over word w.
func (x *Index) longestName(mentions []mention, w int) (longest mention, ok bool) {
	for _, m := range mentions {
		if x.glossary.concepts[m.concept].Kind.Named() && m.first <= w && w < m.last && m.last-m.first > max(1, longest.last-longest.first) {
			longest, ok = m, true
		}
	}
	return longest, ok
}

func noteNaming(forms map[string]*Naming, text string, at DocumentPlace) {
	key := strings.TrimSuffix(strings.TrimSuffix(fold(text), "'s"), "’s")
	n := forms[key]
	if n == nil {
		n = &Naming{Text: strings.TrimSuffix(strings.TrimSuffix(text, "’s"), "'s")}
		forms[key] = n
	}
	n.At = append(n.At, at)
}

func sortNamings(forms map[string]*Naming) []Naming {
	list := make([]Naming, 0, len(forms))
	for _, n := range forms {
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b Naming) int {
		return cmp.Or(cmp.Compare(len(b.At), len(a.At)), strings.Compare(a.Text, b.Text))
	})
	return list
}
