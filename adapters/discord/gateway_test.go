package discord

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"statementbot/adapters/discord/discordtest"
)

// pace is how many times as fast the gateway's time runs in these tests: a deadline of 30 s
// would be waited for. CI_LONG=1 runs them at the real pace.
var pace = func() time.Duration {
	if os.Getenv("CI_LONG") == "1" {
		return 1
	}
	return 6
}()

// ask asks a question in the guild and waits for the answer.
func ask(tb testing.TB, s *discordtest.Server) {
	tb.Helper()
	m := s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about Senkaku?"})
	s.Wait(tb, "an answer", 2*patience, func() bool { return len(s.Replies(m.ID)) > 0 })
}

// askUntil asks once a second until a question is answered: what is written while there is
// no session is lost, on Discord too.
func askUntil(tb testing.TB, s *discordtest.Server) {
	tb.Helper()
	var asked []string
	last := time.Time{}
	s.Wait(tb, "an answer", 2*patience, func() bool {
		if time.Since(last) > time.Second {
			last = time.Now()
			asked = append(asked, s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about Senkaku?"}).ID)
		}
		return slices.ContainsFunc(asked, func(id string) bool { return len(s.Replies(id)) > 0 })
	})
}

// within checks that something took less than a minute, which is what is promised, and that
// few sessions were begun for it.
func within(tb testing.TB, s *discordtest.Server, since time.Time, most int) {
	tb.Helper()
	if took := pace * time.Since(since); took > time.Minute && pace == 1 {
		tb.Errorf("it answered again after %v, want less than a minute", took)
	}
	if n := len(s.Identifies()); n > most {
		tb.Errorf("it identified %d times, want at most %d", n, most)
	}
}

// TestGatewayFaults brings about each way in which a connection is known to go wrong: the
// adapter answers again within a minute, what was written in the meantime too where the
// session is gone on with.
func TestGatewayFaults(t *testing.T) {
	tests := []struct {
		name       string
		faults     discordtest.Faults
		begin      func(*discordtest.Server)
		identifies int // the first one included
	}{
		{"reconnect", discordtest.Faults{}, func(s *discordtest.Server) { s.Op(7, nil) }, 1},
		{"reconnect as the first packet after RESUME", discordtest.Faults{ReconnectFirst: 1}, func(s *discordtest.Server) { s.Op(7, nil) }, 1},
		{"reconnect after RESUME again and again", discordtest.Faults{ReconnectFirst: 5}, func(s *discordtest.Server) { s.Disconnect(4000) }, 2},
		{"invalid session", discordtest.Faults{}, func(s *discordtest.Server) { s.Op(9, false) }, 2},
		{"invalid but resumable session", discordtest.Faults{}, func(s *discordtest.Server) { s.Op(9, true) }, 1},
		{"RESUME refused", discordtest.Faults{InvalidResume: 1}, func(s *discordtest.Server) { s.Disconnect(4000) }, 2},
		{"session forgotten, IDENTIFY refused", discordtest.Faults{InvalidIdent: 2}, func(s *discordtest.Server) { s.Forget(); s.Disconnect(4009) }, 4},
		{"no HELLO", discordtest.Faults{SilentHello: 1}, func(s *discordtest.Server) { s.Disconnect(4000) }, 1},
		{"no answer to RESUME", discordtest.Faults{SilentResume: 1}, func(s *discordtest.Server) { s.Disconnect(4000) }, 2},
		{"muted heartbeats", discordtest.Faults{}, func(s *discordtest.Server) { s.Mute() }, 1},
		{"the net breaks", discordtest.Faults{}, func(s *discordtest.Server) { s.Disconnect(1006) }, 1},
		{"closed as going away", discordtest.Faults{}, func(s *discordtest.Server) { s.Disconnect(1001) }, 1},
		{"unknown close code", discordtest.Faults{}, func(s *discordtest.Server) { s.Disconnect(4999) }, 1},
		{"rubbish", discordtest.Faults{}, func(s *discordtest.Server) { s.Raw(`[]`); s.Raw(`{"op":0,"t":"READY","d":7}`); s.Disconnect(4002) }, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Interval, s.Window = 400*time.Millisecond, s.Window/pace
			r := start(t, s, options{pace: pace})
			r.connected(t, s)
			ask(t, s)
			s.Fail(tt.faults)
			begin := time.Now()
			tt.begin(s)
			if tt.identifies == 1 {
				ask(t, s)
			} else {
				askUntil(t, s)
			}
			within(t, s, begin, tt.identifies)
			r.connected(t, s)
		})
	}
}

// TestSilentIdentify gets no READY: it identifies again, without haste.
func TestSilentIdentify(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Window /= pace
	s.Fail(discordtest.Faults{SilentIdentify: 1})
	r := start(t, s, options{pace: pace})
	begin := time.Now()
	r.connected(t, s)
	ask(t, s)
	within(t, s, begin, 2)
}

// TestFatalCodes ends on codes after which no attempt will do better, and says why.
func TestFatalCodes(t *testing.T) {
	for code := range fatalCodes {
		s := discordtest.New(t)
		s.Fail(discordtest.Faults{CloseIdentify: code})
		r := start(t, s, options{})
		select {
		case <-r.ended:
		case <-time.After(patience):
			t.Fatalf("%d: it goes on", code)
		}
		var fatal *fatalError
		if err := r.stop(); !errors.As(err, &fatal) || fatal.code != code {
			t.Errorf("%d: got %v", code, err)
		}
		r.stop = func() error { return nil }
		if n := len(s.Identifies()); n != 1 {
			t.Errorf("%d: it identified %d times", code, n)
		}
	}
}

