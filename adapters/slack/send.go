package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"statementbot/bot/journal"
)

// metadataType marks our messages, so that after a crash we find those that went out:
// https://docs.slack.dev/messaging/message-metadata.
const metadataType = "statementbot_answer"

// progress is what is known of an answer that did not come to its end.
type progress struct {
	posted []string // the ts of the messages that Slack has taken
	// refused is true where Slack itself said that it failed: if it cannot be asked what has
	// become of the message, sending again is right then, and silence otherwise.
	refused bool
}

// post sends messages into a thread or, where the address has none, into the channel. Each
// goes out once: what was posted before an interruption is found and left out.
func (a *Adapter) post(ctx context.Context, task *journal.Task, to address, messages []message) (*receipt, error) {
	p, known := a.progress.Get(task.ID)
	if task.Sending {
		found, err := a.find(ctx, task, to, messages)
		switch {
		case err == nil:
			p.posted = found
		case errors.Is(err, errCannotLook) && known && p.refused:
		case errors.Is(err, errCannotLook):
			a.log.Warn("an answer may have gone out before an interruption, and this workspace does not let us look; it is not sent again (the scope channels:history would let us)", "question_id", task.ID)
			return &receipt{to.Channel, to.Thread, p.posted}, nil
		default:
			return nil, err
		}
	}
	if err := task.Mark(ctx); err != nil {
		return nil, err
	}
	for i := len(p.posted); i < len(messages); i++ {
		ts, err := a.postOne(ctx, task.ID, i, to, messages[i])
		if err != nil {
			p.refused = isServerError(err)
			a.progress.Set(task.ID, p)
			return nil, a.again(err, len(p.posted) > 0)
		}
		p.posted = append(p.posted, ts)
	}
	return &receipt{to.Channel, to.Thread, p.posted}, nil
}

// postOne sends one message and returns its ts.
func (a *Adapter) postOne(ctx context.Context, id string, part int, to address, m message) (string, error) {
	options := append(into(to), slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType: metadataType, EventPayload: map[string]any{"question": id, "part": strconv.Itoa(part)},
	}))
	ts := ""
	err := a.withBlocks("answer", m, func(body ...slack.MsgOption) error {
		var err error
		_, ts, err = a.api.PostMessageContext(ctx, to.Channel, slices.Concat(options, body)...)
		return err
	})
	return ts, err
}

// withBlocks calls send with a message's blocks, and with its text alone where Slack does not
// like them: an answer must never vanish.
func (a *Adapter) withBlocks(kind string, m message, send func(...slack.MsgOption) error) error {
	text := slack.MsgOptionText(m.text, false)
	err := send(text, slack.MsgOptionBlocks(m.blocks...))
	a.config.Meter.Sent(adapterName, kind, err)
	if isBlockError(err) {
		var refused slack.SlackErrorResponse
		errors.As(err, &refused)
		a.log.Error("Slack refused the layout of an answer; it goes out as plain text", "error", err, "details", refused.ResponseMetadata.Messages)
		a.config.Meter.Retried(adapterName, "invalid_blocks")
		err = send(text, slack.MsgOptionDisableMarkdown())
		a.config.Meter.Sent(adapterName, kind, err)
	}
	return err
}

// errCannotLook says that Slack does not let us see what went out.
var errCannotLook = errors.New("the conversation cannot be read")

// find returns the ts of the messages of an answer that have gone out, in their order.
func (a *Adapter) find(ctx context.Context, task *journal.Task, to address, messages []message) ([]string, error) {
	if to.Channel == "" {
		return nil, errCannotLook
	}
	var seen []slack.Message
	oldest := strconv.FormatInt(task.Accepted.Add(-time.Minute).Unix(), 10)
	var err error
	if to.Thread != "" {
		seen, _, _, err = a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: to.Channel, Timestamp: to.Thread, Limit: 200, IncludeAllMetadata: true, Oldest: oldest,
		})
	} else {
		var history *slack.GetConversationHistoryResponse
		history, err = a.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: to.Channel, Limit: 200, IncludeAllMetadata: true, Oldest: oldest,
		})
		if err == nil {
			seen = history.Messages
		}
	}
	a.config.Meter.Sent(adapterName, "look", err)
	if word := codeOf(err); word == "thread_not_found" || word == "message_not_found" {
		return nil, nil // nobody has answered there
	}
	if err != nil {
		var limited *slack.RateLimitedError
		if !errors.As(err, &limited) && !isLimited(err) && !isTemporary(err) && !isFatal(err) {
			a.log.Debug("cannot look for an answer", "question_id", task.ID, "error", err)
			return nil, errCannotLook
		}
		return nil, a.again(err, true)
	}
	found := map[int]string{}
	for _, m := range seen {
		if m.Metadata.EventType == metadataType && fmt.Sprint(m.Metadata.EventPayload["question"]) == task.ID {
			if part, err := strconv.Atoi(fmt.Sprint(m.Metadata.EventPayload["part"])); err == nil {
				found[part] = m.Timestamp
			}
		}
	}
	if len(found) == 0 {
		a.findByText(seen, to, messages, found)
	}
	var posted []string
	for i := 0; found[i] != ""; i++ {
		posted = append(posted, found[i])
	}
	return posted, nil
}

