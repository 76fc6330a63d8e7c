package bot

import (
	"slices"

	"statementbot/knowledge"
)

// An Outcome says what kind of answer an Answer is.
type Outcome uint8

// The outcomes. String gives the form they have in JSON.
const (
	Answered Outcome = iota // sentences speak to what was asked
	Partial                 // the topic is there, the detail asked for is not
	NotFound                // the statement does not speak to it
	About                   // about the document, or about the bot
)

// String returns "answered", "partial", "not_found" or "about".
func (o Outcome) String() string {
	return [...]string{"answered", "partial", "not_found", "about"}[o]
}

// An Answer keeps the document's words and ours in separate fields.
type Answer struct {
	Outcome Outcome
	// Quotes are best first, MaxQuotes at most; empty under NotFound and About.
	Quotes []knowledge.Quote
	// Nearest, under NotFound, are the closest sentences, which are not an answer.
	Nearest []knowledge.Quote
	// Key, under About, are the sentences that stand for the parts of a document where a summary
	// was asked for: the first one of each section.
	Key []knowledge.Quote
	// More is the number of further sentences that speak to the question.
	More int
	// Note is a sentence or two of ours; empty if there is nothing to say.
	Note string
	// Suggestions are next questions, each known to be answerable.
	Suggestions []string
	// Continues is true if the question was read together with the one before it; then the
	// next question may go on from both.
	Continues bool
	// Whole is the question before with a part of it exchanged for what was asked, where it was
	// answered as that; else "".
	Whole string
	// Evidence is what the decision to answer or to abstain was made on; nil where the search
	// was not asked, as for small talk or a paragraph by its number.
	Evidence *Evidence
	// Lang is the language of Note, as an ISO 639-1 code.
	Lang string
}

// AllQuotes returns every quote that is to be shown with the answer, in the order of
// display: Key, Quotes, Nearest. What a gate compares is this.
func (a *Answer) AllQuotes() []knowledge.Quote { return slices.Concat(a.Key, a.Quotes, a.Nearest) }

// Subject returns the question that a follow-up to q, whose answer this is, refers back to:
// q itself if it was answered and could stand alone, Whole where there is one, otherwise the
// one before it. "By when tho" leaves the subject where it was, for a "how much?" after it.
func (a *Answer) Subject(q Question) string {
	switch {
	case a.Outcome != Answered && a.Outcome != Partial:
		return q.Previous
	case a.Whole != "":
		return a.Whole
	case a.Continues:
		return q.Previous
	}
	return q.Text
}

// The greatest numbers of quotes in an answer.
const (
	MaxQuotes  = 5
	maxNearest = 2
)
