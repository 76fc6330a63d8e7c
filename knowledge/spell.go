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
	// found remembers the candidates for a word; rare words are asked about again and again.
	found memo[[]candidate]
}

// A dictionary holds the words to correct to, sorted by length, then by rank, then by the alphabet.
type dictionary struct {
	words   []spellWord
	byLen   []int            // words[byLen[n]:] are of n bytes or more
	subject map[string][]int // numbers of words of the documents and the glossary, by soundOf
}

// A spellWord is a word with a sketch of its letters, by which most others are ruled out
// without comparing them.
type spellWord struct {
	text    string
	letters uint32 // bit i: the letter 'a'+i occurs
	rank    wordRank
}

// A wordRank says where a word to correct to comes from, the likeliest source first.
type wordRank uint8

const (
	ofDocuments wordRank = iota
	ofQuestions          // a word that questions are made of
	ofGlossary
	ofLanguage
)

// distrust is added to the cost of a slip from a word of each rank: a word of the documents
// is taken before one of the language that is a little nearer.
var distrust = [...]int{ofDocuments: 0, ofQuestions: 2, ofGlossary: 4, ofLanguage: 7}

// A candidate is a word that an unknown one may have been meant to be.
type candidate struct {
	word   string
	rank   wordRank
	likely int  // smaller is likelier: the cost of the slip and the distrust in the source
	sure   bool // needs no reason beside the word itself
}

// Shorter words are not corrected: nearly every one of them is some other word.
const shortestCorrected = 3

// Longer ones are no words.
const longestCorrected = 40

func newSpeller(documents, glossary map[string]bool, lexicon *Lexicon) *speller {
	s := &speller{documents: documents, glossary: glossary, lexicon: lexicon}
	s.dictionary = sync.OnceValue(s.newDictionary)
	return s
}

