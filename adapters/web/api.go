package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"statementbot/bot"
)

// maxBody is the greatest size of a request's body in bytes. The bot reads less of a question.
const maxBody = 64 << 10

// What is said of a request that goes beyond a bound.
const (
	tooLarge = "The request is larger than 64 kB; shorten the text."
	tooMany  = "Too many questions from your address; please wait a moment and ask again."
)

// apiGet answers the question in the address.
func (w *Web) apiGet(rw http.ResponseWriter, r *http.Request) {
	asked := bot.Asked{Question: parameter(r, "question", "q"), Explain: parameter(r, "explain") == "true"}
	if id := parameter(r, "id"); id != "" {
		asked.ID, _ = json.Marshal(id) // a string can always be encoded
	}
	if query := r.URL.Query(); !query.Has("question") && !query.Has("q") {
		w.apiFail(rw, http.StatusBadRequest, asked, errors.New(`no question; put its text in the parameter "question"`))
		return
	}
	w.apiAnswer(rw, r, bot.Question{Text: asked.Question, Previous: parameter(r, "context")}, asked)
}

// apiPost answers the question in the body, an object as in a line of a batch.
func (w *Web) apiPost(rw http.ResponseWriter, r *http.Request) {
	// A form of another site can post text/plain unasked, but not this.
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "application/json" {
		w.apiFail(rw, http.StatusUnsupportedMediaType, bot.Asked{}, errors.New("the body's Content-Type must be application/json"))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		w.apiFail(rw, http.StatusRequestEntityTooLarge, bot.Asked{}, errors.New("the body is larger than 64 kB; shorten the question"))
		return
	case err != nil:
		w.apiFail(rw, http.StatusBadRequest, bot.Asked{}, errors.New("the body breaks off"))
		return
	}
	question, asked, err := bot.ParseQuestion(body)
	if err != nil {
		w.apiFail(rw, http.StatusBadRequest, asked, err)
		return
	}
	asked.Explain = parameter(r, "explain") == "true"
	w.apiAnswer(rw, r, question, asked)
}

func (w *Web) apiAnswer(rw http.ResponseWriter, r *http.Request, question bot.Question, asked bot.Asked) {
	if !w.admit(rw, r) {
		w.apiFail(rw, http.StatusTooManyRequests, asked, errors.New("too many questions from your address; wait as Retry-After says"))
		return
	}
	answer, err := w.respond(r.Context(), question)
	if err != nil {
		w.apiFail(rw, http.StatusInternalServerError, asked, errors.New("no answer; please try again"))
		return
	}
	line, err := bot.AnswerJSON(answer, asked, w.gate)
	if err != nil {
		w.config.Meter.HeldBack(name)
		w.apiFail(rw, http.StatusInternalServerError, asked, err)
		return
	}
	w.apiSend(rw, http.StatusOK, line)
}

func (w *Web) apiFail(rw http.ResponseWriter, status int, asked bot.Asked, err error) {
	w.apiSend(rw, status, bot.ErrorJSON(asked.ID, err))
}

func (w *Web) apiSend(rw http.ResponseWriter, status int, line []byte) {
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_, _ = rw.Write(line) // a client that has gone needs no answer
}
