// Command seedgen makes the derived files of the folder seeds:
//
//	go run ./cmd/seedgen glossary        seeds/glossary.gob from seeds/glossary/*.yaml, checked
//	go run ./cmd/seedgen phrases         seeds/*.words.gob from seeds/*.words.txt, with the other files
//	go run ./cmd/seedgen words DIR...    seeds/words.tsv from folders of statements
//	go run ./cmd/seedgen relations FILE  seeds/relations.bin from word vectors in the form of GloVe
//
// Reading the glossary's YAML and the other words for sentences takes longer than everything
// else that the program does at start, so they come compiled. The table of words is made of as many statements as can
// be had; files that cannot be read are named on standard error and left out.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"

	"statementbot/knowledge"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "seedgen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("name what to make: glossary, phrases, words and folders of statements, or relations and a file")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	var out bytes.Buffer
	var file string
	switch args[0] {
	case "glossary":
		in := flags.String("in", "seeds/glossary", "the `folder` of YAML files")
		flags.StringVar(&file, "o", "seeds/glossary.gob", "the `file` to write")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		g, err := knowledge.LoadGlossary(os.DirFS(*in), nil)
		if err != nil {
			return err
		}
		if err := g.Encode(&out); err != nil {
			return err
		}
	case "words":
		flags.StringVar(&file, "o", "seeds/words.tsv", "the `file` to write")
		minimum := flags.Int("min", 4, "leave out words that stand in fewer `sentences`")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		if err := writeWords(&out, flags.Args(), *minimum); err != nil {
			return err
		}
	case "phrases":
		in := flags.String("in", "seeds", "the `folder` of statements, other words and tables")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return compilePhrases(*in)
	case "relations":
		flags.StringVar(&file, "o", "seeds/relations.bin", "the `file` to write")
		frequent := flags.Int("frequent", 30_000, "keep this number of the most frequent `words`, and those of seeds/words.tsv")
		dims := flags.Int("dims", 64, "keep this number of `dimensions`")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		if err := relate(&out, flags.Arg(0), *frequent, *dims); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unknown %q: use glossary, phrases, words or relations", args[0])
	}
	return os.WriteFile(file, out.Bytes(), 0o644) //nolint:gosec // public data of the repository
}

func writeWords(out *bytes.Buffer, folders []string, minimum int) error {
	var docs []*knowledge.Document
	for _, dir := range folders {
		more, errs := knowledge.Load(os.DirFS(dir))
		for _, err := range errs {
			fmt.Fprintln(os.Stderr, "seedgen: left out:", err)
		}
		docs = append(docs, more...)
	}
	if len(docs) == 0 {
		return fmt.Errorf("no statements in %q: name one or more folders of Markdown files", folders)
	}
	return knowledge.WriteLexicon(out, docs, minimum)
}

// relate writes the relations of the words of a file of vectors.
func relate(out *bytes.Buffer, name string, frequent, dims int) error {
	table, err := os.ReadFile("seeds/words.tsv")
	if err != nil {
		return fmt.Errorf("relations: run it in the repository's root: %w", err)
	}
	lexicon, err := knowledge.ReadLexicon(bytes.NewReader(table))
	if err != nil {
		return err
	}
	vectors, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("relations: name a file of word vectors: %w", err)
	}
	defer vectors.Close()
	return writeRelations(out, vectors, lexicon.Holds, frequent, dims)
}
