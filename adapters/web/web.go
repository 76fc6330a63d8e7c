// Package web serves the reading page: every statement whole, each sentence with an address
// of its own, so that a citation's link opens the text at the cited sentence, marked. The
// same page answers questions, tells whether a quote is verbatim, and offers all of it to
// programs as JSON.
//
// A page works without script, loads nothing from anywhere else and stores nothing. It is
// rendered in memory first; the quotes are read back from the HTML and pass the [bot.Gate]
// before the first byte goes out. What can be the same for all readers, a document's text,
// is rendered and compared once, in [New].
package web

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"

	"statementbot/bot"
	"statementbot/bot/meter"
	"statementbot/knowledge"
)

// name is what logs and figures call this adapter.
const name = "web"

// Config says what the page shows and to whom it answers how often.
type Config struct {
	// Documents are those that the responder answers from.
	Documents []*knowledge.Document
	// Links has the address under which readers reach the page; previews of shared links need it.
	Links bot.Links
	// Editions is the folder that keeps earlier editions of the documents, so that old links
	// can be told from good ones. It is made if need be; "" keeps none.
	Editions string
	// Proxies are the addresses whose X-Forwarded-For is believed. A client's own is not.
	Proxies []netip.Prefix
	// Rate is how many questions a second one address may ask on average; 0 is no limit.
	Rate float64
	// Meter counts; nil counts nothing.
	Meter *meter.Meter
}

// A Web is the page. Its Handler is safe for concurrent use.
type Web struct {
	config    Config
	responder bot.Responder
	gate      *bot.Gate
	log       *slog.Logger
	pages     pages
	documents map[string]*document
	newest    []*document // the newest first
	editions  editions
	limit     *limiter
}

// New renders the documents and notes their editions. A folder of editions that cannot be
// read or written is logged and done without; the error is one of the program itself, such as
// bot.ErrAltered.
func New(c Config, r bot.Responder, log *slog.Logger) (*Web, error) {
	log = log.With("adapter", name)
	w := &Web{
		config: c, responder: r, log: log,
		gate:      bot.NewGate(c.Documents, log),
		documents: make(map[string]*document, len(c.Documents)),
		editions:  keepEditions(c.Editions, c.Documents, log),
		limit:     newLimiter(c.Rate, c.Proxies),
	}
	var err error
	if w.pages, err = parsePages(); err != nil {
		return nil, fmt.Errorf("read the page's templates: %w", err)
	}
	for _, d := range knowledge.NewestFirst(c.Documents) {
		doc, err := w.renderDocument(d)
		if err != nil {
			return nil, fmt.Errorf("render %s: %w", d.ID, err)
		}
		w.documents[d.ID] = doc
		w.newest = append(w.newest, doc)
	}
	return w, nil
}

// Handler returns the page and the interface for programs, from "/" on.
func (w *Web) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.start)
	mux.HandleFunc("GET /ask", w.ask)
	mux.HandleFunc("GET /d/{id}", w.read)
	mux.HandleFunc("GET /verify", w.verify)
	mux.HandleFunc("POST /verify", w.verify)
	mux.HandleFunc("GET /about", w.about)
	mux.HandleFunc("GET /api/ask", w.apiGet)
	mux.HandleFunc("POST /api/ask", w.apiPost)
	for _, f := range w.pages.files {
		mux.HandleFunc("GET "+f.path, f.serve)
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		defer w.rescue(rw)
		for _, h := range headers {
			rw.Header().Set(h[0], h[1])
		}
		handler, pattern := mux.Handler(r)
		if pattern == "" {
			w.refuse(rw, r, handler)
			return
		}
		mux.ServeHTTP(rw, r)
	})
}

// rescue tells the operator of a broken invariant, at a level that is seen, and ends its
// request alone.
func (w *Web) rescue(rw http.ResponseWriter) {
	broken := recover()
	if broken == nil {
		return
	}
	if err, ok := broken.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(broken)
	}
	w.log.Error("a page broke", "error", broken, "stack", string(debug.Stack()))
	http.Error(rw, "This page cannot be shown; the log says why.", http.StatusInternalServerError)
}

// headers go with every answer. The policy lets nothing in but our own files; it is that of
// https://www.w3.org/TR/CSP3/.
var headers = [][2]string{
	{"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
	{"Referrer-Policy", "no-referrer"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
}

// refuse answers for a path that there is not, or not with this method, as a page.
func (w *Web) refuse(rw http.ResponseWriter, r *http.Request, handler http.Handler) {
	probe := &statusProbe{header: http.Header{}, status: http.StatusOK}
	handler.ServeHTTP(probe, r)
	message := "There is no such page."
	if allow := probe.header.Get("Allow"); probe.status == http.StatusMethodNotAllowed {
		rw.Header().Set("Allow", allow)
		message = "This page does not take " + r.Method + " requests."
	}
	w.fail(rw, r, probe.status, message)
}

// A statusProbe notes how a request would have been answered.
type statusProbe struct {
	header http.Header
	status int
}

// Header returns the headers so far.
func (p *statusProbe) Header() http.Header { return p.header }

// WriteHeader notes the status.
func (p *statusProbe) WriteHeader(status int) { p.status = status }

// Write drops the text.
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }

// sub returns a folder of the embedded files.
func sub(fsys fs.FS, dir string) fs.FS {
	s, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // the name is a constant
	}
	return s
}
