package web

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"statementbot/bot"
	"statementbot/knowledge"
)

// A document is a statement with its page's text.
type document struct {
	*knowledge.Document
	listed  listed // what lists show of it
	outline []heading
	text    []byte
	// cards[i] is where, in text, what belongs to paragraph i+1 may be put: within its list item,
	// or behind it, or behind its table.
	cards []int
}

// A heading is an entry of the outline.
type heading struct {
	Anchor, Text, Range string
	Depth               int // from 0
}

// longestParagraph is the number of sentences up to which every run of a paragraph's
// sentences has an anchor. The rules for them in style.css go as far.
const longestParagraph = 16

// A shownParagraph is what the templates need of a paragraph.
type shownParagraph struct {
	Number    int
	Edition   string
	Class     string // "p" and, where it has no marker of its own, its kind
	Sentences []shownSentence
	Cells     []string // of a table row
}

// A shownSentence is a sentence with the space before it.
type shownSentence struct {
	Space             string
	Paragraph, Number int
	Edition           string
	Runs              []int // the last sentences of the runs that begin here
	Text              string
}

// renderDocument renders the text of d and compares every sentence of it with the source.
func (w *Web) renderDocument(d *knowledge.Document) (*document, error) {
	doc := &document{Document: d, listed: listing(d), cards: make([]int, len(d.Paragraphs))}
	var b bytes.Buffer
	top := d.TopLevel()
	for i, s := range d.Sections {
		if text := d.Heading(i); text != "" {
			h := heading{Anchor: fmt.Sprintf("part%d", i+1), Text: text, Range: s.Range(), Depth: max(0, s.Level-top)}
			doc.outline = append(doc.outline, h)
			if err := w.part(&b, fmt.Sprintf("heading%d", min(h.Depth+2, 6)), h); err != nil {
				return nil, err
			}
		}
		if s.Last < s.First {
			continue
		}
		if err := w.renderSection(&b, doc, d.Paragraphs[s.First-1:s.Last]); err != nil {
			return nil, err
		}
	}
	doc.text = b.Bytes()
	return doc, compare(d, doc.text)
}

// The elements around paragraphs of one kind.
var openings = map[knowledge.Kind]string{
	knowledge.ListItem: "<ul class=\"list\">\n",
	knowledge.TableRow: "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table><tbody>\n",
}

var closings = map[knowledge.Kind]string{knowledge.ListItem: "</ul>\n", knowledge.TableRow: "</tbody></table></div>\n"}

// renderSection renders paragraphs, with neighbours of one kind in one list or table.
func (w *Web) renderSection(b *bytes.Buffer, doc *document, paragraphs []knowledge.Paragraph) error {
	for i, p := range paragraphs {
		begins := i == 0 || paragraphs[i-1].Kind != p.Kind
		ends := i == len(paragraphs)-1 || paragraphs[i+1].Kind != p.Kind
		if begins {
			b.WriteString(openings[p.Kind])
		}
		shown := showParagraph(doc.Document, p)
		part := map[knowledge.Kind]string{knowledge.Prose: "prose", knowledge.ListItem: "item", knowledge.TableRow: "row"}[p.Kind]
		if err := w.part(b, part, shown); err != nil {
			return err
		}
		doc.cards[p.Number-1] = b.Len()
		if p.Kind == knowledge.ListItem {
			b.WriteString("</li>\n")
		}
		if !ends {
			continue
		}
		b.WriteString(closings[p.Kind])
		for j := i; p.Kind == knowledge.TableRow && j >= 0 && paragraphs[j].Kind == p.Kind; j-- {
			doc.cards[paragraphs[j].Number-1] = b.Len()
		}
	}
	return nil
}

func (w *Web) part(b *bytes.Buffer, name string, data any) error {
	return w.pages.parts.ExecuteTemplate(b, name, data)
}

func showParagraph(d *knowledge.Document, p knowledge.Paragraph) shownParagraph {
	shown := shownParagraph{Number: p.Number, Edition: d.Edition}
	if p.Kind == knowledge.TableRow {
		shown.Cells = strings.Split(d.Slice(p.Span), knowledge.CellSeparator)
	}
	at := p.Span.Start
	for i, s := range p.Sentences {
		sentence := shownSentence{
			Space: d.Text[at:s.Start], Paragraph: p.Number, Number: i + 1, Edition: d.Edition, Text: d.Slice(s),
		}
		for last := i + 2; last <= len(p.Sentences) && len(p.Sentences) <= longestParagraph; last++ {
			sentence.Runs = append(sentence.Runs, last)
		}
		if n := len(p.Sentences); i == 0 && n > longestParagraph {
			sentence.Runs = []int{n}
		}
		shown.Sentences = append(shown.Sentences, sentence)
		at = s.End
	}
	return shown
}

