package discordtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A session is what is gone on with after RESUME.
type session struct {
	id           string
	shard, count int
	events       []json.RawMessage // event n has the sequence n+1
	conn         *conn             // nil while there is no connection
	ended        bool
}

// A conn is one connection.
type conn struct {
	socket  *websocket.Conn
	writing sync.Mutex
	session *session
	muted   atomic.Bool // nothing is sent any more
}

func (c *conn) send(v any) {
	if c.muted.Load() {
		return
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	_ = c.socket.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_ = c.socket.WriteJSON(v)
}

func (c *conn) close(code int) {
	_ = c.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	_ = c.socket.Close()
}

// shardOf returns which of so many shards a guild's events go to; those without one go to
// the first.
func shardOf(data any, count int) int {
	raw, err := json.Marshal(data)
	if err != nil {
		return 0
	}
	var event struct {
		Guild string `json:"guild_id"`
	}
	_ = json.Unmarshal(raw, &event) // no guild
	id, err := strconv.ParseUint(event.Guild, 10, 64)
	if err != nil {
		return 0
	}
	return int((id >> 22) % uint64(count))
}

// dispatch sends an event to the session of its shard; s.mu is held.
func (s *Server) dispatch(kind string, data any) {
	taken := false
	for _, x := range s.sessions {
		if x.ended || x.shard != shardOf(data, x.count) {
			continue
		}
		taken = true
		s.push(x, kind, data)
	}
	if !taken {
		s.unread = append(s.unread, dispatched{kind, data})
	}
	s.changed()
}

// push adds an event to a session; s.mu is held.
func (s *Server) push(x *session, kind string, data any) {
	raw, err := json.Marshal(map[string]any{"op": 0, "t": kind, "s": len(x.events) + 1, "d": data})
	if err != nil {
		s.breach("an event cannot be encoded: %v", err)
		return
	}
	x.events = append(x.events, raw)
	if x.conn != nil {
		x.conn.send(json.RawMessage(raw))
	}
}

// Raw sends bytes over every connection, as no Discord would.
func (s *Server) Raw(data string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.send(json.RawMessage(data))
	}
}

// Op sends a frame over every connection: 7 to reconnect, 9 for an invalid session, 1 for a
// heartbeat.
func (s *Server) Op(op int, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.send(map[string]any{"op": op, "d": data})
	}
}

// Mute sends nothing any more over the connections that there are, neither receipts for
// heartbeats nor events, and keeps them open.
func (s *Server) Mute() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.muted.Store(true)
	}
}

// Disconnect closes every connection.
func (s *Server) Disconnect(code int) {
	s.mu.Lock()
	var conns []*conn
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	for _, c := range conns {
		c.close(code)
	}
}

// Forget ends all sessions: they cannot be gone on with.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		x.ended = true
	}
}

// Connected returns how many sessions have a connection.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, x := range s.sessions {
		if x.conn != nil && !x.ended {
			n++
		}
	}
	return n
}

// once takes one from a count of faults; s.mu is held.
func once(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

func (s *Server) gateway(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if v := q.Get("v"); v != "9" && v != "10" || q.Get("encoding") != "json" {
		s.mu.Lock()
		s.breach("the gateway was reached with v=%q encoding=%q", v, q.Get("encoding"))
		s.mu.Unlock()
	}
	socket, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{socket: socket}
	s.mu.Lock()
	s.conns[c] = true
	silent := once(&s.faults.SilentHello)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.conns, c)
		if c.session != nil && c.session.conn == c {
			c.session.conn = nil
		}
		s.changed()
		_ = socket.Close()
	}()
	if !silent {
		c.send(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": s.Interval.Milliseconds(), "_trace": []string{}}})
	}
	for {
		_, data, err := socket.ReadMessage()
		if err != nil {
			if code := closeCode(err); code == 1000 || code == 1001 {
				s.mu.Lock()
				if c.session != nil {
					c.session.ended = true
				}
				s.mu.Unlock()
			}
			return
		}
		var f struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if len(data) > 4096 {
			c.close(4002)
			return
		}
		if err := json.Unmarshal(data, &f); err != nil {
			c.close(4002)
			return
		}
		if code := s.take(c, f.Op, f.Data); code != 0 {
			c.close(code)
			return
		}
	}
}

