// Package slack answers in Slack: mentions, direct messages, follow-ups in a thread, the
// command /ask, a message shortcut and the App Home, over Socket Mode or signed HTTP.
//
// A delivery takes one way through the package: it is read as an entry (event.go), kept in
// the journal, acknowledged, answered by a worker (answer.go), laid out and passed through
// the gate (render.go), and sent (send.go). Nothing is sent before Slack has its
// acknowledgement, and nothing that Slack does not need to offer is relied upon: where a
// workspace lacks a method or a scope, what hangs on it is left out.
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"statementbot/bot"
	"statementbot/bot/journal"
)

// adapterName is this adapter's in logs, metrics and the journal.
const adapterName = "slack"

// The bounds of the adapter.
const (
	workers         = 16
	callTimeout     = 10 * time.Second // a call of the Web API
	politeTimeout   = time.Second      // a call that only adds comfort
	ackTimeout      = 2500 * time.Millisecond
	rememberThreads = 5_000
	rememberAge     = 12 * time.Hour
	fairBurst       = 200
	fairEvery       = 200 * time.Millisecond
	maxBackground   = 16 // calls at once that nobody waits for
)

// An Adapter answers in one Slack workspace.
type Adapter struct {
	config    Config
	responder bot.Responder
	log       *slog.Logger
	api       *slack.Client
	http      *http.Client
	render    renderer
	queue     *journal.Queue
	fair      *bot.Fair
	// threads holds the question before, by channel and root; a channel alone stands for a DM.
	threads *bot.Recent[string]
	// progress holds what was posted of an answer that did not come to its end.
	progress   *bot.Recent[progress]
	thanked    *bot.Recent[struct{}]
	lacking    *bot.Recent[struct{}] // methods that this workspace does not have
	background errgroup.Group
	fatal      chan error // why no more can be done; the first counts

	mu      sync.Mutex // guards what follows
	self    string     // our user's ID, "" until it is known
	selfBot string
	problem error // why no questions come in; nil if they do
	ending  bool
}

// New returns an adapter that answers with responder. What an earlier run has left open is
// answered by Run.
func New(ctx context.Context, c Config, responder bot.Responder, log *slog.Logger) (*Adapter, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 2 * workers
	a := &Adapter{
		config: c, responder: responder, log: log.With("adapter", adapterName),
		http:     &http.Client{Timeout: callTimeout, Transport: transport},
		render:   renderer{links: c.Links, gate: c.Gate, docs: c.Documents},
		fair:     bot.NewFair(fairBurst, fairEvery),
		threads:  bot.NewRecent[string](rememberThreads, rememberAge),
		progress: bot.NewRecent[progress](rememberThreads, time.Hour),
		thanked:  bot.NewRecent[struct{}](rememberThreads, rememberAge),
		lacking:  bot.NewRecent[struct{}](100, time.Hour),
		fatal:    make(chan error, 1),
		problem:  errors.New("not connected yet"),
	}
	a.background.SetLimit(maxBackground)
	a.api = slack.New(c.BotToken.Reveal(), slack.OptionAPIURL(c.apiURL()), slack.OptionHTTPClient(a.http),
		slack.OptionAppLevelToken(c.AppToken.Reveal()), slack.OptionLog(slog.NewLogLogger(a.log.Handler(), slog.LevelDebug)))
	queue, err := c.Journal.Queue(ctx, adapterName, journal.Options{Handle: a.handle, Workers: workers, Drain: c.Drain})
	if err != nil {
		return nil, err
	}
	a.queue = queue
	return a, nil
}

// Run takes questions until ctx ends, answers what it has in hand, and returns nil. An
// error says why Slack will not have us, such as a token that has been revoked.
func (a *Adapter) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	running.Go(func() { a.queue.Run(ctx) })
	running.Go(func() {
		if err := a.identify(ctx); err != nil {
			cancel(err)
			return
		}
		if a.config.AppToken != "" {
			if err := a.socket(ctx); err != nil {
				cancel(err)
			}
		}
	})
	running.Go(func() {
		select {
		case err := <-a.fatal:
			cancel(err)
		case <-ctx.Done():
		}
	})
	<-ctx.Done()
	a.mu.Lock()
	a.ending = true
	a.mu.Unlock()
	running.Wait()
	_ = a.background.Wait() // its functions return nil
	a.config.Meter.Connected(adapterName, false)
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if isGoodbye(errors.Unwrap(err)) {
		a.log.Info("the workspace has taken the app away; the questions that wait are erased")
		if err := a.config.Journal.Erase(context.WithoutCancel(ctx), adapterName); err != nil {
			a.log.Error("could not erase the questions that wait", "error", err)
		}
	}
	return err
}

// Ready returns why no questions can be taken, nil if they can.
func (a *Adapter) Ready() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.problem != nil {
		return a.problem
	}
	if err := a.config.Journal.Err(); err != nil {
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	return nil
}

