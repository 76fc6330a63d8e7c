package bot

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"statementbot/knowledge"
)

// How a question goes on from the one before it is decided here, in this order; a rule that
// applies leaves nothing to those below it. Small talk, places and words in quotation marks are
// answered before, and never go on from anything.
//
//  1. What asks for a fact about the document in words for documents ("when was it published")
//     is about the document, whatever was before: [Bot.aboutDocument].
//  2. What asks for one in words that fit any subject ("when is it", "how long is it?", "on what
//     day?") is about the subject of the question before. Where that was about the document
//     itself, or there is none, it is about the document, and so are a bare "and when?" and "by
//     whom?": [Bot.asksOfSubject], [Bot.detailOfDocument]. What stands beside it in the same message is
//     such a subject where it points at that: [Bot.asksOfAside].
//  3. What names only a part to take the place of its like ("and for the economy?", "and Japan?",
//     "and the other one, further south?") is the question before with that part in it:
//     [knowledge.Index.Whole]. It holds if a sentence speaks to it and to the new part.
//  4. What asks only for more ("anything else?", "go on") gets the sentences that did not answer
//     the question before: [Bot.tellMore].
//  5. What does not point back and names a subject, or finds a sentence by its own words, stands
//     alone and takes over nothing: [standsAlone], [findsAlone].
//  6. Anything else is searched together with the question before, whose words count less
//     ([knowledge.Query.Previous]), and of the sentences that speak to them those come first
//     that say what is newly asked, and those beside the one that answered it.

// withoutThanks returns a message without the thanks and the like before what it asks: "great,
// thanks. And Taiwan?".
func (m message) withoutThanks() message {
	rest := m.text
	for {
		end := strings.IndexAny(rest, ",.!;:")
		if end <= 0 || end > longestSmallTalk || !isThanks.MatchString(fold(rest[:end])) {
			break
		}
		rest = strings.TrimLeft(rest[end:], " ,.!;:")
	}
	if rest != "" && len(rest) < len(m.text) {
		m.text, m.folded = rest, fold(rest)
	}
	return m
}

// withoutExcepted returns a message without what it excepts: "besides gas, what else on energy".
func (m message) withoutExcepted() message {
	at := excepted.FindStringIndex(m.text)
	if at == nil || documentNoun.MatchString(fold(m.text[at[0]:at[1]])) {
		return m // "what have you got besides this statement" is about statements
	}
	if rest := strings.TrimSpace(m.text[:at[0]] + m.text[at[1]:]); rest != "" {
		m.text, m.folded = rest, fold(rest)
	}
	return m
}

var excepted = regexp.MustCompile(`(?i)^(?:(?:and|ok|so) )?(?:besides|apart from|aside from|other than|except(?: for)?) [^,]{2,40}, |,? (?:besides|apart from|aside from|except(?: for)?) (?:[\w'-]+ ?){1,3}[?.! ]*$`)

// before returns what a question goes on from: what stands beside it in its message where that
// has a subject, or else the question before it.
func (b *Bot) before(ctx context.Context, previous, aside string) (string, error) {
	if previous == "" || aside == "" {
		return cmp.Or(previous, aside), nil
	}
	if ofAsker.MatchString(fold(aside)) {
		return previous, nil // "why is it needed? my voters don't see it"
	}
	result, err := b.retriever.Search(ctx, knowledge.Query{Text: aside, Limit: 1})
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(result.Terms, isSubject) {
		return aside, nil
	}
	return previous, nil
}

// isSubject reports whether a question can be about a term.
func isSubject(t knowledge.Term) bool {
	return t.Kind != knowledge.ConceptAction && t.Weight >= ownSubject
}

