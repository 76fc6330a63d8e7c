package discord

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Path is where Discord sends interactions to, once it has been told the address.
const Path = "/discord/interactions"

const (
	maxInteraction = 1 << 20 // bytes; a message with all its parts is below 100 kB
	maxSkew        = 5 * time.Minute
)

// Routes adds the HTTP endpoint, if there is a public key to check signatures with.
func (a *Adapter) Routes(mux *http.ServeMux) {
	if a.key != nil {
		mux.HandleFunc("POST "+Path, a.serve)
	}
}

// serve takes an interaction over HTTP and answers it in the response. Discord sends bad
// signatures from time to time and wants them refused with 401.
func (a *Adapter) serve(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxInteraction)
	sent, err := strconv.ParseInt(r.Header.Get("X-Signature-Timestamp"), 10, 64)
	age := time.Since(time.Unix(sent, 0))
	if err != nil || age > maxSkew || age < -maxSkew || !discordgo.VerifyInteraction(r, a.key) {
		a.config.Meter.Dropped(adapterName, "unsigned")
		http.Error(w, "invalid request signature", http.StatusUnauthorized)
		return
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return
	}
	var i interaction
	if err := json.Unmarshal(data, &i); err != nil {
		http.Error(w, "the body is no interaction", http.StatusBadRequest)
		return
	}
	if i.Type == discordgo.InteractionPing {
		respond(w, callback{Type: discordgo.InteractionResponsePong})
		return
	}
	if i.ID == "" || i.Token == "" {
		http.Error(w, "the interaction has no id or token", http.StatusBadRequest)
		return
	}
	inline := make(chan callback, 1)
	// The entry outlives a caller that does not wait.
	if t := a.interact(&i, inline); t != nil {
		if err := t(context.WithoutCancel(r.Context())); err != nil {
			a.log.Error("an interaction could not be taken", "error", err) // whoever asked is told inline
		}
	}
	wait := time.NewTimer(deferAfter)
	defer wait.Stop()
	select {
	case c := <-inline:
		respond(w, c)
	case <-wait.C:
		a.respondLate(w, &i, inline)
	}
}

// respondLate tells Discord to wait, unless the answer has come in the meantime. A second
// delivery of an interaction is answered through the first one.
func (a *Adapter) respondLate(w http.ResponseWriter, i *interaction, inline chan callback) {
	a.mu.Lock()
	l := a.live[i.ID]
	a.mu.Unlock()
	if l == nil || l.inline != inline {
		select {
		case c := <-inline:
			respond(w, c)
		default:
			http.Error(w, "already taken", http.StatusConflict)
		}
		return
	}
	a.deferFirst(context.Background(), l, i)
	select {
	case c := <-inline:
		respond(w, c)
	default:
		http.Error(w, "not answered", http.StatusServiceUnavailable)
	}
}

func respond(w http.ResponseWriter, c callback) {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // a callback holds nothing that cannot be encoded
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}
