package knowledge

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/spanish"
	"golang.org/x/text/unicode/norm"
)

// A token is a word, number or abbreviation of a text, or a run of characters of a
// script that is written without spaces.
type token struct {
	start, end int    // bytes in the text
	norm       string // lower case, no accents, no possessive, American spelling, "u.s." as "us"
	stem       string // norm by the Snowball stemmer for English
	upper      bool   // two or more letters, all of them capitals
	title      bool   // begins with a capital
	number     bool   // of digits only, perhaps with separators
	dense      bool   // Han, kana or Hangul: to be segmented by the longest known label
	glued      bool   // follows the token before it after a hyphen, with no space between
	apart      bool   // a mark that ends a phrase stands before it: a bracket, a full stop, a slash
}

// tokenize splits text into its tokens, in order. The same function serves sentences,
// labels and questions, so that they meet in the same form. The lexicon only saves work:
// a nil one gives the same tokens.
func (l *Lexicon) tokenize(text string) []token {
	tokens := make([]token, 0, len(text)/6+4)
	scan(text, func(start, end int, script script) {
		switch script {
		case denseScript:
			tokens = append(tokens, token{start: start, end: end, norm: fold(text[start:end]), dense: true})
		case flagScript:
			tokens = append(tokens, token{start: start, end: end, norm: text[start:end], stem: text[start:end]})
		default:
			tokens = append(tokens, l.newToken(text, start, end))
		}
	})
	for i := 1; i < len(tokens); i++ {
		t, before := &tokens[i], tokens[i-1]
		t.glued = t.start == before.end ||
			t.start-before.end <= 3 && isHyphen(text[before.end:t.start])
		t.apart = strings.ContainsAny(text[before.end:t.start], "()[]{}.!?;:/|“”\"…")
		if numbered[before.norm] {
			if arabic, ok := romanNumeral(t.norm); ok {
				t.norm, t.stem, t.number = arabic, arabic, true
			}
		}
	}
	return tokens
}

// tokenSpans returns where the tokens of text are, for those who need no more.
func tokenSpans(text string) []Span {
	spans := make([]Span, 0, len(text)/6+4)
	scan(text, func(start, end int, _ script) { spans = append(spans, Span{start, end}) })
	return spans
}

// A script is what the characters of a token are of.
type script uint8

const (
	wordScript  script = iota // words with spaces between them, and numbers
	denseScript               // Han, kana or Hangul
	flagScript                // two regional indicators, which make a flag
)

// scan finds the tokens of text and yields them in order.
func scan(text string, yield func(start, end int, script script)) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isDense(r):
			end := scanWhile(text, i, isDense)
			yield(i, end, denseScript)
			i = end
		case isRegional(r):
			end := scanWhile(text, i, isRegional)
			for start := i; start < end; start += 2 * size {
				yield(start, min(start+2*size, end), flagScript)
			}
			i = end
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			end := scanWord(text, i)
			// A word such as "FY2027" or "crew10" is two tokens.
			if cut := letterDigitBorder(text[i:end]); cut > 0 {
				yield(i, i+cut, wordScript)
				i += cut
			}
			yield(i, end, wordScript)
			i = end
		default:
			i += size
		}
	}
}

// numbered are the words after which a roman numeral is a number: "Article V" and
// "article 5" are one thing.
var numbered = map[string]bool{
	"article": true, "articles": true, "art": true, "chapter": true, "annex": true, "part": true,
	"title": true, "phase": true, "section": true, "sec": true, "war": true, "protocol": true, "pillar": true,
}

func (l *Lexicon) newToken(text string, start, end int) token {
	surface := text[start:end]
	t := token{start: start, end: end, norm: normalize(surface)}
	letters, capitals, digits := 0, 0, 0
	for i, r := range surface {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
			if unicode.IsUpper(r) {
				capitals++
				t.title = t.title || i == 0
			}
		}
	}
	t.number = letters == 0
	// The possessive or plural s of "PRC's" and "SMRs" does not make it less of an abbreviation.
	small := letters - capitals
	t.upper = capitals >= 2 && (small == 0 || small == 1 && strings.HasSuffix(surface, "s")) ||
		capitals == 1 && digits > 0 && small == 0
	t.stem = l.stem(t.norm)
	return t
}

