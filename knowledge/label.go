package knowledge

import (
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"
)

// labels are the labels of one language, ready to be found in a text.
type labels struct {
	tree    map[branch]int32      // of label words: the node behind each branch; the root is 0
	ends    [][]labelEnd          // by node: the labels that end there
	dense   map[string]denseLabel // label in a script without spaces, by its denseKey
	longest int                   // the longest of these, in runes
	flags   map[string]int        // flag emoji to concept
	bags    map[string]int        // two words of a topic's label in the order of the alphabet, to concept
	words   map[string]bool       // of all labels, normalised
}

// A branch leads from a node of the tree of label words to the next by a word's stem; the
// path from the root spells a label. One map of branches takes a fraction of the memory
// that a map in each node does.
type branch struct {
	node int32
	stem string
}

// A labelEnd is a label that ends at a node.
type labelEnd struct {
	concept int
	norms   []string // the words as written, for concepts that are matched by their very name
	upper   bool     // an abbreviation; see match for those that are everyday words too
}

// index builds the labels of one language or of several together, the first ones winning.
func (g *Glossary) index(langs ...string) *labels {
	ls := &labels{
		tree: make(map[branch]int32), ends: make([][]labelEnd, 1), dense: make(map[string]denseLabel), flags: make(map[string]int),
		bags: make(map[string]int), words: make(map[string]bool),
	}
	var all []readLabel
	for _, lang := range langs {
		for i := range g.concepts {
			for _, text := range g.concepts[i].labels(lang) {
				all = append(all, readLabel{text: text, lang: lang, concept: i})
			}
		}
	}
	const atOnce = 2000 // so that their words need not be kept all together
	for some := range slices.Chunk(all, atOnce) {
		sideBySide(len(some), func(i int) {
			some[i].tokens = restem(withoutArticles(g.lexicon.tokenize(some[i].text)), some[i].lang)
		})
		for i := range some {
			g.addLabel(ls, &some[i])
		}
		clear(some)
	}
	return ls
}

// A readLabel is a label of a concept with its words.
type readLabel struct {
	text, lang string
	concept    int
	tokens     []token
}

// sideBySide calls do with each number below n, on as many goroutines as processors, and returns
// when all have ended. What is read at start is read so: a question may be waiting for it.
func sideBySide(n int, do func(int)) {
	workers := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	group.Wait()
}

// in returns the labels of a language, the English ones for a language without any.
func (g *Glossary) in(lang string) *labels {
	if other := g.others[lang]; other != nil {
		return other()
	}
	if g.english == nil { // the zero Glossary
		return new(labels)
	}
	return g.english
}

func (g *Glossary) addLabel(ls *labels, label *readLabel) {
	tokens, concept := label.tokens, label.concept
	if len(tokens) == 0 {
		return
	}
	if r := []rune(tokens[0].norm); len(tokens) == 1 && isRegional(r[0]) {
		ls.flags[tokens[0].norm] = concept
		return
	}
	if slices.ContainsFunc(tokens, func(t token) bool { return t.dense }) {
		// A label in such a script is matched as a string, its spaces left out.
		key := simplified(denseKey(label.text))
		ls.dense[key] = ls.dense[key].with(label.lang, concept)
		ls.longest = max(ls.longest, utf8.RuneCountInString(key))
		return
	}
	node := int32(0)
	for _, t := range tokens {
		next, ok := ls.tree[branch{node, t.stem}]
		if !ok {
			next = int32(len(ls.ends))
			ls.tree[branch{node, t.stem}] = next
			ls.ends = append(ls.ends, nil)
		}
		node = next
		ls.words[t.norm] = true
	}
	if !g.concepts[concept].Kind.Named() {
		ls.addBag(tokens, concept)
	}
	ls.ends[node] = append(ls.ends[node], labelEnd{concept, norms(tokens), len(tokens) == 1 && tokens[0].upper})
}

// addBag notes a topic of which the label has two words, for looselyNamed.
func (ls *labels) addBag(tokens []token, concept int) {
	var stems []string
	for _, t := range tokens {
		if !functionWords[t.norm] {
			stems = append(stems, t.stem)
		}
	}
	if len(stems) != 2 || stems[0] == stems[1] {
		return
	}
	key := bagKey(stems[0], stems[1])
	if other, ok := ls.bags[key]; ok && other != concept {
		ls.bags[key] = ambiguousBag
		return
	}
	ls.bags[key] = concept
}

// ambiguousBag stands for two words that are labels of different concepts in different order.
const ambiguousBag = -1

func bagKey(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + " " + b
}

// looselyNamed returns the topic or action that has a label of these two stems in either
// order, as in "spending more on the military" for "military spending".
func (ls *labels) looselyNamed(a, b string) (concept int, ok bool) {
	concept, ok = ls.bags[bagKey(a, b)]
	return concept, ok && concept != ambiguousBag
}

func norms(tokens []token) []string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.norm
	}
	return words
}

// withoutArticles drops "the", which labels and texts have or lack at will.
func withoutArticles(tokens []token) []token {
	return slices.DeleteFunc(tokens, func(t token) bool { return t.norm == "the" })
}

// A mention is a concept that a stretch of tokens names: tokens[first:last]. Where a
// question holds the words of a label apart, also is the second one; otherwise it is 0.
// exact is true if the words are those of the label, and not other forms of them; foreign if
// the label is of another language than English.
type mention struct {
	concept, first, last, also int
	exact, foreign             bool
}

// What a word of a question costs that no label covers, and what a label costs, when the
// words are divided among labels.
const (
	costWord     = 10
	costFunction = 1 // so that "beef up" is not "beef" and "up"
	costNamed    = 3
)

