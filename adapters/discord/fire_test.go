package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"statementbot/adapters/discord/discordtest"
	"statementbot/bot"
	"statementbot/bot/journal"
)

// TestEightAtOnce asks eight slash commands at once, each call taking 300 ms: none waits
// for another.
func TestEightAtOnce(t *testing.T) {
	s := discordtest.New(t)
	s.Delay = 300 * time.Millisecond
	r := start(t, s, options{})
	r.connected(t, s)
	var asked []*discordtest.Interaction
	for range 8 {
		asked = append(asked, s.Interact(discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"})))
	}
	var slowest time.Duration
	for _, i := range asked {
		done := filled(t, s, i)
		slowest = max(slowest, done.Filled.Sub(done.Sent))
	}
	t.Logf("the slowest took %v", slowest)
	if slowest >= 8*s.Delay {
		t.Errorf("the slowest took %v: they waited for each other", slowest)
	}
}

// slow is a responder that takes its time.
type slow struct {
	bot.Responder
	by atomic.Int64 // a time.Duration
}

func (s *slow) Respond(ctx context.Context, q bot.Question) (bot.Answer, error) {
	if err := sleep(ctx, time.Duration(s.by.Load())); err != nil {
		return bot.Answer{}, err
	}
	return s.Responder.Respond(ctx, q)
}

func newSlow(tb testing.TB, by time.Duration) *slow {
	tb.Helper()
	b, err := seedBot()
	if err != nil {
		tb.Fatal(err)
	}
	s := &slow{Responder: b}
	s.by.Store(int64(by))
	return s
}

// TestDeferred: an answer that takes more than a second is announced, then filled in; a
// private one stays private.
func TestDeferred(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{responder: newSlow(t, deferAfter+500*time.Millisecond)})
	r.connected(t, s)
	var asked []*discordtest.Interaction
	for range 8 {
		asked = append(asked, s.Interact(discordtest.Command("ask", map[string]any{"question": "what about Senkaku?", "private": true})))
	}
	for _, i := range asked {
		done := filled(t, s, i)
		if done.Type != 5 || done.Messages[0].Flags&64 == 0 {
			t.Errorf("got a first answer of type %d with flags %d, want 5 for one person", done.Type, done.Messages[0].Flags)
		}
		checkAnswered(t, "deferred", done.Messages[0].Content, senkaku(t).Text())
	}
}

// TestFaultsOfTheAPI: limits and faults are waited out; the answer comes once.
func TestFaultsOfTheAPI(t *testing.T) {
	for _, statuses := range [][]int{{429, 429}, {500, 502}, {503, 429, 500}} {
		s := discordtest.New(t)
		r := start(t, s, options{})
		r.connected(t, s)
		s.Wait(t, "the commands", patience, func() bool { _, n := s.Registered(); return n > 0 })
		s.Fail(discordtest.Faults{CallbackStatus: slices.Clone(statuses)})
		i := filled(t, s, s.Interact(discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"})))
		checkAnswered(t, fmt.Sprint(statuses), i.Messages[0].Content, senkaku(t).Text())
		s.Fail(discordtest.Faults{CallbackStatus: slices.Clone(statuses)})
		m := s.Say(discordtest.Message{Content: "what about Senkaku?"})
		replies(t, s, m.ID)
		if got := s.Replies(m.ID); len(got) != 1 {
			t.Errorf("%v: got %d answers, want 1", statuses, len(got))
		}
	}
}

// TestChannelLimit asks more in a channel than it takes: all are answered, in order.
func TestChannelLimit(t *testing.T) {
	s := discordtest.New(t)
	s.ChannelLimit, s.ChannelSpan = 5, time.Second
	r := start(t, s, options{})
	r.connected(t, s)
	var asked []string
	for range 12 {
		asked = append(asked, s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about Senkaku?"}).ID)
	}
	for _, id := range asked {
		replies(t, s, id)
	}
	var order []string
	for _, m := range s.Written() {
		order = append(order, m.Reference.MessageID)
	}
	if !slices.Equal(order, asked) {
		t.Errorf("answered in the order %q, asked in %q", order, asked)
	}
}

// TestForbidden leaves a channel alone in which it may not write.
func TestForbidden(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	s.Wait(t, "the commands", patience, func() bool { _, n := s.Registered(); return n > 0 })
	s.Fail(discordtest.Faults{CallbackStatus: []int{403}})
	for range 5 {
		s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about Senkaku?"})
	}
	s.Wait(t, "the refusal", patience, func() bool { return strings.Contains(r.log.String(), "may not write in a channel") })
	replies(t, s, s.Say(discordtest.Message{ChannelID: "420000000000000007", Content: "what about Senkaku?"}).ID)
	if n := s.Requests("POST /channels/{channel}/messages"); n > 2 {
		t.Errorf("it wrote %d times, want once where it may not and once where it may", n)
	}
}

// panics is a responder with a bug.
type panics struct{ bot.Responder }

func (p panics) Respond(ctx context.Context, q bot.Question) (bot.Answer, error) {
	switch q.Text {
	case "panic":
		panic("a bug")
	case "fail":
		return bot.Answer{}, errors.New("the search failed")
	}
	return p.Responder.Respond(ctx, q)
}

// TestBugs: a panic costs its question, an error gives an apology, and nothing else stops.
func TestBugs(t *testing.T) {
	s := discordtest.New(t)
	b, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, s, options{responder: panics{b}})
	r.connected(t, s)
	s.Say(discordtest.Message{Content: "panic"})
	typed := discordtest.Command("ask", map[string]any{"question": "panic"})
	typed["type"] = 4
	typed["data"].(map[string]any)["options"].([]map[string]any)[0]["focused"] = true
	s.Interact(typed)
	if got := replies(t, s, s.Say(discordtest.Message{ChannelID: "420000000000000008", Content: "fail"}).ID); got[0].Content != escape(english.failed) {
		t.Errorf("got %q, want an apology", got[0].Content)
	}
	ask(t, s)
}

// A brokenStore is a full disk.
type brokenStore struct{ journal.Store }

func (brokenStore) Commit(context.Context, []*journal.Change) error {
	return errors.New("no space left on device")
}
func (brokenStore) Pending(context.Context, string) ([]journal.Entry, error) { return nil, nil }
func (brokenStore) Receipt(context.Context, string) ([]byte, bool, error)    { return nil, false, nil }
func (brokenStore) Tidy(context.Context, time.Time) error                    { return nil }
func (brokenStore) Close() error                                             { return nil }

// TestFullDisk: a question that cannot be kept is not taken, and whoever asked is told.
func TestFullDisk(t *testing.T) {
	s := discordtest.New(t)
	full := journal.New(brokenStore{}, quiet())
	r := start(t, s, options{change: func(c *Config) { c.Journal = full }})
	s.Wait(t, "a connection", patience, func() bool { return s.Connected() > 0 })
	i := filled(t, s, s.Interact(discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"})))
	if got := i.Messages[0].Content; got != escape(english.failed) {
		t.Errorf("a command: got %q, want an apology", got)
	}
	if got := replies(t, s, s.Say(discordtest.Message{Content: "what about Senkaku?"}).ID)[0].Content; got != escape(english.failed) {
		t.Errorf("a message: got %q, want an apology", got)
	}
	if r.Ready() == nil {
		t.Error("it says that it is ready")
	}
	if err := full.Close(); err != nil {
		t.Error(err)
	}
}

// TestSilentLog: neither a token nor what was written stands in the log at its usual level.
func TestSilentLog(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{level: slog.LevelInfo})
	r.connected(t, s)
	const asked = "xyzzy plugh Senkaku"
	s.Fail(discordtest.Faults{CallbackStatus: []int{500, 502}})
	i := s.Interact(discordtest.Command("ask", map[string]any{"question": asked}))
	replies(t, s, s.Say(discordtest.Message{Content: asked}).ID)
	s.Disconnect(4000)
	ask(t, s)
	log := r.log.String()
	for _, word := range []string{"xyzzy", discordtest.Token, i.Token, discordtest.Person.ID} {
		if strings.Contains(log, word) {
			t.Errorf("%q stands in the log:\n%s", word, log)
		}
	}
}

// TestFairness slows down who asks too fast, tells it once, and answers others.
func TestFairness(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	for range burst + 40 {
		s.Say(discordtest.Message{Content: "what about Senkaku?"})
	}
	other := discordtest.User{ID: "330000000000000000"}
	replies(t, s, s.Say(discordtest.Message{ChannelID: "420000000000000009", Author: &other, Content: "what about Senkaku?"}).ID)
	s.Wait(t, "a notice", patience, func() bool {
		return slices.ContainsFunc(s.Written(), func(m discordtest.Message) bool { return m.Content == escape(english.busy) })
	})
}

// TestLoad asks many questions a second from many people for some seconds: all are
// answered, and the log says how long it took from the event to the call. CI_LONG=1 asks
// for 20 s.
func TestLoad(t *testing.T) {
	const rate = 500
	span := 2 * time.Second
	if os.Getenv("CI_LONG") == "1" {
		span = 20 * time.Second
	}
	s := discordtest.New(t)
	r := start(t, s, options{level: slog.LevelWarn})
	r.connected(t, s)
	var asked []*discordtest.Interaction
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	begin := time.Now()
	for n := 0; time.Since(begin) < span; n++ {
		<-tick.C
		payload := discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"})
		payload["member"] = map[string]any{"user": discordtest.User{ID: fmt.Sprint(600000000000000000 + n)}}
		asked = append(asked, s.Interact(payload))
	}
	var took []time.Duration
	for _, i := range asked {
		done := filled(t, s, i)
		took = append(took, done.Filled.Sub(done.Sent))
	}
	slices.Sort(took)
	t.Logf("%d questions in %v: 50 %% within %v, 99 %% within %v, all within %v",
		len(took), time.Since(begin).Round(time.Millisecond), took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
}