// asksOfSubject reports whether a message that could be about a document asks that of the
// subject of the question before, or of what stands beside it; both are "" if there is none.
func (b *Bot) asksOfSubject(ctx context.Context, m message, previous, aside string) (bool, error) {
	if of, err := b.asksOfAside(ctx, m, aside); err != nil || of {
		return of, err
	}
	if previous == "" || saysDocument.MatchString(m.folded) || !ofThings.MatchString(m.folded) && !pointsBack(m.folded, nil) {
		return false, nil
	}
	subject, _, err := b.readBefore(ctx, previous)
	return subject, err
}

// asksOfAside reports whether a message that could be about a document points at what stands beside
// it ("they say it is cheap. Where does that come from?"), and the statements speak to that.
func (b *Bot) asksOfAside(ctx context.Context, m message, aside string) (bool, error) {
	if aside == "" || !pointsAside.MatchString(m.folded) {
		return false, nil
	}
	result, err := b.retriever.Search(ctx, knowledge.Query{Text: aside, Limit: 1})
	return err == nil && slices.ContainsFunc(result.Terms, isSubject) && weigh(result).Speaks(), err
}

var pointsAside = regexp.MustCompile(`\b(?:that|those|such|so)\b`)

// readBefore tells whether the question before had a subject, or was one about the document.
func (b *Bot) readBefore(ctx context.Context, previous string) (subject, document bool, err error) {
	m := message{text: previous, folded: fold(previous)}
	if _, ok := b.smallTalk(m); ok {
		return false, false, nil
	}
	result, err := b.retriever.Search(ctx, knowledge.Query{Text: previous, Limit: 1})
	if err != nil {
		return false, false, err
	}
	_, document = b.aboutDocument(m, result)
	return !document && len(result.Terms) > 0, document, nil
}

var (
	// ofThings finds what can be asked of a meeting or a law as well as of a document.
	ofThings = mustPattern(`\bwhen\b|\bwhere\b|\bhow (?:long|old|recent|big)\b|\b(?:what|which) (?:\w+ )?(?:date|day|year|month|time|hour)\b|\bfrom (?:when|what|which)\b|何日|何時|날짜|몇 ?시|几点`)
	// saysDocument finds words for documents and for what is done with them.
	saysDocument = mustPattern(`\b(?:publi\w*|issu\w*|releas\w*|post(?:ed)?|statements?|documents?|docs?|text|declaration|communiqué|communique|paper|words?|sentences?|paragraphs?|pages?|characters|sections|parts|wrote|written|(?:come|came|comes|go|went|put) out|adopted|find|read|get|cite|link|source|online|stamp|tl;?dr)\b|声明|文書|発表|公表|출|발표|发表|發表`)
)

// detailOfDocument answers a message without a subject that asks for a detail ("and when?")
// after a question about the document itself.
func (b *Bot) detailOfDocument(ctx context.Context, m message, previous string, result knowledge.Result) (Answer, bool, error) {
	detail := wants(m.folded)
	if lengthUnit.MatchString(m.folded) {
		detail = knowledge.Amount
	}
	if previous == "" || detail == knowledge.NoDetail || len(b.docs) == 0 || len(result.Terms) > 0 {
		return Answer{}, false, nil
	}
	if _, document, err := b.readBefore(ctx, previous); err != nil || !document {
		return Answer{}, false, err
	}
	tell := map[knowledge.Detail]func(*phrases, *knowledge.Document) string{
		knowledge.Time: tellDate, knowledge.Amount: tellLength, knowledge.Who: tellIssuer, knowledge.Where: tellSource,
	}[detail]
	return b.tellAbout(&fact{tell: tell}, m, result.Lang), true, nil
}

// lengthUnit finds a message that says only in what to count: "and sentences?".
var lengthUnit = regexp.MustCompile(`^(?:(?:and|or) )?(?:words|sentences|paragraphs|pages)$`)

