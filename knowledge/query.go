package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

// A Query is a question in the form that an Index takes.
type Query struct {
	// Text is the question, cleaned of a chat platform's markup.
	Text string
	// Previous is the question before it where Text goes on from that ("by when tho"),
	// else "". What it names counts, but less than what Text names.
	Previous string
	// Near is the address of what answered the question before, where Text goes on from that: of
	// sentences that speak to Text about as well those of its paragraph come first. The zero
	// Address is none.
	Near Address
	// Everyday takes as terms the words too with which people ask, greet and mutter ("talk",
	// "official"), for a question that holds no others.
	Everyday bool
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
	// Pointing is true for a term that only points back at Query.Previous ("these groups").
	Pointing bool
	// Speaker is true for one who is asked to have said something ("what did Ishiba say about
	// Senkaku"): the document has to name them, the sentence need not.
	Speaker bool

	// PartOfAbsent is true for a word of a name of several words ("Great Barrier Reef") that no
	// sentence of the searched documents holds whole, though they may hold the word.
	PartOfAbsent bool

	reach map[int]float64 // concept to the share of the term that it serves
	stems []stemShare     // the same for words
	near  []nearShare     // the same for words that are near in meaning, the nearest first
}

type nearShare struct {
	term  int32
	share float64
}

type stemShare struct {
	stem  string
	share float64
}

// understand reads a question, of which tokens are given, into its terms and its wording, and
// says which language it is in.
func (x *Index) understand(q Query, tokens []token) (terms []Term, asked wording, lang string) {
	lang = x.languageOf(q.Text, tokens)
	terms, asked = x.read(q.Text, tokens, lang, q.Everyday)
	if q.Previous != "" {
		previous := x.lexicon.tokenize(q.Previous)
		pointing(terms, tokens, q.Text)
		inherited, before := x.read(q.Previous, previous, x.languageOf(q.Previous, previous), false)
		asked.goesOn(before)
		for _, t := range inherited {
			if slices.ContainsFunc(terms, t.same) {
				continue
			}
			t.Inherited, t.Text = true, ""
			t.Weight *= sharePrevious
			terms = append(terms, t)
		}
	}
	return terms, asked, lang
}

// pointing marks the terms that only point back at the question before ("these groups"): they
// say nothing new, and count as what they point at does.
func pointing(terms []Term, tokens []token, text string) {
	for i := 1; i < len(tokens); i++ {
		if !demonstratives[tokens[i-1].norm] {
			continue
		}
		for j := range terms {
			if strings.HasPrefix(text[tokens[i].start:], terms[j].Text) && !terms[j].Concept.named() {
				terms[j].Pointing = true
				terms[j].Weight *= sharePrevious
			}
		}
	}
}

var demonstratives = wordSet("this that these those such same")

func (c *Concept) named() bool { return c != nil && c.Kind.Named() }

func (t Term) same(o Term) bool {
	if t.Concept != nil || o.Concept != nil {
		return t.Concept == o.Concept
	}
	return len(t.stems) > 0 && len(o.stems) > 0 && t.stems[0].stem == o.stems[0].stem
}

