package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"statementbot/adapters/slack"
	"statementbot/adapters/slack/slacktest"
	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/bot/meter"
	"statementbot/knowledge"
	"statementbot/seeds"
)

var update = flag.Bool("update", false, "rewrite the golden files within testdata")

const (
	senkaku = "The two leaders reaffirmed that Article V of the U.S.-Japan Treaty of Mutual Cooperation and Security applies to the Senkaku Islands"
	where   = "¶3, sentence 2"
	limit   = 10 * time.Second // for what takes milliseconds
)

// seed reads the embedded statement once.
var seed = sync.OnceValues(func() (*bot.Bot, error) {
	docs, problems := knowledge.Load(seeds.Statements())
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	words, err := knowledge.LoadVocabulary(seeds.Vocabulary())
	if err != nil {
		return nil, err
	}
	index, err := knowledge.NewIndex(docs, words.Glossary, words.Lexicon)
	if err != nil {
		return nil, err
	}
	return bot.New(context.Background(), index, docs)
})

func documents(tb testing.TB) []*knowledge.Document {
	tb.Helper()
	docs, problems := knowledge.Load(seeds.Statements())
	if len(problems) > 0 {
		tb.Fatal(errors.Join(problems...))
	}
	return docs
}

// A bench is an adapter at work against a fake Slack.
type bench struct {
	*slacktest.Server
	t       testing.TB
	http    *httptest.Server // takes signed HTTP
	adapter *slack.Adapter
	log     *lockedBuffer
	state   string
	ended   chan struct{} // closed when Run has returned
	stop    func() error
}

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

// start runs an adapter in both modes; change, if not nil, changes its configuration and the
// server before it starts. The server's Problems fail the test at its end.
func start(tb testing.TB, change func(*slack.Config, *slacktest.Server)) *bench {
	tb.Helper()
	b := &bench{Server: slacktest.New(), t: tb, log: new(lockedBuffer), state: tb.TempDir()}
	tb.Cleanup(b.Close)
	b.run(change)
	return b
}

// run runs the adapter, again if it has been stopped.
func (b *bench) run(change func(*slack.Config, *slacktest.Server)) {
	b.t.Helper()
	responder, err := seed()
	if err != nil {
		b.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(b.log, nil))
	j, err := journal.Open(b.t.Context(), b.state, log)
	if err != nil {
		b.t.Fatal(err)
	}
	docs := documents(b.t)
	links, err := bot.NewLinks("https://statements.example.org")
	if err != nil {
		b.t.Fatal(err)
	}
	config := slack.Config{
		BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, SigningSecret: slacktest.SigningSecret,
		APIURL: b.APIURL(), Documents: docs, Gate: bot.NewGate(docs, log), Links: links, Journal: j, Meter: meter.New(), Drain: 5 * time.Second,
	}
	if change != nil {
		change(&config, b.Server)
	}
	b.adapter, err = slack.New(b.t.Context(), config, responder, log)
	if err != nil {
		b.t.Fatal(err)
	}
	mux := http.NewServeMux()
	b.adapter.Routes(mux)
	b.http = httptest.NewServer(mux)
	ctx, cancel := context.WithCancel(context.Background())
	b.ended = make(chan struct{})
	var problem error
	go func() {
		defer close(b.ended)
		problem = b.adapter.Run(ctx)
	}()
	b.stop = sync.OnceValue(func() error {
		cancel()
		<-b.ended
		b.http.Close()
		return errors.Join(problem, j.Close())
	})
	b.t.Cleanup(func() {
		_ = b.stop() // a test that expects an error has looked at it
		if problems := b.Problems(); len(problems) > 0 {
			b.t.Errorf("broken rules: %q", problems)
		}
		if b.t.Failed() {
			b.t.Logf("log:\n%s", b.log)
		}
	})
}

// ready waits until the adapter takes questions.
func (b *bench) ready() {
	b.t.Helper()
	for deadline := time.Now().Add(limit); b.adapter.Ready() != nil || b.Connected() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatalf("not ready: %v, with %d connections", b.adapter.Ready(), b.Connected())
		}
	}
}

// settled waits until a number of messages is there, then until the adapter has nothing in
// hand, by stopping it, and returns the messages.
func (b *bench) settled(want int) []slacktest.Message {
	b.t.Helper()
	b.await(want)
	if err := b.stop(); err != nil {
		b.t.Errorf("the adapter ended with %v", err)
	}
	return b.Messages("")
}

// await waits until there are a number of messages.
func (b *bench) await(want int) []slacktest.Message {
	b.t.Helper()
	if !b.Wait(limit, func() bool { return len(b.Messages("")) >= want && b.Unacknowledged() == 0 }) {
		b.t.Fatalf("got %d messages, want %d, and %d envelopes without acknowledgement", len(b.Messages("")), want, b.Unacknowledged())
	}
	return b.Messages("")
}

// event delivers an event over Socket Mode.
func (b *bench) event(e map[string]any) { b.Socket("events_api", b.Callback(e), 1) }

