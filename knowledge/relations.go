package knowledge

import (
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
	vectors string // of words, dims bytes each, which are int8
}

// relationsHeader begins a table; the numbers of words and of dimensions follow it.
const relationsHeader = "relations"

// ReadRelations reads a table: a line "relations", a tab, the number of words, a tab, the
// number of dimensions; the words in the order of their bytes, a line each; and after them
// a vector for each word, a signed byte for each dimension. The table points into data and
// copies nothing.
func ReadRelations(data string) (*Relations, error) {
	line, rest, _ := strings.Cut(data, "\n")
	var words, dims int
	if _, err := fmt.Sscanf(line, relationsHeader+"\t%d\t%d", &words, &dims); err != nil || words < 0 || dims <= 0 || dims%4 != 0 {
		return nil, fmt.Errorf("read relations: line 1: got %.40q, want %q, the number of words and that of dimensions, a multiple of four", line, relationsHeader)
	}
	size := len(rest) - words*dims
	if size < 0 {
		return nil, fmt.Errorf("read relations: %d bytes are too few for %d words", len(data), words)
	}
	r := &Relations{dims: dims, vectors: rest[size:]}
	r.words = strings.Split(strings.TrimSuffix(rest[:size], "\n"), "\n")
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
	length := 0
	for i := range len(v) {
		length += int(int8(v[i])) * int(int8(v[i]))
	}
	if length == 0 {
		return
	}
	scale := float32(weight / math.Sqrt(float64(length)))
	for i := range len(v) {
		d[i] += scale * float32(int8(v[i]))
	}
}

// add adds another direction as it is, times a weight.
func (d direction) add(o direction, weight float64) {
	for i, f := range o {
		d[i] += float32(weight) * f
	}
}

func (r *Relations) vector(row int32) string { return r.vectors[int(row)*r.dims : int(row+1)*r.dims] }

// first returns the direction in its first dimensions.
func (d direction) first(dims int) direction { return d[:min(len(d), dims)] }

// bytes writes the direction as a row of the table, all zero for one without length.
func (d direction) bytes() []byte {
	v := make([]byte, len(d))
	largest := float32(0)
	for _, f := range d {
		largest = max(largest, f, -f)
	}
	if largest == 0 {
		return v
	}
	for i, f := range d {
		v[i] = byte(int8(math.Round(float64(127 * f / largest))))
	}
	return v
}

// directions are rows of a table in the form in which many are compared with one: of each
// number the highest seven bits, as a whole number from 0 to 127, four to a word of 64 bits,
// each in a lane of 16. One multiplication by a word whose lanes stand in the opposite order
// then leaves the sum of the four products in the highest lane; it cannot overflow, for
// 4 × 127² < 2¹⁶. A question is compared with thousands of rows, and in whole numbers the
// result is the same on every machine.
type directions struct {
	lanes   []uint64
	sums    []int32   // by row: of its numbers
	inverse []float32 // by row: one over its length, 0 for one without length
}

// lanesOf is the number of words for a row of so many numbers.
func lanesOf(dims int) int { return dims / 4 }

// middle is what a 0 of a row becomes.
const middle = 64

// add adds a row.
func (d *directions) add(row string) {
	sum, square := int32(0), 0
	for i := 0; i+3 < len(row); i += 4 {
		word := uint64(0)
		for lane := range 4 {
			n := int(int8(row[i+lane])) >> 1
			word |= uint64(n+middle) << (16 * lane)
			sum += int32(n) + middle
			square += n * n
		}
		d.lanes = append(d.lanes, word)
	}
	inverse := float32(0)
	if square > 0 {
		inverse = float32(1 / math.Sqrt(float64(square)))
	}
	d.sums, d.inverse = append(d.sums, sum), append(d.inverse, inverse)
}

// An askedDirection is a row that others are compared with.
type askedDirection struct {
	lanes   []uint64 // in the opposite order
	sum     int32
	inverse float32
}

// asked makes the row of a direction; ok is false for one without length.
func (d direction) asked() (a askedDirection, ok bool) {
	var one directions
	one.add(string(d.bytes()))
	for i, w := range one.lanes {
		one.lanes[i] = w>>48 | w>>16&0xffff_0000 | w<<16&0xffff_0000_0000 | w<<48
	}
	return askedDirection{one.lanes, one.sums[0], one.inverse[0]}, one.inverse[0] > 0
}

// cosine compares a with the row of a number.
func (d *directions) cosine(a *askedDirection, row int) float32 {
	asked := a.lanes
	lanes := d.lanes[row*len(asked):][:len(asked)]
	sum, i := uint64(0), 0
	for ; i+3 < len(asked) && i+3 < len(lanes); i += 4 { // the second condition spares checks of bounds
		sum += lanes[i]*asked[i]>>48 + lanes[i+1]*asked[i+1]>>48 + lanes[i+2]*asked[i+2]>>48 + lanes[i+3]*asked[i+3]>>48
	}
	for ; i < len(lanes); i++ {
		sum += lanes[i] * asked[i] >> 48
	}
	product := int32(sum) - middle*(d.sums[row]+a.sum-middle*int32(4*len(lanes)))
	return float32(product) * d.inverse[row] * a.inverse
}