// whole answers a message that names only what takes the place of a part of the question before.
func (b *Bot) whole(ctx context.Context, m message, query knowledge.Query, previous string) (Answer, bool, error) {
	text := b.retriever.Whole(m.text, previous)
	if text == "" {
		return Answer{}, false, nil
	}
	asked := m
	asked.text, asked.folded = text, fold(text)
	query.Text, query.Wants = text, wants(asked.folded)
	var err error
	if query.Near, err = b.answering(ctx, previous, query.Document); err != nil {
		return Answer{}, false, err
	}
	result, err := b.retriever.Search(ctx, query)
	if err != nil || len(result.Hits) == 0 {
		return Answer{}, false, err
	}
	newly := func(t knowledge.Term) bool {
		return t.Kind != knowledge.ConceptAction && strings.Contains(m.text, t.Text)
	}
	i := slices.IndexFunc(result.Terms, newly)
	if i >= 0 && result.Hits[0].Match[i] < standsFor {
		return Answer{}, false, nil
	}
	answer, err := b.decide(asked, query, result)
	answer.Whole, answer.Continues = text, true
	return answer, err == nil && answer.Outcome != NotFound, err
}

// asksElse finds a question for more of the same.
var asksElse = mustPattern(`\b(?:anything|something|what|who|where) else\b|\b(?:any|something|anything|what'?s|what is|and|tell me|say|know) (?:more|other)\b|^more\b|\bis (?:that|this|it) (?:all|everything|it)\b|\bthat all\b|^(?:please )?(?:go|carry) on\b|^continue\b|(?:他|ほか)(?:に|は)|もっと|それだけ`)

// tellMore answers a message that asks only for more of what the question before was about: with
// the sentences that speak to it behind those that it was answered with, or else with the others
// of their paragraphs. Where there are none it says so and tells the same again. result is what
// the message found alone.
func (b *Bot) tellMore(ctx context.Context, m message, query knowledge.Query, previous string, result knowledge.Result) (Answer, bool, error) {
	own := func(t knowledge.Term) bool { return isSubject(t) && !pointedAt(m.folded, fold(t.Text)) }
	if !asksElse.MatchString(m.folded) || slices.ContainsFunc(result.Terms, own) {
		return Answer{}, false, nil
	}
	if subject, _, err := b.readBefore(ctx, previous); err != nil || !subject {
		return Answer{}, false, err
	}
	before := message{text: previous, folded: fold(previous), offset: m.offset, limit: m.limit}
	query.Text, query.Wants = previous, wants(before.folded)
	result, err := b.retriever.Search(ctx, query)
	if err != nil {
		return Answer{}, false, err
	}
	evidence := weigh(result)
	if !evidence.Speaks() {
		return Answer{}, false, nil
	}
	told := relevant(result, query.Wants, before.folded)
	rest := told[min(len(told), MaxQuotes):]
	words := wordsFor(result.Lang)
	answer := Answer{Outcome: Answered, Lang: words.lang, Evidence: &evidence, Continues: true}
	if len(rest) == 0 {
		answer.Note, rest = words.beside, besideThem(result.Hits, told)
	}
	if len(rest) == 0 {
		answer.Note, rest = words.noMore, told
	}
	if err := answer.quote(rest, before); err != nil {
		return Answer{}, false, err
	}
	answer.Suggestions = b.suggest(words, answer.Quotes)
	return answer, true, nil
}

// pointedAt reports whether a folded message points with a word at what the question before named:
// "that island".
func pointedAt(folded, word string) bool {
	return slices.ContainsFunc([]string{"that ", "this ", "these ", "those "}, func(pointing string) bool {
		return strings.Contains(folded, pointing+word)
	})
}

// besideThem returns the hits that are none of some, and stand in the paragraph of one of them.
func besideThem(hits, some []knowledge.Hit) (beside []knowledge.Hit) {
	for _, h := range hits {
		same := func(o knowledge.Hit) bool { return o.Document == h.Document && o.Place == h.Place }
		near := func(o knowledge.Hit) bool { return o.Document == h.Document && o.Place.Paragraph == h.Place.Paragraph }
		if !slices.ContainsFunc(some, same) && slices.ContainsFunc(some, near) {
			beside = append(beside, h)
		}
	}
	return beside
}

