package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"statementbot/adapters/discord/discordtest"
	"statementbot/adapters/slack/slacktest"
)

// discordEnvironment is what an operator sets.
func discordEnvironment(d *discordtest.Server, state string) map[string]string {
	return map[string]string{
		"DISCORD_BOT_TOKEN": discordtest.Token, "DISCORD_API_URL": d.APIURL(), "DISCORD_PUBLIC_KEY": d.PublicKey(), "STATEMENTBOT_STATE": state,
	}
}

// TestServeDiscord asks on Discord, over the gateway and over HTTP, and looks at health
// and metrics.
func TestServeDiscord(t *testing.T) {
	d := discordtest.New(t)
	s := startServing(t, discordEnvironment(d, t.TempDir()))
	d.Wait(t, "a connection", 30*time.Second, func() bool { return d.Connected() == 1 })
	asked := d.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about Senkaku?"})
	d.Wait(t, "an answer", 30*time.Second, func() bool { return len(d.Replies(asked.ID)) == 1 })
	if got := d.Replies(asked.ID)[0].Content; !strings.Contains(got, "Article V of the U.S.-Japan Treaty") {
		t.Errorf("got %s", got)
	}
	request, i := d.Signed(t, s.url+"/discord/interactions", discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"}), time.Now())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil || response.StatusCode != 200 {
		t.Fatalf("over HTTP: got %d and %v", response.StatusCode, err)
	}
	d.TakeInline(i, body)
	if status, text := get(t, s.url+"/readyz"); status != 200 {
		t.Errorf("readyz: got %d and %q", status, text)
	}
	_, metrics := get(t, s.url+"/metrics")
	for _, want := range []string{`statementbot_questions_total{adapter="discord",outcome="answered"} 2`, `statementbot_connected{adapter="discord"} 1`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	exit, stderr := s.stop()
	if exit != exitOK {
		t.Errorf("got exit status %d", exit)
	}
	for _, secret := range []string{discordtest.Token, "Senkaku", i.Token} {
		if strings.Contains(stderr, secret) {
			t.Errorf("%q is in the log: %s", secret, stderr)
		}
	}
}

// TestServeDiscordRefuses gives serve what Discord does not take.
func TestServeDiscordRefuses(t *testing.T) {
	closing := discordtest.New(t)
	closing.Fail(discordtest.Faults{CloseIdentify: 4014})
	tests := []struct {
		name, key, value string
		status           int
		want             string
	}{
		{"a wrong token", "DISCORD_BOT_TOKEN", "wrong-secret", exitFailure, "the token of the bot was refused; copy it anew"},
		{"refused intents", "", "", exitFailure, "closed the connection with code 4014"},
		{"a short key", "DISCORD_PUBLIC_KEY", "abc", exitUsage, "DISCORD_PUBLIC_KEY: the public key has 3 characters"},
		{"no number", "DISCORD_APPLICATION_ID", "bot", exitUsage, "DISCORD_APPLICATION_ID"},
		{"shards", "DISCORD_SHARDS", "4/4", exitUsage, "DISCORD_SHARDS"},
		{"no address", "DISCORD_API_URL", "discord.com", exitUsage, "DISCORD_API_URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := discordEnvironment(closing, t.TempDir())
			if tt.key != "" {
				env[tt.key] = tt.value
			}
			var list []string
			for name, value := range env {
				list = append(list, name+"="+value)
			}
			status, _, stderr := inProcess(t, list, "", "serve", "--listen", "127.0.0.1:0")
			if status != tt.status || !strings.Contains(stderr, tt.want) || strings.Contains(stderr, "secret") {
				t.Errorf("got exit status %d and %q, want %d and %q", status, stderr, tt.status, tt.want)
			}
		})
	}
}

// TestDoctorDiscord prints what the adapter finds.
func TestDoctorDiscord(t *testing.T) {
	d := discordtest.New(t)
	list := func(env map[string]string) (list []string) {
		for name, value := range env {
			list = append(list, name+"="+value)
		}
		return append(list, "STATEMENTBOT_LISTEN=127.0.0.1:0")
	}
	env := discordEnvironment(d, t.TempDir())
	status, stdout, _ := inProcess(t, list(env), "", "doctor")
	for _, want := range []string{"ok     discord: the token is that of", "note   discord: 7 of", "start statementbot serve", "https://discord.com/oauth2/authorize?client_id=" + discordtest.ApplicationID} {
		if status != exitOK || !strings.Contains(stdout, want) {
			t.Errorf("got exit status %d and %s, want 0 and %q", status, stdout, want)
		}
	}
	env["DISCORD_BOT_TOKEN"] = "wrong-secret"
	status, stdout, stderr := inProcess(t, list(env), "", "doctor")
	if status != exitFailure || !strings.Contains(stdout, "wrong  discord: the token is refused") || strings.Contains(stdout+stderr, "secret") {
		t.Errorf("a wrong token: got exit status %d and %s", status, stdout)
	}
}

