package terminal

import (
	"errors"
	"strings"
	"testing"

	"statementbot/knowledge"
)

func TestFindPlace(t *testing.T) {
	a := parse(t, "a.md", "One. Two. Three.\n\nFour.")
	b := parse(t, "b.md", "Five.")
	tests := []struct {
		name, address string
		docs          []*knowledge.Document
		want          string // the text, or a part of the error
		err           error
	}{
		{"a sentence", "p1s2", []*knowledge.Document{a}, "Two.", nil},
		{"a range", "p1s2-3", []*knowledge.Document{a}, "Two. Three.", nil},
		{"a paragraph", "¶2", []*knowledge.Document{a}, "Four.", nil},
		{"a number", "2", []*knowledge.Document{a}, "Four.", nil},
		{"blanks", " p2 ", []*knowledge.Document{a}, "Four.", nil},
		{"of a document", "b#p1s1", []*knowledge.Document{a, b}, "Five.", nil},
		{"a number of a document", "b#1", []*knowledge.Document{a, b}, "Five.", nil},
		{"of none", "p1", []*knowledge.Document{a, b}, "put one of these and # before it: a, b", ErrAmbiguous},
		{"of another", "c#p1", []*knowledge.Document{a, b}, `no document "c" is loaded; there is a, b`, nil},
		{"too far", "p3", []*knowledge.Document{a}, "a has 2 paragraphs", knowledge.ErrNoSuchSentence},
		{"too far within", "p1s4", []*knowledge.Document{a}, "paragraph 1 of a has 3", knowledge.ErrNoSuchSentence},
		{"zero", "0", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
		{"words", "Senkaku", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
		{"nothing", "", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
		{"no place", "a#", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := FindPlace(tt.docs, tt.address)
			if err == nil {
				if got.Quote.Text() != tt.want {
					t.Errorf("got %q, want %q", got.Quote.Text(), tt.want)
				}
				return
			}
			if !strings.Contains(err.Error(), tt.want) || tt.err != nil && !errors.Is(err, tt.err) {
				t.Errorf("got error %v, want %q and %v", err, tt.want, tt.err)
			}
		})
	}
}

func TestPlacesPrinted(t *testing.T) {
	docs := seedDocs(t)
	gate := NewGate(docs, quiet())
	place, err := FindPlace(docs, "p3s2")
	if err != nil {
		t.Fatal(err)
	}
	layouts := map[string]Options{
		"pipe":   {Gate: gate},
		"narrow": {Width: 50, Gate: gate},
		"color":  {Width: 72, Color: true, Gate: gate},
	}
	for name, o := range layouts {
		var show, outline, list strings.Builder
		if err := errors.Join(Show(&show, place, o), Outline(&outline, docs, o), Documents(&list, docs, o)); err != nil {
			t.Fatal(err)
		}
		golden(t, "show."+name+".txt", show.String())
		golden(t, "outline."+name+".txt", outline.String())
		golden(t, "docs."+name+".txt", list.String())
	}
}

func TestVerificationPrinted(t *testing.T) {
	docs := seedDocs(t)
	text := quote(t, docs[0], "p3s2").Text()
	tests := map[string]string{
		"verbatim":  "applies to the Senkaku Islands",
		"marks":     strings.ReplaceAll(text, "’", "'"),
		"different": strings.Replace(text, "reaffirmed", "might have said", 1),
		"nothing":   "xyzzy",
	}
	for name, given := range tests {
		t.Run(name, func(t *testing.T) {
			v := knowledge.Verify(docs, given)
			var pipe, color strings.Builder
			if err := Verification(&pipe, v, Options{Gate: NewGate(docs, quiet())}); err != nil {
				t.Fatal(err)
			}
			if err := Verification(&color, v, Options{Width: 72, Color: true, Gate: NewGate(docs, quiet())}); err != nil {
				t.Fatal(err)
			}
			line, err := VerificationJSON(v, NewGate(docs, quiet()))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "verify."+name+".txt", pipe.String()+"\n--- in colour ---\n"+color.String()+"\n--- as JSON ---\n"+string(line))
		})
	}
}
