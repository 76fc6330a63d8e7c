package bot

import (
	"slices"
	"strings"

	"statementbot/knowledge"
)

// A further sentence is quoted as well from this share of the best one's score and coverage
// on: a subject is spoken of in many sentences, a date or a person mostly in one.
const (
	alsoSpeaks = 0.5
	alsoTells  = 0.75
)

// decide turns what was found into an answer: quotes, quotes with a note on what is
// missing, or an abstention.
func (b *Bot) decide(m message, q knowledge.Query, result knowledge.Result) (Answer, error) {
	words := wordsFor(result.Lang)
	evidence := weigh(result)
	// Whether a name is named is told from the text alone, not from other words for it, and so is
	// whether it speaks for somebody.
	presence := asksPresence(m.folded)
	absent := func(t knowledge.Term) bool { return isAbsentName(t) && !t.Inherited && (presence || t.Speaker) }
	if !evidence.Speaks() || slices.ContainsFunc(result.Terms, absent) {
		return b.abstain(m, words, evidence, result)
	}
	answer := Answer{Outcome: Answered, Lang: words.lang, Evidence: &evidence}
	hits := relevant(result, q.Wants, m.folded)
	if err := answer.quote(hits, m); err != nil {
		return Answer{}, err
	}

	var notes []string
	notes = append(notes, words.readAs(result.Terms)...)
	if m.phraseMissing {
		notes = append(notes, words.phraseMissing)
	}
	if missing := missingDetail(words, q.Wants, answer.Quotes, result); missing != "" {
		answer.Outcome = Partial
		notes = append(notes, missing)
	}
	if count := b.countNote(m, words, q.Document, result); count != "" {
		notes = append(notes, count)
	}
	if answer.More > 0 && m.offset == 0 {
		notes = append(notes, words.more(len(answer.Quotes), len(hits)))
	}
	answer.Note = strings.Join(notes, " ")
	answer.Suggestions = b.suggest(words, answer.Quotes)
	return answer, nil
}

// quote quotes of the hits those that a message is to be shown, and counts those behind them.
func (a *Answer) quote(hits []knowledge.Hit, m message) error {
	for _, hit := range shown(hits, m) {
		quote, err := hit.Quote()
		if err != nil {
			return err
		}
		a.Quotes = append(a.Quotes, quote)
	}
	a.More = len(hits) - len(a.Quotes) - min(m.offset, len(hits))
	return nil
}

// shown returns the part of all quotes, or what they are made of, that an answer holds.
func shown[T any](all []T, m message) []T {
	all = all[min(m.offset, len(all)):]
	limit := MaxQuotes
	if m.limit > 0 {
		limit = min(m.limit, MaxQuotes)
	}
	return all[:min(len(all), limit)]
}

// relevant returns the hits that speak to the question about as well as the best one. Beyond
// the first few a hit must itself say a name that the best one says: by other words for them
// many sentences are near it. So must each but the best if it is asked whether the name is named.
// Where all is asked for, whatever names the subject itself belongs to it.
func relevant(result knowledge.Result, want knowledge.Detail, folded string) []knowledge.Hit {
	best := result.Hits[0]
	all := asksAll.MatchString(folded)
	few := fewHits
	subject := -1
	if all {
		subject = subjectNamed(result)
	} else if asksPresence(folded) {
		few = 1
	}
	least := alsoSpeaks
	if want != knowledge.NoDetail {
		least = alsoTells
	}
	var hits []knowledge.Hit
	for _, h := range result.Hits {
		if subject >= 0 && h.Said[subject] == 1 {
			hits = append(hits, h)
			continue
		}
		if standing(h, all) < least*standing(best, all) || h.Coverage < least*best.Coverage {
			continue
		}
		silent := false
		for i, t := range result.Terms {
			silent = silent || t.Kind == knowledge.Name && !t.Speaker && best.Said[i] == 1 && h.Said[i] == 0
		}
		if !silent || len(hits) < few {
			hits = append(hits, h)
		}
	}
	return hits
}

// subjectNamed returns which of the terms that sentences name weighs most, -1 if the best
// sentence does not name it.
func subjectNamed(result knowledge.Result) int {
	subject := -1
	for i, t := range result.Terms {
		if t.Kind != knowledge.ConceptAction && t.Kind != knowledge.Numeral && t.Sentences > 0 &&
			(subject < 0 || t.Weight > result.Terms[subject].Weight) {
			subject = i
		}
	}
	if subject >= 0 && result.Hits[0].Said[subject] < 1 {
		return -1
	}
	return subject
}

