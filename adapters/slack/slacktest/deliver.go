package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A deliverer holds Socket Mode connections and what is on its way over them.
type deliverer struct {
	mu      sync.Mutex // guards what follows
	links   []*link
	pending []*envelope // in the order of their first delivery, without an acknowledgement
	next    int
	made    int // connections so far
	// answerable holds, by the ts of a message, whether one of its deliveries is acknowledged.
	answerable map[string]bool
}

type link struct {
	conn *websocket.Conn
	mu   sync.Mutex // one writer at a time
}

// An envelope is a delivery over Socket Mode.
type envelope struct {
	ts       string          // of the message that it brings, "" if none
	ID       string          `json:"envelope_id"`
	Type     string          `json:"type"`
	Payload  json.RawMessage `json:"payload"`
	Accepts  bool            `json:"accepts_response_payload"`
	Attempt  int             `json:"retry_attempt,omitempty"`
	Reason   string          `json:"retry_reason,omitempty"`
	sent     time.Time
	timer    *time.Timer
	finished bool
}

// Connected returns how many Socket Mode connections there are.
func (s *Server) Connected() int {
	s.deliverer.mu.Lock()
	defer s.deliverer.mu.Unlock()
	return len(s.deliverer.links)
}

// Connections returns how many Socket Mode connections there have been so far.
func (s *Server) Connections() int {
	s.deliverer.mu.Lock()
	defer s.deliverer.mu.Unlock()
	return s.deliverer.made
}

// Disconnect cuts every Socket Mode connection.
func (s *Server) Disconnect() {
	s.deliverer.mu.Lock()
	links := slices.Clone(s.deliverer.links)
	s.deliverer.mu.Unlock()
	for _, l := range links {
		_ = l.conn.Close()
	}
}

// AskToReconnect sends the notice that Slack gives before it recycles a connection.
func (s *Server) AskToReconnect(reason string) {
	s.deliverer.mu.Lock()
	links := slices.Clone(s.deliverer.links)
	s.deliverer.mu.Unlock()
	for _, l := range links {
		l.write(map[string]any{"type": "disconnect", "reason": reason})
	}
}

func (l *link) write(v any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_ = l.conn.WriteJSON(v) // a broken connection is noticed by its reader
}

// serveSocket holds one Socket Mode connection.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	// slack-go names api.slack.com as its origin.
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	l := &link{conn: conn}
	l.write(map[string]any{"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": "A1"}})
	d := &s.deliverer
	d.mu.Lock()
	d.links = append(d.links, l)
	d.made++
	waiting := slices.Clone(d.pending)
	d.mu.Unlock()
	s.mu.Lock()
	s.touch()
	s.mu.Unlock()
	pings := time.NewTicker(5 * time.Second)
	done := make(chan struct{})
	go func() {
		defer pings.Stop()
		for {
			select {
			case <-pings.C:
				l.mu.Lock()
				_ = conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
				l.mu.Unlock()
			case <-done:
				return
			}
		}
	}()
	for _, e := range waiting {
		s.send(e, "timeout")
	}
	for {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			break
		}
		s.acknowledge(ack.ID, ack.Payload)
	}
	close(done)
	_ = conn.Close()
	d.mu.Lock()
	d.links = slices.DeleteFunc(d.links, func(o *link) bool { return o == l })
	d.mu.Unlock()
}

func (s *Server) acknowledge(id string, payload json.RawMessage) {
	d := &s.deliverer
	d.mu.Lock()
	var late time.Duration
	known := false
	for _, e := range d.pending {
		if e.ID == id {
			known = true
			late = time.Since(e.sent)
			e.finished = true
			if e.ts != "" {
				d.answerable[e.ts] = true
			}
			e.timer.Stop()
		}
	}
	d.pending = slices.DeleteFunc(d.pending, func(e *envelope) bool { return e.finished })
	d.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if known && late > s.ackLimit {
		s.problem("envelope %s was acknowledged after %v", id, late)
	}
	if len(payload) > 0 {
		s.acks[id] = payload
	}
	s.acked[id] = time.Now()
	s.touch()
}

// Ack returns the payload of an acknowledgement; ok is false while there is none.
func (s *Server) Ack(id string) (payload json.RawMessage, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok = s.acked[id]
	return s.acks[id], ok
}

