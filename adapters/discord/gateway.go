package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// The gateway's operations, https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// intents are the events that are asked for. None of them is privileged: the content of a
// message comes with it where the message mentions the bot or is written to it directly.
const intents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// The bounds of a connection. Together they keep a shard that has gone deaf from staying so
// for a minute: a beat goes out every 41 s, as Discord asks for, and its receipt has 10 s.
const (
	dialTimeout   = 10 * time.Second
	helloTimeout  = 10 * time.Second
	readyTimeout  = 30 * time.Second // from IDENTIFY
	resumeTimeout = 10 * time.Second // from RESUME
	ackTimeout    = 10 * time.Second
	writeTimeout  = 5 * time.Second
	maxEvent      = 64 << 20 // bytes; a large server's GUILD_CREATE has a few million
	longestPause  = 20 * time.Second
	// settled is how long a connection holds before the next fault is not taken for a
	// repetition of the last.
	settled = 30 * time.Second
)

// closeResumable ends a connection whose session is to live on; 1000 and 1001 would end it.
const closeResumable = 4000

// fatalCodes are the close codes after which no connection will do any better, with the
// remedy. https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
var fatalCodes = map[int]string{
	4004: errTokenRefused.Error(),
	4010: "the shard does not exist; check DISCORD_SHARDS",
	4011: "this bot is in so many servers that it needs more shards; leave DISCORD_SHARDS empty or raise its count",
	4012: "the gateway does not know this version of its protocol; check DISCORD_API_URL",
	4013: "the gateway does not know the intents that were asked for; check DISCORD_API_URL",
	4014: "the gateway refuses the intents that were asked for, though none is privileged; check on the page Bot of the application that it is not restricted",
}

// sessionLost are the close codes that end the session, beside the fatal ones.
var sessionLost = map[int]bool{4003: true, 4007: true, 4009: true}

// A fatalError ends the program.
type fatalError struct {
	code int
	text string
}

// Error says what to do.
func (e *fatalError) Error() string {
	return fmt.Sprintf("the gateway closed the connection with code %d: %s", e.code, e.text)
}

// A frame is what goes over the gateway in either direction.
type frame struct {
	Op       int             `json:"op"`
	Data     json.RawMessage `json:"d"`
	Sequence *int64          `json:"s,omitempty"`
	Type     string          `json:"t,omitempty"`
}

// A shard is one connection to the gateway, made again as often as it breaks.
type shard struct {
	id, count int
	gateway   *gateway
	log       *slog.Logger

	mu    sync.Mutex // guards what follows
	ready bool
	since time.Time // of ready
}

// isReady reports whether events come in.
func (s *shard) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready
}

func (s *shard) setReady(ready bool) {
	s.mu.Lock()
	s.ready = ready
	s.since = time.Now()
	s.mu.Unlock()
	s.gateway.changed()
}

// run keeps the shard connected until ctx ends. The error is fatal.
func (s *shard) run(ctx context.Context) error {
	for faults := 0; ; {
		start := time.Now()
		err := s.connect(ctx)
		s.setReady(false)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was to end
		}
		var fatal *fatalError
		if errors.As(err, &fatal) || errors.Is(err, errTokenRefused) {
			return err
		}
		if time.Since(start) > settled {
			faults = 0
		}
		pause := min(time.Second<<min(faults, 10), longestPause)
		var invalid *invalidSessionError
		switch {
		case errors.As(err, &invalid):
			pause = max(pause, time.Second+rand.N(2*time.Second)) //nolint:gosec // jitter needs no secrecy
		case errors.Is(err, errReconnect) && faults == 0:
			pause = 0
		default:
			pause = pause/2 + rand.N(pause/2+1) //nolint:gosec // jitter needs no secrecy
		}
		faults++
		s.log.Warn("the gateway's connection ended; connecting again", "after", pause.Round(time.Millisecond), "reason", err)
		if sleep(ctx, s.gateway.span(pause)) != nil {
			return nil //nolint:nilerr // it was to end
		}
	}
}

// errReconnect is what the gateway asks for from time to time.
var errReconnect = errors.New("the gateway asked to reconnect")

// An invalidSessionError says that the session cannot be gone on with.
type invalidSessionError struct{ resumable bool }

// Error says so.
func (e *invalidSessionError) Error() string { return "the gateway does not know the session" }