// numberedThing returns the term for a number and the word that it belongs to, such as
// "Article V" or "Crew-10": another number is another thing.
func numberedThing(tokens []token, i int) (term string, ok bool) {
	if i == 0 || !tokens[i].number || tokens[i-1].number || tokens[i-1].stem == "" {
		return "", false
	}
	if !numbered[tokens[i-1].norm] && (!tokens[i].glued || tokens[i].start == tokens[i-1].end) {
		return "", false
	}
	return pairTerm(tokens[i-1].stem, tokens[i].norm), true
}

// scanWord returns the end of the word that begins at start. A word holds letters and
// digits, apostrophes between letters, the full stops of an abbreviation ("U.S."), a
// hyphen behind a single letter ("F-35", "O-RAN"), separators inside numbers ("7,000",
// "3.5") and the plus of "2+2".
func scanWord(text string, start int) int {
	end := start
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		switch {
		case isDense(r):
			return end
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			end += size
			continue
		}
		if end == start || end+size > len(text) {
			return end
		}
		before, _ := utf8.DecodeLastRuneInString(text[start:end])
		after, _ := utf8.DecodeRuneInString(text[end+size:])
		switch {
		case (r == '\'' || r == '’' || r == '‘') && (unicode.IsLetter(before) || before == '.') && unicode.IsLetter(after):
		case r == '.' && isInitials(text[start:end]):
			// "U.S." takes its full stop along, "U.S" at the end of a word does not need one.
		case (r == '.' || r == ',' || r == ':') && unicode.IsDigit(before) && unicode.IsDigit(after):
		case r == '+' && unicode.IsDigit(before) && unicode.IsDigit(after):
		case isHyphen(string(r)) && utf8.RuneCountInString(text[start:end]) == 1 &&
			unicode.IsLetter(before) && (unicode.IsLetter(after) || unicode.IsDigit(after)) && !isDense(after):
		default:
			return end
		}
		end += size
	}
	return end
}

// isInitials reports whether s is of single letters with full stops between them,
// such as "U" or "U.S".
func isInitials(s string) bool {
	letter := false
	for _, r := range s {
		switch {
		case r == '.' && letter:
			letter = false
		case unicode.IsLetter(r) && !letter && !isDense(r):
			letter = true
		default:
			return false
		}
	}
	return letter
}

// letterDigitBorder returns where two or more letters meet two or more digits, 0 if
// they do not.
func letterDigitBorder(word string) int {
	i := strings.IndexFunc(word, unicode.IsDigit)
	if i < 1 || utf8.RuneCountInString(word[:i]) < 2 || utf8.RuneCountInString(word[i:]) < 2 || strings.IndexFunc(word[i:], unicode.IsLetter) >= 0 ||
		strings.IndexFunc(word[:i], func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 {
		return 0
	}
	return i
}

func scanWhile(text string, i int, is func(rune) bool) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !is(r) {
			break
		}
		i += size
	}
	return i
}

// isDense reports whether r belongs to a script in which words are not told apart by
// spaces, or, as in Korean, carry their particles with them.
func isDense(r rune) bool {
	if r < 0x1100 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー' || r == '々' || r >= 'ｰ' && r <= 'ﾟ'
}

func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

func isHyphen(s string) bool {
	switch s {
	case "-", "‐", "‑", "‒", "–", "—", "−":
		return true
	}
	return false
}