// answering returns where the sentence stands that answers the question before, the zero Address
// if none does.
func (b *Bot) answering(ctx context.Context, previous, document string) (knowledge.Address, error) {
	result, err := b.retriever.Search(ctx, knowledge.Query{Text: previous, Document: document, Limit: 1})
	if err != nil || !weigh(result).Speaks() {
		return knowledge.Address{}, err
	}
	best := result.Hits[0]
	return knowledge.Address{Document: best.Document.ID, Paragraph: best.Place.Paragraph, First: best.Place.Sentence, Last: best.Place.Sentence}, nil
}

// standsAlone reports whether a question can be understood without the one before it. It
// cannot if it points back ("that", "its", "the east one", "there"), or if it names nothing of
// its own ("by when tho", "who agreed").
func standsAlone(folded string, terms []knowledge.Term) bool {
	return !pointsBack(folded, terms) && slices.ContainsFunc(terms, isSubject) && !bareAmount.MatchString(folded) && !asksWhichOf(folded, terms)
}

// asksWhichOf reports whether a question asks only which one of a sort it is: "under which
// treaty?", "which law made that possible". By itself it would be about any of them.
func asksWhichOf(folded string, terms []knowledge.Term) bool {
	const longest = 6 // words
	begins := whichOf.FindString(folded)
	if begins == "" || len(strings.Fields(folded)) > longest {
		return false
	}
	sort := ""
	for _, t := range terms {
		switch {
		case t.Kind == knowledge.Name || t.Kind == knowledge.Numeral || isSubject(t) && sort != "":
			return false
		case isSubject(t):
			sort = fold(t.Text)
		}
	}
	return sort != "" && strings.HasPrefix(folded[len(begins):], sort)
}

// whichOf finds the beginning of a question for one of a sort.
var whichOf = regexp.MustCompile(`^(?:(?:and|but|so|ok) )?(?:(?:under|by|in|on|at|for|with|to|from|through|via|since|of) )?(?:which|what) `)

// bareAmount finds a question for a number of something, and not of what: "how many troops?".
var bareAmount = regexp.MustCompile(`^(?:(?:and|so|but) )?how (?:many|much)(?: of)?(?: \pL+){1,2}$`)

// findsAlone reports whether the words of a question that names no subject find their sentence
// together ("what does Japan do if a crisis breaks out"), so that it needs no question before it:
// result is what they find.
func findsAlone(folded string, result knowledge.Result) bool {
	return len(result.Terms) >= enoughTerms && weigh(result).Odds() >= surelySpeaks &&
		!goesOn.MatchString(folded) && !pointsBack(folded, result.Terms)
}

// goesOn finds what a question of light words begins with, or who it is about, where it goes on.
var goesOn = regexp.MustCompile(`^(?:and|but|so|or|then)\b|\bthey\b`)

// How many light words, and what odds, make a question one that needs no other. Chosen in
// November 2026 on questions for which that before them was drawn by lot, and on follow-ups.
const (
	enoughTerms  = 2
	surelySpeaks = 1.5
)

// ownSubject is the least weight of a term that makes a question one about it.
const ownSubject = 0.25