// findByText finds our messages where Slack gives them without their metadata, which takes a
// scope of its own (metadata.message:read): they are ours, newer than the question and say
// the same.
func (a *Adapter) findByText(seen []slack.Message, to address, messages []message, found map[int]string) {
	a.mu.Lock()
	self, selfBot := a.self, a.selfBot
	a.mu.Unlock()
	for _, m := range seen {
		mine := self != "" && m.User == self || selfBot != "" && m.BotID == selfBot || m.User == ""
		if !mine || to.TS != "" && m.Timestamp <= to.TS || m.Metadata.EventType != "" {
			continue
		}
		for i, want := range messages {
			if found[i] == "" && unescape(m.Text) == unescape(want.text) {
				found[i] = m.Timestamp
				break
			}
		}
	}
}

// whisper sends messages to one person only.
func (a *Adapter) whisper(ctx context.Context, task *journal.Task, to address, messages []message) error {
	if task.Sending {
		p, known := a.progress.Get(task.ID)
		if !known || !p.refused {
			a.log.Warn("a private answer may have gone out before an interruption; it is not sent again", "question_id", task.ID)
			return nil
		}
	}
	if err := task.Mark(ctx); err != nil {
		return err
	}
	if to.Thread == to.TS {
		to.Thread = "" // beside the message, where it is seen, and not in a thread of its own
	}
	p, _ := a.progress.Get(task.ID)
	for i := len(p.posted); i < len(messages); i++ {
		var err error
		if to.ResponseURL != "" {
			err = a.respond(ctx, to.ResponseURL, messages[i], to.Thread)
		} else {
			err = a.withBlocks("private", messages[i], func(body ...slack.MsgOption) error {
				_, err := a.api.PostEphemeralContext(ctx, to.Channel, to.User, slices.Concat(body, into(to))...)
				return err
			})
		}
		if err != nil {
			p.refused = isServerError(err)
			a.progress.Set(task.ID, p)
			return a.again(err, len(p.posted) > 0)
		}
		p.posted = append(p.posted, "")
	}
	return nil
}

