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
	// At holds a place for each time, sentences before headings; one that has the
	// name twice is there twice.
	At []DocumentPlace
}

// A DocumentPlace is a sentence of one of several documents. With Place.Sentence 0 it is the
// heading above the paragraph.
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
	c := counter{index: x, term: t, forms: make(map[string]*Naming), others: make(map[string]*Naming)}
	words := x.lexicon.tokenize(t.Text)
	if len(words) == 1 {
		c.asked = words[0].norm
	}
	for _, word := range words {
		if id, ok := x.terms[word.stem]; ok {
			c.words = append(c.words, id)
		}
	}
	for _, s := range t.stems {
		if id, ok := x.terms[s.stem]; ok {
			c.words = append(c.words, id)
		}
	}
	for i := range x.sentences {
		s := &x.sentences[i]
		doc := x.docs[s.doc]
		if (document == "" || doc.ID == document) && c.holds(s) {
			text := doc.Slice(doc.At(s.place))
			c.count(text, x.lexicon.tokenize(text), s.mentions, DocumentPlace{doc, s.place})
		}
	}
	for _, doc := range x.docs {
		if document != "" && doc.ID != document {
			continue
		}
		for i, section := range doc.Sections {
			if text := doc.Heading(i); text != "" {
				tokens := x.lexicon.tokenize(text)
				c.count(text, tokens, x.glossary.named(tokens), DocumentPlace{doc, Place{Paragraph: section.First}})
			}
		}
	}
	return sortNamings(c.forms), sortNamings(c.others)
}

// A counter gathers the namings of one term.
type counter struct {
	index         *Index
	term          Term
	asked         string  // the asked word, normalised; "" where several were asked
	words         []int32 // one of which a sentence holds, or a name of the concept
	forms, others map[string]*Naming
}

// count adds what one text names. A topic counts by its labels as they are and by the asked
// word itself, wherever it stands; a name only where it is no part of another name.
func (c *counter) count(text string, tokens []token, mentions []mention, at DocumentPlace) {
	own := make(map[int]bool) // words that are part of a counted form
	concept := c.term.Concept
	for _, m := range mentions {
		if concept != nil && &c.index.glossary.concepts[m.concept] == concept && m.exact && !own[m.first] {
			noteNaming(c.forms, text[tokens[m.first].start:tokens[m.last-1].end], at)
			for w := m.first; w < m.last; w++ {
				own[w] = true
			}
		}
	}
	for w, token := range tokens {
		switch {
		case own[w] || c.asked == "" || token.norm != c.asked && !plurals(token.norm, c.asked):
		case concept == nil || !concept.Kind.Named():
			noteNaming(c.forms, text[token.start:token.end], at)
		default:
			if m, ok := c.index.longestName(mentions, w); ok {
				noteNaming(c.others, text[tokens[m.first].start:tokens[m.last-1].end], at)
			}
		}
	}
}

// holds reports whether a sentence may name the term; it spares Count most texts.
func (c *counter) holds(s *sentence) bool {
	return c.term.Concept != nil && slices.ContainsFunc(s.mentions, func(m mention) bool { return &c.index.glossary.concepts[m.concept] == c.term.Concept }) ||
		slices.ContainsFunc(c.words, func(word int32) bool { return slices.Contains(s.words, word) })
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
