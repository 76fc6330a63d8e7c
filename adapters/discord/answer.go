package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/knowledge"
)

// What an entry of the journal is about.
const (
	aboutMessage     = "message"     // a message to answer
	aboutEdit        = "edit"        // a message that was edited: its answer follows
	aboutDelete      = "delete"      // a message that was deleted: so is its answer
	aboutInteraction = "interaction" // a command, or a button that asks
)

// A place is where and how to answer, as the journal keeps it until the answer is out.
type place struct {
	About   string `json:"about"`
	Channel string `json:"channel,omitempty"`
	Message string `json:"message,omitempty"`
	// Author, Thread and Direct tell which messages before this one belong to it.
	Author string `json:"author,omitempty"`
	Thread bool   `json:"thread,omitempty"`
	Direct bool   `json:"direct,omitempty"`
	// Parent is the question whose answer this message replies to.
	Parent string `json:"parent,omitempty"`

	Interaction string `json:"interaction,omitempty"`
	Application string `json:"application,omitempty"`
	Token       string `json:"token,omitempty"`
	// Verb is a command's name or a button's verb; Arg what else it was given.
	Verb    string `json:"verb,omitempty"`
	Arg     string `json:"arg,omitempty"`
	Private bool   `json:"private,omitempty"`
	Locale  string `json:"locale,omitempty"`
}

// A receipt says where an answer stands.
type receipt struct {
	Channel  string   `json:"channel"`
	Messages []string `json:"messages"`
}

// messageID and its like are identities in the journal.
func messageID(id string) string         { return adapterName + ":message:" + id }
func editID(id, edited string) string    { return adapterName + ":edit:" + id + ":" + edited }
func deleteID(id string) string          { return adapterName + ":delete:" + id }
func interactionID(id string) string     { return adapterName + ":interaction:" + id }
func conversation(channel string) string { return adapterName + ":channel:" + channel }

// encode returns a place as the journal keeps it.
func (p place) encode() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // a place holds nothing that cannot be encoded
	}
	return data
}

// A taken is an event that has been taken: it returns once the event is on disk, or the
// error for which it is not. A nil taken has nothing to wait for.
type taken func(context.Context) error

// created takes a new message, if it speaks to the bot.
func (a *Adapter) created(ctx context.Context, m *incoming) taken {
	self := a.me(ctx)
	if !m.byPerson() || m.by(self) {
		return nil
	}
	parent := a.repliedTo(m)
	if !m.addresses(self) && (parent == "" || m.Content == "") {
		return nil
	}
	p := place{
		About: aboutMessage, Channel: m.Channel, Message: m.ID, Author: m.Author.ID,
		Thread: m.Position != nil, Direct: m.Guild == "", Parent: parent,
	}
	previous := ""
	if r := m.Referenced; r.by(self) {
		previous = echoed(r.Content)
		if r.Reference != nil && previous == "" {
			p.Parent = r.Reference.Message
		}
	}
	if ok, tell := a.allow(m.Author.ID); !ok {
		a.config.Meter.Dropped(adapterName, "limited")
		if tell {
			a.beside(func(ctx context.Context) { a.notice(ctx, m, wordsFor(languageOf(m.Content)).busy) })
		}
		return nil
	}
	a.asked.Set(m.ID, digest(m.Content))
	t := a.submit(journal.Entry{
		ID: messageID(m.ID), Conversation: conversation(m.Channel), Address: p.encode(),
		Text: question(m.Content), Previous: previous,
	})
	return func(ctx context.Context) error {
		err := t(ctx)
		if err != nil && !errors.Is(err, journal.ErrClosed) {
			a.beside(func(ctx context.Context) { a.notice(ctx, m, wordsFor(languageOf(m.Content)).failed) })
		}
		return err
	}
}

// repliedTo returns the question whose answer a message replies to, "" if it replies to none
// that is remembered. Only a message that comes without the one replied to is looked up:
// Discord leaves that out where it did not try to fetch it.
func (a *Adapter) repliedTo(m *incoming) string {
	if m.Reference == nil || m.Referenced != nil {
		return ""
	}
	asked, _ := a.said.Get(m.Reference.Message)
	return asked
}

// submit hands an entry to the journal.
func (a *Adapter) submit(e journal.Entry) taken {
	ticket := a.queue.Submit(e)
	return func(ctx context.Context) error {
		fresh, err := ticket.Wait(ctx)
		if err == nil && !fresh {
			a.config.Meter.Dropped(adapterName, "repeated")
		}
		return err
	}
}

