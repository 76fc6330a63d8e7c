package knowledge

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// A speller reads slips of the keyboard: it finds the word of the documents, the glossary
// or the language that an unknown word was meant to be. It is safe for concurrent use.
type speller struct {
	documents, glossary map[string]bool // normalised words
	lexicon             *Lexicon
	// dictionary is made when the first unknown word comes, for most questions have none.
	dictionary func() *dictionary
}

// A dictionary holds the words to correct to, sorted by length, then by the alphabet.
type dictionary struct {
	words []spellWord
	byLen []int // words[byLen[n]:] are of n bytes or more
}

// A spellWord is a word with a sketch of its letters, by which most others are ruled out
// without comparing them.
type spellWord struct {
	text    string
	letters uint32 // bit i: the letter 'a'+i occurs
	rank    int    // smaller is likelier: 0 the documents, 1 the words of questions, 2 the glossary, 3 the language
}

// Shorter words are not corrected: nearly every one of them is some other word.
const shortestCorrected = 3

// Longer ones are no words.
const longestCorrected = 40

// splitPart is the least number of letters of each half when a word is taken apart.
const splitPart = 3

func newSpeller(documents, glossary map[string]bool, lexicon *Lexicon) *speller {
	s := &speller{documents: documents, glossary: glossary, lexicon: lexicon}
	s.dictionary = sync.OnceValue(s.newDictionary)
	return s
}

func (s *speller) newDictionary() *dictionary {
	d := new(dictionary)
	add := func(word string, rank int) {
		if len(word) >= shortestCorrected {
			d.words = append(d.words, spellWord{word, letters(word), rank})
		}
	}
	for word := range s.documents {
		add(word, 0)
	}
	for british, word := range spellings {
		if s.documents[word] || s.glossary[word] {
			add(british, 0)
		}
	}
	// The words that questions are made of are slipped at as often as others.
	for _, words := range []map[string]bool{functionWords, chatWords} {
		for word := range words {
			if len(word) > shortestCorrected && !s.documents[word] {
				add(word, 1)
			}
		}
	}
	for word := range s.glossary {
		if !s.documents[word] {
			add(word, 2)
		}
	}
	for word := range s.lexicon.words {
		if !s.documents[word] && !s.glossary[word] {
			add(word, 3)
		}
	}
	slices.SortFunc(d.words, func(a, b spellWord) int {
		return cmp.Or(cmp.Compare(len(a.text), len(b.text)), strings.Compare(a.text, b.text))
	})
	for i, w := range d.words {
		for len(d.byLen) <= len(w.text) {
			d.byLen = append(d.byLen, i)
		}
	}
	return d
}

func letters(word string) (set uint32) {
	for i := range len(word) {
		if c := word[i] - 'a'; c < 26 {
			set |= 1 << c
		}
	}
	return set
}

// knows reports whether the normalised word, or its singular, is a word of the language
// or of the subject.
func (s *speller) knows(word string) bool {
	rest, plural := strings.CutSuffix(word, "s")
	return s.holds(word) || irregular[word] != "" ||
		plural && len(rest) > 2 && rest[len(rest)-1] != 's' && (s.holds(rest) || s.holds(strings.TrimSuffix(rest, "e")))
}

func (s *speller) holds(word string) bool {
	return s.documents[word] || s.glossary[word] || s.lexicon.caseOf(word) != unknownWord || functionWords[word] || chatWords[word] ||
		s.lexicon.general[s.lexicon.stem(word)] || s.lexicon.relations.row(word) != noRow
}

// strange reports whether a word, although it is one, hardly occurs in statements.
func (s *speller) strange(word string) bool {
	return !s.documents[word] && !s.glossary[word] && !functionWords[word] && !chatWords[word] &&
		s.lexicon.rarity(s.lexicon.stem(word)) >= strangeFrom
}

// strangeFrom is the rarity of a word that stands in about one of 20,000 sentences of the corpus.
const strangeFrom = 0.7

// correct returns the word that an unknown one was most likely meant to be. One edit (a
// letter wrong, missing, added, or two exchanged) is allowed from four letters on, two
// from seven. Of equally near words the more likely source wins, then the alphabet.
func (s *speller) correct(word string) (string, bool) {
	n := len(word)
	if n < shortestCorrected || n > longestCorrected {
		return "", false
	}
	allowed := 1
	if n >= 7 {
		allowed = 2
	}
	if n == shortestCorrected {
		return s.correctShort(word)
	}
	set := letters(word)
	best, bestCost := "", 1<<30
	d := s.dictionary()
	for _, w := range d.words[d.from(n-allowed):d.from(n+allowed+1)] {
		if bits.OnesCount32(w.letters&^set) > allowed || bits.OnesCount32(set&^w.letters) > allowed {
			continue
		}
		edits := editDistance(word, w.text, allowed)
		if edits > allowed {
			continue
		}
		cost := edits*16 + w.rank
		if w.text[0] != word[0] {
			cost += 8 // slips at the first letter are rare
		}
		// Two edits to a word that the documents do not hold are a guess, unless it is long.
		if edits == 2 && (w.rank > 0 && n < 10 || n < 8 && (w.text[0] != word[0] || len(w.text) < 6)) {
			continue
		}
		if cost < bestCost {
			best, bestCost = w.text, cost
		}
	}
	return american(best), best != ""
}

// correctShort reads a word of three letters: only as a small word with two letters
// exchanged, or as a word of the documents with one letter missing ("fre").
func (s *speller) correctShort(word string) (string, bool) {
	b := []byte(word)
	for _, exchanged := range []string{string([]byte{b[1], b[0], b[2]}), string([]byte{b[0], b[2], b[1]})} {
		if functionWords[exchanged] {
			return exchanged, true
		}
	}
	best := ""
	d := s.dictionary()
	for _, w := range d.words[d.from(len(word)+1):d.from(len(word)+2)] {
		if w.rank == 0 && w.text[0] == word[0] && (best == "" || w.text < best) && editDistance(word, w.text, 1) == 1 {
			best = w.text
		}
	}
	return best, best != ""
}

// from returns the index of the first word of n bytes or more.
func (d *dictionary) from(n int) int {
	if n >= len(d.byLen) {
		return len(d.words)
	}
	return d.byLen[max(n, 0)]
}

// split takes an unknown word apart into two known ones ("northkorea").
func (s *speller) split(word string) (left, right string, ok bool) {
	if len(word) > longestCorrected {
		return "", "", false
	}
	for i := splitPart; i <= len(word)-splitPart; i++ {
		l, r := word[:i], word[i:]
		if s.holds(l) && s.holds(r) && (len(l) > splitPart || functionWords[l] || len(r) > 4) {
			// The longest left part is the likeliest: "semi|conductor" is one word anyway.
			left, right, ok = l, r, true
			if len(l) >= len(r) {
				break
			}
		}
	}
	return left, right, ok
}

// editDistance returns the number of insertions, deletions, substitutions and exchanges
// of neighbouring letters between a and b, or limit+1 if it is more than limit: the
// optimal string alignment distance.
func editDistance(a, b string, limit int) int {
	const longest = 64
	if len(a) > longest || len(b) > longest {
		return limit + 1
	}
	var rows [3][longest + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