// connect makes one connection and reads it until it ends; the error says why.
func (s *shard) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	session := s.gateway.sessions.get(s.id)
	if session.ID == "" {
		// Before the connection, so that it does not stand idle while it waits for its turn.
		if err := s.gateway.identifying(ctx, s.id); err != nil {
			return err
		}
	}
	address, err := s.gateway.address(ctx, session)
	if err != nil {
		return err
	}
	dialer := websocket.Dialer{HandshakeTimeout: dialTimeout, Proxy: websocket.DefaultDialer.Proxy}
	socket, resp, err := dialer.DialContext(ctx, address, nil)
	if resp != nil {
		_ = resp.Body.Close()
	}
	if err != nil {
		s.gateway.sessions.unreachable(s.id)
		return fmt.Errorf("connect to the gateway: %w", hideURL(err))
	}
	defer socket.Close()
	socket.SetReadLimit(maxEvent)
	c := &connection{shard: s, socket: socket, session: session}
	// Whatever the connection waits for, it ends with ctx.
	stop := context.AfterFunc(ctx, func() { c.close(closeResumable) })
	defer stop()
	err = c.read(ctx)
	if session.ID != "" && c.greeted && !c.wasReady && ctx.Err() == nil {
		s.gateway.sessions.notResumed(s.id, errors.Is(err, errReconnect))
	}
	var invalid *invalidSessionError
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &invalid):
		if !invalid.resumable {
			s.gateway.sessions.drop(s.id)
		}
	case errors.As(err, &closed):
		if text, ok := fatalCodes[closed.Code]; ok {
			return &fatalError{closed.Code, text}
		}
		if sessionLost[closed.Code] {
			s.gateway.sessions.drop(s.id)
		}
		err = fmt.Errorf("the gateway closed the connection with code %d", closed.Code)
	}
	c.close(closeResumable)
	return err
}

// A connection is one websocket to the gateway.
type connection struct {
	*shard
	socket  *websocket.Conn
	session session // as it was when the connection was made

	greeted, wasReady bool // what has come, for the goroutine that reads the socket

	writing sync.Mutex // the socket takes one writer at a time

	// settling has what was taken and may not be on disk yet, in the order of the events.
	settling chan settling

	beats struct {
		sync.Mutex           // guards what follows
		waiting    time.Time // since when the receipt of a beat is awaited; zero if it is not
	}
}

// A settling is an event on its way to the disk.
type settling struct {
	kind     string
	sequence *int64
	taken    taken
}

// maxSettling is how many events may be on their way to the disk; then the gateway waits.
const maxSettling = 1024

// settle moves the sequence on once events are on disk: what is not is sent again when the
// session is resumed.
func (c *connection) settle(ctx context.Context) {
	for e := range c.settling {
		if e.taken != nil {
			if err := e.taken(ctx); err != nil {
				c.log.Error("an event could not be taken", "event", e.kind, "error", err)
				continue
			}
		}
		if e.sequence != nil {
			c.gateway.sessions.advance(c.id, *e.sequence)
		}
	}
}

// read reads the connection until it ends.
func (c *connection) read(ctx context.Context) error {
	var settled sync.WaitGroup
	defer settled.Wait()
	c.settling = make(chan settling, maxSettling)
	defer close(c.settling)
	disk := context.WithoutCancel(ctx)
	settled.Go(func() { c.settle(disk) })
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var beating sync.WaitGroup
	defer beating.Wait()
	defer cancel()
	defer c.socket.Close()
	c.deadline(c.gateway.span(helloTimeout))
	for {
		_, data, err := c.socket.ReadMessage()
		if err != nil {
			if reason := context.Cause(ctx); reason != nil && !errors.Is(reason, context.Canceled) {
				return reason
			}
			return fmt.Errorf("read from the gateway: %w", err)
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			c.log.Warn("passed over what the gateway sent: it cannot be read", "bytes", len(data), "error", err)
			continue
		}
		switch f.Op {
		case opHello:
			if c.greeted {
				continue
			}
			c.greeted = true
			if err := c.greet(); err != nil {
				return err
			}
			beating.Go(func() { c.beat(ctx, heartbeatInterval(f.Data)) })
		case opDispatch:
			if c.dispatch(ctx, f) {
				c.wasReady = true
				c.setReady(true)
				_ = c.socket.SetReadDeadline(time.Time{}) // from here on the beats watch
			}
		case opHeartbeat:
			if err := c.sendBeat(); err != nil {
				return err
			}
		case opHeartbeatAck:
			c.beats.Lock()
			c.beats.waiting = time.Time{}
			c.beats.Unlock()
		case opReconnect:
			return errReconnect
		case opInvalidSession:
			return &invalidSessionError{resumable: string(f.Data) == "true"}
		}
	}
}

// deadline bounds the time until the next step of the handshake.
func (c *connection) deadline(d time.Duration) {
	_ = c.socket.SetReadDeadline(time.Now().Add(d)) // a closed socket says so when it is read
}

