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
			read := readToken{token: t}
			if lang == "en" && x.speller.strange(t.norm) {
				read = x.completing(tokens, i)
			}
			out = append(out, read)
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

// completing reads a word that is one of the language and not of the subject as a slip where
// that makes a name of several words with its neighbour: "prime minster".
func (x *Index) completing(tokens []token, i int) readToken {
	t := tokens[i]
	word, ok := x.speller.correct(t.norm)
	if !ok {
		return readToken{token: t}
	}
	around := slices.Clone(tokens[max(i-1, 0):min(i+2, len(tokens))])
	at := min(i, 1)
	around[at] = t.reread(word)
	for _, m := range x.glossary.divide(around, "en") {
		if m.last-m.first > 1 && m.first <= at && at < m.last {
			return readToken{token: around[at], corrected: true}
		}
	}
	return readToken{token: t}
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
