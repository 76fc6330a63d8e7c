// Package seeds holds what the program comes with, as plain files: the statement, the
// glossary of the subject, other words for the statement's sentences, and tables of words.
// The glossary's source is the folder glossary; glossary.gob is compiled from it, and
// *.words.gob from *.words.txt. words.tsv
// is counted from a corpus of statements, and relations.bin is made of the GloVe vectors
// (Pennington, Socher and Manning, 2014; public domain), all by cmd/seedgen.
package seeds

import (
	"embed"
	"io/fs"
)

//go:generate go run ../cmd/seedgen glossary -in glossary -o glossary.gob
//go:generate go run ../cmd/seedgen phrases -in .

//go:embed *.md *.words.gob
var statements embed.FS

//go:embed glossary.gob words.tsv relations.bin general.txt
var vocabulary embed.FS

// Statements returns the folder of the embedded statements, and of other words for them.
func Statements() fs.FS { return statements }

// Vocabulary returns the folder of the files that knowledge.LoadVocabulary reads.
func Vocabulary() fs.FS { return vocabulary }
