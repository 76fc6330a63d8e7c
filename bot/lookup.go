package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"statementbot/knowledge"
)

// The parts of a question for a place by its number.
const (
	asksToShow = `(?:(?:please |pls |can you |could you )?(?:show|give|read|quote|open|get|see|what(?:'s| is| does| do)?|whats|go to|tell|cite|print)(?: me)?(?: in)? )?(?:the )?`
	politeEnd  = `(?: (?:say|says|said|about|please|pls))*`
)

var (
	placeByNumber = mustPattern(`^` + asksToShow + `(?:(?:sentences?|s) ?(\d{1,4})(?: ?(?:[-–]|to|and) ?(\d{1,4}))? (?:of|in) (?:the )?)?(?:paragraphs?|para|par|¶|第) ?(?:no\.? ?|number |#)?(\d{1,4})(?:段落)?(?:,? ?(?:sentences?|s) ?(\d{1,4})(?: ?(?:[-–]|to|and) ?(\d{1,4}))?)?` + politeEnd + `$`)
	placeByOrder  = mustPattern(`^` + asksToShow + `(?:(?:very )?(last|final)|(\d{1,4})(?:st|nd|rd|th)) (paragraph|sentence)(?: (?:of|in) (?:the )?(?:statement|document|text|it))?` + politeEnd + `$`)
	paragraphRun  = mustPattern(`^` + asksToShow + `(?:paragraphs|paras|¶) ?(\d{1,4}) ?(?:[-–]|to|and|through) ?(\d{1,4})` + politeEnd + `$`)
)

// spelledNumbers are the numbers that people write out.
var spelledNumbers = strings.NewReplacer(
	"first", "1st", "second to last", "second to last", "second", "2nd", "third", "3rd", "fourth", "4th", "fifth", "5th", "sixth", "6th",
	"seventh", "7th", "eighth", "8th", "ninth", "9th", "tenth", "10th",
	" one", " 1", " two", " 2", " three", " 3", " four", " 4", " five", " 5", " six", " 6", " seven", " 7", " eight", " 8", " nine", " 9", " ten", " 10",
)

// lookUp answers a question that names a place by its number: "p3s2", "¶3", "paragraph 3",
// "what does the last paragraph say". Where several documents are loaded and the address
// names none, the newest one is meant, and the note says so.
func (b *Bot) lookUp(m message) (Answer, bool) {
	if len(b.docs) == 0 {
		return Answer{}, false
	}
	addresses := b.placesIn(m)
	if len(addresses) == 0 {
		return Answer{}, false
	}
	words := wordsFor("en")
	answer := Answer{Outcome: Answered, Lang: words.lang}
	doc := b.docs[0]
	switch named := addresses[0].Document; {
	case named != "":
		i := slices.IndexFunc(b.docs, func(d *knowledge.Document) bool { return d.ID == named })
		if i < 0 {
			return Answer{Outcome: NotFound, Lang: words.lang, Note: words.noSuchDocument(named), Suggestions: b.someSamples(words)}, true
		}
		doc = b.docs[i]
	case len(b.docs) > 1:
		answer.Note = words.newestMeant(doc.Title, knowledge.FormatDate(doc.Date))
	}
	for _, address := range shown(addresses, m) {
		quote, err := doc.QuoteAt(address)
		if err != nil {
			return Answer{Outcome: NotFound, Lang: words.lang, Note: words.noSuchPlace(placeName(address), doc.Title), Suggestions: b.someSamples(words)}, true
		}
		answer.Quotes = append(answer.Quotes, quote)
	}
	answer.More = len(addresses) - len(answer.Quotes) - min(m.offset, len(addresses))
	answer.Suggestions = b.suggest(words, answer.Quotes)
	return answer, true
}

func placeName(a knowledge.Address) string {
	name := "paragraph " + strconv.Itoa(a.Paragraph)
	switch {
	case a.First > 0 && a.Last > a.First:
		return fmt.Sprintf("run of sentences %d–%d in %s", a.First, a.Last, name)
	case a.First > 0:
		return fmt.Sprintf("sentence %d in %s", a.First, name)
	}
	return name
}

