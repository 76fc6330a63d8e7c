package knowledge

import "slices"

// Whole returns the question that text stands for where it names only what is to take the place
// of its like in previous ("and for the economy?" after "who handles defense?", "and the east
// one?" after "what about the South China Sea?"): previous with the new part in it. It is "" where
// text is no such question, or previous has nothing of the kind or nothing else.
func (x *Index) Whole(text, previous string) string {
	tokens := x.lexicon.tokenize(text)
	part, short := shortened(tokens)
	other := slices.ContainsFunc(tokens, func(t token) bool { return choosing[t.norm] })
	if !short && !other {
		return ""
	}
	before := x.lexicon.tokenize(previous)
	if first, last, n := ordinal(tokens); n > 0 {
		if p, ok := x.named(before, previous, n); ok {
			span := p.span()
			return text[:tokens[first].start] + previous[span.Start:span.End] + text[tokens[last].end:]
		}
		return ""
	}
	if place, t, ok := x.otherOne(part, before); ok {
		return previous[:place.start] + text[t.start:t.end] + previous[place.end:]
	}
	if !short || other {
		return ""
	}
	asked := slices.DeleteFunc(x.parts(part, text), func(p questionPart) bool { return p.sort.kind == Action })
	parts := x.parts(before, previous)
	if len(asked) != 1 || len(parts) < 2 && !slices.ContainsFunc(before, func(t token) bool { return askingWords[t.norm] }) {
		return ""
	}
	place, ok := x.alike(asked[0], parts, partPrepositions[part[0].norm])
	if !ok {
		return ""
	}
	first, last := asked[0].span(), place.span()
	return previous[:last.Start] + text[first.Start:first.End] + previous[last.End:]
}

// shortened returns the words of a question behind "and", "or" or "same for" where they ask
// nothing themselves, or begin with a preposition: "and Japan?", "ok, and for the economy, who?".
func shortened(tokens []token) (part []token, ok bool) {
	for len(tokens) > 1 && chatWords[tokens[0].norm] && tokens[0].norm != "same" {
		tokens = tokens[1:]
	}
	if len(tokens) < 2 || !leadingWords[tokens[0].norm] {
		return tokens, false
	}
	part = tokens[1:]
	return part, partPrepositions[part[0].norm] || !slices.ContainsFunc(part, func(t token) bool {
		return askingWords[t.norm] || auxiliaries[t.norm]
	})
}

var (
	leadingWords     = wordSet("and or but same")
	partPrepositions = wordSet("for on in at with to by about against")
	askingWords      = wordSet("what who whom whose which when where why how")
)

// choosing are words of which a question that chooses among several things holds one.
var choosing = wordSet("one ones former latter")

// ordinal finds which of several things is asked for, counted from 1: "the first one", "the
// latter". It is 0 where none is.
func ordinal(tokens []token) (first, last, n int) {
	for i, t := range tokens {
		switch {
		case t.norm == "former":
			return i, i, 1
		case t.norm == "latter":
			return i, i, 2
		case i > 0 && t.norm == "one" && tokens[i-1].norm == "first":
			return i - 1, i, 1
		case i > 0 && t.norm == "one" && tokens[i-1].norm == "second":
			return i - 1, i, 2
		}
	}
	return 0, 0, 0
}

// named returns the n-th of the things that a question names side by side: "Taiwan or Okinawa".
func (x *Index) named(tokens []token, text string, n int) (questionPart, bool) {
	var row []questionPart
	for _, p := range x.parts(tokens, text) {
		if len(row) > 0 && !besideEachOther(tokens, row[len(row)-1].span().End, p.span().Start) {
			if len(row) > 1 {
				break
			}
			row = row[:0]
		}
		row = append(row, p)
	}
	if len(row) < 2 || n > len(row) {
		return questionPart{}, false
	}
	return row[n-1], true
}

// besideEachOther reports whether between two bytes of a question stand only words that join
// things: at least "and" or "or".
func besideEachOther(tokens []token, from, to int) bool {
	joined := false
	for _, t := range tokens {
		if t.start < from || t.end > to {
			continue
		}
		if t.norm != "and" && t.norm != "or" && t.norm != "the" {
			return false
		}
		joined = joined || t.norm != "the"
	}
	return joined
}

