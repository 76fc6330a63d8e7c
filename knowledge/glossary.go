package knowledge

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// languages are those of the glossary's labels and of questions, as ISO 639-1
// codes. Quotes stay in the language of their document.
var languages = []string{"en", "ja", "ko", "zh", "es", "fr", "de"}

// A ConceptKind says how a concept is matched: see [ConceptKind.Named].
type ConceptKind string

// The kinds of concept that a glossary file may name; the zero value in a file is Topic.
const (
	Topic        ConceptKind = "topic"  // a subject in common nouns
	Action       ConceptKind = "action" // verbs and attitudes
	PlaceName    ConceptKind = "place"
	Person       ConceptKind = "person"
	Organisation ConceptKind = "organisation"
	Agreement    ConceptKind = "agreement"
	Programme    ConceptKind = "programme"
	Event        ConceptKind = "event"
	Product      ConceptKind = "product"
)

// Named reports whether concepts of this kind are single things with a name. A text
// speaks to such a concept only if it names it or a part of it, while for a topic a
// larger topic may do in part.
func (k ConceptKind) Named() bool { return k != Topic && k != Action }

// A Concept is one thing or idea that statements speak of, with its names: a concept of
// SKOS (https://www.w3.org/TR/skos-reference/), in a file of YAML.
type Concept struct {
	// ID is unique in the glossary and stable: it is what references name.
	ID   string      `yaml:"id"`
	Kind ConceptKind `yaml:"kind"`
	// PrefLabel is the name by language; English is required.
	PrefLabel map[string]string `yaml:"prefLabel"`
	// AltLabel holds other names that may be shown to a reader.
	AltLabel map[string][]string `yaml:"altLabel"`
	// HiddenLabel holds names that lead here but are not shown, being loose or rude.
	HiddenLabel map[string][]string `yaml:"hiddenLabel"`
	// Broader, Narrower and Related are IDs. It is enough to give one side of a pair.
	Broader  []string `yaml:"broader"`
	Narrower []string `yaml:"narrower"`
	Related  []string `yaml:"related"`

	file string // where it was read, for errors
}

// Name returns the concept's name in the given language, in English where it has none.
func (c *Concept) Name(lang string) string {
	if name := c.PrefLabel[lang]; name != "" {
		return name
	}
	return c.PrefLabel["en"]
}

// A Glossary holds concepts, their labels and their relations. It is read-only after
// LoadGlossary and safe for concurrent use. The zero value is an empty glossary.
type Glossary struct {
	concepts []Concept
	lexicon  *Lexicon // tells abbreviations from words; may be nil
	byID     map[string]int
	broader  [][]int // by concept, direct
	narrower [][]int // by concept, direct
	related  [][]int // by concept, both directions
	english  *labels
	others   map[string]func() *labels // by language; indexed when the first question comes
}

