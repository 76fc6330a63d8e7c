package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"statementbot/knowledge"
)

// A reply is an answer as JSON. The order of the fields is that of the contract.
type reply struct {
	ID          json.RawMessage `json:"id"` // a string or a number as it was given, null if none was
	Question    string          `json:"question"`
	Status      string          `json:"status"`
	Quotes      []quotation     `json:"quotes"`
	Nearest     []quotation     `json:"nearest"`
	Note        string          `json:"note"`
	Suggestions []string        `json:"suggestions"`
	Reply       string          `json:"reply"`
	Explain     *explanation    `json:"explain,omitempty"`
}

// An explanation is what an answer was decided on, as JSON.
type explanation struct {
	Odds  float64   `json:"odds"`
	Asked float64   `json:"asked"` // the odds that an answer needs
	Terms []reading `json:"terms"`
	// Likeness and Unsaid are those of Evidence, for a document of which is known what it does not say.
	Likeness float64 `json:"likeness,omitempty"`
	Unsaid   float64 `json:"unsaid,omitempty"`
}

type reading struct {
	Text      string  `json:"text"`
	Read      string  `json:"read,omitempty"`
	Concept   string  `json:"concept,omitempty"`
	Weight    float64 `json:"weight"`
	Sentences int     `json:"sentences"`
	Match     float64 `json:"match"`
}

// explanationOf returns nil where an answer needed no search.
func explanationOf(e *Evidence) *explanation {
	if e == nil {
		return nil
	}
	x := &explanation{Odds: thousandths(e.Odds()), Asked: e.Asked(), Terms: []reading{}}
	if e.KnowsUnsaid {
		x.Likeness, x.Unsaid = thousandths(e.Likeness), thousandths(e.Unsaid)
	}
	for _, r := range e.Readings {
		x.Terms = append(x.Terms, reading{r.Text, r.Read, r.Concept, thousandths(r.Weight), r.Sentences, thousandths(r.Match)})
	}
	return x
}

// thousandths rounds, so that no machine prints other digits than another.
func thousandths(f float64) float64 { return math.Round(1000*f) / 1000 }

// A quotation is a quote as JSON.
type quotation struct {
	Text         string   `json:"text"`
	Document     string   `json:"document"`
	Title        string   `json:"title"`
	Date         string   `json:"date"`
	Section      string   `json:"section"`
	Paragraph    int      `json:"paragraph"`
	Sentence     int      `json:"sentence"`
	LastSentence int      `json:"last_sentence"`
	Address      string   `json:"address"`
	Edition      string   `json:"edition"`
	URL          string   `json:"url"`
	Start        int      `json:"start"` // bytes into the document's text
	End          int      `json:"end"`
	Highlights   [][2]int `json:"highlights"` // bytes into Text
}

// AnswerJSON returns an answer as one line of JSON with its end. The quotes are read back
// from the line and pass the gate; the error is an *AlteredError.
func AnswerJSON(a Answer, asked Asked, g *Gate) ([]byte, error) {
	var explain *explanation
	if asked.Explain {
		explain = explanationOf(a.Evidence)
	}
	line := EncodeJSON(reply{
		Explain: explain, ID: asked.ID, Question: asked.Question, Status: a.Outcome.String(),
		Quotes: quotations(a.Quotes), Nearest: quotations(a.Nearest),
		Note: a.Note, Suggestions: append([]string{}, a.Suggestions...), Reply: Plain(a),
	})
	var back reply
	if err := json.Unmarshal(line, &back); err != nil {
		return nil, fmt.Errorf("read back the answer: %w", err)
	}
	quotes := slices.Concat(a.Quotes, a.Nearest)
	var shown []string
	for _, q := range slices.Concat(back.Quotes, back.Nearest) {
		shown = append(shown, q.Text)
	}
	if err := g.Check(quotes, shown); err != nil {
		return nil, err
	}
	if err := g.Check(a.AllQuotes(), ReadPlain(back.Reply)); err != nil {
		return nil, err
	}
	return line, nil
}

// VerificationJSON returns what knowledge.Verify found as one line of JSON with its end. The
// quote passes the gate.
func VerificationJSON(v knowledge.Verification, g *Gate) ([]byte, error) {
	type wordDiff struct {
		Published string `json:"published"`
		Given     string `json:"given"`
	}
	var out struct {
		Status string     `json:"status"`
		Quote  *quotation `json:"quote"` // null where no sentence is near
		Diff   []wordDiff `json:"diff"`
	}
	out.Status = map[knowledge.Verdict]string{
		knowledge.Verbatim: "verbatim", knowledge.MarksOnly: "marks", knowledge.Different: "different",
	}[v.Verdict]
	out.Diff = []wordDiff{}
	for _, d := range v.Words {
		out.Diff = append(out.Diff, wordDiff(d))
	}
	if v.Quote.Text() != "" {
		out.Quote = &quotations([]knowledge.Quote{v.Quote})[0]
		if err := g.Check([]knowledge.Quote{v.Quote}, []string{out.Quote.Text}); err != nil {
			return nil, err
		}
	}
	return EncodeJSON(out), nil
}

func quotations(quotes []knowledge.Quote) []quotation {
	out := make([]quotation, 0, len(quotes))
	for _, q := range quotes {
		c, span := q.Citation(), q.Span()
		highlights := make([][2]int, 0, len(q.Highlights()))
		for _, h := range q.Highlights() {
			highlights = append(highlights, [2]int{h.Start, h.End})
		}
		out = append(out, quotation{
			Text: q.Text(), Document: c.Document, Title: c.Title, Date: c.Date, Section: c.Section,
			Paragraph: c.Paragraph, Sentence: c.First, LastSentence: c.Last,
			Address: c.Address(), Edition: c.Edition, URL: c.URL,
			Start: span.Start, End: span.End, Highlights: highlights,
		})
	}
	return out
}

// EncodeJSON returns v as one line of JSON with its end, with <, > and & as they are. It
// panics where v holds something that JSON cannot express.
func EncodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}
