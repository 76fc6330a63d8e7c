package knowledge

import (
	"strings"
	"testing"
)

const denseGlossary = `
- {id: japan, kind: place, prefLabel: {en: Japan, ja: 日本, zh: 日本}}
- {id: united-states, kind: place, prefLabel: {en: United States, ja: アメリカ, zh: 美国}}
- {id: parliament, prefLabel: {en: parliament, ja: 国会, zh: 国会}}
- {id: minerals, prefLabel: {en: critical minerals, zh: 关键矿产}}
- {id: promise, kind: action, prefLabel: {en: promise, zh: 承诺}}
- {id: accept, kind: action, prefLabel: {en: accept, ja: 承諾}}
- {id: article-five, prefLabel: {en: Article V, ja: 5条}}
- {id: gdp, prefLabel: {en: gross domestic product, ja: GDP}}
- {id: share, prefLabel: {en: share of GDP, ja: GDP比}}
- {id: mention, kind: action, prefLabel: {en: mention, ja: 言及}}
`

func TestDenseTerms(t *testing.T) {
	x := newIndex(t, []*Document{textDocument(t, "a", "Japan speaks.")}, glossaryOf(t, denseGlossary), nil)
	for _, c := range []struct{ name, question, terms string }{
		{"a particle is no part of a name", "美国会保护日本吗", "united-states japan 保护"},
		{"the parliament itself", "国会", "parliament"},
		{"a traditional form", "關鍵礦產", "minerals"},
		{"a Chinese label", "日本的承诺吗", "japan promise"},
		{"the Chinese label in the traditional form", "日本承諾了嗎", "japan promise"},
		{"the Japanese label of the same characters", "承諾しますか", "accept"},
		{"a part of a number", "憲法25条は", "憲法 25"},
		{"a label that begins with a number", "5条は", "article-five"},
		{"a label with Latin letters", "GDP比は", "share"},
		{"its Latin letters alone", "GDPは", "gdp"},
		{"a word of asking", "日本への言及はありますか", "japan"},
		{"another language's particle in a word", "日中は", "日中"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var terms []string
			for _, term := range searchFor(t, x, Query{Text: c.question}).Terms {
				if term.Concept != nil {
					terms = append(terms, term.Concept.ID)
				} else {
					terms = append(terms, term.Text)
				}
			}
			if got := strings.Join(terms, " "); got != c.terms {
				t.Errorf("%q: got %q, want %q", c.question, got, c.terms)
			}
		})
	}
}