// placesIn reads the place that a message names; several only for a run of paragraphs.
func (b *Bot) placesIn(m message) []knowledge.Address {
	if a, err := knowledge.ParseAddress(strings.Trim(m.text, " ?!.")); err == nil {
		return []knowledge.Address{a}
	}
	const longest = 80 // bytes of a message that is nothing but a place
	if len(m.folded) > longest {
		return nil
	}
	folded := spelledNumbers.Replace(m.folded)
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // of digits, by the patterns
	if p := paragraphRun.FindStringSubmatch(folded); p != nil {
		var run []knowledge.Address
		for n := number(p[1]); n > 0 && n <= number(p[2]); n++ {
			run = append(run, knowledge.Address{Paragraph: n})
		}
		return run
	}
	if p := placeByNumber.FindStringSubmatch(folded); p != nil && number(p[3]) > 0 {
		a := knowledge.Address{Paragraph: number(p[3]), First: number(p[1]), Last: number(p[2])}
		if a.First == 0 {
			a.First, a.Last = number(p[4]), number(p[5])
		}
		a.Last = max(a.Last, a.First)
		return []knowledge.Address{a}
	}
	if p := placeByOrder.FindStringSubmatch(folded); p != nil {
		return b.placeByOrder(number(p[2]), p[3] == "paragraph")
	}
	return nil
}

// placeByOrder returns the nth paragraph or sentence of the newest document, the last one
// where n is 0.
func (b *Bot) placeByOrder(n int, paragraph bool) []knowledge.Address {
	doc := b.docs[0]
	if paragraph {
		if n == 0 {
			n = len(doc.Paragraphs)
		}
		return []knowledge.Address{{Paragraph: n}}
	}
	places := doc.Places()
	if n == 0 {
		n = len(places)
	}
	if n > len(places) {
		return nil
	}
	at := places[n-1]
	return []knowledge.Address{{Paragraph: at.Paragraph, First: at.Sentence, Last: at.Sentence}}
}

var inQuotes = regexp.MustCompile(`["“”«„]([^"“”«»„]{3,400})["“”»]|「([^」]{2,400})」`)

// findPhrase answers a question with words in quotation marks from the whole text: each
// sentence that holds the words, letter for letter but for case, white space and the kind
// of quotation mark. A question with more than the quotation and a few asking words around
// it goes on to the search, as does one whose words stand nowhere; m notes that.
func (b *Bot) findPhrase(m *message) (Answer, bool) {
	q := inQuotes.FindStringSubmatchIndex(m.text)
	if q == nil {
		return Answer{}, false
	}
	phrase := m.text[max(q[2], q[4]):max(q[3], q[5])]
	if len(strings.Fields(phrase)) < 2 && q[4] < 0 {
		return Answer{}, false
	}
	words := wordsFor("en")
	answer := Answer{Outcome: Answered, Lang: words.lang}
	for _, doc := range b.docs {
		answer.Quotes = append(answer.Quotes, doc.Find(phrase)...)
	}
	times := len(answer.Quotes)
	m.phraseMissing = times == 0
	if times == 0 || asksMore(fold(m.text[:q[0]]+" "+m.text[q[1]:])) {
		return Answer{}, false
	}
	answer.Quotes = shown(answer.Quotes, *m)
	answer.More = times - len(answer.Quotes) - min(m.offset, times)
	answer.Note = words.phraseFound(times)
	answer.Suggestions = b.suggest(words, answer.Quotes)
	return answer, true
}

// asksMore reports whether a question holds more than asking words.
func asksMore(folded string) bool {
	return slices.ContainsFunc(wordsOf(folded), func(word string) bool { return !asking.MatchString(word) })
}

var asking = regexp.MustCompile(`^(?:where|does|do|did|it|they|the|this|statement|document|text|say|says|said|mention|mentions|contain|contains|use|uses|is|are|was|in|there|anywhere|find|show|me|quote|quotes|word|words|phrase|exact|exactly|how|many|times|often|please|pls|appear|appears|come|up|which|sentences?|paragraphs?|parts?|passages?|places?|lines?|all|every|each|list|give|using|containing|saying|mentioning|has|have|with|of|to|for|search|look|who|what|and|a|an|any|that|verbatim|really|actually|context|full)$`)