// into says into which thread a message goes, and that no link of it unfurls.
func into(to address) []slack.MsgOption {
	options := []slack.MsgOption{slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
	if to.Thread != "" {
		options = append(options, slack.MsgOptionTS(to.Thread))
	}
	return options
}

// A response is what a response_url takes:
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses.
type response struct {
	ResponseType    string        `json:"response_type,omitempty"`
	ReplaceOriginal bool          `json:"replace_original"`
	DeleteOriginal  bool          `json:"delete_original,omitempty"`
	Text            string        `json:"text,omitempty"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	ThreadTS        string        `json:"thread_ts,omitempty"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// respond sends a message to a response_url.
func (a *Adapter) respond(ctx context.Context, to string, m message, thread string) error {
	r := response{ResponseType: "ephemeral", Text: m.text, Blocks: m.blocks, ThreadTS: thread}
	err := a.callURL(ctx, to, r)
	if refused := new(urlError); errors.As(err, refused) && refused.code == http.StatusBadRequest || isBlockError(err) {
		a.log.Error("Slack refused the layout of a private answer; it goes out as plain text", "error", err)
		a.config.Meter.Retried(adapterName, "invalid_blocks")
		r.Blocks = nil
		err = a.callURL(ctx, to, r)
	}
	return err
}

// A urlError is a status that a response_url gave, with the time to wait if it is 429.
type urlError struct {
	code  int
	after time.Duration
}

// Error returns the status.
func (e urlError) Error() string { return "response_url: " + http.StatusText(e.code) }

// callURL posts to a response_url. No error holds the address, which is a capability.
func (a *Adapter) callURL(ctx context.Context, to string, r response) error {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("response_url: not an address")
	}
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("response_url: encode: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return errors.New("response_url: not an address")
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	answer, err := a.http.Do(request)
	if err != nil {
		if problem := new(url.Error); errors.As(err, &problem) {
			err = problem.Err
		}
		err = fmt.Errorf("response_url: %w", err)
		a.config.Meter.Sent(adapterName, "response_url", err)
		return err
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(answer.Body, 4096))
	var result struct {
		OK  *bool  `json:"ok"`
		Err string `json:"error"`
	}
	_ = json.Unmarshal(said, &result) // "ok" alone is an answer too
	switch {
	case answer.StatusCode >= 300:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		err = urlError{answer.StatusCode, time.Duration(seconds) * time.Second}
	case result.OK != nil && !*result.OK:
		err = slack.SlackErrorResponse{Err: result.Err}
	}
	a.config.Meter.Sent(adapterName, "response_url", err)
	return err
}

// tidyShared takes the private message away whose answer is now in the channel.
func (a *Adapter) tidyShared(ctx context.Context, to address, left *receipt) {
	if to.ResponseURL != "" && len(left.TS) > 0 {
		if err := a.callURL(ctx, to.ResponseURL, response{DeleteOriginal: true}); err != nil {
			a.log.Debug("could not take a shared answer away", "error", err)
		}
	}
}

// amend replaces an answer after its question was edited.
func (a *Adapter) amend(ctx context.Context, task *journal.Task, to address, messages []message) error {
	left, err := a.left(ctx, to.Of)
	if err != nil || left == nil {
		return err
	}
	if a.lacks("chat.update") {
		return nil
	}
	if err := task.Mark(ctx); err != nil {
		return err
	}
	for i, ts := range left.TS {
		if ts == "" {
			continue
		}
		if i >= len(messages) {
			_, _, err = a.api.DeleteMessageContext(ctx, left.Channel, ts)
		} else {
			err = a.withBlocks("update", messages[i], func(body ...slack.MsgOption) error {
				_, _, _, err := a.api.UpdateMessageContext(ctx, left.Channel, ts, body...)
				return err
			})
		}
		if isUnknownMethod(err) {
			a.comfort("chat.update", err)
			return nil
		}
		if err != nil && !isGone(err) {
			return a.again(err, false) // an update may be made twice
		}
	}
	if len(messages) > len(left.TS) {
		to.Channel, to.Thread = left.Channel, left.Thread
		for i := len(left.TS); i < len(messages); i++ {
			if _, err := a.postOne(ctx, task.ID, i, to, messages[i]); err != nil {
				return a.again(err, true)
			}
		}
	}
	return nil
}

// remove takes an answer away after its question was deleted.
func (a *Adapter) remove(ctx context.Context, to address) error {
	left, err := a.left(ctx, to.Of)
	if err != nil || left == nil {
		return err
	}
	for _, ts := range left.TS {
		if ts == "" {
			continue
		}
		_, _, err := a.api.DeleteMessageContext(ctx, left.Channel, ts)
		a.config.Meter.Sent(adapterName, "delete", err)
		if err != nil && !isGone(err) && !isUnknownMethod(err) {
			return a.again(err, false)
		}
	}
	return nil
}

// left returns the receipt of a question, nil where it has none.
func (a *Adapter) left(ctx context.Context, id string) (*receipt, error) {
	body, ok, err := a.config.Journal.Receipt(ctx, id)
	if err != nil {
		return nil, &journal.RetryError{Err: err}
	}
	var r receipt
	if ok && len(body) > 0 && json.Unmarshal(body, &r) == nil {
		return &r, nil
	}
	return nil, nil
}

// again decides whether a call that failed is to be made again, and says what the journal
// has to do. begun is true if a part of the answer is out.
func (a *Adapter) again(err error, begun bool) error {
	var limited *slack.RateLimitedError
	var byURL urlError
	var refused slack.SlackErrorResponse
	switch {
	case errors.As(err, &limited):
		a.config.Meter.Retried(adapterName, "ratelimited")
		return &journal.RetryError{After: max(limited.RetryAfter, time.Second), Maybe: begun, Err: err}
	case isLimited(err): // without a time to wait, or with one that is no whole number
		a.config.Meter.Retried(adapterName, "ratelimited")
		return &journal.RetryError{After: time.Second, Maybe: begun, Err: err}
	case errors.As(err, &byURL) && byURL.code == http.StatusTooManyRequests:
		a.config.Meter.Retried(adapterName, "ratelimited")
		return &journal.RetryError{After: max(byURL.after, time.Second), Maybe: begun, Err: err}
	case isFatal(err):
		a.fail(refusedError(err))
		return &journal.RetryError{Maybe: begun, Err: err}
	case isTemporary(err):
		a.config.Meter.Retried(adapterName, "temporary")
		return &journal.RetryError{Maybe: begun || !neverSent(err), Err: err}
	case errors.As(err, &refused) && refused.Err == "missing_scope":
		return fmt.Errorf("missing_scope: the app lacks the scope %q; add it under OAuth & Permissions and install the app again", refused.Needed)
	}
	return err
}

// codeOf returns Slack's word for an error, "" where it has none.
func codeOf(err error) string {
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return refused.Err
	}
	if err == nil {
		return ""
	}
	return err.Error() // slack-go gives some errors as their word alone
}

// isFatal reports whether Slack will never again take the token.
func isFatal(err error) bool {
	return slices.Contains([]string{"invalid_auth", "account_inactive", "token_revoked", "not_authed", "token_expired"}, codeOf(err))
}

// isGoodbye reports whether the workspace has taken the app away, and with it the right to
// what it kept. A token that is wrong may have been mistyped.
func isGoodbye(err error) bool {
	return slices.Contains([]string{"account_inactive", "token_revoked"}, codeOf(err))
}

// isRefused reports whether Slack will never open a connection for the app's token.
func isRefused(err error) bool {
	return slices.Contains([]string{"not_allowed_token_type", "missing_scope"}, codeOf(err))
}

// isUnknownMethod reports whether the workspace does not have a method, or not for us.
func isUnknownMethod(err error) bool {
	var status slack.StatusCodeError
	if errors.As(err, &status) && status.Code == http.StatusNotFound {
		return true
	}
	return slices.Contains([]string{"unknown_method", "method_not_supported_for_channel_type", "not_allowed", "feature_not_enabled", "missing_scope", "method_deprecated", "access_denied", "no_permission"}, codeOf(err))
}

// isGone reports whether a message is not there any more, or cannot be changed.
func isGone(err error) bool {
	return slices.Contains([]string{"message_not_found", "cant_update_message", "cant_delete_message", "channel_not_found", "is_archived", "edit_window_closed"}, codeOf(err))
}

// isOutside reports whether a channel does not let us post.
func isOutside(err error) bool {
	return slices.Contains([]string{"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_permission"}, codeOf(err))
}

// isBlockError reports whether Slack refuses a message's layout.
func isBlockError(err error) bool {
	return slices.Contains([]string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_metadata_format", "invalid_attachments", "too_many_attachments"}, codeOf(err))
}

// isServerError reports whether Slack answered that it failed.
func isServerError(err error) bool {
	var status slack.StatusCodeError
	var byURL urlError
	return errors.As(err, &status) && status.Code >= 500 || errors.As(err, &byURL) && byURL.code >= 500 ||
		slices.Contains([]string{"internal_error", "fatal_error", "service_unavailable", "team_added_to_org", "request_timeout"}, codeOf(err))
}

// isLimited reports whether Slack wants fewer calls, where slack-go does not say so itself.
func isLimited(err error) bool {
	var status slack.StatusCodeError
	var number *strconv.NumError
	return errors.As(err, &status) && status.Code == http.StatusTooManyRequests || errors.As(err, &number)
}

// isTemporary reports whether the same call may succeed later.
func isTemporary(err error) bool {
	var problem net.Error
	var refused slack.SlackErrorResponse
	switch {
	case isServerError(err), errors.As(err, &problem), errors.Is(err, context.DeadlineExceeded), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return true
	case errors.As(err, &refused):
		return refused.Err == "ratelimited" || refused.Err == "rate_limited"
	}
	var malformed *json.SyntaxError
	return errors.As(err, &malformed) // a proxy's page in the place of an answer
}

// neverSent reports whether a call cannot have reached Slack.
func neverSent(err error) bool {
	var dial *net.OpError
	return errors.As(err, &dial) && dial.Op == "dial" || codeOf(err) == "ratelimited" || codeOf(err) == "rate_limited"
}