// labels are the labels of one language, ready to be found in a text.
type labels struct {
	tree    map[branch]int32 // of label words: the node behind each branch; the root is 0
	ends    [][]labelEnd     // by node: the labels that end there
	dense   map[string]int   // label in a script without spaces, folded, to concept
	longest int              // the longest of these, in runes
	flags   map[string]int   // flag emoji to concept
	bags    map[string]int   // two words of a topic's label in the order of the alphabet, to concept
	words   map[string]bool  // of all labels, normalised
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

// LoadGlossary reads all *.yaml files of a folder and checks them: required labels, known
// kinds and languages, unique IDs, unique labels within a language, references that exist,
// and a broader relation without cycles. It reports everything that is wrong at once,
// each with its file and concept.
func LoadGlossary(fsys fs.FS, l *Lexicon) (*Glossary, error) {
	concepts, err := readConcepts(fsys)
	if err != nil {
		return nil, err
	}
	g := newGlossary(concepts, l)
	return g, errors.Join(g.check()...)
}

// Encode writes the glossary in a form that DecodeGlossary reads in a small part of the
// time that YAML takes.
func (g *Glossary) Encode(w io.Writer) error {
	if err := gob.NewEncoder(w).Encode(g.concepts); err != nil {
		return fmt.Errorf("encode glossary: %w", err)
	}
	return nil
}

// DecodeGlossary reads what Encode has written. It trusts the checks that LoadGlossary made then.
func DecodeGlossary(r io.Reader, l *Lexicon) (*Glossary, error) {
	var concepts []Concept
	if err := gob.NewDecoder(r).Decode(&concepts); err != nil {
		return nil, fmt.Errorf("decode glossary: %w", err)
	}
	return newGlossary(concepts, l), nil
}

func newGlossary(concepts []Concept, l *Lexicon) *Glossary {
	g := &Glossary{concepts: concepts, lexicon: l, byID: make(map[string]int, len(concepts))}
	for i, c := range concepts {
		if _, taken := g.byID[c.ID]; !taken {
			g.byID[c.ID] = i
		}
	}
	g.relate()
	g.english = g.index("en")
	g.others = make(map[string]func() *labels)
	for _, lang := range []string{"es", "fr", "de"} {
		g.others[lang] = sync.OnceValue(func() *labels { return g.index(lang) })
	}
	// A question of Han characters alone may be Chinese or Japanese.
	dense := sync.OnceValue(func() *labels { return g.index("ja", "zh", "ko") })
	for _, lang := range []string{"ja", "zh", "ko"} {
		g.others[lang] = dense
	}
	return g
}

func readConcepts(fsys fs.FS) ([]Concept, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	// Decoding YAML is most of the program's start, so the files are decoded side by side.
	parts := make([][]Concept, len(names))
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { parts[i], errs[i] = readConceptFile(fsys, name) })
	}
	wg.Wait()
	return slices.Concat(parts...), errors.Join(errs...)
}

func readConceptFile(fsys fs.FS, name string) ([]Concept, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	var concepts []Concept
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&concepts); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read glossary: %s: %w", name, err)
	}
	for i := range concepts {
		concepts[i].file = name
		concepts[i].Kind = cmp.Or(concepts[i].Kind, Topic)
	}
	return concepts, nil
}

