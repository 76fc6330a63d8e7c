package knowledge

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Lexicon knows how often the words of official statements occur at large. It weighs
// the words of a question where a loaded statement is too short to tell a rare word from
// a common one, and it knows which words exist, so that they are not taken for slips.
// It is read-only after ReadLexicon and safe for concurrent use. The zero value knows no word.
type Lexicon struct {
	sentences int            // in the texts that were counted
	stems     map[string]int // in how many sentences a word of this stem occurs
	words     map[string]lexeme
	general   map[string]bool // stems of words that say how one speaks, not what about
	relations *Relations
}

// A lexeme is what is known of a normalised word.
type lexeme struct {
	stem string // by the rules of stem, so that they need not run again
	kase wordCase
}

// A wordCase is how a word is mostly written inside a sentence.
type wordCase uint8

const (
	unknownWord  wordCase = iota
	ordinary              // in small letters
	properName            // with a capital, such as "Nagasaki"
	abbreviation          // in capitals, such as "NATO"
)

// lexiconHeader begins a table; the number of sentences follows it.
const lexiconHeader = "sentences\t"

// ReadLexicon reads a table as WriteLexicon writes it. An error names the line.
func ReadLexicon(r io.Reader) (*Lexicon, error) {
	l := &Lexicon{stems: make(map[string]int, 1<<14), words: make(map[string]lexeme, 1<<15)}
	scanner := bufio.NewScanner(r)
	for line := 1; scanner.Scan(); line++ {
		text := scanner.Text()
		if line == 1 {
			rest, ok := strings.CutPrefix(text, lexiconHeader)
			n, err := strconv.Atoi(rest)
			if !ok || err != nil {
				return nil, fmt.Errorf("read lexicon: line 1: got %q, want %q and a number", text, lexiconHeader)
			}
			l.sentences = n
			continue
		}
		stem, rest, _ := strings.Cut(text, "\t")
		count, words, ok := strings.Cut(rest, "\t")
		n, err := strconv.Atoi(count)
		if !ok || err != nil {
			return nil, fmt.Errorf("read lexicon: line %d: got %q, want a stem, a count and words, with tabs between them", line, text)
		}
		l.stems[stem] = n
		for word := range strings.SplitSeq(words, " ") {
			l.words[strings.ToLower(word)] = lexeme{stem, writtenCase(word)}
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	return l, nil
}

// Holds reports whether a normalised word stands in the table.
func (l *Lexicon) Holds(word string) bool { return l.words[word].stem != "" }

// leastDirection is the least that a word counts in the direction of a text.
const leastDirection = 0.1

// directionOf returns what tokens say together as a direction: the sum of their words', the
// rarer ones longer ("SIF", Arora et al., "A Simple but Tough-to-Beat Baseline for Sentence
// Embeddings", 2017). It has no length where no word is known.
func (l *Lexicon) directionOf(tokens []token) direction {
	r := l.relations
	if r == nil {
		return nil
	}
	d := make(direction, r.dims)
	for _, t := range tokens {
		if row := r.row(t.norm); row != noRow && !functionWords[t.norm] {
			r.add(d, row, max(l.rarity(t.stem), leastDirection))
		}
	}
	return d
}

// caseOf returns how a normalised word is mostly written; it may be called on nil.
func (l *Lexicon) caseOf(word string) wordCase {
	if l == nil {
		return unknownWord
	}
	return l.words[word].kase
}

// stem returns the stem of a normalised word; it may be called on nil.
func (l *Lexicon) stem(word string) string {
	if l != nil {
		if known, ok := l.words[word]; ok {
			return known.stem
		}
	}
	return stem(word)
}

// writtenCase reads the case in which a table writes a word.
func writtenCase(word string) wordCase {
	switch {
	case word == strings.ToLower(word):
		return ordinary
	case word == strings.ToUpper(word):
		return abbreviation
	}
	return properName
}

// WriteLexicon counts in how many sentences of docs each word occurs and writes the
// table: a line for each stem with its count and the words that have it, each of them in
// at least minimum sentences and written as it mostly is: "trade", "Nagasaki", "NATO". The
// order is that of the alphabet, so that two tables compare.
func WriteLexicon(w io.Writer, docs []*Document, minimum int) error {
	words, stems, sentences := make(map[string]*tally), make(map[string]int), 0
	for _, d := range docs {
		for _, place := range d.Places() {
			sentences++
			countSentence((*Lexicon)(nil).tokenize(d.Slice(d.At(place))), words, stems)
		}
	}
	byStem := make(map[string][]string)
	for _, word := range slices.Sorted(maps.Keys(words)) {
		if words[word].sentences >= minimum {
			byStem[stem(word)] = append(byStem[stem(word)], words[word].write(word))
		}
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s%d\n", lexiconHeader, sentences)
	for _, s := range slices.Sorted(maps.Keys(byStem)) {
		fmt.Fprintf(out, "%s\t%d\t%s\n", s, stems[s], strings.Join(byStem[s], " "))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write lexicon: %w", err)
	}
	return nil
}

// A tally counts the sentences that hold a word, and how it is written inside them.
type tally struct{ sentences, inside, title, upper int }

func countSentence(tokens []token, words map[string]*tally, stems map[string]int) {
	seen, seenStem := make(map[string]bool), make(map[string]bool)
	capitals := 0
	for _, t := range tokens {
		if t.title || t.upper {
			capitals++
		}
	}
	// A line of titles tells nothing about case.
	headline := capitals*2 > len(tokens)
	for i, t := range tokens {
		if t.number || t.dense {
			continue
		}
		if !seenStem[t.stem] {
			seenStem[t.stem] = true
			stems[t.stem]++
		}
		c := words[t.norm]
		if c == nil {
			c = new(tally)
			words[t.norm] = c
		}
		if !seen[t.norm] {
			seen[t.norm] = true
			c.sentences++
		}
		if i == 0 || headline {
			continue
		}
		c.inside++
		switch {
		case t.upper:
			c.upper++
		case t.title:
			c.title++
		}
	}
}

// write gives the word in the case that more than seven of ten occurrences have.
func (c *tally) write(word string) string {
	switch mostly := func(n int) bool { return 10*n > 7*c.inside }; {
	case c.inside == 0:
		return word
	case mostly(c.upper):
		return strings.ToUpper(word)
	case mostly(c.upper + c.title):
		r, size := utf8.DecodeRuneInString(word)
		return string(unicode.ToUpper(r)) + word[size:]
	}
	return word
}

// ReadGeneral adds the words of a list, one to a line, that say how one speaks and not
// what about ("supposed", "biggest"); lines that begin with "#" are remarks.
func (l *Lexicon) ReadGeneral(r io.Reader) error {
	l.general = make(map[string]bool)
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		if line := strings.TrimSpace(scanner.Text()); line != "" && line[0] != '#' {
			l.general[stem(normalize(line))] = true
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read general words: %w", err)
	}
	return nil
}

// ReadRelations adds a table of words that are near each other in meaning, for which see
// the function of this name.
func (l *Lexicon) ReadRelations(data string) (err error) {
	l.relations, err = ReadRelations(data)
	return err
}

// generalShare is what a general word weighs of a word as rare that is not.
const generalShare = 0.5

// rarity is the weight of a word in a question about any statement, by its inverse
// document frequency over sentences: 0 for words that stand in one sentence of ten,
// 1 for words never seen.
func (l *Lexicon) rarity(stem string) float64 {
	sentences := float64(cmp.Or(l.sentences, 1))
	const common = 10
	idf := math.Log(sentences/common) - math.Log(float64(l.stems[stem])+0.5)
	rarity := min(max(idf/math.Log(2*sentences/common), 0), 1)
	if l.general[stem] {
		rarity *= generalShare
	}
	return rarity
}
