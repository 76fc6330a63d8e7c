package discord

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"statementbot/adapters/discord/discordtest"
	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/knowledge"
	"statementbot/seeds"
)

// The environment of the process that is killed.
const (
	envCrashAPI   = "DISCORD_TEST_CRASH_API"
	envCrashState = "DISCORD_TEST_CRASH_STATE"
)

func TestMain(m *testing.M) {
	if api := os.Getenv(envCrashAPI); api != "" {
		if err := serveUntilKilled(api, os.Getenv(envCrashState)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// one answers everything with the same sentence: the process that is killed is to start fast.
type one struct{ quote knowledge.Quote }

func (o one) Respond(context.Context, bot.Question) (bot.Answer, error) {
	return bot.Answer{Quotes: []knowledge.Quote{o.quote}}, nil
}

// serveUntilKilled is what the process that is killed does.
func serveUntilKilled(api, state string) error {
	ctx := context.Background()
	docs, _ := knowledge.Load(seeds.Statements())
	quote, err := docs[0].QuoteAt(knowledge.Address{Paragraph: 3, First: 2, Last: 2})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	j, err := journal.Open(ctx, state, log)
	if err != nil {
		return err
	}
	a, err := New(ctx, Config{
		Token: discordtest.Token, APIURL: api, Documents: docs, Gate: bot.NewGate(docs, log), Journal: j, State: state,
	}, one{quote}, log)
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

// TestCrash kills the adapter at random moments under load: no question is lost, none is
// answered twice, though the platform forgets nonces in the meantime. CI_LONG=1 kills it 200
// times.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills a process again and again")
	}
	rounds := 20
	if os.Getenv("CI_LONG") == "1" {
		rounds = 200
	}
	s := discordtest.New(t)
	state := t.TempDir()
	run := func() *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test program
		cmd.Env = append(os.Environ(), envCrashAPI+"="+s.APIURL(), envCrashState+"="+state)
		cmd.Stderr = io.Discard
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	var asked []string
	say := func() {
		channel := strconv.Itoa(400000000000000000 + rand.N(5)) //nolint:gosec // which channel is no secret
		who := discordtest.User{ID: strconv.Itoa(600000000000000000 + len(asked))}
		m := s.Say(discordtest.Message{GuildID: discordtest.GuildID, ChannelID: channel, Author: &who, Content: "<@" + discordtest.BotID + "> what about Senkaku?"})
		asked = append(asked, m.ID)
	}
	for round := range rounds {
		cmd := run()
		s.Wait(t, "a connection", 2*patience, func() bool { return s.Connected() > 0 })
		for end := time.Now().Add(rand.N(150 * time.Millisecond)); time.Now().Before(end); time.Sleep(5 * time.Millisecond) { //nolint:gosec // nor is when
			say()
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		_ = cmd.Wait() // it was killed
		s.Wait(t, "the connection to end", patience, func() bool { return s.Connected() == 0 })
		say() // while it is down
		if round%2 == 0 {
			s.ForgetNonces()
		}
	}
	cmd := run()
	defer func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	}()
	// What is left is sent at the rate that Discord allows.
	left := time.Duration(len(asked)) * time.Second / globalRate
	s.Wait(t, "all answers", patience+2*left, func() bool {
		for _, id := range asked {
			if len(s.Replies(id)) == 0 {
				return false
			}
		}
		return true
	})
	time.Sleep(500 * time.Millisecond) // for a second answer to come
	var twice []string
	for _, id := range asked {
		if n := len(s.Replies(id)); n != 1 {
			twice = append(twice, fmt.Sprintf("%s: %d", id, n))
		}
	}
	if len(twice) > 0 {
		t.Errorf("of %d questions %d were answered several times: %s", len(asked), len(twice), strings.Join(twice, ", "))
	}
	t.Logf("%d questions, %d kills, %d sessions begun", len(asked), rounds, len(s.Identifies()))
}

// TestInteractionsAfterRestart finishes what was announced before the program ended.
func TestInteractionsAfterRestart(t *testing.T) {
	s := discordtest.New(t)
	state := t.TempDir()
	hanging := newSlow(t, time.Hour)
	r := start(t, s, options{state: state, responder: hanging, change: func(c *Config) { c.Drain = 100 * time.Millisecond }})
	r.connected(t, s)
	i := s.Interact(discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"}))
	s.Wait(t, "the wish to wait", patience, func() bool { return s.Look(i).Deferred })
	hurry := make(chan error, 1)
	go func() { hurry <- r.stop() }()
	if err := <-hurry; err != nil {
		t.Fatal(err)
	}
	start(t, s, options{state: state})
	checkAnswered(t, "after a restart", filled(t, s, i).Messages[0].Content, senkaku(t).Text())
}
