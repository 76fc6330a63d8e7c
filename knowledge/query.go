package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Query is a question in the form that an Index takes.
type Query struct {
	// Text is the question, cleaned of a chat platform's markup.
	Text string
	// Previous is the question before it where Text goes on from that ("by when tho"),
	// else "". What it names counts, but less than what Text names.
	Previous string
	// Wants says what kind of detail is asked for.
	Wants Detail
	// Document confines the search to one document, by ID; "" searches all.
	Document string
	// Limit is the greatest number of hits; 0 or less stands for DefaultLimit.
	Limit int
}

// DefaultLimit is how many hits a search returns where the query does not say.
const DefaultLimit = 10

// A Detail is what a question asks to be told about its subject.
type Detail uint8

// The details that sentences are looked at for.
const (
	NoDetail Detail = iota
	Time            // when, by when, what year
	Amount          // how much, how many
	Who
	Where
)

// A TermKind says what sort of thing a term of a question is.
type TermKind uint8

// The kinds of term. A name or numeral that no sentence holds weighs against an answer
// more than a word does, for a word may have been meant otherwise.
const (
	Word TermKind = iota
	ConceptTopic
	ConceptAction
	Name
	Numeral
)

// A Term is a part of a question that carries meaning, as the index has read it.
type Term struct {
	// Text is the part as asked. It is empty for a term of Query.Previous.
	Text string
	// Read is what a slip of the keyboard was read as, "" where it was read as written.
	Read string
	// Concept is the glossary's concept, nil for a plain word.
	Concept *Concept
	Kind    TermKind
	// Weight says how much the term decides, from 0 to 1: rare and specific words most.
	Weight float64
	// Sentences is the number of sentences in the searched documents that speak of it
	// directly, by the word or by any name of the concept.
	Sentences int
	// Inherited is true for a term of Query.Previous.
	Inherited bool
	// Speaker is true for one who is asked to have said something ("what did Ishiba say about
	// Senkaku"): the document has to name them, the sentence need not.
	Speaker bool

	reach map[int]float64 // concept to the share of the term that it serves
	stems []stemShare     // the same for words
}

type stemShare struct {
	stem  string
	share float64
}

// How far a sentence about a neighbouring concept serves a question about this one. The
// order is what matters: the thing itself, a part or kind of it, something beside it, the
// larger thing.
const (
	shareNarrower = 0.85
	shareRelated  = 0.45
	shareBroader  = 0.55
	shareBeside   = 0.2  // of a name, by something related to it: enough to be shown as nearest
	shareClass    = 0.3  // of a name, by what sort of thing it is
	shareWords    = 0.45 // of a topic's words without the topic
	shareAction   = 0.45 // of an action's weight: verbs are exchanged freely
	sharePrevious = 0.6  // of the weight of a term from the question before
)

// leastConcept is the least rarity of a topic or name: "energy" is a common word of
// statements, and still a subject where somebody asks for it.
const leastConcept = 0.35

// particular is the rarity from which on a larger topic is particular enough to stand for a
// smaller one.
const particular = 0.4

// narrowerDepth is how many steps down a concept reaches.
const narrowerDepth = 3

// understand reads a question, of which tokens are given, into its terms and says which
// language it is in.
func (x *Index) understand(q Query, tokens []token) (terms []Term, lang string) {
	lang = x.languageOf(q.Text, tokens)
	terms = x.read(q.Text, tokens, lang)
	if q.Previous != "" {
		previous := x.lexicon.tokenize(q.Previous)
		if t, ok := x.otherOne(tokens, previous, q.Text); ok && !slices.ContainsFunc(terms, t.same) {
			terms = append(terms, t)
		}
		for _, t := range x.read(q.Previous, previous, x.languageOf(q.Previous, previous)) {
			if slices.ContainsFunc(terms, t.same) {
				continue
			}
			t.Inherited, t.Text = true, ""
			t.Weight *= sharePrevious
			terms = append(terms, t)
		}
	}
	return terms, lang
}

