package slack

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"statementbot/bot"
	"statementbot/bot/journal"
)

// What stands here adds comfort and nothing depends on it: a workspace may lack any of it.

// promises is what the App Home says of us.
const promises = "Every answer is the statement’s own sentences, word for word, each with its place. " +
	"If the statement does not speak to something, I say so. I keep no record of who asks what."

// greeting stands above the suggested prompts.
const greeting = "Ask about the statement"

// opened greets whoever opens our home or our messages.
func (a *Adapter) opened(e event) {
	if e.Tab == "messages" {
		a.prompt(e.Channel, "")
		return
	}
	if e.User == "" {
		return
	}
	a.do("views.publish", func(ctx context.Context) error {
		answer, err := a.responder.Respond(ctx, bot.Question{Text: "help"})
		if err != nil {
			return err
		}
		_, err = a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: e.User, View: a.home(answer)})
		return err
	})
}

// home is the App Home: what we promise, what can be asked, the outlines.
func (a *Adapter) home(help bot.Answer) slack.HomeTabViewRequest {
	plain := func(text string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
	}
	blocks := []slack.Block{slack.NewHeaderBlock(plain("Ask the statement"))}
	for _, text := range []string{promises, help.Note} {
		for _, piece := range split(text, maxSectionText) {
			blocks = append(blocks, slack.NewSectionBlock(plain(piece), nil, nil))
		}
	}
	if buttons := suggestions(help.Suggestions); len(buttons) > 0 {
		blocks = append(blocks, slack.NewSectionBlock(plain("You could ask:"), nil, nil), slack.NewActionBlock("suggestions", buttons...))
	}
	blocks = append(blocks, slack.NewDividerBlock())
	for _, doc := range a.config.Documents {
		pieces := split(outline(doc), maxSectionText)
		if len(blocks)+len(pieces) > maxViewBlocks {
			break
		}
		for _, piece := range pieces {
			blocks = append(blocks, slack.NewSectionBlock(plain(piece), nil, nil))
		}
	}
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
}

// prompt suggests questions in a conversation with us. thread is for the older assistant
// only; with the agent's messages Slack would leave the call without effect.
func (a *Adapter) prompt(channel, thread string) {
	if channel == "" {
		return
	}
	a.do("assistant.threads.setSuggestedPrompts", func(ctx context.Context) error {
		answer, err := a.responder.Respond(ctx, bot.Question{Text: "help"})
		if err != nil {
			return err
		}
		prompts := []slack.AssistantThreadsPrompt{}
		for _, q := range append(answer.Suggestions, "What are the sections?") {
			if len(prompts) < maxPrompts {
				prompts = append(prompts, slack.AssistantThreadsPrompt{Title: shorten(q, maxButtonText), Message: q})
			}
		}
		return a.api.SetAssistantThreadsSuggestedPromptsContext(ctx, slack.AssistantThreadsSetSuggestedPromptsParameters{
			Title: greeting, ChannelID: channel, ThreadTS: thread, Prompts: prompts,
		})
	})
}

// maxPrompts is Slack's limit: https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts.
const maxPrompts = 4

// showStatus shows that we are at work; the answer takes the status away. It goes out before
// the answer, for a status that came after it would stay.
func (a *Adapter) showStatus(ctx context.Context, to address) {
	const method = "assistant.threads.setStatus"
	if a.lacks(method) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, politeTimeout)
	defer cancel()
	err := a.api.SetAssistantThreadsStatusContext(ctx, slack.AssistantThreadsSetStatusParameters{
		ChannelID: to.Channel, ThreadTS: to.Thread, Status: "is reading the statement…",
	})
	a.comfort(method, err)
	if err != nil && !a.lacks(method) {
		a.lacking.Set(method, struct{}{}) // a slow comfort is none
	}
}

// thank counts somebody's verdict on an answer, once, and says thanks.
func (a *Adapter) thank(i interaction) {
	channel := i.Channel.ID
	if channel == "" {
		channel = i.Container.ChannelID
	}
	if !a.thanked.Add(channel+":"+i.Container.MessageTS+":"+i.User.ID, struct{}{}) {
		return
	}
	a.config.Meter.Feedback(adapterName, i.Actions[0].Value == "helpful")
	thread := i.Container.ThreadTS
	if thread == "" {
		thread = i.Message.ThreadTS
	}
	a.do("thanks", func(ctx context.Context) error {
		const thanks = "Thank you. It was counted, and not by whom."
		if i.ResponseURL != "" {
			return a.callURL(ctx, i.ResponseURL, response{ResponseType: "ephemeral", Text: thanks, ThreadTS: thread})
		}
		options := append([]slack.MsgOption{slack.MsgOptionText(thanks, false)}, into(address{Thread: thread})...)
		_, err := a.api.PostEphemeralContext(ctx, channel, i.User.ID, options...)
		return err
	})
}

// noticeLimit tells somebody that they have asked more than their share.
func (a *Adapter) noticeLimit(e *journal.Entry) {
	to, err := addressOf(e)
	if err != nil {
		return
	}
	text := fmt.Sprintf("That were many questions in a short time, more than I can take from one person. Please go on in about a minute; what came after the first %d is not answered.", fairBurst)
	a.do("notice", func(ctx context.Context) error {
		if to.ResponseURL != "" {
			return a.callURL(ctx, to.ResponseURL, response{ResponseType: "ephemeral", Text: text})
		}
		body := append([]slack.MsgOption{slack.MsgOptionText(text, false)}, into(to)...)
		_, err := a.api.PostEphemeralContext(ctx, to.Channel, to.User, body...)
		if isUnknownMethod(err) {
			_, _, err = a.api.PostMessageContext(ctx, to.Channel, body...)
		}
		return err
	})
}

// readThread returns the question before in a thread, as Slack has it; "" if it does not say.
func (a *Adapter) readThread(ctx context.Context, to address) string {
	const method = "conversations.replies"
	if a.lacks(method) {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, politeTimeout)
	defer cancel()
	seen, _, _, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: to.Channel, Timestamp: to.Thread, Limit: 50})
	a.comfort(method, err)
	self, before := a.user(), ""
	for _, m := range seen {
		asked := to.Direct || self != "" && strings.Contains(m.Text, "<@"+self)
		if m.Timestamp < to.TS && m.BotID == "" && m.User != "" && m.User != self && asked {
			before = clean(m.Text)
		}
	}
	return before
}
