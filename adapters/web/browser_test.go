package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"statementbot/bot"
	"statementbot/knowledge"
)

// browsers are the names that Chromium goes by. Debian's package is chromium.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"}

// patience bounds a test in the browser; all of it takes seconds.
const patience = 2 * time.Minute

// A tab is a page of a real browser that looks at a server of ours.
type tab struct {
	*testing.T
	ctx    context.Context //nolint:containedctx // it is the tab, as chromedp has it
	server string

	mu       sync.Mutex // guards what follows
	outside  []string   // requests that left the server
	problems []string   // what the browser complains of: errors of scripts, refused loads
}

// open starts a browser at no page, or skips the test where there is none. When the test
// ends, nothing must have been loaded from elsewhere and the browser must have been content.
func open(t *testing.T, h http.Handler) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: -short leaves out what needs a browser")
	}
	program := ""
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Skipf("skipped: there is no browser; install one of %s", strings.Join(browsers, ", "))
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.WindowSize(1200, 900),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", true),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...) //nolint:usetesting // it has to outlive the test, to be asked how it went
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx, server: server.URL}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.outside) > 0 {
			t.Errorf("requests left the page: %q", b.outside)
		}
		if len(b.problems) > 0 {
			t.Errorf("the browser complains: %q", b.problems)
		}
	})
	return b
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.server+"/") && !strings.HasPrefix(u, "about:") && !strings.HasPrefix(u, "data:") {
			b.outside = append(b.outside, u)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Source == log.EntrySourceSecurity {
			b.problems = append(b.problems, e.Entry.Text)
		}
	}
}

// call sends the browser a command of its protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], parameters P) R {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, parameters)
	if err != nil {
		b.Fatal(err)
	}
	return result
}

// eval returns the value of an expression on the page, or what it promises.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	return run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// run carries out an action, which has to succeed.
func run[T any](b *tab, action chromedp.Action[T]) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// do carries out actions, all of which have to succeed.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	run(b, chromedp.Steps(actions...))
}

// visit goes to an address of the server.
func (b *tab) visit(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.server + path))
}

// until waits for an expression to be true, on this page or on one that it leads to.
func (b *tab) until(expression string) {
	b.Helper()
	var err error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		var ok bool
		// While one page gives way to another, there is none to evaluate on.
		if ok, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression)); ok {
			return
		}
	}
	b.Fatalf("never came true: %s; the last error was %v", expression, err)
}

// press types on the keyboard, wherever the focus is.
func (b *tab) press(keys string) {
	b.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// window sets the size in CSS pixels, and the colour scheme, "light" or "dark".
func (b *tab) window(width, height int64, scheme string) {
	b.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 500})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// picture keeps a screenshot as an artefact of the test and returns it, as PNG.
func (b *tab) picture(name string) []byte {
	b.Helper()
	shot := run(b, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(b.ArtifactDir(), name+".png"), shot, 0o600); err != nil {
		b.Fatal(err)
	}
	return shot
}

// marked lists the anchors of the sentences that are marked: those with another background
// than the text around them.
const marked = `[...document.querySelectorAll(".text .s")].filter(s => getComputedStyle(s).backgroundColor !== "rgba(0, 0, 0, 0)").map(s => s.id)`

func citedPath(tb testing.TB, d *knowledge.Document, address string) string {
	tb.Helper()
	a, err := knowledge.ParseAddress(address)
	if err != nil {
		tb.Fatal(err)
	}
	q, err := d.QuoteAt(a)
	if err != nil {
		tb.Fatal(err)
	}
	return bot.PagePath(q.Citation())
}

