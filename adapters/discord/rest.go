package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"statementbot/bot"
	"statementbot/bot/meter"
)

// The bounds of calls to the API.
const (
	callTimeout = 10 * time.Second // of one attempt
	maxAttempts = 4
	// longestWait is how long a call waits for a limit by itself; a longer one is the caller's
	// to plan.
	longestWait = 5 * time.Second
	maxResponse = 8 << 20 // bytes of a response that are read
	// globalRate and globalBurst keep all calls below the limit of 50 a second, of which
	// interactions are free: https://docs.discord.com/developers/topics/rate-limits
	globalRate  = 45
	globalBurst = 45
	// invalidMost in invalidSpan is a fifth of what has an address banned: 10,000 answers of
	// 401, 403 or 429 in ten minutes.
	invalidMost = 2000
	invalidSpan = 10 * time.Minute
)

// Codes of errors, https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
const (
	codeUnknownMessage     = 10008
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeAlreadyAnswered    = 40060
	codeInvalidToken       = 50027
	codeInvalidBody        = 50035
	codeNoHistory          = 160002
)

// errTokenRefused ends the program: every further call would be refused too.
var errTokenRefused = errors.New("the token of the bot was refused; copy it anew from the page Bot of the application, https://discord.com/developers/applications")

// An apiError is a call that was refused. It holds no token: route names the call.
type apiError struct {
	route   string
	status  int
	code    int // Discord's, 0 if it gave none
	message string
	// after is when the call may be made again, 0 if that is not known.
	after time.Duration
}

// Error names the call, the status and what Discord says.
func (e *apiError) Error() string {
	return fmt.Sprintf("%s: status %d, code %d %q", e.route, e.status, e.code, e.message)
}

// codeOf returns Discord's code of an error, 0 if there is none.
func codeOf(err error) int {
	if refused, ok := errors.AsType[*apiError](err); ok {
		return refused.code
	}
	return 0
}

// statusOf returns the HTTP status of an error, 0 if there was no response.
func statusOf(err error) int {
	if refused, ok := errors.AsType[*apiError](err); ok {
		return refused.status
	}
	return 0
}

// A request is one call.
type request struct {
	method string
	path   string // below the API's address; it may hold an interaction's token
	// route names the call for limits and errors: no token stands in it. Calls of one route
	// share a limit; one for a channel has the channel's id in it.
	route string
	body  any // nil for none
	into  any // where the response goes, nil if it is not looked at
	// once is true for a call that may not be made again where it is not known whether it
	// was carried out.
	once bool
	// free is true for calls on interactions, which no limit binds but that of the token
	// itself; see client.do.
	free bool
}

// A client calls the REST API. Each route has a limit of its own and no call waits for one
// of another route: discordgo keeps one lock for the answers to all interactions while it
// sends. It is safe for concurrent use.
type client struct {
	base  *url.URL
	token bot.Secret
	http  *http.Client
	log   *slog.Logger
	meter *meter.Meter

	mu      sync.Mutex // guards what follows
	limits  map[string]*limit
	blocked time.Time // no call before it, by a global limit
	tokens  float64   // of the global bucket
	filled  time.Time
	invalid []time.Time
}

// A limit is what is known of a route's limit.
type limit struct {
	remaining int
	reset     time.Time
}

// newClient returns a client for the API at an address that ends with its version.
func newClient(address string, token bot.Secret, log *slog.Logger, m *meter.Meter) (*client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("the address of the Discord API %q: use the form https://discord.com/api/v9/", address)
	}
	u.Path = strings.TrimRight(u.Path, "/")
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return &client{
		base: u, token: token, log: log, meter: m,
		http:   &http.Client{Transport: transport, Timeout: callTimeout},
		limits: map[string]*limit{}, tokens: globalBurst, filled: time.Now(),
	}, nil
}

// userAgent begins as Discord asks for, with the library's address, since ours has none.
const userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, " + discordgo.VERSION + ") statementbot"

// do makes a call. It waits for limits up to longestWait, and tries again after a limit, a
// fault of the server or of the net. The error is an *apiError, errTokenRefused, or that of
// ctx or of the net; none holds a token.
func (c *client) do(ctx context.Context, r request) error {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return fmt.Errorf("%s: encode: %w", r.route, err)
		}
	}
	var err error
	for attempt := range maxAttempts {
		if err = c.wait(ctx, r); err != nil {
			return err
		}
		var again time.Duration
		if again, err = c.once(ctx, r, body); err == nil || again < 0 {
			return err
		}
		if again == 0 {
			again = 200 * time.Millisecond << attempt
		}
		if again > longestWait || ctx.Err() != nil || attempt == maxAttempts-1 {
			return err
		}
		reason := "fault"
		if statusOf(err) == http.StatusTooManyRequests {
			reason = "ratelimited"
		}
		c.meter.Retried(adapterName, reason)
		if sleep(ctx, again) != nil {
			return err
		}
	}
	return err
}

