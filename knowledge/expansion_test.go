package knowledge

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

const townStatement = "---\ntitle: Test\ndate: 2025-02-07\n---\nThe port is closed. The mayor spoke of local communities.\n"

// withWords is a folder of one statement with other words for it; %s in them is its edition.
func withWords(tb testing.TB, words string) fstest.MapFS {
	tb.Helper()
	d, err := Parse("town.md", []byte(townStatement))
	if err != nil {
		tb.Fatal(err)
	}
	return fstest.MapFS{
		"town.md":        {Data: []byte(townStatement)},
		"town.words.txt": {Data: []byte(strings.ReplaceAll(words, "%s", d.Edition))},
	}
}

// Other words lead to the sentence and are never shown: the quote is the sentence's.
func TestSearchOtherWords(t *testing.T) {
	docs, errs := Load(withWords(t, "# Remarks.\nedition %s\n\np1s2\nresidents near the airfield\nneighbors of the runway\n"))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	x, err := NewIndex(docs, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	for _, c := range []struct {
		question    string
		least, most float64 // of the match of the first term
	}{
		{"residents near the airfield?", 0.7, shareOther}, // all of a phrase
		{"runway", 0.6, 0.75},                             // a part of one
		{"communities", 1, 1},                             // the sentence itself
	} {
		result, err := x.Search(t.Context(), Query{Text: c.question})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Hits) == 0 || result.Hits[0].Place != (Place{1, 2}) {
			t.Errorf("%q: got hits %+v, want the second sentence first", c.question, result.Hits)
			continue
		}
		if match := result.Hits[0].Match[0]; match < c.least || match > c.most {
			t.Errorf("%q: got a match of %.2f, want one from %.2f to %.2f", c.question, match, c.least, c.most)
		}
		if quote, err := result.Hits[0].Quote(); err != nil || quote.Text() != "The mayor spoke of local communities." {
			t.Errorf("%q: got quote %q, %v", c.question, quote.Text(), err)
		}
	}
	if n := x.sentencesWith(stem("airfield")); n != 0 {
		t.Errorf("other words are counted as the text's: got %d sentences with one, want 0", n)
	}
}

func TestOtherWordsErrors(t *testing.T) {
	for _, c := range []struct{ name, words, want string }{
		{"no edition", "p1s1\na\n", "town.words.txt:1: got \"p1s1\", want \"edition "},
		{"another edition", "edition 00000000\n", "town.words.txt:1: got \"edition 00000000\""},
		{"no such sentence", "edition %s\np1s3\na\n", "town.words.txt:2: \"p1s3\" is no sentence"},
		{"a whole paragraph", "edition %s\np1\na\n", "\"p1\" is no sentence"},
		{"a run of sentences", "edition %s\np1s1-2\na\n", "\"p1s1-2\" is no sentence"},
		{"a phrase above the first place", "edition %s\n# remark\nport\np1s1\n", "town.words.txt:3: got \"port\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, errs := Load(withWords(t, c.words))
			var parse *ParseError
			if len(errs) != 1 || !errors.As(errs[0], &parse) || !strings.Contains(fmt.Sprint(errs[0]), c.want) {
				t.Errorf("got errors %v, want a ParseError with %q", errs, c.want)
			}
			if len(docs) != 1 || docs[0].expansion != nil {
				t.Errorf("got documents %+v, want the statement without other words", docs)
			}
		})
	}
}

// The words that the seed comes with fit its text.
func TestSeedOtherWords(t *testing.T) {
	d := seedStatement(t)
	for _, place := range d.Places() {
		if len(d.expansion[place]) == 0 {
			t.Errorf("p%ds%d has no other words", place.Paragraph, place.Sentence)
		}
		for _, phrase := range d.expansion[place] {
			if strings.TrimSpace(phrase) == "" {
				t.Errorf("p%ds%d has an empty phrase", place.Paragraph, place.Sentence)
			}
		}
	}
}
