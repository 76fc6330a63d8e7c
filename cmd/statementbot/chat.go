package main

import (
	"github.com/spf13/cobra"

	"statementbot/adapters/terminal"
)

func (p *program) chatCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "chat",
		Short: "Hold a conversation in the terminal, with follow-ups, history and line editing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			library, err := p.load(ctx)
			if err != nil {
				return err
			}
			config := terminal.Config{
				In: p.stdin, Out: p.stdout, Documents: library.docs,
				Columns: p.columns(), Color: p.colored(), Plain: p.dumb(),
			}
			return terminal.New(config, library.bot, p.config.log).Run(ctx)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
}
