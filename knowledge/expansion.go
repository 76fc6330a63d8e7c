package knowledge

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
)

// Beside a document ID.md may stand other words for its sentences, which people may say for
// what a sentence says ("residents near the bases" for "local communities"), and what they
// may ask that it does not say at all. They are searched and never shown, a document
// expansion (Nogueira et al., "Document Expansion by Query Prediction", 2019), here written
// by hand.
//
// ID.words.txt is of lines: "edition" and the document's edition; then a place such as
// "p3s2", or "unsaid" for what no sentence says, and below it phrases, a line each. Lines
// that begin with "#" are remarks. ID.words.gob is the same as EncodePhrases writes it, and
// is read in its stead.
const (
	expansionText     = ".words.txt"
	expansionCompiled = ".words.gob"
)

// unsaidHeading stands above the phrases for what the document does not speak to.
const unsaidHeading = "unsaid"

// unsaid stands for the place of what the document does not speak to.
var unsaid = Place{}

// readExpansion adds the phrases of the file beside the document, if there is one. The
// error is a *ParseError; the document is then as it was.
func (d *Document) readExpansion(fsys fs.FS, file string) error {
	base := strings.TrimSuffix(file, ".md")
	for _, form := range []struct {
		suffix string
		read   func(p *parse, data []byte) error
	}{{expansionCompiled, d.readCompiled}, {expansionText, d.readPhrases}} {
		p := &parse{file: base + form.suffix}
		data, err := readFile(fsys, p.file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return p.fail(1, err, "%v", err)
		case len(data) > MaxFile:
			return p.fail(1, nil, "the other words are larger than %d bytes; leave some out", MaxFile)
		}
		return form.read(p, data)
	}
	return nil
}

func (d *Document) readCompiled(p *parse, data []byte) error {
	table, err := decodePhrases(bytes.NewReader(data))
	if err != nil {
		return p.fail(1, err, "%v; make it again with seedgen, or remove it", err)
	}
	if table.Edition != d.Edition {
		return p.fail(1, nil, "it is made for edition %.60q, the document is %s: look through its text and make it again with seedgen", table.Edition, d.Edition)
	}
	d.compiled = table
	return nil
}

// ReadOtherWords reads the text form of other words for the document from a file of a name.
// The error is a *ParseError; the document is then as it was.
func (d *Document) ReadOtherWords(name string, data []byte) error {
	return d.readPhrases(&parse{file: name}, data)
}

func (d *Document) readPhrases(p *parse, data []byte) error {
	expansion := make(map[Place][]string)
	var edition string
	var place Place
	begun := false
	for line, text := range strings.Split(string(data), "\n") {
		text = strings.TrimSpace(text)
		at, err := ParseAddress(text)
		first, rest, _ := strings.Cut(text, " ")
		switch {
		case text == "" || text[0] == '#':
		case edition == "":
			if edition = strings.TrimSpace(rest); first != "edition" || edition != d.Edition {
				return p.fail(line+1, nil, "got %.60q, want \"edition %s\": the other words have to be looked through when the document has changed", text, d.Edition)
			}
		case text == unsaidHeading:
			place, begun = unsaid, true
		case err == nil:
			place, begun = Place{at.Paragraph, at.First}, true
			if at.Last != at.First || !d.Has(place) {
				return p.fail(line+1, nil, "%q is no sentence of the document; write a place such as p3s2", text)
			}
		case !begun:
			return p.fail(line+1, nil, "got %.60q, want a place such as p3s2 above the first phrase", text)
		default:
			expansion[place] = append(expansion[place], text)
		}
	}
	d.expansion = expansion
	return nil
}