// heartbeatInterval reads HELLO. An interval that cannot be right is taken for Discord's.
func heartbeatInterval(hello json.RawMessage) time.Duration {
	var h struct {
		Interval float64 `json:"heartbeat_interval"` // milliseconds
	}
	const usual = 41250 * time.Millisecond
	if err := json.Unmarshal(hello, &h); err != nil || h.Interval < 10 {
		return usual
	}
	return min(time.Duration(h.Interval*float64(time.Millisecond)), time.Minute)
}

// greet answers HELLO: it goes on with the session, or begins one.
func (c *connection) greet() error {
	token := c.gateway.client.token.Reveal()
	if c.session.ID != "" {
		c.deadline(c.gateway.span(resumeTimeout))
		sequence := c.gateway.sessions.get(c.id).Sequence
		return c.send(opResume, map[string]any{"token": token, "session_id": c.session.ID, "seq": sequence})
	}
	c.deadline(c.gateway.span(readyTimeout))
	identify := map[string]any{
		"token": token, "intents": intents,
		"properties": map[string]string{"os": runtime.GOOS, "browser": "statementbot", "device": "statementbot"},
	}
	if c.count > 1 {
		identify["shard"] = [2]int{c.id, c.count}
	}
	c.gateway.identified(c.id)
	return c.send(opIdentify, identify)
}

// beat sends heartbeats until ctx ends. A beat without a receipt means that the connection
// is dead, whatever the net says.
func (c *connection) beat(ctx context.Context, interval time.Duration) {
	allowed := min(interval, c.gateway.span(ackTimeout))
	next := rand.N(interval) //nolint:gosec // jitter needs no secrecy
	for {
		if sleep(ctx, next) != nil {
			return
		}
		c.beats.Lock()
		c.beats.waiting = time.Now()
		c.beats.Unlock()
		if err := c.sendBeat(); err != nil {
			_ = c.socket.Close()
			return
		}
		if sleep(ctx, allowed) != nil {
			return
		}
		c.beats.Lock()
		silent := !c.beats.waiting.IsZero()
		c.beats.Unlock()
		if silent {
			c.log.Warn("the gateway does not answer heartbeats", "for", allowed)
			c.close(closeResumable)
			return
		}
		next = interval - allowed
	}
}

func (c *connection) sendBeat() error {
	sequence := c.gateway.sessions.get(c.id).Sequence
	if sequence == 0 {
		return c.send(opHeartbeat, nil)
	}
	return c.send(opHeartbeat, sequence)
}

// send writes a frame. No error holds what was sent.
func (c *connection) send(op int, data any) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_ = c.socket.SetWriteDeadline(time.Now().Add(writeTimeout)) // a closed socket says so when it is written
	if err := c.socket.WriteJSON(map[string]any{"op": op, "d": data}); err != nil {
		return fmt.Errorf("write to the gateway: %w", err)
	}
	return nil
}

// close says goodbye and ends the connection, at once where the peer does not listen.
func (c *connection) close(code int) {
	_ = c.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) // it ends either way
	_ = c.socket.Close()
}

// dispatch hands an event on. It returns true for the one that says that the shard is
// ready.
func (c *connection) dispatch(ctx context.Context, f frame) (ready bool) {
	switch f.Type {
	case "READY":
		var r readyEvent
		if err := json.Unmarshal(f.Data, &r); err != nil || r.SessionID == "" {
			c.log.Warn("passed over a READY that names no session", "error", err)
			return false
		}
		ready = true
		c.gateway.sessions.begin(c.id, session{ID: r.SessionID, ResumeURL: r.ResumeURL})
		c.gateway.greeted(r)
		c.log.Info("connected to the gateway", "session", "new")
	case "RESUMED":
		ready = true
		c.log.Info("connected to the gateway", "session", "resumed")
	}
	c.settling <- settling{f.Type, f.Sequence, c.handle(ctx, f)}
	return ready
}

// handle gives an event to the adapter. A panic there costs the event, not the program.
func (c *connection) handle(ctx context.Context, f frame) (t taken) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("panic in the handling of an event", "event", f.Type, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	return c.gateway.handle(ctx, f.Type, f.Data)
}

// A readyEvent is READY, as far as it is looked at.
type readyEvent struct {
	SessionID string `json:"session_id"`
	ResumeURL string `json:"resume_gateway_url"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
	Application struct {
		ID string `json:"id"`
	} `json:"application"`
}

// socketURL completes the address of the gateway: the protocol's version is that of the API.
func socketURL(address, version string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("the gateway's address: %w", hideURL(err))
	}
	switch u.Scheme {
	case "ws", "wss":
	case "http":
		u.Scheme = "ws"
	case "https":
		u.Scheme = "wss"
	default:
		return "", fmt.Errorf("the gateway's address has the scheme %q, not ws or wss", u.Scheme)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	q := u.Query()
	q.Set("v", version)
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	return u.String(), nil
}
