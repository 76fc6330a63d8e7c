package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// event handles what the Events API delivers, over either way.
func (a *Adapter) event(body []byte) delivery {
	var c callback
	if err := json.Unmarshal(body, &c); err != nil {
		return a.take(verdict{dropped: "malformed"})
	}
	self := a.user()
	if self == "" && len(c.Authorizations) > 0 && c.Authorizations[0].IsBot {
		self = c.Authorizations[0].UserID
	}
	switch e := c.Event; e.Type {
	case "message", "app_mention":
		return a.take(e.read(c.EventID, self, a.answeredIn))
	case "app_home_opened":
		a.opened(e)
		return delivery{}
	case "assistant_thread_started":
		a.prompt(e.Thread.ChannelID, e.Thread.ThreadTS)
		return delivery{}
	case "app_uninstalled", "tokens_revoked":
		// Slack tells of other tokens too; ours says itself whether it still works.
		a.do("auth.test", func(ctx context.Context) error {
			_, err := a.api.AuthTestContext(ctx)
			if isFatal(err) {
				a.fail(refusedError(err))
			}
			return err
		})
		return delivery{}
	}
	if c.Type == "app_rate_limited" {
		a.log.Warn("Slack holds events back: the workspace had more than 30,000 in an hour")
	}
	return a.take(verdict{dropped: "other"})
}

// interact handles a button or a shortcut.
func (a *Adapter) interact(body []byte, envelope string) delivery {
	var i interaction
	if err := json.Unmarshal(body, &i); err != nil {
		return a.take(verdict{dropped: "malformed"})
	}
	if i.Type == "block_actions" && len(i.Actions) > 0 && strings.HasPrefix(i.Actions[0].ActionID, actionFeedback) {
		a.thank(i)
		return delivery{}
	}
	return a.take(i.read(envelope))
}

// socket holds a Socket Mode connection until ctx ends. An error says why Slack will not
// have the token; anything else is tried again by slack-go.
func (a *Adapter) socket(ctx context.Context) error {
	client := socketmode.New(a.api, socketmode.OptionReadLimit(maxBody))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	for {
		select {
		case err := <-ended:
			switch {
			case errors.Is(err, context.Canceled):
				return nil
			case isFatal(err), isRefused(err):
				return appTokenError(err)
			}
			return err
		case e := <-client.Events:
			a.socketEvent(ctx, client, e)
		}
	}
}

// socketEvent handles one event of the connection. It must not wait: slack-go stops
// answering pings while nobody takes events from it.
func (a *Adapter) socketEvent(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeConnected, socketmode.EventTypeHello:
		a.state(nil)
		return
	case socketmode.EventTypeConnecting:
		a.state(errors.New("connecting"))
		return
	case socketmode.EventTypeConnectionError, socketmode.EventTypeInvalidAuth, socketmode.EventTypeIncomingError:
		err := errors.New("the connection failed")
		if problem, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
			err = problem.ErrorObj
		}
		if isFatal(err) || isRefused(err) {
			a.fail(appTokenError(err))
		}
		a.state(err)
		return
	case socketmode.EventTypeErrorBadMessage:
		// slack-go does not know the event and leaves it without acknowledgement, so that Slack
		// would deliver it four times.
		bad, ok := e.Data.(*socketmode.ErrorBadMessage)
		request := new(socketmode.Request)
		if !ok || json.Unmarshal(bad.Message, request) != nil {
			a.config.Meter.Dropped(adapterName, "malformed")
			return
		}
		e.Request = request
	}
	r := e.Request
	if r == nil || r.EnvelopeID == "" {
		return
	}
	var d delivery
	switch r.Type {
	case "events_api":
		d = a.event(r.Payload)
	case "interactive":
		d = a.interact(r.Payload, r.EnvelopeID)
	case "slash_commands":
		var c command
		if json.Unmarshal(r.Payload, &c) == nil {
			d = a.take(c.read(r.EnvelopeID))
			d.command = true
		}
	default:
		a.config.Meter.Dropped(adapterName, "other")
	}
	acknowledge := func() {
		defer d.release()
		reply := a.settle(ctx, d)
		if reply.refuse && !(d.command && r.AcceptsResponsePayload) {
			return
		}
		response := socketmode.Response{EnvelopeID: r.EnvelopeID}
		if reply.text != "" && d.command && r.AcceptsResponsePayload {
			response.Payload = ephemeralText(reply.text)
		}
		if err := client.SendCtx(ctx, response); err != nil {
			a.log.Debug("could not acknowledge", "error", err)
		}
	}
	if d.ticket == nil {
		acknowledge()
		return
	}
	go acknowledge()
}

