package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
	"statementbot/seeds"
)

// A library is what questions are answered from.
type library struct {
	docs []*knowledge.Document
	bot  *bot.Bot
}

// load reads the documents and the vocabulary, side by side, and builds the bot.
func (p *program) load(ctx context.Context) (library, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(loadingGCPercent))
	type outcome struct {
		knowledge.Vocabulary
		err error
	}
	words := make(chan outcome, 1)
	go func() {
		v, err := knowledge.LoadVocabulary(seeds.Vocabulary())
		words <- outcome{v, err}
	}()
	docs, err := p.documents()
	if err != nil {
		return library{}, err
	}
	w := <-words
	if w.err != nil {
		return library{}, w.err
	}
	index, err := knowledge.NewIndex(docs, w.Glossary, w.Lexicon)
	if err != nil {
		return library{}, fmt.Errorf("build the index: %w", err)
	}
	b, err := bot.New(ctx, index, docs)
	if err != nil {
		return library{}, err
	}
	return library{docs: docs, bot: b}, nil
}

// loadingGCPercent is GOGC while documents and vocabulary are read: most of what is made then
// stays, and collecting it over and over takes a third of the start.
const loadingGCPercent = 800

// A folder is where documents come from.
type folder struct {
	name string // as the operator knows it
	fsys fs.FS
}

// documents reads the embedded documents and those of the folders. A file that is none is
// named on the standard error and skipped; under --strict all of them are the error.
func (p *program) documents() ([]*knowledge.Document, error) {
	folders, err := p.folders()
	if err != nil {
		return nil, err
	}
	docs, problems := loadFolders(folders)
	if len(problems) > 0 && p.config.strict {
		return nil, fmt.Errorf("--strict, and not all files can be read as documents:\n%w", errors.Join(problems...))
	}
	for _, problem := range problems {
		fmt.Fprintf(p.stderr, "statementbot: skipped %v\n", problem)
	}
	if len(docs) == 0 {
		return nil, errors.New("no documents: put a Markdown file with a front matter into a folder of --docs, or leave --docs-only out")
	}
	return docs, nil
}

// folders returns the folders to read, all of which exist.
func (p *program) folders() ([]folder, error) {
	var folders []folder
	if !p.config.docsOnly {
		folders = append(folders, folder{"embedded", seeds.Statements()})
	}
	for _, name := range p.config.docs {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("--docs: there is no folder %q; create it or name another", name)
		case err != nil:
			return nil, fmt.Errorf("--docs: %w", err)
		case !info.IsDir():
			return nil, fmt.Errorf("--docs: %q is a file; name the folder that it is in", name)
		}
		folders = append(folders, folder{name, os.DirFS(name)})
	}
	return folders, nil
}

// loadFolders reads folders in their order. The errors name the files with their folders.
func loadFolders(folders []folder) (docs []*knowledge.Document, problems []error) {
	from := map[string]folder{}
	for _, f := range folders {
		found, errs := knowledge.Load(f.fsys)
		for _, err := range errs {
			problems = append(problems, f.locate(err))
		}
		for _, d := range found {
			if first, ok := from[d.ID]; ok {
				problems = append(problems, &knowledge.ParseError{
					File: f.fileOf(d.ID), Line: 1,
					Reason: fmt.Sprintf("the id %q is taken by %s; rename one of the two files", d.ID, first.fileOf(d.ID)),
				})
				continue
			}
			from[d.ID] = f
			docs = append(docs, d)
		}
	}
	return docs, problems
}

// locate puts the folder's name before the file that an error of knowledge.Load names.
func (f folder) locate(err error) error {
	var parse *knowledge.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	located := *parse
	located.File = filepath.Join(f.name, filepath.FromSlash(parse.File))
	return &located
}

// fileOf returns the file that the document with an ID was read from.
func (f folder) fileOf(id string) string {
	file := id + ".md"
	// No error: what cannot be read has no documents.
	_ = fs.WalkDir(f.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // a folder that cannot be read does not have the file
		case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.IsDir() && path.Base(name) == id+".md":
			file = name
			return fs.SkipAll
		}
		return nil
	})
	return filepath.Join(f.name, filepath.FromSlash(file))
}
