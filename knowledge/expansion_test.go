package knowledge

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
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

// seedText is the seed with its other words as text, and the compiled form that lies beside.
func seedText(t *testing.T) (d *Document, compiled []byte) {
	t.Helper()
	const base = "../seeds/2025-02-07-united-states-japan-joint-leaders-statement"
	read := func(suffix string) []byte {
		data, err := os.ReadFile(base + suffix)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	d, err := Parse(base+".md", read(".md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ReadOtherWords(base+expansionText, read(expansionText)); err != nil {
		t.Fatal(err)
	}
	return d, read(expansionCompiled)
}

// Every sentence of the seed has other words, and nothing is both said and unsaid.
func TestSeedOtherWords(t *testing.T) {
	d, _ := seedText(t)
	said := make(map[string]Place)
	for _, place := range d.Places() {
		if len(d.expansion[place]) == 0 {
			t.Errorf("p%ds%d has no other words", place.Paragraph, place.Sentence)
		}
		for _, phrase := range d.expansion[place] {
			said[strings.ToLower(phrase)] = place
		}
	}
	if len(d.expansion[unsaid]) == 0 {
		t.Error("nothing is unsaid")
	}
	for _, phrase := range d.expansion[unsaid] {
		if place, ok := said[strings.ToLower(phrase)]; ok {
			t.Errorf("%q is unsaid, and other words for p%ds%d", phrase, place.Paragraph, place.Sentence)
		}
	}
}

func TestSeedOtherWordsAreCompiled(t *testing.T) {
	d, compiled := seedText(t)
	v, err := readVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := EncodePhrases(&out, d, v); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), compiled) {
		t.Error("the compiled other words are older than their text, the glossary or the tables: run go generate ./seeds")
	}
}

// compiledWords compiles other words for townStatement.
func compiledWords(t *testing.T, words string) []byte {
	t.Helper()
	docs, errs := Load(withWords(t, words))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var out bytes.Buffer
	if err := EncodePhrases(&out, docs[0], Vocabulary{new(Glossary), new(Lexicon)}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The compiled form finds what the text finds.
func TestCompiledOtherWords(t *testing.T) {
	const words = "edition %s\nunsaid\nthe harbor master\np1s2\nresidents near the airfield\nneighbors of the runway\n"
	fsys := withWords(t, "no other words at all")
	fsys["town.words.gob"] = &fstest.MapFile{Data: compiledWords(t, words)}
	docs, errs := Load(fsys)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	text, errs := Load(withWords(t, words))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, question := range []string{"residents near the airfield?", "runway", "harbor master", "communities", "whale"} {
		if diff := cmp.Diff(shares(t, text[0], question), shares(t, docs[0], question)); diff != "" {
			t.Errorf("%q (-text +compiled):\n%s", question, diff)
		}
	}
}

// shares asks one document and tells what its sentences match, and what is known to be unsaid.
func shares(t *testing.T, d *Document, question string) (numbers []float64) {
	t.Helper()
	x, err := NewIndex([]*Document{d}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	result, err := x.Search(t.Context(), Query{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range result.Hits {
		numbers = append(append(numbers, h.Score), h.Match...)
	}
	return append(numbers, result.Likeness, result.Unsaid, result.UnsaidTerms)
}

func TestCompiledOtherWordsErrors(t *testing.T) {
	good := compiledWords(t, "edition %s\np1s2\nresidents near the airfield\n")
	var table phraseTable
	if err := gob.NewDecoder(bytes.NewReader(good)).Decode(&table); err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*phraseTable)) []byte {
		other := table
		change(&other)
		var out bytes.Buffer
		if err := gob.NewEncoder(&out).Encode(other); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"another edition", "it is made for edition \"00000000\"", changed(func(o *phraseTable) { o.Edition = "00000000" })},
		{"cut off", "town.words.gob:1: decode phrases", good[:len(good)/2]},
		{"no table", "decode phrases", []byte("edition 1\n")},
		{"a word that is not there", "do not fit together", changed(func(o *phraseTable) { o.Words = []int32{7, 0, 0} })},
		{"phrases without an end", "do not fit together", changed(func(o *phraseTable) { o.Ends = nil })},
		{"directions of another length", "do not fit together", changed(func(o *phraseTable) { o.Dims = 64 })},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := withWords(t, "edition %s\n")
			fsys["town.words.gob"] = &fstest.MapFile{Data: c.data}
			docs, errs := Load(fsys)
			var parse *ParseError
			if len(errs) != 1 || !errors.As(errs[0], &parse) || !strings.Contains(fmt.Sprint(errs[0]), c.want) {
				t.Errorf("got errors %v, want a ParseError with %q", errs, c.want)
			}
			if len(docs) != 1 || docs[0].compiled != nil || docs[0].expansion != nil {
				t.Errorf("got documents %+v, want the statement without other words", docs)
			}
		})
	}
	if err := EncodePhrases(new(bytes.Buffer), textDocument(t, "a", "Text."), Vocabulary{new(Glossary), new(Lexicon)}); err == nil || !strings.Contains(err.Error(), "a.words.txt") {
		t.Errorf("a document without other words: got error %v, want one that names the file to write", err)
	}
}

// What a document is known not to speak to is told apart from what it says.
func TestSearchUnsaid(t *testing.T) {
	v, err := readVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	docs, errs := Load(withWords(t, "edition %s\nunsaid\ngun control\nwho owns the casino\np1s2\nresidents near the airfield\n"))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	x, err := NewIndex(docs, v.Glossary, v.Lexicon)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	for _, c := range []struct {
		question string
		unsaid   bool
	}{
		{"what about gun control in the communities", true},
		{"does the mayor own the casino", true},
		{"residents close to the airfield", false},
		{"local communities", false},
	} {
		result, err := x.Search(t.Context(), Query{Text: c.question})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Hits) == 0 {
			t.Fatalf("%q: got no hit", c.question)
		}
		if got := result.Unsaid > result.Likeness; got != c.unsaid {
			t.Errorf("%q: got a likeness of %.2f to what is unsaid and of %.2f to the best sentence, want the first to be greater: %t",
				c.question, result.Unsaid, result.Likeness, c.unsaid)
		}
	}
}