// pointsBack reports whether a word of a folded message stands for something of the question
// before. The same words stand for something in the same message as well ("Japan and its
// allies"), for the document ("does it say", "in there"), or for nothing ("is there", "they say
// that Japan"); terms are what the message names.
func pointsBack(folded string, terms []knowledge.Term) bool {
	words := strings.Fields(folded)
	clauses := make([]int, len(words)) // by word: the first one of its clause
	at := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return words[i]
	}
	for i, clause := 0, 0; i < len(words); i++ {
		clauses[i] = clause
		bare := strings.Trim(words[i], marks)
		if strings.HasSuffix(words[i], ",") || bare == "" {
			clause = i + 1
		}
		words[i] = bare
	}
	for i, word := range words {
		before, after := at(i-1), at(i+1)
		switch word {
		case "it", "it's":
			if saysOf[after] || asksIf[before] && truths[after] || before == "say" || namedBefore(words[:i], terms, false) {
				continue
			}
		case "its", "itself", "their", "them", "he", "she", "his", "her", "him":
			if namedBefore(words[:i], terms, true) {
				continue
			}
		case "that", "this", "these", "those":
			if isRelative(words, i) || word == "that" && (i > 0 && joins(before, after) || after != "" && namedBefore(words[i-1:i], terms, true)) ||
				before == "all" || ofNow[after] {
				continue
			}
		case "there":
			if deictic[before] || asksIf[after] {
				continue
			}
		case "same":
			if after != "" && !sameAs[after] {
				continue
			}
		case "one":
			if !chosen[before] && !chosen[at(i-2)] || after == "of" {
				continue
			}
		case "such":
			if after == "as" || after == "a" || after == "an" {
				continue
			}
		case "ones", "former", "latter":
		default:
			continue
		}
		// "Troops that are ready, whose promise is that" has what it points at before the comma.
		if !namedBefore(words[:clauses[i]], terms, true) {
			return true
		}
	}
	return false
}

// namedBefore reports whether words hold a term that a pronoun behind them can stand for; of
// those who act only if actors is true, for "does Japan support it" is not about Japan.
func namedBefore(words []string, terms []knowledge.Term, actors bool) bool {
	if len(words) == 0 || len(terms) == 0 || !actors && askedFor[words[0]] {
		return false
	}
	said := " " + strings.Join(words, " ")
	return slices.ContainsFunc(terms, func(t knowledge.Term) bool {
		if t.Kind == knowledge.ConceptAction || t.Text == "" || t.Weight < leastNoun {
			return false
		}
		actor := t.Concept != nil && (t.Concept.Kind == knowledge.PlaceName || t.Concept.Kind == knowledge.Person)
		return (actors || !actor) && strings.Contains(said, " "+fold(t.Text))
	})
}

// leastNoun is the least weight of a term that a pronoun can stand for: all countries have it.
const leastNoun = 0.1

// isRelative reports whether a demonstrative points at a clause behind it: "those who fled",
// "that statute which changed it".
func isRelative(words []string, i int) bool {
	for _, w := range words[i+1 : min(i+5, len(words))] {
		if w == "who" || w == "which" || w == "whose" || w == "that" {
			return true
		}
	}
	return false
}

// joins reports whether a "that" between two words begins a clause: "they say that Japan",
// "islands that are", "a promise that they".
func joins(before, after string) bool {
	return saysOf[before] || clauseBegins[after] && !asksIf[before] && !leadsTo[before]
}

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// marks are those of punctuation that words may carry.
const marks = `,.;:?!()"/-–—`

var (
	saysOf = wordSet("say says said mention mentions mentioned speak speaks talk talks cover covers touch address addresses discuss refer refers name names " +
		"contain contains include includes tell tells state states stated list lists quote think know true fact claim claims hear heard swears")
	asksIf       = wordSet("is are was were be been isn't aren't wasn't has have had does did do will would can could should")
	truths       = wordSet("true correct right there fair clear possible only said stated mentioned written the a an in on")
	clauseBegins = wordSet("is are was were has have had can could will would must should may might they he she it we you the both a an allows lets")
	leadsTo      = wordSet("what who when where why how which and but or if so to of for on in about with by from at")
	askedFor     = wordSet("which whose what who how and so")
	ofNow        = wordSet("time year statement document text declaration doc paper guys two leaders folks men bot")
	deictic      = wordSet("is are was were be been isn't aren't will in out over up")
	sameAs       = wordSet("for thing question goes applies there with one")
	chosen       = wordSet("the that this other another first second third last next")
)
