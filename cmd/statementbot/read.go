package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"statementbot/adapters/terminal"
	"statementbot/bot"
	"statementbot/knowledge"
)

// The commands of this file read the documents themselves; they need no index.

func (p *program) outlineCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "outline [ID]",
		Short: "Print the headings of the documents, or of one of them",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			docs, err := p.documents()
			if err != nil {
				return err
			}
			options := p.options(docs)
			if len(args) > 0 {
				doc, err := bot.FindDocument(docs, args[0])
				if err != nil {
					return err
				}
				docs = []*knowledge.Document{doc}
			}
			return terminal.Outline(p.stdout, docs, options)
		},
		ValidArgsFunction: p.completeID("", cobra.ShellCompDirectiveNoFileComp),
	}
}

func (p *program) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ADDRESS...",
		Short: "Print a sentence, a range or a paragraph in its place",
		Example: `  statementbot show p3s2
  statementbot show ¶3 p4s1-2
  statementbot --docs ./statements show 2025-02-07-united-states-japan-joint-leaders-statement#p3`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no address; name a place such as p3s2, p3s1-2 or ¶3")
			}
			return nil
		},
		RunE:              func(_ *cobra.Command, args []string) error { return p.show(args) },
		ValidArgsFunction: p.completeID("#", cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
	}
}

func (p *program) show(addresses []string) error {
	docs, err := p.documents()
	if err != nil {
		return err
	}
	var places []bot.Located
	for _, address := range addresses {
		place, err := bot.FindPlace(docs, address)
		if errors.Is(err, knowledge.ErrBadAddress) || errors.Is(err, bot.ErrAmbiguous) {
			return usageError{err}
		}
		if err != nil {
			return err
		}
		places = append(places, place)
	}
	for i, place := range places {
		if i > 0 {
			fmt.Fprintln(p.stdout)
		}
		if err := terminal.Show(p.stdout, place, p.options(docs)); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) docsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "docs",
		Short: "List the documents: id, title, date, length, edition and source",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			docs, err := p.documents()
			if err != nil {
				return err
			}
			return terminal.Documents(p.stdout, docs, p.options(docs))
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
}

func (p *program) verifyCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify TEXT",
		Short: "Tell whether a text is published word for word, and where",
		Long: `Tells whether a text is published, to the last quotation mark and dash, and where. If
not, it prints the nearest sentence and the words that differ. Without a text, or with
-, it is read from standard input.

The exit status is 0 only if every character is as published, else 3.`,
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := p.text(args, "text")
			if err != nil {
				return err
			}
			return p.verify(text, asJSON)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as one JSON object")
	return cmd
}

func (p *program) verify(text string, asJSON bool) error {
	docs, err := p.documents()
	if err != nil {
		return err
	}
	result := knowledge.Verify(docs, text)
	options := p.options(docs)
	if asJSON {
		line, err := bot.VerificationJSON(result, options.Gate)
		if err != nil {
			return err
		}
		if _, err := p.stdout.Write(line); err != nil {
			return fmt.Errorf("write the result: %w", err)
		}
	} else if err := terminal.Verification(p.stdout, result, options); err != nil {
		return err
	}
	if result.Verdict != knowledge.Verbatim {
		return errNo
	}
	return nil
}

// completeID completes the IDs of documents, with suffix behind them.
func (p *program) completeID(suffix string, directive cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		quiet := *p
		quiet.stderr = io.Discard
		if err := quiet.configure(); err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		docs, err := quiet.documents()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var ids []string
		for _, d := range docs {
			ids = append(ids, d.ID+suffix)
		}
		return ids, directive
	}
}
