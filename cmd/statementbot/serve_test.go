package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"statementbot/bot/meter"
)

// A serving is statementbot serve, running in this process.
type serving struct {
	url  string
	stop func() (status int, stderr string) // ends it as SIGTERM does
}

// startServing runs serve on a free port until it is stopped or the test ends.
func startServing(t *testing.T, env map[string]string, args ...string) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	state := t.TempDir()
	lookup := func(name string) (string, bool) {
		value, ok := env[name]
		if !ok && name == envState {
			return state, true
		}
		return value, ok
	}
	stdout, in := io.Pipe()
	var stderr lockedBuffer
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), lookup, strings.NewReader(""), in, &stderr)
		_ = in.Close()
	}()
	stop := sync.OnceValues(func() (int, string) {
		cancel()
		return <-status, stderr.String()
	})
	t.Cleanup(func() { stop() })

	line := make([]byte, 200)
	n, err := stdout.Read(line)
	if err != nil {
		_, said := stop()
		t.Fatalf("serve did not start: %s", said)
	}
	address, ok := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "listening on ")
	if !ok {
		t.Fatalf("serve: got %q on standard output, want the address", line[:n])
	}
	return &serving{address, stop}
}

// A lockedBuffer may be written and read at the same time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// get returns the status and the body of a page.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// TestServeWithoutToken shows what there is before any platform is configured.
func TestServeWithoutToken(t *testing.T) {
	s := startServing(t, nil)
	for _, tt := range []struct {
		path   string
		status int
		body   string
	}{
		{"/healthz", 200, `^ok\n$`},
		{"/readyz", 200, `^ready\n$`},
		{"/", 200, `<h1>Ask the statement</h1>`},
		{"/ask?q=what+about+Senkaku", 200, `Article V of the U.S.-Japan Treaty`},
		{"/d/2025-02-07-united-states-japan-joint-leaders-statement", 200, `id="p3s2">The two leaders reaffirmed`},
		{"/api/ask?question=tariffs", 200, `"status":"not_found"`},
		{"/slack/events", 404, `no such page`},
		{"/metrics", 200, `statementbot_questions_total\{adapter="web",outcome="answered"\} 1\n`},
		{"/metrics", 200, `(?m)^process_resident_memory_bytes `},
	} {
		if status, body := get(t, s.url+tt.path); status != tt.status || !regexp.MustCompile(tt.body).MatchString(body) {
			t.Errorf("%s: got %d and %.200q, want %d and %s", tt.path, status, body, tt.status, tt.body)
		}
	}
	if status, stderr := s.stop(); status != exitOK || !strings.Contains(stderr, "ending") {
		t.Errorf("stopped: got exit status %d and %q, want 0 and a line that it ends", status, stderr)
	} else if !strings.Contains(stderr, "set SLACK_BOT_TOKEN") || !strings.Contains(stderr, "DISCORD_BOT_TOKEN") {
		t.Errorf("got %q on standard error, want how to add Slack and Discord", stderr)
	}
}

func TestServeRefuses(t *testing.T) {
	taken := startServing(t, nil)
	status, _, stderr := inProcess(t, nil, "", "serve", "--listen", strings.TrimPrefix(taken.url, "http://"))
	if status != exitFailure || !strings.Contains(stderr, "choose another address with --listen") {
		t.Errorf("a taken address: got exit status %d and %q, want 1 and the remedy", status, stderr)
	}
}