func (b *bench) message(channel, user, text string, more map[string]any) map[string]any {
	e := map[string]any{"type": "message", "channel": channel, "user": user, "text": text, "ts": b.TS(), "channel_type": "channel"}
	maps.Copy(e, more)
	return e
}

func (b *bench) command(text string) map[string]any {
	return map[string]any{
		"command": "/ask", "text": text, "user_id": "U1", "channel_id": "C1", "team_id": "T1",
		"trigger_id": "trigger." + b.TS(), "response_url": b.ResponseURL("C1", "U1"),
	}
}

// press makes the interaction of pressing a message's button.
func (b *bench) press(m slacktest.Message, action string) map[string]any {
	b.t.Helper()
	var blocks []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
			Value    string `json:"value"`
			Positive struct {
				Value string `json:"value"`
			} `json:"positive_button"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		b.t.Fatal(err)
	}
	for _, block := range blocks {
		for _, e := range block.Elements {
			if e.ActionID == action {
				return map[string]any{
					"type": "block_actions", "user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": m.Channel},
					"trigger_id": "trigger." + b.TS(), "response_url": b.ResponseURL(m.Channel, "U1"),
					"container": map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "thread_ts": m.ThreadTS, "is_ephemeral": m.User != ""},
					"message":   map[string]any{"ts": m.TS, "thread_ts": m.ThreadTS, "text": m.Text, "bot_id": slacktest.BotID},
					"actions":   []map[string]any{{"action_id": action, "block_id": "b", "value": e.Value + e.Positive.Value, "action_ts": b.TS()}},
				}
			}
		}
	}
	b.t.Fatalf("no button %q in %s", action, m.Blocks)
	return nil
}

// TestSurfaces asks on every surface, over both modes where it comes over both.
func TestSurfaces(t *testing.T) {
	type ask func(b *bench, text string)
	http := func(path string, values func(b *bench, text string) url.Values, body func(b *bench, text string) any) ask {
		return func(b *bench, text string) {
			var form url.Values
			var sent any
			if values != nil {
				form = values(b, text)
			} else {
				sent = body(b, text)
			}
			status, said, err := b.Post(b.t.Context(), b.http.URL+path, form, sent)
			if err != nil || status != 200 || said != "" {
				b.t.Errorf("%s: got %d, %q and %v, want 200 and nothing", path, status, said, err)
			}
		}
	}
	mention := func(b *bench, text string) map[string]any {
		return b.Callback(b.Mention("C1", "U1", "<@UBOT> "+text))
	}
	direct := func(b *bench, text string) map[string]any {
		return b.Callback(b.message("D1", "U1", text, map[string]any{"channel_type": "im"}))
	}
	shortcut := func(b *bench, text string) map[string]any {
		return map[string]any{
			"type": "message_action", "callback_id": "ask_about_message", "trigger_id": "trigger." + b.TS(), "response_url": b.ResponseURL("C9", "U1"),
			"user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": "C9"}, "message": map[string]any{"ts": b.TS(), "text": text, "user": "U2"},
		}
	}
	form := func(payload map[string]any) url.Values {
		values := url.Values{}
		for key, value := range payload {
			values.Set(key, fmt.Sprint(value))
		}
		return values
	}
	payload := func(v any) url.Values {
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return url.Values{"payload": {string(body)}}
	}
	surfaces := map[string]struct {
		ask     ask
		channel string
		private bool
		thread  bool
	}{
		"mention, socket": {func(b *bench, text string) { b.Socket("events_api", mention(b, text), 1) }, "C1", false, true},
		"mention, HTTP":   {http("/slack/events", nil, func(b *bench, text string) any { return mention(b, text) }), "C1", false, true},
		"mention in a group DM": {func(b *bench, text string) {
			b.event(b.message("G1", "U1", "<@UBOT> "+text, map[string]any{"channel_type": "mpim"}))
		}, "G1", false, true},
		"mention behind the text":  {func(b *bench, text string) { b.event(b.Mention("C1", "U1", text+" <@UBOT>")) }, "C1", false, true},
		"direct message, socket":   {func(b *bench, text string) { b.Socket("events_api", direct(b, text), 1) }, "D1", false, true},
		"direct message, HTTP":     {http("/slack/events", nil, func(b *bench, text string) any { return direct(b, text) }), "D1", false, true},
		"command, socket":          {func(b *bench, text string) { b.Socket("slash_commands", b.command(text), 1) }, "C1", true, false},
		"command, HTTP":            {http("/slack/commands", func(b *bench, text string) url.Values { return form(b.command(text)) }, nil), "C1", true, false},
		"message shortcut, socket": {func(b *bench, text string) { b.Socket("interactive", shortcut(b, text), 1) }, "C9", true, false},
		"message shortcut, HTTP":   {http("/slack/interactions", func(b *bench, text string) url.Values { return payload(shortcut(b, text)) }, nil), "C9", true, false},
		"everything by one path":   {http("/slack/events", func(b *bench, text string) url.Values { return form(b.command(text)) }, nil), "C1", true, false},
	}
	for name, surface := range surfaces {
		t.Run(name, func(t *testing.T) {
			b := start(t, nil)
			b.ready()
			surface.ask(b, "what about Senkaku?")
			b.await(1)
			surface.ask(b, "what about tariffs?")
			got := b.settled(2)
			if len(got) != 2 {
				t.Fatalf("got %d messages, want 2", len(got))
			}
			for i, want := range []string{senkaku, "does not speak to “tariffs”"} {
				m := got[i]
				if !strings.Contains(m.Text, want) || !strings.Contains(wordsOf(t, m.Blocks), want) {
					t.Errorf("got %s\nand in the blocks %s\nwant %q in both", m.Text, wordsOf(t, m.Blocks), want)
				}
				if m.Channel != surface.channel || (m.User != "") != surface.private || (m.ThreadTS != "") != surface.thread {
					t.Errorf("got it in %q, thread %q, for %q", m.Channel, m.ThreadTS, m.User)
				}
			}
			if !strings.Contains(got[0].Text, where) || !strings.Contains(string(got[0].Blocks), where) {
				t.Errorf("no citation %q in %s", where, got[0].Text)
			}
			if strings.Contains(got[1].Text, bot.QuoteBar+senkaku) {
				t.Errorf("a refusal with the quote: %s", got[1].Text)
			}
		})
	}
}

// wordsOf returns what is read in blocks.
func wordsOf(t *testing.T, blocks json.RawMessage) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(blocks, &v); err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if text, ok := v["text"].(string); ok {
				words.WriteString(text)
			}
			walk(v["text"])
			walk(v["elements"])
		}
	}
	walk(v)
	return words.String()
}

// TestSmallThings is a table of messages, each with what comes back.
func TestSmallThings(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // in the answer; none means silence
	}{
		{"an empty mention gets help", "<@UBOT>", []string{"word for word"}},
		{"nobody is pinged", "<@UBOT> <!channel> what about taiwan <@U2|ann> <!here>", []string{"Taiwan"}},
		{"escapes are undone", "<@UBOT> &lt;&lt;Senkaku&gt;&gt; &amp; more?", []string{"Senkaku Islands"}},
		{"links and channels are read", "<@UBOT> what about <https://x.example/a|Senkaku> in <#C2|general>", []string{"Senkaku Islands"}},
		{"what is echoed is literal", "<@UBOT> what about &lt;!channel&gt; <http://evil.example|AUKUS>?", []string{"AUKUS"}},
		{"a long one", "<@UBOT> " + strings.Repeat("tariffs on everything ", 2000), []string{"does not speak to"}},
		{"emoji and right-to-left", "<@UBOT> :tada: ماذا عن \u202eSenkaku\u202c 🎉", []string{"Senkaku Islands"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := start(t, nil)
			b.ready()
			b.event(b.Mention("C1", "U1", tt.text))
			got := b.settled(1)
			for _, want := range tt.want {
				if !strings.Contains(got[0].Text, want) {
					t.Errorf("got %s, want %q", got[0].Text, want)
				}
			}
			for _, m := range got {
				if strings.Contains(m.Text, "<!") || strings.Contains(string(m.Blocks), "broadcast") || strings.Contains(m.Text, "<@") {
					t.Errorf("a ping in %s", m.Blocks)
				}
			}
		})
	}
}

// TestSilence delivers what is not for us.
func TestSilence(t *testing.T) {
	b := start(t, nil)
	b.ready()
	for _, e := range []map[string]any{
		b.message("C1", "U1", "what about Senkaku?", nil),                                    // chatter
		b.message("C1", "U1", "what about Senkaku?", map[string]any{"thread_ts": "1.2"}),     // in a thread of others
		b.message("D1", "UBOT", "what about Senkaku?", map[string]any{"channel_type": "im"}), // ourselves
		b.message("D1", "U5", "what about Senkaku?", map[string]any{"channel_type": "im", "bot_id": "B5"}),
		b.message("D1", "", "what about Senkaku?", map[string]any{"channel_type": "im"}),
		b.message("D1", "USLACKBOT", "what about Senkaku?", map[string]any{"channel_type": "im"}),
		b.message("C1", "U1", "<@UBOT> has joined", map[string]any{"subtype": "channel_join"}),
		{"type": "message", "subtype": "message_changed", "channel": "D1", "message": map[string]any{"ts": "9.9", "text": "Senkaku", "user": "U1"}},
		{"type": "message", "subtype": "message_deleted", "channel": "D1", "deleted_ts": "9.9"},
		{"type": "message", "subtype": "message_changed", "channel": "D1"},
		{"type": "some_event_of_next_year", "channel": "C1", "text": "what about Senkaku?"},
		{"type": "message"},
		{},
	} {
		b.event(e)
	}
	b.Socket("a_type_of_next_year", map[string]any{"x": 1}, 1)
	b.Socket("interactive", map[string]any{"type": "block_actions", "actions": []any{}}, 1)
	b.Socket("interactive", map[string]any{"type": "view_submission"}, 1)
	b.Socket("events_api", "not an object", 1)
	b.event(b.Mention("C2", "U1", "<@UBOT> what about Senkaku?"))
	if got := b.settled(1); len(got) != 1 || got[0].Channel != "C2" {
		t.Errorf("got %d messages, want the one in C2: %+v", len(got), got)
	}
}

// TestOnce delivers one question in every way that Slack has to deliver it twice.
func TestOnce(t *testing.T) {
	b := start(t, nil)
	b.ready()
	mention := b.Mention("C1", "U1", "<@UBOT> what about Senkaku?")
	twin := b.message("C1", "U1", "<@UBOT> what about Senkaku?", map[string]any{"ts": mention["ts"]})
	callback := b.Callback(mention)
	b.Socket("events_api", b.Callback(twin), 1)
	b.Socket("events_api", callback, 3)
	for range 3 {
		if status, _, err := b.Post(t.Context(), b.http.URL+"/slack/events", nil, callback); status != 200 || err != nil {
			t.Errorf("got %d and %v, want 200", status, err)
		}
	}
	command := b.command("what about Senkaku?")
	b.Socket("slash_commands", command, 3)
	b.await(2)
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	b.run(nil) // and once more after a restart
	b.ready()
	b.Socket("events_api", callback, 2)
	b.Socket("slash_commands", command, 2)
	if got := b.settled(2); len(got) != 2 {
		t.Errorf("got %d messages, want 2", len(got))
	}
}

// TestTrigger delivers different commands and shortcuts under one trigger_id, as a server
// that makes up none does: each is answered, and once.
func TestTrigger(t *testing.T) {
	b := start(t, nil)
	b.ready()
	for range 2 {
		for _, text := range []string{"what about Senkaku?", "what about Taiwan?", ""} {
			answer := b.ResponseURL("C1", "U1")
			b.Socket("slash_commands", map[string]any{
				"command": "/ask", "text": text, "channel_id": "C1", "user_id": "U1", "trigger_id": "t", "response_url": answer,
			}, 1)
			b.Socket("interactive", map[string]any{
				"type": "message_action", "callback_id": "ask_about_message", "trigger_id": "t", "response_url": answer,
				"user": map[string]any{"id": "U1"}, "channel": map[string]any{"id": "C1"},
				"message": map[string]any{"ts": "1.1", "text": text, "user": "U2"},
			}, 1)
		}
	}
	b.Socket("slash_commands", map[string]any{"trigger_id": "t"}, 1) // nobody to answer
	if got := b.settled(6); len(got) != 6 {
		t.Errorf("got %d messages, want 6", len(got))
	}
	if log := b.log.String(); strings.Contains(log, "ERROR") {
		t.Errorf("got log %s", log)
	}
}

// TestThread follows up without a mention, in a channel, a DM and after a restart.
func TestThread(t *testing.T) {
	b := start(t, nil)
	b.ready()
	root := b.Mention("C1", "U1", "<@UBOT> is Japan raising its defense budget?")
	b.event(root)
	b.await(1)
	in := func(text string) map[string]any {
		return b.message("C1", "U2", text, map[string]any{"thread_ts": root["ts"]})
	}
	b.event(in("by when tho"))
	b.await(2)
	b.event(in("lol ok"))                  // chatter among people
	b.event(in("<@U3> what about Taiwan")) // to somebody else
	b.event(in("and Taiwan?"))
	b.await(3)
	b.event(b.message("D1", "U1", "is Japan raising its defense budget?", map[string]any{"channel_type": "im"}))
	b.await(4)
	b.event(b.message("D1", "U1", "by when tho", map[string]any{"channel_type": "im"}))
	b.await(5)
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	b.run(nil)
	b.ready()
	b.event(in("what about Senkaku?"))
	got := b.settled(6)
	if len(got) != 6 {
		t.Fatalf("got %d messages, want 6", len(got))
	}
	for i, want := range []string{"defense", "FY 2027", "Taiwan", "defense", "FY 2027", "Senkaku"} {
		if !strings.Contains(got[i].Text, want) {
			t.Errorf("message %d: got %s, want %q", i, got[i].Text, want)
		}
		if got[i].ThreadTS == "" || got[i].Channel == "C1" && got[i].ThreadTS != root["ts"] {
			t.Errorf("message %d: got it in thread %q", i, got[i].ThreadTS)
		}
	}
}

// TestButtons presses all of them.
func TestButtons(t *testing.T) {
	b := start(t, nil)
	b.ready()
	b.event(b.Mention("C1", "U1", "<@UBOT> everything on Japan"))
	first := b.await(1)[0]
	press := func(m slacktest.Message, action string, copies int) {
		b.Socket("interactive", b.press(m, action), copies)
	}

	press(first, "more", 3)
	more := b.await(2)[1]
	if !strings.Contains(more.Text, "Further passages") || more.ThreadTS != first.ThreadTS {
		t.Errorf("more: got %s in %q", more.Text, more.ThreadTS)
	}
	for _, line := range bot.ReadPlain(first.Text) {
		if slices.Contains(bot.ReadPlain(more.Text), line) {
			t.Errorf("more: %q comes twice", line)
		}
	}
	press(first, "context", 1)
	if in := b.await(3)[2]; !strings.Contains(string(in.Blocks), "in bold") || !strings.Contains(string(in.Blocks), "U.S.-Japan Cooperation for Peace") {
		t.Errorf("context: got %s", in.Blocks)
	}
	press(first, "ask1", 1)
	if asked := b.await(4)[3]; !strings.HasPrefix(asked.Text, "You asked: What about") {
		t.Errorf("suggestion: got %s", asked.Text)
	}
	press(first, "feedback", 1)
	thanks := b.await(5)[4]
	if thanks.User != "U1" || !strings.HasPrefix(thanks.Text, "Thank you") {
		t.Errorf("feedback: got %+v", thanks)
	}
	press(first, "feedback", 1) // thanked once

	b.Socket("slash_commands", b.command("what about Senkaku?"), 1)
	private := b.await(6)[5]
	press(private, "context", 1)
	if in := b.await(7)[6]; in.User != "U1" {
		t.Errorf("context of a private answer: got it for all")
	}
	b.Refuse("chat.postMessage", slacktest.Refusal{Error: "not_in_channel"})
	outside := private
	outside.TS = "1.1"
	press(outside, "share", 1)
	if told := b.await(8)[7]; told.User != "U1" || !strings.Contains(told.Text, "Invite me") {
		t.Errorf("share where we are not: got %+v", told)
	}
	press(private, "share", 1)
	press(private, "share", 1)
	got := b.settled(9)
	if shared := got[8]; len(got) != 9 || shared.User != "" || !strings.Contains(shared.Text, senkaku) {
		t.Errorf("share: got %d messages and %+v", len(got), shared)
	}
}

// TestEdit edits and deletes questions, also after a restart.
func TestEdit(t *testing.T) {
	b := start(t, nil)
	b.ready()
	question := b.Mention("C1", "U1", "<@UBOT> what about Taiwan?")
	b.event(question)
	b.await(1)
	edit := func(old, text, at string) map[string]any {
		return map[string]any{
			"type": "message", "subtype": "message_changed", "channel": "C1", "channel_type": "channel",
			"message":          map[string]any{"ts": question["ts"], "user": "U1", "text": text, "edited": map[string]any{"user": "U1", "ts": at}},
			"previous_message": map[string]any{"ts": question["ts"], "user": "U1", "text": old},
		}
	}
	b.event(edit("<@UBOT> what about Taiwan?", "<@UBOT> what about Taiwan?", "5.1")) // a link was unfurled
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	b.run(nil)
	b.ready()
	change := b.Callback(edit("<@UBOT> what about Taiwan?", "<@UBOT> what about Senkaku?", "5.2"))
	b.Socket("events_api", change, 3)
	if !b.Wait(limit, func() bool { return b.Messages("")[0].Edits > 0 }) {
		t.Fatal("the answer was not changed")
	}
	if got := b.Messages("")[0]; !strings.Contains(got.Text, senkaku) || got.Edits != 1 {
		t.Errorf("got %s after %d edits, want the new answer after one", got.Text, got.Edits)
	}
	b.event(map[string]any{"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": question["ts"]})
	if !b.Wait(limit, func() bool { return len(b.Messages("")) == 0 }) {
		t.Error("the answer was not removed")
	}
}

// TestHome opens the App Home and a DM, in a workspace that has all and in one that has none
// of what adds comfort.
func TestHome(t *testing.T) {
	b := start(t, nil)
	b.ready()
	b.event(map[string]any{"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
	b.event(map[string]any{"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"})
	if !b.Wait(limit, func() bool { return b.View("U1") != nil && len(b.Prompts()) == 1 }) {
		t.Fatal("no home, or no prompts")
	}
	var view struct {
		Type   string          `json:"type"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(b.View("U1"), &view); err != nil || view.Type != "home" {
		t.Fatalf("got %s and %v", b.View("U1"), err)
	}
	if err := slacktest.CheckBlocks(view.Blocks, 100); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"word for word", "U.S.-Japan Cooperation for Peace", "What about"} {
		if !strings.Contains(string(view.Blocks), want) {
			t.Errorf("the home lacks %q", want)
		}
	}
	var prompts []struct{ Title, Message string }
	if err := json.Unmarshal(b.Prompts()[0], &prompts); err != nil || len(prompts) == 0 || len(prompts) > 4 {
		t.Errorf("got prompts %s", b.Prompts()[0])
	}
	b.Socket("interactive", map[string]any{
		"type": "block_actions", "user": map[string]any{"id": "U1"}, "trigger_id": "t", "container": map[string]any{"type": "view"},
		"actions": []map[string]any{{"action_id": "ask1", "value": `{"q":"what about Senkaku?"}`, "action_ts": "1.1"}},
	}, 1)
	if got := b.settled(1); got[0].Channel != "U1" || !strings.Contains(got[0].Text, senkaku) {
		t.Errorf("a sample question: got %+v", got[0])
	}
}

