// Package discord answers in Discord: slash commands, a message's menu, mentions in
// channels, threads and posts, direct messages, buttons. It needs no privileged intent.
//
// # What of discordgo is used
//
// Its types and constants for what is sent, its list of locales, permissions and flags,
// and its check of signatures. Three parts are our own, since v0.29.0, its newest release,
// cannot be supervised from outside:
//
//   - The gateway ([shard]). discordgo's Open and its reconnect hold the session's lock while
//     they wait for HELLO, READY or the answer to RESUME, without a deadline: a silent peer, or
//     a request to reconnect as the first packet after RESUME, hangs them for ever, and Close
//     with them. It identifies again at once after an invalid session, without the pause that
//     Discord asks for, closes dead connections with the code that ends the session, and goes
//     on after codes that are fatal, telling nobody. A supervisor could only abandon such a
//     Session with its goroutines and lose what the gateway would have sent again. Ours has a
//     deadline for each step, one limit of IDENTIFY for all shards and restarts, and keeps its
//     session in the state folder, so that a restart goes on where it was.
//   - The sender ([client]). discordgo edits the answers to all interactions under one lock
//     that it holds during the call, retries without an end that a context could set, and
//     knows no nonce.
//   - The types of events, since its decoder gives up on components that it does not know.
//
// # What a message looks like
//
// Plain content, no embeds and no new components. Content is what push notifications,
// screen readers, search and the oldest clients show; embeds can be switched off by reader
// and by server, and a message of new components has no content at all. Each quote stands
// behind a bar, its matched words bold, its citation below it in small print with its links.
// Our own words stand plain. Sentences that are not an answer are a list below a heading that
// says so: another shape, not another colour. What is longer than a message goes on in the
// next one. Statement text is escaped, so that a reader copies what is published; before
// anything is sent it is read back and compared by the [bot.Gate].
//
// # What is kept
//
// Questions are in the journal until they are answered; ids of our own messages stay with
// theirs, for edits and deletions. Buttons need no memory: see [parseID].
package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"statementbot/bot"
	"statementbot/bot/journal"
	"statementbot/bot/meter"
	"statementbot/knowledge"
)

// adapterName is what the journal, the metrics and the log call this adapter.
const adapterName = "discord"

// Bounds of work.
const (
	// workers is how many questions are answered at once. A worker mostly waits for Discord.
	workers = 64
	// directly is how many clicks and suggestions are answered at once.
	directly = 64
	// answerTimeout bounds the answer itself, which takes a millisecond.
	answerTimeout = 10 * time.Second
	// burst is how many questions one person may ask at once, and refill the time for one more.
	burst  = 100
	refill = 600 * time.Millisecond
	// usefulFor is the age after which an answer to a message is of no more use.
	usefulFor = 30 * time.Minute
	// tokenAge is how long an interaction can be answered, of Discord's 15 minutes.
	tokenAge = 14*time.Minute + 30*time.Second
)

// A Config says where and as whom the adapter talks.
type Config struct {
	// Token is the bot's.
	Token bot.Secret
	// ApplicationID may be empty; then it is asked for.
	ApplicationID string
	// PublicKey is the application's, in 64 hex digits; "" leaves the HTTP endpoint out.
	PublicKey string
	// APIURL is the address of the REST API with its version.
	APIURL string
	// Shards are those of this process; the zero value is all.
	Shards Shards
	// Documents are those that the responder answers from.
	Documents []*knowledge.Document
	Links     bot.Links
	Gate      *bot.Gate
	// Journal keeps accepted questions.
	Journal *journal.Journal
	// State is the folder that keeps the gateway's sessions; "" keeps them in memory.
	State string
	// Drain is how long Run answers what it has in hand after its context has ended; 0 leaves
	// it to the journal.
	Drain time.Duration
	Meter *meter.Meter
}

// An Adapter is the bot in Discord.
type Adapter struct {
	config    Config
	responder bot.Responder
	log       *slog.Logger
	client    *client
	gateway   *gateway
	render    *renderer
	queue     *journal.Queue
	key       ed25519.PublicKey // nil without an HTTP endpoint
	fair      *bot.Fair
	thanked   *bot.Recent[struct{}]
	// asked has the digests of the texts by the questions' messages that were taken, answers
	// the ids of our messages by question. Both are for edits and deletions; what they have
	// lost the platform still has. said has the question by each of those messages of ours.
	asked   *bot.Recent[string]
	answers *bot.Recent[[]string]
	said    *bot.Recent[string]
	// mute has the channels that may not be read or written.
	mute  *bot.Recent[struct{}]
	slots chan struct{} // of work that is not journalled

	self        atomic.Pointer[string] // the bot's user id
	application atomic.Pointer[string]
	commandIDs  atomic.Pointer[map[string]string]
	known       chan struct{} // closed at the first READY
	knownOnce   sync.Once

	mu   sync.Mutex // guards live
	live map[string]*live

	over chan struct{}  // closed once the time to drain is over
	work sync.WaitGroup // goroutines beside the queue's and the gateway's
}