// TestBrowserAsk asks with the keyboard alone, follows up, goes back, and follows a citation.
func TestBrowserAsk(t *testing.T) {
	b := open(t, seedHandler(t))
	b.visit("/")
	b.picture("start")
	for range 10 {
		b.press(kb.Tab)
		if eval[string](b, "document.activeElement.id") == "q" {
			break
		}
	}
	eval[string](b, `window.before = "the same page"`)
	b.press("what about Senkaku?" + kb.Enter)
	b.until(`document.querySelector("#asked")?.textContent.includes("Senkaku") && location.pathname === "/ask"`)
	if got := eval[string](b, "window.before ?? 'another page'"); got != "the same page" {
		t.Errorf("the answer came on %s, want it in place", got)
	}
	if got := eval[[]string](b, `[...document.querySelectorAll("blockquote")].map(q => q.textContent)`); len(got) != 1 || !strings.Contains(got[0], "Article V") {
		t.Errorf("got %q, want the sentence on the Senkaku Islands", got)
	}
	if got := eval[string](b, `document.querySelector("#answer").getAttribute("aria-live")`); got != "polite" {
		t.Errorf("the answer's place is %q to a screen reader, want polite", got)
	}
	b.picture("answered")

	b.press("what else does it say on that?" + kb.Enter)
	b.until(`document.querySelector("#asked").textContent.includes("what else")`)
	if got := eval[string](b, "decodeURIComponent(location.search)"); !strings.Contains(got, "context=what+about+Senkaku?") {
		t.Errorf("a follow-up asked %q, want the question before in it", got)
	}
	eval[chromedp.Void](b, "history.back()")
	b.until(`document.querySelector("#asked")?.textContent.includes("about Senkaku")`)
	eval[chromedp.Void](b, "history.back()")
	b.until(`location.pathname === "/" && document.querySelector("#samples") && !document.querySelector("#asked")`)
	eval[chromedp.Void](b, "history.forward()")
	b.until(`document.querySelector("#asked")?.textContent.includes("about Senkaku")`)

	b.do(chromedp.Focus(chromedp.CSS("figcaption a.place")))
	b.press(kb.Enter)
	b.until(`location.pathname.startsWith("/d/") && document.readyState === "complete"`)
	if got := eval[[]string](b, marked); !slices.Equal(got, []string{"p3s2"}) {
		t.Errorf("got %q marked, want p3s2", got)
	}
	b.window(1120, 740, "light")
	b.visit(citedPath(t, seedDocs(t)[0], "p3s2"))
	b.picture("cited") // the README shows it
}

// TestBrowserMarks opens every sentence of the seed by its citation's link, and runs and
// paragraphs, with and without the link's parameters.
func TestBrowserMarks(t *testing.T) {
	docs := seedDocs(t)
	b := open(t, seedHandler(t))
	check := func(path string, want ...string) {
		t.Helper()
		b.do(chromedp.Navigate("about:blank")) // so that each is a navigation of its own
		b.visit(path)
		if got := eval[[]string](b, marked); !slices.Equal(got, want) {
			t.Errorf("%s: got %q marked, want %q", path, got, want)
		}
		top := eval[float64](b, `document.getElementById("`+want[0]+`").getBoundingClientRect().top`)
		if top < 0 || top > 880 {
			t.Errorf("%s: the sentence stands at %v of a window of 900, want it in sight", path, top)
		}
	}
	for _, place := range docs[0].Places() {
		q, err := docs[0].Quote(place, place.Sentence)
		if err != nil {
			t.Fatal(err)
		}
		check(bot.PagePath(q.Citation()), anchorOf(q))
	}
	check("/d/"+seedID+"#p3s2", "p3s2")
	check("/d/"+seedID+"?s=p3s2", "p3s2") // the fragment got lost
	check(citedPath(t, docs[0], "p5s2-4"), "p5s2", "p5s3", "p5s4")
	check("/d/"+seedID+"#p5s1-2", "p5s1", "p5s2")
	check("/d/"+seedID+"#p3", "p3s1", "p3s2")
	check(citedPath(t, docs[0], "p3"), "p3s1", "p3s2")
}

// TestBrowserWithoutScript asks and reads where scripts are switched off.
func TestBrowserWithoutScript(t *testing.T) {
	b := open(t, seedHandler(t))
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.visit("/")
	b.do(chromedp.SendKeys(chromedp.CSS("#q"), "what about Senkaku?"+kb.Enter))
	b.do(chromedp.WaitVisible(chromedp.CSS("#asked")))
	if n := len(eval[[]string](b, `[...document.querySelectorAll("button.copy")].filter(b => b.offsetWidth > 0).map(b => b.textContent)`)); n > 0 {
		t.Errorf("%d buttons are shown that do nothing without a script", n)
	}
	b.do(chromedp.Click(chromedp.CSS(".cite summary")), chromedp.WaitVisible(chromedp.CSS(".forms pre")))
	b.picture("cite without script")
	b.do(chromedp.Click(chromedp.CSS("figcaption a.place")), chromedp.WaitVisible(chromedp.CSS(".card")))
	if got := eval[[]string](b, marked); !slices.Equal(got, []string{"p3s2"}) {
		t.Errorf("got %q marked, want p3s2", got)
	}
}

