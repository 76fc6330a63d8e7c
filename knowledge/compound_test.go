package knowledge

import (
	"strings"
	"testing"
)

func TestSplitCompounds(t *testing.T) {
	g := glossaryOf(t, `
- {id: security, prefLabel: {en: security, de: Sicherheit}}
- {id: laws, prefLabel: {en: laws, de: Gesetze}}
- {id: gas, prefLabel: {en: gas, de: Gas}}
- {id: exports, prefLabel: {en: exports, de: Ausfuhr}}
- {id: tariffs, prefLabel: {en: tariffs, de: Zölle}}
- {id: steel-tariffs, prefLabel: {en: steel tariffs, de: Stahlzölle}}
`)
	x := newIndex(t, []*Document{textDocument(t, "a", "Japan speaks.")}, g, nil)
	for _, c := range []struct{ text, words string }{
		{"Sicherheitsgesetzen", "sicherheit gesetzen"},
		{"die Gasausfuhr nach Japan", "die gas ausfuhr nach japan"},
		{"Stahlzölle", "stahlzolle"}, // is a label itself
		{"Gaszölle", "gas zolle"},
		{"Sicherheitsfragen", "sicherheitsfragen"}, // its head is none
		{"Gasgas", "gasgas"},                       // too short
		{"Übergesetze", "ubergesetze"},
	} {
		var words []string
		for _, tok := range x.splitCompounds(x.correct(x.lexicon.tokenize(c.text), c.text, "de"), c.text) {
			words = append(words, tok.norm)
		}
		if got := strings.Join(words, " "); got != c.words {
			t.Errorf("%q: got %q, want %q", c.text, got, c.words)
		}
	}
}
