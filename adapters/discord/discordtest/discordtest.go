// Package discordtest is a fake Discord: the REST API, the gateway and the sender of HTTP
// interactions, over real sockets. It keeps to the documented protocol and limits, and
// holds its client to them: whatever a client does that Discord would refuse, or that
// would ping somebody, is refused and noted as a breach.
package discordtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The ids and the token of the one application that the fake knows.
const (
	Token         = "MTAwMDAwMDAwMDAwMDAwMDAw.fake.token-of-the-fake-discord" //nolint:gosec // nobody else takes it
	ApplicationID = "100000000000000000"
	BotID         = "100000000000000001"
	GuildID       = "200000000000000000"
)

// A Server is a fake Discord. Fields are set before the first client connects; methods are
// safe for concurrent use.
type Server struct {
	// Interval is the time between heartbeats.
	Interval time.Duration
	// Shards is what /gateway/bot recommends, Concurrency its max_concurrency, Remaining how
	// many sessions may be begun.
	Shards, Concurrency, Remaining int
	// Window is the time in which one IDENTIFY of a key may come; Discord's is 5 s.
	Window time.Duration
	// Delay is how long each call on an interaction takes.
	Delay time.Duration
	// ChannelLimit is how many messages a channel takes in each ChannelSpan; 0 is no limit.
	ChannelLimit int
	ChannelSpan  time.Duration

	http *httptest.Server
	key  ed25519.PrivateKey

	mu           sync.Mutex // guards what follows
	faults       Faults
	lastID       uint64
	breaches     []string
	commands     []json.RawMessage
	registered   int
	messages     []*Message
	interactions map[string]*Interaction
	sessions     map[string]*session
	conns        map[*conn]bool
	identifies   []time.Time
	identifyAt   map[int]time.Time
	nonces       map[string]*Message
	limits       map[string][]time.Time
	unread       []dispatched // events for which no session was open
	requests     map[string]int
	change       chan struct{} // closed and made anew with each change
}

// Faults are what goes wrong, each for so many times.
type Faults struct {
	SilentHello    int   // connections that get no HELLO
	SilentIdentify int   // IDENTIFYs that get no READY
	SilentResume   int   // RESUMEs that get no answer
	ReconnectFirst int   // RESUMEs that get op 7 as their first packet
	InvalidResume  int   // RESUMEs that get op 9
	InvalidIdent   int   // IDENTIFYs that get op 9
	CloseIdentify  int   // the code that every IDENTIFY is closed with; 0 for none
	CallbackStatus []int // of the next calls on interactions and messages
}

// A dispatched event.
type dispatched struct {
	kind string
	data any
}

// A Message is one in a channel, or an answer to an interaction.
type Message struct {
	ID         string          `json:"id"`
	ChannelID  string          `json:"channel_id"`
	GuildID    string          `json:"guild_id,omitempty"`
	Type       int             `json:"type"`
	Content    string          `json:"content"`
	Author     *User           `json:"author"`
	Mentions   []User          `json:"mentions"`
	WebhookID  string          `json:"webhook_id,omitempty"`
	Flags      int             `json:"flags"`
	Components json.RawMessage `json:"components,omitempty"`
	Edited     *string         `json:"edited_timestamp"`
	Position   *int            `json:"position,omitempty"`
	Reference  *Reference      `json:"message_reference,omitempty"`
	Referenced *Message        `json:"referenced_message,omitempty"`
	At         time.Time       `json:"-"`
}

// A User is who writes.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Bot      bool   `json:"bot,omitempty"`
}

// A Reference names the message that a message replies to.
type Reference struct {
	MessageID string `json:"message_id"`
}

// Person is somebody who asks.
var Person = User{ID: "300000000000000000", Username: "asker"}

// New starts a fake Discord that ends with the test. Breaches fail the test then.
func New(tb testing.TB) *Server {
	tb.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{
		Interval: 41250 * time.Millisecond, Shards: 1, Concurrency: 1, Remaining: 1000, Window: 5 * time.Second,
		key: key, lastID: uint64(time.Now().UnixMilli()-1420070400000) << 22,
		interactions: map[string]*Interaction{}, sessions: map[string]*session{}, conns: map[*conn]bool{},
		identifyAt: map[int]time.Time{}, nonces: map[string]*Message{}, limits: map[string][]time.Time{},
		requests: map[string]int{}, change: make(chan struct{}),
	}
	s.http = httptest.NewServer(s.routes())
	tb.Cleanup(func() {
		s.Disconnect(1001)
		s.http.Close()
		for _, b := range s.Breaches() {
			tb.Errorf("breach of Discord's rules: %s", b)
		}
	})
	return s
}

