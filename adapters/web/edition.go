package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"statementbot/knowledge"
)

// An edition is a document as it once read, as far as it is needed to tell what has become
// of a sentence.
type edition struct {
	Document string `json:"document"`
	Edition  string `json:"edition"`
	Text     string `json:"text"`
	// Paragraphs has the sentences of each paragraph, from the first byte of Text to the one
	// behind the last.
	Paragraphs [][][2]int `json:"paragraphs"`
}

// editions are those that are known of each document, the present one included, by the
// document's ID and the edition's name. They are read-only after keepEditions.
type editions map[string]map[string]*edition

// keepEditions adds the documents to the editions in a folder and returns all that it has of
// them. A folder of "" has none. What cannot be read or written is logged and left out: it
// makes the page less wise, not wrong.
func keepEditions(folder string, docs []*knowledge.Document, log *slog.Logger) editions {
	known := editions{}
	for _, d := range docs {
		known[d.ID] = map[string]*edition{d.Edition: editionOf(d)}
	}
	if folder == "" {
		return known
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		log.Warn("earlier editions cannot be kept; old links will not be told from good ones", "error", err)
		return known
	}
	for _, d := range docs {
		if err := write(folder, known[d.ID][d.Edition]); err != nil {
			log.Warn("an edition cannot be kept; later, links to it will be of an unknown edition", "document", d.ID, "error", err)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		log.Warn("earlier editions cannot be read", "error", err)
	}
	for _, name := range files {
		e, err := readEdition(name)
		switch {
		case err != nil:
			log.Warn("an earlier edition is left out", "file", name, "error", err)
		case known[e.Document] != nil && known[e.Document][e.Edition] == nil:
			known[e.Document][e.Edition] = e
		}
	}
	return known
}

func editionOf(d *knowledge.Document) *edition {
	e := &edition{Document: d.ID, Edition: d.Edition, Text: d.Text}
	for _, p := range d.Paragraphs {
		var sentences [][2]int
		for _, s := range p.Sentences {
			sentences = append(sentences, [2]int{s.Start, s.End})
		}
		e.Paragraphs = append(e.Paragraphs, sentences)
	}
	return e
}

// write keeps an edition, whole or not at all. One that is there already stays.
func write(folder string, e *edition) error {
	id := sha256.Sum256([]byte(e.Document)) // an ID may be too long for a name, or differ in case alone
	name := filepath.Join(folder, hex.EncodeToString(id[:8])+"-"+e.Edition+".json")
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	content, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, "*.new")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // it is gone where all went well
	if _, err := f.Write(content); err != nil {
		_ = f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// readEdition reads a file and compares its text with the edition's name, which is a hash.
func readEdition(name string) (*edition, error) {
	content, err := os.ReadFile(name) //nolint:gosec // the operator names the folder
	if err != nil {
		return nil, err
	}
	e := new(edition)
	if err := json.Unmarshal(content, e); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(e.Text))
	if hex.EncodeToString(sum[:4]) != e.Edition {
		return nil, fmt.Errorf("its text is not that of edition %q; remove the file", e.Edition)
	}
	for _, sentences := range e.Paragraphs {
		for _, s := range sentences {
			if s[0] < 0 || s[0] > s[1] || s[1] > len(e.Text) {
				return nil, errors.New("a sentence lies outside the text; remove the file")
			}
		}
	}
	return e, nil
}

// at returns the text at an address; ok is false where the edition has none there.
func (e *edition) at(a knowledge.Address) (text string, ok bool) {
	if a.Paragraph > len(e.Paragraphs) {
		return "", false
	}
	sentences := e.Paragraphs[a.Paragraph-1]
	first, last := a.First, a.Last
	if first == 0 {
		first, last = 1, len(sentences)
	}
	if last > len(sentences) {
		return "", false
	}
	return e.Text[sentences[first-1][0]:sentences[last-1][1]], true
}

// earlier returns the names of the known editions of d but for the present one.
func (known editions) earlier(d *knowledge.Document) []string {
	var names []string
	for name := range known[d.ID] {
		if name != d.Edition {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A fate is what has become of a passage since the edition that a link is of.
type fate struct {
	Text    string // a sentence or two of ours
	Was     string // the passage as it read, "" where it is not known or reads the same
	Changed bool   // what stands there now is not what the link cites
	Words   []knowledge.WordDiff
}

// A reached is where a link leads.
type reached struct {
	quote  knowledge.Quote
	anchor string // on the page, "" if nothing is cited
	fate   *fate  // nil for a link of the present edition
}

// sameEnough is the share of a passage's words that must stand in a sentence for that one to
// be taken for the changed passage.
const sameEnough = 0.5

// follow finds what a link of an edition cites. Either may be "". The error is
// knowledge.ErrBadAddress or knowledge.ErrNoSuchSentence.
func (d *document) follow(place, edition string, known editions) (reached, error) {
	present := edition == "" || edition == d.Edition
	if place == "" {
		if present {
			return reached{}, nil
		}
		return reached{fate: &fate{Text: fmt.Sprintf("This link is of another edition of the document, “%.8s”. What you see is edition %s.", edition, d.Edition)}}, nil
	}
	address, err := knowledge.ParseAddress(place)
	if err != nil {
		return reached{}, err
	}
	quote, err := d.QuoteAt(address)
	if present {
		return reach(quote, address), err
	}
	old := known[d.ID][edition]
	if old == nil {
		at := reach(quote, address)
		at.fate = &fate{
			Text:    fmt.Sprintf("This link is of another edition, “%.8s”, which is not known here. Whether the passage read the same there cannot be told.", edition),
			Changed: true,
		}
		return at, err
	}
	was, ok := old.at(address)
	if !ok {
		return reached{}, fmt.Errorf("%q: %w", place, knowledge.ErrNoSuchSentence)
	}
	if err == nil && quote.Text() == was {
		at := reach(quote, address)
		at.fate = &fate{Text: "The document has changed since edition " + edition + ", to which this link leads. This passage reads the same, at the same place."}
		return at, nil
	}
	return d.trace(was, edition, place), nil
}

// reach returns a quote under the anchor that its address has.
func reach(q knowledge.Quote, a knowledge.Address) reached {
	switch {
	case q.Text() == "":
		return reached{}
	case a.First == 0:
		return reached{quote: q, anchor: fmt.Sprintf("p%d", a.Paragraph)}
	}
	return reached{quote: q, anchor: anchorOf(q)}
}

// trace looks for a passage that no longer stands at its place.
func (d *document) trace(was, edition, place string) reached {
	v := knowledge.Verify([]*knowledge.Document{d.Document}, was)
	at := reached{quote: v.Quote, anchor: anchorOf(v.Quote)}
	if v.Verdict == knowledge.Verbatim {
		at.fate = &fate{Text: "The document has changed since edition " + edition + ", to which this link leads. This passage reads the same, but has moved: it stood at " + place + "."}
		if v.Quote.Text() != was {
			at.fate.Text += " It is a part of a longer sentence now."
			at.fate.Was, at.fate.Changed = was, true
		}
		return at
	}
	same, all := 0, 0
	for _, d := range v.Words {
		n := len(d.Published) + len(d.Given)
		if all += n; d.Same() {
			same += n
		}
	}
	if v.Quote.Text() == "" || float64(same) < sameEnough*float64(all) {
		return reached{fate: &fate{
			Text: "The passage that this link cites stood in edition " + edition + " at " + place + ". This edition does not have it.",
			Was:  was, Changed: true,
		}}
	}
	at.fate = &fate{
		Text: "The passage that this link cites has changed since edition " + edition + ". What is marked is how it reads now, or the nearest to it.",
		Was:  was, Changed: true, Words: v.Words,
	}
	return at
}
