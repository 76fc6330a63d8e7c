package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"statementbot/bot"
	"statementbot/bot/journal"
)

// A receipt says where an answer went, for the day that its question is edited or deleted.
type receipt struct {
	Channel string   `json:"channel"`
	Thread  string   `json:"thread,omitempty"`
	TS      []string `json:"ts"` // of the messages, in their order
}

// handle answers one entry of the journal.
func (a *Adapter) handle(ctx context.Context, task *journal.Task) ([]byte, error) {
	to, err := addressOf(&task.Entry)
	if err != nil {
		return nil, fmt.Errorf("read the address: %w", err)
	}
	if to.Kind == kindDelete {
		return nil, a.remove(ctx, to)
	}
	messages, outcome, err := a.compose(ctx, task, &to)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	if err := a.render.check(messages); err != nil {
		var altered *bot.AlteredError
		if !errors.As(err, &altered) {
			return nil, err
		}
		a.config.Meter.HeldBack(adapterName)
		messages = notice(sentence(altered.Error()))
	}
	var left *receipt
	switch {
	case to.Kind == kindEdit:
		err = a.amend(ctx, task, to, messages)
	case to.Kind == kindShare:
		if left, err = a.post(ctx, task, to, messages); err == nil {
			a.tidyShared(ctx, to, left)
		} else if isOutside(err) && to.ResponseURL != "" {
			err = a.respond(ctx, to.ResponseURL, notice("I cannot post in this channel. Invite me with /invite first, then share again.")[0], "")
		}
	case to.ResponseURL != "" || to.Kind == kindPrivate:
		err = a.whisper(ctx, task, to, messages)
	default:
		left, err = a.post(ctx, task, to, messages)
	}
	if err != nil {
		return nil, err
	}
	a.config.Meter.Answered(adapterName, outcome, time.Since(task.Accepted))
	a.log.Info("answered", "question_id", task.ID, "kind", string(to.Kind), "status", outcome, "took", time.Since(task.Accepted))
	if left == nil {
		return nil, nil
	}
	body, err := json.Marshal(left)
	if err != nil {
		panic(err) // of strings
	}
	return body, nil
}

// compose makes the messages for an entry; none where nothing is to be said.
func (a *Adapter) compose(ctx context.Context, task *journal.Task, to *address) ([]message, string, error) {
	if to.Kind == kindContext {
		return a.render.context(to.Places), "context", nil
	}
	if to.Kind == kindEdit {
		if _, ok, err := a.config.Journal.Receipt(ctx, to.Of); err != nil {
			return nil, "", &journal.RetryError{Err: err}
		} else if !ok {
			return nil, "", nil // we have said nothing that would have to change
		}
	}
	question := bot.Question{Text: task.Text, Previous: task.Previous, Offset: to.Offset, Limit: quotesShown}
	if question.Previous == "" && !to.Button && to.Kind != kindPrivate {
		question.Previous = a.previous(ctx, *to)
	}
	if to.Direct && to.Kind == kindAsk && !task.Sending {
		a.showStatus(ctx, *to)
	}
	answer, err := a.responder.Respond(ctx, question)
	if err != nil {
		if ctx.Err() != nil {
			return nil, "", err
		}
		a.log.Error("the search failed", "question_id", task.ID, "error", err)
		return notice("Sorry, something went wrong here, and the log of this bot says what. Please ask again later."), "error", nil
	}
	outcome := answer.Outcome.String()
	if to.Unasked && !worthSaying(task.Text, answer) {
		return nil, outcome, nil
	}
	l := layout{ask: ticket{Question: question.Text, Previous: question.Previous, Offset: question.Offset}}
	switch to.Kind {
	case kindMore:
		answer.Note, answer.Suggestions = "", nil
		l.lead = "Further passages:"
		if len(answer.Quotes) == 0 {
			l.lead = "There are no further passages."
		}
	case kindShare:
		l.lead = "Shared from a private answer to: " + shorten(task.Text, maxSectionText/2)
	case kindPrivate:
		l.ask.Thread = to.Thread
		l.share = to.Channel != "" && answer.Outcome != bot.About
	case kindAsk:
		if to.Button {
			l.lead = "You asked: " + shorten(task.Text, maxSectionText/2)
		}
	}
	if to.Channel != "" && to.Thread != "" && !to.Button && answer.Outcome != bot.About {
		a.remember(*to, answer.Subject(question))
	}
	return a.render.answer(answer, l), outcome, nil
}

// worthSaying tells a follow-up from chatter in a thread of ours: what mentions nobody gets
// an answer, and a no only if it asks.
func worthSaying(text string, answer bot.Answer) bool {
	switch answer.Outcome {
	case bot.Answered, bot.Partial:
		return true
	case bot.NotFound:
		return strings.ContainsAny(text, "?？")
	}
	return false
}

// sentence turns an error's text into one for a reader.
func sentence(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// previous returns the question that a follow-up refers back to: from memory, or, after a
// restart, from the thread itself.
func (a *Adapter) previous(ctx context.Context, to address) string {
	if to.Kind == kindEdit && to.Thread == to.TS {
		return "" // what is remembered of its thread is the question itself
	}
	if question, ok := a.threads.Get(to.Channel + ":" + to.Thread); ok {
		return question
	}
	if to.Thread != to.TS {
		return a.readThread(ctx, to)
	}
	if to.Direct {
		question, _ := a.threads.Get(to.Channel)
		return question
	}
	return ""
}

// remember notes what the next question of a thread may refer back to.
func (a *Adapter) remember(to address, question string) {
	a.threads.Set(to.Channel+":"+to.Thread, question)
	if to.Direct {
		a.threads.Set(to.Channel, question)
	}
}

// answeredIn reports whether we have answered in a thread: from memory, or because its root
// is a question of ours.
func (a *Adapter) answeredIn(channel, root string) bool {
	if _, ok := a.threads.Get(channel + ":" + root); ok {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), politeTimeout)
	defer cancel()
	left, ok, err := a.config.Journal.Receipt(ctx, questionID(channel, root))
	return err == nil && ok && len(left) > 0
}
