package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// identifyEvery is the time between two IDENTIFYs of one key, which is a shard's number
// modulo max_concurrency. Discord gives 5 s: https://docs.discord.com/developers/events/gateway#rate-limiting
const identifyEvery = 5100 * time.Millisecond

// Shards says which of how many shards this process runs. The zero value leaves the number
// to Discord and runs them all.
type Shards struct{ First, Last, Count int }

var shardsForm = regexp.MustCompile(`^(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})$`)

// ParseShards reads "0-3/16", "2/16" or "", which is the zero value.
func ParseShards(text string) (Shards, error) {
	if text == "" {
		return Shards{}, nil
	}
	m := shardsForm.FindStringSubmatch(text)
	if m == nil {
		return Shards{}, fmt.Errorf("%q: use the form 0-3/16, the shards 0 to 3 of 16, or leave it empty", text)
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // of digits, by the pattern
	s := Shards{First: number(m[1]), Last: number(m[1]), Count: number(m[3])}
	if m[2] != "" {
		s.Last = number(m[2])
	}
	if s.Last < s.First || s.Last >= s.Count {
		return Shards{}, fmt.Errorf("%q: shards count from 0, so the last of %d is %d", text, s.Count, max(s.Count-1, 0))
	}
	return s, nil
}

// A gateway is all shards of this process: how they are reached, how often they may begin a
// session, and who gets their events.
type gateway struct {
	client   *client
	log      *slog.Logger
	shards   Shards
	version  string // of the protocol
	sessions *sessions
	// handle takes an event.
	handle func(ctx context.Context, kind string, data json.RawMessage) taken
	// greeted is told of each READY, changed of each shard that comes or goes.
	greeted func(readyEvent)
	changed func()
	// pace is how many times as fast time runs, for tests; 0 is as fast as it does.
	pace time.Duration

	mu          sync.Mutex // guards what follows
	running     []*shard
	url         string
	fetched     time.Time
	remaining   int       // sessions that may be begun until reset
	reset       time.Time // zero where the platform does not tell
	concurrency int
	next        map[int]time.Time // of the next IDENTIFY, by key
}

// span returns how long something takes at the gateway's pace.
func (g *gateway) span(d time.Duration) time.Duration { return d / max(g.pace, 1) }

// A gatewayBot is the response of GET /gateway/bot.
type gatewayBot struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  *struct {
		Remaining      int   `json:"remaining"`
		ResetAfter     int64 `json:"reset_after"` // milliseconds
		MaxConcurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// run keeps the shards connected until ctx ends and all of them have. The error is fatal.
func (g *gateway) run(ctx context.Context) error {
	shards, err := g.count(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	g.sessions.load(shards.Count)
	var saving sync.WaitGroup
	saveCtx, stopSaving := context.WithCancel(context.WithoutCancel(ctx))
	saving.Go(func() { g.sessions.keep(saveCtx) })
	defer saving.Wait()
	defer stopSaving()

	g.log.Info("connecting to the gateway", "shards", shards.Last-shards.First+1, "of", shards.Count)
	group, ctx := errgroup.WithContext(ctx)
	for id := shards.First; id <= shards.Last; id++ {
		s := &shard{id: id, count: shards.Count, gateway: g, log: g.log.With("shard", id)}
		g.mu.Lock()
		g.running = append(g.running, s)
		g.mu.Unlock()
		group.Go(func() error { return s.run(ctx) })
	}
	return group.Wait()
}

// count returns which shards to run; it waits until the platform can be asked.
func (g *gateway) count(ctx context.Context) (Shards, error) {
	for pause := time.Second; ; pause = min(2*pause, longestPause) {
		answer, err := g.fetch(ctx)
		switch {
		case err == nil && g.shards.Count > 0:
			return g.shards, nil
		case err == nil:
			n := max(answer.Shards, 1)
			return Shards{First: 0, Last: n - 1, Count: n}, nil
		case errors.Is(err, errTokenRefused):
			return Shards{}, err
		}
		g.log.Warn("could not ask for the gateway; trying again", "after", pause, "error", err)
		if err := sleep(ctx, pause); err != nil {
			return Shards{}, err
		}
	}
}

// fetch asks where the gateway is and how many sessions may be begun. A server that does
// not know /gateway/bot is asked for /gateway.
func (g *gateway) fetch(ctx context.Context) (gatewayBot, error) {
	var answer gatewayBot
	err := g.client.do(ctx, request{method: http.MethodGet, path: "/gateway/bot", route: "GET /gateway/bot", into: &answer})
	if status := statusOf(err); status == http.StatusNotFound || status == http.StatusMethodNotAllowed {
		err = g.client.do(ctx, request{method: http.MethodGet, path: "/gateway", route: "GET /gateway", into: &answer})
	}
	if err == nil && answer.URL == "" {
		err = errors.New("the API names no gateway; check DISCORD_API_URL")
	}
	if err != nil {
		return answer, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.url, g.fetched = answer.URL, time.Now()
	g.remaining, g.reset, g.concurrency = 1, time.Time{}, 1
	if l := answer.Limit; l != nil {
		g.remaining = l.Remaining
		g.reset = time.Now().Add(time.Duration(l.ResetAfter) * time.Millisecond)
		g.concurrency = max(l.MaxConcurrency, 1)
	}
	return answer, nil
}

// address returns where a shard connects: to where its session is, if it has one.
func (g *gateway) address(ctx context.Context, s session) (string, error) {
	if s.ID != "" && s.ResumeURL != "" {
		return socketURL(s.ResumeURL, g.version)
	}
	g.mu.Lock()
	known, old := g.url, time.Since(g.fetched) > time.Minute
	g.mu.Unlock()
	if old {
		if _, err := g.fetch(ctx); err != nil {
			return "", fmt.Errorf("ask for the gateway: %w", err)
		}
		g.mu.Lock()
		known = g.url
		g.mu.Unlock()
	}
	return socketURL(known, g.version)
}

// identifying returns when the shard may begin a session: its key's turn has come, and the
// day's number is not used up. Past that number Discord ends all sessions and resets the token.
func (g *gateway) identifying(ctx context.Context, id int) error {
	for {
		g.mu.Lock()
		now := time.Now()
		key := id % max(g.concurrency, 1)
		if g.next == nil {
			g.next = g.sessions.identifies()
		}
		pause := g.next[key].Sub(now)
		exhausted := !g.reset.IsZero() && g.remaining <= 0 && now.Before(g.reset)
		if exhausted {
			pause = g.reset.Sub(now)
		} else if pause <= 0 {
			g.next[key] = now.Add(g.span(identifyEvery))
			g.remaining--
			g.mu.Unlock()
			return nil
		}
		g.mu.Unlock()
		if exhausted {
			g.log.Error("no more sessions may be begun today; waiting", "until", now.Add(pause).UTC().Format(time.RFC3339))
			pause = min(pause, time.Minute) // then it is asked anew
		}
		if err := sleep(ctx, pause+time.Millisecond); err != nil {
			return err
		}
		if exhausted {
			if _, err := g.fetch(ctx); err != nil && ctx.Err() != nil {
				return err
			}
		}
	}
}

// identified notes that an IDENTIFY goes out now: the time to the next one counts from here.
func (g *gateway) identified(id int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	key := id % max(g.concurrency, 1)
	g.next[key] = time.Now().Add(g.span(identifyEvery))
	g.sessions.noteIdentify(key, g.next[key])
}

// ready returns nil if every shard of this process gets events.
func (g *gateway) ready() error {
	g.mu.Lock()
	shards := g.running
	g.mu.Unlock()
	if len(shards) == 0 {
		return errors.New("not connected to the gateway yet")
	}
	for _, s := range shards {
		if !s.isReady() {
			return fmt.Errorf("shard %d is not connected to the gateway", s.id)
		}
	}
	return nil
}

// A session is what a shard needs to go on where it was.
type session struct {
	ID        string `json:"id"`
	ResumeURL string `json:"resume_url"`
	Sequence  int64  `json:"seq"`
	failed    int    // attempts to resume it, one after the other
}

// Sessions outlive the process for resumeAge, so that what is written while it is started
// anew is answered. Discord keeps a session for some minutes after its connection ended.
const (
	resumeAge    = 5 * time.Minute
	saveEvery    = time.Second
	sessionsFile = "discord-sessions.json"
)

// sessions are those of all shards, in memory and in a file.
type sessions struct {
	file string // "" keeps them in memory
	// key names the bot and its API without telling the token; sessions of others are of no use.
	key string
	log *slog.Logger

	mu    sync.Mutex // guards what follows
	saved savedSessions
	dirty bool
}

// savedSessions is the file.
type savedSessions struct {
	Key        string            `json:"key"`
	Count      int               `json:"count"`
	At         time.Time         `json:"at"`
	Shards     map[int]session   `json:"shards"`
	Identifies map[int]time.Time `json:"identifies"` // when the next one may be, by key
}

// newSessions returns the sessions of a bot, kept in a folder; "" keeps them in memory.
func newSessions(folder string, c *client, shards Shards, log *slog.Logger) *sessions {
	sum := sha256.Sum256([]byte(c.base.String() + "\x00" + c.token.Reveal()))
	s := &sessions{key: hex.EncodeToString(sum[:8]), log: log}
	s.saved = savedSessions{Shards: map[int]session{}, Identifies: map[int]time.Time{}}
	if folder != "" {
		name := sessionsFile
		if shards.Count > 0 { // another process may have the others
			name = strings.TrimSuffix(name, ".json") + fmt.Sprintf("-%d-%d.json", shards.First, shards.Last)
		}
		s.file = filepath.Join(folder, name)
	}
	return s
}

// load reads what an earlier run has left, if it is of this bot, of as many shards and
// fresh enough.
func (s *sessions) load(count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saved.Key, s.saved.Count = s.key, count
	if s.file == "" {
		return
	}
	data, err := os.ReadFile(s.file)
	if err != nil {
		return // the first start has none; a later one begins new sessions, which harms nobody
	}
	var left savedSessions
	if err := json.Unmarshal(data, &left); err != nil || left.Key != s.key {
		return
	}
	for key, at := range left.Identifies {
		if time.Until(at) < identifyEvery {
			s.saved.Identifies[key] = at
		}
	}
	if left.Count != count || time.Since(left.At) > resumeAge {
		return
	}
	maps.Copy(s.saved.Shards, left.Shards)
}

// keep writes the file now and then until ctx ends, and once more then.
func (s *sessions) keep(ctx context.Context) {
	for sleep(ctx, saveEvery) == nil {
		s.save()
	}
	s.save()
}

// save writes the file if something has changed.
func (s *sessions) save() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == "" || !s.dirty {
		return
	}
	s.saved.At = time.Now()
	data, err := json.Marshal(s.saved)
	if err != nil {
		panic(err) // it holds nothing that cannot be encoded
	}
	// Moved into place, so that a crash leaves the old one or the new one.
	if err := os.WriteFile(s.file+".new", data, 0o600); err == nil {
		err = os.Rename(s.file+".new", s.file)
		s.dirty = err != nil
	}
	if s.dirty {
		s.log.Debug("could not keep the gateway's sessions; after a restart new ones begin")
	}
}

func (s *sessions) get(id int) session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.saved.Shards[id]
}

func (s *sessions) begin(id int, new session) {
	s.mu.Lock()
	s.saved.Shards[id] = new
	s.dirty = true
	s.mu.Unlock()
	s.save()
}

func (s *sessions) advance(id int, sequence int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	current := s.saved.Shards[id]
	current.Sequence = max(current.Sequence, sequence)
	current.failed = 0
	s.saved.Shards[id] = current
	s.dirty = true
}

func (s *sessions) drop(id int) {
	s.mu.Lock()
	delete(s.saved.Shards, id)
	s.dirty = true
	s.mu.Unlock()
	s.save()
}

// notResumed notes that a session was not gone on with. It is given up after that, but
// for a gateway that asks to reconnect, which it may do once at any time.
func (s *sessions) notResumed(id int, asked bool) {
	s.mu.Lock()
	current, ok := s.saved.Shards[id]
	current.failed++
	if ok {
		s.saved.Shards[id] = current
	}
	s.mu.Unlock()
	if !asked || current.failed > 1 {
		s.drop(id)
	}
}

// unreachable notes that where the session is cannot be reached: the next attempt goes to
// the gateway's own address, the one after that begins a new session.
func (s *sessions) unreachable(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	current, ok := s.saved.Shards[id]
	switch {
	case !ok:
	case current.ResumeURL != "":
		current.ResumeURL = ""
		s.saved.Shards[id] = current
	default:
		current.failed++
		s.saved.Shards[id] = current
		if current.failed > 3 {
			delete(s.saved.Shards, id)
		}
	}
	s.dirty = true
}

// identifies returns when each key may identify next.
func (s *sessions) identifies() map[int]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.saved.Identifies)
}

func (s *sessions) noteIdentify(key int, next time.Time) {
	s.mu.Lock()
	s.saved.Identifies[key] = next
	s.dirty = true
	s.mu.Unlock()
	s.save()
}

// protocolVersion returns the version that stands in the API's address, the one that this
// package is written for where none does.
func protocolVersion(api *url.URL) string {
	if m := regexp.MustCompile(`/v(\d+)$`).FindStringSubmatch(api.Path); m != nil {
		return m[1]
	}
	return "9"
}