// otherOne reads "the east one" after a question about the South China Sea: the word takes
// the place of one in a name of the question before, if that makes another name.
func (x *Index) otherOne(tokens, previous []token, text string) (Term, bool) {
	for i := 1; i < len(tokens); i++ {
		if tokens[i].norm != "one" || functionWords[tokens[i-1].norm] {
			continue
		}
		for j := range previous {
			other := slices.Clone(previous)
			other[j] = tokens[i-1]
			for _, m := range x.glossary.divide(other, "en") {
				if m.first <= j && j < m.last && m.last-m.first > 1 {
					return x.conceptTermOf(m.concept, tokens[i-1:i], text), true
				}
			}
		}
	}
	return Term{}, false
}

func (t Term) same(o Term) bool {
	if t.Concept != nil || o.Concept != nil {
		return t.Concept == o.Concept
	}
	return len(t.stems) > 0 && len(o.stems) > 0 && t.stems[0].stem == o.stems[0].stem
}

// terms1 reads one message.
func (x *Index) read(text string, given []token, lang string) []Term {
	tokens := x.correct(given, text, lang)
	var terms []Term
	add := func(t Term) {
		if i := slices.IndexFunc(terms, t.same); i >= 0 {
			return
		}
		terms = append(terms, t)
	}
	plain := make([]token, len(tokens))
	for i := range tokens {
		plain[i] = tokens[i].token
	}
	mentions := x.glossary.divide(restem(plain, lang), lang)
	if lang != "en" {
		mentions = x.addEnglish(mentions, plain)
	}
	if lang == "en" {
		mentions = x.addLoose(mentions, plain)
	}
	apart := make(map[int]bool) // words that another label has taken
	if scriptOf(text) != "" {
		found, taken := x.denseTerms(text, tokens)
		for _, t := range found {
			add(t)
		}
		apart = taken
	}
	for i := 0; i < len(tokens); i++ {
		if len(mentions) > 0 && mentions[0].first == i {
			m := mentions[0]
			mentions = mentions[1:]
			asked := plain[m.first:m.last:m.last]
			if m.also > 0 {
				asked = append(asked, plain[m.also])
				apart[m.also] = true
			}
			if !x.onlyChat(asked, m.concept) {
				t := x.conceptTermOf(m.concept, asked, text)
				t.Read = readAs(tokens[m.first:m.last])
				if x.speaks(plain, m) {
					t.Speaker = true
					t.Weight *= shareOfSpeaker
				}
				add(t)
			}
			i = m.last - 1
			continue
		}
		if apart[i] {
			continue
		}
		t := tokens[i]
		switch {
		case t.dense:
		case isFlag(t.norm):
			if c, ok := x.glossary.in("en").flags[t.norm]; ok {
				add(x.conceptTermOf(c, plain[i:i+1], text))
			}
		case x.silent(t.token, lang):
		default:
			term := x.wordTerm(t.token, text)
			term.Read = readAs(tokens[i : i+1])
			add(term)
		}
	}
	return terms
}

func isFlag(s string) bool {
	for _, r := range s {
		return isRegional(r)
	}
	return false
}

// onlyChat reports whether a label consists of words that carry nothing in a question
// ("plan", "issue"), and is therefore not what is asked about.
func (x *Index) onlyChat(tokens []token, concept int) bool {
	if x.glossary.concepts[concept].Kind.Named() {
		return false
	}
	for _, t := range tokens {
		if !functionWords[t.norm] && !chatWords[t.norm] {
			return false
		}
	}
	return true
}

// addEnglish adds the English labels that a question in another language uses where its
// own language's labels leave words over.
func (x *Index) addEnglish(mentions []mention, tokens []token) []mention {
	for _, m := range x.glossary.divide(tokens, "en") {
		overlaps := func(o mention) bool { return m.first < o.last && o.first < m.last }
		if !slices.ContainsFunc(mentions, overlaps) {
			mentions = append(mentions, m)
		}
	}
	slices.SortFunc(mentions, func(a, b mention) int { return a.first - b.first })
	return mentions
}

