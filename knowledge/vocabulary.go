package knowledge

import (
	"bytes"
	"fmt"
	"io/fs"
)

// A Vocabulary is what is known of words and of the subject beside the documents.
type Vocabulary struct {
	Glossary *Glossary
	Lexicon  *Lexicon
}

// LoadVocabulary reads the files of a folder: words.tsv as [ReadLexicon] takes it,
// general.txt as [Lexicon.ReadGeneral], relations.bin as [Lexicon.ReadRelations], and
// glossary.gob as [DecodeGlossary]. An error names the file.
func LoadVocabulary(fsys fs.FS) (Vocabulary, error) {
	var v Vocabulary
	for _, file := range []struct {
		name string
		read func(data []byte) error
	}{
		{"words.tsv", func(data []byte) (err error) { v.Lexicon, err = ReadLexicon(bytes.NewReader(data)); return err }},
		{"general.txt", func(data []byte) error { return v.Lexicon.ReadGeneral(bytes.NewReader(data)) }},
		{"relations.bin", func(data []byte) error { return v.Lexicon.ReadRelations(data) }},
		{"glossary.gob", func(data []byte) (err error) {
			v.Glossary, err = DecodeGlossary(bytes.NewReader(data), v.Lexicon)
			return err
		}},
	} {
		data, err := fs.ReadFile(fsys, file.name)
		if err == nil {
			err = file.read(data)
		}
		if err != nil {
			return Vocabulary{}, fmt.Errorf("load vocabulary: %s: %w", file.name, err)
		}
	}
	return v, nil
}