// send delivers an envelope over one of the connections, and again where no acknowledgement
// comes. Without a connection it waits for one.
func (s *Server) send(e *envelope, reason string) {
	d := &s.deliverer
	d.mu.Lock()
	if e.finished || len(d.links) == 0 {
		d.mu.Unlock()
		return
	}
	l := d.links[d.next%len(d.links)]
	d.next++
	if !e.sent.IsZero() {
		e.Attempt++
		e.Reason = reason
	}
	e.sent = time.Now()
	if e.timer != nil {
		e.timer.Stop()
	}
	e.timer = time.AfterFunc(s.ackLimit+200*time.Millisecond, func() { s.send(e, "timeout") })
	out := *e
	d.mu.Unlock()
	l.write(&out)
}

// Socket delivers a payload of a type ("events_api", "slash_commands", "interactive") over
// Socket Mode, copies times as Slack does when it is unsure, and returns the envelopes' IDs.
func (s *Server) Socket(kind string, payload any, copies int) []string {
	body, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	var message struct {
		Event struct {
			TS string `json:"ts"`
		} `json:"event"`
	}
	_ = json.Unmarshal(body, &message) // a payload of another form brings no message
	d := &s.deliverer
	var ids []string
	var envelopes []*envelope
	s.mu.Lock()
	for range copies {
		ids = append(ids, "env-"+s.tick())
	}
	s.mu.Unlock()
	d.mu.Lock()
	if ts := message.Event.TS; ts != "" && !d.answerable[ts] {
		d.answerable[ts] = false
	}
	for _, id := range ids {
		e := &envelope{ts: message.Event.TS, ID: id, Type: kind, Payload: body, Accepts: kind != "events_api", timer: time.NewTimer(time.Hour)}
		d.pending = append(d.pending, e)
		envelopes = append(envelopes, e)
	}
	d.mu.Unlock()
	for _, e := range envelopes {
		s.send(e, "")
	}
	return ids
}

// early reports whether a message is answered before any of its deliveries is acknowledged.
// The acknowledgement comes over another connection, so it is given a moment. After a
// restart a bot may well answer what it could not acknowledge before.
func (s *Server) early(ts string) bool {
	d := &s.deliverer
	for range 20 {
		d.mu.Lock()
		acknowledged, known := d.answerable[ts]
		first := d.made == 1
		d.mu.Unlock()
		if acknowledged || !known || !first {
			return false
		}
		time.Sleep(5 * time.Millisecond)
	}
	return true
}

// Unacknowledged returns how many envelopes wait for their acknowledgement.
func (s *Server) Unacknowledged() int {
	s.deliverer.mu.Lock()
	defer s.deliverer.mu.Unlock()
	return len(s.deliverer.pending)
}

// Callback wraps an event as the Events API does.
func (s *Server) Callback(event map[string]any) map[string]any {
	return map[string]any{
		"type": "event_callback", "team_id": Team, "api_app_id": "A1", "event_id": "Ev" + s.TS(), "event": event,
		"authorizations": []map[string]any{{"team_id": Team, "user_id": BotUser, "is_bot": true}},
	}
}

// Mention returns an app_mention with a ts of its own.
func (s *Server) Mention(channel, user, text string) map[string]any {
	return map[string]any{"type": "app_mention", "channel": channel, "user": user, "text": text, "ts": s.TS(), "event_ts": s.TS()}
}

// Post delivers over signed HTTP to a path of the bot. values is a form; without it body is
// JSON. It returns the status and the body of the answer.
func (s *Server) Post(ctx context.Context, target string, values url.Values, body any) (int, string, error) {
	sent, contentType := []byte(values.Encode()), "application/x-www-form-urlencoded"
	if values == nil {
		contentType = "application/json"
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return 0, "", err
		}
	}
	header := Sign(sent, time.Now(), SigningSecret)
	header.Set("Content-Type", contentType)
	return PostRaw(ctx, target, header, sent)
}

// Sign returns the headers of a signed body.
func Sign(body []byte, at time.Time, secret string) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {"v0=" + hex.EncodeToString(mac.Sum(nil))}}
}

// PostRaw posts a body with headers.
func PostRaw(ctx context.Context, target string, header http.Header, body []byte) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header = header.Clone()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return answer.StatusCode, strings.TrimSpace(string(said)), errors.Join(err)
}