// New returns an adapter. The error is one of configuration, or of the journal.
func New(ctx context.Context, c Config, r bot.Responder, log *slog.Logger) (*Adapter, error) {
	if c.Token == "" {
		return nil, errors.New("no token of the bot")
	}
	client, err := newClient(c.APIURL, c.Token, log, c.Meter)
	if err != nil {
		return nil, err
	}
	a := &Adapter{
		config: c, responder: r, log: log, client: client,
		render:  &renderer{docs: knowledge.NewestFirst(c.Documents), links: c.Links, gate: c.Gate},
		fair:    bot.NewFair(burst, refill),
		thanked: bot.NewRecent[struct{}](10_000, 24*time.Hour),
		asked:   bot.NewRecent[string](10_000, 24*time.Hour),
		answers: bot.NewRecent[[]string](10_000, 24*time.Hour),
		said:    bot.NewRecent[string](10_000, 24*time.Hour),
		mute:    bot.NewRecent[struct{}](1000, 10*time.Minute),
		slots:   make(chan struct{}, directly),
		live:    map[string]*live{},
		known:   make(chan struct{}),
		over:    make(chan struct{}),
	}
	if c.ApplicationID != "" {
		a.application.Store(&c.ApplicationID)
	}
	if c.PublicKey != "" {
		if a.key, err = publicKey(c.PublicKey); err != nil {
			return nil, err
		}
	}
	a.gateway = &gateway{
		client: client, log: log, shards: c.Shards, version: protocolVersion(client.base),
		sessions: newSessions(c.State, client, c.Shards, log),
		handle:   a.event, greeted: a.greeted, changed: a.connected,
	}
	a.queue, err = c.Journal.Queue(ctx, adapterName, journal.Options{
		Handle: a.handle, Workers: workers, MaxAge: usefulFor, Drain: c.Drain,
	})
	return a, err
}

// publicKey reads the application's key.
func publicKey(text string) (ed25519.PublicKey, error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("the public key has %d characters; copy the 64 hex digits from the page General Information of the application", len(text))
	}
	return key, nil
}

// Run answers until ctx ends; then it takes no more and answers what it has in hand. The
// error is one that no further attempt would mend: a refused token, a fatal close code.
func (a *Adapter) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- a.gateway.run(ctx)
		cancel()
	}()
	a.work.Go(func() { a.register(ctx) })
	a.queue.Run(ctx)
	cancel()
	close(a.over)
	a.work.Wait()
	return <-ended
}

// Ready returns why no questions are taken now, nil if they are.
func (a *Adapter) Ready() error {
	if err := a.config.Journal.Err(); err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	return a.gateway.ready()
}

func (a *Adapter) connected() { a.config.Meter.Connected(adapterName, a.gateway.ready() == nil) }

// greeted notes who we are.
func (a *Adapter) greeted(r readyEvent) {
	if r.User.ID != "" {
		a.self.Store(&r.User.ID)
	}
	if id := r.Application.ID; id != "" && a.application.Load() == nil {
		a.application.Store(&id)
	}
	a.knownOnce.Do(func() { close(a.known) })
}

func load(p *atomic.Pointer[string]) string {
	if s := p.Load(); s != nil {
		return *s
	}
	return ""
}

// me returns the bot's user id. A session that is gone on with does not tell it.
func (a *Adapter) me(ctx context.Context) string {
	if id := load(&a.self); id != "" {
		return id
	}
	var u user
	if err := a.client.do(ctx, request{method: http.MethodGet, path: "/users/@me", route: "GET /users/@me", into: &u}); err != nil || u.ID == "" {
		return load(&a.application) // the same number, for applications made since 2016
	}
	a.self.Store(&u.ID)
	return u.ID
}

