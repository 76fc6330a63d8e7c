package discord

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/knowledge"
)

const (
	// deferAfter is how long an answer may take before Discord is told to wait for it. It
	// allows 3 s from its own clock: https://docs.discord.com/developers/interactions/receiving-and-responding
	deferAfter = 1200 * time.Millisecond
	// answerableFor is the age up to which a first answer is tried after a restart.
	answerableFor = 2500 * time.Millisecond
)

// A callback is the first answer to an interaction.
type callback struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// A callbackData is a message as the first answer, or a further one.
type callbackData struct {
	Content         string                           `json:"content"`
	Components      []discordgo.MessageComponent     `json:"components,omitempty"`
	AllowedMentions discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags           discordgo.MessageFlags           `json:"flags,omitempty"`
}

func dataOf(m message, private bool) callbackData {
	b := body(m)
	d := callbackData{Content: b.Content, Components: b.Components, AllowedMentions: b.AllowedMentions, Flags: discordgo.MessageFlagsSuppressEmbeds}
	if private {
		d.Flags |= discordgo.MessageFlagsEphemeral
	}
	return d
}

// live is an interaction that this process has got and not finished. Its first answer goes
// out once, be it the answer itself or the wish to wait for it.
type live struct {
	// inline takes the first answer of one that came over HTTP; nil for the gateway.
	inline chan callback

	mu       sync.Mutex // guards what follows; held while the first answer goes out
	answered bool
	deferred bool
}

// interact takes an interaction. inline is where the first answer goes, nil for a call to
// the API.
func (a *Adapter) interact(i *interaction, inline chan callback) taken {
	l := &live{inline: inline}
	switch i.Type {
	case discordgo.InteractionPing:
		a.beside(func(ctx context.Context) {
			a.report("pong", a.first(ctx, l, i, callback{Type: discordgo.InteractionResponsePong}))
		})
		return nil
	case discordgo.InteractionApplicationCommandAutocomplete:
		a.beside(func(ctx context.Context) { a.complete(ctx, l, i) })
		return nil
	case discordgo.InteractionApplicationCommand, discordgo.InteractionModalSubmit, discordgo.InteractionMessageComponent:
	default:
		a.config.Meter.Dropped(adapterName, "unknown")
		return nil
	}
	entry, ok := a.entryOf(i)
	if !ok {
		a.beside(func(ctx context.Context) { a.click(ctx, l, i) })
		return nil
	}
	if ok, _ := a.allow(i.by()); !ok {
		a.config.Meter.Dropped(adapterName, "limited")
		a.beside(func(ctx context.Context) { a.say(ctx, l, i, wordsFor(i.Locale).busy) })
		return nil
	}
	a.setLive(i.ID, l)
	ticket := a.queue.Submit(entry)
	var late *time.Timer
	if inline == nil {
		late = time.AfterFunc(deferAfter, func() { a.beside(func(ctx context.Context) { a.deferFirst(ctx, l, i) }) })
	}
	return func(ctx context.Context) error {
		fresh, err := ticket.Wait(ctx)
		if err != nil || !fresh {
			a.forget(i.ID, l)
			if late != nil {
				late.Stop()
			}
		}
		if err != nil {
			a.beside(func(ctx context.Context) { a.say(ctx, l, i, wordsFor(i.Locale).failed) })
		}
		return err
	}
}

func (a *Adapter) setLive(id string, l *live) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.live[id] == nil {
		a.live[id] = l
	}
}

// forget takes an interaction that did not come to anything out of live.
func (a *Adapter) forget(id string, l *live) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.live[id] == l {
		delete(a.live, id)
	}
}

