package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"statementbot/knowledge"
)

// vectors writes word vectors of eight numbers in the form of GloVe.
func vectors(words ...string) string {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test wants the same numbers every time
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w)
		for range 8 {
			fmt.Fprintf(&b, " %.4f", random.NormFloat64())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func keepNone(string) bool { return false }

func TestWriteRelations(t *testing.T) {
	words := []string{"the", ",", "of", "2027", "trade", "harbor", "o'clock", "port", "whale", "ship", "music", "rare"}
	var first, second bytes.Buffer
	keep := func(word string) bool { return word == "rare" }
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := writeRelations(out, strings.NewReader(vectors(words...)), keep, 10, 4); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two runs give two tables")
	}
	// Words of letters among the first ten, and the one that is kept: not "music".
	head, _, _ := bytes.Cut(first.Bytes(), []byte("whale\n"))
	if want := "relations\t8\t4\nharbor\nof\nport\nrare\nship\nthe\ntrade\n"; string(head) != want {
		t.Errorf("got %q, want %q", head, want)
	}
	if _, err := knowledge.ReadRelations(first.String()); err != nil {
		t.Error(err)
	}
}

func TestWriteRelationsErrors(t *testing.T) {
	for _, c := range []struct{ name, vectors, want string }{
		{"nothing", "", "0 words"},
		{"too few numbers", "a 1 2 3\n", "too few numbers"},
		{"no number", "a 1 2 3 4 5 6\nb 1 2 x 4 5 6\n", "line 2"},
		{"of another length", "a 1 2 3 4 5 6\nb 1 2\n", "line 2: got 2 numbers, want 6"},
	} {
		err := writeRelations(new(bytes.Buffer), strings.NewReader(c.vectors), keepNone, 10, 4)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
}