// once makes one attempt. again says after what time to try again: below 0 never, 0 after
// a time of the caller's choice.
func (c *client) once(ctx context.Context, r request, body []byte) (again time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, r.method, c.base.String()+r.path, bytes.NewReader(body))
	if err != nil {
		return -1, fmt.Errorf("%s: %w", r.route, hideURL(err))
	}
	req.Header.Set("Authorization", "Bot "+c.token.Reveal())
	req.Header.Set("User-Agent", userAgent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		err = fmt.Errorf("%s: %w", r.route, hideURL(err))
		var dial *net.OpError
		if ctx.Err() != nil || r.once && !(errors.As(err, &dial) && dial.Op == "dial") {
			return -1, err
		}
		return 0, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	c.learn(r, resp.Header)
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		// The call was carried out, whatever became of the response.
		if err == nil && r.into != nil && len(data) > 0 {
			if err := json.Unmarshal(data, r.into); err != nil {
				c.log.Debug("a response could not be read", "route", r.route, "error", err)
			}
		}
		return -1, nil
	case resp.StatusCode == http.StatusUnauthorized && codeOfBody(data) != codeInvalidToken && !r.free:
		return -1, fmt.Errorf("%s: %w", r.route, errTokenRefused)
	}
	refused := refusal(r, resp, data)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		c.noteInvalid(resp.Header.Get("X-RateLimit-Scope") != "shared")
		c.block(r, resp, refused.after)
		return refused.after, refused
	case resp.StatusCode >= 500:
		return 0, refused
	case resp.StatusCode == http.StatusForbidden:
		c.noteInvalid(true)
	}
	return -1, refused
}

// refusal reads the response of a call that failed.
func refusal(r request, resp *http.Response, data []byte) *apiError {
	var body struct {
		Code       int     `json:"code"`
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"`
	}
	_ = json.Unmarshal(data, &body) // what is no JSON, as a proxy's page, has no code
	e := &apiError{route: r.route, status: resp.StatusCode, code: body.Code, message: ellipsis(body.Message, 200)}
	if resp.StatusCode == http.StatusTooManyRequests {
		e.after = seconds(body.RetryAfter)
		if header, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64); err == nil && e.after <= 0 {
			e.after = seconds(header)
		}
		e.after = max(e.after, 50*time.Millisecond)
	}
	return e
}

func codeOfBody(data []byte) int {
	var body struct {
		Code int `json:"code"`
	}
	_ = json.Unmarshal(data, &body) // no JSON, no code
	return body.Code
}

// seconds returns a duration of at most a day.
func seconds(s float64) time.Duration {
	return time.Duration(min(max(s, 0), 24*3600) * float64(time.Second))
}

// hideURL takes the address off an error of the HTTP client: an interaction's token stands
// in it.
func hideURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// wait returns when the limits let the call through, or an *apiError if that takes longer
// than longestWait.
func (c *client) wait(ctx context.Context, r request) error {
	for {
		pause := c.reserve(r)
		if pause <= 0 {
			return ctx.Err()
		}
		if pause > longestWait {
			return &apiError{route: r.route, status: http.StatusTooManyRequests, message: "waiting for the limit", after: pause}
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// reserve takes a place within the limits; if there is none it returns the time to wait.
func (c *client) reserve(r request) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if pause := c.invalidPause(now); pause > 0 {
		return pause
	}
	if r.free {
		return 0
	}
	if pause := c.blocked.Sub(now); pause > 0 {
		return pause
	}
	l := c.limits[r.route]
	if l != nil && l.remaining <= 0 {
		if pause := l.reset.Sub(now); pause > 0 {
			return pause
		}
		delete(c.limits, r.route)
		l = nil
	}
	c.tokens = math.Min(globalBurst, c.tokens+now.Sub(c.filled).Seconds()*globalRate)
	c.filled = now
	if c.tokens < 1 {
		return time.Duration((1 - c.tokens) / globalRate * float64(time.Second))
	}
	c.tokens--
	if l != nil {
		l.remaining--
	}
	return 0
}

// learn notes what a response says of the route's limit.
func (c *client) learn(r request, h http.Header) {
	if r.free {
		return
	}
	remaining, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, err2 := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || err2 != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	const most = 4096 // routes; those whose time is over are forgotten
	now := time.Now()
	if len(c.limits) > most {
		for route, l := range c.limits {
			if l.reset.Before(now) {
				delete(c.limits, route)
			}
		}
	}
	l := c.limits[r.route]
	if l == nil || l.reset.Before(now) {
		c.limits[r.route] = &limit{remaining, now.Add(seconds(after))}
		return
	}
	l.remaining = min(l.remaining, remaining)
	l.reset = now.Add(seconds(after))
}

// block keeps a route, or all of them, from being called before a time.
func (c *client) block(r request, resp *http.Response, after time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := time.Now().Add(after)
	if resp.Header.Get("X-RateLimit-Global") != "" || resp.Header.Get("X-RateLimit-Scope") == "global" {
		c.blocked = until
		return
	}
	if !r.free {
		c.limits[r.route] = &limit{0, until}
	}
}

func (c *client) noteInvalid(counts bool) {
	if !counts {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.invalid = append(c.invalid, time.Now())
}

// invalidPause forgets old invalid calls; if there are too many it returns the time until
// the first of them is forgotten.
func (c *client) invalidPause(now time.Time) time.Duration {
	for len(c.invalid) > 0 && now.Sub(c.invalid[0]) > invalidSpan {
		c.invalid = c.invalid[1:]
	}
	if len(c.invalid) < invalidMost {
		return 0
	}
	return invalidSpan - now.Sub(c.invalid[0])
}

// sleep waits; the error is that of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
