package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"statementbot/adapters/slack/slacktest"
)

// slackEnvironment is what an operator sets for Socket Mode, and for HTTP mode.
func slackEnvironment(s *slacktest.Server, state string) map[string]string {
	return map[string]string{
		"SLACK_BOT_TOKEN": slacktest.BotToken, "SLACK_APP_TOKEN": slacktest.AppToken, "SLACK_SIGNING_SECRET": slacktest.SigningSecret,
		"SLACK_API_URL": s.APIURL(), "STATEMENTBOT_STATE": state,
	}
}

// TestServeSlack asks in Slack, in both modes, and looks at health and metrics.
func TestServeSlack(t *testing.T) {
	slack := slacktest.New()
	t.Cleanup(slack.Close)
	s := startServing(t, slackEnvironment(slack, t.TempDir()))
	if !slack.Wait(10*time.Second, func() bool { return slack.Connected() == 1 }) {
		t.Fatal("no connection")
	}
	slack.Socket("events_api", slack.Callback(slack.Mention("C1", "U1", "<@UBOT> what about Senkaku?")), 2)
	status, _, err := slack.Post(t.Context(), s.url+"/slack/events", nil, slack.Callback(slack.Mention("C2", "U1", "<@UBOT> what about Senkaku?")))
	if status != 200 || err != nil {
		t.Errorf("HTTP mode: got %d and %v", status, err)
	}
	if !slack.Wait(10*time.Second, func() bool { return len(slack.Messages("")) == 2 && slack.Unacknowledged() == 0 }) {
		t.Fatalf("got %d answers, want 2", len(slack.Messages("")))
	}
	for _, m := range slack.Messages("") {
		if !strings.Contains(m.Text, "Senkaku Islands") {
			t.Errorf("got %s", m.Text)
		}
	}
	if status, body := get(t, s.url+"/readyz"); status != 200 {
		t.Errorf("readyz: got %d and %q", status, body)
	}
	exit, stderr := s.stop()
	if exit != exitOK {
		t.Errorf("got exit status %d", exit)
	}
	for _, secret := range []string{"secret", "Senkaku"} {
		if strings.Contains(stderr, secret) {
			t.Errorf("%q is in the log: %s", secret, stderr)
		}
	}
	if problems := slack.Problems(); len(problems) > 0 {
		t.Errorf("broken rules: %q", problems)
	}
}

// TestServeSlackRefuses gives serve what Slack does not take.
func TestServeSlackRefuses(t *testing.T) {
	slack := slacktest.New()
	t.Cleanup(slack.Close)
	with := func(change func(map[string]string)) []string {
		env := slackEnvironment(slack, t.TempDir())
		change(env)
		var list []string
		for name, value := range env {
			list = append(list, name+"="+value)
		}
		return list
	}
	tests := []struct {
		name   string
		env    []string
		status int
		want   string
	}{
		{"a wrong token", with(func(env map[string]string) { env["SLACK_BOT_TOKEN"] = "xoxb-wrong" }), exitFailure, "slack: refused by Slack with invalid_auth: SLACK_BOT_TOKEN is wrong"},
		{"no bot token", with(func(env map[string]string) { delete(env, "SLACK_BOT_TOKEN") }), exitUsage, "set SLACK_BOT_TOKEN"},
		{"no mode", with(func(env map[string]string) { delete(env, "SLACK_APP_TOKEN"); delete(env, "SLACK_SIGNING_SECRET") }), exitUsage, "set SLACK_APP_TOKEN for Socket Mode"},
		{"tokens exchanged", with(func(env map[string]string) { env["SLACK_BOT_TOKEN"] = slacktest.AppToken }), exitUsage, "SLACK_BOT_TOKEN holds an app token"},
		{"no address", with(func(env map[string]string) { env["SLACK_API_URL"] = "slack.com" }), exitUsage, `SLACK_API_URL "slack.com": use an address`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, _, stderr := inProcess(t, tt.env, "", "serve", "--listen", "127.0.0.1:0")
			if status != tt.status || !strings.Contains(stderr, tt.want) || strings.Contains(stderr, "secret") {
				t.Errorf("got exit status %d and %q, want %d and %q", status, stderr, tt.status, tt.want)
			}
		})
	}
}

// TestServeSlackOverHTTP serves HTTP mode alone, as behind a proxy.
func TestServeSlackOverHTTP(t *testing.T) {
	slack := slacktest.New()
	t.Cleanup(slack.Close)
	env := slackEnvironment(slack, t.TempDir())
	delete(env, "SLACK_APP_TOKEN")
	s := startServing(t, env)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		status, body := get(t, s.url+"/readyz")
		if status == 200 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("readyz: got %d and %q", status, body)
		}
	}
	command := url.Values{"command": {"/ask"}, "text": {"help"}, "user_id": {"U1"}, "channel_id": {"C1"}, "trigger_id": {"1.2"}, "response_url": {slack.ResponseURL("C1", "U1")}}
	status, body, err := slack.Post(t.Context(), s.url+"/slack/commands", command, nil)
	if status != 200 || body != "" || err != nil {
		t.Errorf("got %d, %q and %v, want 200 and nothing", status, body, err)
	}
	if !slack.Wait(10*time.Second, func() bool { return slack.Count() == 1 }) || !strings.Contains(slack.Messages("C1")[0].Text, "word for word") {
		t.Errorf("got %+v, want the help", slack.Messages(""))
	}
	if slack.Connected() != 0 {
		t.Error("a Socket Mode connection without a token for it")
	}
	if exit, stderr := s.stop(); exit != exitOK {
		t.Errorf("got exit status %d: %s", exit, stderr)
	}
}
