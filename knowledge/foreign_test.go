package knowledge

import (
	"slices"
	"testing"
)

// A question in another language is read as if it named its concepts by their English names.
func TestReadAsInEnglish(t *testing.T) {
	x := seedIndex(t)
	for _, c := range []struct{ english, other string }{
		{"climate change", "気候変動"},
		{"climate change", "cambio climático"},
		{"climate change", "Klimawandel"},
		{"critical minerals", "關鍵礦產"},
		{"illegal immigration", "불법 이민"},
	} {
		want, got := searchFor(t, x, Query{Text: c.english}), searchFor(t, x, Query{Text: c.other})
		if len(want.Hits) == 0 || len(got.Hits) == 0 || got.Hits[0].Place != want.Hits[0].Place {
			t.Errorf("%q finds other sentences than %q", c.other, c.english)
		}
		if got.Unsaid != want.Unsaid || got.UnsaidTerms != want.UnsaidTerms {
			t.Errorf("%q: got %.2f and %.2f like what is not said, want %.2f and %.2f as %q",
				c.other, got.Unsaid, got.UnsaidTerms, want.Unsaid, want.UnsaidTerms, c.english)
		}
	}
}

func TestForeignSmallWords(t *testing.T) {
	x := seedIndex(t)
	for _, c := range []struct{ question, absent string }{
		{"Was sagen die USA zu Taiwan?", "die"},            // die is what people do in English
		{"Was kommt aus Japan?", "aus"},                    // AUS is Australia
		{"¿Habrá ejercicios militares?", "Habrá"},          // no name, but the first word
		{"Que disent-ils ensemble sur Taïwan", "ensemble"}, // an English word too
	} {
		r := searchFor(t, x, Query{Text: c.question})
		if slices.ContainsFunc(r.Terms, func(term Term) bool { return term.Text == c.absent && term.Kind != Word }) {
			t.Errorf("%q (%s): read as %s, want no %q", c.question, r.Lang, readings(r.Terms), c.absent)
		}
	}
}