// divide covers the words of a question with labels so that they cover as much as they can,
// with as few labels as they can. Of equal divisions the one with the longer label at the
// end is taken, where English has the head of a compound: "Japanese military budget" is
// Japan and a military budget, not the Japanese military and a budget.
func (g *Glossary) divide(tokens []token, lang string) []mention {
	ls := g.in(lang)
	n := len(tokens)
	cost := make([]int, n+1) // of tokens[i:]
	first := make([]mention, n)
	for i := n - 1; i >= 0; i-- {
		cost[i] = cost[i+1] + costWord
		if functionWords[tokens[i].norm] && !tokens[i].upper { // "us", not "US"
			cost[i] = cost[i+1] + costFunction
		}
		g.labelsAt(ls, tokens, i, func(m mention) {
			if c := cost[m.last] + costNamed; c < cost[i] {
				cost[i], first[i] = c, m
			}
		})
	}
	var found []mention
	for i := 0; i < n; {
		if m := first[i]; m.last > 0 {
			found = append(found, m)
			i = m.last
			continue
		}
		i++
	}
	return found
}

// named returns what a text, which is English, speaks of: the longest labels that begin at each token, left to
// right, and those within and across them that count, see countsInside.
func (g *Glossary) named(tokens []token) []mention {
	var found []mention
	ls := g.in("en")
	end := 0 // of the longest mention so far
	outer := Topic
	for i := range tokens {
		m, ok := g.longestAt(ls, tokens, i)
		// Who is against something opposes it; "resilience against coercion" does not.
		if !ok || m.last-m.first == 1 && functionWords[tokens[i].norm] && !tokens[i].upper {
			continue
		}
		kind := g.concepts[m.concept].Kind
		switch {
		case m.first < end && g.countsInside(m, outer):
			found = append(found, m)
			found = append(found, g.shorterAt(ls, tokens, m)...)
		case m.first >= end:
			found = append(found, m)
			end, outer = m.last, kind
			found = append(found, g.shorterAt(ls, tokens, m)...)
		}
	}
	return found
}

// countsInside reports whether a label within or across a longer one, of kind outer, is a
// mention of its own. A name is, but not within another thing's name: "Okinawa" counts in
// "Okinawa Consolidation Plan", "China" does not in "South China Sea". Of topics only those
// of several words are: "supply chains" in "critical minerals supply chains", but not
// "minister" in "Prime Minister". An action counts in a topic: who speaks of a "commitment to
// the defense of Japan" commits.
func (g *Glossary) countsInside(m mention, outer ConceptKind) bool {
	switch kind := g.concepts[m.concept].Kind; {
	case kind == Action:
		return outer == Topic
	case kind.Named():
		return outer != PlaceName && outer != Person && outer != Product
	}
	return m.last-m.first > 1
}

// longestAt returns the longest label that begins at tokens[i].
func (g *Glossary) longestAt(ls *labels, tokens []token, i int) (best mention, ok bool) {
	g.labelsAt(ls, tokens, i, func(m mention) { best, ok = m, true })
	return best, ok
}

// shorterAt returns the topics whose labels begin where m does and end before it.
func (g *Glossary) shorterAt(ls *labels, tokens []token, m mention) (found []mention) {
	g.labelsAt(ls, tokens, m.first, func(s mention) {
		if s.last < m.last && s.concept != m.concept && g.countsInside(s, g.concepts[m.concept].Kind) {
			found = append(found, s)
		}
	})
	return found
}

// labelsAt calls yield for each label that begins at tokens[i], the shortest first; of two
// concepts for one label the better match comes last.
func (g *Glossary) labelsAt(ls *labels, tokens []token, i int, yield func(mention)) {
	if tokens[i].norm == "the" {
		return
	}
	node := int32(0)
	for j := i; j < len(tokens); j++ {
		if j > i && tokens[j].apart {
			return // "(ROK), Japan-U.S." is no name
		}
		if tokens[j].norm == "the" {
			continue
		}
		next, ok := ls.tree[branch{node, tokens[j].stem}]
		if !ok {
			return
		}
		node = next
		best, rank := -1, 0
		for k := range ls.ends[node] {
			if r := g.match(&ls.ends[node][k], tokens[i:j+1]); r > rank {
				best, rank = ls.ends[node][k].concept, r
			}
		}
		if best >= 0 {
			yield(mention{concept: best, first: i, last: j + 1, exact: rank == exactly})
		}
	}
}

// ordinary reports whether a word is mostly written in small letters.
func (g *Glossary) ordinary(word string) bool {
	return g.lexicon.caseOf(word) == ordinary
}

// exactly is the rank of a label that fits to the letter, but for plural and possessive.
const exactly = 2

// match ranks how well the label fits tokens with the same stems: 0 not at all, 1 in
// another form of a word, exactly.
func (g *Glossary) match(e *labelEnd, tokens []token) int {
	kind := g.concepts[e.concept].Kind
	if e.upper && !tokens[0].upper && (everyday[e.norms[0]] || chatWords[e.norms[0]] || g.ordinary(e.norms[0])) {
		return 0
	}
	rank, k := exactly, 0
	for _, t := range tokens {
		if t.norm == "the" {
			continue
		}
		want := e.norms[k]
		k++
		if t.norm == want || e.upper && t.norm == want+"s" {
			continue
		}
		if e.upper {
			return 0
		}
		if plurals(t.norm, want) {
			continue
		}
		rank = 1
		// A name has no forms but plural and possessive: "Chinas", not "Chinese" or "chin".
		if kind.Named() {
			return 0
		}
	}
	return rank
}

// plurals reports whether one word is the plural of the other by its ending.
func plurals(a, b string) bool {
	return a == b+"s" || b == a+"s" || a == b+"es" || b == a+"es"
}
