package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// routes returns the REST API below /api/v9 and /api/v10, and the gateway.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway", s.gateway)
	mux.HandleFunc("/gateway/", s.gateway)
	handle := func(pattern string, h func(w http.ResponseWriter, r *http.Request, body []byte)) {
		method, path, _ := strings.Cut(pattern, " ")
		for _, version := range []string{"9", "10"} {
			mux.HandleFunc(method+" /api/v"+version+path, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
				if err != nil {
					return
				}
				if !s.admit(w, r, pattern, body) {
					return
				}
				h(w, r, body)
			})
		}
	}
	handle("GET /gateway/bot", s.getGateway)
	handle("GET /applications/@me", s.getApplication)
	handle("GET /oauth2/applications/@me", s.getApplication)
	handle("GET /users/@me", func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		reply(w, 200, User{ID: BotID, Username: "statementbot", Bot: true})
	})
	handle("GET /applications/{app}/commands", s.getCommands)
	handle("PUT /applications/{app}/commands", s.putCommands)
	handle("GET /channels/{channel}/messages", s.getMessages)
	handle("POST /channels/{channel}/messages", s.postMessage)
	handle("PATCH /channels/{channel}/messages/{message}", s.patchMessage)
	handle("DELETE /channels/{channel}/messages/{message}", s.deleteMessage)
	handle("POST /interactions/{id}/{token}/callback", s.postCallback)
	handle("POST /webhooks/{app}/{token}", s.postFollowUp)
	handle("GET /webhooks/{app}/{token}/messages/@original", s.getOriginal)
	handle("PATCH /webhooks/{app}/{token}/messages/@original", s.patchOriginal)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.breach("no such route: %s %s", r.Method, r.URL.Path)
		s.mu.Unlock()
		refuse(w, 404, 0, "404: Not Found")
	})
	return mux
}

// admit checks what holds for every call, and lets the faults happen.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, pattern string, body []byte) bool {
	onInteraction := strings.Contains(pattern, "{token}")
	if onInteraction {
		select {
		case <-time.After(s.Delay):
		case <-r.Context().Done():
			return false
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests[pattern]++
	if !strings.HasPrefix(r.Header.Get("User-Agent"), "DiscordBot (") {
		s.breach("%s: User-Agent %q", pattern, r.Header.Get("User-Agent"))
	}
	if len(body) > 0 && (r.Header.Get("Content-Type") != "application/json" || !json.Valid(body)) {
		s.breach("%s: body of type %q", pattern, r.Header.Get("Content-Type"))
		refuse(w, 400, 50109, "The request body contains invalid JSON.")
		return false
	}
	if r.Header.Get("Authorization") != "Bot "+Token && !onInteraction {
		refuse(w, 401, 0, "401: Unauthorized")
		return false
	}
	if r.Method != http.MethodGet && len(s.faults.CallbackStatus) > 0 {
		status := s.faults.CallbackStatus[0]
		s.faults.CallbackStatus = s.faults.CallbackStatus[1:]
		switch status {
		case 0:
		case 429:
			w.Header().Set("X-RateLimit-Scope", "user")
			reply(w, 429, map[string]any{"message": "You are being rate limited.", "retry_after": 0.2, "global": false})
			return false
		default:
			refuse(w, status, 0, "fault")
			return false
		}
	}
	return true
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status, code int, message string) {
	reply(w, status, map[string]any{"code": code, "message": message})
}

func (s *Server) getGateway(w http.ResponseWriter, _ *http.Request, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, 200, map[string]any{
		"url": s.socketURL(), "shards": s.Shards,
		"session_start_limit": map[string]any{"total": 1000, "remaining": s.Remaining, "reset_after": 3000, "max_concurrency": s.Concurrency},
	})
}

func (s *Server) getApplication(w http.ResponseWriter, _ *http.Request, _ []byte) {
	reply(w, 200, map[string]any{"id": ApplicationID, "name": "statementbot", "description": "", "verify_key": s.PublicKey(), "flags": 0, "interactions_endpoint_url": nil})
}

func (s *Server) getCommands(w http.ResponseWriter, _ *http.Request, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, 200, append([]json.RawMessage{}, s.commands...))
}

var (
	slashName = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)
	// locales of Discord; a localization for another one is refused.
	locales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")
)

// A registering command, strictly read.
type registering struct {
	Type                     int                 `json:"type"`
	Name                     string              `json:"name"`
	NameLocalizations        map[string]string   `json:"name_localizations"`
	Description              string              `json:"description"`
	DescriptionLocalizations map[string]string   `json:"description_localizations"`
	Options                  []registeringOption `json:"options"`
	IntegrationTypes         []int               `json:"integration_types"`
	Contexts                 []int               `json:"contexts"`
}

