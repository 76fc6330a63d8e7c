package knowledge

import (
	"slices"
	"strings"
	"unicode"
)

// readToken is a token of a question after correction.
type readToken struct {
	token
	corrected bool
}

// readAs returns what tokens were read as, "" if that is what they are in text.
func readAs(tokens []readToken, text string) string {
	if !slices.ContainsFunc(tokens, func(t readToken) bool { return t.corrected }) {
		return ""
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.norm
	}
	read := strings.Join(words, " ")
	if read == fold(text[tokens[0].start:tokens[len(tokens)-1].end]) {
		return ""
	}
	return read
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
		switch {
		case lang != "en":
			out = append(out, readToken{token: t})
		case !x.speller.knows(t.norm):
			out = append(out, x.reread(out, tokens[i:], text)...)
		case x.speller.strange(t.norm):
			out = append(out, x.completing(out, tokens[i:], true))
		default:
			out = append(out, readToken{token: t})
		}
	}
	return out
}

// reread reads an unknown word, the first of tokens, of which before is what stands before it.
func (x *Index) reread(before []readToken, tokens []token, text string) []readToken {
	t := tokens[0]
	if word := x.speller.squeezed(t.norm); word != t.norm {
		t = t.reread(word)
		if x.speller.knows(word) {
			return []readToken{{token: t, corrected: true}}
		}
	}
	if parts := x.camelParts(text[t.start:t.end]); len(parts) > 0 {
		return t.divided(parts, text)
	}
	if read := x.completing(before, append([]token{t}, tokens[1:]...), false); read.corrected {
		return []readToken{read}
	}
	if word, ok := x.speller.correct(t.norm); ok && !x.partOfName(t.reread(word)) && !x.writtenAsName(before, t, word) {
		return []readToken{{token: t.reread(word), corrected: true}}
	}
	if parts := x.speller.split(t.norm); len(parts) > 1 {
		return t.divided(parts, text)
	}
	return []readToken{{token: t, corrected: t.norm != tokens[0].norm}}
}

// completing reads the first of tokens, a word that is none or one of the language and not of
// the subject, as a slip where that makes a name of several words with its neighbours:
// "prime minster", "taiwan strate". A word that is one has to be a likely slip by itself,
// and none is bent far into a name: Tainan is not Taiwan, nor is Prime Minister Ishida Ishiba.
func (x *Index) completing(before []readToken, tokens []token, known bool) readToken {
	t := tokens[0]
	around := make([]token, 0, 4)
	for _, r := range before[max(len(before)-reachBeside, 0):] {
		around = append(around, r.token)
	}
	at := len(around)
	around = append(around, tokens[:min(len(tokens), 1+reachBeside)]...)
	if len(around) == 1 {
		return readToken{token: t}
	}
	for _, c := range x.speller.candidates(t.norm) {
		name := x.lexicon.caseOf(c.word) != ordinary
		if !c.sure && (known || c.rank != ofDocuments) || name && c.likely >= costAny && (known || !c.sure) {
			continue
		}
		around[at] = t.reread(c.word)
		for _, m := range x.glossary.divide(around, "en") {
			if m.last-m.first > 1 && m.first <= at && at < m.last {
				return readToken{token: around[at], corrected: true}
			}
		}
	}
	return readToken{token: t}
}

// writtenAsName reports whether a short unknown word has a capital after a word that has none,
// and can only be read as a word that is written without: "the Begum plan" has not begun.
func (x *Index) writtenAsName(before []readToken, t token, word string) bool {
	if len(before) == 0 || !t.title || t.upper || len(t.norm) >= longName || x.lexicon.caseOf(word) != ordinary || functionWords[word] || chatWords[word] {
		return false
	}
	last := before[len(before)-1]
	return !last.title && !last.upper && !last.number
}

// longName is a length from which on an unknown word that is like another is more likely a
// slip than a name, though it has a capital.
const longName = 8

// partOfName reports whether a word stands only in names of several words, such as "Kuala":
// by itself it names nothing.
func (x *Index) partOfName(t token) bool {
	return !x.speller.documents[t.norm] && x.speller.glossary[t.norm] && x.lexicon.caseOf(t.norm) != ordinary &&
		!functionWords[t.norm] && !chatWords[t.norm] && len(x.glossary.divide([]token{t}, "en")) == 0
}

// reachBeside is how many words on each side may make a name with a slip.
const reachBeside = 2

// camelParts takes a hashtag apart at its capitals, "TaiwanStrait", and reads slips in its
// parts; nil if it is not of words.
func (x *Index) camelParts(surface string) (parts []string) {
	from, known := 0, false
	for i := 1; i <= len(surface); i++ {
		if i < len(surface) && (surface[i] < 'A' || surface[i] > 'Z' || surface[i-1] < 'a' || surface[i-1] > 'z') {
			continue
		}
		part := normalize(surface[from:i])
		if x.speller.knows(part) {
			known = true
		} else if word, ok := x.speller.correct(part); ok {
			part = word
		} else {
			return nil
		}
		parts = append(parts, part)
		from = i
	}
	if len(parts) < 2 || !known {
		return nil
	}
	return parts
}

// divided returns the parts of a word as tokens; each stands where it is in the text if the
// word has kept its letters.
func (t token) divided(parts []string, text string) []readToken {
	out := make([]readToken, len(parts))
	at := t.start
	whole := strings.ToLower(text[t.start:t.end]) == strings.Join(parts, "")
	for i, part := range parts {
		p := t.reread(part)
		if whole {
			p.start, p.end = at, at+len(part)
			at = p.end
		}
		p.upper = false
		out[i] = readToken{token: p, corrected: true}
	}
	return out
}

func (t token) reread(word string) token {
	t.norm, t.stem = word, stem(word)
	return t
}

// joined reads two words as one where only that is a word ("semi conductors", "co-operation").
func (x *Index) joined(a, b token, text string) (token, bool) {
	if b.dense || a.number || b.number || len(a.norm) < 2 || len(b.norm) < 2 || b.start-a.end > 1 {
		return token{}, false
	}
	word := american(a.norm + b.norm)
	if !x.speller.holds(word) || len(b.norm) == 2 && (!x.speller.documents[word] || x.speller.knows(a.norm)) {
		return token{}, false
	}
	if x.speller.holds(a.norm) && x.speller.holds(b.norm) && !prefixes[a.norm] && !x.writtenTogether(a, b, word) {
		return token{}, false
	}
	a.end = b.end
	a.title, a.upper = unicode.IsUpper(rune(text[a.start])), false
	return a.reread(word), true
}

// writtenTogether reports whether the documents have two words as one ("peacetime") and
// nowhere side by side, though each is a word.
func (x *Index) writtenTogether(a, b token, word string) bool {
	if !x.speller.documents[word] || functionWords[a.norm] || functionWords[b.norm] || len(a.norm) < shortestCorrected {
		return false
	}
	first, ok := x.terms[a.stem]
	second, also := x.terms[b.stem]
	return !ok || !also || !x.holdsRun([]int32{first, second})
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
