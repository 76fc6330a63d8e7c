package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"statementbot/bot"
	"statementbot/knowledge"
)

// answerTimeout bounds one question; an answer takes about a millisecond.
const answerTimeout = 10 * time.Second

// An asking is what the page with the form needs.
type asking struct {
	Question  string
	Context   string  // what a follow-up would refer back to
	Only      *listed // the document that is asked alone, nil for all
	Answer    *answered
	Samples   []suggestion
	Documents []listed
}

// An answered is an answer on the page.
type answered struct {
	Question, Lang string
	Outcome        string // what kind of answer it is, in words
	Note           []string
	Quotes         []quoted
	Nearest        []quoted
	More           string // the address of the next quotes, "" if these are all
	MoreCount      int    // of further sentences
	Suggestions    []suggestion
	Labels         bot.Labels
}

// A suggestion is a question that can be answered.
type suggestion struct{ Text, Lang string }

func suggestions(texts []string) []suggestion {
	var all []suggestion
	for _, text := range texts {
		all = append(all, suggestion{text, cmp.Or(knowledge.ScriptLang(text), "en")})
	}
	return all
}

// start shows the form, sample questions and the documents.
func (w *Web) start(rw http.ResponseWriter, r *http.Request) {
	page := asking{Documents: w.listings()}
	if a, err := w.responder.Respond(r.Context(), bot.Question{Text: "help"}); err == nil {
		page.Samples = suggestions(a.Suggestions)
	}
	w.show(rw, r, http.StatusOK, w.pages.start, view{
		Title: "Ask the statement", Here: "ask", Page: page,
		Preview: preview{URL: "/", Description: "Ask about an official statement and get its own sentences, word for word, each with its place."},
	}, nil)
}

// ask shows an answer. The address holds the question in q and, if need be, the one before
// it in context, the only document to ask, and from how many quotes on to answer.
func (w *Web) ask(rw http.ResponseWriter, r *http.Request) {
	q := bot.Question{Text: parameter(r, "q", "question"), Previous: parameter(r, "context")}
	var only *listed
	if d := w.documents[parameter(r, "document")]; d != nil {
		q.Document, only = d.ID, &d.listed
	}
	if from, err := strconv.Atoi(parameter(r, "from")); err == nil && from > 0 {
		q.Offset = from
	}
	if strings.TrimSpace(q.Text) == "" {
		redirect(rw, http.StatusSeeOther, "./")
		return
	}
	if !w.admit(rw, r) {
		w.fail(rw, r, http.StatusTooManyRequests, tooMany)
		return
	}
	rw.Header().Set("Cache-Control", "private, no-cache")
	a, err := w.respond(r.Context(), q)
	if err != nil {
		w.fail(rw, r, http.StatusInternalServerError, "I could not answer this. Please try again in a moment.")
		return
	}
	page := asking{Question: q.Text, Context: a.Subject(q), Only: only, Answer: w.answered(q, a)}
	v := view{Title: shorten(q.Text), Here: "ask", Hidden: true, Page: page}
	v.Preview = preview{Type: "article", Description: a.Note, URL: "/" + addressOf(q)}
	if len(a.Quotes) > 0 {
		v.Preview.Description = a.Quotes[0].Text()
	}
	w.show(rw, r, http.StatusOK, w.pages.start, v, a.AllQuotes())
}

// respond asks the responder, and counts and logs what it says.
func (w *Web) respond(ctx context.Context, q bot.Question) (bot.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	begin := time.Now()
	a, err := w.responder.Respond(ctx, q)
	if err != nil {
		w.log.Error("no answer", "error", err)
		return a, err
	}
	w.log.Debug("answered", "question", q.Text, "status", a.Outcome.String(), "took", time.Since(begin))
	w.config.Meter.Answered(name, a.Outcome.String(), time.Since(begin))
	return a, nil
}

func (w *Web) answered(q bot.Question, a bot.Answer) *answered {
	shown := &answered{
		Question: q.Text, Lang: a.Lang, Labels: bot.LabelsFor(a.Lang),
		Outcome: map[bot.Outcome]string{bot.Partial: "in part", bot.NotFound: "not in the text"}[a.Outcome],
		Quotes:  append(w.quotedAll(a.Key), w.quotedAll(a.Quotes)...), Nearest: w.quotedAll(a.Nearest),
		Suggestions: suggestions(a.Suggestions),
	}
	if a.More > 0 {
		next := q
		next.Offset += len(a.Quotes)
		shown.More, shown.MoreCount = addressOf(next), a.More
	}
	if a.Note != "" {
		shown.Note = strings.Split(a.Note, "\n")
	}
	return shown
}

// addressOf returns the address of the answer to a question, relative to the start page.
func addressOf(q bot.Question) string {
	query := url.Values{"q": {q.Text}}
	if q.Previous != "" {
		query.Set("context", q.Previous)
	}
	if q.Document != "" {
		query.Set("document", q.Document)
	}
	if q.Offset > 0 {
		query.Set("from", strconv.Itoa(q.Offset))
	}
	return "ask?" + query.Encode()
}

// verify tells whether a text is published, and where.
func (w *Web) verify(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		w.fail(rw, r, http.StatusRequestEntityTooLarge, tooLarge)
		return
	}
	var page struct {
		Text    string
		Asked   bool
		Verdict string
		Good    bool
		Quote   *quoted
		Words   []knowledge.WordDiff
	}
	page.Text = r.FormValue("text")
	page.Asked = strings.TrimSpace(page.Text) != ""
	rw.Header().Set("Cache-Control", "private, no-cache")
	var quotes []knowledge.Quote
	if page.Asked {
		if !w.admit(rw, r) {
			w.fail(rw, r, http.StatusTooManyRequests, tooMany)
			return
		}
		v := knowledge.Verify(w.config.Documents, strings.ToValidUTF8(page.Text, "\uFFFD"))
		page.Verdict, page.Good, page.Words = bot.VerdictText(v), v.Verdict == knowledge.Verbatim, v.Words
		if v.Quote.Text() != "" {
			q := w.quoted(v.Quote)
			page.Quote = &q
			quotes = append(quotes, v.Quote)
		}
	}
	w.show(rw, r, http.StatusOK, w.pages.verify, view{
		Title: "Check a quote", Here: "verify", Page: page, Hidden: page.Asked,
		Preview: preview{URL: "/verify", Description: "Paste a quote and see whether it is published word for word, and where."},
	}, quotes)
}

// parameter returns the first of the parameters that the address has.
func parameter(r *http.Request, names ...string) string {
	query := r.URL.Query()
	for _, name := range names {
		if query.Has(name) {
			return strings.ToValidUTF8(query.Get(name), "\uFFFD")
		}
	}
	return ""
}

// shorten cuts a question for a title: a tab has no room for a long one.
func shorten(question string) string {
	const longest = 120 // characters
	question = strings.Join(strings.Fields(question), " ")
	if runes := []rune(question); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return question
}
