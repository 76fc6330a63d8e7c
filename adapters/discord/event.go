package discord

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// The types below hold what this adapter looks at, and nothing else of an event can keep it
// from being read: discordgo's decoder gives up on a message with a component that it does
// not know, and hands it on without an author.

// A user is somebody who writes.
type user struct {
	ID  string `json:"id"`
	Bot bool   `json:"bot"`
}

// An incoming is a message of an event, or one that was asked for.
type incoming struct {
	ID        string  `json:"id"`
	Channel   string  `json:"channel_id"`
	Guild     string  `json:"guild_id"`
	Type      int     `json:"type"`
	Content   string  `json:"content"`
	Author    *user   `json:"author"`
	Webhook   string  `json:"webhook_id"`
	Mentions  []user  `json:"mentions"`
	Edited    *string `json:"edited_timestamp"`
	Flags     int     `json:"flags"`
	Position  *int    `json:"position"` // in a thread; other channels have none
	Reference *struct {
		Message string `json:"message_id"`
	} `json:"message_reference"`
	Referenced *incoming `json:"referenced_message"`
}

// byPerson reports whether a person has written the message: no bot, webhook or system.
func (m *incoming) byPerson() bool {
	const reply = discordgo.MessageTypeReply
	return m.Author != nil && m.Author.ID != "" && !m.Author.Bot && m.Webhook == "" &&
		(m.Type == int(discordgo.MessageTypeDefault) || m.Type == int(reply))
}

// by reports whether the message is from the user with an id.
func (m *incoming) by(id string) bool { return m != nil && m.Author != nil && m.Author.ID == id }

// addresses reports whether the message speaks to the bot: it is a direct one, mentions the
// bot, or answers what the bot has said.
func (m *incoming) addresses(self string) bool {
	return m.Guild == "" || m.mentions(self) || m.Content != "" && m.Referenced.by(self)
}

func (m *incoming) mentions(self string) bool {
	return self != "" && (slices.ContainsFunc(m.Mentions, func(u user) bool { return u.ID == self }) ||
		strings.Contains(m.Content, "<@"+self+">") || strings.Contains(m.Content, "<@!"+self+">"))
}

// An interaction is a command, a click, a form or the wish for suggestions.
type interaction struct {
	ID          string                    `json:"id"`
	Application string                    `json:"application_id"`
	Token       string                    `json:"token"`
	Type        discordgo.InteractionType `json:"type"`
	Guild       string                    `json:"guild_id"`
	Channel     string                    `json:"channel_id"`
	Locale      string                    `json:"locale"`
	Member      *struct {
		User user `json:"user"`
	} `json:"member"`
	User    *user           `json:"user"`
	Message *incoming       `json:"message"` // that the button stands on
	Data    interactionData `json:"data"`
}

// An interactionData is what was chosen.
type interactionData struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Options  []optionValue `json:"options"`
	Target   string        `json:"target_id"`
	Resolved struct {
		Messages map[string]incoming `json:"messages"`
	} `json:"resolved"`
	CustomID   string          `json:"custom_id"`
	Components json.RawMessage `json:"components"` // of a form
}

// An optionValue is what an option was given.
type optionValue struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
}

// by returns the id of whoever acted: a member in a server, a user elsewhere.
func (i *interaction) by() string {
	switch {
	case i.Member != nil && i.Member.User.ID != "":
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// text returns an option's text, "" if it was not given.
func (d *interactionData) text(name string) string {
	for _, o := range d.Options {
		if o.Name == name {
			return o.text()
		}
	}
	return ""
}

func (o optionValue) text() string {
	var text string
	if json.Unmarshal(o.Value, &text) != nil {
		return strings.Trim(string(o.Value), `"`)
	}
	return text
}

// is reports whether an option was given as true.
func (d *interactionData) is(name string) bool { return d.text(name) == "true" }

// typed returns what was typed into a form's first field.
func (d *interactionData) typed() string {
	var find func(data json.RawMessage) string
	find = func(data json.RawMessage) string {
		var list []struct {
			Value      *string         `json:"value"`
			Components json.RawMessage `json:"components"` // of a row
			Component  json.RawMessage `json:"component"`  // of a label
		}
		if json.Unmarshal(data, &list) != nil {
			return ""
		}
		for _, c := range list {
			if c.Value != nil {
				return *c.Value
			}
			if text := find(c.Components); text != "" {
				return text
			}
			if len(c.Component) > 0 {
				if text := find(json.RawMessage("[" + string(c.Component) + "]")); text != "" {
					return text
				}
			}
		}
		return ""
	}
	return find(d.Components)
}

// private reports whether the message that a button stands on is seen by one person only.
func (i *interaction) private() bool {
	return i.Message != nil && i.Message.Flags&int(discordgo.MessageFlagsEphemeral) != 0
}

// timeOf returns when something with an id was made; the zero time for what is no id.
// https://docs.discord.com/developers/reference#snowflakes
func timeOf(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	const epoch = 1420070400000 // milliseconds, the first of 2015
	return time.UnixMilli(int64(n>>22) + epoch)
}
