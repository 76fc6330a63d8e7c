package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The sentence rules. They are written for official English (statements, orders,
// proclamations, transcripts) and know the CJK full stops. A full stop that could be
// an abbreviation's ends a sentence only before a word that typically begins one;
// where that leaves doubt the sentence goes on, because a quote that is too long is
// still true while half a sentence may not be.

// splitSentences returns the sentence spans of one folded paragraph text, in order,
// each trimmed and not empty; what lies between two of them is white space or, after
// a CJK full stop, nothing. It is nil only where text has nothing but white space.
// It takes time linear in the length of text.
func splitSentences(text string) []Span {
	var spans []Span
	start := skipSpace(text, 0)
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isTerminator(r) {
			i += size
			continue
		}
		first := i
		for i < len(text) {
			r, size = utf8.DecodeRuneInString(text[i:])
			if !isTerminator(r) {
				break
			}
			i += size
		}
		end := skipClosers(text, first, i)
		next, ok := boundary(text, start, first, i, end)
		if ok {
			spans = append(spans, Span{start, noteEnd(text, end)})
			start = next
		}
		// Go on behind the closers, so that no rune is looked at more than twice.
		i = max(i, end, start)
	}
	if end := len(strings.TrimRightFunc(text, unicode.IsSpace)); end > start {
		spans = append(spans, Span{start, end})
	}
	return spans
}

// boundary reports whether a sentence that began at start ends with the terminators
// text[first:last] and the closers up to end, and where the next one begins.
func boundary(text string, start, first, last, end int) (next int, ok bool) {
	end = noteEnd(text, end)
	next = skipSpace(text, end)
	if next == len(text) {
		return 0, false // splitSentences closes the last sentence itself
	}
	stop, _ := utf8.DecodeLastRuneInString(text[first:last])
	if stop == '。' || stop == '！' || stop == '？' {
		return next, true
	}
	if next == end || !canBegin(text[next:]) || isSource(text[next:]) {
		return 0, false
	}
	if text[first:last] != "." {
		return next, true // !, ?, … and runs are no abbreviation's
	}
	return next, !isAbbreviation(text, start, first, next)
}

// isAbbreviation reports whether the full stop at dot belongs to the word before it
// and the sentence, which began at start, goes on at next.
func isAbbreviation(text string, start, dot, next int) bool {
	from := wordStart(text, start, dot)
	word := strings.TrimLeft(text[from:dot], "(“‘\"'[")
	opens := from == start
	if opens && (isNumber(word) || isRoman(strings.ToUpper(word)) || len(word) == 1) {
		return true // "1. ", "IV. ", "a. " number what follows
	}
	if isNumber(word) && captionNumber(text, start, from) {
		return true // "Sec. 2. Implementation."
	}
	if titles[word] {
		return true
	}
	// "Japan-U.S." and "and/or." are judged by their last part.
	if i := strings.LastIndexAny(word, "-–‑—/"); i >= 0 {
		_, size := utf8.DecodeRuneInString(word[i:])
		word = word[i+size:]
	}
	begins := beginsSentence(text[next:])
	switch {
	case word == "":
		return false
	case isLetter(word):
		return isInitial(text, start, from, word, begins)
	case word == "e.g" || word == "i.e" || word == "E.g" || word == "I.e":
		return true
	case isDotted(word), abbreviations[word]:
		return !begins || opens
	case beforeNumber[word]:
		return startsNumber(text[next:])
	}
	return false
}

// isInitial reports whether the single letter before a full stop is a name's initial
// ("Donald J. Trump") and not the end of a sentence ("under Article V. Japan …").
func isInitial(text string, start, from int, letter string, begins bool) bool {
	if begins {
		return false
	}
	before := strings.TrimRight(text[start:from], " ")
	before = before[wordStart(before, 0, len(before)):]
	if lettered[before] {
		return false
	}
	r, _ := utf8.DecodeRuneInString(before)
	return letter != "I" || unicode.IsUpper(r)
}

// captionNumber reports whether the number at from follows a word such as "Sec." that
// begins the sentence.
func captionNumber(text string, start, from int) bool {
	if from-start > 12 {
		return false
	}
	switch strings.ToLower(strings.TrimRight(text[start:from], ". ")) {
	case "sec", "section", "art", "article", "title", "chapter", "part", "annex", "appendix", "step", "no", "rule", "phase", "pillar", "subsec", "subsection", "chap", "schedule", "question", "amendment":
		return true
	}
	return false
}

