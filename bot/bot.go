// Package bot turns a question into an answer: what kind of question it is, what it is
// about, whether the loaded statements speak to it, and which of their sentences do. It
// knows no platform and no search library; what it quotes comes from knowledge and is
// verbatim by type.
//
// [Bot.Respond] is the path of one question from top to bottom. A question is tried in a
// fixed order: small talk and questions about the bot, then a place named by number, then
// words in quotation marks, then questions about the document itself, and at last the
// search, which decides between an answer, a part of one, and an honest no. How a question
// goes on from the one before it is written down in followup.go.
//
// What every adapter needs of an answer stands here as well: [Plain] and [AnswerJSON] are
// its forms without a platform, [Links] where a citation can be read, and a [Gate] is what
// each rendered message passes before it is sent.
package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"statementbot/knowledge"
)

// A Responder answers questions; it is safe for concurrent use. An abstention is an
// Answer; an error means that there is none. No error text holds a secret or the question.
type Responder interface {
	Respond(context.Context, Question) (Answer, error)
}

// A Retriever finds the sentences that speak to a query, counts what is named, tells the
// subjects of a document for sample questions, and reads a question that names only a part of
// the one before it; *knowledge.Index is one.
type Retriever interface {
	Search(context.Context, knowledge.Query) (knowledge.Result, error)
	Count(t knowledge.Term, document string) (named, inside []knowledge.Naming)
	Subjects(document string, limit int) []knowledge.Subject
	Whole(text, previous string) string
}

// A Bot answers questions about the documents it was given. It keeps nothing between
// questions and is safe for concurrent use.
type Bot struct {
	retriever Retriever
	docs      []*knowledge.Document
	titles    string // of all documents, folded, a line each
	samples   []sample
	japanese  func() []sample // the same in Japanese, proved when they are first needed; nil for none
}

// New returns a Bot over docs, which are those that the retriever searches. It proves a
// set of sample questions before it returns: each is asked, and those that are not
// answered are dropped.
func New(ctx context.Context, r Retriever, docs []*knowledge.Document) (*Bot, error) {
	b := &Bot{retriever: r, docs: knowledge.NewestFirst(docs)}
	for _, doc := range docs {
		b.titles += fold(doc.Title) + "\n"
	}
	samples, err := b.proveSamples(ctx, askInEnglish)
	if err != nil {
		return nil, fmt.Errorf("prove sample questions: %w", err)
	}
	b.samples = samples
	b.japanese = sync.OnceValue(b.proveJapanese)
	return b, nil
}

// Respond answers one question. Any text gets an answer; an error means that the search
// itself failed or that ctx ended.
func (b *Bot) Respond(ctx context.Context, q Question) (Answer, error) {
	m := message{text: clean(q.Text), offset: max(q.Offset, 0), limit: q.Limit}
	m.folded = fold(m.text)
	if q.Document != "" {
		b = b.confined(q.Document)
	}

	if answer, ok := b.smallTalk(m); ok {
		return answer, nil
	}
	if answer, ok := b.lookUp(m); ok {
		return answer, nil
	}
	answer, ok := b.findPhrase(&m)
	if ok {
		return answer, nil
	}
	m, aside := m.withoutThanks().withoutExcepted().question()
	previous, err := b.before(ctx, clean(q.Previous), aside)
	if err != nil {
		return Answer{}, err
	}
	m, result, err := b.searchAsked(ctx, m, q.Document)
	if err != nil {
		return Answer{}, err
	}
	query := m.query(q.Document)
	if answer, ok := b.aboutDocument(m, result); ok {
		if of, err := b.asksOfSubject(ctx, m, clean(q.Previous), aside); err != nil || !of {
			return answer, err
		}
	}
	if previous != "" {
		if answer, ok, err := b.detailOfDocument(ctx, m, previous, result); err != nil || ok {
			return answer, err
		}
		if answer, ok, err := b.whole(ctx, m, query, previous); err != nil || ok {
			return answer, err
		}
		if answer, ok, err := b.tellMore(ctx, m, query, previous, result); err != nil || ok {
			return answer, err
		}
	}
	if previous != "" && !standsAlone(m.folded, result.Terms) && (previous == aside || !findsAlone(m.folded, result)) {
		query.Previous = previous
		if query.Near, err = b.answering(ctx, previous, q.Document); err != nil {
			return Answer{}, err
		}
		if result, err = b.retriever.Search(ctx, query); err != nil {
			return Answer{}, err
		}
	}
	if len(result.Terms) == 0 {
		return b.answerEveryday(ctx, m, query, result.Lang)
	}
	answer, err = b.decide(m, query, result)
	if err != nil {
		return Answer{}, err
	}
	if answer.Outcome == NotFound {
		if part, err := b.answerPart(ctx, m, query); err != nil || part.Outcome != NotFound {
			return part, err
		}
		if whole, err := b.answerWithAside(ctx, m, query, aside); err != nil || whole.Outcome != NotFound {
			return whole, err
		}
	}
	answer.Continues = query.Previous != "" && query.Previous == clean(q.Previous)
	return answer, nil
}