// TestLacking runs against a Slack that knows little more than how to post a message.
func TestLacking(t *testing.T) {
	b := start(t, func(_ *slack.Config, s *slacktest.Server) {
		s.Lack("auth.test", "assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts", "views.publish",
			"conversations.replies", "conversations.history", "chat.update", "chat.delete", "chat.postEphemeral", "users.info")
	})
	b.ready()
	b.event(map[string]any{"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
	b.event(map[string]any{"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"})
	question := b.message("D1", "U1", "what about Senkaku?", map[string]any{"channel_type": "im", "thread_ts": "1.1"})
	b.event(question)
	b.event(b.message("C1", "U1", "<@UBOT> what about Senkaku?", nil)) // known from the authorization
	b.await(2)
	b.event(map[string]any{"type": "message", "subtype": "message_deleted", "channel": "D1", "deleted_ts": question["ts"]})
	b.event(b.Mention("C2", "U1", "<@UBOT> what about Senkaku?"))
	got := b.settled(3)
	if len(got) != 3 {
		t.Errorf("got %d messages, want 3", len(got))
	}
	if strings.Contains(b.log.String(), "level=ERROR") {
		t.Errorf("got errors in the log: %s", b.log)
	}
}

// TestRefusals has Slack refuse the answer in each way: it goes out once, whatever happens.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name    string
		refuse  []slacktest.Refusal
		lacking []string
		want    int
		log     string
	}{
		{"429", []slacktest.Refusal{{Status: 429, RetryAfter: "1"}}, nil, 1, "will try again"},
		{"429 twice", []slacktest.Refusal{{Status: 429, RetryAfter: "1"}, {Status: 429, RetryAfter: "1"}}, []string{"conversations.replies"}, 1, "will try again"},
		{"429 without a time", []slacktest.Refusal{{Status: 429}}, []string{"conversations.replies"}, 1, "will try again"},
		{"429 with half a second", []slacktest.Refusal{{Status: 429, RetryAfter: "0.5"}}, []string{"conversations.replies"}, 1, "will try again"},
		{"500", []slacktest.Refusal{{Status: 500}}, nil, 1, "will try again"},
		{"500, and nowhere to look", []slacktest.Refusal{{Status: 503}}, []string{"conversations.replies"}, 1, "will try again"},
		{"500, but taken", []slacktest.Refusal{{Status: 500, Taken: true}}, nil, 1, "will try again"},
		{"no answer, but taken", []slacktest.Refusal{{Hang: true, Taken: true}}, nil, 1, "will try again"},
		{"no answer, taken, and nowhere to look", []slacktest.Refusal{{Hang: true, Taken: true}}, []string{"conversations.replies"}, 1, "it is not sent again"},
		{"no answer, not taken", []slacktest.Refusal{{Hang: true}}, nil, 1, "will try again"},
		{"internal_error", []slacktest.Refusal{{Error: "internal_error"}}, nil, 1, "will try again"},
		{"invalid_blocks", []slacktest.Refusal{{Error: "invalid_blocks"}}, nil, 1, "refused the layout"},
		{"msg_blocks_too_long", []slacktest.Refusal{{Error: "msg_blocks_too_long"}}, nil, 1, "refused the layout"},
		{"channel_not_found", []slacktest.Refusal{{Error: "channel_not_found"}}, nil, 0, "channel_not_found"},
		{"missing_scope", []slacktest.Refusal{{Error: "missing_scope"}}, nil, 0, `lacks the scope \"some:scope\"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, func(_ *slack.Config, s *slacktest.Server) {
				s.Refuse("chat.postMessage", tt.refuse...)
				s.Lack(tt.lacking...)
			})
			b.ready()
			b.event(b.Mention("C1", "U1", "<@UBOT> what about Senkaku?"))
			b.event(b.Mention("C1", "U1", "<@UBOT> what about Taiwan?")) // behind it, in order
			got := b.settled(tt.want + 1)
			if len(got) != tt.want+1 || !strings.Contains(got[len(got)-1].Text, "Taiwan") {
				t.Errorf("got %d messages, want %d, Taiwan last", len(got), tt.want+1)
			}
			if tt.want > 0 && !strings.Contains(got[0].Text, senkaku) {
				t.Errorf("got %s", got[0].Text)
			}
			if !strings.Contains(b.log.String(), tt.log) {
				t.Errorf("the log lacks %q", tt.log)
			}
		})
	}
}

// TestTokens has Slack refuse the tokens: Run ends, and says which and what to do.
func TestTokens(t *testing.T) {
	tests := []struct {
		name   string
		change func(*slack.Config, *slacktest.Server)
		want   string
	}{
		{"bot token", func(c *slack.Config, _ *slacktest.Server) { c.BotToken = "xoxb-wrong-secret" }, "invalid_auth: SLACK_BOT_TOKEN is wrong"},
		{"app token", func(c *slack.Config, _ *slacktest.Server) { c.AppToken = "xapp-wrong-secret" }, "invalid_auth: SLACK_APP_TOKEN is wrong"},
		{"app token of another type", func(_ *slack.Config, s *slacktest.Server) {
			s.Refuse("apps.connections.open", slacktest.Refusal{Error: "not_allowed_token_type"})
		}, "not_allowed_token_type: SLACK_APP_TOKEN"},
		{"revoked while at work", func(_ *slack.Config, s *slacktest.Server) {
			s.Refuse("chat.postMessage", slacktest.Refusal{Error: "token_revoked"})
		}, "token_revoked: SLACK_BOT_TOKEN"},
		{"uninstalled", nil, "account_inactive: SLACK_BOT_TOKEN"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := start(t, tt.change)
			switch tt.name {
			case "revoked while at work":
				b.ready()
				b.event(b.Mention("C1", "U1", "<@UBOT> what about Senkaku?"))
			case "uninstalled":
				b.ready()
				b.event(map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{"U1"}}}) // not ours
				b.Wait(limit, func() bool { return b.Calls()["auth.test"] == 2 })
				b.Refuse("auth.test", slacktest.Refusal{Error: "account_inactive"})
				b.event(map[string]any{"type": "app_uninstalled"})
			}
			select {
			case <-b.ended:
			case <-time.After(limit):
			}
			err := b.stop()
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if gone := strings.Contains(tt.want, "revoked: ") || tt.name == "uninstalled"; gone != strings.Contains(b.log.String(), "are erased") {
				t.Errorf("questions erased: got %t, want %t", !gone, gone)
			}
		})
	}
}

// TestReconnect cuts the connection: nothing is lost, and readiness tells.
func TestReconnect(t *testing.T) {
	b := start(t, nil)
	b.ready()
	for i := range 4 {
		if i%2 == 0 {
			b.Disconnect()
		} else {
			b.AskToReconnect("refresh_requested")
		}
		b.event(b.Mention(fmt.Sprintf("C%d", i), "U1", "<@UBOT> what about Senkaku?"))
		b.await(i + 1)
	}
	b.ready()
	b.Refuse("apps.connections.open", slacktest.Refusal{Status: 500})
	b.Disconnect()
	for deadline := time.Now().Add(limit); b.adapter.Ready() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("ready without a connection")
		}
	}
	b.event(b.Mention("C4", "U1", "<@UBOT> what about Senkaku?"))
	b.ready()
	if got := b.settled(5); len(got) != 5 {
		t.Errorf("got %d messages, want 5", len(got))
	}
}

// TestSignature sends what Slack has not signed, or not now.
func TestSignature(t *testing.T) {
	b := start(t, nil)
	b.ready()
	body, err := json.Marshal(b.Callback(b.Mention("C1", "U1", "<@UBOT> what about Senkaku?")))
	if err != nil {
		t.Fatal(err)
	}
	with := func(header http.Header, name, value string) http.Header {
		header.Set(name, value)
		return header
	}
	good := func() http.Header { return slacktest.Sign(body, time.Now(), slacktest.SigningSecret) }
	tests := []struct {
		name   string
		header http.Header
		body   []byte
		status int
	}{
		{"no signature", http.Header{}, body, 401},
		{"another secret", slacktest.Sign(body, time.Now(), "other"), body, 401},
		{"another body", good(), append(slices.Clone(body), ' '), 401},
		{"too old", slacktest.Sign(body, time.Now().Add(-6*time.Minute), slacktest.SigningSecret), body, 401},
		{"too new", slacktest.Sign(body, time.Now().Add(6*time.Minute), slacktest.SigningSecret), body, 401},
		{"half a signature", with(good(), "X-Slack-Signature", good().Get("X-Slack-Signature")[:20]), body, 401},
		{"no number", with(good(), "X-Slack-Request-Timestamp", "now"), body, 401},
		{"too large", http.Header{}, bytes.Repeat([]byte("x"), 5<<20), 413},
		{"good", good(), body, 200},
		{"replayed", good(), body, 200},
		{"not JSON", slacktest.Sign([]byte("{"), time.Now(), slacktest.SigningSecret), []byte("{"), 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, _, err := slacktest.PostRaw(t.Context(), b.http.URL+"/slack/events", tt.header, tt.body)
			if err != nil || status != tt.status {
				t.Errorf("got %d and %v, want %d", status, err, tt.status)
			}
		})
	}
	status, said, err := b.Post(t.Context(), b.http.URL+"/slack/events", nil, map[string]any{"type": "url_verification", "challenge": "abc"})
	if status != 200 || said != "abc" || err != nil {
		t.Errorf("url_verification: got %d, %q and %v", status, said, err)
	}
	if status, _, err := b.Post(t.Context(), b.http.URL+"/slack/commands", url.Values{"ssl_check": {"1"}}, nil); status != 200 || err != nil {
		t.Errorf("ssl_check: got %d and %v", status, err)
	}
	if got := b.settled(1); len(got) != 1 {
		t.Errorf("got %d messages, want 1", len(got))
	}
}

// TestFair lets one person ask without end: there is a notice, once, and others are answered.
func TestFair(t *testing.T) {
	b := start(t, nil)
	b.ready()
	for range 260 {
		b.event(b.message("D1", "U1", "what about Senkaku?", map[string]any{"channel_type": "im"}))
	}
	b.event(b.Mention("C2", "U2", "<@UBOT> what about Senkaku?"))
	b.Wait(limit, func() bool { return len(b.Messages("C2")) == 1 && b.Unacknowledged() == 0 })
	notices, answers := 0, 0
	for _, m := range b.settled(202) {
		switch {
		case strings.Contains(m.Text, "more than I can take"):
			notices++
		case m.Channel == "D1":
			answers++
		}
	}
	if notices != 1 || answers < 200 || answers > 240 || len(b.Messages("C2")) != 1 {
		t.Errorf("got %d notices, %d answers and %d for another, want 1, about 200 and 1", notices, answers, len(b.Messages("C2")))
	}
}

// TestPrivacy looks for tokens and for the text of messages in the log.
func TestPrivacy(t *testing.T) {
	b := start(t, func(_ *slack.Config, s *slacktest.Server) {
		s.Refuse("chat.postMessage", slacktest.Refusal{Error: "invalid_blocks"}, slacktest.Refusal{Status: 500}, slacktest.Refusal{Hang: true})
		s.Refuse("response_url", slacktest.Refusal{Status: 500})
	})
	b.ready()
	b.event(b.Mention("C1", "U1", "<@UBOT> my confidential Senkaku question"))
	b.Socket("slash_commands", b.command("my confidential Taiwan question"), 1)
	b.event(map[string]any{"type": "nonsense", "text": "my confidential question"})
	b.event(b.message("C1", "U1", "my confidential chatter", nil))
	if status, _, err := b.Post(t.Context(), b.http.URL+"/slack/events", url.Values{"payload": {`{"confidential":`}}, nil); status != 200 || err != nil {
		t.Errorf("got %d and %v", status, err)
	}
	_, _, _ = slacktest.PostRaw(t.Context(), b.http.URL+"/slack/events", nil, []byte("my confidential body"))
	b.settled(2)
	for _, secret := range []string{"confidential", "secret", "xoxb", "xapp", "Senkaku", "/respond/"} {
		if strings.Contains(b.log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

// TestGolden compares what is sent with the files in testdata.
func TestGolden(t *testing.T) {
	for _, tt := range []struct{ name, question string }{
		{"answered", "what about Senkaku?"},
		{"several", "everything on Japan"},
		{"partial", "what is the exact date of the next 2+2 meeting?"},
		{"not_found", "what about tariffs?"},
		{"about", "what are the sections?"},
		{"help", ""},
		{"japanese", "尖閣諸島については？"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := start(t, nil)
			b.ready()
			b.event(b.Mention("C1", "U1", "<@UBOT> "+tt.question))
			var out bytes.Buffer
			for _, m := range b.settled(1) {
				fmt.Fprintf(&out, "text:\n%s\n\nblocks:\n", m.Text)
				if err := json.Indent(&out, m.Blocks, "", "  "); err != nil {
					t.Fatal(err)
				}
				out.WriteString("\n")
			}
			file := filepath.Join("testdata", tt.name+".golden")
			if *update {
				if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", file, diff)
			}
		})
	}
}

// TestBare delivers payloads that hold no more than they have to.
func TestBare(t *testing.T) {
	b := start(t, nil)
	b.ready()
	b.Socket("events_api", map[string]any{"event": map[string]any{"type": "app_mention", "channel": "C1", "user": "U1", "text": "what about Senkaku?", "ts": b.TS()}}, 1)
	b.await(1)
	b.Socket("events_api", map[string]any{"event": map[string]any{"type": "message", "channel": "D1", "user": "U1", "text": "what about Senkaku?", "ts": b.TS()}}, 1)
	b.await(2)
	b.Socket("slash_commands", map[string]any{"text": "what about Senkaku?", "response_url": b.ResponseURL("C2", "U1")}, 1)
	b.await(3)
	b.Socket("slash_commands", map[string]any{"text": "what about Senkaku?", "channel_id": "C3", "user_id": "U1"}, 1)
	b.await(4)
	b.Socket("interactive", map[string]any{
		"type": "block_actions", "channel": map[string]any{"id": "C4"}, "message": map[string]any{"ts": "1.1"},
		"actions": []map[string]any{{"action_id": "ask1", "value": `{"q":"what about Senkaku?"}`}},
	}, 1)
	got := b.settled(5)
	for i, m := range got {
		if !strings.Contains(m.Text, senkaku) || m.Channel != []string{"C1", "D1", "C2", "C3", "C4"}[i] {
			t.Errorf("%d: got %s in %s", i, m.Text, m.Channel)
		}
	}
	if got[4].ThreadTS != "1.1" || got[3].User != "U1" {
		t.Errorf("got thread %q, and for %q", got[4].ThreadTS, got[3].User)
	}
}
