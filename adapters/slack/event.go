package slack

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"statementbot/bot/journal"
)

// The payloads of Slack hold far more than is read here, and other fields than documented:
// so each part that is needed is optional, and whatever else comes is passed over.

// A callback is what the Events API delivers.
type callback struct {
	Type           string `json:"type"`
	Challenge      string `json:"challenge"`
	EventID        string `json:"event_id"`
	Event          event  `json:"event"`
	Authorizations []struct {
		UserID string `json:"user_id"`
		IsBot  bool   `json:"is_bot"`
	} `json:"authorizations"`
}

// An event is any of those that are subscribed to.
type event struct {
	Type        string  `json:"type"`
	SubType     string  `json:"subtype"`
	User        string  `json:"user"`
	BotID       string  `json:"bot_id"`
	AppID       string  `json:"app_id"`
	Text        string  `json:"text"`
	TS          string  `json:"ts"`
	ThreadTS    string  `json:"thread_ts"`
	Channel     string  `json:"channel"`
	ChannelType string  `json:"channel_type"`
	Hidden      bool    `json:"hidden"`
	DeletedTS   string  `json:"deleted_ts"`
	Message     *posted `json:"message"`
	Previous    *posted `json:"previous_message"`
	Tab         string  `json:"tab"`
	Thread      struct {
		ChannelID string `json:"channel_id"`
		ThreadTS  string `json:"thread_ts"`
	} `json:"assistant_thread"`
}

// A posted is a message within an event or an interaction.
type posted struct {
	SubType  string `json:"subtype"`
	User     string `json:"user"`
	BotID    string `json:"bot_id"`
	Text     string `json:"text"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Edited   struct {
		TS string `json:"ts"`
	} `json:"edited"`
}

// An interaction is a button, a shortcut or the like.
type interaction struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	User        struct {
		ID string `json:"id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type      string `json:"type"`
		ChannelID string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message posted `json:"message"`
	Actions []struct {
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
		ActionTS string `json:"action_ts"`
	} `json:"actions"`
}

// A command is what somebody typed behind /ask.
type command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

// A kind says what an entry asks for.
type kind string

const (
	kindAsk     kind = "ask"     // a question; the answer goes into its thread
	kindPrivate kind = "private" // a command or a shortcut; only who asked sees the answer
	kindMore    kind = "more"    // the next quotes
	kindContext kind = "context" // the paragraphs around quotes
	kindShare   kind = "share"   // an answer that was private, for the channel
	kindEdit    kind = "edit"    // the question was edited
	kindDelete  kind = "delete"  // the question was deleted
)

// An address says where and how to answer. It is kept in the journal and holds no text of
// a message.
type address struct {
	Kind    kind   `json:"kind"`
	Channel string `json:"channel,omitempty"`
	Thread  string `json:"thread,omitempty"` // the ts of the thread's root
	TS      string `json:"ts,omitempty"`     // of the question
	User    string `json:"user,omitempty"`
	// ResponseURL is where an answer that only one person sees goes; "" is the channel.
	ResponseURL string `json:"response_url,omitempty"`
	Direct      bool   `json:"direct,omitempty"` // a DM
	// Unasked is true for a message in a thread of ours that mentions nobody.
	Unasked bool `json:"unasked,omitempty"`
	// Button is true where a button asked, so that the question itself stands nowhere.
	Button bool     `json:"button,omitempty"`
	Offset int      `json:"offset,omitempty"`
	Places []string `json:"places,omitempty"`
	Of     string   `json:"of,omitempty"` // the ID of the question that was edited or deleted
}

// entry makes an entry of the journal. Entries of one channel are answered in their order.
func entry(id string, a address, text, previous string) *journal.Entry {
	body, err := json.Marshal(a)
	if err != nil {
		panic(err) // of strings and numbers
	}
	return &journal.Entry{ID: id, Conversation: a.Channel, Address: body, Text: text, Previous: previous}
}

// questionID is the identity of a message. Its two events, app_mention and message, share
// it, and so do their retries.
func questionID(channel, ts string) string { return "slack:" + channel + ":" + ts }

// A verdict is what comes of something that Slack delivers: an entry, or nothing but why.
type verdict struct {
	entry *journal.Entry
	user  string // whose share it counts against, "" for nobody's
	// dropped says in a word why there is no entry.
	dropped string
}

