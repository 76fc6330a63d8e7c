// Package seeds holds what the program comes with, as plain files: the statement, the
// glossary of the subject, and two tables of words. The glossary's source is the folder
// glossary; glossary.gob is compiled from it, and words.tsv is counted from a corpus of
// statements, both by cmd/seedgen.
package seeds

import (
	"embed"
	"io/fs"
)

//go:generate go run ../cmd/seedgen glossary -in glossary -o glossary.gob

//go:embed *.md
var statements embed.FS

//go:embed glossary.gob
var glossary []byte

//go:embed words.tsv
var words []byte

//go:embed general.txt
var general []byte

// Statements returns the folder of the embedded statements.
func Statements() fs.FS { return statements }

// Glossary returns the compiled glossary, for knowledge.DecodeGlossary. The caller must
// not change it.
func Glossary() []byte { return glossary }

// Words returns the table of word frequencies, for knowledge.ReadLexicon. The caller
// must not change it.
func Words() []byte { return words }

// General returns the list of words that say how one speaks and not what about, for
// Lexicon.ReadGeneral. The caller must not change it.
func General() []byte { return general }