func (s *speller) newDictionary() *dictionary {
	d := &dictionary{subject: make(map[string][]int)}
	add := func(word string, rank wordRank) {
		if len(word) >= shortestCorrected {
			d.words = append(d.words, spellWord{word, letters(word), rank})
		}
	}
	for word := range s.documents {
		add(word, ofDocuments)
	}
	for british, word := range spellings {
		if s.documents[word] || s.glossary[word] {
			add(british, ofDocuments)
		}
	}
	// The words that questions are made of are slipped at as often as others.
	for _, words := range []map[string]bool{functionWords, chatWords} {
		for word := range words {
			if len(word) > shortestCorrected && !s.documents[word] {
				add(word, ofQuestions)
			}
		}
	}
	for word := range s.glossary {
		if !s.documents[word] {
			add(word, ofGlossary)
		}
	}
	for word := range s.lexicon.words {
		if !s.documents[word] && !s.glossary[word] {
			add(word, ofLanguage)
		}
	}
	slices.SortFunc(d.words, func(a, b spellWord) int {
		return cmp.Or(cmp.Compare(len(a.text), len(b.text)), cmp.Compare(a.rank, b.rank), strings.Compare(a.text, b.text))
	})
	for i, w := range d.words {
		for len(d.byLen) <= len(w.text) {
			d.byLen = append(d.byLen, i)
		}
		if w.rank == ofDocuments || w.rank == ofGlossary {
			sound := soundOf(w.text)
			d.subject[sound] = append(d.subject[sound], i)
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

// knows reports whether the normalised word, or another form of it, is a word of the language
// or of the subject.
func (s *speller) knows(word string) bool {
	if s.holds(word) || irregular[word] != "" {
		return true
	}
	if len(word) > shortestCorrected && s.holds(word+"s") {
		return true
	}
	for _, ending := range []string{"s", "es", "ed", "d", "ing", "er", "est", "ly"} {
		rest, ok := strings.CutSuffix(word, ending)
		if !ok || len(rest) < shortestCorrected || len(rest) == shortestCorrected && s.lexicon.caseOf(rest) == abbreviation {
			continue
		}
		last := rest[len(rest)-1]
		switch ending {
		case "s":
			ok = last != 's' && s.holds(rest)
		case "es":
			ok = strings.IndexByte("hosxz", last) >= 0 && s.holds(rest)
		case "d":
			ok = last == 'e' && s.general(rest)
		case "ly":
			ok = s.general(rest) && !chatWords[rest] // "suply" is no way to say "sup"
		default:
			doubled := len(rest) > shortestCorrected && last == rest[len(rest)-2] && !isVowel(last) && s.general(rest[:len(rest)-1])
			ok = last != 'e' && s.general(rest) || doubled || ending == "ing" && s.general(rest+"e")
		}
		if ok {
			return true
		}
	}
	return false
}

func (s *speller) holds(word string) bool {
	return s.documents[word] || s.glossary[word] || s.lexicon.caseOf(word) != unknownWord || functionWords[word] || chatWords[word] ||
		s.lexicon.relations.row(word) != noRow
}

// general reports whether a word is one that says how one speaks.
func (s *speller) general(word string) bool {
	return s.holds(word) && s.lexicon.general[s.lexicon.stem(word)]
}

// strange reports whether a word, although it is one, hardly occurs in statements.
func (s *speller) strange(word string) bool {
	return !s.documents[word] && !s.glossary[word] && !functionWords[word] && !chatWords[word] &&
		s.lexicon.rarity(s.lexicon.stem(word)) >= strangeFrom
}

// strangeFrom is the rarity of a word that stands in about one of 20,000 sentences of the corpus.
const strangeFrom = 0.7

// correct returns the word that an unknown one was most likely meant to be. How much a slip
// may cost grows with the length of the word, see surely. A name of the language, of which
// neither the documents nor the glossary know anything, is not read as such: the word may as
// well be another name.
func (s *speller) correct(word string) (string, bool) {
	if len(word) == shortestCorrected {
		return s.correctShort(word)
	}
	c, ok := s.likeliest(word)
	// The documents have the possessive of a name without its s.
	if rest, plural := strings.CutSuffix(word, "s"); plural && len(rest) > shortestCorrected && (!ok || c.rank == ofLanguage) {
		if of, found := s.likeliest(rest); found && of.rank == ofDocuments && (!ok || of.likely < c.likely) {
			return of.word, true
		}
	}
	return c.word, ok && (c.rank != ofLanguage || s.lexicon.caseOf(c.word) == ordinary)
}

// likeliest returns the likeliest of the candidates that are sure.
func (s *speller) likeliest(word string) (candidate, bool) {
	for _, c := range s.candidates(word) {
		if c.sure {
			return c, true
		}
	}
	return candidate{}, false
}

// candidates returns the words that an unknown one of four letters or more may have been
// meant to be, the likeliest first.
func (s *speller) candidates(word string) []candidate {
	if n := len(word); n <= shortestCorrected || n > longestCorrected {
		return nil
	}
	return s.found.of(word, func() []candidate { return s.find(word) })
}

// find makes the candidates for a word.
func (s *speller) find(word string) []candidate {
	n := len(word)
	typed := newTypedWord(word)
	d := s.dictionary()
	var found []candidate
	add := func(w *spellWord, cost int, sure bool) {
		// Short names differ by as little as a letter: Ishida is not Ishiba.
		sure = sure && (n > shortestMoved || cost < costAny || s.lexicon.caseOf(w.text) == ordinary)
		if sure || w.rank == ofDocuments || w.rank == ofGlossary {
			found = append(found, candidate{american(w.text), w.rank, cost + distrust[w.rank], sure})
		}
	}
	var most [ofLanguage + 1]int // the cost, by rank
	for rank := range most {
		most[rank] = surely(n, wordRank(rank))
	}
	most[ofDocuments] = possibly(n)
	for length := n - 2; length <= n+2; length++ {
		words := d.words[d.from(length):d.from(length+1)]
		for i := range words {
			w := &words[i]
			allowed := 2
			if w.rank != ofDocuments && n < longTwice {
				if allowed = 1; length < n-1 || length > n+1 {
					break
				}
			}
			if bits.OnesCount32(w.letters&^typed.letters) > allowed || bits.OnesCount32(typed.letters&^w.letters) > allowed || !typed.startsLike(w.text) {
				continue
			}
			if cost := typed.cost(w.text, most[w.rank]); cost <= most[w.rank] {
				add(w, cost, cost <= surely(n, w.rank) && (cost <= surelyOne || length > shortestTwice))
			}
		}
	}
	if sound := soundOf(word); len(sound) >= shortestSound {
		typed := newTypedWord(withoutPh(word))
		for _, i := range d.subject[sound] {
			w := &d.words[i]
			if cost := typed.cost(withoutPh(w.text), possiblySound); cost <= possiblySound {
				// Names of which nothing is said sound alike too often: "Tokushima" is not Takeshima.
				name := w.rank != ofDocuments && s.lexicon.caseOf(w.text) != ordinary
				add(w, min(cost, costSound), cost <= surelySound(n) && (!name || cost <= surelyOne))
			}
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.likely, b.likely), cmp.Compare(s.lexicon.stems[s.lexicon.stem(b.word)], s.lexicon.stems[s.lexicon.stem(a.word)]), strings.Compare(a.word, b.word))
	})
	return found[:min(len(found), mostCandidates)]
}

// mostCandidates is how many words are tried where the words beside a slip have to decide.
const mostCandidates = 8

// From which lengths on more than one slip is thought of. The costs and lengths of this file
// and of slip.go were tuned in November 2026 on 186 misspelt questions about the statement, and
// against reading 861 names and words that it does not hold as others.
const (
	surelyOne     = costAny // what one slip costs, if it is not at the first letter
	shortestTwice = 5       // words up to here are not meant where there is more than one slip
	longTwice     = 10      // words from here on may be meant though the documents do not hold them
)

// surely returns up to which cost a slip in a word of n letters is read as a word of a rank.
func surely(n int, rank wordRank) int {
	switch {
	case n == 4 && rank == ofLanguage:
		return costSlid
	case n == 4, n == 5 && rank >= ofGlossary:
		return costMissing
	case n < 7 || n < longTwice && rank != ofDocuments:
		return surelyOne
	case n < 9:
		return 30
	case n < 12:
		return 36
	}
	return 44
}

// possibly returns up to which cost one is thought of at all.
func possibly(n int) int {
	if n == 4 {
		return surelyOne
	}
	return max(30, surely(n, ofDocuments))
}

// surelySound and possiblySound say the same of a word that sounds like the one typed.
func surelySound(n int) int {
	switch {
	case n < 7:
		return 0
	case n == 7:
		return 30
	}
	return possiblySound
}

const possiblySound = 42

// withoutPh lets "filipines" begin as the Philippines do.
func withoutPh(word string) string { return strings.ReplaceAll(word, "ph", "f") }

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
	typed := newTypedWord(word)
	d := s.dictionary()
	for _, w := range d.words[d.from(len(word)+1):d.from(len(word)+2)] {
		if w.rank == ofDocuments && w.text[0] == word[0] && (best == "" || w.text < best) && typed.cost(w.text, costMissing) <= costMissing {
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

// split takes an unknown word apart into known ones ("northkorea", "whataboutsenkaku"), of
// which at least one is of the documents or the glossary: any longer name can be taken apart
// into words of the language. It returns nil for a word that is not of such.
func (s *speller) split(word string) []string {
	n := len(word)
	if n > longestCorrected {
		return nil
	}
	const never = 1 << 20
	cost, from := make([]int, n+1), make([]int, n+1) // of word[:i], and where its last part begins
	for end := 1; end <= n; end++ {
		cost[end] = never
		for start := range end {
			if part := word[start:end]; cost[start] < never && cost[start]+s.costPart(part) < cost[end] {
				cost[end], from[end] = cost[start]+s.costPart(part), start
			}
		}
	}
	if cost[n] >= costForeign {
		return nil
	}
	var parts []string
	subject := false
	for end := n; end > 0; end = from[end] {
		part := word[from[end]:end]
		subject = subject || !functionWords[part] && !chatWords[part] && (s.documents[part] || s.glossary[part])
		parts = append(parts, part)
	}
	// What stands before or after a single word is its prefix or its ending: "redrawing".
	if !subject || len(parts) == 2 && min(len(parts[0]), len(parts[1])) < shortestCorrected {
		return nil
	}
	slices.Reverse(parts)
	return parts
}

// costForeign is the cost of a part that is not looked for: so many parts are no message.
const costForeign = 60

// costPart is what a part costs when a word is taken apart: few and long parts are likeliest.
func (s *speller) costPart(part string) int {
	switch {
	case functionWords[part] && len(part) > 1:
		return 14 - len(part)
	case len(part) < 3:
	case s.documents[part]:
		return 10
	case chatWords[part]:
		return 12
	case s.glossary[part] && len(part) > shortestCorrected:
		return 12
	case len(part) > shortestCorrected && s.lexicon.caseOf(part) != unknownWord:
		return 16
	}
	return costForeign
}

// squeezed takes back letters that are drawn out ("senkakuuuu"): runs of three or more become
// two, or one. It returns the word as it is where there is none.
func (s *speller) squeezed(word string) string {
	twice, once := make([]byte, 0, len(word)), make([]byte, 0, len(word))
	for i := 0; i < len(word); {
		n := 1
		for i+n < len(word) && word[i+n] == word[i] {
			n++
		}
		run := word[i : i+n]
		i += n
		if n < 3 {
			twice, once = append(twice, run...), append(once, run...)
			continue
		}
		twice, once = append(twice, run[:2]...), append(once, run[0])
	}
	if len(once) == len(word) || len(once) < 2 {
		return word
	}
	if !functionWords[string(once)] && s.knows(string(twice)) {
		return string(twice)
	}
	return string(once)
}