func closeCode(err error) int {
	if e, ok := err.(*websocket.CloseError); ok { //nolint:errorlint // gorilla does not wrap it
		return e.Code
	}
	return 0
}

// take handles a frame of the client; a code closes the connection.
func (s *Server) take(c *conn, op int, data json.RawMessage) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch op {
	case 1:
		c.send(map[string]any{"op": 11})
	case 2:
		return s.identify(c, data)
	case 6:
		return s.resume(c, data)
	default:
		s.breach("the client sent op %d", op)
	}
	return 0
}

// identify begins a session; s.mu is held.
func (s *Server) identify(c *conn, data json.RawMessage) int {
	var d struct {
		Token      string            `json:"token"`
		Intents    *int              `json:"intents"`
		Properties map[string]string `json:"properties"`
		Shard      *[2]int           `json:"shard"`
	}
	now := time.Now()
	s.identifies = append(s.identifies, now)
	if err := json.Unmarshal(data, &d); err != nil || d.Intents == nil || len(d.Properties) == 0 {
		s.breach("IDENTIFY %s", data)
		return 4002
	}
	const privileged = 1<<1 | 1<<8 | 1<<15
	shard, count := 0, 1
	if d.Shard != nil {
		shard, count = d.Shard[0], d.Shard[1]
	}
	key := shard % s.Concurrency
	// A test that runs faster than Discord shortens the window, and not how late a busy machine
	// reads what was sent.
	const delay = 20 * time.Millisecond
	early := now.Sub(s.identifyAt[key]) < s.Window-min(delay, s.Window/4)
	s.identifyAt[key] = now
	switch {
	case c.session != nil:
		return 4005
	case d.Token != Token:
		return 4004
	case shard >= count:
		return 4010
	case *d.Intents&privileged != 0:
		return 4014
	case s.faults.CloseIdentify != 0:
		return s.faults.CloseIdentify
	case once(&s.faults.SilentIdentify):
		return 0
	case early:
		s.breach("IDENTIFY of shard %d too early", shard)
		c.send(map[string]any{"op": 9, "d": false})
		return 0
	case once(&s.faults.InvalidIdent):
		c.send(map[string]any{"op": 9, "d": false})
		return 0
	}
	s.Remaining--
	x := &session{id: "session-" + s.id(), shard: shard, count: count, conn: c}
	for _, other := range s.sessions {
		if other.shard == shard && other.count == count {
			other.ended = true // the fake knows one process
		}
	}
	s.sessions[x.id] = x
	c.session = x
	s.push(x, "READY", map[string]any{
		"v": 9, "session_id": x.id, "resume_gateway_url": s.socketURL(), "guilds": []any{}, "shard": []int{shard, count},
		"user": User{ID: BotID, Username: "statementbot", Bot: true}, "application": map[string]any{"id": ApplicationID, "flags": 0},
	})
	var left []dispatched
	for _, e := range s.unread {
		if shardOf(e.data, count) == shard {
			s.push(x, e.kind, e.data)
		} else {
			left = append(left, e)
		}
	}
	s.unread = left
	s.changed()
	return 0
}

// resume goes on with a session; s.mu is held.
func (s *Server) resume(c *conn, data json.RawMessage) int {
	var d struct {
		Token    string `json:"token"`
		Session  string `json:"session_id"`
		Sequence int    `json:"seq"`
	}
	if err := json.Unmarshal(data, &d); err != nil || d.Token != Token {
		return 4004
	}
	x := s.sessions[d.Session]
	switch {
	case once(&s.faults.SilentResume):
		return 0
	case once(&s.faults.ReconnectFirst):
		c.send(map[string]any{"op": 7, "d": nil})
		return 0
	case once(&s.faults.InvalidResume), x == nil, x.ended:
		if x != nil {
			x.ended = true
		}
		c.send(map[string]any{"op": 9, "d": false})
		return 0
	case d.Sequence > len(x.events):
		return 4007
	}
	x.conn, c.session = c, x
	for _, e := range x.events[d.Sequence:] {
		c.send(e)
	}
	s.push(x, "RESUMED", map[string]any{})
	s.changed()
	return 0
}

func (s *Server) socketURL() string {
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/gateway"
}
