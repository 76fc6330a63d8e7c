package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"statementbot/bot"
	"statementbot/knowledge"
)

// hashed finds the part of a file's address that changes with its content.
var hashed = regexp.MustCompile(`(static/\w+)\.[0-9a-f]{10}\.`)

// sampleAnswers are answers of every kind, made of the seed without a search, so that a page
// changes with the page alone.
func sampleAnswers(tb testing.TB, d *knowledge.Document) bot.Responder {
	tb.Helper()
	senkaku := d.Find("the Senkaku Islands")
	run, err := d.Quote(knowledge.Place{Paragraph: 2, Sentence: 1}, 2)
	if err != nil || len(senkaku) != 1 {
		tb.Fatalf("got %d sentences with the Senkaku Islands, error %v", len(senkaku), err)
	}
	return responderFunc(func(_ context.Context, q bot.Question) (bot.Answer, error) {
		switch q.Text {
		case "what about Senkaku?":
			return bot.Answer{Outcome: bot.Answered, Lang: "en", Quotes: senkaku, Suggestions: []string{"What about Taiwan & more?"}}, nil
		case "by when tho":
			return bot.Answer{Outcome: bot.Partial, Lang: "en", Note: "The statement gives no exact date for this.", Quotes: []knowledge.Quote{run}, Continues: true}, nil
		case "関税は？":
			return bot.Answer{Outcome: bot.NotFound, Lang: "ja", Note: "声明は「関税」に触れていません。", Nearest: []knowledge.Quote{run}, Suggestions: []string{"台湾について何と言っていますか？"}}, nil
		}
		return bot.Answer{Outcome: bot.About, Lang: "en", Note: "Two lines:\n1. One (¶1)", Key: senkaku, Suggestions: []string{"What about Taiwan?"}}, nil
	})
}

// TestPages compares whole pages with what they were.
func TestPages(t *testing.T) {
	docs := seedDocs(t)
	h := webWith(t, Config{Documents: docs}, sampleAnswers(t, docs[0])).Handler()
	for name, target := range map[string]string{
		"start":     "/",
		"answered":  "/ask?q=what+about+Senkaku%3F",
		"follow-up": "/ask?q=by+when+tho&context=what+about+Japan%27s+defense+budget%3F",
		"not_found": "/ask?q=" + url.QueryEscape("関税は？"),
		"summary":   "/ask?q=summarise+it",
		"document":  "/d/" + seedID,
		"verify":    "/verify?text=The+two+leaders+affirmed",
		"about":     "/about",
		"missing":   "/nowhere",
	} {
		t.Run(name, func(t *testing.T) {
			page := hashed.ReplaceAllString(get(t, h, target).source, "$1.HASH.")
			if name != "start" { // the layout stands in that one
				_, page, _ = strings.Cut(page, `<main id="main"`)
				page, _, _ = strings.Cut(page, "</main>")
			}
			golden(t, name+".html", page)
		})
	}
}

// TestEveryCitationOpensAtItsSentence follows the link of every sentence of the seed.
func TestEveryCitationOpensAtItsSentence(t *testing.T) {
	docs := seedDocs(t)
	h := seedHandler(t)
	sentences := 0
	for _, place := range docs[0].Places() {
		q, err := docs[0].Quote(place, place.Sentence)
		if err != nil {
			t.Fatal(err)
		}
		path, fragment, _ := strings.Cut(bot.PagePath(q.Citation()), "#")
		page := get(t, h, path)
		if got := page.text(t, "#"+fragment); got != q.Text() {
			t.Errorf("%s: got %q, want %q", path, got, q.Text())
		}
		if got := page.texts(".cited"); !slices.Equal(got, []string{q.Text()}) {
			t.Errorf("%s: got %q as cited, want %q", path, got, q.Text())
		}
		if got := page.text(t, ".card > .place"); got != q.Citation().String() {
			t.Errorf("%s: the card says %q, want %q", path, got, q.Citation())
		}
		if got := page.attribute(t, `meta[property="og:description"]`, "content"); got != q.Text() {
			t.Errorf("%s: the preview says %q, want %q", path, got, q.Text())
		}
		sentences++
	}
	if sentences != 35 {
		t.Errorf("followed %d links, want 35", sentences)
	}
}