// looseReach is within how many words two words of a label are looked for.
const looseReach = 5

// addLoose adds labels whose two words stand near each other in any order, where the
// documents speak of the concept and neither word belongs to a label already. The mention
// covers the first word; the second becomes silent.
func (x *Index) addLoose(mentions []mention, tokens []token) []mention {
	free := func(i int) bool {
		return !functionWords[tokens[i].norm] && !chatWords[tokens[i].norm] && tokens[i].stem != "" &&
			!slices.ContainsFunc(mentions, func(m mention) bool {
				return m.first <= i && i < m.last && (m.last-m.first > 1 || x.glossary.concepts[m.concept].Kind.Named())
			})
	}
	for i := range tokens {
		for j := i + 1; j < len(tokens) && j <= i+looseReach; j++ {
			if !free(i) || !free(j) {
				continue
			}
			c, ok := x.glossary.in("en").looselyNamed(tokens[i].stem, tokens[j].stem)
			if !ok || x.sentencesWith("#"+x.glossary.concepts[c].ID) == 0 {
				continue
			}
			mentions = slices.DeleteFunc(mentions, func(m mention) bool { return m.first == i || m.first == j })
			mentions = append(mentions, mention{concept: c, first: i, last: i + 1, also: j})
		}
	}
	slices.SortFunc(mentions, func(a, b mention) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last)) })
	return mentions
}

// silent reports whether a word of a question says nothing about its subject.
func (x *Index) silent(t token, lang string) bool {
	if functionWords[t.norm] || chatWords[t.norm] || chatWords[t.stem] && len(t.stem) > 3 {
		return true
	}
	if lang != "en" && foreignStop[lang][t.norm] {
		return true
	}
	return len(t.norm) == 1 && !t.number
}

// shareOfSpeaker is what a speaker's name weighs of a name that is asked about.
const shareOfSpeaker = 0.3

// speaks reports whether a person or country is the subject of a verb of saying that has an
// object of its own: "what did Trump and Ishiba say about Senkaku".
func (x *Index) speaks(tokens []token, m mention) bool {
	kind := x.glossary.concepts[m.concept].Kind
	if kind != Person && kind != PlaceName {
		return false
	}
	const reach = 6
	for i := m.last; i < len(tokens)-1 && i < m.last+reach; i++ {
		if sayings[tokens[i].stem] {
			return true
		}
	}
	return false
}

// sayings are stems.
var sayings = wordSet("say tell state declar talk mention discuss address announc speak")

// readToken is a token of a question after correction.
type readToken struct {
	token
	corrected bool
}

func readAs(tokens []readToken) string {
	if !slices.ContainsFunc(tokens, func(t readToken) bool { return t.corrected }) {
		return ""
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.norm
	}
	return strings.Join(words, " ")
}

// correct joins words that were split, splits words that were merged, reads slips of the
// keyboard, and tells the country in "us" from the pronoun.
func (x *Index) correct(tokens []token, text, lang string) []readToken {
	shouting := isShouting(tokens)
	out := make([]readToken, 0, len(tokens))
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if shouting {
			t.upper = false
		}
		if t.norm == "us" {
			t.upper = !isPronounUs(tokens, i)
		}
		if t.dense || t.number || t.norm == "" || isFlag(t.norm) {
			out = append(out, readToken{token: t})
			continue
		}
		if i+1 < len(tokens) {
			if joined, ok := x.joined(t, tokens[i+1], text); ok {
				out = append(out, readToken{token: joined})
				i++
				continue
			}
		}
		if lang != "en" || x.speller.knows(t.norm) {
			out = append(out, readToken{token: t})
			continue
		}
		if word, ok := x.speller.correct(t.norm); ok {
			out = append(out, readToken{token: t.reread(word), corrected: true})
			continue
		}
		if left, right, ok := x.speller.split(t.norm); ok {
			out = append(out, readToken{token: t.reread(left)}, readToken{token: t.reread(right), corrected: true})
			continue
		}
		out = append(out, readToken{token: t})
	}
	return out
}