// allow reports whether a user may ask now, and whether a refusal is to be told.
func (a *Adapter) allow(user string) (ok, tell bool) {
	if user == "" {
		return true, false
	}
	return a.fair.Allow(user)
}

// edited takes the new text of a message: of one that was answered, or one that speaks to
// the bot only now.
func (a *Adapter) edited(ctx context.Context, m *incoming) taken {
	self := a.me(ctx)
	if m.Content == "" || m.by(self) || m.Author != nil && !m.byPerson() {
		return nil
	}
	if !a.wasAsked(ctx, m.ID) {
		// Discord also sends an update when it has found a link's preview; that one has no time
		// of editing.
		if m.Edited == nil || m.Author == nil || old(m.ID, usefulFor) {
			return nil
		}
		return a.created(ctx, m)
	}
	// Without a time of editing the same text again is no edit: a preview was found.
	edit := digest(m.Content)
	if now, ok := a.asked.Get(m.ID); m.Edited == nil && ok && now == edit {
		return nil
	}
	a.asked.Set(m.ID, edit)
	if m.Edited != nil {
		edit = *m.Edited
	}
	author := ""
	if m.Author != nil {
		author = m.Author.ID
	}
	return a.submit(journal.Entry{
		ID: editID(m.ID, edit), Conversation: conversation(m.Channel), Text: question(m.Content),
		Address: place{About: aboutEdit, Channel: m.Channel, Message: m.ID, Author: author, Thread: m.Position != nil, Direct: m.Guild == ""}.encode(),
	})
}

// digest tells one text from another.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// deleted takes the answer to a message away with it.
func (a *Adapter) deleted(ctx context.Context, channel, id string) taken {
	if id == "" || !a.wasAsked(ctx, id) {
		return nil
	}
	return a.submit(journal.Entry{
		ID: deleteID(id), Conversation: conversation(channel),
		Address: place{About: aboutDelete, Channel: channel, Message: id}.encode(),
	})
}

// wasAsked reports whether a message was taken as a question.
func (a *Adapter) wasAsked(ctx context.Context, id string) bool {
	if _, ok := a.asked.Get(id); ok {
		return true
	}
	// Most messages never were: only those that are young enough for the journal are looked up.
	if old(id, journal.Keep) {
		return false
	}
	_, ok, err := a.config.Journal.Receipt(ctx, messageID(id))
	return err == nil && ok
}

// old reports whether something with an id is older than an age. An id that tells no time,
// as those of test servers, is not.
func old(id string, age time.Duration) bool {
	made := timeOf(id)
	return made.Year() >= 2016 && time.Since(made) > age
}

// languageOf tells Japanese from the other languages by its letters.
func languageOf(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= 0x3041 && r <= 0x30ff }) {
		return "ja"
	}
	return "en"
}

// echoed returns the question that stands above one of our answers to a command.
func echoed(content string) string {
	first, _, _ := strings.Cut(content, "\n")
	for _, w := range []*words{&english, &japanese} {
		if text, ok := strings.CutPrefix(first, smallPrint+w.asked+" "); ok {
			text, _, _ = strings.Cut(text, " · "+w.sharedBy)
			return literal(text)
		}
	}
	return ""
}

// handle answers one entry of the journal.
func (a *Adapter) handle(ctx context.Context, t *journal.Task) ([]byte, error) {
	var p place
	if err := json.Unmarshal(t.Address, &p); err != nil {
		return nil, fmt.Errorf("read the address: %w", err)
	}
	var r *receipt
	var err error
	switch p.About {
	case aboutMessage:
		r, err = a.answerMessage(ctx, t, p)
	case aboutEdit:
		r, err = a.answerEdit(ctx, t, p)
	case aboutDelete:
		err = a.takeAway(ctx, p)
	case aboutInteraction:
		err = a.answerInteraction(ctx, t, p)
	default:
		err = fmt.Errorf("an entry about %q, of a newer version of this program", p.About)
	}
	if err != nil {
		return nil, a.retry(err)
	}
	if r == nil {
		return nil, nil
	}
	return json.Marshal(r)
}

// retry tells errors after which another attempt is of use from those that end the entry.
func (a *Adapter) retry(err error) error {
	var refused *apiError
	switch {
	case errors.Is(err, errTokenRefused):
		return &journal.RetryError{After: time.Minute, Err: err} // for the next start, with another token
	case errors.As(err, &refused) && refused.status == http.StatusTooManyRequests:
		return &journal.RetryError{After: refused.after, Maybe: true, Err: err}
	case errors.As(err, &refused) && refused.status < 500:
		return err
	}
	return &journal.RetryError{Maybe: true, Err: err}
}

