package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"statementbot/bot"
)

// permissions are what the bot needs in a server, and nothing else: to see a channel, to
// write into it and its threads, and to read its history, without which it may not reply.
const permissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages |
	discordgo.PermissionSendMessagesInThreads | discordgo.PermissionReadMessageHistory

// checkTimeout bounds the whole of Examine.
const checkTimeout = 20 * time.Second

// Examine asks Discord whether the settings belong together and would work. It changes
// nothing. Of the configuration it needs what names and opens the application, and the
// documents.
func (c Config) Examine(ctx context.Context) []bot.Finding {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	if err := c.Check(); err != nil {
		return []bot.Finding{wrong("the settings: "+err.Error(), "correct it")}
	}
	client, err := newClient(c.APIURL, c.Token, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		return []bot.Finding{wrong("the address of the API: "+err.Error(), "correct DISCORD_API_URL, or leave it out")}
	}
	app, err := fetchApplication(ctx, client)
	switch {
	case errors.Is(err, errTokenRefused):
		return []bot.Finding{wrong("the token is refused", "copy it anew from the page Bot of https://discord.com/developers/applications into DISCORD_BOT_TOKEN")}
	case err != nil:
		return []bot.Finding{wrong("the API at "+c.APIURL+" cannot be asked: "+err.Error(), "check the net, and DISCORD_API_URL")}
	}
	findings := []bot.Finding{good("the token is that of " + strconv.Quote(app.Name) + ", application " + app.ID)}
	findings = append(findings, checkApplication(c, app), checkKey(c, app), checkIntents(app), checkGateway(ctx, client))
	findings = append(findings, checkCommands(ctx, client, app.ID, len(c.Documents)))
	return append(findings, good("to install it: "+InstallURL(app.ID)))
}

// InstallURL returns the link that adds the bot to a server, with the permissions that it
// needs; a user can choose there to add it to the account instead.
func InstallURL(application string) string {
	q := url.Values{
		"client_id": {application}, "scope": {"bot applications.commands"},
		"permissions": {strconv.FormatInt(permissions, 10)},
	}
	return "https://discord.com/oauth2/authorize?" + q.Encode()
}

func good(text string) bot.Finding { return bot.Finding{Text: text} }

func advised(text, remedy string) bot.Finding {
	return bot.Finding{Grade: bot.Advised, Text: text, Remedy: remedy}
}

func wrong(text, remedy string) bot.Finding {
	return bot.Finding{Grade: bot.Wrong, Text: text, Remedy: remedy}
}

func checkApplication(c Config, app application) bot.Finding {
	switch c.ApplicationID {
	case "":
		return good("no application id is set; it is asked for")
	case app.ID:
		return good("the application id belongs to the token")
	}
	return wrong("the application id "+c.ApplicationID+" is not the token's", "set DISCORD_APPLICATION_ID to "+app.ID+", or leave it out")
}

func checkKey(c Config, app application) bot.Finding {
	switch {
	case c.PublicKey == "" && app.Endpoint != "":
		return wrong("interactions are sent to "+app.Endpoint+", and no public key is set: no command would be answered", "set DISCORD_PUBLIC_KEY to "+app.VerifyKey+", or empty the Interactions Endpoint URL on the page General Information")
	case c.PublicKey == "":
		return good("no public key is set; interactions come over the gateway")
	case app.VerifyKey == "":
		return good("the API does not tell the public key, so it is not compared")
	case !strings.EqualFold(c.PublicKey, app.VerifyKey):
		return wrong("the public key is not the application's", "set DISCORD_PUBLIC_KEY to "+app.VerifyKey)
	case app.Endpoint == "":
		return good("the public key is the application's; no Interactions Endpoint URL is set, so interactions come over the gateway")
	}
	return good("the public key is the application's; interactions are sent to " + app.Endpoint)
}

// checkIntents looks whether intents are switched on that are not needed.
// https://docs.discord.com/developers/resources/application#application-object-application-flags
func checkIntents(app application) bot.Finding {
	const (
		presence, presenceLimited = 1 << 12, 1 << 13
		members, membersLimited   = 1 << 14, 1 << 15
		content, contentLimited   = 1 << 18, 1 << 19
	)
	if app.Flags&(presence|presenceLimited|members|membersLimited|content|contentLimited) != 0 {
		return advised("privileged intents are switched on; this bot needs none", "switch them off on the page Bot, so that nobody has to trust you with them; it works either way")
	}
	return good("no privileged intent is switched on, and none is needed")
}

func checkGateway(ctx context.Context, c *client) bot.Finding {
	g := &gateway{client: c}
	answer, err := g.fetch(ctx)
	switch {
	case err != nil:
		return wrong("the gateway cannot be asked for: "+err.Error(), "check the net, and DISCORD_API_URL")
	case answer.Limit != nil && answer.Limit.Remaining < 10:
		return advised(fmt.Sprintf("only %d sessions may be begun within the next %v", answer.Limit.Remaining, (time.Duration(answer.Limit.ResetAfter)*time.Millisecond).Round(time.Minute)), "look for another program that connects with this token again and again")
	}
	return good(fmt.Sprintf("the gateway is there; shards recommended: %d", max(answer.Shards, 1)))
}

func checkCommands(ctx context.Context, c *client, application string, documents int) bot.Finding {
	var present []registered
	err := c.do(ctx, request{
		method: http.MethodGet, path: "/applications/" + application + "/commands?with_localizations=true",
		route: "GET /applications/ID/commands", into: &present,
	})
	wanted := commands(documents)
	switch {
	case err != nil:
		return advised("the commands cannot be read: "+err.Error(), "install the application with the scope applications.commands, by the link below")
	case sameCommands(present, wanted):
		return good(fmt.Sprintf("all %d commands are in place", len(wanted)))
	}
	return advised(fmt.Sprintf("%d of the application's commands are not as they should be, or missing", differing(present, wanted)), "start statementbot serve: it registers them")
}

// differing counts the wanted commands that are not registered as they are wanted.
func differing(present []registered, wanted []command) int {
	n := 0
	for _, w := range wanted {
		found := false
		for _, p := range present {
			found = found || sameCommands([]registered{p}, []command{w})
		}
		if !found {
			n++
		}
	}
	return max(n, 1) // none of ours: there are others beside
}