func (t token) reread(word string) token {
	t.norm, t.stem = word, stem(word)
	return t
}

// joined reads two words as one where only that is a word ("semi conductors", "co-operation").
func (x *Index) joined(a, b token, text string) (token, bool) {
	if b.dense || a.number || b.number || len(a.norm) < 2 || len(b.norm) < 3 || b.start-a.end > 1 {
		return token{}, false
	}
	word := american(a.norm + b.norm)
	if !x.speller.holds(word) || x.speller.holds(a.norm) && x.speller.holds(b.norm) && !prefixes[a.norm] {
		return token{}, false
	}
	a.end = b.end
	a.title, a.upper = unicode.IsUpper(rune(text[a.start])), false
	return a.reread(word), true
}

// prefixes are written apart from their word at will.
var prefixes = wordSet("co re pre non anti multi inter semi super mini micro sub tri bi counter de un")

// isShouting reports whether capitals mean nothing in this question.
func isShouting(tokens []token) bool {
	upper, words := 0, 0
	for _, t := range tokens {
		if t.dense || t.number {
			continue
		}
		words++
		if t.upper {
			upper++
		}
	}
	return words >= 4 && upper*4 >= words*3
}

// isPronounUs tells the pronoun "us" from the country written in small letters.
func isPronounUs(tokens []token, i int) bool {
	if tokens[i].upper || i == 0 {
		return false
	}
	switch tokens[i-1].norm {
	case "tell", "give", "show", "let", "lets", "help", "remind", "for", "to", "of", "with", "inform", "send", "between", "both", "all", "among":
		return i+1 == len(tokens) || !tokens[i+1].glued
	}
	return false
}

// rareName is the rarity from which on a word that is mostly written with a capital is taken
// for a name; more common ones ("secret", "north") are words that names are made of.
const rareName = 0.6

// wordTerm makes the term of a word that no label covers.
func (x *Index) wordTerm(t token, text string) Term {
	term := Term{Text: text[t.start:t.end], Kind: Word, stems: []stemShare{{t.stem, 1}}}
	rarity := x.lexicon.rarity(t.stem)
	switch {
	case t.number || strings.ContainsFunc(t.norm, unicode.IsDigit):
		term.Kind = Numeral
	case t.upper || !x.speller.knows(t.norm) || rarity >= rareName && x.lexicon.caseOf(t.norm) >= properName:
		term.Kind = Name
	}
	term.Sentences = x.sentencesWith(t.stem)
	term.Weight = x.weight(rarity, int32(term.Sentences))
	return term
}

func (x *Index) sentencesWith(name string) int {
	t, ok := x.terms[name]
	if !ok {
		return 0
	}
	return int(x.count[t])
}

// conceptTermOf makes the term of a concept that tokens name.
func (x *Index) conceptTermOf(concept int, tokens []token, text string) Term {
	c := &x.glossary.concepts[concept]
	term := Term{Text: text[tokens[0].start:tokens[len(tokens)-1].end], Concept: c, Kind: ConceptTopic, reach: x.reach(concept)}
	switch {
	case c.Kind == Action:
		term.Kind = ConceptAction
	case c.Kind.Named():
		term.Kind = Name
	}
	// A concept weighs what the words of its English name weigh together, so that it weighs
	// the same in every language and by every name.
	label := x.lexicon.tokenize(c.PrefLabel["en"])
	rare := x.rarityOf(label)
	term.Sentences = x.sentencesWith("#" + c.ID)
	rarity := max(rare, leastConcept)
	if term.Kind == ConceptAction {
		rarity = rare * shareAction
	}
	term.Weight = x.weight(rarity, int32(term.Sentences))
	term.stems = x.wordShares(term, tokens, label)
	return term
}

