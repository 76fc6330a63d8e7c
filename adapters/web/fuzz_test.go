package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"statementbot/knowledge"
)

// attacks are texts that would be code where they are not escaped.
var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><script>alert(1)</script>`,
	`</textarea><svg onload=alert(1)>`, `javascript:alert(1)`, `{{.Page}}`, "\x00<b>\xff", `&lt;script&gt;`, `<!--`, `]]>`, "\u2028\u202e", `"autofocus onfocus="alert(1)`,
}

// checkInert checks that a page holds only what our templates write: their elements, no
// handler of events, no address but of the web.
func checkInert(tb testing.TB, page shownPage) {
	tb.Helper()
	elements := strings.Fields(`html head meta title link script body a header span nav main footer p h1 h2 h3 h4 h5 h6 div form label input button section
		ul ol li figure blockquote mark figcaption details summary pre article aside code textarea del ins dl dt dd bdi table tbody tr td`)
	for n := range page.Descendants() {
		switch {
		case n.Type == html.CommentNode:
			tb.Errorf("got a comment %q", n.Data)
		case n.Type != html.ElementNode:
			continue
		case !slices.Contains(elements, n.Data):
			tb.Errorf("got an element <%s>", n.Data)
		case n.Data == "script" && n.FirstChild != nil:
			tb.Error("got a script within the page")
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "formaction":
				tb.Errorf("<%s> has the attribute %s", n.Data, a.Key)
			case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "cite":
				if u, err := url.Parse(a.Val); err != nil || !slices.Contains([]string{"", "http", "https"}, u.Scheme) {
					tb.Errorf("<%s> leads to %q", n.Data, a.Val)
				}
			}
		}
	}
	if got := len(page.all("script")); got != 1 {
		tb.Errorf("got %d scripts, want ours alone", got)
	}
}

// TestReflected tries every parameter of every page with texts that are code.
func TestReflected(t *testing.T) {
	h := seedHandler(t)
	for _, attack := range attacks {
		value := url.QueryEscape(attack)
		for _, target := range []string{
			"/?q=", "/ask?q=", "/ask?question=", "/ask?q=by+when&context=", "/ask?q=what+about+Senkaku&context=", "/verify?text=",
			"/about?x=", "/d/" + seedID + "?e=", "/d/" + seedID + "?s=", "/d/" + seedID + "?s=p3s2&e=", "/d/" + seedID + "?at=", "/nowhere?x=",
		} {
			checkInert(t, get(t, h, target+value))
		}
		checkInert(t, get(t, h, "/d/"+url.PathEscape(attack)))
		checkInert(t, get(t, h, "/"+url.PathEscape(attack)))
	}
}

// TestStored puts code into a document's text, title, headings, ID and source, and into an
// earlier edition of it.
func TestStored(t *testing.T) {
	for _, attack := range attacks {
		if !utf8.ValidString(attack) {
			continue // no document holds it
		}
		escaped := strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(attack)
		source := "---\ntitle: 'T " + strings.ReplaceAll(attack, "'", "''") + "'\ndate: 2024-01-02\nsource_url: https://example.org/?a=" + url.QueryEscape(attack) + "\n---\n\n" +
			"# " + escaped + "\n\nOne " + escaped + " two. And three.\n\n- " + escaped + "\n\n| " + escaped + " | b |\n|---|---|\n| " + escaped + " | d |\n"
		folder := t.TempDir()
		id := strings.NewReplacer("/", "-").Replace(attack)
		before, err := knowledge.Parse(id+".md", []byte(source+"\n\nFour "+escaped+".\n"))
		if err != nil {
			t.Fatalf("%q: %v", attack, err)
		}
		after, err := knowledge.Parse(id+".md", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		webWith(t, Config{Documents: []*knowledge.Document{before}, Editions: folder}, silent)
		h := newWeb(t, Config{Documents: []*knowledge.Document{after}, Editions: folder}).Handler()
		last := before.Paragraphs[len(before.Paragraphs)-1].Number
		query := url.Values{"e": {before.Edition}, "s": {"p" + string(rune('0'+last))}, "at": {"notice"}}
		for _, target := range []string{
			"/", "/ask?q=title", "/ask?q=sections", "/ask?q=paragraph+1", "/verify?text=One+two", "/about",
			"/d/" + url.PathEscape(id), "/d/" + url.PathEscape(id) + "?s=p1s1&e=" + after.Edition, "/d/" + url.PathEscape(id) + "?" + query.Encode(),
		} {
			page := get(t, h, target)
			if page.status != http.StatusOK {
				t.Errorf("%q: %s: got status %d", attack, target, page.status)
			}
			checkInert(t, page)
		}
	}
}

// FuzzParameters sends anything in every parameter, and wants a page that is inert, or
// JSON, and whose quotes are as published.
func FuzzParameters(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, attack, attack, attack, attack)
	}
	f.Add("what about Senkaku?", "", "Article V", "p3s2", "bef1ebc0")
	f.Add("by when tho", "what about Japan's defense budget?", "applies to the Senkaku Islands", "p3s1-2", "00000000")
	f.Add("尖閣諸島", "関税は？", "Japan's", "¶3", "x")
	h := seedHandler(f)
	f.Fuzz(func(t *testing.T, question, context, text, place, edition string) {
		for path, values := range map[string]url.Values{
			"/ask":           {"q": {question}, "context": {context}},
			"/verify":        {"text": {text}},
			"/d/" + seedID:   {"s": {place}, "e": {edition}, "at": {context}},
			"/api/ask":       {"question": {question}, "context": {context}, "id": {text}, "explain": {place}},
			"/about":         {question: {context}},
			"/static/" + "x": {question: {context}},
		} {
			page := get(t, h, path+"?"+values.Encode())
			switch {
			case page.status == http.StatusSeeOther || page.status == http.StatusFound:
			case page.status >= http.StatusInternalServerError:
				t.Errorf("%s: got status %d", path, page.status)
			case path == "/api/ask":
				if page.header.Get("Content-Type") != "application/json" {
					t.Errorf("%s: got %q", path, page.header.Get("Content-Type"))
				}
			default:
				checkInert(t, page)
			}
		}
	})
}