// register makes the commands the wanted ones, once for all processes: the one with shard 0
// does it. It tries again until ctx ends; without commands there are still mentions.
func (a *Adapter) register(ctx context.Context) {
	if a.config.Shards.First > 0 {
		return
	}
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		err := a.registerOnce(ctx)
		switch {
		case err == nil, ctx.Err() != nil:
			return
		case errors.Is(err, errTokenRefused), statusOf(err) >= 400 && statusOf(err) < 500 && statusOf(err) != http.StatusTooManyRequests:
			a.log.Error("the commands are not registered; doctor says more", "error", err)
			return
		}
		a.log.Warn("could not register the commands; trying again", "after", pause, "error", err)
		if sleep(ctx, pause) != nil {
			return
		}
	}
}

func (a *Adapter) registerOnce(ctx context.Context) error {
	application, err := a.applicationID(ctx)
	if err != nil {
		return err
	}
	ids, err := register(ctx, a.client, application, commands(len(a.config.Documents)))
	if err != nil {
		return err
	}
	a.commandIDs.Store(&ids)
	a.log.Info("the commands are in place", "commands", len(ids))
	return nil
}

// applicationID returns the application's id: configured, told by READY, or asked for.
func (a *Adapter) applicationID(ctx context.Context) (string, error) {
	if id := load(&a.application); id != "" {
		return id, nil
	}
	app, err := fetchApplication(ctx, a.client)
	if err == nil && app.ID != "" {
		a.application.Store(&app.ID)
		return app.ID, nil
	}
	select {
	case <-a.known:
	case <-time.After(5 * time.Second):
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if id := load(&a.application); id != "" {
		return id, nil
	}
	if err == nil || statusOf(err) != 0 {
		err = errors.New("the API does not tell the application's id; set DISCORD_APPLICATION_ID")
	}
	return "", err
}

// An application is what the API tells of the bot's.
type application struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	VerifyKey string `json:"verify_key"`
	Flags     int    `json:"flags"`
	Endpoint  string `json:"interactions_endpoint_url"`
}

// fetchApplication asks for the bot's application, in the two ways that there are.
func fetchApplication(ctx context.Context, c *client) (application, error) {
	var app application
	err := c.do(ctx, request{method: http.MethodGet, path: "/applications/@me", route: "GET /applications/@me", into: &app})
	if status := statusOf(err); status == http.StatusNotFound || status == http.StatusMethodNotAllowed || err == nil && app.ID == "" {
		err = c.do(ctx, request{method: http.MethodGet, path: "/oauth2/applications/@me", route: "GET /oauth2/applications/@me", into: &app})
	}
	return app, err
}

// event takes an event of the gateway, in the order of the calls.
func (a *Adapter) event(ctx context.Context, kind string, data json.RawMessage) taken {
	var m incoming
	switch kind {
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE":
		if !a.read(kind, data, &m) || m.ID == "" {
			return nil
		}
		switch kind {
		case "MESSAGE_CREATE":
			return a.created(ctx, &m)
		case "MESSAGE_UPDATE":
			return a.edited(ctx, &m)
		}
		return a.deleted(ctx, m.Channel, m.ID)
	case "MESSAGE_DELETE_BULK":
		var bulk struct {
			Channel string   `json:"channel_id"`
			IDs     []string `json:"ids"`
		}
		a.read(kind, data, &bulk)
		var last taken // when it is on disk, those before it are
		for _, id := range bulk.IDs {
			if t := a.deleted(ctx, bulk.Channel, id); t != nil {
				last = t
			}
		}
		return last
	case "INTERACTION_CREATE":
		var i interaction
		if !a.read(kind, data, &i) || i.ID == "" || i.Token == "" {
			return nil
		}
		return a.interact(&i, nil)
	}
	return nil
}

// read decodes an event. One that is not as documented costs nothing but itself.
func (a *Adapter) read(kind string, data json.RawMessage, into any) bool {
	if err := json.Unmarshal(data, into); err != nil {
		a.log.Warn("passed over an event that cannot be read", "event", kind, "error", err)
		a.config.Meter.Dropped(adapterName, "unreadable")
		return false
	}
	return true
}

// Check returns what of the settings cannot be right, naming the setting; nil if nothing
// can be seen to be wrong.
func (c Config) Check() error {
	if id := c.ApplicationID; strings.Trim(id, "0123456789") != "" {
		return fmt.Errorf("DISCORD_APPLICATION_ID %q: it is the number on the page General Information of the application", id)
	}
	if c.PublicKey != "" {
		if _, err := publicKey(c.PublicKey); err != nil {
			return fmt.Errorf("DISCORD_PUBLIC_KEY: %w", err)
		}
	}
	return nil
}