// TestDocumentStructure reads a document with headings, lists and a table as a page.
func TestDocumentStructure(t *testing.T) {
	doc := parse(t, "mixed.md", strings.Join([]string{
		"Before. The &lt;first&gt; heading & \"all\".", "# One", "They name:", "- peace and trade. And more.", "- growth",
		"## One and a half", "| Country | Rate |\n|---|---|\n| Japan | 15% |\n| Norway | 16% |", "# Two", "# Three", "The end.",
	}, "\n\n"))
	page := get(t, webWith(t, Config{Documents: []*knowledge.Document{doc}}, silent).Handler(), "/d/mixed")
	for selector, want := range map[string][]string{
		"h1":                       {"A Statement"},
		".text h2":                 {"One", "Two", "Three"},
		".text h3":                 {"One and a half"},
		".outline li":              {"One ¶2–4", "One and a half ¶5–7", "Two", "Three ¶8"},
		".text > .block > p":       {`Before. The <first> heading & "all".`, "They name:", "The end."},
		"ul.list > li":             {"peace and trade. And more.", "growth"},
		"tr#p7s1 > td":             {"Norway", "| 16%"},
		"#p1s2":                    {`The <first> heading & "all".`},
		"#p3 .s":                   {"peace and trade.", "And more."},
		`.text a[href$="#p3s2"]`:   {""}, // its number is drawn, not written: it is not copied
		`html[lang="en"] .text h2`: {"One", "Two", "Three"},
	} {
		if got := page.texts(selector); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", selector, got, want)
		}
	}
	// What a reader copies is the text of the document, block by block.
	for _, p := range doc.Paragraphs {
		anchor := fmt.Sprintf("#p%d", p.Number)
		if p.Kind == knowledge.TableRow {
			anchor += "s1"
		}
		got := textOf(page.all(anchor)[0])
		if strings.TrimSpace(got) != doc.Slice(p.Span) {
			t.Errorf("%s: got %q, want %q", anchor, got, doc.Slice(p.Span))
		}
	}
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "aside" {
			t.Error("got a card where nothing is cited")
		}
	}
}

// TestDocumentLanguage tells a screen reader how to read a text.
func TestDocumentLanguage(t *testing.T) {
	docs := []*knowledge.Document{parse(t, "ja.md", "# 平和\n\n両首脳は尖閣諸島について話し合った。"), seedDocs(t)[0]}
	h := newWeb(t, Config{Documents: docs}).Handler()
	page := get(t, h, "/d/ja?s=p1s1")
	if got := []string{page.attribute(t, "html", "lang"), page.attribute(t, ".text", "lang"), page.attribute(t, ".card", "lang")}; !slices.Equal(got, []string{"en", "ja", "en"}) {
		t.Errorf("got the page in %q, want English around Japanese", got)
	}
	page = get(t, h, "/verify?text="+url.QueryEscape("両首脳は尖閣諸島について話し合った。"))
	if got := page.attribute(t, "blockquote > p", "lang"); got != "ja" {
		t.Errorf("got the quote in %q, want ja", got)
	}
}