// answerOf asks the responder. What goes wrong becomes an answer that says so.
func (a *Adapter) answerOf(ctx context.Context, q bot.Question) (bot.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	return a.responder.Respond(ctx, q)
}

// messagesFor answers a question and renders the answer, or an apology where there is none.
func (a *Adapter) messagesFor(ctx context.Context, q bot.Question, s setting) ([]message, bot.Outcome) {
	lang := s.words
	if lang == nil {
		lang = wordsFor(languageOf(q.Text))
	}
	q.Limit = firstQuotes
	answer, err := a.answerOf(ctx, q)
	if err != nil {
		a.log.Error("no answer", "error", err)
		return []message{{content: escape(lang.failed)}}, bot.NotFound
	}
	s.question = q.Text
	if answer.More > 0 {
		q.Limit, q.Offset = 0, len(answer.Quotes)
		if next, err := a.answerOf(ctx, q); err == nil {
			s.rest = next.Quotes
		}
	}
	messages, err := a.render.answer(answer, s)
	return a.orApology(messages, err, lang), answer.Outcome
}

// orApology replaces what the gate holds back.
func (a *Adapter) orApology(messages []message, err error, words *words) []message {
	var altered *bot.AlteredError
	switch {
	case err == nil:
		return messages
	case errors.As(err, &altered):
		a.config.Meter.HeldBack(adapterName)
		return []message{{content: escape(words.held)}}
	}
	a.log.Error("could not render an answer", "error", err)
	return []message{{content: escape(words.failed)}}
}

// answerMessage answers a message in its channel, as a reply to it.
func (a *Adapter) answerMessage(ctx context.Context, t *journal.Task, p place) (*receipt, error) {
	if _, muted := a.mute.Get(p.Channel); muted {
		return nil, nil
	}
	q := bot.Question{Text: t.Text, Previous: a.previous(ctx, t, p)}
	messages, outcome := a.messagesFor(ctx, q, setting{})
	var sent []string
	if t.Sending {
		var err error
		if sent, err = a.repliesTo(ctx, p.Channel, p.Message); err != nil {
			return nil, err
		}
	}
	if err := t.Mark(ctx); err != nil {
		return nil, err
	}
	for i := len(sent); i < len(messages); i++ {
		id, err := a.post(ctx, p, messages[i], i)
		if a.forbidden(err, p.Channel) {
			return nil, nil
		}
		a.config.Meter.Sent(adapterName, "answer", err)
		if err != nil {
			return nil, err
		}
		sent = append(sent, id)
	}
	a.config.Meter.Answered(adapterName, outcome.String(), time.Since(t.Accepted))
	a.answers.Set(p.Message, sent)
	return &receipt{p.Channel, sent}, nil
}

// forbidden notes a channel in which the bot may not write: each further attempt there
// counts against the bot.
func (a *Adapter) forbidden(err error, channel string) bool {
	if statusOf(err) != http.StatusForbidden {
		return false
	}
	a.mute.Set(channel, struct{}{})
	a.config.Meter.Dropped(adapterName, "forbidden")
	a.log.Warn("may not write in a channel; it is left alone for a while", "error", err)
	return true
}

// A messageBody is a message as it is created or edited.
type messageBody struct {
	Content         string                           `json:"content"`
	Components      []discordgo.MessageComponent     `json:"components"`
	AllowedMentions discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags           discordgo.MessageFlags           `json:"flags,omitempty"`
	Reference       *discordgo.MessageReference      `json:"message_reference,omitempty"`
	Nonce           string                           `json:"nonce,omitempty"`
	EnforceNonce    bool                             `json:"enforce_nonce,omitempty"`
}

