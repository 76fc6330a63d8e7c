package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file of other words needs its statement and the tables; what is wrong is named.
func TestCompilePhrasesErrors(t *testing.T) {
	const seeds = "../../seeds"
	for _, c := range []struct {
		name, want string
		files      map[string]string
		tables     bool
	}{
		{"no tables", "words.tsv", map[string]string{"a.words.txt": "edition 1\n"}, false},
		{"no statement", "the statement of", map[string]string{"a.words.txt": "edition 1\n"}, true},
		{"another edition", "a.words.txt:1: got \"edition 1\"", map[string]string{
			"a.words.txt": "edition 1\n",
			"a.md":        "---\ntitle: A\ndate: 2025-02-07\n---\nText.\n",
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, table := range []string{"words.tsv", "general.txt", "relations.bin", "glossary.gob"} {
				if !c.tables {
					continue
				}
				path, err := filepath.Abs(filepath.Join(seeds, table))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(path, filepath.Join(folder, table)); err != nil {
					t.Fatal(err)
				}
			}
			if err := compilePhrases(folder); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want one with %q", err, c.want)
			}
		})
	}
}
