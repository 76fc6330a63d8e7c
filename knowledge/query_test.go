package knowledge

import "testing"

// A measure that no sentence has is no subject; one that is asked for as itself is.
func TestMeasures(t *testing.T) {
	x := seedIndex(t)
	for text, want := range map[string]int{
		"how many tonnes of LNG?": 1, "how many tonnes?": 0, "what's the percentage?": 0, "how many troops?": 1, "are tonnes named?": 1,
	} {
		if r := searchFor(t, x, Query{Text: text}); len(r.Terms) != want {
			t.Errorf("%q: got %s, want %d terms", text, readings(r.Terms), want)
		}
	}
}

// Who is named in the passive says nothing: its name weighs in full.
func TestSpeaks(t *testing.T) {
	x := seedIndex(t)
	for text, want := range map[string]bool{
		"what does India say about trade": true, "did India mention trade at all": true, "is India mentioned at all": false,
	} {
		if r := searchFor(t, x, Query{Text: text}); len(r.Terms) == 0 || r.Terms[0].Speaker != want {
			t.Errorf("%q: got %s, want a speaker: %t", text, readings(r.Terms), want)
		}
	}
}

// A noun that only points back says nothing new.
func TestPointing(t *testing.T) {
	x := seedIndex(t)
	r := searchFor(t, x, Query{Text: "what will these groups deliver", Previous: "which groupings are named?"})
	if len(r.Terms) == 0 || !r.Terms[0].Pointing || len(r.Hits) == 0 || r.Hits[0].Place != (Place{12, 3}) {
		t.Errorf("got %s\n%swant groups pointing and p12s3 first", readings(r.Terms), ranked(r))
	}
}
