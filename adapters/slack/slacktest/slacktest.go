// Package slacktest is a Slack for tests: the Web API, Socket Mode and signed HTTP over
// real connections on the loopback. It behaves as Slack does where a bot can tell: it
// delivers again what is not acknowledged in time, refuses what is over its limits, gives
// out 429s, and keeps the messages it has taken. What breaks its rules without being
// refused is noted in Problems.
package slacktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// What a Server knows itself by.
const (
	BotToken      = "xoxb-slacktest-secret" //nolint:gosec // a fake one
	AppToken      = "xapp-slacktest-secret" //nolint:gosec // a fake one
	SigningSecret = "slacktest-signing-secret"
	BotUser       = "UBOT"
	BotID         = "BBOT"
	Team          = "T1"
)

// A Message is one that the server has taken.
type Message struct {
	Channel, TS, ThreadTS, Text string
	// User is who sees it alone; "" for a message that all see.
	User string
	// Blocks are as they were sent, nil if none were.
	Blocks   json.RawMessage
	Metadata json.RawMessage
	At       time.Time
	Deleted  bool
	Edits    int
}

// A Refusal is how the server answers a call that it does not take.
type Refusal struct {
	// Error is Slack's word; "" with Status and the like.
	Error string
	// Status is an HTTP status in the place of an answer, such as 500 or 429.
	Status int
	// RetryAfter goes with 429: seconds, or something else, or nothing.
	RetryAfter string
	// Taken has the call carried out although it is answered with a failure.
	Taken bool
	// Hang cuts the connection in the place of an answer.
	Hang bool
}

// A Server is a Slack. Its methods may be called concurrently.
type Server struct {
	http *httptest.Server
	// AckLimit is how long an acknowledgement may take; Slack gives three seconds.
	ackLimit time.Duration

	mu        sync.Mutex // guards what follows
	messages  []*Message
	calls     map[string]int
	refusals  map[string][]Refusal
	lacking   map[string]bool
	problems  []string
	deliverer deliverer
	clock     int64
	acked     map[string]time.Time
	acks      map[string]json.RawMessage
	prompts   []json.RawMessage
	views     map[string]json.RawMessage
	changed   chan struct{}
	scopes    string
}

// New starts a server.
func New() *Server {
	s := &Server{
		ackLimit: 3 * time.Second,
		calls:    map[string]int{}, refusals: map[string][]Refusal{}, lacking: map[string]bool{},
		acked: map[string]time.Time{}, acks: map[string]json.RawMessage{}, views: map[string]json.RawMessage{},
		changed: make(chan struct{}), clock: 1_700_000_000_000_000,
	}
	s.deliverer.answerable = map[string]bool{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", s.serveAPI)
	mux.HandleFunc("GET /api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link", s.serveSocket)
	mux.HandleFunc("POST /respond/{channel}/{user}", s.serveResponse)
	s.http = httptest.NewServer(mux)
	return s
}

// APIURL returns the address of the Web API.
func (s *Server) APIURL() string { return s.http.URL + "/api/" }

// ResponseURL returns an address that takes messages for one user in a channel.
func (s *Server) ResponseURL(channel, user string) string {
	return s.http.URL + "/respond/" + channel + "/" + user
}

// Close ends the server and its connections.
func (s *Server) Close() {
	s.Disconnect()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Refuse has the next calls of a method answered so, one for each refusal.
func (s *Server) Refuse(method string, refusals ...Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals[method] = append(s.refusals[method], refusals...)
}

// Lack has the server not know methods, as an older or a smaller Slack.
func (s *Server) Lack(methods ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range methods {
		s.lacking[m] = true
	}
}

// Problems returns what broke Slack's rules so far.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// Calls returns how often each method was called.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// SetScopes has the server say which scopes the bot's token has; "" says nothing.
func (s *Server) SetScopes(scopes string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = scopes
}

// Messages returns the messages in a channel that are not deleted, in their order, private
// ones included; "" is every channel.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Message
	for _, m := range s.messages {
		if (channel == "" || m.Channel == channel) && !m.Deleted {
			found = append(found, *m)
		}
	}
	return found
}

// Count returns the number of messages taken, deleted ones included.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.messages)
}

// Prompts returns the suggested prompts that were set, as they were sent.
func (s *Server) Prompts() []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.prompts)
}

// View returns the App Home that was published for a user, nil if none was.
func (s *Server) View(user string) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.views[user]
}

// Wait waits until done reports true of the server, which it asks after each change, or
// until the limit is over; it returns what done reports then.
func (s *Server) Wait(limit time.Duration, done func() bool) bool {
	deadline := time.After(limit)
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if done() {
			return true
		}
		select {
		case <-changed:
		case <-deadline:
			return done()
		}
	}
}

// touch wakes whoever waits; s.mu is held.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// problem notes a breach of the rules; s.mu is held.
func (s *Server) problem(format string, args ...any) {
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

// tick returns the next ts; s.mu is held.
func (s *Server) tick() string {
	s.clock += 1_000
	return fmt.Sprintf("%d.%06d", s.clock/1_000_000, s.clock%1_000_000)
}

// TS returns a new ts, as of a message that somebody has just written.
func (s *Server) TS() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = max(s.clock, time.Now().UnixMicro())
	return s.tick()
}

func reply(w http.ResponseWriter, fields map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(fields)
}

