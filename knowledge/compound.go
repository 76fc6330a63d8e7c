package knowledge

import "unicode/utf8"

// The shortest parts of a German compound that are looked for, in letters.
const (
	shortestCompound = 9
	shortestPart     = 3
)

// linking are the letters that join the parts of a German compound: Sicherheitsgesetz.
var linking = []string{"", "s", "n", "en", "es", "e"}

// splitCompounds reads a German compound that is no label as the two labels that it is made
// of: "Sicherheitsgesetze" as security and laws. Of several ways the one with the longest
// head is taken, for a head such as "Gesetze" says what the whole is.
func (x *Index) splitCompounds(tokens []readToken, text string) []readToken {
	ls := x.glossary.in("de")
	out := make([]readToken, 0, len(tokens)+1)
	for _, t := range tokens {
		first, head, ok := token{}, token{}, false
		if !t.dense && !t.number && t.end-t.start >= shortestCompound && !x.silent(t.token, "de", false) && !x.isLabel(ls, t.token) {
			first, head, ok = x.compound(ls, t.token, text)
		}
		if ok {
			out = append(out, readToken{token: first}, readToken{token: head})
			continue
		}
		out = append(out, t)
	}
	return out
}

func (x *Index) compound(ls *labels, t token, text string) (first, head token, ok bool) {
	for cut := t.start + shortestPart; cut <= t.end-shortestPart; cut++ {
		if !utf8.RuneStart(text[cut]) {
			continue
		}
		for _, link := range linking {
			end := cut - len(link)
			if end-t.start < shortestPart || text[end:cut] != link || !ls.words[fold(text[t.start:end])] {
				continue
			}
			first, head = x.lexicon.newToken(text, t.start, end), x.lexicon.newToken(text, cut, t.end)
			if x.isLabel(ls, head) && x.isLabel(ls, first) {
				first.apart, head.glued = t.apart, true
				return first, head, true
			}
		}
	}
	return token{}, token{}, false
}

// isLabel reports whether a word is a label by itself.
func (x *Index) isLabel(ls *labels, t token) bool {
	_, ok := x.glossary.longestAt(ls, restem([]token{t}, "de"), 0)
	return ok
}