// APIURL is what a client is given as the address of the API.
func (s *Server) APIURL() string { return s.http.URL + "/api/v9/" }

// PublicKey is that of the application, in hex digits.
func (s *Server) PublicKey() string {
	return hex.EncodeToString(s.key.Public().(ed25519.PublicKey))
}

// Fail sets what goes wrong from now on.
func (s *Server) Fail(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// Breaches returns what the client did wrong.
func (s *Server) Breaches() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.breaches)
}

// Forgive forgets the breaches so far and returns them.
func (s *Server) Forgive() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.breaches
	s.breaches = nil
	return b
}

// Identifies returns when sessions were begun.
func (s *Server) Identifies() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.identifies)
}

// Registered returns the registered commands and how often they were written.
func (s *Server) Registered() ([]json.RawMessage, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands), s.registered
}

// Requests returns how often a route was called, such as "GET /gateway/bot".
func (s *Server) Requests(route string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[route]
}

// breach notes one; s.mu is held.
func (s *Server) breach(format string, args ...any) {
	s.breaches = append(s.breaches, fmt.Sprintf(format, args...))
}

// changed wakes whoever waits; s.mu is held.
func (s *Server) changed() {
	close(s.change)
	s.change = make(chan struct{})
}

// Wait waits until is true, which is called with each change, and fails the test after a
// limit that only a hanging client reaches.
func (s *Server) Wait(tb testing.TB, what string, limit time.Duration, is func() bool) {
	tb.Helper()
	timeout := time.After(limit)
	for {
		s.mu.Lock()
		change := s.change
		s.mu.Unlock()
		if is() {
			return
		}
		select {
		case <-change:
		case <-time.After(100 * time.Millisecond):
		case <-timeout:
			tb.Fatalf("waited %v for %s", limit, what)
		}
	}
}

// id returns a new snowflake of now; s.mu is held.
func (s *Server) id() string {
	now := uint64(time.Now().UnixMilli()-1420070400000) << 22
	s.lastID = max(s.lastID+1, now)
	return strconv.FormatUint(s.lastID, 10)
}

// Say writes a message as somebody. Fields left empty get values: an id, a channel of the
// guild, Person as author. As on Discord, the client gets no content without a mention.
func (s *Server) Say(m Message) *Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.ID == "" {
		m.ID = s.id()
	}
	if m.ChannelID == "" {
		m.ChannelID = "400000000000000000"
	}
	if m.Author == nil {
		m.Author = &Person
	}
	if m.Mentions == nil {
		m.Mentions = []User{}
	}
	m.Mentions = mentioned(&m)
	if m.Reference != nil {
		m.Type = 19
		if i := slices.IndexFunc(s.messages, func(o *Message) bool { return o.ID == m.Reference.MessageID }); i >= 0 {
			m.Referenced = s.messages[i].seen()
		}
	}
	m.At = time.Now()
	s.messages = append(s.messages, &m)
	s.dispatch("MESSAGE_CREATE", m.seen())
	return &m
}

// mentioned returns who is mentioned, the bot among them where the text names it.
func mentioned(m *Message) []User {
	if strings.Contains(m.Content, "<@"+BotID+">") && !slices.ContainsFunc(m.Mentions, func(u User) bool { return u.ID == BotID }) {
		return append(m.Mentions, User{ID: BotID, Username: "statementbot", Bot: true})
	}
	return m.Mentions
}

// seen is a message as a client without the content intent sees it.
func (m *Message) seen() *Message {
	c := *m
	mentioned := slices.ContainsFunc(m.Mentions, func(u User) bool { return u.ID == BotID })
	if m.GuildID != "" && !mentioned && (m.Author == nil || m.Author.ID != BotID) {
		c.Content, c.Components = "", nil
	}
	return &c
}

// Edit gives a message a new text.
func (s *Server) Edit(id, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.ID == id {
			m.Content = content
			m.Mentions = mentioned(m)
			now := time.Now().UTC().Format(time.RFC3339Nano)
			m.Edited = &now
			s.dispatch("MESSAGE_UPDATE", m.seen())
		}
	}
}

// Delete takes a message away.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.messages, func(m *Message) bool { return m.ID == id })
	if i < 0 {
		return
	}
	m := s.messages[i]
	s.messages = slices.Delete(s.messages, i, i+1)
	s.dispatch("MESSAGE_DELETE", map[string]string{"id": id, "channel_id": m.ChannelID, "guild_id": m.GuildID})
}