// TestBrowserLayout looks at all pages, narrow and wide, light and dark, for anything that
// sticks out or that axe finds hard to read for somebody.
func TestBrowserLayout(t *testing.T) {
	seed := seedDocs(t)[0]
	mixed := mixedDocument(t)
	b := open(t, newWeb(t, Config{Documents: []*knowledge.Document{seed, mixed}, Editions: t.TempDir()}).Handler())
	axe := readAxe(t)
	pages := []struct{ name, path string }{
		{"start", "/"},
		{"answered", "/ask?q=what+about+Senkaku%3F"},
		{"not found", "/ask?q=whaling"},
		{"Japanese", "/ask?q=" + url.QueryEscape("捕鯨については何と言っていますか？")},
		{"long word", "/ask?q=" + strings.Repeat("Donaudampfschiff", 20)},
		{"cited", citedPath(t, seed, "p3s2")},
		{"a run cited", citedPath(t, seed, "p5s1-3")},
		{"list cited", citedPath(t, mixed, "p4s1")},
		{"table cited", citedPath(t, mixed, "p7s1")},
		{"another edition", "/d/" + seedID + "?e=00000000&s=p3s2#p3s2"},
		{"no place", "/d/" + seedID + "?s=p99"},
		{"verify", "/verify?text=" + url.QueryEscape("The two leaders reaffirmed that Article V of the U.S.-Japan Treaty applies to the Senkaku and Okinawa Islands")},
		{"verbatim", "/verify?text=" + url.QueryEscape("applies to the Senkaku Islands")},
		{"about", "/about"},
		{"missing", "/nowhere"},
	}
	for _, p := range pages {
		for _, window := range []struct {
			width  int64
			scheme string
		}{{320, "light"}, {1200, "dark"}} {
			name := fmt.Sprintf("%s, %d px, %s", p.name, window.width, window.scheme)
			b.window(window.width, 900, window.scheme)
			b.do(chromedp.Navigate("about:blank")) // so that each is a navigation of its own
			b.visit(p.path)
			eval[chromedp.Void](b, `document.querySelectorAll("details").forEach((d, i) => { d.open ||= i < 2 })`)
			if wide := eval[[]string](b, sticksOut); len(wide) > 0 {
				t.Errorf("%s: sticks out of the window: %q", name, wide)
			}
			b.picture(name)
			for _, finding := range b.axe(axe) {
				t.Errorf("%s: %s", name, finding)
			}
		}
	}
	b.problems = slices.DeleteFunc(b.problems, func(p string) bool { return strings.Contains(p, "404 (Not Found)") }) // we asked for it
}

// sticksOut lists the elements that are wider than the window, but for what lies in a box
// that scrolls by itself or is there for screen readers alone.
const sticksOut = `document.documentElement.scrollWidth <= innerWidth ? [] :
	[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".table, pre, .vh")).map(e => e.outerHTML.slice(0, 100)).concat("the page, " + document.documentElement.scrollWidth)`

// mixedDocument has what the seed has not: nested headings, a list, a wide table and a word
// that is longer than a line.
func mixedDocument(tb testing.TB) *knowledge.Document {
	tb.Helper()
	return parse(tb, "mixed.md", strings.Join([]string{
		"Before the first heading.", "# One", "They name:",
		"- peace and trade, and whatever else two countries may want to have between them. And more.\n- growth",
		"## One and a half with a heading that is a good deal longer than any line of a small telephone",
		"| Countries and Territories | Reciprocal Tariff, Adjusted | Remarks |\n|---|---|---|\n| Japan | 15% | " + strings.Repeat("as agreed ", 12) + "|\n| Norway | 16% | none |",
		"# Two", "A word: " + strings.Repeat("Donaudampfschiff", 10) + ". The end.",
	}, "\n\n"))
}