// relate links the concepts, in both directions; references that lead nowhere are left out.
func (g *Glossary) relate() {
	n := len(g.concepts)
	g.broader, g.narrower, g.related = make([][]int, n), make([][]int, n), make([][]int, n)
	link := func(from []string, self int, add func(self, other int)) {
		for _, id := range from {
			if other, ok := g.byID[id]; ok && other != self {
				add(self, other)
			}
		}
	}
	insert := func(list *[]int, v int) {
		if !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
	larger := func(self, other int) { insert(&g.broader[self], other); insert(&g.narrower[other], self) }
	smaller := func(self, other int) { larger(other, self) }
	beside := func(self, other int) { insert(&g.related[self], other); insert(&g.related[other], self) }
	for i := range g.concepts {
		link(g.concepts[i].Broader, i, larger)
		link(g.concepts[i].Narrower, i, smaller)
		link(g.concepts[i].Related, i, beside)
	}
}

// check returns everything that is wrong with the glossary.
func (g *Glossary) check() (errs []error) {
	report := func(c *Concept, format string, args ...any) {
		errs = append(errs, fmt.Errorf("glossary: %s: concept %q: %s", c.file, c.ID, fmt.Sprintf(format, args...)))
	}
	for i := range g.concepts {
		c := &g.concepts[i]
		if c.ID == "" || c.PrefLabel["en"] == "" {
			report(c, "id and an English prefLabel are required (concept %d of the glossary)", i+1)
		}
		if !slices.Contains([]ConceptKind{Topic, Action, PlaceName, Person, Organisation, Agreement, Programme, Event, Product}, c.Kind) {
			report(c, "unknown kind %q", c.Kind)
		}
		if first := g.byID[c.ID]; first != i {
			report(c, "the id is taken by a concept of %s", g.concepts[first].file)
		}
		for _, id := range slices.Concat(c.Broader, c.Narrower, c.Related) {
			if other, ok := g.byID[id]; !ok {
				report(c, "refers to %q, which is not in the glossary", id)
			} else if other == i {
				report(c, "refers to itself")
			}
		}
	}
	if cycle := g.cycle(); len(cycle) > 0 {
		report(&g.concepts[cycle[0]], "broader leads back to itself: %s", strings.Join(g.ids(cycle), " → "))
	}
	g.checkLabels(report)
	return errs
}

// checkLabels reports labels without a word, labels of two concepts, and unknown languages.
func (g *Glossary) checkLabels(report func(*Concept, string, ...any)) {
	type key struct{ lang, label string }
	taken := make(map[key]int)
	for i := range g.concepts {
		c := &g.concepts[i]
		for _, lang := range c.languages() {
			if !slices.Contains(languages, lang) {
				report(c, "unknown language %q", lang)
			}
			for _, label := range c.labels(lang) {
				k := key{lang, strings.Join(norms(g.lexicon.tokenize(label)), " ")}
				if k.label == "" {
					report(c, "label %q (%s) holds no word", label, lang)
					continue
				}
				if other, ok := taken[k]; ok && other != i {
					report(c, "label %q (%s) is also a label of %q", label, lang, g.concepts[other].ID)
					continue
				}
				taken[k] = i
			}
		}
	}
}

// cycle returns a path of broader relations that ends where it begins, nil if there is none.
func (g *Glossary) cycle() []int {
	const fresh, open, done = 0, 1, 2
	state := make([]int, len(g.concepts))
	var path []int
	var walk func(int) bool
	walk = func(i int) bool {
		state[i] = open
		path = append(path, i)
		for _, up := range g.broader[i] {
			if state[up] == open {
				path = append(path[slices.Index(path, up):], up)
				return true
			}
			if state[up] == fresh && walk(up) {
				return true
			}
		}
		path = path[:len(path)-1]
		state[i] = done
		return false
	}
	for i := range g.concepts {
		if state[i] == fresh && walk(i) {
			return path
		}
	}
	return nil
}

func (g *Glossary) ids(concepts []int) []string {
	ids := make([]string, len(concepts))
	for i, c := range concepts {
		ids[i] = g.concepts[c].ID
	}
	return ids
}

// languages returns the languages that the concept has labels in.
func (c *Concept) languages() []string {
	langs := slices.Collect(maps.Keys(c.PrefLabel))
	langs = slices.AppendSeq(langs, maps.Keys(c.AltLabel))
	langs = slices.AppendSeq(langs, maps.Keys(c.HiddenLabel))
	slices.Sort(langs)
	return slices.Compact(langs)
}

// labels returns the concept's labels in one language, the preferred one first.
func (c *Concept) labels(lang string) []string {
	var all []string
	if label := c.PrefLabel[lang]; label != "" {
		all = append(all, label)
	}
	return append(append(all, c.AltLabel[lang]...), c.HiddenLabel[lang]...)
}

// index builds the labels of one language or of several together, the first ones winning.
func (g *Glossary) index(langs ...string) *labels {
	ls := &labels{
		tree: make(map[branch]int32), ends: make([][]labelEnd, 1), dense: make(map[string]int), flags: make(map[string]int),
		bags: make(map[string]int), words: make(map[string]bool),
	}
	for _, lang := range langs {
		for i := range g.concepts {
			for _, label := range g.concepts[i].labels(lang) {
				g.addLabel(ls, lang, label, i)
			}
		}
	}
	return ls
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

func (g *Glossary) addLabel(ls *labels, lang, label string, concept int) {
	tokens := restem(withoutArticles(g.lexicon.tokenize(label)), lang)
	if len(tokens) == 0 {
		return
	}
	if r := []rune(tokens[0].norm); len(tokens) == 1 && isRegional(r[0]) {
		ls.flags[tokens[0].norm] = concept
		return
	}
	if slices.ContainsFunc(tokens, func(t token) bool { return t.dense }) {
		// A label in such a script is matched as a string, its spaces left out.
		folded := denseKey(label)
		if _, ok := ls.dense[folded]; !ok {
			ls.dense[folded] = concept
		}
		ls.longest = max(ls.longest, utf8.RuneCountInString(folded))
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

// addBag notes a label of two words for loose, see named and looselyNamed.
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

// denseKey folds a label of a script without spaces, or a stretch of a question.
func denseKey(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '・' || r == '·' || r == '　' {
			return -1
		}
		return r
	}, fold(s))
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

// Equal reports whether two glossaries hold the same concepts in the same order.
func (g *Glossary) Equal(o *Glossary) bool {
	return slices.EqualFunc(g.concepts, o.concepts, func(a, b Concept) bool {
		same := func(a, b []string) bool { return slices.Equal(a, b) }
		return a.ID == b.ID && a.Kind == b.Kind && maps.Equal(a.PrefLabel, b.PrefLabel) &&
			maps.EqualFunc(a.AltLabel, b.AltLabel, same) && maps.EqualFunc(a.HiddenLabel, b.HiddenLabel, same) &&
			slices.Equal(a.Broader, b.Broader) && slices.Equal(a.Narrower, b.Narrower) && slices.Equal(a.Related, b.Related)
	})
}

// Len returns the number of concepts.
func (g *Glossary) Len() int { return len(g.concepts) }

// Concept returns the concept with the given ID, nil if there is none.
func (g *Glossary) Concept(id string) *Concept {
	i, ok := g.byID[id]
	if !ok {
		return nil
	}
	return &g.concepts[i]
}

// A mention is a concept that a stretch of tokens names: tokens[first:last]. Where a
// question holds the words of a label apart, also is the second one; otherwise it is 0.
// exact is true if the words are those of the label, and not other forms of them.
type mention struct {
	concept, first, last, also int
	exact                      bool
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
		if !ok {
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
	if e.upper && !tokens[0].upper && (everyday[e.norms[0]] || g.ordinary(e.norms[0])) {
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

// What a character costs that no label covers. Kana between labels are mostly particles
// and endings; a label costs something too, so that one long label beats two short ones.
const (
	costKana  = 2
	costOther = 10
	costLabel = 3
)

// plurals reports whether one word is the plural of the other by its ending.
func plurals(a, b string) bool {
	return a == b+"s" || b == a+"s" || a == b+"es" || b == a+"es"
}

// namedDense segments a run of a script without spaces so that known labels cover as much
// of it as they can: 日本の防衛費 is Japan and the defence budget, not the defence of Japan and a
// rest. It returns the concepts in order with the labels that named them, and what is left
// between them, folded.
func (ls *labels) namedDense(run string) (concepts []int, labels, rest []string) {
	runes := []rune(denseKey(run))
	n := len(runes)
	cost := make([]int, n+1)  // of runes[i:]
	label := make([]int, n+1) // the length of the label that begins at i, 0 for none
	for i := n - 1; i >= 0; i-- {
		cost[i] = cost[i+1] + costOther
		if unicode.Is(unicode.Hiragana, runes[i]) {
			cost[i] = cost[i+1] + costKana
		}
		for length := 1; length <= min(ls.longest, n-i); length++ {
			if c := cost[i+length] + costLabel; c < cost[i] {
				if _, ok := ls.dense[string(runes[i:i+length])]; ok {
					cost[i], label[i] = c, length
				}
			}
		}
	}
	from := 0 // of what no label has covered
	for i := 0; i < n; {
		if label[i] == 0 {
			i++
			continue
		}
		if from < i {
			rest = append(rest, string(runes[from:i]))
		}
		name := string(runes[i : i+label[i]])
		concepts, labels = append(concepts, ls.dense[name]), append(labels, name)
		i += label[i]
		from = i
	}
	if from < n {
		rest = append(rest, string(runes[from:]))
	}
	return concepts, labels, rest
}