// TestUnready shows what /readyz says.
func TestUnready(t *testing.T) {
	down := fmt.Errorf("not connected")
	adapters := []adapter{{name: "one"}, {name: "two", ready: func() error { return down }}, {name: "three", ready: func() error { return nil }}}
	page := func(ctx context.Context) (int, string) {
		w := httptest.NewRecorder()
		(&site{meter: meter.New()}).routes(ctx, adapters).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
		return w.Code, w.Body.String()
	}
	if code, body := page(t.Context()); code != 503 || body != "two: not connected\n" {
		t.Errorf("got %d and %q, want 503 and the adapter with its reason", code, body)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if code, body := page(ended); code != 503 || body != "ending\n" {
		t.Errorf("after the signal: got %d and %q, want 503", code, body)
	}
}

func TestSecrets(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "token")
	empty := filepath.Join(folder, "empty")
	for name, content := range map[string]string{file: "xoxb-1\n", empty: "\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name      string
		env       map[string]string
		want, err string
	}{
		{"none", nil, "", ""},
		{"environment", map[string]string{"SLACK_BOT_TOKEN": " xoxb-1\n"}, "xoxb-1", ""},
		{"file", map[string]string{"SLACK_BOT_TOKEN_FILE": file}, "xoxb-1", ""},
		{"both", map[string]string{"SLACK_BOT_TOKEN": "xoxb-2", "SLACK_BOT_TOKEN_FILE": file}, "", "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set"},
		{"no file", map[string]string{"SLACK_BOT_TOKEN_FILE": file + "x"}, "", "SLACK_BOT_TOKEN_FILE: open"},
		{"empty file", map[string]string{"SLACK_BOT_TOKEN_FILE": empty}, "", "is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &program{lookup: func(name string) (string, bool) { value, ok := tt.env[name]; return value, ok }}
			got, err := p.secret(envSlackBotToken)
			if got.Reveal() != tt.want || (err == nil) != (tt.err == "") {
				t.Fatalf("got %q and %v, want %q and %q", got.Reveal(), err, tt.want, tt.err)
			}
			if err != nil && (!strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "xoxb")) {
				t.Errorf("got %v, want %q without the secret", err, tt.err)
			}
		})
	}
}

func TestStateFolder(t *testing.T) {
	base := t.TempDir()
	p := &program{lookup: func(name string) (string, bool) {
		return map[string]string{"XDG_STATE_HOME": base}[name], true
	}}
	folder, err := p.stateFolder()
	if want := filepath.Join(base, "statementbot"); err != nil || folder != want {
		t.Errorf("got %q and %v, want %q", folder, err, want)
	}
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: got %v and %v, want it private", info, err)
	}
}

func TestPageSettings(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{envProxies, "10.0.0.0/8, localhost", `STATEMENTBOT_PROXIES: "localhost" is neither an address nor a network`},
		{envRate, "many", `STATEMENTBOT_RATE "many": use a number of questions a second`},
		{envRate, "-1", `use a number of questions a second`},
		{envPublicURL, "https://example.org/?a=b", "use the form https://HOST"},
		{envPublicURL, "example.org", "use an address such as"},
	} {
		if status, _, stderr := inProcess(t, []string{tt.name + "=" + tt.value, envState + "=" + t.TempDir()}, "", "serve"); status != exitUsage || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s=%s: got exit status %d and %q, want 2 and %q", tt.name, tt.value, status, stderr, tt.want)
		}
	}
}

// TestPageKeepsEditions serves a statement, changes it, and follows an old link.
func TestPageKeepsEditions(t *testing.T) {
	docs, state := t.TempDir(), t.TempDir()
	statement := filepath.Join(docs, "a.md")
	serve := func(text string) *serving {
		if err := os.WriteFile(statement, []byte("---\ntitle: A\ndate: 2025-01-02\n---\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
		return startServing(t, map[string]string{envState: state}, "--docs", docs, "--docs-only")
	}
	first := serve("They met. They part.")
	_, page := get(t, first.url+"/d/a")
	link := regexp.MustCompile(`\?e=[0-9a-f]{8}&amp;s=p1s2`).FindString(page)
	if link == "" {
		t.Fatalf("got no link to the second sentence in %s", page)
	}
	first.stop()
	second := serve("They met in Tokyo.\n\nThey part.")
	if _, page := get(t, second.url+"/d/a"+strings.ReplaceAll(link, "&amp;", "&")); !strings.Contains(page, "has moved: it stood at p1s2") {
		t.Errorf("an old link: got %s, want that the sentence has moved", page)
	}
}
