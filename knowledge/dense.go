package knowledge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// denseTerms reads a question in Japanese, Chinese or Korean: the concepts it names, and
// what is left when endings and asking words are off. Words in Latin letters are left to
// the English labels, but for those that are part of a label ("オープンRAN"): taken has them.
// said are the concepts' English names.
func (x *Index) denseTerms(text string, tokens []readToken) (terms []Term, said []token, taken map[int]bool) {
	lang := ScriptLang(text)
	concepts, labels, rest := x.glossary.in(lang).namedDense(text, lang)
	taken = make(map[int]bool)
	for i, c := range concepts {
		if read, ok := x.inEnglish(c); ok {
			t := read.term
			t.Text = x.glossary.concepts[c].Name(lang)
			terms, said = append(terms, t), append(said, read.words...)
		}
		for j, word := range tokens {
			if !word.dense && word.norm != "" && strings.Contains(labels[i], word.norm) {
				taken[j] = true
			}
		}
	}
	between := func(r rune) bool { return !isDense(r) || unicode.Is(unicode.Hiragana, r) }
	for _, r := range rest {
		for _, word := range strings.FieldsFunc(denseStops[lang].Replace(r), between) {
			if utf8.RuneCountInString(word) >= 2 {
				terms = append(terms, unknownTerm(word))
			}
		}
	}
	return terms, said, taken
}

// What a word of another language than English weighs that no label covers. In katakana it
// is mostly a name; otherwise it is often one of the many ways to ask.
const (
	unknownKatakana = 0.8
	unknownForeign  = 0.35
)

func unknownTerm(word string) Term {
	if r := []rune(word)[0]; unicode.Is(unicode.Katakana, r) {
		return Term{Text: word, Kind: Name, Weight: unknownKatakana}
	}
	return Term{Text: word, Kind: Word, Weight: unknownForeign}
}

// denseStops takes out the stops of a language, the longest first where one holds another.
var denseStops = func() map[string]*strings.Replacer {
	replacers := make(map[string]*strings.Replacer)
	for lang, stops := range denseStop {
		stops = slices.Clone(stops)
		slices.SortStableFunc(stops, func(a, b string) int { return len(b) - len(a) })
		var pairs []string
		for _, s := range stops {
			pairs = append(pairs, s, " ")
		}
		replacers[lang] = strings.NewReplacer(pairs...)
	}
	return replacers
}()

// denseParticles are the stops of one character, by language.
var denseParticles = func() map[string]map[rune]bool {
	particles := make(map[string]map[rune]bool)
	for lang, stops := range denseStop {
		particles[lang] = make(map[rune]bool)
		for _, s := range stops {
			if r, size := utf8.DecodeRuneInString(s); size == len(s) {
				particles[lang][r] = true
			}
		}
	}
	return particles
}()

// denseLangs are the languages whose labels are matched as strings.
var denseLangs = []string{"ja", "zh", "ko"}

// A denseLabel has what a label means in each of denseLangs, as the concept's number plus
// one; 0 where it is no label. 承诺 is a promise in Chinese, 承諾 an acceptance in Japanese.
type denseLabel [3]int32

// with adds a meaning in a language that has none.
func (d denseLabel) with(lang string, concept int) denseLabel {
	if i := slices.Index(denseLangs, lang); i >= 0 && d[i] == 0 {
		d[i] = int32(concept) + 1
	}
	return d
}

// in returns the concept in a language, and in another one where it is no label of that:
// Han characters alone may be Chinese or Japanese.
func (d denseLabel) in(lang string) int {
	if i := slices.Index(denseLangs, lang); i >= 0 && d[i] != 0 {
		return int(d[i]) - 1
	}
	for _, c := range d {
		if c != 0 {
			return int(c) - 1
		}
	}
	return 0
}

// denseKey folds a label of a script without spaces, or a stretch of a question.
func denseKey(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '・' || r == '·' || r == '　' {
			return -1
		}
		return r
	}, fold(s))
}

// What a character costs that no label covers. Kana and particles between labels are cheap:
// 美国会 is the United States and "will", not a parliament. A label costs something too, so
// that one long label beats two short ones.
const (
	costKana  = 2
	costOther = 10
	costLabel = 3
)

// namedDense segments a run of a script without spaces so that known labels cover as much
// of it as they can: 日本の防衛費 is Japan and the defence budget, not the defence of Japan and a
// rest. It returns the concepts in order with the labels that named them, and what is left
// between them, folded.
func (ls *labels) namedDense(run, lang string) (concepts []int, labels, rest []string) {
	folded := denseKey(run)
	written, runes := []rune(folded), []rune(simplified(folded))
	particles := denseParticles[lang]
	n := len(runes)
	cost := make([]int, n+1)  // of runes[i:]
	label := make([]int, n+1) // the length of the label that begins at i, 0 for none
	for i := n - 1; i >= 0; i-- {
		cost[i] = cost[i+1] + costOther
		if unicode.Is(unicode.Hiragana, runes[i]) || particles[runes[i]] {
			cost[i] = cost[i+1] + costKana
		}
		if i > 0 && unicode.IsDigit(runes[i]) && unicode.IsDigit(runes[i-1]) {
			continue // 第25条 is not 5条
		}
		for length := 1; length <= min(ls.longest, n-i); length++ {
			if c := cost[i+length] + costLabel; c < cost[i] {
				if _, ok := ls.dense[string(runes[i:i+length])]; ok {
					cost[i], label[i] = c, length
				}
			}
		}
	}
	from := 0 // of what no label has covered
	for i := 0; i < n; {
		if label[i] == 0 {
			i++
			continue
		}
		if from < i {
			rest = append(rest, string(written[from:i]))
		}
		name := string(runes[i : i+label[i]])
		concepts, labels = append(concepts, ls.dense[name].in(lang)), append(labels, name)
		i += label[i]
		from = i
	}
	if from < n {
		rest = append(rest, string(written[from:]))
	}
	return concepts, labels, rest
}
