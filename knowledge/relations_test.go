package knowledge

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// relationsTable is a table of four words in four dimensions: "harbor" and "port" point the
// same way, "music" another, and "nothing" nowhere.
func relationsTable() string {
	return "relations\t4\t4\nharbor\nmusic\nnothing\nport\n" +
		"\x64\x00\x00\x00" + "\x00\x9c\x00\x00" + "\x00\x00\x00\x00" + "\x7f\x0a\x00\x00"
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
		var rows directions
		rows.add(r.vector(r.row(c.b)))
		asked := make(direction, r.dims)
		r.add(asked, r.row(c.a), 1)
		cosine := 0.0
		if a, ok := asked.asked(); ok {
			cosine = float64(rows.cosine(&a, 0))
		}
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
		if _, err := ReadRelations(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
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

// The comparison in lanes of words is the inner product that it stands for.
func TestDirectionsCosine(t *testing.T) {
	const dims = 64
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test wants the same numbers every time
	row := func() []byte {
		v := make([]byte, dims)
		for i := range v {
			v[i] = byte(random.IntN(256))
		}
		return v
	}
	extreme := func(b int8) []byte { return []byte(strings.Repeat(string([]byte{byte(b)}), dims)) }
	for _, c := range [][2][]byte{
		{row(), row()},
		{extreme(127), extreme(127)},
		{extreme(-128), extreme(-128)},
		{extreme(127), extreme(-128)},
	} {
		asked := make(direction, dims)
		for i, b := range c[0] {
			asked[i] = float32(int8(b))
		}
		var product, a2, b2 float64
		for i, b := range asked.bytes() {
			x, y := float64(int8(b)>>1), float64(int8(c[1][i])>>1)
			product, a2, b2 = product+x*y, a2+x*x, b2+y*y
		}
		var rows directions
		rows.add(string(row()))
		rows.add(string(c[1]))
		a, ok := asked.asked()
		if got, want := float64(rows.cosine(&a, 1)), product/math.Sqrt(a2*b2); !ok || math.Abs(got-want) > 1e-5 {
			t.Errorf("got a cosine of %v, %v, want %v", got, ok, want)
		}
	}
}