// query returns the query for a message.
func (m message) query(document string) knowledge.Query {
	return knowledge.Query{Text: m.text, Wants: wants(m.folded), Document: document, Limit: searchLimit}
}

// searchAsked searches for a message without the clauses in which somebody tells of themselves,
// where the statements speak to what is left of it, otherwise for all of it; it returns the part
// that it has searched for.
func (b *Bot) searchAsked(ctx context.Context, m message, document string) (message, knowledge.Result, error) {
	if rest, ok := m.besidesAsker(); ok {
		result, err := b.retriever.Search(ctx, rest.query(document))
		if err != nil || slices.ContainsFunc(result.Terms, isSubject) && weigh(result).Speaks() {
			return rest, result, err
		}
	}
	result, err := b.retriever.Search(ctx, m.query(document))
	return m, result, err
}

// answerEveryday answers a question of nothing but everyday words ("had they had official
// talks before") if the statements speak to it for sure, otherwise with the help.
func (b *Bot) answerEveryday(ctx context.Context, m message, query knowledge.Query, lang string) (Answer, error) {
	query.Everyday = true
	result, err := b.retriever.Search(ctx, query)
	if err != nil {
		return Answer{}, err
	}
	if !saysEnough(result, asksPresence(m.folded)) {
		return b.help(lang), nil
	}
	answer, err := b.decide(m, query, result)
	if err == nil && answer.Outcome == NotFound {
		answer = b.help(lang)
	}
	return answer, err
}

// saysEnough reports whether two everyday words, or a phrase of them, fit the best sentence,
// and one of them stands there, a single word fitting by chance; or whether one fits that is
// asked for by itself ("does it mention a deadline").
func saysEnough(result knowledge.Result, presence bool) bool {
	const fits = 0.8
	words, stands := 0, false
	for i, t := range result.Terms {
		if len(result.Hits) == 0 || result.Hits[0].Match[i] < fits {
			continue
		}
		if presence && t.Kind == knowledge.ConceptTopic {
			return true
		}
		words += len(wordsOf(t.Text))
		stands = stands || t.Sentences > 0 && result.Hits[0].Said[i] == 1
	}
	return stands && words > 1
}

// answerWithAside answers a question together with what stands beside it in its message, if the
// statements speak to that; the outcome is NotFound where they do not.
func (b *Bot) answerWithAside(ctx context.Context, m message, query knowledge.Query, aside string) (Answer, error) {
	if aside == "" || query.Previous != "" {
		return Answer{Outcome: NotFound}, nil
	}
	if near, err := b.answering(ctx, aside, query.Document); err != nil || near.Paragraph == 0 {
		return Answer{Outcome: NotFound}, err
	}
	query.Previous = aside
	result, err := b.retriever.Search(ctx, query)
	if err != nil {
		return Answer{}, err
	}
	return b.decide(m, query, result)
}

// confined returns the bot that has one document only, or none if it is not loaded.
func (b *Bot) confined(document string) *Bot {
	others := func(d *knowledge.Document) bool { return d.ID != document }
	one := &Bot{retriever: b.retriever, docs: slices.DeleteFunc(slices.Clone(b.docs), others)}
	for _, doc := range one.docs {
		one.titles = fold(doc.Title) + "\n"
	}
	elsewhere := func(s sample) bool { return s.document != document }
	one.samples = slices.DeleteFunc(slices.Clone(b.samples), elsewhere)
	if b.japanese != nil {
		one.japanese = func() []sample { return slices.DeleteFunc(slices.Clone(b.japanese()), elsewhere) }
	}
	return one
}

// answerPart answers a message that names several things side by side ("ANPO / MST", "what
// about Guam? and Okinawa?") by the first part that the statements speak to; the outcome is
// NotFound where there is none.
func (b *Bot) answerPart(ctx context.Context, m message, whole knowledge.Query) (Answer, error) {
	parts := m.parts()
	if len(parts) < 2 {
		return Answer{Outcome: NotFound}, nil
	}
	var silent []string
	for _, part := range parts[:min(len(parts), mostParts)] {
		query := whole
		query.Text = part.text
		result, err := b.retriever.Search(ctx, query)
		if err != nil {
			return Answer{}, err
		}
		if len(result.Terms) == 0 {
			continue
		}
		answer, err := b.decide(part, query, result)
		if err != nil {
			return Answer{}, err
		}
		if answer.Outcome != NotFound {
			if len(silent) > 0 {
				answer.Outcome = Partial
				answer.Note = strings.TrimSpace(answer.Note + " " + wordsFor(result.Lang).notFound(silent, nil, len(b.docs)))
			}
			return answer, nil
		}
		silent = append(silent, lookedFor(result)...)
	}
	return Answer{Outcome: NotFound}, nil
}

// mostParts is how many parts of a message are tried.
const mostParts = 4

// A message is a question in the two forms that the rules of this package read.
type message struct {
	text   string // cleaned
	folded string // in small letters, see fold
	// phraseMissing is true if the message holds words in quotation marks that do not stand in
	// any document.
	phraseMissing bool
	offset, limit int // of the quotes, see Question
}

// searchLimit is how many sentences are looked at to tell which of them speak to a question.
const searchLimit = 40