// readAxe returns the source of axe-core, which looks for what keeps people from reading a
// page: https://github.com/dequelabs/axe-core. testdata/axe holds version 4.14.1 as
// published to npm, unchanged but for compression, with its licences.
func readAxe(tb testing.TB) string {
	tb.Helper()
	f, err := os.Open(filepath.Join("testdata", "axe", "axe.min.js.gz"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	source, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return string(source)
}

// axe runs axe-core on the page, with every rule but the experimental ones, and returns its
// findings.
func (b *tab) axe(source string) []string {
	b.Helper()
	eval[chromedp.Void](b, source+"; 0")
	raw := eval[string](b, `axe.run({resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v => [v.impact, v.id, v.help, ...v.nodes.map(n => n.html.slice(0, 160) + " " + n.any.map(a => a.message).join("; "))])))`)
	var findings [][]string
	if err := json.Unmarshal([]byte(raw), &findings); err != nil {
		b.Fatal(err)
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.Join(f, ": "))
	}
	return lines
}

// TestBrowserCopies selects text as a reader does and compares it with the source.
func TestBrowserCopies(t *testing.T) {
	for _, d := range []*knowledge.Document{seedDocs(t)[0], mixedDocument(t)} {
		b := open(t, webWith(t, Config{Documents: []*knowledge.Document{d}}, silent).Handler())
		b.visit("/d/" + d.ID + "?s=p1s1#p1s1")
		got := strings.Fields(eval[string](b, `(() => { getSelection().selectAllChildren(document.querySelector(".text")); return getSelection().toString() })()`))
		if want := strings.Fields(d.Text); !slices.Equal(got, want) {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Errorf("%s: the copied text differs from word %d on: got %q, want %q", d.ID, at, got[at:min(at+12, len(got))], want[at:min(at+12, len(want))])
		}
	}
}

// TestBrowserCopyButtons copies a citation and a link.
func TestBrowserCopyButtons(t *testing.T) {
	docs := seedDocs(t)
	b := open(t, seedHandler(t))
	permission := browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted, Origin: b.server}
	if _, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, permission); err != nil {
		t.Fatal(err)
	}
	path := citedPath(t, docs[0], "p3s2")
	b.visit(path)
	clipboard := func() string { return eval[string](b, "navigator.clipboard.readText()") }
	b.do(chromedp.Click(chromedp.CSS(".copy.link")))
	b.until(`document.querySelector(".copy.link").textContent === "Copied"`)
	if got := clipboard(); got != b.server+path {
		t.Errorf("got the link %q, want %q", got, b.server+path)
	}
	b.do(chromedp.Click(chromedp.CSS(".cite summary")), chromedp.Click(chromedp.CSS(".forms .copy")))
	b.until(`document.querySelector(".forms .copy").textContent === "Copied"`)
	q, err := docs[0].Quote(knowledge.Place{Paragraph: 3, Sentence: 2}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := clipboard(); got != citeForms(q, bot.Links{})[0].Text {
		t.Errorf("got the citation %q", got)
	}
	b.picture("copied")
}

// TestBrowserPrint prints a cited page.
func TestBrowserPrint(t *testing.T) {
	b := open(t, seedHandler(t))
	b.visit(citedPath(t, seedDocs(t)[0], "p3s2"))
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if got := eval[[]string](b, `["header.top nav", "form", ".outline", ".tools", ".n"].filter(s => document.querySelector(s).offsetHeight > 0)`); len(got) > 0 {
		t.Errorf("on paper there are %q, want the text alone", got)
	}
	if got := eval[[]string](b, marked); !slices.Equal(got, []string{"p3s2"}) {
		t.Errorf("on paper %q are marked, want p3s2", got)
	}
	b.picture("print")
}