// beginsSentence reports whether text begins with a word that typically begins a
// sentence and hardly ever continues a name.
func beginsSentence(text string) bool {
	text = strings.TrimLeft(text, "“‘\"'[")
	i := 0
	for i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] >= 'A' && text[i] <= 'Z') {
		if i++; i > 16 {
			return false
		}
	}
	word, rest := text[:i], text[i:]
	if len(word) == 1 && strings.HasPrefix(rest, ".") {
		return false // "J. A. Smith"
	}
	return starters[word]
}

// canBegin reports whether text, which is not empty, can be the beginning of a sentence.
func canBegin(text string) bool {
	for range 4 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case unicode.IsLetter(r):
			return !unicode.IsLower(r)
		case unicode.IsNumber(r), r == '$', r == '€', r == '£', r == '¥', r == '§', r == '•':
			return true
		case r == '(':
			return len(text) > size && text[size] != ' ' && (!isLower(text[size:]) || isEnumerator(text))
		case r == '[' || r == '{':
			return len(text) > size && text[size] != ' '
		case !strings.ContainsRune("“‘\"'«‹„‚¿¡「『（【〈《", r):
			return false
		}
		if text = text[size:]; text == "" {
			return false
		}
	}
	return false
}

func isLower(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(r)
}

// isEnumerator reports whether text begins with "(a)", "(iv)" or the like. Other
// brackets in lower case go on with the sentence: "Bakken Pipeline Co. LP. (the …)".
func isEnumerator(text string) bool {
	i := strings.IndexByte(text[:min(len(text), 7)], ')')
	return i == 2 || i > 2 && isRoman(strings.ToUpper(text[1:i])) || i == 3 && text[1] == text[2]
}

// isSource reports whether the rest of a paragraph is one short bracket without a full
// stop that says where the words before it are from: "… good.” [Tweet, 7/7/22]".
func isSource(text string) bool {
	if len(text) > 120 {
		return false
	}
	open, closer := text[0], text[len(text)-1]
	return (open == '[' && closer == ']' || open == '(' && closer == ')') &&
		!strings.ContainsAny(text[1:len(text)-1], "[]()!?") && !strings.HasSuffix(text, ".)") && !strings.HasSuffix(text, ".]") &&
		!isEnumerator(text)
}

// skipClosers returns where the closing quotation marks, brackets and footnote marks
// behind the terminators text[first:last] end.
func skipClosers(text string, first, last int) int {
	end := last
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		switch {
		case strings.ContainsRune("”’\"')]}»›」』）】〉》", r), r >= '⁰' && r <= '⁹', r == '¹', r == '²', r == '³', r == '†', r == '‡':
			end += size
		case r == '*' && end+1 < len(text) && text[end+1] == ' ':
			end++
		case r == '[':
			n := noteLen(text[end:])
			if n == 0 {
				return end
			}
			end += n
		case r >= '0' && r <= '9':
			// A superscript that lost its mark: "…supported.1 The…", not "v.2" or "3.5".
			before, _ := utf8.DecodeLastRuneInString(text[:first])
			n := end
			for n < len(text) && n-end < 3 && text[n] >= '0' && text[n] <= '9' {
				n++
			}
			if !unicode.IsLower(before) && before != ')' && before != '”' || n < len(text) && text[n] != ' ' ||
				beforeNumber[text[wordStart(text, 0, first):first]] {
				return end
			}
			end = n
		default:
			return end
		}
	}
	return end
}

// noteEnd returns the end of a footnote mark such as "[1]" that stands after a space
// at end, or end where there is none.
func noteEnd(text string, end int) int {
	if end < len(text) && text[end] == ' ' {
		if n := noteLen(text[end+1:]); n > 0 && (end+1+n == len(text) || text[end+1+n] == ' ') {
			return end + 1 + n
		}
	}
	return end
}

// noteLen returns the length of the footnote mark "[1]" … "[999]" that text begins
// with, or 0.
func noteLen(text string) int {
	if text == "" || text[0] != '[' {
		return 0
	}
	i := 1
	for i < len(text) && i < 4 && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	if i == 1 || i == len(text) || text[i] != ']' {
		return 0
	}
	return i + 1
}

// wordStart returns where the word that ends at end begins, not before start. It looks
// back a bounded way: a longer word is no abbreviation.
func wordStart(text string, start, end int) int {
	low := max(start, end-maxAbbreviation)
	if i := strings.LastIndexByte(text[low:end], ' '); i >= 0 {
		return low + i + 1
	}
	return low
}

// maxAbbreviation is how many bytes before a full stop are looked at: more than the
// longest abbreviation with a hyphenated country before it.
const maxAbbreviation = 64

