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
	unknown := func(t token) bool {
		return !t.number && !functionWords[t.norm] && !chatWords[t.norm] && x.lexicon.caseOf(t.norm) == unknownWord
	}
	if small == 0 && !slices.ContainsFunc(tokens, unknown) {
		return n
	}
	for _, m := range x.glossary.divide(restem(tokens, lang), lang) {
		for _, t := range tokens[m.first:m.last] {
			// Without a small word only what English does not have speaks for another language.
			if small > 0 && !english(t.norm) && !foreignStop[lang][t.norm] || small == 0 && m.exact && unknown(t) {
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
