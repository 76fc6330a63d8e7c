package knowledge

import (
	"bytes"
	"fmt"
	"math"
	"sort"
	"strings"
)

// Relations know which words of English are near each other in meaning, because they
// stand among the same words in large texts ("shipbuilding" and "maritime", "hackers" and
// "cyber"): a vector of bytes for each word. They are read-only and safe for concurrent
// use. A nil *Relations knows no word.
type Relations struct {
	words   []string // in the order of the alphabet
	dims    int
	vectors []byte // of words, dims bytes each, which are int8
}

// relationsHeader begins a table; the numbers of words and of dimensions follow it.
const relationsHeader = "relations"

// ReadRelations reads a table: a line "relations", a tab, the number of words, a tab, the
// number of dimensions; the words in the order of their bytes, a line each; and after them
// a vector for each word, a signed byte for each dimension. The table keeps data, which
// must not be changed.
func ReadRelations(data []byte) (*Relations, error) {
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	var words, dims int
	if _, err := fmt.Sscanf(string(line), relationsHeader+"\t%d\t%d", &words, &dims); err != nil || words < 0 || dims <= 0 || dims%4 != 0 {
		return nil, fmt.Errorf("read relations: line 1: got %.40q, want %q, the number of words and that of dimensions, a multiple of four", line, relationsHeader)
	}
	size := len(rest) - words*dims
	if size < 0 {
		return nil, fmt.Errorf("read relations: %d bytes are too few for %d words", len(data), words)
	}
	r := &Relations{dims: dims, vectors: rest[size:]}
	r.words = strings.Split(strings.TrimSuffix(string(rest[:size]), "\n"), "\n")
	if len(r.words) != words || !sort.StringsAreSorted(r.words) {
		return nil, fmt.Errorf("read relations: want %d words in order, got %d lines", words, len(r.words))
	}
	return r, nil
}

// noRow stands for a word that is not in the table.
const noRow = -1

// row returns the number of a normalised word in the table, noRow if it is not there.
func (r *Relations) row(word string) int32 {
	if r == nil {
		return noRow
	}
	i := sort.SearchStrings(r.words, word)
	if i < len(r.words) && r.words[i] == word {
		return int32(i)
	}
	return noRow
}

// A direction is a vector of which only the direction counts.
type direction []float32

// add adds the direction of a row with a weight.
func (r *Relations) add(d direction, row int32, weight float64) {
	v := r.vector(row)
	scale := float32(weight) * inverseLength(v)
	for i, b := range v {
		d[i] += scale * float32(int8(b))
	}
}

func (r *Relations) vector(row int32) []byte { return r.vectors[int(row)*r.dims : int(row+1)*r.dims] }

// inverseLength returns 1 over the length of a vector, 0 for one without length.
func inverseLength(v []byte) float32 {
	sum := 0
	for _, b := range v {
		sum += int(int8(b)) * int(int8(b))
	}
	if sum == 0 {
		return 0
	}
	return float32(1 / math.Sqrt(float64(sum)))
}

// bytes writes the direction as a row of the table; ok is false where it has no length.
func (d direction) bytes() (v []byte, ok bool) {
	largest := float32(0)
	for _, f := range d {
		largest = max(largest, f, -f)
	}
	if largest == 0 {
		return nil, false
	}
	v = make([]byte, len(d))
	for i, f := range d {
		v[i] = byte(int8(math.Round(float64(127 * f / largest))))
	}
	return v, true
}

// inner returns the inner product of two vectors of the same length, which is a multiple of
// four: a question is compared with thousands of words, and in whole numbers the sum is the
// same on every machine.
func inner(a, b []byte) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32
	for i := 0; i+3 < len(a); i += 4 {
		s0 += int32(int8(a[i])) * int32(int8(b[i]))
		s1 += int32(int8(a[i+1])) * int32(int8(b[i+1]))
		s2 += int32(int8(a[i+2])) * int32(int8(b[i+2]))
		s3 += int32(int8(a[i+3])) * int32(int8(b[i+3]))
	}
	return s0 + s1 + s2 + s3
}