// entryOf returns the journal's entry for an interaction that asks something; false for a
// click that can simply be made again.
func (a *Adapter) entryOf(i *interaction) (journal.Entry, bool) {
	p := place{
		About: aboutInteraction, Interaction: i.ID, Application: cmp.Or(i.Application, load(&a.application)), Token: i.Token,
		Verb: i.Data.Name, Private: i.Data.is(optionPrivate), Locale: i.Locale,
	}
	text, previous := "", ""
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		switch i.Data.Name {
		case commandShow:
			p.Arg = i.Data.text(optionPlace)
		case commandOutline:
			p.Arg = i.Data.text(optionDocument)
		case commandVerify:
			text = i.Data.text(optionText)
		case commandMessage:
			p.Private = true
			text = question(i.Data.Resolved.Messages[i.Data.Target].Content)
		default:
			text = question(i.Data.text(optionQuestion))
		}
	case discordgo.InteractionModalSubmit:
		p.Verb, previous = parseID(i.Data.CustomID)
		p.Private = i.private()
		text = question(i.Data.typed())
	default:
		p.Verb, text = parseID(i.Data.CustomID)
		switch p.Verb {
		case verbAsk:
			p.Private = i.private()
		case verbShare:
			p.Author = i.by()
		case verbShareAt:
			p.Author, p.Arg, text = i.by(), text, ""
		default:
			return journal.Entry{}, false
		}
	}
	now := time.Now()
	return journal.Entry{
		ID: interactionID(i.ID), Conversation: adapterName + ":interaction:" + i.ID, Address: p.encode(),
		Text: text, Previous: previous, Accepted: now, Until: now.Add(tokenAge),
	}, true
}

// first sends the first answer, unless one has gone out.
func (a *Adapter) first(ctx context.Context, l *live, i *interaction, c callback) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.answered || l.deferred {
		return nil
	}
	return a.firstLocked(ctx, l, i.ID, i.Token, c)
}

// firstLocked sends the first answer; l.mu is held.
func (a *Adapter) firstLocked(ctx context.Context, l *live, id, token string, c callback) error {
	if l.inline != nil {
		l.inline <- c // it has room for one
		l.answered = true
		return nil
	}
	err := a.call(ctx, request{
		method: http.MethodPost, path: "/interactions/" + id + "/" + token + "/callback",
		route: "POST /interactions/ID/TOKEN/callback", body: c,
	})
	if err == nil || codeOf(err) == codeAlreadyAnswered {
		l.answered = true
		return nil
	}
	return err
}

// call makes a call on an interaction, which no limit of the bot binds.
func (a *Adapter) call(ctx context.Context, r request) error {
	r.free = true
	return a.client.do(ctx, r)
}

// deferFirst tells Discord to wait, if the answer has not gone out yet.
func (a *Adapter) deferFirst(ctx context.Context, l *live, i *interaction) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.answered || l.deferred {
		return
	}
	var data any
	if a.isPrivate(i) {
		data = struct {
			Flags discordgo.MessageFlags `json:"flags"`
		}{discordgo.MessageFlagsEphemeral}
	}
	err := a.firstLocked(ctx, l, i.ID, i.Token, callback{discordgo.InteractionResponseDeferredChannelMessageWithSource, data})
	a.config.Meter.Sent(adapterName, "wait", err)
	l.answered, l.deferred = false, err == nil
}

// isPrivate reports whether the answer is for one person; it must be known from the start.
func (a *Adapter) isPrivate(i *interaction) bool {
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		return i.Data.is(optionPrivate) || i.Data.Name == commandMessage
	case discordgo.InteractionModalSubmit:
		return i.private()
	}
	verb, _ := parseID(i.Data.CustomID)
	return verb == verbAsk && i.private()
}

// answerInteraction answers a command, a form or a button that asks.
func (a *Adapter) answerInteraction(ctx context.Context, t *journal.Task, p place) error {
	a.mu.Lock()
	l := a.live[p.Interaction]
	a.mu.Unlock()
	messages, outcome := a.messagesOf(ctx, t, p)
	if err := t.Mark(ctx); err != nil {
		return err
	}
	rest, err := a.begin(ctx, t, p, l, messages)
	if err == nil {
		for _, m := range rest {
			err = a.call(ctx, request{
				method: http.MethodPost, path: "/webhooks/" + p.Application + "/" + p.Token,
				route: "POST /webhooks/ID/TOKEN", body: dataOf(m, p.Private), once: true,
			})
			if err != nil {
				break
			}
		}
	}
	a.config.Meter.Sent(adapterName, "answer", err)
	if err != nil && retriable(err) {
		return err
	}
	a.mu.Lock()
	delete(a.live, p.Interaction)
	a.mu.Unlock()
	if err == nil {
		a.config.Meter.Answered(adapterName, outcome.String(), time.Since(t.Accepted))
	}
	return err
}

// retriable reports whether an entry is tried again after the error; see Adapter.retry.
func retriable(err error) bool {
	var refused *apiError
	return !errors.As(err, &refused) || refused.status >= 500 || refused.status == http.StatusTooManyRequests
}