// TestBrowserFindsTextFragments opens every quote of the seed, and of a document with a list
// and a table, on a page built as the publisher's is, by its link, and looks at where the
// browser marks the text. CI_LONG=1 does so with the shared statements as well, which are too
// large to be committed.
func TestBrowserFindsTextFragments(t *testing.T) {
	docs := []*knowledge.Document{seedDocs(t)[0], mixedDocument(t)}
	if os.Getenv("CI_LONG") == "1" {
		more, errs := knowledge.Load(os.DirFS("../../../shared/statements"))
		if len(errs) > 0 {
			t.Log(errors.Join(errs...))
		}
		docs = append(docs, more...)
	}
	for _, d := range docs {
		t.Run(d.ID, func(t *testing.T) {
			b := open(t, http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = io.WriteString(rw, publisherPage(d))
			}))
			b.window(1000, 1200, "light")
			for i, place := range d.Places() {
				q, err := d.Quote(place, place.Sentence)
				if err != nil {
					t.Fatal(err)
				}
				_, fragment, _ := strings.Cut(q.Citation().URL, "#")
				b.visit(fmt.Sprintf("/?%d#%s", i, fragment)) // the number makes it another page
				shot := b.picture(fmt.Sprintf("fragment p%ds%d", place.Paragraph, place.Sentence))
				want := eval[[4]float64](b, fmt.Sprintf(`(() => {
					const spans = document.querySelectorAll('[data-p="%d.%d"]');
					const boxes = [...spans].flatMap(s => [...s.getClientRects()]);
					return [Math.min(...boxes.map(r => r.left)), Math.min(...boxes.map(r => r.top)), Math.max(...boxes.map(r => r.right)), Math.max(...boxes.map(r => r.bottom))];
				})()`, place.Paragraph, place.Sentence))
				got, ok := magenta(t, shot)
				const slack = 6 // pixels; a mark may begin or end beside the letters
				if !ok || abs(got[0]-want[0]) > slack || abs(got[1]-want[1]) > slack || abs(got[2]-want[2]) > slack || abs(got[3]-want[3]) > slack {
					t.Errorf("p%ds%d: %s marks %v (%t), want %v", place.Paragraph, place.Sentence, fragment, got, ok, want)
				}
			}
		})
	}
}

// publisherPage is a page with a document as publishers have it: among menus and other
// texts, with emphasis within sentences, and lines of its own for what they set apart.
func publisherPage(d *knowledge.Document) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Publisher</title><style>
		body { font: 16px/1.5 sans-serif; max-width: 700px; margin: 0 auto; overflow-wrap: anywhere; } ::target-text { background: #f0f; color: #f0f; }
		table, ul { margin: 16px 0; } td { padding: 8px 40px; } footer, header { height: 900px; } p { margin: 24px 0; }
		</style></head><body><header><nav><ul><li><a href="#">News</a></li><li><a href="#">Briefings &amp; Statements</a></li></ul></nav><h1>` + escape(d.Title) + `</h1><p>Washington</p></header><main>`)
	for i, s := range d.Sections {
		if h := d.Heading(i); h != "" {
			b.WriteString("<p><strong><u>" + escape(h) + "</u></strong></p>\n")
		}
		for n := s.First; n <= s.Last; n++ {
			p := d.Paragraphs[n-1]
			switch p.Kind {
			case knowledge.TableRow:
				b.WriteString("<table><tr>")
				for cell := range strings.SplitSeq(d.Slice(p.Span), knowledge.CellSeparator) {
					fmt.Fprintf(&b, `<td><span data-p="%d.1">%s</span></td>`, n, escape(cell))
				}
				b.WriteString("</tr></table>\n")
				continue
			case knowledge.ListItem:
				b.WriteString("<ul><li>")
			default:
				b.WriteString(`<p class="wp-block-paragraph">`)
			}
			for i, s := range p.Sentences {
				text := escape(d.Slice(s))
				if first, rest, ok := strings.Cut(text, " "); ok {
					text = "<em>" + first + "</em> " + rest
				}
				fmt.Fprintf(&b, "<span data-p=\"%d.%d\">%s</span>\n", n, i+1, text)
			}
			if p.Kind == knowledge.ListItem {
				b.WriteString("</li></ul>\n")
			} else {
				b.WriteString("</p>\n")
			}
		}
	}
	b.WriteString("</main><footer></footer></body></html>")
	return b.String()
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
}

// magenta returns the box around all magenta pixels of a screenshot; false if there are none.
func magenta(tb testing.TB, shot []byte) (box [4]float64, ok bool) {
	tb.Helper()
	decoded, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		tb.Fatal(err)
	}
	img, rgb := decoded.(*image.RGBA)
	if !rgb {
		tb.Fatalf("got a screenshot as %T, want one without transparency", decoded)
	}
	box = [4]float64{float64(img.Rect.Max.X), float64(img.Rect.Max.Y), -1, -1}
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride : (y+1)*img.Stride]
		for from := 0; ; {
			at := bytes.Index(row[from:], []byte{0xff, 0, 0xff, 0xff})
			if at < 0 {
				break
			}
			if from += at; from%4 == 0 {
				x := float64(from / 4)
				box = [4]float64{min(box[0], x), min(box[1], float64(y)), max(box[2], x+1), max(box[3], float64(y+1))}
				ok = true
			}
			from++
		}
	}
	return box, ok
}

func abs(x float64) float64 { return max(x, -x) }