// normalize gives the form in which words are compared.
func normalize(word string) string {
	w := fold(word)
	w = strings.ReplaceAll(w, "’", "'")
	w = strings.ReplaceAll(w, "‘", "'")
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "'")
	if strings.Contains(w, ".") && isInitials(strings.TrimSuffix(w, ".")) {
		w = strings.ReplaceAll(w, ".", "")
	}
	for _, elided := range []string{"l'", "d'", "qu'"} { // French: l'accord
		if rest, ok := strings.CutPrefix(w, elided); ok && len(rest) > 2 {
			w = rest
		}
	}
	w = strings.ReplaceAll(w, "'", "")
	if utf8.RuneCountInString(w) > 2 {
		// "f-35" and "F35", "o-ran" and "ORAN": a word holds a hyphen only behind its first letter.
		w = strings.Map(func(r rune) rune {
			if isHyphen(string(r)) {
				return -1
			}
			return r
		}, w)
	}
	if plural, ok := strings.CutSuffix(w, "s"); ok && len(plural) > 1 && unicode.IsDigit(rune(plural[len(plural)-1])) {
		w = plural // "F-35s"
	}
	if w != "" && unicode.IsDigit(rune(w[0])) {
		w = strings.ReplaceAll(w, ",", "")
	}
	return american(w)
}