// begin sends the first message of an answer and returns the others that are still to be
// sent.
func (a *Adapter) begin(ctx context.Context, t *journal.Task, p place, l *live, messages []message) ([]message, error) {
	c := callback{discordgo.InteractionResponseChannelMessageWithSource, dataOf(messages[0], p.Private)}
	if l != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		switch {
		case l.answered:
			return messages[1:], nil
		case l.deferred:
			err := a.edit(ctx, p, messages[0])
			l.answered = err == nil
			return messages[1:], err
		}
		return messages[1:], a.firstLocked(ctx, l, p.Interaction, p.Token, c)
	}
	// From before a restart: what has gone out is asked for.
	var original incoming
	err := a.call(ctx, request{
		method: http.MethodGet, path: "/webhooks/" + p.Application + "/" + p.Token + "/messages/@original",
		route: "GET /webhooks/ID/TOKEN/messages/@original", into: &original,
	})
	switch {
	case err == nil && original.Flags&int(discordgo.MessageFlagsLoading) == 0 && original.Content != "":
		return nil, nil
	case err == nil:
		return messages[1:], a.edit(ctx, p, messages[0])
	case statusOf(err) == http.StatusNotFound && time.Since(t.Accepted) < answerableFor:
		return messages[1:], a.firstLocked(ctx, &live{}, p.Interaction, p.Token, c)
	}
	return nil, err
}

// edit fills in the message that says to wait.
func (a *Adapter) edit(ctx context.Context, p place, m message) error {
	b := body(m)
	return a.call(ctx, request{
		method: http.MethodPatch, path: "/webhooks/" + p.Application + "/" + p.Token + "/messages/@original",
		route: "PATCH /webhooks/ID/TOKEN/messages/@original", body: b,
	})
}

// messagesOf answers an interaction that asks.
func (a *Adapter) messagesOf(ctx context.Context, t *journal.Task, p place) ([]message, bot.Outcome) {
	words := wordsFor(p.Locale)
	s := setting{words: words, asked: t.Text, private: p.Private, command: true}
	switch p.Verb {
	case commandOutline:
		docs, err := a.documentsNamed(p.Arg)
		if err != nil {
			return []message{{content: escape(sentence(err))}}, bot.NotFound
		}
		return a.render.outline(docs, words), bot.About
	case commandShow:
		at, err := bot.FindPlace(a.render.docs, p.Arg)
		if err != nil {
			return []message{{content: escape(sentence(err))}}, bot.NotFound
		}
		messages, err := a.render.place(at, words)
		return a.orApology(messages, err, words), bot.Answered
	case commandVerify:
		messages, err := a.render.verification(knowledge.Verify(a.render.docs, t.Text), words)
		return a.orApology(messages, err, words), bot.Answered
	case commandCompare:
		return a.compare(ctx, t, s)
	case commandPrivacy:
		return []message{{content: words.privacy}}, bot.About
	case commandHelp:
		return []message{{content: words.help(a.mention)}}, bot.About
	case verbShareAt:
		places, ok := placesOf(a.render.docs, p.Arg)
		if !ok {
			return []message{{content: escape(words.changed)}}, bot.NotFound
		}
		messages, err := a.render.passages(quotesOf(places), words)
		return a.orApology(messages, err, words), bot.Answered
	case verbShare:
		s.sharer = p.Author
	}
	return a.messagesFor(ctx, bot.Question{Text: t.Text, Previous: t.Previous}, s)
}

// compare asks each document by itself.
func (a *Adapter) compare(ctx context.Context, t *journal.Task, s setting) ([]message, bot.Outcome) {
	const most = 10 // documents; each takes a part of a message
	docs := a.render.docs[:min(len(a.render.docs), most)]
	if len(docs) < 2 {
		return []message{{content: escape(s.words.onlyOne)}}, bot.About
	}
	var found []compared
	outcome := bot.NotFound
	for _, d := range docs {
		answer, err := a.answerOf(ctx, bot.Question{Text: t.Text, Document: d.ID})
		if err != nil {
			a.log.Error("no answer", "error", err)
			return []message{{content: escape(s.words.failed)}}, bot.NotFound
		}
		if len(answer.Quotes) > 0 {
			outcome = bot.Answered
		}
		found = append(found, compared{d, answer})
	}
	messages, err := a.render.comparison(found, s)
	return a.orApology(messages, err, s.words), outcome
}