// rarityOf is the rarity of a name: that of its words together.
func (x *Index) rarityOf(label []token) float64 {
	rest := 1.0
	for _, t := range label {
		if !functionWords[t.norm] {
			rest *= 1 - x.lexicon.rarity(t.stem)
		}
	}
	return 1 - rest
}

// wordShares says what the words of a concept's name are worth without the concept: those
// of a name nothing, for "Security Council" is not about security.
func (x *Index) wordShares(term Term, asked, label []token) []stemShare {
	if term.Kind == Name {
		return nil
	}
	if len(asked) == 1 && !asked[0].dense && asked[0].stem != "" {
		return []stemShare{{asked[0].stem, 1}}
	}
	var shares []stemShare
	total := 0.0
	for _, tokens := range [][]token{asked, label} {
		for _, t := range tokens {
			if t.dense || functionWords[t.norm] || slices.ContainsFunc(shares, func(s stemShare) bool { return s.stem == t.stem }) {
				continue
			}
			r := x.lexicon.rarity(t.stem)
			shares = append(shares, stemShare{t.stem, r})
			total += r
		}
	}
	for i := range shares {
		shares[i].share *= shareWords / max(total, 0.01)
	}
	return shares
}

// reach returns the concepts that serve a question about this one, with their shares.
func (x *Index) reach(concept int) map[int]float64 {
	g := x.glossary
	reach := map[int]float64{concept: 1}
	offer := func(c int, share float64) {
		if share > reach[c] {
			reach[c] = share
		}
	}
	level := []int{concept}
	for depth, share := 0, shareNarrower; depth < narrowerDepth; depth, share = depth+1, share*shareNarrower {
		var next []int
		for _, c := range level {
			next = append(next, g.narrower[c]...)
		}
		for _, c := range next {
			offer(c, share)
		}
		level = next
	}
	beside := shareRelated
	if g.concepts[concept].Kind.Named() {
		beside = shareBeside
	}
	for _, c := range g.related[concept] {
		offer(c, beside)
	}
	larger := shareBroader
	switch kind := g.concepts[concept].Kind; {
	case kind == PlaceName || kind == Person:
		return reach // an island is not spoken of because its country is
	case kind.Named():
		larger = shareClass
	}
	for _, c := range g.broader[concept] {
		// Rare earths are spoken of with critical minerals, steel is not with industry.
		specific := x.rarityOf(x.lexicon.tokenize(g.concepts[c].PrefLabel["en"]))
		offer(c, larger*min(specific/particular, 1))
	}
	return reach
}

// denseTerms reads a question in Japanese, Chinese or Korean: the concepts it names, and
// what is left when endings and asking words are off. Words in Latin letters are left to
// the English labels, but for those that are part of a label ("オープンRAN"): taken has them.
func (x *Index) denseTerms(text string, tokens []readToken) (terms []Term, taken map[int]bool) {
	lang := scriptOf(text)
	concepts, labels, rest := x.glossary.in(lang).namedDense(text)
	for i, c := range concepts {
		t := x.conceptTermOf(c, []token{{start: 0, end: len(text), dense: true}}, text)
		t.Text = x.glossary.concepts[c].Name(lang)
		terms = append(terms, t)
		if taken == nil {
			taken = make(map[int]bool)
		}
		for j, word := range tokens {
			if !word.dense && word.norm != "" && strings.Contains(labels[i], word.norm) {
				taken[j] = true
			}
		}
	}
	between := func(r rune) bool { return !isDense(r) || unicode.Is(unicode.Hiragana, r) }
	for _, r := range rest {
		for _, word := range strings.FieldsFunc(denseStops.Replace(r), between) {
			if utf8.RuneCountInString(word) >= 2 {
				terms = append(terms, unknownTerm(word))
			}
		}
	}
	if taken == nil {
		taken = make(map[int]bool)
	}
	return terms, taken
}

