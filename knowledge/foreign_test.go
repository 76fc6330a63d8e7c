package knowledge

import "testing"

// A question in another language is read as if it named its concepts by their English names.
func TestReadAsInEnglish(t *testing.T) {
	x := seedIndex(t)
	for _, c := range []struct{ english, other string }{
		{"climate change", "気候変動"},
		{"climate change", "cambio climático"},
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