// TestRunsHaveAnchors shows that a run of sentences can be linked to, without its link's
// parameters as well.
func TestRunsHaveAnchors(t *testing.T) {
	many := strings.Repeat("They met. ", 40)
	doc := parse(t, "runs.md", "One. Two. Three.\n\n"+many)
	h := webWith(t, Config{Documents: []*knowledge.Document{doc}}, silent).Handler()
	page := get(t, h, "/d/runs")
	for anchor, want := range map[string]int{"p1s1-2": 1, "p1s1-3": 1, "p1s2-3": 1, "p1s3-3": 0, "p2s1-40": 1, "p2s3-9": 0, "p2": 1} {
		if got := len(page.all(`[id="` + anchor + `"]`)); got != want {
			t.Errorf("anchor %s: got %d, want %d", anchor, got, want)
		}
	}
	page = get(t, h, "/d/runs?s=p1s2-3")
	if got := page.texts(".cited"); !slices.Equal(got, []string{"Two.", "Three."}) {
		t.Errorf("got %q as cited, want the run", got)
	}
}

func TestReadRefuses(t *testing.T) {
	h := seedHandler(t)
	for query, want := range map[string]string{
		"?s=p99s1":          "a place that this document does not have",
		"?s=Senkaku":        "a place that this document does not have",
		"?s=p3s2-1":         "a place that this document does not have",
		"?e=00000000":       "another edition of the document",
		"?e=" + "<script>":  "another edition of the document",
		"?e=00000000&s=p99": "a place that this document does not have",
	} {
		page := get(t, h, "/d/"+seedID+query)
		if got := page.text(t, "#notice"); page.status != http.StatusOK || !strings.Contains(got, want) {
			t.Errorf("%s: got status %d and %q, want %q", query, page.status, got, want)
		}
		if len(page.all(".card")) > 0 || len(page.all(".cited")) > 0 {
			t.Errorf("%s: something is shown as cited", query)
		}
	}
	if got := get(t, h, "/d/none"); got.status != http.StatusNotFound || got.text(t, "h1") != "Not Found" {
		t.Errorf("no document: got status %d, want 404", got.status)
	}
}

func TestAsk(t *testing.T) {
	h := seedHandler(t)
	page := get(t, h, "/ask?q=what+about+Senkaku%3F")
	want := "The two leaders reaffirmed that Article V"
	if got := page.texts("blockquote"); len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	if got := page.attribute(t, "figcaption > a.place", "href"); !strings.HasPrefix(got, "d/"+seedID+"?e=") || !strings.HasSuffix(got, "&s=p3s2#p3s2") {
		t.Errorf("the citation leads to %q", got)
	}
	if got := page.attribute(t, ".tools > a", "href"); !strings.HasPrefix(got, "https://www.whitehouse.gov/") || !strings.Contains(got, "#:~:text=The%20two%20leaders") {
		t.Errorf("the publisher's link leads to %q", got)
	}
	if got := page.attribute(t, `input[name="context"]`, "value"); got != "what about Senkaku?" {
		t.Errorf("a follow-up refers to %q", got)
	}
	if got := page.texts("#answer mark"); len(got) == 0 || got[0] != "Senkaku Islands" {
		t.Errorf("got %q marked", got)
	}

	page = get(t, h, "/ask?q=by+when+tho&context=what+about+Japan%27s+defense+budget%3F")
	if got := page.texts("blockquote"); len(got) == 0 || !strings.Contains(got[0], "FY 2027") {
		t.Errorf("a follow-up: got %q", got)
	}
	if got := page.attribute(t, `input[name="context"]`, "value"); got != "what about Japan's defense budget?" {
		t.Errorf("after a follow-up the subject is %q", got)
	}

	page = get(t, h, "/ask?q=tariffs")
	if got := page.texts("#answer > section > .quote"); len(got) != 0 {
		t.Errorf("an absent topic: got quotes %q", got)
	}
	if got := page.text(t, ".outcome"); got != "not in the text" {
		t.Errorf("an absent topic: got %q", got)
	}

	page = get(t, h, "/ask?q="+url.QueryEscape("関税は？"))
	if got := page.attribute(t, "#answer .note", "lang"); got != "ja" {
		t.Errorf("a Japanese question is answered in %q", got)
	}
	if got := page.attribute(t, "#asked", "lang"); got != "ja" {
		t.Errorf("a Japanese question is shown as %q", got)
	}

	if r := do(t, h, http.MethodGet, "/ask?q=+", "", nil); r.status != http.StatusSeeOther || r.header.Get("Location") != "./" {
		t.Errorf("no question: got status %d to %q, want the start page", r.status, r.header.Get("Location"))
	}
}

