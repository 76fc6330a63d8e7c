package knowledge

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Both sentences share a word with each question; its other words tell which one is meant.
func TestClassify(t *testing.T) {
	const words = `edition %s
unsaid
who pays for the new harbor
who runs the harbor casino
p1s1
when will ships call at the harbor again
are ferries and ships stopped at the harbor
p1s2
who did the mayor talk about at the harbor
does the mayor talk of neighbors
`
	docs, errs := Load(withWords(t, words))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	x := newIndex(t, docs, nil, nil)
	for _, c := range []struct {
		question string
		want     int32
	}{
		{"ferries at the harbor", 0},
		{"talk at the harbor", 1},
		{"who pays at the harbor", unsaidOf(0)},
	} {
		got := x.classify(0, x.wordingOf(x.lexicon.tokenize(c.question)))
		sum, best := 0.0, got.classes[0].sentence
		for _, class := range got.classes {
			probability, _ := got.of(class.sentence)
			sum += probability
			if most, _ := got.of(best); probability > most {
				best = class.sentence
			}
		}
		if best != c.want || math.Abs(sum-1) > 1e-9 {
			t.Errorf("%q: got %+v, want class %d to be the most probable, and a sum of 1", c.question, got, c.want)
		}
	}
	if _, ok := x.classify(0, wording{}).of(7); ok {
		t.Error("a sentence without phrases has a probability")
	}
}

// A less probable sentence is lowered; the most probable one and those of other documents are
// not: that a document has other words says nothing for it.
func TestSearchProbable(t *testing.T) {
	docs, errs := Load(withWords(t, "edition %s\np1s1\nships at the quay\np1s2\nthe mayor at the quay\n"))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	docs = append(docs, textDocument(t, "other", "The quay is long."))
	result := searchFor(t, newIndex(t, docs, nil, nil), Query{Text: "quay of the mayor"})
	got := make(map[string]bool)
	for _, h := range result.Hits {
		got[fmt.Sprintf("%s p%ds%d", h.Document.ID, h.Place.Paragraph, h.Place.Sentence)] = h.Score < h.Alone
	}
	want := map[string]bool{"town p1s1": true, "town p1s2": false, "other p1s1": false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("which hits are lowered (-want +got):\n%s", diff)
	}
}
