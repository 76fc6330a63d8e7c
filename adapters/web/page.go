package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
)

//go:embed templates static
var embedded embed.FS

// pages are the templates, each with the layout around it, and the files that they load.
type pages struct {
	start, document, verify, about, failure *template.Template
	parts                                   *template.Template // of a document's text
	files                                   []file
	names                                   map[string]string // of a file, to its address
}

// A file is one of the embedded files. Its address holds a part of the hash of its content,
// so that a browser may keep it for good.
type file struct {
	path, mediaType, cache string
	content                []byte
}

func parsePages() (pages, error) {
	p := pages{names: map[string]string{}}
	static := sub(embedded, "static")
	entries, err := fs.ReadDir(static, ".")
	if err != nil {
		return pages{}, err
	}
	for _, e := range entries {
		content, err := fs.ReadFile(static, e.Name())
		if err != nil {
			return pages{}, err
		}
		f := file{mediaType: mime.TypeByExtension(path.Ext(e.Name())), cache: "public, max-age=31536000, immutable", content: content}
		if e.Name() == "openapi.yaml" {
			f.path, f.mediaType, f.cache = "/api/openapi.yaml", "application/yaml", "no-cache"
		} else {
			base, ext := strings.TrimSuffix(e.Name(), path.Ext(e.Name())), path.Ext(e.Name())
			p.names[e.Name()] = "static/" + base + "." + digest(content) + ext
			f.path = "/" + p.names[e.Name()]
		}
		p.files = append(p.files, f)
	}
	layout, err := template.New("layout.html").ParseFS(sub(embedded, "templates"), "layout.html", "parts.html")
	if err != nil {
		return pages{}, err
	}
	p.parts = layout
	for name, page := range map[string]**template.Template{
		"start.html": &p.start, "document.html": &p.document, "verify.html": &p.verify, "about.html": &p.about, "failure.html": &p.failure,
	} {
		t, err := layout.Clone()
		if err != nil {
			return pages{}, err
		}
		if *page, err = t.ParseFS(sub(embedded, "templates"), name); err != nil {
			return pages{}, err
		}
	}
	return p, nil
}

// digest returns the first 10 hex digits of the SHA-256 of content.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:5])
}

func (f file) serve(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Type", f.mediaType)
	rw.Header().Set("Cache-Control", f.cache)
	rw.Header().Set("Content-Length", strconv.Itoa(len(f.content)))
	_, _ = rw.Write(f.content) // a reader who has gone needs no page
}

// A view is what the layout needs of any page.
type view struct {
	Root    string // from the page's address up to that of the start page: "" or "../"
	Title   string
	Here    string // the page in the navigation that is this one, "" for none
	Preview preview
	Hidden  bool // from search engines
	Wide    bool // with room for an outline beside the text
	Icon    string
	Style   string
	Script  string
	Page    any // what the page itself needs
}

// A preview is what a chat or a network shows of a shared link, by https://ogp.me.
type preview struct {
	Title, Description string
	URL                string // absolute, "" where the page's address is not known
	Type               string
}

// show renders a page and sends it. Its quotes must be in the rendered page, in order.
func (w *Web) show(rw http.ResponseWriter, r *http.Request, status int, t *template.Template, v view, quotes []knowledge.Quote) {
	v.Style, v.Script, v.Icon = v.Root+w.pages.names["style.css"], v.Root+w.pages.names["page.js"], v.Root+w.pages.names["icon.svg"]
	v.Preview.Title = cmp.Or(v.Preview.Title, v.Title)
	v.Preview.Type = cmp.Or(v.Preview.Type, "website")
	if base := w.config.Links.Base(); base != "" && v.Preview.URL != "" {
		v.Preview.URL = base + v.Preview.URL
	} else {
		v.Preview.URL = ""
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", v); err != nil {
		w.log.Error("cannot render a page", "error", err)
		http.Error(rw, "This page cannot be shown; the log says why.", http.StatusInternalServerError)
		return
	}
	if len(quotes) > 0 {
		if err := w.check(quotes, b.Bytes()); err != nil {
			w.fail(rw, r, http.StatusInternalServerError, sentence(err.Error()))
			return
		}
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache") // kept, but asked for again: the tag below spares the bytes
	}
	if status == http.StatusOK && r.Method != http.MethodPost {
		tag := `"` + digest(b.Bytes()) + `"`
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	rw.WriteHeader(status)
	_, _ = rw.Write(b.Bytes()) // a reader who has gone needs no page
}

// fail sends a page that says in a sentence why there is no other.
func (w *Web) fail(rw http.ResponseWriter, r *http.Request, status int, message string) {
	rw.Header().Set("Cache-Control", "no-store")
	w.show(rw, r, status, w.pages.failure, view{
		Root: rootOf(r), Title: http.StatusText(status), Hidden: true, Page: message,
	}, nil)
}

// rootOf returns the way up from the address of a request to the start page. Links are
// relative, so that the page works under any path of a reverse proxy.
func rootOf(r *http.Request) string {
	return strings.Repeat("../", strings.Count(r.URL.EscapedPath(), "/")-1)
}

// redirect sends a reader on to an address relative to the page's own. http.Redirect would
// make it absolute, which it is not below a path of a reverse proxy.
func redirect(rw http.ResponseWriter, status int, address string) {
	rw.Header().Set("Location", address)
	rw.WriteHeader(status)
}

// check reads the quotes back from a page and compares them with the documents.
func (w *Web) check(quotes []knowledge.Quote, page []byte) error {
	err := w.gate.Check(quotes, readBack(page))
	if err != nil {
		w.config.Meter.HeldBack(name)
	}
	return err
}

// A listed is a document in a list.
type listed struct {
	ID, Title, Date, Lang, Edition, Size, Source, Host string
}

func listing(d *knowledge.Document) listed {
	_, host := bot.Publisher(d.SourceURL)
	return listed{
		ID: d.ID, Title: d.Title, Date: knowledge.FormatDate(d.Date), Lang: d.Lang(), Edition: d.Edition,
		Size:   plural(len(d.Paragraphs), "paragraph") + ", " + plural(d.Sentences(), "sentence"),
		Source: d.SourceURL, Host: host,
	}
}

func (w *Web) listings() []listed {
	var all []listed
	for _, d := range w.newest {
		all = append(all, d.listed)
	}
	return all
}

// about shows the promises, and what is kept of whom.
func (w *Web) about(rw http.ResponseWriter, r *http.Request) {
	type entry struct {
		listed
		Earlier []string
	}
	var page struct {
		Documents []entry
		Base      string
		Rate      float64
		Keeps     bool
	}
	for _, d := range w.newest {
		page.Documents = append(page.Documents, entry{d.listed, w.editions.earlier(d.Document)})
	}
	page.Base, page.Rate, page.Keeps = w.config.Links.Base(), w.config.Rate, w.config.Editions != ""
	w.show(rw, r, http.StatusOK, w.pages.about, view{
		Title: "What this page promises", Here: "about", Page: page,
		Preview: preview{URL: "/about", Description: "Whole sentences, word for word, each with its place. No account, no cookie, nothing stored."},
	}, nil)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// sentence turns an error's text into one for a reader.
func sentence(text string) string {
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
