package web

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"

	"statementbot/bot"
	"statementbot/knowledge"
)

// readBack returns the quotes that stand in a page, in order: the text of each element that
// has the attribute data-quote. Such an element holds no other of its own name.
func readBack(page []byte) []string {
	var quotes []string
	z := html.NewTokenizer(bytes.NewReader(page))
	inside := "" // the name of the element that is being read
	for {
		switch z.Next() {
		case html.ErrorToken:
			return quotes // the end; a tokenizer knows no other error of bytes in memory
		case html.StartTagToken:
			tag, has := z.TagName()
			element := string(tag)
			for has && inside == "" {
				var key []byte
				if key, _, has = z.TagAttr(); string(key) == "data-quote" {
					inside = element
					quotes = append(quotes, "")
				}
			}
		case html.TextToken:
			if inside != "" {
				quotes[len(quotes)-1] += string(z.Text())
			}
		case html.EndTagToken:
			if tag, _ := z.TagName(); string(tag) == inside {
				inside = ""
			}
		}
	}
}

// A quoted is a quote on the page: its text in pieces, its citation and its links.
type quoted struct {
	Pieces    []piece
	Lang      string
	Place     string // the citation in prose
	Read      string // our page at the sentence, relative to the start page
	Publisher string
	Host      string
	Cite      []citeForm
}

// A piece is a part of a text, which a search has matched or not.
type piece struct {
	Text    string
	Matched bool
}

func pieces(text string, matched []knowledge.Span) []piece {
	var all []piece
	at := 0
	for _, m := range matched {
		if m.Start > at {
			all = append(all, piece{text[at:m.Start], false})
		}
		all = append(all, piece{text[m.Start:m.End], true})
		at = m.End
	}
	if at < len(text) {
		all = append(all, piece{text[at:], false})
	}
	return all
}

func (w *Web) quoted(q knowledge.Quote) quoted {
	c := q.Citation()
	_, host := bot.Publisher(c.URL)
	lang := "en"
	if d := w.documents[c.Document]; d != nil {
		lang = d.listed.Lang
	}
	return quoted{
		Pieces: pieces(q.Text(), q.Highlights()), Lang: lang,
		Place: c.String(), Read: strings.TrimPrefix(bot.PagePath(c), "/"),
		Publisher: c.URL, Host: host, Cite: citeForms(q, w.config.Links),
	}
}

func (w *Web) quotedAll(quotes []knowledge.Quote) []quoted {
	all := make([]quoted, 0, len(quotes))
	for _, q := range quotes {
		all = append(all, w.quoted(q))
	}
	return all
}
