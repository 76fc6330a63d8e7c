package bot

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"statementbot/knowledge"
)

// MaxQuestion is the number of bytes of a question that are read; what is behind is
// dropped, at a character's border, before any work is done.
const MaxQuestion = 2000

// A Question is what somebody asked, with a platform's mention and markup already off.
type Question struct {
	Text string
	// Previous is the question before it in the same thread or conversation, "" if there is
	// none. It is used only where Text cannot stand alone.
	Previous string
	// Document confines the answer to one document, by ID; "" asks all that are loaded. Where
	// it is not loaded nothing is found.
	Document string
	// Offset leaves out that many of the best quotes, for the next ones after an answer that
	// has said that there are More; the Note is that of the first ones.
	Offset int
	// Limit is the greatest number of quotes to answer with; 0, and more than MaxQuotes, is MaxQuotes.
	Limit int
}

// clean folds white space, takes out control characters and invalid UTF-8 and cuts the
// text to MaxQuestion.
func clean(text string) string {
	if len(text) > MaxQuestion {
		cut := MaxQuestion
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	text = strings.ToValidUTF8(text, " ")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// straight takes typographic marks to those of a keyboard.
var straight = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "？", "?", "！", "!", "。", ".")

// fold prepares a cleaned message for the patterns of this package: small letters, plain
// apostrophes, no punctuation at the ends.
func fold(text string) string {
	text = strings.ToLower(text)
	text = straight.Replace(text)
	return strings.Trim(text, " ?!.,;:~…")
}

// wants tells what kind of detail the question asks for.
func wants(folded string) knowledge.Detail {
	switch {
	case asksTime.MatchString(folded):
		return knowledge.Time
	case howOften.MatchString(folded): // "how many times is China named" asks for no amount of China
	case asksAmount.MatchString(folded):
		return knowledge.Amount
	case asksWhere.MatchString(folded):
		return knowledge.Where
	case asksWho.MatchString(folded):
		return knowledge.Who
	}
	return knowledge.NoDetail
}

var (
	asksTime = mustPattern(`\bwhen(?:'s|s)?\b|\bby when\b|\b(?:what|which|exact|precise|specific) (?:\w+ )?(?:date|day|year|time|month|deadline)\b|\b(?:date|deadline|timeline|timetable) (?:of|for)\b|\bhow soon\b|\bsince when\b` +
		`|いつ|何年|何月|日付|期限|언제|什么时候|什麼時候|何时|何時|\bcu[aá]ndo\b|\bquand\b|\bwann\b`)
	asksAmount = mustPattern(`\bhow (?:much|many|big|large|long|old)\b|\bwhat(?:'s|s| is| was| are)? (?:the )?(?:total |exact )?(?:amount|percentage|percent|share|number|price|cost|figure|sum)s?\b|いくら|何人|何%|얼마|多少|\bcu[aá]nt[oa]s?\b|\bcombien\b|\bwie ?viele?\b`)
	asksWhere  = mustPattern(`\bwhere\b|どこ|어디|哪里|哪裡|\bd[oó]nde\b|(?:^|\s)où(?:\s|$)|\bwo\b`)
	asksWho    = mustPattern(`\bwho(?:'s|se|m|s)?\b|誰|だれ|누가|누구|\bqui[eé]n(?:es)?\b|\bwer\b`)
)

// question returns the sentence of a longer message that asks, and what stands around it,
// to which it may refer back. A message of one sentence, or with none or several question
// marks, is a question as a whole.
func (m message) question() (asking message, aside string) {
	parts := sentenceEnd.FindAllStringIndex(m.text, -1)
	if len(parts) < 2 {
		return m, ""
	}
	asks := -1
	for i, p := range parts {
		if strings.ContainsAny(m.text[p[0]:p[1]], "?？") {
			if asks >= 0 {
				return m, ""
			}
			asks = i
		}
	}
	if asks < 0 {
		return m, ""
	}
	from, to := parts[asks][0], parts[asks][1]
	text := strings.TrimSpace(m.text[from:to])
	return message{text, fold(text), m.phraseMissing, m.offset, m.limit}, strings.TrimSpace(m.text[:from] + " " + m.text[to:])
}

// besidesAsker returns a message without the clauses in which somebody tells of themselves
// ("we make car parts", "my students asked me"), but with those in which they ask ("I need every
// line on", "I heard that"); ok is false where there are none, where there is nothing else, and
// where what is left points back at what was named in them.
func (m message) besidesAsker() (rest message, ok bool) {
	if at := becauseOfAsker.FindStringIndex(m.text); at != nil {
		rest = m
		rest.text = m.text[at[1]:]
		rest.folded = fold(rest.text)
		return rest, rest.text != ""
	}
	var kept []string
	clauses := clauseBorder.Split(m.text, -1)
	for _, clause := range clauses {
		if clause = strings.TrimSpace(clause); clause != "" && (!ofAsker.MatchString(fold(clause)) || ofAsking.MatchString(fold(clause))) {
			kept = append(kept, clause)
		}
	}
	if len(kept) == 0 || len(kept) == len(clauses) {
		return m, false
	}
	rest = m
	rest.text = strings.Join(kept, ", ")
	rest.folded = fold(rest.text)
	return rest, !ofSomebody.MatchString(rest.folded)
}

var (
	clauseBorder = regexp.MustCompile(`[,;:()–—]+|\s-\s|[.!?]\s|\b(?:so|because|cuz|since)\b`)
	ofAsker      = mustPattern(`^(?:(?:and|but|or|as|hi|hey|hello|well|sorry|ok|btw|lol|thats?|that's what) )*(?:i|i'm|im|i've|ive|i'd|my|we|we're|we've|our|me)\b`)
	// In Japanese the reason stands first, up to a comma.
	becauseOfAsker = regexp.MustCompile(`^[^、。]{2,60}?(?:ので|ため|けど|けれども?|ですが|ますが|んですが)、`)
	ofSomebody     = regexp.MustCompile(`\b(?:he|him|his|she|her|hers|them|those|these|that)\b`)
	ofAsking       = mustPattern(`\b(?:need|want|like|love|remember|recall|read|heard|hear|saw|seen|think|thought|know|wonder\w*|look\w*|see|hope|ask|understand|believe|guess|wish|find|found|question|show|tell|give|quote|cite)\b`)
)

// parts returns the things that a message names side by side: between slashes, or in
// questions of their own. One part means that there are none.
func (m message) parts() []message {
	var parts []message
	for _, text := range besides.Split(m.text, -1) {
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, message{text: text, folded: fold(text), offset: m.offset, limit: m.limit})
		}
	}
	return parts
}

