package knowledge

import (
	"fmt"
	"io/fs"
	"strings"
)

// A Vocabulary is what is known of words and of the subject beside the documents.
type Vocabulary struct {
	Glossary *Glossary
	Lexicon  *Lexicon
}

// LoadVocabulary reads the files of a folder, which may be a [StringFS]: words.tsv as [ReadLexicon] takes it,
// general.txt as [Lexicon.ReadGeneral], relations.bin as [Lexicon.ReadRelations], and
// glossary.gob as [DecodeGlossary]. An error names the file.
func LoadVocabulary(fsys fs.FS) (Vocabulary, error) {
	var v Vocabulary
	for _, file := range []struct {
		name string
		read func(data string) error
	}{
		{"words.tsv", func(data string) (err error) { v.Lexicon, err = ReadLexicon(strings.NewReader(data)); return err }},
		{"general.txt", func(data string) error { return v.Lexicon.ReadGeneral(strings.NewReader(data)) }},
		{"relations.bin", func(data string) error { return v.Lexicon.ReadRelations(data) }},
		{"glossary.gob", func(data string) (err error) {
			v.Glossary, err = DecodeGlossary(strings.NewReader(data), v.Lexicon)
			return err
		}},
	} {
		data, err := readString(fsys, file.name)
		if err == nil {
			err = file.read(data)
		}
		if err != nil {
			return Vocabulary{}, fmt.Errorf("load vocabulary: %s: %w", file.name, err)
		}
	}
	return v, nil
}

// A StringFS is a folder whose files can be had without a copy, as those that are part of the
// program.
type StringFS interface {
	fs.FS
	// ReadString returns what a file holds.
	ReadString(name string) (string, error)
}

func readString(fsys fs.FS, name string) (string, error) {
	if whole, ok := fsys.(StringFS); ok {
		return whole.ReadString(name)
	}
	data, err := fs.ReadFile(fsys, name)
	return string(data), err
}