// body returns a message that pings nobody, whatever its text.
func body(m message) messageBody {
	return messageBody{
		Content: m.content, Components: append([]discordgo.MessageComponent{}, m.rows...),
		AllowedMentions: discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
}

// post creates the message number part of an answer. The nonce makes a second attempt
// the same message.
func (a *Adapter) post(ctx context.Context, p place, m message, part int) (string, error) {
	b := body(m)
	b.Flags = discordgo.MessageFlagsSuppressEmbeds
	exists := false
	b.Reference = &discordgo.MessageReference{MessageID: p.Message, FailIfNotExists: &exists}
	b.Nonce, b.EnforceNonce = nonce(p.Message, part), true
	var made struct {
		ID string `json:"id"`
	}
	create := request{
		method: http.MethodPost, path: "/channels/" + p.Channel + "/messages",
		route: "POST /channels/" + p.Channel + "/messages", body: &b, into: &made,
	}
	err := a.client.do(ctx, create)
	if code := codeOf(err); code == codeNoHistory || code == codeInvalidBody {
		// Who may not read the history may not reply either.
		b.Reference = nil
		err = a.client.do(ctx, create)
	}
	if made.ID != "" {
		a.said.Set(made.ID, p.Message)
	}
	return made.ID, err
}

// nonce has at most 25 characters.
func nonce(message string, part int) string {
	const most = 25
	n := message + "-" + strconv.Itoa(part)
	return n[max(0, len(n)-most):]
}

// notice writes a line of ours below a message, once.
func (a *Adapter) notice(ctx context.Context, m *incoming, text string) {
	_, err := a.post(ctx, place{Channel: m.Channel, Message: m.ID}, message{content: escape(text)}, 99)
	a.config.Meter.Sent(adapterName, "notice", err)
}

// history asks for messages of a channel; none where they may not be read. The error says
// that they might be later.
func (a *Adapter) history(ctx context.Context, channel, query string) ([]incoming, error) {
	key := "history:" + channel
	if _, muted := a.mute.Get(key); muted {
		return nil, nil
	}
	var messages []incoming
	err := a.client.do(ctx, request{
		method: http.MethodGet, path: "/channels/" + channel + "/messages?" + query,
		route: "GET /channels/" + channel + "/messages", into: &messages,
	})
	if status := statusOf(err); status >= 400 && status < 500 && status != http.StatusTooManyRequests {
		a.mute.Set(key, struct{}{})
		a.log.Debug("the history of a channel may not be read", "error", err)
		return nil, nil
	}
	return messages, err
}

// repliesTo returns the ids of our replies to a message, the oldest first, as far as the
// channel's history can be read. Where it cannot, the nonce alone keeps from answering twice.
func (a *Adapter) repliesTo(ctx context.Context, channel, message string) ([]string, error) {
	const pages = 5 // of a hundred messages
	self := a.me(ctx)
	var ids []string
	after := message
	for range pages {
		messages, err := a.history(ctx, channel, "after="+after+"&limit=100")
		if err != nil {
			return nil, err
		}
		for _, m := range messages {
			if m.by(self) && m.Reference != nil && m.Reference.Message == message {
				ids = append(ids, m.ID)
			}
			if compareIDs(m.ID, after) > 0 {
				after = m.ID
			}
		}
		if len(messages) < 100 {
			break
		}
	}
	slices.SortFunc(ids, compareIDs)
	return ids, nil
}

func compareIDs(x, y string) int {
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(x, y)
}

// The messages before a question that it may go on from.
const (
	historyLength = 25
	sameTalk      = 30 * time.Minute
	// anySubject is a question that any other could go on from: it has a country that speaks, one
	// that does not, and a topic, of which each may be exchanged for another.
	anySubject = "What did Japan say about Taiwan and trade?"
)

// previous returns the question that a message may go on from: that whose answer it replies
// to, or the one before it in the same thread or direct conversation, or by the same person
// in the channel. The platform is asked, since nothing of it is kept here.
func (a *Adapter) previous(ctx context.Context, t *journal.Task, p place) string {
	if t.Previous != "" {
		return t.Previous
	}
	// The history is asked for only if the question cannot stand alone: each call counts.
	probe, err := a.answerOf(ctx, bot.Question{Text: t.Text, Previous: anySubject})
	if err != nil || !probe.Continues {
		return ""
	}
	self := a.me(ctx)
	before := p.Message
	if p.Parent != "" {
		// The parent itself is among the messages before the one after it.
		if n, err := strconv.ParseUint(p.Parent, 10, 64); err == nil {
			before = strconv.FormatUint(n+1, 10)
		}
	}
	messages, err := a.history(ctx, p.Channel, "before="+before+"&limit="+strconv.Itoa(historyLength))
	if err != nil {
		a.log.Warn("a question is answered by itself: what was before it cannot be read", "error", err)
	}
	slices.SortFunc(messages, func(x, y incoming) int { return compareIDs(x.ID, y.ID) })
	subject := ""
	for _, m := range messages {
		mine := p.Thread || p.Direct || m.by(p.Author) || m.ID == p.Parent
		if !mine || !m.byPerson() || !p.Direct && !m.mentions(self) || compareIDs(m.ID, before) >= 0 {
			continue
		}
		if timeOf(p.Message).Sub(timeOf(m.ID)) > sameTalk && m.ID != p.Parent {
			continue
		}
		q := bot.Question{Text: question(m.Content), Previous: subject}
		if answer, err := a.answerOf(ctx, q); err == nil {
			subject = answer.Subject(q)
		}
	}
	return subject
}

// answerEdit makes the answer to an edited question the one to its new text.
func (a *Adapter) answerEdit(ctx context.Context, t *journal.Task, p place) (*receipt, error) {
	ids, err := a.answerIDs(ctx, p)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return a.answerMessage(ctx, t, p)
	}
	q := bot.Question{Text: t.Text, Previous: a.previous(ctx, t, p)}
	messages, outcome := a.messagesFor(ctx, q, setting{})
	kept := ids[:min(len(ids), len(messages))]
	for i, id := range kept {
		err := a.client.do(ctx, request{
			method: http.MethodPatch, path: "/channels/" + p.Channel + "/messages/" + id,
			route: "PATCH /channels/" + p.Channel + "/messages", body: body(messages[i]),
		})
		a.config.Meter.Sent(adapterName, "edit", err)
		if err != nil && statusOf(err) != http.StatusNotFound {
			return nil, err
		}
	}
	for _, id := range ids[len(kept):] {
		if err := a.remove(ctx, p.Channel, id); err != nil {
			return nil, err
		}
	}
	for i := len(kept); i < len(messages); i++ {
		id, err := a.post(ctx, p, messages[i], i)
		if err != nil {
			return nil, err
		}
		kept = append(kept, id)
	}
	a.config.Meter.Answered(adapterName, outcome.String(), time.Since(t.Accepted))
	a.answers.Set(p.Message, slices.Clone(kept))
	return &receipt{p.Channel, kept}, nil
}

