package bot

import (
	"cmp"
	"context"
	"slices"

	"statementbot/knowledge"
)

// A sample is a question that is known to be answered, with the place of its answer.
type sample struct {
	question  string
	document  string
	paragraph int
}

// Bounds of the proof of samples at start, so that a thousand documents do not delay it.
const (
	samplesPerDocument = 12
	sampledDocuments   = 10
	suggestionsShown   = 3
)

func askInEnglish(s knowledge.Subject) string { return "What about " + s.Name + "?" }

func askInJapanese(s knowledge.Subject) string {
	if s.Japanese == "" {
		return ""
	}
	return s.Japanese + "については？"
}

// proveSamples asks about the subjects that the newest documents name and keeps the
// questions that are answered from the document they were made for. An empty question asks nothing.
func (b *Bot) proveSamples(ctx context.Context, ask func(knowledge.Subject) string) ([]sample, error) {
	var proved []sample
	for _, doc := range b.docs[:min(len(b.docs), sampledDocuments)] {
		for _, subject := range b.retriever.Subjects(doc.ID, samplesPerDocument) {
			question := ask(subject)
			if question == "" {
				continue
			}
			answer, err := b.Respond(ctx, Question{Text: question})
			if err != nil {
				return nil, err
			}
			if answer.Outcome == Answered && answer.Quotes[0].Citation().Document == doc.ID {
				proved = append(proved, sample{question, doc.ID, subject.Place.Paragraph})
			}
		}
	}
	return proved, nil
}

// proveJapanese proves the samples in Japanese; where there are none the English ones stand for them.
func (b *Bot) proveJapanese() []sample {
	prover := *b
	prover.japanese = nil // an answer to a sample needs no suggestion
	proved, err := prover.proveSamples(context.Background(), askInJapanese)
	if err != nil || len(proved) == 0 {
		return b.samples
	}
	return proved
}

func (b *Bot) samplesIn(words *phrases) []sample {
	if words == &japanese && b.japanese != nil {
		return b.japanese()
	}
	return b.samples
}

// suggest returns next questions in the language of the words: those whose answers stand near
// the quotes but not in the same paragraph, so that none is answered already.
func (b *Bot) suggest(words *phrases, quotes []knowledge.Quote) []string {
	if len(quotes) == 0 {
		return b.someSamples(words)
	}
	at := quotes[0].Citation()
	answered := func(s sample) bool {
		return slices.ContainsFunc(quotes, func(q knowledge.Quote) bool {
			c := q.Citation()
			return c.Document == s.document && c.Paragraph == s.paragraph
		})
	}
	near := slices.DeleteFunc(slices.Clone(b.samplesIn(words)), func(s sample) bool { return s.document != at.Document || answered(s) })
	slices.SortStableFunc(near, func(a, b sample) int {
		return cmp.Compare(distance(a.paragraph, at.Paragraph), distance(b.paragraph, at.Paragraph))
	})
	if len(near) == 0 {
		return b.someSamples(words)
	}
	return questionsOf(near)
}

func distance(a, b int) int { return max(a-b, b-a) }

// someSamples returns questions about different paragraphs of the newest document.
func (b *Bot) someSamples(words *phrases) []string {
	var spread []sample
	for _, s := range b.samplesIn(words) {
		if !slices.ContainsFunc(spread, func(o sample) bool { return o.paragraph == s.paragraph || o.document != s.document }) {
			spread = append(spread, s)
		}
	}
	return questionsOf(spread)
}

func questionsOf(samples []sample) []string {
	var questions []string
	for _, s := range samples[:min(len(samples), suggestionsShown)] {
		questions = append(questions, s.question)
	}
	return questions
}