// read makes an entry of a message event, if it is for us. self is our user, "" if that is
// not known; ours reports whether we have answered in a thread.
func (e event) read(eventID, self string, ours func(channel, root string) bool) verdict {
	switch {
	case e.Channel == "":
		return verdict{dropped: "malformed"}
	case e.SubType == "message_changed":
		return e.edited(eventID, self)
	case e.SubType == "message_deleted":
		if e.DeletedTS == "" {
			return verdict{dropped: "malformed"}
		}
		of := questionID(e.Channel, e.DeletedTS)
		return verdict{entry: entry(of+":delete", address{Kind: kindDelete, Channel: e.Channel, Of: of}, "", "")}
	case !slices.Contains([]string{"", "file_share", "thread_broadcast"}, e.SubType):
		return verdict{dropped: "subtype"}
	case e.BotID != "" || e.User == "" || e.User == self || e.User == "USLACKBOT":
		return verdict{dropped: "bot"}
	case e.TS == "":
		return verdict{dropped: "malformed"}
	}
	root := e.ThreadTS
	if root == "" {
		root = e.TS
	}
	a := address{Kind: kindAsk, Channel: e.Channel, Thread: root, TS: e.TS, User: e.User, Direct: e.direct()}
	mentioned := e.Type == "app_mention" || self != "" && strings.Contains(e.Text, "<@"+self)
	if !mentioned && !a.Direct {
		if e.ThreadTS == "" || otherMention.MatchString(e.Text) || !ours(e.Channel, root) {
			return verdict{dropped: "chatter"}
		}
		a.Unasked = true
	}
	return verdict{entry: entry(questionID(e.Channel, e.TS), a, clean(e.Text), ""), user: e.User}
}

// direct reports whether the event is of a DM with us.
func (e event) direct() bool {
	return e.ChannelType == "im" || e.ChannelType == "app_home" || e.ChannelType == "" && strings.HasPrefix(e.Channel, "D")
}

// edited makes an entry of an edit. Slack tells of links that it has unfurled, and of
// replies, in the same way; the text is then the same.
func (e event) edited(eventID, self string) verdict {
	m := e.Message
	switch {
	case m == nil || m.TS == "":
		return verdict{dropped: "malformed"}
	case m.BotID != "" || m.User == self && self != "" || m.SubType == "bot_message":
		return verdict{dropped: "bot"}
	case m.SubType == "tombstone": // deleted, with replies below it
		of := questionID(e.Channel, m.TS)
		return verdict{entry: entry(of+":delete", address{Kind: kindDelete, Channel: e.Channel, Of: of}, "", "")}
	case e.Previous != nil && e.Previous.Text == m.Text:
		return verdict{dropped: "unchanged"}
	}
	at := m.Edited.TS
	if at == "" {
		at = eventID
	}
	root := m.ThreadTS
	if root == "" {
		root = m.TS
	}
	of := questionID(e.Channel, m.TS)
	a := address{Kind: kindEdit, Channel: e.Channel, Thread: root, TS: m.TS, User: m.User, Direct: e.direct(), Of: of}
	return verdict{entry: entry(of+":edit:"+at, a, clean(m.Text), ""), user: m.User}
}

// once is the identity of a command or a shortcut: of what was delivered, whole. The trigger
// alone is one for each only as long as the server makes a new one each time, as Slack does;
// where there is none, the envelope stands in. The text cannot be read back from it.
func once(trigger, envelope string, delivered ...string) string {
	if trigger == "" {
		trigger = envelope
	}
	return fmt.Sprintf("%.16x", sha256.Sum256(fmt.Appendf(nil, "%q %q", trigger, delivered)))
}

// read makes an entry of a command; envelope is its identity where it has no trigger.
func (c command) read(envelope string) verdict {
	if c.ResponseURL == "" && (c.ChannelID == "" || c.UserID == "") {
		return verdict{dropped: "malformed"} // an answer had nowhere to go
	}
	id := once(c.TriggerID, envelope, c.ChannelID, c.UserID, c.ResponseURL, c.Command, c.Text)
	text := clean(c.Text)
	if text == "" {
		text = "help"
	}
	a := address{Kind: kindPrivate, Channel: c.ChannelID, User: c.UserID, ResponseURL: c.ResponseURL}
	return verdict{entry: private(entry("slack:command:"+id, a, text, "")), user: c.UserID}
}