// answerIDs returns where the answer to a message stands: as this process remembers, as the
// journal does, or as the channel shows.
func (a *Adapter) answerIDs(ctx context.Context, p place) ([]string, error) {
	if ids, ok := a.answers.Get(p.Message); ok {
		return ids, nil
	}
	if ids, err := a.repliesTo(ctx, p.Channel, p.Message); err != nil || len(ids) > 0 {
		return ids, err
	}
	var r receipt
	if data, ok, err := a.config.Journal.Receipt(ctx, messageID(p.Message)); err == nil && ok {
		_ = json.Unmarshal(data, &r) // an answer that went nowhere left none
	}
	return r.Messages, nil
}

func (a *Adapter) takeAway(ctx context.Context, p place) error {
	ids, err := a.answerIDs(ctx, p)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.remove(ctx, p.Channel, id); err != nil {
			return err
		}
	}
	a.answers.Set(p.Message, nil)
	return nil
}

// remove deletes one of our messages, if it is still there.
func (a *Adapter) remove(ctx context.Context, channel, id string) error {
	err := a.client.do(ctx, request{
		method: http.MethodDelete, path: "/channels/" + channel + "/messages/" + id,
		route: "DELETE /channels/" + channel + "/messages",
	})
	a.config.Meter.Sent(adapterName, "delete", err)
	if codeOf(err) == codeUnknownMessage || statusOf(err) == http.StatusNotFound {
		return nil
	}
	return err
}

// beside runs work that is not journalled, if there is room for it, apart from whoever
// calls. A panic in it costs the work alone.
func (a *Adapter) beside(work func(context.Context)) {
	select {
	case a.slots <- struct{}{}:
	default:
		a.config.Meter.Dropped(adapterName, "busy")
		return
	}
	select {
	case <-a.over:
		<-a.slots
		return
	default:
	}
	a.work.Go(func() {
		defer func() { <-a.slots }()
		defer func() {
			if p := recover(); p != nil {
				a.log.Error("panic in the answer to an interaction", "panic", fmt.Sprintf("%T", p))
			}
		}()
		ctx, cancel := context.WithTimeout(context.Background(), answerTimeout)
		defer cancel()
		go func() {
			select {
			case <-a.over:
				cancel()
			case <-ctx.Done():
			}
		}()
		work(ctx)
	})
}

// documentsNamed returns the document that an option names, all of them where it is empty.
func (a *Adapter) documentsNamed(id string) ([]*knowledge.Document, error) {
	if id == "" {
		return a.render.docs, nil
	}
	for _, d := range a.render.docs {
		if d.ID == id || d.Title == id {
			return []*knowledge.Document{d}, nil
		}
	}
	d, err := bot.FindDocument(a.render.docs, id)
	if err != nil {
		return nil, err
	}
	return []*knowledge.Document{d}, nil
}
