package slack

import (
	"go/ast"
	"go/parser"
	positions "go/token"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v3"
)

// scopesOf says which scope each call of the Web API takes, "" for none. A call that only
// adds comfort may lack its scope; what is optional stands in the README.
var scopesOf = map[string]string{
	"AuthTestContext": "", "PublishViewContext": "",
	"PostMessageContext": "chat:write", "PostEphemeralContext": "chat:write", "UpdateMessageContext": "chat:write", "DeleteMessageContext": "chat:write",
	"SetAssistantThreadsStatusContext": "assistant:write", "SetAssistantThreadsSuggestedPromptsContext": "assistant:write",
	"GetConversationRepliesContext": "im:history", "GetConversationHistoryContext": "im:history",
}

// scopesOfEvents says the same of the events.
var scopesOfEvents = map[string]string{
	"app_mention": "app_mentions:read", "message.im": "im:history", "app_home_opened": "", "app_uninstalled": "", "tokens_revoked": "",
}

// calls returns the methods of slack-go's client that this package calls.
func calls(t *testing.T) []string {
	t.Helper()
	var found []string
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(positions.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if method, ok := n.(*ast.SelectorExpr); ok {
				if client, ok := method.X.(*ast.SelectorExpr); ok && client.Sel.Name == "api" {
					found = append(found, method.Sel.Name)
				}
			}
			return true
		})
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestManifests reads both manifests as slack-go's type, without a field left over, and
// compares their scopes and events with what the code calls and understands.
func TestManifests(t *testing.T) {
	called := calls(t)
	if len(called) < 8 {
		t.Fatalf("found the calls %q only", called)
	}
	want := []string{"commands"}
	for _, method := range called {
		scope, ok := scopesOf[method]
		if !ok {
			t.Errorf("the code calls %s: say here which scope it takes", method)
		}
		want = append(want, scope)
	}
	for _, scope := range scopesOfEvents {
		want = append(want, scope)
	}
	slices.Sort(want)
	want = slices.DeleteFunc(slices.Compact(want), func(scope string) bool { return scope == "" })

	for _, name := range []string{"socket", "http"} {
		t.Run(name, func(t *testing.T) {
			f, err := os.DirFS("manifest").Open(name + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			m := readManifest(t, f)
			scopes := slices.Sorted(slices.Values(m.OAuthConfig.Scopes.Bot))
			if !slices.Equal(scopes, want) {
				t.Errorf("scopes: got %q, want those that the code uses, %q", scopes, want)
			}
			for _, e := range m.Settings.EventSubscriptions.BotEvents {
				if _, ok := scopesOfEvents[e]; !ok {
					t.Errorf("event %s: the code does not know it", e)
				}
			}
			if got := len(m.Settings.EventSubscriptions.BotEvents); got != len(scopesOfEvents) {
				t.Errorf("got %d events, want %d", got, len(scopesOfEvents))
			}
			for what, limited := range map[string]struct {
				text string
				most int
			}{
				"shortcut name":     {m.Features.Shortcuts[0].Name, 24},
				"agent description": {m.Features.AgentView.AgentDescription, 300},
				"description":       {m.Display.Description, 140},
				"long description":  {m.Display.LongDescription, 4000},
				"display name":      {m.Display.Name, 35},
			} {
				if n := utf8.RuneCountInString(limited.text); n == 0 || n > limited.most {
					t.Errorf("%s: %d characters, want 1 to %d", what, n, limited.most)
				}
			}
			if n := len(m.Display.LongDescription); n < 174 {
				t.Errorf("long description: %d characters, want at least 174", n)
			}
			addresses := []string{m.Settings.EventSubscriptions.RequestUrl, m.Settings.Interactivity.RequestUrl, m.Features.SlashCommands[0].Url}
			for i, path := range []string{"/slack/events", "/slack/interactions", "/slack/commands"} {
				u, err := url.Parse(addresses[i])
				if name == "socket" && addresses[i] != "" || name == "http" && (err != nil || u.Path != path || u.Scheme != "https") {
					t.Errorf("got the address %q for %s", addresses[i], path)
				}
			}
			if m.Settings.SocketModeEnabled != (name == "socket") {
				t.Errorf("socket mode: got %t", m.Settings.SocketModeEnabled)
			}
		})
	}
}

func readManifest(t *testing.T, f fs.File) slack.Manifest {
	t.Helper()
	decoder := yaml.NewDecoder(f)
	decoder.KnownFields(true)
	var m slack.Manifest
	if err := decoder.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}