// otherOne finds a word of the question before, in a name of several words, of which the place
// a word of part takes so that it is another name: "the east one" after the South China Sea.
func (x *Index) otherOne(part, previous []token) (place, by token, ok bool) {
	for _, t := range part {
		if functionWords[t.norm] || chatWords[t.norm] {
			continue
		}
		for j := range previous {
			if previous[j].norm == t.norm {
				continue
			}
			other := slices.Clone(previous)
			other[j] = t
			for _, m := range x.glossary.divide(other, "en") {
				if m.first <= j && j < m.last && m.last-m.first > 1 && x.glossary.concepts[m.concept].Kind.Named() &&
					x.namesLike(previous[m.first:m.last], m.concept) {
					return previous[j], t, true
				}
			}
		}
	}
	return token{}, token{}, false
}

// namesLike reports whether the words of the question before name a concept of the same kind.
func (x *Index) namesLike(tokens []token, concept int) bool {
	mentions := x.glossary.divide(tokens, "en")
	return len(mentions) == 1 && mentions[0].last-mentions[0].first == len(tokens) &&
		x.glossary.concepts[mentions[0].concept].Kind == x.glossary.concepts[concept].Kind
}

// A questionPart is what a question names, a concept or a word, and what sort of thing it is.
type questionPart struct {
	tokens []token
	named  bool // by a label of the glossary, or by a capital
	sort   partSort
}

// A partSort is what a part must have in common with another to take its place.
type partSort struct {
	kind ConceptKind
	acts bool // of those who speak: leaders, and the countries that are named everywhere
}

// span returns where a part stands in its question.
func (p questionPart) span() Span { return Span{p.tokens[0].start, p.tokens[len(p.tokens)-1].end} }

// parts divides a question into what it names. Unlike its terms they are stretches of it.
func (x *Index) parts(given []token, text string) []questionPart {
	var tokens []token
	for _, t := range x.correct(given, text, "en") {
		tokens = append(tokens, t.token)
	}
	var parts []questionPart
	mentions := x.glossary.divide(tokens, "en")
	for i := 0; i < len(tokens); i++ {
		if len(mentions) > 0 && mentions[0].first == i {
			m := mentions[0]
			mentions = mentions[1:]
			i = m.last - 1
			if words := tokens[m.first:m.last]; !x.onlyChat(words, m.concept, false) {
				parts = append(parts, questionPart{words, true, x.sortOf(m.concept)})
			}
			continue
		}
		t := tokens[i]
		if t.number || t.dense || x.silent(t, "en", false) {
			continue
		}
		kind := Topic
		if t.title && i > 0 {
			kind = PlaceName
		}
		parts = append(parts, questionPart{tokens[i : i+1], kind == PlaceName, partSort{kind: kind}})
	}
	return parts
}

func (x *Index) sortOf(concept int) partSort {
	c := &x.glossary.concepts[concept]
	acts := c.acting()
	if c.Kind.Named() {
		acts = acts && x.sentencesWith("#"+c.ID)*everywhere >= len(x.sentences)
	}
	return partSort{c.Kind, acts}
}

// alike returns which of parts is most like the one asked for: a name of the same kind, or a
// common noun that is nearest in meaning. Where there is none, and the one asked for stands
// behind a preposition, any thing will do that is the only one. Nothing will do where two are
// equally alike.
func (x *Index) alike(asked questionPart, parts []questionPart, anything bool) (questionPart, bool) {
	like := func(p questionPart) bool { return p.sort == asked.sort && (p.named || !asked.named) }
	if anything && !slices.ContainsFunc(parts, like) {
		like = func(p questionPart) bool { return p.named && !p.sort.acts && p.sort.kind != Action }
	} else if asked.sort.kind == Topic {
		return x.nearestPart(asked, slices.DeleteFunc(slices.Clone(parts), func(p questionPart) bool { return !like(p) }))
	}
	i := slices.IndexFunc(parts, like)
	if i < 0 || slices.ContainsFunc(parts[i+1:], like) {
		return questionPart{}, false
	}
	return parts[i], true
}

// nearestPart returns which of parts is nearest in meaning to one; the first if none is known.
func (x *Index) nearestPart(to questionPart, parts []questionPart) (questionPart, bool) {
	asked, ok := x.lexicon.directionOf(to.tokens).asked()
	if len(parts) < 2 || !ok {
		return append(parts, questionPart{})[0], len(parts) > 0
	}
	var rows directions
	for _, p := range parts {
		rows.add(string(x.lexicon.directionOf(p.tokens).bytes()))
	}
	best := 0
	for i := range parts {
		if rows.cosine(&asked, i) > rows.cosine(&asked, best) {
			best = i
		}
	}
	return parts[best], true
}