// TestRefusedToken ends where the API does not know the token; no line of the log has it.
func TestRefusedToken(t *testing.T) {
	s := discordtest.New(t)
	const wrong = "wrong.token.of-somebody"
	r := start(t, s, options{change: func(c *Config) { c.Token = wrong }})
	select {
	case <-r.ended:
	case <-time.After(patience):
		t.Fatal("it goes on")
	}
	err := r.stop()
	r.stop = func() error { return nil }
	if !errors.Is(err, errTokenRefused) {
		t.Errorf("got %v, want %v", err, errTokenRefused)
	}
	if strings.Contains(r.log.String()+err.Error(), wrong) {
		t.Error("the token is in the log or in the error")
	}
}

// TestEndsInEveryState ends within ten seconds, whatever the gateway does.
func TestEndsInEveryState(t *testing.T) {
	for name, f := range map[string]discordtest.Faults{
		"connected":  {},
		"no HELLO":   {SilentHello: 100},
		"no READY":   {SilentIdentify: 100},
		"no session": {InvalidIdent: 100},
		"restarting": {CloseIdentify: 4000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Fail(f)
			r := start(t, s, options{})
			if name == "connected" {
				r.connected(t, s)
			} else {
				s.Wait(t, "a connection", patience, func() bool { return s.Requests("GET /gateway/bot") > 0 })
				time.Sleep(300 * time.Millisecond) // into the state
			}
			begin := time.Now()
			if err := r.stop(); err != nil {
				t.Errorf("got %v, want nil", err)
			}
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("it took %v to end", took)
			}
		})
	}
}

// TestEndsWhereTheAPIHangs ends within ten seconds though no call comes back.
func TestEndsWhereTheAPIHangs(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Delay = 20 * time.Second
	r := start(t, s, options{})
	r.connected(t, s)
	s.Interact(discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"}))
	s.Interact(discordtest.Click("h1:y", &discordtest.Message{ID: "8"}))
	time.Sleep(200 * time.Millisecond) // into the calls
	begin := time.Now()
	if err := r.stop(); err != nil {
		t.Errorf("got %v, want nil", err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

// TestRestart goes on with the session: what was written in the meantime is answered, and
// no new session is begun.
func TestRestart(t *testing.T) {
	s := discordtest.New(t)
	state := t.TempDir()
	r := start(t, s, options{state: state})
	r.connected(t, s)
	ask(t, s)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	missed := s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about Senkaku?"})
	start(t, s, options{state: state})
	replies(t, s, missed.ID)
	if n := len(s.Identifies()); n != 1 {
		t.Errorf("it identified %d times, want once", n)
	}
}

// TestRestartWithoutSession: where the session is gone, the next one begins in its turn.
func TestRestartWithoutSession(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Window /= pace
	state := t.TempDir()
	r := start(t, s, options{state: state, pace: pace})
	r.connected(t, s)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	s.Forget()
	r = start(t, s, options{state: state, pace: pace})
	askUntil(t, s)
	r.connected(t, s)
}

// TestShards runs several shards, which identify in turn; each gets the events of its
// guilds, and the commands are registered once.
func TestShards(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Shards, s.Concurrency = 4, 2
	s.Window /= pace
	r := start(t, s, options{pace: pace})
	r.connected(t, s)
	if n := s.Connected(); n != 4 {
		t.Errorf("got %d shards, want 4", n)
	}
	for _, guild := range []string{"200000000000000000", "200000000004194304", "200000000008388608", "200000000012582912"} {
		m := s.Say(discordtest.Message{GuildID: guild, ChannelID: "4" + guild, Content: "<@" + discordtest.BotID + "> what about Senkaku?"})
		replies(t, s, m.ID)
	}
	replies(t, s, s.Say(discordtest.Message{Content: "what about Senkaku?"}).ID)
	s.Wait(t, "the commands", patience, func() bool { _, n := s.Registered(); return n > 0 })
	if _, n := s.Registered(); n != 1 {
		t.Errorf("the commands were written %d times, want once", n)
	}
	at := s.Identifies()
	slices.SortFunc(at, time.Time.Compare)
	if len(at) != 4 {
		t.Errorf("it identified %d times, want 4", len(at))
	}
}

// TestShardsOfSeveralProcesses runs two of four shards in each of two processes.
func TestShardsOfSeveralProcesses(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Concurrency = 4
	one := start(t, s, options{change: func(c *Config) { c.Shards = Shards{0, 1, 4} }})
	two := start(t, s, options{change: func(c *Config) { c.Shards = Shards{2, 3, 4} }})
	one.connected(t, s)
	two.connected(t, s)
	s.Wait(t, "the commands", patience, func() bool { _, n := s.Registered(); return n > 0 })
	if _, n := s.Registered(); n != 1 {
		t.Errorf("the commands were written %d times, want once", n)
	}
}

// TestNoSessionsLeft waits where no more sessions may be begun, instead of having the token
// reset.
func TestNoSessionsLeft(t *testing.T) {
	s := discordtest.New(t)
	s.Remaining = 0
	r := start(t, s, options{})
	s.Wait(t, "a line in the log", patience, func() bool { return strings.Contains(r.log.String(), "no more sessions") })
	if n := len(s.Identifies()); n != 0 {
		t.Errorf("it identified %d times, want never", n)
	}
	if r.Ready() == nil {
		t.Error("it says that it is ready")
	}
}

func TestParseShards(t *testing.T) {
	for text, want := range map[string]Shards{"": {}, "0/1": {0, 0, 1}, "0-3/16": {0, 3, 16}, "12-15/16": {12, 15, 16}} {
		if got, err := ParseShards(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"16", "0-16/16", "3-1/4", "a/b", "-1/2", "0/0", "1/1"} {
		if got, err := ParseShards(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
}