// ForgetNonces makes a message with an old nonce a new one, as Discord does after minutes.
func (s *Server) ForgetNonces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.nonces)
}

// Dispatch sends any event.
func (s *Server) Dispatch(kind string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(kind, data)
}

// Replies returns what the bot wrote below a message, in order.
func (s *Server) Replies(id string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var replies []Message
	for _, m := range s.messages {
		if m.Author != nil && m.Author.ID == BotID && m.Reference != nil && m.Reference.MessageID == id {
			replies = append(replies, *m)
		}
	}
	return replies
}

// Written returns everything that the bot wrote into channels.
func (s *Server) Written() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var written []Message
	for _, m := range s.messages {
		if m.Author != nil && m.Author.ID == BotID {
			written = append(written, *m)
		}
	}
	return written
}

// An Interaction is a command, a click, a form or the wish for suggestions, and what came
// of it.
type Interaction struct {
	ID, Token string
	Sent      time.Time

	Answered time.Time       // the first answer
	Type     int             // of it
	Deferred bool            // the answer is still to be filled in
	Data     json.RawMessage // of the first answer, where it is no message
	Messages []*Message      // the answer and what followed
	Filled   time.Time       // when the answer's text was there
}

// Interact sends an interaction over the gateway. The fields are those of Discord's
// payload; missing ones get values.
func (s *Server) Interact(payload map[string]any) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.newInteraction(payload)
	s.dispatch("INTERACTION_CREATE", payload)
	return i
}

// newInteraction completes a payload; s.mu is held.
func (s *Server) newInteraction(payload map[string]any) *Interaction {
	i := &Interaction{ID: s.id(), Sent: time.Now()}
	i.Token = "interaction-token-" + i.ID
	fill := func(key string, value any) {
		if _, ok := payload[key]; !ok {
			payload[key] = value
		}
	}
	fill("id", i.ID)
	fill("token", i.Token)
	fill("application_id", ApplicationID)
	fill("type", 2)
	fill("version", 1)
	fill("channel_id", "400000000000000000")
	fill("locale", "en-US")
	if _, direct := payload["user"]; !direct {
		fill("guild_id", GuildID)
		fill("guild_locale", "en-US")
		fill("context", 0)
		fill("member", map[string]any{"user": Person, "permissions": "0"})
	}
	s.interactions[i.ID] = i
	return i
}

// Command returns the payload of a slash command with options of text or truth.
func Command(name string, options map[string]any) map[string]any {
	list := []map[string]any{}
	for option, value := range options {
		kind := 3
		if _, ok := value.(bool); ok {
			kind = 5
		}
		list = append(list, map[string]any{"name": option, "type": kind, "value": value})
	}
	return map[string]any{"type": 2, "data": map[string]any{"id": "500000000000000000", "name": name, "type": 1, "options": list}}
}

// Click returns the payload of a click on a button of a message.
func Click(customID string, on *Message) map[string]any {
	return map[string]any{"type": 3, "message": on, "data": map[string]any{"custom_id": customID, "component_type": 2}}
}

// Look returns an interaction as it is now.
func (s *Server) Look(i *Interaction) Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := *i
	c.Messages = nil
	for _, m := range i.Messages {
		copied := *m
		c.Messages = append(c.Messages, &copied)
	}
	return c
}

// Buttons returns the custom ids of the buttons below a message, by their labels.
func (m *Message) Buttons() map[string]string {
	var rows []struct {
		Components []struct {
			Label    string `json:"label"`
			CustomID string `json:"custom_id"`
		} `json:"components"`
	}
	buttons := map[string]string{}
	if json.Unmarshal(m.Components, &rows) != nil {
		return buttons
	}
	for _, row := range rows {
		for _, b := range row.Components {
			buttons[b.Label] = b.CustomID
		}
	}
	return buttons
}

// Signed returns a request with an interaction for an HTTP endpoint, signed at a time, and
// the interaction.
func (s *Server) Signed(tb testing.TB, address string, payload map[string]any, at time.Time) (*http.Request, *Interaction) {
	tb.Helper()
	s.mu.Lock()
	i := s.newInteraction(payload)
	s.mu.Unlock()
	body, err := json.Marshal(payload)
	if err != nil {
		tb.Fatal(err)
	}
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		tb.Fatal(err)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Signature-Timestamp", stamp)
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.key, append([]byte(stamp), body...))))
	return req, i
}

// TakeInline takes the response to a signed request as the first answer.
func (s *Server) TakeInline(i *Interaction, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takeCallback(i, data)
}