// TestAskOneOfSeveral confines a question to a document, and goes on to further sentences.
func TestAskOneOfSeveral(t *testing.T) {
	seed := seedDocs(t)[0]
	other := parse(t, "other.md", strings.Repeat("The Senkaku Islands were named once more. ", 8))
	h := newWeb(t, Config{Documents: []*knowledge.Document{seed, other}}).Handler()
	if got := get(t, h, "/d/other").attribute(t, `.further input[name="document"]`, "value"); got != "other" {
		t.Errorf("the form on a document's page asks %q, want that document", got)
	}
	places := func(page shownPage) (addresses []string) {
		for _, n := range page.all("figcaption > a.place") {
			for _, a := range n.Attr {
				if _, place, ok := strings.Cut(a.Val, "#"); ok && a.Key == "href" {
					addresses = append(addresses, place)
				}
			}
		}
		return addresses
	}
	page := get(t, h, "/ask?q=what+about+Senkaku&document="+seedID)
	if got := places(page); !slices.Equal(got, []string{"p3s2"}) {
		t.Errorf("confined to the seed: got %q", got)
	}
	if got := page.attribute(t, `input[name="document"]`, "value"); got != seedID {
		t.Errorf("the next question is confined to %q", got)
	}
	page = get(t, h, "/ask?q=what+about+Senkaku&document=other")
	first := places(page)
	more := page.attribute(t, ".more > a", "href")
	second := places(get(t, h, "/"+more))
	if len(first) != bot.MaxQuotes || len(second) == 0 || slices.ContainsFunc(second, func(p string) bool { return slices.Contains(first, p) }) {
		t.Errorf("got %q and, further on, %q, want others", first, second)
	}
	if got := get(t, h, "/ask?q=what+about+Senkaku&document=none&from=-1"); len(got.all(`input[name="document"]`)) > 0 || len(places(got)) == 0 {
		t.Error("an unknown document: want an answer from all")
	}
}

func TestVerify(t *testing.T) {
	h := seedHandler(t)
	asForm := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	tests := []struct{ name, text, verdict, quote string }{
		{"verbatim", "applies to the Senkaku Islands", "Verbatim", "p3s2"},
		{"other marks", "Japan's longstanding and peaceful administration", "Not verbatim: only quotation marks", "p3s2"},
		{"other words", "Article V of the U.S.-Japan Treaty of Mutual Cooperation and Security applies to the Okinawa Islands", "Not verbatim: words differ", "p3s2"},
		{"nothing near", "xyzzy", "Not verbatim: no published sentence", ""},
	}
	for _, tt := range tests {
		for method, page := range map[string]shownPage{
			"GET":  do(t, h, http.MethodGet, "/verify?text="+url.QueryEscape(tt.text), "", nil),
			"POST": do(t, h, http.MethodPost, "/verify", "text="+url.QueryEscape(tt.text), asForm),
		} {
			if got := page.text(t, "#result"); !strings.HasPrefix(got, tt.verdict) {
				t.Errorf("%s, %s: got %q, want %q", tt.name, method, got, tt.verdict)
			}
			if got := page.text(t, "textarea"); got != tt.text {
				t.Errorf("%s, %s: the form holds %q, want %q", tt.name, method, got, tt.text)
			}
			if tt.quote == "" {
				continue
			}
			if got := page.attribute(t, "figcaption > a.place", "href"); !strings.HasSuffix(got, "#"+tt.quote) {
				t.Errorf("%s, %s: got %q, want %s", tt.name, method, got, tt.quote)
			}
		}
	}
	if got := get(t, h, "/verify?text=Article+V+of+the+U.S.-Japan+Treaty+of+Mutual+Cooperation+and+Security+applies+to+the+Okinawa+Islands"); !slices.Contains(got.texts(".difference ins"), "[given: Okinawa Islands]") {
		t.Errorf("got differences %q, want the given word", got.texts(".difference ins"))
	}
	if r := do(t, h, http.MethodPost, "/verify", "text="+strings.Repeat("x", maxBody), asForm); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: got status %d, want 413", r.status)
	}
}