// A shown quote is what a reader sees of one: the text and where it stands.
type shown struct{ Text, Place string }

var placeInProse = regexp.MustCompile(`¶\d+, sentences? \d+(?:–\d+)?`)

// inSlack reads the quotes of a Slack message from its blocks.
func inSlack(t *testing.T, m slacktest.Message) []shown {
	t.Helper()
	type element struct {
		Type     string    `json:"type"`
		Text     string    `json:"text"`
		Elements []element `json:"elements"`
	}
	var blocks []struct {
		Type     string          `json:"type"`
		Elements json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	var all func(e element) string
	all = func(e element) string {
		text := e.Text
		for _, inner := range e.Elements {
			text += all(inner)
		}
		return text
	}
	var quotes []shown
	for _, b := range blocks {
		var elements []element
		if b.Type != "rich_text" {
			continue
		}
		if err := json.Unmarshal(b.Elements, &elements); err != nil {
			t.Fatal(err)
		}
		for i, e := range elements {
			if e.Type != "rich_text_quote" && e.Type != "rich_text_list" {
				continue
			}
			rest := ""
			for _, after := range elements[i+1:] {
				rest += all(after)
			}
			quotes = append(quotes, shown{all(e), placeInProse.FindString(rest)})
		}
	}
	return quotes
}

// inDiscord reads the quotes of Discord messages from their text.
func inDiscord(messages []discordtest.Message) []shown {
	var quotes []shown
	for _, m := range messages {
		for line := range strings.SplitSeq(m.Content, "\n") {
			text, ok := strings.CutPrefix(line, "> ")
			if !ok {
				text, ok = strings.CutPrefix(line, "- ")
			}
			if ok {
				text = regexp.MustCompile(`\\([^0-9A-Za-z\s])`).ReplaceAllString(strings.ReplaceAll(text, "**", ""), "$1")
				quotes = append(quotes, shown{text, ""})
			} else if n := len(quotes); n > 0 && strings.HasPrefix(line, "-# ") && quotes[n-1].Place == "" {
				quotes[n-1].Place = placeInProse.FindString(line)
			}
		}
	}
	return quotes
}

// TestParity asks the same questions in Slack and on Discord: the quotes and where they
// stand are the same.
func TestParity(t *testing.T) {
	d, slack := discordtest.New(t), slacktest.New()
	t.Cleanup(slack.Close)
	env := discordEnvironment(d, t.TempDir())
	maps.Copy(env, slackEnvironment(slack, env["STATEMENTBOT_STATE"]))
	startServing(t, env)
	d.Wait(t, "both connections", 30*time.Second, func() bool { return d.Connected() == 1 && slack.Connected() == 1 })
	for n, question := range []string{
		"what about Senkaku?", "尖閣諸島については？", "by when does Japan want to build up its defense?", "security cooperation",
		"what about the World Cup?", "does it mention Russia?", "how often is China named?", "p3s2", "¶5", "what is the exact date of the 2+2?", "help",
	} {
		channel := fmt.Sprintf("C%d", n)
		slack.Socket("events_api", slack.Callback(slack.Mention(channel, "U1", "<@UBOT> "+question)), 1)
		asked := d.Say(discordtest.Message{GuildID: discordtest.GuildID, ChannelID: fmt.Sprint(400000000000000000 + n), Author: &discordtest.User{ID: fmt.Sprint(700000000000000000 + n)}, Content: "<@" + discordtest.BotID + "> " + question})
		settled := func() bool {
			messages, replies := slack.Messages(channel), d.Replies(asked.ID)
			return len(messages) > 0 && len(replies) > 0 && len(replies[len(replies)-1].Buttons()) > 0
		}
		d.Wait(t, "both answers to "+question, 30*time.Second, settled)
		var left []shown
		right := inDiscord(d.Replies(asked.ID))
		d.Wait(t, "the whole answer to "+question, 30*time.Second, func() bool {
			left = nil
			for _, m := range slack.Messages(channel) {
				left = append(left, inSlack(t, m)...)
			}
			return len(left) >= len(right)
		})
		if diff := cmp.Diff(left, right); diff != "" {
			t.Errorf("%q (-Slack +Discord):\n%s", question, diff)
		}
	}
}