// What a word in Japanese, Chinese or Korean weighs that no label covers. In katakana it is
// mostly a name; otherwise it is often one of the many ways to ask.
const (
	unknownKatakana = 0.8
	unknownDense    = 0.35
)

func unknownTerm(word string) Term {
	if r := []rune(word)[0]; unicode.Is(unicode.Katakana, r) {
		return Term{Text: word, Kind: Name, Weight: unknownKatakana}
	}
	return Term{Text: word, Kind: Word, Weight: unknownDense}
}

var denseStops = func() *strings.Replacer {
	stops := slices.Clone(denseStop)
	slices.SortStableFunc(stops, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(stops))
	for _, s := range stops {
		pairs = append(pairs, s, " ")
	}
	return strings.NewReplacer(pairs...)
}()

// weight is how much a term decides: its rarity in such texts at large, less where the
// loaded documents are full of it. In large collections their own counts take over.
func (x *Index) weight(rarity float64, sentences int32) float64 {
	const even = 1000 // sentences from which the collection's own counts weigh as much as the lexicon's
	n := float64(len(x.sentences))
	own := 1.0
	if sentences > 0 {
		df := float64(sentences)
		own = math.Log(1+(n-df+0.5)/(df+0.5)) / math.Log(1+(n-0.5)/1.5)
		own = min(max(own, 0), 1)
	}
	trust := n / (n + even)
	if sentences == 0 {
		return rarity
	}
	return (1-trust)*rarity*math.Sqrt(own) + trust*own
}

// languageOf tells the language of a question by its script, its small words and the names
// it uses.
func (x *Index) languageOf(text string, tokens []token) string {
	if script := scriptOf(text); script != "" {
		return script
	}
	best, most := "en", 0
	for _, lang := range []string{"es", "fr", "de"} {
		if n := x.foreignness(tokens, text, lang); n > most {
			best, most = lang, n
		}
	}
	if best == "en" {
		return best
	}
	for _, t := range tokens {
		if functionWords[t.norm] && !foreignStop[best][t.norm] {
			most -= 2
		}
	}
	if most <= 0 {
		return "en"
	}
	return best
}

// foreignness says how much speaks for another language in Latin letters. A small word of
// it that is an English word too ("sea", "die") only starts the search for names.
func (x *Index) foreignness(tokens []token, text, lang string) int {
	english := func(word string) bool {
		c := x.lexicon.caseOf(word)
		return c == ordinary || c == abbreviation
	}
	n, small := 0, 0
	for _, t := range tokens {
		switch {
		case len(t.norm) < 2 || functionWords[t.norm] || chatWords[t.norm]:
		case foreignStop[lang][t.norm]:
			small++
			if !english(t.norm) {
				n += 2
			}
		case strings.ContainsAny(text[t.start:t.end], foreignLetters[lang]):
			n++
		}
	}
	if lang == "es" && strings.ContainsAny(text, "¿¡") {
		n += 4
	}
	if small == 0 {
		return n
	}
	for _, m := range x.glossary.divide(restem(tokens, lang), lang) {
		for _, t := range tokens[m.first:m.last] {
			if !english(t.norm) && !foreignStop[lang][t.norm] {
				n++
			}
		}
	}
	return n
}

// scriptOf returns the language of a text that is written in kana, Hangul or Han, "" for
// any other.
func scriptOf(text string) string {
	han := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			return "ja"
		case unicode.Is(unicode.Hangul, r):
			return "ko"
		case unicode.Is(unicode.Han, r):
			han = true
		}
	}
	if han {
		return "zh"
	}
	return ""
}

var foreignLetters = map[string]string{"es": "ñáéíóú", "fr": "çèêëîïôûùàœé", "de": "äöüß"}
