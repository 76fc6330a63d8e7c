package slack

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"statementbot/bot"
)

// neededScopes are those of the manifests: what the bot token must be allowed. Nothing more
// is asked for.
var neededScopes = []string{"app_mentions:read", "chat:write", "commands", "im:history"}

// comfortScopes are those whose lack leaves something out, each with what that is.
var comfortScopes = map[string]string{
	"assistant:write":  "the status while at work and the suggested prompts",
	"channels:history": "follow-ups without a mention in public channels, and the look for an answer that had gone out before a crash",
}

// Examine looks at the tokens and scopes by asking Slack, without posting anything.
func (c Config) Examine(ctx context.Context) []bot.Finding {
	if err := c.Check(); err != nil {
		return []bot.Finding{{Grade: bot.Wrong, Text: "the settings of Slack do not go together", Remedy: err.Error()}}
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	api := slack.New(c.BotToken.Reveal(), slack.OptionAPIURL(c.apiURL()), slack.OptionAppLevelToken(c.AppToken.Reveal()),
		slack.OptionHTTPClient(&http.Client{Timeout: callTimeout}))
	var found []bot.Finding
	who, err := api.AuthTestContext(ctx)
	switch {
	case isFatal(err):
		found = append(found, bot.Finding{Grade: bot.Wrong, Text: fmt.Sprintf("Slack refuses the bot token: %v", err), Remedy: "set SLACK_BOT_TOKEN to the one under OAuth & Permissions, and install the app again if it was removed"})
	case err != nil:
		found = append(found, bot.Finding{Grade: bot.Wrong, Text: fmt.Sprintf("%s cannot be asked: %v", c.apiURL(), err), Remedy: "check the network, a proxy, and SLACK_API_URL"})
	default:
		found = append(found, bot.Finding{Text: fmt.Sprintf("the bot token works: %s in %s (%s)", or(who.User, who.UserID), or(who.Team, "a workspace"), who.TeamID)})
		found = append(found, examineScopes(who.Header.Get("X-OAuth-Scopes"))...)
	}
	if c.AppToken != "" {
		_, _, err := api.StartSocketModeContext(ctx)
		switch {
		case err == nil:
			found = append(found, bot.Finding{Text: "the app token opens a Socket Mode connection"})
		case isFatal(err) || isRefused(err):
			found = append(found, bot.Finding{Grade: bot.Wrong, Text: fmt.Sprintf("Slack refuses the app token: %v", err), Remedy: "make a token with the scope connections:write under Basic Information, App-Level Tokens, and set SLACK_APP_TOKEN"})
		default:
			found = append(found, bot.Finding{Grade: bot.Wrong, Text: fmt.Sprintf("no Socket Mode connection: %v", err), Remedy: "switch Socket Mode on in the app's settings, and check the network"})
		}
	}
	if c.SigningSecret != "" {
		finding := bot.Finding{Text: "HTTP mode: Slack has to reach /slack/events, /slack/commands and /slack/interactions; only a request from Slack shows whether the signing secret is right"}
		if c.AppToken != "" {
			finding.Grade, finding.Remedy = bot.Advised, "SLACK_APP_TOKEN is set too, so questions are taken from both ways; leave one out unless you want that"
		}
		found = append(found, finding)
	}
	return found
}

// examineScopes reads the scopes that Slack names in its answer, if it does.
func examineScopes(header string) []bot.Finding {
	if header == "" {
		return []bot.Finding{{Grade: bot.Advised, Text: "Slack does not say which scopes the token has", Remedy: "compare them with adapters/slack/manifest"}}
	}
	var granted []string
	for scope := range strings.SplitSeq(header, ",") {
		granted = append(granted, strings.TrimSpace(scope))
	}
	var found []bot.Finding
	for _, scope := range neededScopes {
		if !slices.Contains(granted, scope) {
			found = append(found, bot.Finding{Grade: bot.Wrong, Text: "the scope " + scope + " is missing", Remedy: "add it under OAuth & Permissions and install the app again"})
		}
	}
	if len(found) == 0 {
		found = append(found, bot.Finding{Text: "it has the scopes that are needed: " + strings.Join(neededScopes, ", ")})
	}
	for _, scope := range slices.Sorted(maps.Keys(comfortScopes)) {
		if !slices.Contains(granted, scope) {
			found = append(found, bot.Finding{Grade: bot.Advised, Text: "without the scope " + scope + " there is not: " + comfortScopes[scope], Remedy: "add it if you want that; nothing else needs it"})
		}
	}
	return found
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