// fold lowers case and takes off accents and differences of width.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	dense := strings.ContainsFunc(s, isDense)
	for i, r := range s {
		if r < utf8.RuneSelf || r == utf8.RuneError {
			b.WriteRune(unicode.ToLower(r))
			continue
		}
		letter := s[i : i+utf8.RuneLen(r)]
		if norm.NFKD.PropertiesString(letter).Decomposition() == nil { // as most Han characters
			if dense || !unicode.Is(unicode.Mn, r) {
				b.WriteRune(unicode.ToLower(r))
			}
			continue
		}
		before := b.Len()
		for _, part := range norm.NFKD.String(letter) {
			// The marks of kana (が) and the parts of Hangul syllables are letters, not accents. A
			// letter such as ͺ stands for a space with a mark, and is still a letter.
			if !dense && unicode.Is(unicode.Mn, part) || part == ' ' && unicode.IsLetter(r) {
				continue
			}
			b.WriteRune(unicode.ToLower(part))
		}
		if b.Len() == before && unicode.IsLetter(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	folded := strings.ReplaceAll(b.String(), "ß", "ss")
	return norm.NFC.String(folded)
}

// american folds British spelling into American. It is applied to text, labels and
// questions alike, so a word that it changes without need ("promise") still meets itself.
func american(w string) string {
	if to, ok := shorthand[w]; ok {
		return to
	}
	if len(w) < 5 {
		return w
	}
	if to, ok := spellings[w]; ok {
		return to
	}
	for _, s := range spellingEndings {
		if root, ok := strings.CutSuffix(w, s.british); ok && len(root) > 2 && !slices.Contains(alwaysS, root+s.british[:2]) {
			return root + s.american
		}
	}
	for _, s := range spellingStarts {
		if strings.HasPrefix(w, s.british) {
			return s.american + w[len(s.british):]
		}
	}
	return w
}

// shorthand is how words are cut short in chat.
var shorthand = map[string]string{
	"intl": "international", "govt": "government", "gov": "government", "govs": "governments", "natl": "national", "mil": "military",
	"econ": "economic", "info": "information", "infra": "infrastructure", "coop": "cooperation", "mfg": "manufacturing",
	"biz": "business", "yr": "year", "yrs": "years", "mins": "ministers", "gvt": "government", "dept": "department",
	"intel": "intelligence", "semis": "semiconductors", "semicon": "semiconductor", "immig": "immigration", "ppl": "people", "cyb": "cyber",
	"mtg": "meeting", "mtgs": "meetings", "admin": "administration", "ambo": "ambassador", "sats": "satellites", "comms": "communications",
}

type spelling struct{ british, american string }

var spellings = map[string]string{
	"defence": "defense", "defences": "defenses", "offence": "offense", "offences": "offenses",
	"licence": "license", "licences": "licenses", "pretence": "pretense", "centre": "center", "centres": "centers",
	"theatre": "theater", "theatres": "theaters", "fibre": "fiber", "metre": "meter", "metres": "meters",
	"programme": "program", "programmes": "programs", "aluminium": "aluminum", "grey": "gray", "ageing": "aging",
	"manoeuvre": "maneuver", "manoeuvres": "maneuvers", "cheque": "check", "tyre": "tire", "tyres": "tires",
	"judgement": "judgment", "artefact": "artifact", "fulfil": "fulfill", "enrol": "enroll", "dialogue": "dialog",
	"dialogues": "dialogs", "catalogue": "catalog", "sceptical": "skeptical", "plough": "plow", "defenceless": "defenseless",
}

var spellingEndings = []spelling{
	{"isation", "ization"},
	{"isations", "izations"},
	{"ising", "izing"},
	{"ised", "ized"},
	{"ise", "ize"},
	{"ises", "izes"},
	{"yse", "yze"},
	{"ysed", "yzed"},
	{"ysing", "yzing"},
}

// alwaysS are the beginnings of words that end in -ise in America too.
var alwaysS = []string{
	"exercis", "promis", "compromis", "advis", "surpris", "enterpris", "rais", "prais", "apprais", "ris", "aris", "expertis",
	"premis", "cruis", "bruis", "merchandis", "franchis", "supervis", "revis", "televis", "disguis", "demis", "concis", "precis",
	"paradis", "nois", "pois", "otherwis", "likewis", "improvis", "devis", "excis", "treatis", "compris", "despis", "wis", "advertis", "cris", "bas",
}

var spellingStarts = []spelling{
	{"labour", "labor"},
	{"colour", "color"},
	{"honour", "honor"},
	{"neighbour", "neighbor"},
	{"harbour", "harbor"},
	{"favour", "favor"},
	{"behaviour", "behavior"},
	{"rumour", "rumor"},
	{"humour", "humor"},
	{"armour", "armor"},
	{"endeavour", "endeavor"},
	{"flavour", "flavor"},
	{"rigour", "rigor"},
	{"vigour", "vigor"},
	{"candour", "candor"},
	{"clamour", "clamor"},
	{"travell", "travel"},
	{"cancell", "cancel"},
	{"labell", "label"},
	{"modell", "model"},
	{"fuell", "fuel"},
	{"levell", "level"},
	{"signall", "signal"},
	{"counsell", "counsel"},
	{"savour", "savor"},
	{"valour", "valor"},
	{"archaeo", "archeo"},
	{"paedi", "pedi"},
	{"haemo", "hemo"},
}

// stem reduces a normalised word to its stem.
func stem(w string) string {
	if fixed, ok := fixedStems[w]; ok {
		return fixed
	}
	if base, ok := irregular[w]; ok {
		w = base
	}
	if len(w) < 3 {
		return w
	}
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}

// restem gives tokens the stems of another language than English, where there is a
// stemmer for it; the tokens themselves are not changed.
func restem(tokens []token, lang string) []token {
	reduce, ok := stemmers[lang]
	if !ok {
		return tokens
	}
	stemmed := slices.Clone(tokens)
	for i := range stemmed {
		if t := &stemmed[i]; !t.dense && !t.number && !t.upper && len(t.norm) > 2 {
			env := snowballstem.NewEnv(t.norm)
			reduce(env)
			t.stem = env.Current()
		}
	}
	return stemmed
}

var stemmers = map[string]func(*snowballstem.Env) bool{"es": spanish.Stem, "fr": french.Stem, "de": german.Stem}

// fixedStems keeps apart words that the stemmer would take for forms of each other, such
// as "imports" and "importance", or "emerging" and "emergency".
var fixedStems = map[string]string{
	"important": "important", "importance": "important", "importantly": "important",
	"renewable": "renewable", "renewables": "renewable", "firmly": "firmly", "firms": "firms",
	"university": "university", "universities": "university", "universal": "universal", "universe": "universe",
	"organization": "organization", "organizations": "organization", "organizational": "organization",
	"international": "international", "internationally": "international", "internal": "internal", "internally": "internal",
	"authority": "authority", "authorities": "authority", "emergency": "emergency", "emergencies": "emergency",
	"experiment": "experiment", "experiments": "experiment", "experimental": "experiment",
	"general": "general", "generals": "general", "generally": "generally", "generate": "generate", "generation": "generation", "generations": "generation",
	"customs": "customs", "mine": "mine", "minor": "minor", "minority": "minority", "minorities": "minority",
	"engineer": "engineer", "engineers": "engineer", "engineering": "engineer", "army": "army", "armies": "army",
	"accordance": "accordance", "according": "according", "accordingly": "accordingly",
	"several": "several", "severe": "severe", "severely": "severe", "severity": "severe",
	"objective": "objective", "objectives": "objective", "sensitive": "sensitive", "positive": "positive",
	"native": "native", "productivity": "productivity", "universality": "universal",
	"anime": "anime", "nationality": "nationality", "nationalities": "nationality", "responsibility": "responsible", "responsibilities": "responsible", "responsible": "responsible",
	"integrity": "integrity", "respective": "respective", "respectively": "respective", "corps": "corps", "goods": "goods",
	"mars": "mars", "texas": "texas", "kansas": "kansas", "arkansas": "arkansas", "philippines": "philippines", "netherlands": "netherlands",
}

// irregular gives the base of common verbs and nouns that the stemmer leaves apart.
var irregular = map[string]string{
	"met": "meet", "said": "say", "told": "tell", "gave": "give", "given": "give", "bought": "buy", "sold": "sell",
	"sent": "send", "built": "build", "kept": "keep", "led": "lead", "spent": "spend", "went": "go", "gone": "go",
	"grew": "grow", "grown": "grow", "held": "hold", "spoke": "speak", "spoken": "speak", "took": "take", "taken": "take",
	"made": "make", "fought": "fight", "sought": "seek", "brought": "bring", "began": "begin", "begun": "begin",
	"came": "come", "chose": "choose", "chosen": "choose", "dealt": "deal", "drew": "draw", "drawn": "draw",
	"fell": "fall", "fallen": "fall", "felt": "feel", "found": "find", "flew": "fly", "flown": "fly", "forgot": "forget",
	"got": "get", "knew": "know", "known": "know", "laid": "lay", "left": "leave", "lent": "lend", "lost": "lose",
	"meant": "mean", "paid": "pay", "ran": "run", "rose": "rise", "risen": "rise", "saw": "see", "seen": "see",
	"shown": "show", "stole": "steal", "stolen": "steal", "stood": "stand", "swore": "swear", "sworn": "swear",
	"taught": "teach", "thought": "think", "threw": "throw", "thrown": "throw", "understood": "understand",
	"won": "win", "wrote": "write", "written": "write", "men": "man", "women": "woman", "children": "child",
	"people": "people", "peoples": "people", "lives": "life", "crises": "crisis", "bases": "base", "broke": "break", "broken": "break",
	"withdrew": "withdraw", "withdrawn": "withdraw", "undertook": "undertake", "overseen": "oversee", "born": "birth",
}

// romanNumeral reads the numerals I to XXXIX in lower case.
func romanNumeral(s string) (arabic string, ok bool) {
	if s == "" || len(s) > 6 || strings.Trim(s, "ivx") != "" {
		return "", false
	}
	value := map[byte]int{'i': 1, 'v': 5, 'x': 10}
	n := 0
	for i := range len(s) {
		if i+1 < len(s) && value[s[i]] < value[s[i+1]] {
			n -= value[s[i]]
		} else {
			n += value[s[i]]
		}
	}
	if n < 1 || n > 39 {
		return "", false
	}
	return strconv.Itoa(n), true
}