// state notes whether questions come in.
func (a *Adapter) state(problem error) {
	a.mu.Lock()
	changed := (problem == nil) != (a.problem == nil)
	a.problem = problem
	a.mu.Unlock()
	a.config.Meter.Connected(adapterName, problem == nil)
	switch {
	case changed && problem == nil:
		a.log.Info("ready for questions")
	case changed:
		a.log.Warn("no questions come in", "error", problem)
	}
}

// identify learns who we are; it tries until Slack says so or refuses the token.
func (a *Adapter) identify(ctx context.Context) error {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		who, err := a.api.AuthTestContext(ctx)
		switch {
		case err == nil:
			a.mu.Lock()
			a.self, a.selfBot = who.UserID, who.BotID
			a.mu.Unlock()
			a.log.Info("signed in", "team_id", who.TeamID, "user_id", who.UserID)
			if a.config.AppToken == "" {
				a.state(nil)
			}
			return nil
		case isFatal(err):
			return refusedError(err)
		case isUnknownMethod(err):
			if a.config.AppToken == "" {
				a.state(nil)
			}
			return nil
		}
		a.state(fmt.Errorf("auth.test: %w", err))
		if limited := new(slack.RateLimitedError); errors.As(err, &limited) {
			pause = max(pause, limited.RetryAfter)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

// refusedError explains why Slack will not have the token.
func refusedError(err error) error {
	return fmt.Errorf("refused by Slack with %w: SLACK_BOT_TOKEN is wrong or was revoked; copy it anew from OAuth & Permissions of the app, and install the app again if it was removed", err)
}

// user returns our user's ID, "" if it is not known.
func (a *Adapter) user() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.self
}

// fail ends Run with an error.
func (a *Adapter) fail(err error) {
	select {
	case a.fatal <- err:
	default:
	}
}

// do calls a function that nobody waits for, a bounded number at once; one more is left out.
func (a *Adapter) do(what string, call func(context.Context) error) {
	if a.lacks(what) {
		return
	}
	started := a.background.TryGo(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
		defer cancel()
		a.comfort(what, call(ctx))
		return nil
	})
	if !started {
		a.config.Meter.Dropped(adapterName, "busy")
	}
}

// lacks reports whether the workspace has refused a method of late.
func (a *Adapter) lacks(method string) bool {
	_, lacking := a.lacking.Get(method)
	return lacking
}

// comfort notes how a call ended on which nothing depends: a workspace may lack it.
func (a *Adapter) comfort(method string, err error) {
	a.config.Meter.Sent(adapterName, "comfort", err)
	var refused slack.SlackErrorResponse
	switch {
	case err == nil:
	case errors.As(err, &refused) && refused.Err == "missing_scope":
		a.log.Debug("left out, a scope is missing", "method", method, "scope", refused.Needed)
		a.lacking.Set(method, struct{}{})
	case isUnknownMethod(err):
		a.log.Debug("left out, the workspace does not have it", "method", method, "error", err)
		a.lacking.Set(method, struct{}{})
	default:
		a.log.Debug("left out", "method", method, "error", err)
	}
}

// A reply is what is to be said to a delivery at once.
type reply struct {
	// refuse asks Slack to deliver again.
	refuse bool
	// text is for whoever used a command, who would otherwise see nothing; "" says nothing.
	text string
}

// A delivery is on its way into the journal. Once it is acknowledged it must be released.
type delivery struct {
	ticket  *journal.Ticket // nil where there is nothing to keep
	reply   reply
	command bool
}

// take hands what was read to the journal, in the order of the calls.
func (a *Adapter) take(v verdict) delivery {
	d := delivery{}
	if v.entry == nil {
		a.config.Meter.Dropped(adapterName, v.dropped)
		return d
	}
	if v.user != "" {
		if ok, tell := a.fair.Allow(v.user); !ok {
			a.config.Meter.Dropped(adapterName, "unfair")
			if tell {
				a.noticeLimit(v.entry)
			}
			return d
		}
	}
	d.ticket = a.queue.Hold(*v.entry)
	return d
}

// release lets a delivery be answered.
func (d delivery) release() {
	if d.ticket != nil {
		d.ticket.Release()
	}
}

// settle waits until the journal has a delivery; the acknowledgement is due then.
func (a *Adapter) settle(ctx context.Context, d delivery) reply {
	if d.ticket == nil {
		return d.reply
	}
	ctx, cancel := context.WithTimeout(ctx, ackTimeout)
	defer cancel()
	fresh, err := d.ticket.Wait(ctx)
	switch {
	case err != nil:
		a.log.Error("could not keep a question; Slack is asked to deliver it again", "error", err)
		return reply{refuse: true, text: "Sorry, I cannot take questions at this moment. Please try again in a minute."}
	case !fresh:
		a.config.Meter.Dropped(adapterName, "repeated")
	}
	return reply{}
}
