package slack

import (
	"errors"
	"strings"
	"time"

	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/bot/meter"
	"statementbot/knowledge"
)

// A Config says how to reach Slack and what to answer from. Its secrets hide themselves
// from logs.
type Config struct {
	// BotToken (xoxb-…) is needed always, AppToken (xapp-…) for Socket Mode, SigningSecret for
	// HTTP mode. With both of the latter questions are taken from both ways.
	BotToken, AppToken, SigningSecret bot.Secret
	// APIURL is the address of the Web API; "" is Slack's own.
	APIURL string
	// Documents are those that the Responder answers from, and Gate knows them.
	Documents []*knowledge.Document
	Gate      *bot.Gate
	Links     bot.Links
	Journal   *journal.Journal
	Meter     *meter.Meter // may be nil
	// Drain is how long Run answers what it has in hand after its context has ended.
	Drain time.Duration
}

// defaultAPIURL is Slack's Web API.
const defaultAPIURL = "https://slack.com/api/"

// Check returns what is wrong with the configuration, with the remedy.
func (c Config) Check() error {
	switch {
	case c.BotToken == "":
		return errors.New("no bot token: set SLACK_BOT_TOKEN to the token that begins with xoxb- (OAuth & Permissions)")
	case c.AppToken == "" && c.SigningSecret == "":
		return errors.New("set SLACK_APP_TOKEN for Socket Mode (xapp-…, Basic Information, App-Level Tokens) or SLACK_SIGNING_SECRET for HTTP mode")
	case strings.HasPrefix(c.BotToken.Reveal(), "xapp-"):
		return errors.New("SLACK_BOT_TOKEN holds an app token (xapp-…): it takes the one that begins with xoxb-")
	case strings.HasPrefix(c.AppToken.Reveal(), "xoxb-"):
		return errors.New("SLACK_APP_TOKEN holds a bot token (xoxb-…): it takes the one that begins with xapp-")
	}
	return nil
}

// apiURL returns the address with the stroke at its end that slack-go needs.
func (c Config) apiURL() string {
	if c.APIURL == "" {
		return defaultAPIURL
	}
	return strings.TrimSuffix(c.APIURL, "/") + "/"
}