// read reads one message, of which tokens are given, into its terms, in order, and its wording;
// with its everyday words if everyday is true.
func (x *Index) read(text string, given []token, lang string, everyday bool) ([]Term, wording) {
	tokens := x.correct(given, text, lang)
	if lang == "de" {
		tokens = x.splitCompounds(tokens, text)
	}
	var terms []Term
	var named []int  // tokens that are words of names
	var said []token // in English, of a question in another language
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
	if lang == "en" {
		mentions = x.addLoose(mentions, plain)
	} else {
		for i := range mentions {
			mentions[i].foreign = true
		}
		mentions = x.addEnglish(mentions, plain, lang)
	}
	apart := make(map[int]bool) // words that another label has taken
	if ScriptLang(text) != "" {
		var found []Term
		found, said, apart = x.denseTerms(text, tokens)
		for _, t := range found {
			add(t)
		}
	}
	for i := 0; i < len(tokens); i++ {
		if len(mentions) > 0 && mentions[0].first == i {
			m := mentions[0]
			mentions = mentions[1:]
			if apart[i] {
				continue
			}
			asked := plain[m.first:m.last:m.last]
			if m.also > 0 {
				asked = append(asked, plain[m.also])
				apart[m.also] = true
			}
			if lang == "en" && namesMeasure(plain, m) && x.sentencesWith("#"+x.glossary.concepts[m.concept].ID) == 0 {
				for _, number := range asked {
					if number.number {
						add(x.wordTerm(number, text))
					}
				}
				i = m.last - 1
				continue
			}
			var t Term
			asks := false
			if m.foreign {
				if read, ok := x.inEnglish(m.concept); ok {
					t, asks = read.term, true
					said = append(said, read.words...)
				}
			} else if !x.onlyChat(asked, m.concept, everyday) {
				t, asks = x.namedTerm(m.concept, asked), true
				said = append(said, asked...)
			}
			if asks {
				t.Text = text[asked[0].start:asked[len(asked)-1].end]
				t.Read = readAs(tokens[m.first:m.last], text)
				if x.speaks(plain, m) {
					t.Speaker = true
					t.Weight *= shareOfSpeaker
				}
				if asksWhich(plain, m.first) {
					t.Weight = max(t.Weight, leastSort)
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
		case x.silent(t.token, lang, everyday), countsMeasure(plain, i) && x.sentencesWith(t.stem) == 0:
		default:
			if thing, ok := numberedThing(plain, i); ok {
				add(x.numberedTerm(thing, text[plain[i-1].start:t.end]))
				continue
			}
			term := x.wordTerm(t.token, text)
			said = append(said, t.token)
			term.Read = readAs(tokens[i:i+1], text)
			// The first word of a sentence has its capital for that.
			if lang != "en" && x.lexicon.caseOf(t.norm) == unknownWord && (term.Kind == Word || (i == 0 || t.apart) && t.title && !t.upper) {
				term.Kind, term.Weight = Word, unknownForeign
			}
			if t.title && term.Kind == Name {
				named = append(named, i)
			}
			if asksWhich(plain, i) {
				term.Weight = max(term.Weight, leastSort)
			}
			add(term)
		}
	}
	if !slices.ContainsFunc(terms, func(t Term) bool { return t.Concept == nil || !t.Concept.acting() }) {
		for _, t := range x.prepositions(plain, text) {
			add(t)
		}
	}
	x.markAbsentNames(terms, plain, named)
	if lang != "en" {
		plain = said
	}
	return terms, x.wordingOf(plain)
}

// An englishTerm is what a label of another language than English names: a concept's term
// as its English name would make it, without Text, and the words of that name.
type englishTerm struct {
	term  Term
	words []token
}

// inEnglish reads a concept that another language names. A question is read as if it had the
// concept's English name in it, so that it finds what the English question finds. ok is false
// for a name that asks about nothing.
func (x *Index) inEnglish(concept int) (t *englishTerm, ok bool) {
	if known, found := x.englishTerms.Load(concept); found {
		t = known.(*englishTerm)
		return t, t != nil
	}
	words := x.askedConcept(concept).label
	if !x.onlyChat(words, concept, false) {
		t = &englishTerm{x.namedTerm(concept, words), words}
	}
	x.englishTerms.Store(concept, t)
	return t, t != nil
}

// prepositions returns the actions that function words say by themselves where a question
// names none but those who act: "what are they against" asks what they oppose, and "resilience
// against coercion" does not.
func (x *Index) prepositions(tokens []token, text string) []Term {
	var terms []Term
	for i := range tokens {
		if !functionWords[tokens[i].norm] || tokens[i].upper {
			continue
		}
		x.glossary.labelsAt(x.glossary.in("en"), tokens, i, func(m mention) {
			if m.last == i+1 && x.glossary.concepts[m.concept].Kind == Action {
				terms = append(terms, x.conceptTermOf(m.concept, tokens[i:i+1], text))
			}
		})
	}
	return terms
}

// markAbsentNames finds the names of several words among the tokens that are words of names,
// and marks the terms of those that no sentence holds whole.
func (x *Index) markAbsentNames(terms []Term, tokens []token, named []int) {
	for len(named) > 0 {
		n := 1
		for n < len(named) && named[n] == named[n-1]+1 && !tokens[named[n]].apart {
			n++
		}
		var run []int32
		for _, i := range named[:n] {
			if t, ok := x.terms[tokens[i].stem]; ok {
				run = append(run, t)
			}
		}
		// A word that stands nowhere is absent by itself.
		if n > 1 && len(run) == n && !x.holdsRun(run) {
			for _, i := range named[:n] {
				for t := range terms {
					if len(terms[t].stems) > 0 && terms[t].stems[0].stem == tokens[i].stem {
						terms[t].PartOfAbsent = true
					}
				}
			}
		}
		named = named[n:]
	}
}

// holdsRun reports whether the words of a sentence include run, one after the other.
func (x *Index) holdsRun(run []int32) bool {
	for i := range x.sentences {
		words := x.sentences[i].words
		for j := 0; j+len(run) <= len(words); j++ {
			if words[j] == run[0] && slices.Equal(words[j:j+len(run)], run) {
				return true
			}
		}
	}
	return false
}

// leastSort is the least weight of a sort of which one is asked for: in "which law" the law
// decides, as common a word as it is.
const leastSort = 0.25

// asksWhich reports whether the question asks for one of what a token names.
func asksWhich(tokens []token, i int) bool { return i > 0 && tokens[i-1].norm == "which" }

func isFlag(s string) bool {
	for _, r := range s {
		return isRegional(r)
	}
	return false
}

// documentItself is the concept of what is asked: "what does the joint statement say".
const documentItself = "joint-statement"

// onlyChat reports whether a label consists of words that carry nothing in a question
// ("plan", "issue"), and is therefore not what is asked about; everyday words do where
// everyday is true.
func (x *Index) onlyChat(tokens []token, concept int, everyday bool) bool {
	if x.glossary.concepts[concept].Kind.Named() {
		return false
	}
	if x.glossary.concepts[concept].ID == documentItself {
		return true
	}
	if everyday {
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
// own language's labels leave words over. Its small words are none: "die" is an article.
func (x *Index) addEnglish(mentions []mention, tokens []token, lang string) []mention {
	for _, m := range x.glossary.divide(tokens, "en") {
		overlaps := func(o mention) bool { return m.first < o.last && o.first < m.last }
		if !slices.ContainsFunc(mentions, overlaps) && (m.last-m.first > 1 || !foreignStop[lang][tokens[m.first].norm]) {
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

// silent reports whether a word of a question says nothing about its subject; an everyday
// word does where everyday is true.
func (x *Index) silent(t token, lang string, everyday bool) bool {
	if functionWords[t.norm] || !everyday && (chatWords[t.norm] || chatWords[t.stem] && len(t.stem) > 3) {
		return true
	}
	if lang != "en" && foreignStop[lang][t.norm] {
		return true
	}
	return len(t.norm) == 1 && !t.number
}

// countsMeasure reports whether a word is a measure of which the number is asked for ("how many
// tonnes", "what percentage"): where no sentence has it, it says in what the number would be, and
// nothing of what.
func countsMeasure(tokens []token, i int) bool {
	if i == 0 || !measures[tokens[i].norm] {
		return false
	}
	switch tokens[i-1].norm {
	case "many", "much":
		return i > 1 && tokens[i-2].norm == "how"
	case "what", "which", "exact":
		return true
	case "the":
		return i > 1 && strings.HasPrefix(tokens[i-2].norm, "what")
	}
	return false
}

// namesMeasure reports whether a label says no more than how much is meant, or in what to count
// it: "3 % of GDP", "how many trillion yen", "how much, in dollars or yen".
func namesMeasure(tokens []token, m mention) bool {
	counted := false
	for _, t := range tokens[m.first:m.last] {
		if !t.number && !measures[t.norm] && !functionWords[t.norm] {
			return false
		}
		counted = counted || t.number
	}
	before := m.first - 1
	for before >= 0 && measures[tokens[before].norm] {
		before--
	}
	switch {
	case counted || before < 0:
		return counted
	case tokens[before].number || asksNumber[tokens[before].norm]:
		return true
	case tokens[before].norm == "in" || tokens[before].norm == "or":
		return slices.ContainsFunc(tokens[:before], func(t token) bool { return asksAmount[t.norm] })
	}
	return false
}

// asksNumber are words behind which a measure says what is counted.
var asksNumber = wordSet("many much what which exact")

var asksAmount = wordSet("much many amount amounts figure figures sum sums price prices cost costs number total")

var measures = wordSet(`ton tons tonne tonnes kilos kilograms pounds barrels gallons liters litres metres meters kilometers kilometres miles acres hectares feet
	dollars bucks usd yen yuan euros gdp share percent percentage percentages million millions billion billions trillion trillions megawatts gigawatts mw gw kwh mtpa bcm
	hours minutes weeks units amount amounts figure figures sum sums quantity quantities volume`)

// shareOfSpeaker is what a speaker's name weighs of a name that is asked about.
const shareOfSpeaker = 0.3

// speaks reports whether a person or country is the subject of a verb of saying that has an
// object of its own: "what did Trump and Ishiba say about Senkaku".
func (x *Index) speaks(tokens []token, m mention) bool {
	kind := x.glossary.concepts[m.concept].Kind
	if kind != Person && kind != PlaceName || m.first > 0 && beForms[tokens[m.first-1].norm] {
		return false // "is India mentioned" asks for nothing that India says
	}
	const reach = 6
	for i := m.last; i < len(tokens)-1 && i < m.last+reach; i++ {
		if sayings[tokens[i].stem] {
			return true
		}
	}
	return false
}

var beForms = wordSet("is are was were isnt arent wasnt werent")

// sayings are stems.
var sayings = wordSet("say tell state declar talk mention discuss address announc speak")