// private takes an entry out of its channel's order: only one person sees the answer.
func private(e *journal.Entry) *journal.Entry {
	e.Conversation = e.ID
	e.Until = time.Now().Add(25 * time.Minute) // a response_url lives for 30
	return e
}

// read makes an entry of a shortcut or a button.
func (i interaction) read(envelope string) verdict {
	channel := i.Channel.ID
	if channel == "" {
		channel = i.Container.ChannelID
	}
	id := i.TriggerID
	if id == "" {
		id = envelope
	}
	root := i.Container.ThreadTS
	for _, ts := range []string{i.Message.ThreadTS, i.Container.MessageTS, i.Message.TS} {
		if root == "" {
			root = ts
		}
	}
	a := address{Channel: channel, Thread: root, User: i.User.ID, Button: true}
	switch i.Type {
	case "message_action":
		a.Kind, a.ResponseURL, a.TS = kindPrivate, i.ResponseURL, i.Message.TS
		id = once(i.TriggerID, envelope, channel, a.User, a.ResponseURL, a.TS, i.Message.Text)
		return verdict{entry: private(entry("slack:shortcut:"+id, a, clean(i.Message.Text), "")), user: i.User.ID}
	case "block_actions":
	default:
		return verdict{dropped: "interaction"}
	}
	if len(i.Actions) == 0 {
		return verdict{dropped: "malformed"}
	}
	action := i.Actions[0]
	if action.ActionTS != "" {
		id = action.ActionTS + ":" + i.User.ID
	}
	id = fmt.Sprintf("slack:button:%s:%s:%s:%s", channel, i.Container.MessageTS, action.ActionID, id)
	if i.Container.Ephemeral {
		// Nothing hangs on a message that only one person sees.
		a.ResponseURL, a.Thread = i.ResponseURL, i.Container.ThreadTS
	}
	if channel == "" { // the App Home
		a.Channel, a.Thread = i.User.ID, ""
	}
	var t ticket
	if strings.HasPrefix(action.ActionID, actionContext) {
		if json.Unmarshal([]byte(action.Value), &a.Places) != nil || len(a.Places) == 0 {
			return verdict{dropped: "malformed"}
		}
		a.Kind = kindContext
		return verdict{entry: entry(id, a, "", ""), user: i.User.ID}
	}
	if json.Unmarshal([]byte(action.Value), &t) != nil || t.Question == "" {
		return verdict{dropped: "malformed"}
	}
	a.Offset = max(t.Offset, 0)
	switch {
	case strings.HasPrefix(action.ActionID, actionMore):
		a.Kind = kindMore
	case strings.HasPrefix(action.ActionID, actionShare):
		a.Kind, a.ResponseURL = kindShare, i.ResponseURL
		if t.Thread != "" {
			a.Thread = t.Thread
		}
		id = fmt.Sprintf("slack:share:%s:%s:%s", channel, i.Container.MessageTS, i.User.ID)
	case strings.HasPrefix(action.ActionID, actionAsk):
		a.Kind = kindAsk
		if a.ResponseURL != "" {
			a.Kind = kindPrivate
		}
	default:
		return verdict{dropped: "interaction"}
	}
	return verdict{entry: entry(id, a, t.Question, t.Previous), user: i.User.ID}
}

// The tokens of Slack's markup: https://docs.slack.dev/messaging/formatting-message-text.
var (
	otherMention = regexp.MustCompile(`<@[A-Z0-9]+`)
	token        = regexp.MustCompile(`<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>`)
)

// clean takes markup off a message: mentions and broadcasts go, a channel or a link becomes
// what is read of it, and escapes are undone.
func clean(text string) string {
	text = token.ReplaceAllStringFunc(text, func(found string) string {
		parts := token.FindStringSubmatch(found)
		mark, target, label := parts[1], parts[2], parts[3]
		switch {
		case mark == "@", mark == "!" && !strings.HasPrefix(target, "date"):
			return " "
		case mark == "" && label == "" && !strings.Contains(target, ":"):
			return found // no token but text in angle brackets
		}
		return label[strings.LastIndex(label, "|")+1:] // a date has its format before its text
	})
	return strings.TrimSpace(unescape(text))
}

// addressOf reads the address of an entry.
func addressOf(e *journal.Entry) (address, error) {
	var a address
	err := json.Unmarshal(e.Address, &a)
	return a, err
}