func skipSpace(text string, i int) int {
	return len(text) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
}

func isTerminator(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '‼', '⁇', '⁈', '⁉':
		return true
	}
	return false
}

// isLetter reports whether word is one upper-case letter.
func isLetter(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size > 0 && size == len(word) && unicode.IsUpper(r)
}

// isNumber reports whether word is an enumerator: digits, perhaps with inner full
// stops ("2.1") or one letter behind ("4a").
func isNumber(word string) bool {
	if word == "" || word[0] < '0' || word[0] > '9' || len(word) > 8 {
		return false
	}
	for i := range len(word) {
		c := word[i]
		if (c < '0' || c > '9') && c != '.' && (i < len(word)-1 || c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// isRoman reports whether word is a Roman numeral of a list.
func isRoman(word string) bool {
	return word != "" && len(word) <= 6 && strings.Trim(word, "IVXLC") == ""
}

// startsNumber reports whether text begins with a number of any kind or a bracket.
func startsNumber(text string) bool {
	if text[0] >= '0' && text[0] <= '9' || text[0] == '(' || text[0] == '[' {
		return true
	}
	word, _, _ := strings.Cut(text[:min(len(text), 12)], " ")
	word = strings.TrimRight(word, ".,;:)–-")
	return isRoman(word) || isLetter(word) && word != "A" && word != "I" || strings.ContainsAny(word, "0123456789")
}

// isDotted reports whether word is an abbreviation with inner full stops: "U.S",
// "D.C", "a.m", "Ph.D". A web address is not: its parts are longer.
func isDotted(word string) bool {
	parts := 0
	for part := range strings.SplitSeq(word, ".") {
		parts++
		lower := strings.ToLower(part)
		if part == "" || len(part) > 3 || len(part) > 1 && part == lower {
			return false
		}
		for _, r := range part {
			if !unicode.IsLetter(r) {
				return false
			}
		}
	}
	return parts > 1
}

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	m := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// The word lists below are read-only.
var (
	// titles stand before a name and never end a sentence.
	titles = set(`Shri Smt Mr Mrs Ms Mx Messrs Dr Drs Prof Gen Sen Sens Rep Reps Gov Govs Lt Col Maj Capt Cmdr Cdr Adm
		Sgt Cpl Pvt Brig Hon Rev Fr Pres Amb Supt Insp Mme Mlle vs cf viz Vice-Adm Rear-Adm MR MRS MS DR GEN SEN REP GOV LT COL`)
	// abbreviations end a sentence only before a word of starters.
	abbreviations = set(`Inc Ltd Co Cos Corp LLC Bros Jr Sr JR SR Esq St Ste Mt Ft Ave Blvd Rd Dept Div Univ Assn Intl
		Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri
		Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore
		Pa Penn Tenn Tex Va Vt Wash Wis Wyo
		Stat Reg Cong Res Sess Supp Exec Admin Fed Pub approx est dept al seq ibid supra Ph Ry Cal Sec SEC Secs Rs v op cit incl esp`)
	// beforeNumber are abbreviations only before a number.
	beforeNumber = set(`No Nos Art Arts Fig Figs Vol Vols Ch Chap Para Paras Pt Pts p pp Cl Eq Ex App Ann Sched Subsec no nos`)
	// lettered words are followed by a letter that is no initial.
	lettered = set(`Article Title Part Annex Section Phase Tier Plan Class Schedule Appendix Chapter Group Vitamin
		Hepatitis Category Division Subtitle Exhibit Type Grade Team Option and or`)
	// starters begin a sentence and hardly ever continue a name. "First" (Lady), "Under"
	// (Secretary) and "Will" are left out for that reason.
	starters = set(`The A An This That These Those It Its He She They We You I In On At As For From With Without By To
		Through Throughout During Since After Before While When Where Who What Why How If Although Though Because However
		Moreover Furthermore Additionally Also And But Or Nor So Yet Both All Each Every Some Many Most Much Several Such
		Their Our His Her My Your There Here Then Thus Therefore Accordingly Today Tonight Yesterday Tomorrow Together Among
		Between Following Not Now Once Another Further Finally More Upon Whether Which Across Towards Toward Beyond Instead
		Meanwhile Until Unless Let Please Thank Yes Neither Either Nothing Everyone Everything Anyone Those Consistent
		Pursuant Given Despite Like Just Even Only Again Last Next Later Recently Currently Nevertheless Similarly
		Specifically Consequently Earlier Any No Below Does Did Is Are Was Were Can Could Should Would`)
)