func appTokenError(err error) error {
	return &appTokenRefused{err}
}

// An appTokenRefused says that Slack will not open a connection for the app's token.
type appTokenRefused struct{ err error }

// Error names the remedy.
func (e *appTokenRefused) Error() string {
	return "refused by Slack with " + e.err.Error() + ": SLACK_APP_TOKEN is wrong or was revoked, or lacks the scope connections:write; make one under Basic Information, App-Level Tokens"
}

// Unwrap returns what Slack said.
func (e *appTokenRefused) Unwrap() error { return e.err }

func ephemeralText(text string) map[string]string {
	return map[string]string{"response_type": "ephemeral", "text": text}
}

// maxBody bounds what Slack may deliver at once, in bytes. Its own events are far smaller.
const maxBody = 4 << 20

// Routes adds the paths of HTTP mode, if there is a signing secret.
func (a *Adapter) Routes(mux *http.ServeMux) {
	if a.config.SigningSecret == "" {
		return
	}
	for _, path := range []string{"/slack/events", "/slack/commands", "/slack/interactions"} {
		mux.HandleFunc("POST "+path, a.serveHTTP)
	}
}

// serveHTTP takes a signed delivery of any sort: what it is, its form tells.
func (a *Adapter) serveHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		status := http.StatusBadRequest
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	if err := a.verify(r.Header, body); err != nil {
		a.config.Meter.Dropped(adapterName, "unsigned")
		a.log.Warn("refused a request that Slack has not signed", "error", err)
		http.Error(w, "not signed by Slack", http.StatusUnauthorized)
		return
	}
	var d delivery
	if form := strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"); form {
		values, err := url.ParseQuery(string(body))
		switch {
		case err != nil:
			http.Error(w, "malformed", http.StatusBadRequest)
			return
		case values.Get("ssl_check") == "1":
			return
		case values.Has("payload"):
			d = a.interact([]byte(values.Get("payload")), r.Header.Get("X-Slack-Signature"))
		default:
			d = a.take(command{
				Command: values.Get("command"), Text: values.Get("text"), UserID: values.Get("user_id"),
				ChannelID: values.Get("channel_id"), TriggerID: values.Get("trigger_id"), ResponseURL: values.Get("response_url"),
			}.read(r.Header.Get("X-Slack-Signature")))
			d.command = true
		}
	} else {
		var c callback
		if json.Unmarshal(body, &c) == nil && c.Type == "url_verification" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = io.WriteString(w, c.Challenge)
			return
		}
		d = a.event(body)
	}
	defer d.release()
	switch reply := a.settle(r.Context(), d); {
	case reply.text != "" && d.command:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(ephemeralText(reply.text))
	case reply.refuse:
		http.Error(w, "try again", http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(w).Flush() // Slack has it before the answer is on its way
}

// verify checks that Slack has signed a body within the last five minutes.
func (a *Adapter) verify(header http.Header, body []byte) error {
	verifier, err := slack.NewSecretsVerifier(header, a.config.SigningSecret.Reveal())
	if err != nil {
		return err
	}
	if _, err := verifier.Write(body); err != nil {
		return err
	}
	return verifier.Ensure()
}
