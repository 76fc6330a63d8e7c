// Package seeds holds what the program comes with, as plain files: the statement, the
// glossary of the subject, other words for the statement's sentences, and tables of words.
// The glossary's source is the folder glossary; glossary.gob is compiled from it, and
// *.words.gob from *.words.txt. words.tsv is counted from a corpus of statements, and
// relations.bin is made of the GloVe vectors (Pennington, Socher and Manning, 2014; public
// domain), all by cmd/seedgen.
package seeds

import (
	"embed"
	"io/fs"
)

//go:generate go run ../cmd/seedgen glossary -in glossary -o glossary.gob
//go:generate go run ../cmd/seedgen phrases -in .

//go:embed *.md *.words.gob
var statements embed.FS

//go:embed glossary.gob words.tsv general.txt
var vocabulary embed.FS

// relations is kept as long as the program runs, and a file of an embed.FS can only be copied.
//
//go:embed relations.bin
var relations string

// Statements returns the folder of the embedded statements, and of other words for them.
func Statements() fs.FS { return statements }

// Vocabulary returns the folder of the files that knowledge.LoadVocabulary reads; it is a
// knowledge.StringFS.
func Vocabulary() fs.FS { return tables{vocabulary} }

// tables are the embedded tables of words.
type tables struct{ embed.FS }

// ReadString returns what a file holds.
func (t tables) ReadString(name string) (string, error) {
	if name == "relations.bin" {
		return relations, nil
	}
	data, err := t.ReadFile(name)
	return string(data), err
}