type registeringOption struct {
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Required                 bool              `json:"required"`
	Autocomplete             bool              `json:"autocomplete"`
	MinLength                *int              `json:"min_length"`
	MaxLength                *int              `json:"max_length"`
}

// strictly decodes JSON without unknown fields and without nulls.
func strictly(data []byte, v any) error {
	if bytes.Contains(data, []byte(":null")) {
		return fmt.Errorf("null in %s", data)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func (s *Server) putCommands(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []registering
	if err := strictly(body, &list); err != nil {
		s.breach("commands: %v", err)
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	if r.PathValue("app") != ApplicationID {
		refuse(w, 403, 20012, "You are not authorized to perform this action on this application")
		return
	}
	for _, c := range list {
		if why := c.wrong(); why != "" {
			s.breach("command %q: %s", c.Name, why)
			refuse(w, 400, 50035, "Invalid Form Body")
			return
		}
	}
	s.registered++
	s.commands = nil
	for _, c := range list {
		raw, err := json.Marshal(c)
		if err != nil {
			s.breach("command %q: %v", c.Name, err)
		}
		var full map[string]any
		_ = json.Unmarshal(raw, &full) // it was encoded just now
		full["id"], full["application_id"], full["version"] = s.id(), ApplicationID, s.id()
		full["default_member_permissions"], full["nsfw"] = nil, false
		raw, _ = json.Marshal(full)
		s.commands = append(s.commands, raw)
	}
	s.changed()
	reply(w, 200, s.commands)
}

// wrong says what of a command Discord would refuse.
func (c *registering) wrong() string {
	texts := func(name, description string, names, descriptions map[string]string, slash bool) string {
		for locale := range names {
			if !slices.Contains(locales, locale) {
				return "locale " + locale
			}
		}
		for locale := range descriptions {
			if !slices.Contains(locales, locale) {
				return "locale " + locale
			}
		}
		all := []string{name}
		for _, n := range names {
			all = append(all, n)
		}
		for _, n := range all {
			if len([]rune(n)) > 32 || n == "" || slash && (!slashName.MatchString(n) || n != strings.ToLower(n)) {
				return "name " + n
			}
		}
		all = []string{description}
		for _, d := range descriptions {
			all = append(all, d)
		}
		for _, d := range all {
			if len([]rune(d)) > 100 || slash && d == "" || !slash && d != "" {
				return "description " + d
			}
		}
		return ""
	}
	if why := texts(c.Name, c.Description, c.NameLocalizations, c.DescriptionLocalizations, c.Type == 1); why != "" {
		return why
	}
	if len(c.IntegrationTypes) == 0 || len(c.Contexts) == 0 || len(c.Options) > 25 || c.Type != 1 && len(c.Options) > 0 {
		return "contexts, integration types or options"
	}
	optional := false
	for _, o := range c.Options {
		if why := texts(o.Name, o.Description, o.NameLocalizations, o.DescriptionLocalizations, true); why != "" {
			return "option: " + why
		}
		if o.Required && optional {
			return "required option behind an optional one"
		}
		optional = optional || !o.Required
		if o.MaxLength != nil && (o.Type != 3 || *o.MaxLength > 6000 || *o.MaxLength < 1) {
			return "max_length"
		}
	}
	return ""
}

// An outgoing message, strictly read.
type outgoing struct {
	Content    *string         `json:"content"`
	Components json.RawMessage `json:"components"`
	Mentions   *struct {
		Parse       *[]string `json:"parse"`
		RepliedUser bool      `json:"replied_user"`
	} `json:"allowed_mentions"`
	Flags     int `json:"flags"`
	Reference *struct {
		MessageID string `json:"message_id"`
		ChannelID string `json:"channel_id"`
		Fail      *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`
	Nonce   string `json:"nonce"`
	Enforce bool   `json:"enforce_nonce"`
}

// accept reads a message and checks it; s.mu is held.
func (s *Server) accept(what string, data []byte) (*outgoing, bool) {
	var o outgoing
	err := strictly(data, &o)
	switch {
	case err != nil:
	case o.Content == nil || strings.TrimSpace(*o.Content) == "":
		err = fmt.Errorf("no content")
	case len(utf16.Encode([]rune(*o.Content))) > 2000:
		err = fmt.Errorf("content of %d characters", len(utf16.Encode([]rune(*o.Content))))
	case o.Mentions == nil || o.Mentions.Parse == nil || len(*o.Mentions.Parse) != 0 || o.Mentions.RepliedUser:
		err = fmt.Errorf("it would ping: %s", data)
	case len(o.Nonce) > 25:
		err = fmt.Errorf("nonce %q", o.Nonce)
	default:
		err = rows(o.Components)
	}
	if err != nil {
		s.breach("%s: %v", what, err)
		return nil, false
	}
	return &o, true
}

// rows checks rows of buttons or the fields of a form.
func rows(data json.RawMessage) error {
	if len(data) == 0 {
		return nil
	}
	var list []struct {
		Type       int `json:"type"`
		Components []struct {
			Type      int    `json:"type"`
			Label     string `json:"label"`
			Style     int    `json:"style"`
			CustomID  string `json:"custom_id"`
			Disabled  bool   `json:"disabled"`
			Required  bool   `json:"required"`
			MinLength int    `json:"min_length"`
			MaxLength int    `json:"max_length"`
		} `json:"components"`
	}
	if err := strictly(data, &list); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, row := range list {
		if row.Type != 1 || len(row.Components) == 0 || len(row.Components) > 5 || len(list) > 5 {
			return fmt.Errorf("row of type %d with %d components", row.Type, len(row.Components))
		}
		for _, b := range row.Components {
			if n := len([]rune(b.CustomID)); n == 0 || n > 100 || seen[b.CustomID] {
				return fmt.Errorf("custom id %q", b.CustomID)
			}
			seen[b.CustomID] = true
			if n := len([]rune(b.Label)); n == 0 || n > 80 || b.Style < 1 || b.Style > 4 {
				return fmt.Errorf("button %q of style %d", b.Label, b.Style)
			}
		}
	}
	return nil
}

func (s *Server) getMessages(w http.ResponseWriter, r *http.Request, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number := func(text string) uint64 { n, _ := strconv.ParseUint(text, 10, 64); return n }
	q := r.URL.Query()
	limit := 50
	if n := number(q.Get("limit")); n > 0 && n <= 100 {
		limit = int(n)
	}
	before, after := number(q.Get("before")), number(q.Get("after"))
	list := []*Message{}
	for _, m := range slices.Backward(s.messages) { // the newest first
		id := number(m.ID)
		if m.ChannelID == r.PathValue("channel") && (before == 0 || id < before) && id > after {
			list = append(list, m.seen())
		}
	}
	if after > 0 && len(list) > limit {
		list = list[len(list)-limit:]
	}
	reply(w, 200, list[:min(len(list), limit)])
}

func (s *Server) postMessage(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if s.ChannelLimit > 0 {
		now := time.Now()
		recent := slices.DeleteFunc(s.limits[channel], func(t time.Time) bool { return now.Sub(t) > s.ChannelSpan })
		if len(recent) >= s.ChannelLimit {
			after := (s.ChannelSpan - now.Sub(recent[0])).Seconds()
			w.Header().Set("X-RateLimit-Scope", "user")
			w.Header().Set("Retry-After", strconv.Itoa(int(after)+1))
			s.limits[channel] = recent
			reply(w, 429, map[string]any{"message": "You are being rate limited.", "retry_after": after, "global": false})
			return
		}
		recent = append(recent, now)
		s.limits[channel] = recent
		w.Header().Set("X-RateLimit-Limit", strconv.Itoa(s.ChannelLimit))
		w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(s.ChannelLimit-len(recent)))
		w.Header().Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", (s.ChannelSpan-now.Sub(recent[0])).Seconds()))
	}
	o, ok := s.accept("message", body)
	if !ok {
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	if o.Nonce != "" && o.Enforce {
		if m := s.nonces[o.Nonce]; m != nil {
			reply(w, 200, m)
			return
		}
	}
	m := &Message{
		ID: s.id(), ChannelID: channel, Content: *o.Content, Components: o.Components, Flags: o.Flags,
		Author: &User{ID: BotID, Username: "statementbot", Bot: true}, Mentions: []User{}, At: time.Now(),
	}
	if o.Reference != nil {
		m.Type, m.Reference = 19, &Reference{o.Reference.MessageID}
		if o.Reference.Fail == nil || *o.Reference.Fail {
			s.breach("a reply that fails where the question is gone")
		}
	}
	s.messages = append(s.messages, m)
	if o.Nonce != "" {
		s.nonces[o.Nonce] = m
	}
	s.dispatch("MESSAGE_CREATE", m)
	reply(w, 200, m)
}

func (s *Server) patchMessage(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.accept("edit", body)
	if !ok {
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	for _, m := range s.messages {
		if m.ID == r.PathValue("message") && m.Author.ID == BotID {
			now := time.Now().UTC().Format(time.RFC3339Nano)
			m.Content, m.Components, m.Edited = *o.Content, o.Components, &now
			s.changed()
			reply(w, 200, m)
			return
		}
	}
	refuse(w, 404, 10008, "Unknown Message")
}

func (s *Server) deleteMessage(w http.ResponseWriter, r *http.Request, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.messages, func(m *Message) bool { return m.ID == r.PathValue("message") })
	if i < 0 {
		refuse(w, 404, 10008, "Unknown Message")
		return
	}
	s.messages = slices.Delete(s.messages, i, i+1)
	s.changed()
	w.WriteHeader(204)
}

func (s *Server) postCallback(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.interactions[r.PathValue("id")]
	switch {
	case i == nil || i.Token != r.PathValue("token"), i.Answered.IsZero() && time.Since(i.Sent) > 3*time.Second:
		refuse(w, 404, 10062, "Unknown interaction")
		return
	case !i.Answered.IsZero():
		refuse(w, 400, 40060, "Interaction has already been acknowledged.")
		return
	}
	if !s.takeCallback(i, body) {
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	w.WriteHeader(204)
}

// takeCallback takes a first answer; s.mu is held.
func (s *Server) takeCallback(i *Interaction, body []byte) bool {
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := strictly(body, &c); err != nil {
		s.breach("first answer: %v", err)
		return false
	}
	switch c.Type {
	case 4:
		o, ok := s.accept("first answer", c.Data)
		if !ok {
			return false
		}
		s.addTo(i, o)
		i.Filled = time.Now()
	case 5:
		flags := struct {
			Flags int `json:"flags"`
		}{}
		if len(c.Data) > 0 {
			if err := strictly(c.Data, &flags); err != nil || flags.Flags&^64 != 0 {
				s.breach("deferred answer with %s", c.Data)
				return false
			}
		}
		i.Deferred = true
		i.Messages = append(i.Messages, &Message{ID: s.id(), Flags: flags.Flags | 1<<7})
	case 8:
		var d struct {
			Choices *[]struct {
				Name  string `json:"name"`
				Value string `json:"value"`
			} `json:"choices"`
		}
		if err := strictly(c.Data, &d); err != nil || d.Choices == nil || len(*d.Choices) > 25 {
			s.breach("suggestions: %s", c.Data)
			return false
		}
		for _, choice := range *d.Choices {
			if n, v := len([]rune(choice.Name)), len([]rune(choice.Value)); n < 1 || n > 100 || v < 1 || v > 100 {
				s.breach("suggestion %q = %q", choice.Name, choice.Value)
				return false
			}
		}
	case 9:
		var d struct {
			CustomID   string          `json:"custom_id"`
			Title      string          `json:"title"`
			Components json.RawMessage `json:"components"`
		}
		if err := strictly(c.Data, &d); err != nil || len([]rune(d.Title)) > 45 || d.CustomID == "" || rows(d.Components) != nil {
			s.breach("form: %s", c.Data)
			return false
		}
	case 1:
	default:
		s.breach("first answer of type %d", c.Type)
		return false
	}
	i.Answered, i.Type, i.Data = time.Now(), c.Type, c.Data
	s.changed()
	return true
}

// addTo adds a message to an interaction; s.mu is held.
func (s *Server) addTo(i *Interaction, o *outgoing) *Message {
	m := &Message{
		ID: s.id(), Content: *o.Content, Components: o.Components, Flags: o.Flags, At: time.Now(),
		Author: &User{ID: BotID, Username: "statementbot", Bot: true}, WebhookID: ApplicationID,
	}
	i.Messages = append(i.Messages, m)
	s.changed()
	return m
}

// byToken returns the interaction of a token that was answered already; s.mu is held.
func (s *Server) byToken(w http.ResponseWriter, r *http.Request) *Interaction {
	for _, i := range s.interactions {
		if i.Token == r.PathValue("token") && r.PathValue("app") == ApplicationID && !i.Answered.IsZero() {
			return i
		}
	}
	refuse(w, 404, 10015, "Unknown Webhook")
	return nil
}

func (s *Server) postFollowUp(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.byToken(w, r)
	if i == nil {
		return
	}
	o, ok := s.accept("further message", body)
	if !ok {
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	reply(w, 200, s.addTo(i, o))
}

func (s *Server) getOriginal(w http.ResponseWriter, r *http.Request, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.byToken(w, r); i != nil && len(i.Messages) > 0 {
		reply(w, 200, i.Messages[0])
	}
}

func (s *Server) patchOriginal(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.byToken(w, r)
	if i == nil {
		return
	}
	o, ok := s.accept("edit of the first answer", body)
	if !ok {
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	m := i.Messages[0]
	m.Content, m.Components, m.Flags = *o.Content, o.Components, m.Flags&^(1<<7)
	i.Deferred, i.Filled = false, time.Now()
	s.changed()
	reply(w, 200, m)
}