// serveAPI answers the Web API.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil && r.Form == nil { //nolint:gosec // the body is limited, two lines up
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.calls[method]++
	lacks := s.lacking[method]
	if s.scopes != "" {
		w.Header().Set("X-OAuth-Scopes", s.scopes)
	}
	var refusal *Refusal
	if list := s.refusals[method]; len(list) > 0 {
		refusal, s.refusals[method] = &list[0], list[1:]
	}
	s.mu.Unlock()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = r.Form.Get("token")
	}
	want := BotToken
	if method == "apps.connections.open" {
		want = AppToken
	}
	switch {
	case lacks:
		reply(w, map[string]any{"ok": false, "error": "unknown_method"})
		return
	case token != want:
		reply(w, map[string]any{"ok": false, "error": "invalid_auth"})
		return
	case refusal != nil:
		if refusal.Taken {
			s.call(method, r)
		}
		switch {
		case refusal.Hang:
			panic(http.ErrAbortHandler)
		case refusal.Status != 0:
			if refusal.RetryAfter != "" {
				w.Header().Set("Retry-After", refusal.RetryAfter)
			}
			http.Error(w, http.StatusText(refusal.Status), refusal.Status)
		default:
			reply(w, map[string]any{"ok": false, "error": refusal.Error, "needed": "some:scope", "provided": "none"})
		}
		return
	}
	if ts := r.Form.Get("thread_ts"); method == "chat.postMessage" && s.early(ts) {
		s.mu.Lock()
		s.problem("%s was answered before it was acknowledged", ts)
		s.mu.Unlock()
	}
	reply(w, s.call(method, r))
}

// call carries a method out.
func (s *Server) call(method string, r *http.Request) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.touch()
	refuse := func(word string) map[string]any { return map[string]any{"ok": false, "error": word} }
	form := r.Form
	channel := form.Get("channel")
	switch method {
	case "auth.test":
		return map[string]any{"ok": true, "user_id": BotUser, "bot_id": BotID, "team_id": Team}
	case "apps.connections.open":
		return map[string]any{"ok": true, "url": "ws" + strings.TrimPrefix(s.http.URL, "http") + "/link"}
	case "chat.postMessage", "chat.postEphemeral":
		m := &Message{
			Channel: channel, ThreadTS: form.Get("thread_ts"), Text: form.Get("text"),
			Blocks: raw(form.Get("blocks")), Metadata: raw(form.Get("metadata")), At: time.Now(),
		}
		if channel == "" {
			return refuse("channel_not_found")
		}
		if word := s.checkMessage(m); word != "" {
			return refuse(word)
		}
		if form.Get("unfurl_links") != "false" || form.Get("unfurl_media") != "false" {
			if m.Blocks != nil {
				s.problem("%s: links may unfurl", method)
			}
		}
		m.TS = s.tick()
		if method == "chat.postEphemeral" {
			m.User = form.Get("user")
		}
		s.messages = append(s.messages, m)
		return map[string]any{"ok": true, "channel": channel, "ts": m.TS, "message_ts": m.TS}
	case "chat.update", "chat.delete":
		for _, m := range s.messages {
			if m.Channel == channel && m.TS == form.Get("ts") && !m.Deleted {
				if method == "chat.delete" {
					m.Deleted = true
					return map[string]any{"ok": true, "channel": channel, "ts": m.TS}
				}
				changed := *m
				changed.Text, changed.Blocks = form.Get("text"), raw(form.Get("blocks"))
				if word := s.checkMessage(&changed); word != "" {
					return refuse(word)
				}
				changed.Edits++
				*m = changed
				return map[string]any{"ok": true, "channel": channel, "ts": m.TS, "text": m.Text}
			}
		}
		return refuse("message_not_found")
	case "conversations.replies", "conversations.history":
		var found []map[string]any
		for _, m := range s.messages {
			if m.Channel != channel || m.Deleted || m.User != "" || method == "conversations.replies" && m.ThreadTS != form.Get("ts") && m.TS != form.Get("ts") {
				continue
			}
			one := map[string]any{"type": "message", "user": BotUser, "bot_id": BotID, "text": m.Text, "ts": m.TS, "thread_ts": m.ThreadTS}
			if m.Metadata != nil && form.Get("include_all_metadata") != "" {
				one["metadata"] = m.Metadata
			}
			found = append(found, one)
		}
		return map[string]any{"ok": true, "messages": found, "has_more": false}
	case "views.publish":
		var body struct {
			UserID string          `json:"user_id"`
			View   json.RawMessage `json:"view"`
		}
		if json.NewDecoder(r.Body).Decode(&body) != nil || body.UserID == "" {
			return refuse("invalid_arguments")
		}
		s.views[body.UserID] = body.View
		return map[string]any{"ok": true}
	case "assistant.threads.setSuggestedPrompts":
		s.prompts = append(s.prompts, raw(form.Get("prompts")))
		return map[string]any{"ok": true}
	case "assistant.threads.setStatus":
		return map[string]any{"ok": true}
	}
	return refuse("unknown_method")
}

func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

// serveResponse takes what is sent to a response_url.
func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Type     string          `json:"response_type"`
		Text     string          `json:"text"`
		Blocks   json.RawMessage `json:"blocks"`
		ThreadTS string          `json:"thread_ts"`
		Delete   bool            `json:"delete_original"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.touch()
	s.calls["response_url"]++
	if list := s.refusals["response_url"]; len(list) > 0 {
		s.refusals["response_url"] = list[1:]
		w.Header().Set("Retry-After", list[0].RetryAfter)
		http.Error(w, "refused", list[0].Status)
		return
	}
	if body.Delete {
		_, _ = w.Write([]byte("ok"))
		return
	}
	m := &Message{Channel: r.PathValue("channel"), ThreadTS: body.ThreadTS, Text: body.Text, Blocks: body.Blocks, At: time.Now()}
	if body.Type != "in_channel" {
		m.User = r.PathValue("user")
	}
	if word := s.checkMessage(m); word != "" {
		http.Error(w, word, http.StatusBadRequest)
		return
	}
	m.TS = s.tick()
	s.messages = append(s.messages, m)
	_, _ = w.Write([]byte("ok"))
}