// standing is how high a hit stands: by itself where all that speaks to a question is asked for,
// otherwise halfway to where it stands against the other sentences of its document.
func standing(h knowledge.Hit, all bool) float64 {
	if all {
		return h.Alone
	}
	return (h.Alone + h.Score) / 2
}

// fewHits are those that most readers look at.
const fewHits = 3

// missingDetail says which detail the question asks for and the quotes do not give, ""
// if none.
func missingDetail(words *phrases, want knowledge.Detail, quotes []knowledge.Quote, result knowledge.Result) string {
	given := func(holds func(string) bool) bool {
		return slices.ContainsFunc(quotes[:min(len(quotes), 3)], func(q knowledge.Quote) bool { return holds(q.Text()) })
	}
	switch {
	case want == knowledge.Time && !given(knowledge.HoldsTime):
		return words.noTime
	case want == knowledge.Amount && !given(knowledge.HoldsAmount):
		return words.noAmount
	}
	best := result.Hits[0]
	var absent []string
	for i, t := range result.Terms {
		// A number counts only where it stands, a name or topic may be spoken of elsewhere.
		if t.Inherited || t.Sentences > 0 && t.Kind != knowledge.Numeral {
			continue
		}
		switch t.Kind {
		case knowledge.Numeral, knowledge.Name:
			// A date may be that of the document.
			if best.Match[i] < asGoodAs && best.Around[i] < inTitle {
				absent = append(absent, t.Text)
			}
		case knowledge.ConceptTopic:
			if best.Match[i] < asGoodAs {
				absent = append(absent, t.Text)
			}
		}
	}
	if len(absent) > 0 {
		return words.lacks(absent)
	}
	return ""
}

// inTitle is how well the title of a document serves a term that stands there.
const inTitle = 0.6

// asGoodAs is how well a sentence must serve a topic that it does not name to be an answer
// without a remark: as a part or kind of it does, and a larger topic does not.
const asGoodAs = 0.7

// abstain says what was looked for and not found, and shows the nearest sentences where
// there are any.
func (b *Bot) abstain(m message, words *phrases, evidence Evidence, result knowledge.Result) (Answer, error) {
	answer := Answer{Outcome: NotFound, Lang: words.lang, Evidence: &evidence}
	for _, hit := range result.Hits[:min(len(result.Hits), maxNearest)] {
		if hit.Coverage < worthShowing {
			continue
		}
		quote, err := hit.Quote()
		if err != nil {
			return Answer{}, err
		}
		answer.Nearest = append(answer.Nearest, quote)
	}
	notes := words.readAs(result.Terms)
	if m.phraseMissing {
		notes = append(notes, words.phraseMissing)
	}
	notes = append(notes, words.notFound(lookedFor(result), otherNames(result), len(b.docs)))
	answer.Note = strings.Join(notes, " ")
	answer.Suggestions = b.suggest(words, answer.Nearest)
	return answer, nil
}

// worthShowing is the least coverage of a sentence that is shown as the nearest one.
const worthShowing = 0.2

// lookedFor returns the parts of the question that no sentence speaks of, or all of them
// where each is spoken of but none together.
func lookedFor(result knowledge.Result) []string {
	var absent, all []string
	for _, t := range result.Terms {
		if t.Inherited || t.Kind == knowledge.ConceptAction {
			continue
		}
		all = append(all, t.Text)
		if t.Sentences == 0 {
			absent = append(absent, t.Text)
		}
	}
	if len(absent) > 0 {
		return absent
	}
	return all
}

// otherNames returns further names of the absent concepts that were tried.
func otherNames(result knowledge.Result) []string {
	const most = 3
	var names []string
	for _, t := range result.Terms {
		if t.Concept == nil || t.Sentences > 0 || t.Inherited || t.Kind == knowledge.ConceptAction {
			continue
		}
		for _, name := range append([]string{t.Concept.Name("en")}, t.Concept.AltLabel["en"]...) {
			if len(names) < most && !strings.EqualFold(name, t.Text) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// countNote says how often, by which names and where something is named, for a question
// that asks whether or how often it is. It counts over the whole text.
func (b *Bot) countNote(m message, words *phrases, document string, result knowledge.Result) string {
	if !asksPresence(m.folded) {
		return ""
	}
	var notes []string
	for _, t := range result.Terms {
		if t.Inherited || t.Kind == knowledge.ConceptAction || t.Text == "" || t.Kind == knowledge.Word && t.Weight < ownSubject {
			continue
		}
		named, inside := b.retriever.Count(t, document)
		if len(named) > 0 || len(inside) > 0 {
			notes = append(notes, words.named(t.Text, named, inside, len(b.docs) > 1))
		}
	}
	return strings.Join(notes, " ")
}
