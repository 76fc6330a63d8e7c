package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"statementbot/knowledge"
)

// compilePhrases writes, for each file of other words in a folder, what is read from it.
func compilePhrases(folder string) error {
	v, err := knowledge.LoadVocabulary(os.DirFS(folder))
	if err != nil {
		return err
	}
	texts, err := filepath.Glob(filepath.Join(folder, "*.words.txt"))
	if err != nil {
		return err
	}
	for _, text := range texts {
		base := strings.TrimSuffix(text, ".words.txt")
		statement, err := os.ReadFile(base + ".md")
		if err != nil {
			return fmt.Errorf("phrases: the statement of %s: %w", text, err)
		}
		doc, err := knowledge.Parse(base+".md", statement)
		if err != nil {
			return err
		}
		words, err := os.ReadFile(text)
		if err != nil {
			return err
		}
		if err := doc.ReadOtherWords(text, words); err != nil {
			return err
		}
		var out bytes.Buffer
		if err := knowledge.EncodePhrases(&out, doc, v); err != nil {
			return err
		}
		if err := os.WriteFile(base+".words.gob", out.Bytes(), 0o644); err != nil { //nolint:gosec // public data of the repository
			return err
		}
	}
	return nil
}
