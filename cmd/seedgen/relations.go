package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// The first directions of word vectors tell how common a word is, not what it means
// (Mu and Viswanath, "All-but-the-Top", ICLR 2018); so many are taken out.
const commonDirections = 2

// writeRelations makes the table of words that are near each other in meaning from word
// vectors in the text form of GloVe (https://nlp.stanford.edu/projects/glove/): a word and
// its numbers, a line each, the most frequent words first. It keeps those of the first
// frequent words that are made of letters and those for which keep is true, turns them so
// that the first dims directions hold the most, and leaves the others out.
func writeRelations(out *bytes.Buffer, vectors io.Reader, keep func(string) bool, frequent, dims int) error {
	words, rows, err := readVectors(vectors, keep, frequent)
	if err != nil {
		return err
	}
	if len(words) == 0 || len(rows[0]) < dims+commonDirections {
		return fmt.Errorf("relations: %d words of too few numbers for %d dimensions", len(words), dims)
	}
	wide := len(rows[0])
	mean := make([]float64, wide)
	for _, row := range rows {
		for i, f := range row {
			mean[i] += f / float64(len(rows))
		}
	}
	covariance := mat.NewSymDense(wide, nil)
	for _, row := range rows {
		for i := range row {
			row[i] -= mean[i]
		}
		covariance.SymRankOne(covariance, 1/float64(len(rows)), mat.NewVecDense(wide, row))
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return fmt.Errorf("relations: the directions of %d words cannot be computed", len(words))
	}
	var directions mat.Dense // in columns, the strongest last
	eigen.VectorsTo(&directions)

	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(words[a], words[b]) })
	fmt.Fprintf(out, "relations\t%d\t%d\n", len(words), dims)
	for _, i := range order {
		fmt.Fprintln(out, words[i])
	}
	turned := make([]float64, dims)
	for _, i := range order {
		largest := 0.0
		for d := range turned {
			turned[d] = mat.Dot(mat.NewVecDense(wide, rows[i]), directions.ColView(wide-1-commonDirections-d))
			largest = max(largest, math.Abs(turned[d]))
		}
		for _, f := range turned {
			out.WriteByte(byte(int8(math.Round(127 * f / max(largest, 1e-9)))))
		}
	}
	return nil
}

// readVectors returns the words that are kept and their vectors.
func readVectors(r io.Reader, keep func(string) bool, frequent int) (words []string, rows [][]float64, err error) {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for line := 1; scanner.Scan(); line++ {
		word, numbers, _ := strings.Cut(scanner.Text(), " ")
		letters := !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' })
		if !letters || line > frequent && !keep(word) {
			continue
		}
		var row []float64
		for text := range strings.FieldsSeq(numbers) {
			f, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, nil, fmt.Errorf("relations: line %d: %w", line, err)
			}
			row = append(row, f)
		}
		if len(rows) > 0 && len(row) != len(rows[0]) {
			return nil, nil, fmt.Errorf("relations: line %d: got %d numbers, want %d as in the lines before", line, len(row), len(rows[0]))
		}
		words, rows = append(words, word), append(rows, row)
	}
	if err := scanner.Err(); err != nil {
		return nil, nil, fmt.Errorf("relations: %w", err)
	}
	return words, rows, nil
}