// TestHeldBack answers with a quote that is not as published, as a fault would.
func TestHeldBack(t *testing.T) {
	docs := seedDocs(t)
	altered := parse(t, seedID+".md", "Japan may act.")
	q, err := altered.Quote(knowledge.Place{Paragraph: 1, Sentence: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	w := webWith(t, Config{Documents: docs}, responderFunc(func(_ context.Context, asked bot.Question) (bot.Answer, error) {
		if asked.Text == "fail" {
			return bot.Answer{}, errors.New("the index is closed")
		}
		return bot.Answer{Quotes: []knowledge.Quote{q}}, nil
	}))
	for target, want := range map[string]string{
		"/ask?q=x": "Sorry, this answer is held back", "/ask?q=fail": "I could not answer this",
		"/api/ask?question=x": "sorry, this answer is held back", "/api/ask?question=fail": "no answer",
	} {
		page := get(t, w.Handler(), target)
		if page.status != http.StatusInternalServerError || !strings.Contains(page.source, want) {
			t.Errorf("%s: got status %d and %q, want 500 and %q", target, page.status, page.source, want)
		}
		if strings.Contains(page.source, "may act") || strings.Contains(page.source, "index is closed") {
			t.Errorf("%s: got %q, want neither the altered quote nor the error", target, page.source)
		}
	}
	if got := w.gate.Held(); got != 2 {
		t.Errorf("the gate counted %d, want 2", got)
	}
}

// TestBrokenPage shows that a fault of ours ends one request, and that the operator hears of it.
func TestBrokenPage(t *testing.T) {
	var logged strings.Builder
	broken := responderFunc(func(context.Context, bot.Question) (bot.Answer, error) { panic("no such term") })
	w, err := New(Config{Documents: seedDocs(t)}, broken, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	page := get(t, w.Handler(), "/ask?q=my+secret")
	if page.status != http.StatusInternalServerError || strings.Contains(page.source, "no such term") {
		t.Errorf("got status %d and %q, want 500 without the fault", page.status, page.source)
	}
	if !strings.Contains(logged.String(), "no such term") || strings.Contains(logged.String(), "secret") {
		t.Errorf("got log %q, want the fault and no question", &logged)
	}
}

// TestCompare alters a document's page, as a fault of the templates would.
func TestCompare(t *testing.T) {
	doc := parse(t, "a.md", "Japan will act. They met.\n\n| a | b |\n|---|---|\n| c | d |")
	w := webWith(t, Config{Documents: []*knowledge.Document{doc}}, silent)
	page := string(w.documents["a"].text)
	if err := compare(doc, []byte(page)); err != nil {
		t.Fatal(err)
	}
	for name, altered := range map[string]string{
		"a word":    strings.Replace(page, "will act", "may act", 1),
		"a mark":    strings.Replace(page, "met.", "met!", 1),
		"an anchor": strings.Replace(page, `id="p1s2"`, `id="p9s9"`, 1),
		"a cell":    strings.Replace(page, "> | <", "><", 1),
	} {
		if err := compare(doc, []byte(altered)); !errors.Is(err, bot.ErrAltered) || altered == page {
			t.Errorf("%s: got error %v, want it found", name, err)
		}
	}
}

// TestHeaders holds for every kind of answer.
func TestHeaders(t *testing.T) {
	h := seedHandler(t)
	for _, target := range []string{"/", "/d/" + seedID, "/ask?q=x", "/verify", "/about", "/nowhere", "/api/ask?question=x", "/api/openapi.yaml"} {
		r := do(t, h, http.MethodGet, target, "", map[string]string{"Origin": "https://evil.example"})
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		} {
			if got := r.header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: got %s %q, want %q", target, name, got, want)
			}
		}
		for name := range r.header {
			if strings.HasPrefix(name, "Access-Control-") || name == "Set-Cookie" {
				t.Errorf("%s: got the header %s, want none like it", target, name)
			}
		}
	}
	for method, target := range map[string]string{http.MethodPost: "/about", http.MethodDelete: "/api/ask", http.MethodOptions: "/api/ask"} {
		if r := do(t, h, method, target, "", nil); r.status != http.StatusMethodNotAllowed || r.header.Get("Allow") == "" {
			t.Errorf("%s %s: got status %d, want 405", method, target, r.status)
		}
	}
}

// TestTags spares the bytes of a page that the browser has.
func TestTags(t *testing.T) {
	h := seedHandler(t)
	r := do(t, h, http.MethodGet, "/d/"+seedID, "", nil)
	again := do(t, h, http.MethodGet, "/d/"+seedID, "", map[string]string{"If-None-Match": r.header.Get("ETag")})
	if r.header.Get("ETag") == "" || again.status != http.StatusNotModified {
		t.Errorf("got tag %q and then status %d, want 304", r.header.Get("ETag"), again.status)
	}
}

// TestWeight keeps a page with everything that it loads under 100 kB.
func TestWeight(t *testing.T) {
	const most = 100_000
	h := seedHandler(t)
	for _, target := range []string{"/", "/ask?q=what+about+Senkaku", "/ask?q=everything+on+security", "/d/" + seedID, "/verify?text=Japan", "/about"} {
		page := get(t, h, target)
		bytes, files := len(page.source), 0
		for _, n := range page.all("link[href], script[src], img[src]") {
			for _, a := range n.Attr {
				if a.Key != "href" && a.Key != "src" {
					continue
				}
				u, err := url.Parse(target)
				if err != nil {
					t.Fatal(err)
				}
				file, err := u.Parse(a.Val)
				if err != nil || file.Host != "" {
					t.Fatalf("%s loads %q, want a file of ours", target, a.Val)
				}
				r := get(t, h, file.Path)
				if r.status != http.StatusOK || r.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
					t.Errorf("%s: got status %d, cached %q", file, r.status, r.header.Get("Cache-Control"))
				}
				bytes += len(r.source)
				files++
			}
		}
		if bytes > most || files != 3 {
			t.Errorf("%s: %d bytes with %d files, want at most %d with 3", target, bytes, files, most)
		}
		t.Logf("%s: %d bytes with its files, %d without", target, bytes, len(page.source))
	}
}

// TestPreviews needs the address that readers know.
func TestPreviews(t *testing.T) {
	links, err := bot.NewLinks("https://example.org/statements/")
	if err != nil {
		t.Fatal(err)
	}
	docs := seedDocs(t)
	h := webWith(t, Config{Documents: docs, Links: links}, silent).Handler()
	q, err := docs[0].Quote(knowledge.Place{Paragraph: 3, Sentence: 2}, 2)
	if err != nil {
		t.Fatal(err)
	}
	path, _, _ := strings.Cut(bot.PagePath(q.Citation()), "#")
	page := get(t, h, path)
	for property, want := range map[string]string{
		"og:url": links.Page(q.Citation()), "og:title": q.Citation().String(), "og:description": q.Text(), "og:type": "article", "og:site_name": "statementbot",
	} {
		if got := page.attribute(t, `meta[property="`+property+`"]`, "content"); got != want {
			t.Errorf("%s: got %q, want %q", property, got, want)
		}
	}
	if strings.Contains(get(t, seedHandler(t), path).source, "og:url") {
		t.Error("got an address in the preview where none is known")
	}
}