// mention writes a command so that a click begins it, once its id is known.
func (a *Adapter) mention(name string) string {
	if ids := a.commandIDs.Load(); ids != nil && (*ids)[name] != "" {
		return "</" + name + ":" + (*ids)[name] + ">"
	}
	return "`/" + name + "`"
}

// click answers a button that shows more of what is there already.
func (a *Adapter) click(ctx context.Context, l *live, i *interaction) {
	words := wordsFor(i.Locale)
	verb, rest := parseID(i.Data.CustomID)
	var messages []message
	var err error
	switch verb {
	case verbMore, verbContext:
		places, ok := placesOf(a.render.docs, rest)
		switch {
		case !ok:
			messages = []message{{content: escape(words.changed)}}
		case verb == verbContext:
			messages, err = a.render.place(places[0], words)
		default:
			messages, err = a.render.passages(quotesOf(places), words)
		}
	case verbOffset:
		messages, err = a.further(ctx, rest, words)
	case verbFeedback:
		key := i.by()
		if i.Message != nil {
			key += " " + i.Message.ID
		}
		if a.thanked.Add(key, struct{}{}) {
			a.config.Meter.Feedback(adapterName, rest == "y")
		}
		messages = []message{{content: escape(words.thanks)}}
	case verbFollow:
		a.form(ctx, l, i, words)
		return
	default:
		messages = []message{{content: escape(words.unknown)}}
	}
	messages = a.orApology(messages, err, words)
	err = a.first(ctx, l, i, callback{discordgo.InteractionResponseChannelMessageWithSource, dataOf(messages[0], true)})
	for _, m := range messages[1:] {
		if err != nil {
			break
		}
		err = a.call(ctx, request{
			method: http.MethodPost, path: "/webhooks/" + cmp.Or(i.Application, load(&a.application)) + "/" + i.Token,
			route: "POST /webhooks/ID/TOKEN", body: dataOf(m, true), once: true,
		})
	}
	a.report("click", err)
}

// further shows the quotes of an answer from an offset on.
func (a *Adapter) further(ctx context.Context, rest string, words *words) ([]message, error) {
	shown, text, ok := offsetOf(rest)
	if !ok {
		return []message{{content: escape(words.unknown)}}, nil
	}
	answer, err := a.answerOf(ctx, bot.Question{Text: text, Offset: shown})
	if err != nil || len(answer.Quotes) == 0 {
		return []message{{content: escape(words.nothingMore)}}, err
	}
	messages, err := a.render.passages(answer.Quotes, words)
	if id, ok := textID(verbOffset+separator+strconv.Itoa(shown+len(answer.Quotes)), text); ok && err == nil && answer.More > 0 {
		messages[len(messages)-1].rows = row(nil, []discordgo.MessageComponent{button(words.more, discordgo.PrimaryButton, id)})
	}
	return messages, err
}

// say answers with a line of ours, to one person.
func (a *Adapter) say(ctx context.Context, l *live, i *interaction, text string) {
	err := a.first(ctx, l, i, callback{discordgo.InteractionResponseChannelMessageWithSource, dataOf(message{content: escape(text)}, true)})
	a.report("notice", err)
}

// form asks for a follow-up: a reply to the answer of a command would not reach us, since
// it does not mention the bot.
func (a *Adapter) form(ctx context.Context, l *live, i *interaction, words *words) {
	const titleMost = 45
	err := a.first(ctx, l, i, callback{discordgo.InteractionResponseModal, struct {
		CustomID   string                       `json:"custom_id"`
		Title      string                       `json:"title"`
		Components []discordgo.MessageComponent `json:"components"`
	}{
		CustomID: i.Data.CustomID, Title: ellipsis(words.modalTitle, titleMost),
		Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.TextInput{CustomID: "q", Label: words.modalLabel, Style: discordgo.TextInputShort, Required: true, MinLength: 1, MaxLength: 1000},
		}}},
	}})
	a.report("form", err)
}

// report counts a call of which nothing is owed if it failed.
func (a *Adapter) report(kind string, err error) {
	a.config.Meter.Sent(adapterName, kind, err)
	switch code := codeOf(err); {
	case err == nil:
	case code == codeUnknownInteraction, code == codeUnknownWebhook, code == codeInvalidToken:
		a.log.Warn("an interaction was over before its answer", "kind", kind, "error", err)
	default:
		a.log.Error("could not answer an interaction", "kind", kind, "error", err)
	}
}

// sentence makes an error's text one for a reader.
func sentence(err error) string {
	text := err.Error()
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text + "."
}
