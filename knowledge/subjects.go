package knowledge

import (
	"cmp"
	"slices"
)

// A Subject is something that a document speaks of, by its name in the glossary.
type Subject struct {
	Name     string // the English name
	Japanese string // the Japanese name, "" if the glossary has none
	Place    Place  // the first sentence that names it
}

// Subjects returns what the document speaks of most particularly, at most limit subjects,
// the rarest first and no two with the same first sentence. An unknown document has none.
func (x *Index) Subjects(document string, limit int) []Subject {
	type found struct {
		Subject
		concept int
		weight  float64
	}
	var all []found
	seen := make(map[int]bool)
	for i := range x.sentences {
		s := &x.sentences[i]
		if x.docs[s.doc].ID != document {
			continue
		}
		for _, m := range s.mentions {
			c := &x.glossary.concepts[m.concept]
			if seen[m.concept] || c.Kind == Action {
				continue
			}
			seen[m.concept] = true
			name := c.PrefLabel["en"]
			weight := x.conceptWeight(c, x.lexicon.tokenize(name), x.sentencesWith("#"+c.ID))
			all = append(all, found{Subject{name, c.PrefLabel["ja"], s.place}, m.concept, weight})
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.Place.Paragraph, b.Place.Paragraph),
			cmp.Compare(a.Place.Sentence, b.Place.Sentence), cmp.Compare(a.concept, b.concept))
	})
	var subjects []Subject
	taken := make(map[Place]bool)
	for _, f := range all {
		if len(subjects) == limit {
			break
		}
		if !taken[f.Place] {
			taken[f.Place] = true
			subjects = append(subjects, f.Subject)
		}
	}
	return subjects
}