// besides finds a slash between words, and the end of a question that another one follows.
var besides = regexp.MustCompile(` ?/ ?|[?？] ?`)

// sentenceEnd finds the sentences of a chat message: up to a mark that ends one, before a
// space or at the end, or one that needs no space. Abbreviations of two letters or less ("U.S.") end none.
var sentenceEnd = regexp.MustCompile(`(?s).+?(?:(?:[^\s.]{3}[.!]+|\?+)(?:\s+|$)|[？！。]+\s*)|.+$`)

// asksPresence finds questions for whether, or how often, something is named at all.
// A question that begins with "which" or "what" asks for the thing itself.
func asksPresence(folded string) bool {
	return howOften.MatchString(folded) || !asksWhich.MatchString(folded) && isNamed.MatchString(folded)
}

// asksAll finds questions for all that is said of something.
var asksAll = mustPattern(`\b(?:all|every|everything|each|list|complete|full)\b|すべて|全て|全部|一覧|모두|전부|所有`)

var (
	howOften  = mustPattern(`\bhow (?:many times|often|frequently)\b|何回|몇 번|几次|幾次`)
	asksWhich = regexp.MustCompile(`^(?:and |so |ok(?:ay)? )?(?:which|what|who|where|when|why|how)\b`)
	isNamed   = mustPattern(`\bmention(?:s|ed|ing)?\b|\b(?:is|are|was|were|get|gets|got)\b.{1,60}\bnamed\b|\bby name\b|\b(?:come|came|comes) up\b|\bappear(?:s|ed)?\b|\brefer(?:s|red|ence[sd]?)?\b|\boccur(?:s|red)?\b|\bsays? anything (?:about|on)\b|言及|触れ|언급|提到|提及`)
)
