package knowledge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang returns the language of the document's text, as an ISO 639-1 code: that of its script
// where it is written in Japanese, Korean or Chinese, otherwise English, which the
// statements at hand are in.
func (d *Document) Lang() string {
	const opening = 2000 // bytes; a name in its own script stands further on, if at all
	text := d.Text[:min(len(d.Text), opening)]
	dense := 0
	for _, r := range text {
		if ScriptLang(string(r)) != "" {
			dense += utf8.RuneLen(r)
		}
	}
	if dense > len(text)/2 {
		return ScriptLang(text)
	}
	return "en"
}

// languageOf tells the language of a question by its script, its small words and the names
// it uses.
func (x *Index) languageOf(text string, tokens []token) string {
	if script := ScriptLang(text); script != "" {
		return script
	}
	// Longer questions have small words. To look at names takes the labels of three languages, which
	// few servers ever need: it is not done for a slip of the keyboard.
	const short = 3
	odd := make([]bool, len(tokens))
	if len(tokens) <= short {
		for i, t := range tokens {
			if !t.number && !t.dense && !functionWords[t.norm] && !chatWords[t.norm] && !x.speller.knows(t.norm) {
				_, slip := x.speller.correct(t.norm)
				odd[i] = !slip
			}
		}
	}
	best, most := "en", 0
	for _, lang := range []string{"es", "fr", "de"} {
		if n := x.foreignness(tokens, odd, text, lang); n > most {
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
// it that is an English word too ("sea", "die") only starts the search for names, and so does
// a word of no language that is known, which odd tells for each token.
func (x *Index) foreignness(tokens []token, odd []bool, text, lang string) int {
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
	if small == 0 && !slices.Contains(odd, true) {
		return n
	}
	for _, m := range x.glossary.divide(restem(tokens, lang), lang) {
		for i := m.first; i < m.last; i++ {
			// Without a small word only what English does not have speaks for another language.
			if norm := tokens[i].norm; small > 0 && !english(norm) && !foreignStop[lang][norm] || small == 0 && m.exact && odd[i] {
				n++
			}
		}
	}
	return n
}

// ScriptLang returns the language of a text that is written in kana, Hangul or Han, as an ISO
// 639-1 code; "" for any other. Han alone is Chinese where nothing tells it from Japanese.
func ScriptLang(text string) string {
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
	switch {
	case !han:
		return ""
	case isJapanese(text):
		return "ja"
	}
	return "zh"
}

var foreignLetters = map[string]string{"es": "ñáéíóú", "fr": "çèêëîïôûùàœé", "de": "äöüß"}
