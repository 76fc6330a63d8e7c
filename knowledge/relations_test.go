package knowledge

import (
	"strings"
	"testing"
)

// relationsTable is a table of four words in four dimensions: "harbor" and "port" point the
// same way, "music" another, and "nothing" nowhere.
func relationsTable() []byte {
	return []byte("relations\t4\t4\nharbor\nmusic\nnothing\nport\n" +
		"\x64\x00\x00\x00" + "\x00\x9c\x00\x00" + "\x00\x00\x00\x00" + "\x7f\x0a\x00\x00")
}

func TestReadRelations(t *testing.T) {
	r, err := ReadRelations(relationsTable())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		a, b        string
		least, most float64 // of the cosine
	}{
		{"harbor", "port", 0.99, 1},
		{"harbor", "harbor", 0.999, 1.001},
		{"harbor", "music", -0.001, 0.001},
		{"port", "nothing", 0, 0},
	} {
		a, b := r.vector(r.row(c.a)), r.vector(r.row(c.b))
		cosine := float64(inverseLength(a) * inverseLength(b) * float32(inner(a, b)))
		if cosine < c.least || cosine > c.most {
			t.Errorf("%s and %s: got a cosine of %.3f, want one from %.3f to %.3f", c.a, c.b, cosine, c.least, c.most)
		}
	}
	if row := r.row("whale"); row != noRow {
		t.Errorf("a word that the table does not have: got row %d, want %d", row, noRow)
	}
	if row := (*Relations)(nil).row("harbor"); row != noRow {
		t.Errorf("no table: got row %d, want %d", row, noRow)
	}
}

func TestReadRelationsErrors(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"nothing", "", "line 1"},
		{"another table", "sentences\t12\n", "line 1"},
		{"dimensions that are no multiple of four", "relations\t1\t3\na\nxyz", "multiple of four"},
		{"cut off", "relations\t2\t4\na\nb\n12", "too few"},
		{"out of order", "relations\t2\t4\nb\na\n12345678", "in order"},
		{"more words than rows", "relations\t1\t4\na\nb\n1234", "want 1 words"},
	} {
		if _, err := ReadRelations([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// A word that no document holds finds the sentence with a word near in meaning, and the
// quote does not emphasise it: it was not asked for.
func TestSearchNearWord(t *testing.T) {
	l := new(Lexicon)
	if err := l.ReadRelations(relationsTable()); err != nil {
		t.Fatal(err)
	}
	x, err := NewIndex([]*Document{textDocument(t, "a", "They sang. They built a port.")}, nil, l)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	result, err := x.Search(t.Context(), Query{Text: "harbor"})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Hits) != 1 || result.Hits[0].Place != (Place{1, 2}) {
		t.Fatalf("got hits %+v, want the sentence about the port", result.Hits)
	}
	if match := result.Hits[0].Match[0]; match <= 0 || match > shareNearest {
		t.Errorf("got a match of %.2f, want one up to %.2f", match, shareNearest)
	}
	quote, err := result.Hits[0].Quote()
	if err != nil {
		t.Fatal(err)
	}
	if h := quote.Highlights(); len(h) != 0 {
		t.Errorf("got highlights %v, want none", h)
	}
}
