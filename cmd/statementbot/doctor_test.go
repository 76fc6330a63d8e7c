package main

import (
	"net"
	"path/filepath"
	"strings"
	"testing"

	"statementbot/adapters/slack/slacktest"
)

func TestDoctor(t *testing.T) {
	slack := slacktest.New()
	t.Cleanup(slack.Close)
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tests := []struct {
		name   string
		scopes string
		change func(env map[string]string)
		status int
		want   []string
	}{
		{"nothing configured", "", func(env map[string]string) {
			for _, name := range []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} {
				delete(env, name)
			}
		}, exitOK, []string{"ok     documents: 2025-02-07-", " state: ", "ok     addresses: can listen on 127.0.0.1:0", "ok     slack: not configured"}},
		{
			"all is well", "app_mentions:read,chat:write,commands,im:history,assistant:write,channels:history", func(map[string]string) {}, exitOK,
			[]string{"ok     slack: the bot token works", "it has the scopes that are needed", "opens a Socket Mode connection", "note   slack: HTTP mode"},
		},
		{
			"a scope is missing", "app_mentions:read, chat:write, commands", func(map[string]string) {}, exitFailure,
			[]string{"wrong  slack: the scope im:history is missing\n       add it under OAuth", "note   slack: without the scope assistant:write"},
		},
		{"a wrong token", "", func(env map[string]string) { env["SLACK_BOT_TOKEN"] = "xoxb-wrong-secret" }, exitFailure, []string{"wrong  slack: Slack refuses the bot token: invalid_auth\n       set SLACK_BOT_TOKEN"}},
		{"a wrong app token", "", func(env map[string]string) { env["SLACK_APP_TOKEN"] = "xapp-wrong-secret" }, exitFailure, []string{"wrong  slack: Slack refuses the app token: invalid_auth"}},
		{"a token is missing", "", func(env map[string]string) { delete(env, "SLACK_BOT_TOKEN") }, exitFailure, []string{"no bot token: set SLACK_BOT_TOKEN"}},
		{"nobody answers", "", func(env map[string]string) { env["SLACK_API_URL"] = "http://127.0.0.1:1/" }, exitFailure, []string{"cannot be asked", "check the network"}},
		{"a taken address", "", func(env map[string]string) { env["STATEMENTBOT_LISTEN"] = taken.Addr().String() }, exitFailure, []string{"wrong  addresses: cannot listen on"}},
		{"no folder", "", func(env map[string]string) { env["STATEMENTBOT_STATE"] = filepath.Join("/dev/null", "x") }, exitFailure, []string{"wrong  state: make the folder of the state"}},
		{"a public address behind a proxy", "", func(env map[string]string) {
			env["STATEMENTBOT_PUBLIC_URL"], env["STATEMENTBOT_PROXIES"] = "https://s.example", "127.0.0.1"
		}, exitOK, []string{"ok     web: "}},
		{"a public address and no proxy", "", func(env map[string]string) { env["STATEMENTBOT_PUBLIC_URL"] = "https://s.example" }, exitOK, []string{"note   web: a public address is set and no reverse proxy"}},
		{"a bad proxy", "", func(env map[string]string) { env["STATEMENTBOT_PROXIES"] = "caddy" }, exitFailure, []string{`wrong  web: STATEMENTBOT_PROXIES: "caddy" is neither`}},
		{"a public address", "", func(env map[string]string) { env["STATEMENTBOT_PUBLIC_URL"] = "https://s.example" }, exitOK, []string{"citations link to https://s.example"}},
		{"no address", "", func(env map[string]string) { env["STATEMENTBOT_PUBLIC_URL"] = "s.example" }, exitFailure, []string{"use an address such as"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			slack.SetScopes(tt.scopes)
			env := slackEnvironment(slack, t.TempDir())
			env["STATEMENTBOT_LISTEN"] = "127.0.0.1:0"
			tt.change(env)
			var list []string
			for name, value := range env {
				list = append(list, name+"="+value)
			}
			status, stdout, stderr := inProcess(t, list, "", "doctor")
			if status != tt.status || strings.Contains(stdout+stderr, "-secret") {
				t.Errorf("got exit status %d, want %d, and no secret in it:\n%s%s", status, tt.status, stdout, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stdout, want) {
					t.Errorf("got\n%s\nwant %q", stdout, want)
				}
			}
		})
	}
}

// TestFlagsOfServeAndDoctor shows that both read the flags that they share.
func TestFlagsOfServeAndDoctor(t *testing.T) {
	for _, command := range []string{"serve", "doctor"} {
		status, stdout, stderr := inProcess(t, []string{"STATEMENTBOT_STATE=" + t.TempDir()}, "", command, "--listen", "nowhere:port")
		if status != exitFailure || !strings.Contains(stdout+stderr, "nowhere:port") {
			t.Errorf("%s: got exit status %d and %q, want the flag's address", command, status, stdout+stderr)
		}
	}
}