// compare reads every sentence back from a document's page, by its anchor, as the gate reads
// quotes back from an answer. The error is bot.ErrAltered.
func compare(d *knowledge.Document, page []byte) error {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return fmt.Errorf("read the page back: %w", err)
	}
	shown := map[string]string{}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" {
				shown[a.Val] = textOf(n)
			}
		}
	}
	for _, place := range d.Places() {
		anchor := fmt.Sprintf("p%ds%d", place.Paragraph, place.Sentence)
		if shown[anchor] != d.Slice(d.At(place)) {
			return fmt.Errorf("%w: %s#%s", bot.ErrAltered, d.ID, anchor)
		}
	}
	return nil
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for n := range n.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

// anchorOf returns the anchor of a quote on its document's page.
func anchorOf(q knowledge.Quote) string {
	_, anchor, _ := strings.Cut(q.Citation().Address(), "#")
	return anchor
}

// A card stands below the paragraph that a link leads to: what is cited, how to cite it, and
// what has become of it since the edition that the link is of.
type card struct {
	Quote quoted
	Fate  *fate // nil for a link of this edition
}

// A reading is what the page of a document needs.
type reading struct {
	Document listed
	Outline  []heading
	Before   template.HTML // the text up to the card
	After    template.HTML
	Card     *card
	Notice   string // above the text; "" for none
	Fate     *fate  // above the text, where nothing is marked
	Changed  bool   // what is marked is not what the link cited
	Others   []listed
}

// read shows a document. In the address, s is the place that is cited and e the edition that
// it is cited from; both may be left out.
func (w *Web) read(rw http.ResponseWriter, r *http.Request) {
	doc := w.documents[r.PathValue("id")]
	if doc == nil {
		w.fail(rw, r, http.StatusNotFound, "There is no such document.")
		return
	}
	query := r.URL.Query()
	place, edition := query.Get("s"), query.Get("e")
	page := reading{Document: doc.listed, Outline: doc.outline}
	v := view{
		Root: "../", Title: doc.Title, Here: "read", Wide: len(doc.outline) > 0,
		Preview: preview{URL: "/d/" + url.PathEscape(doc.ID), Type: "article", Description: doc.listed.Date + ". " + doc.listed.Size + ", each with an address of its own."},
	}
	at, err := doc.follow(place, edition, w.editions)
	target := cmp.Or(at.anchor, "notice")
	switch {
	case err != nil:
		page.Notice = "The link leads to a place that this document does not have."
	case place != "" && at.fate != nil && target != place && query.Get("at") != target:
		// A browser would mark the sentence that has the old number now. The fragment of this
		// address replaces that of the link.
		query.Set("at", target)
		redirect(rw, http.StatusFound, "?"+query.Encode()+"#"+target)
		return
	case at.anchor == "":
		page.Fate = at.fate
	}
	cut := 0
	if at.anchor != "" {
		page.Card = &card{Quote: w.quoted(at.quote), Fate: at.fate}
		page.Changed = at.fate != nil && at.fate.Changed
		c := at.quote.Citation()
		cut = doc.cards[c.Paragraph-1]
		v.Title = c.Place() + " · " + doc.Title
		v.Preview.Title = c.String()
		v.Preview.URL = bot.PagePath(c)
		if !page.Changed {
			v.Preview.Description = at.quote.Text()
		}
	}
	page.Before, page.After = template.HTML(markCited(doc.text[:cut], at.quote)), template.HTML(doc.text[cut:]) //nolint:gosec // our templates have escaped both
	for _, d := range w.newest {
		if d != doc {
			page.Others = append(page.Others, d.listed)
		}
	}
	v.Page = page
	w.show(rw, r, http.StatusOK, w.pages.document, v, nil)
}

// markCited gives the sentences of a quote a class of their own, by which they are marked
// where the fragment of the address got lost on the way.
func markCited(text []byte, q knowledge.Quote) []byte {
	c := q.Citation()
	for n := c.First; c.Paragraph > 0 && n <= c.Last; n++ {
		id := fmt.Sprintf(`" id="p%ds%d"`, c.Paragraph, n)
		text = bytes.Replace(text, []byte(id), []byte(" cited"+id), 1)
	}
	return text
}
