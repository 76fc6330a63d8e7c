package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"statementbot/bot/eval"
)

func (p *program) evalCommand() *cobra.Command {
	var failures, fit bool
	cmd := &cobra.Command{
		Use:   "eval FILE",
		Short: "Measure the answers to questions whose right answers are known",
		Long: `Asks every question of a JSON lines file and prints quality figures, overall, by kind
and by language, and the questions that were not answered as they should be. - is
standard input.

With --fit it computes the coefficients of the decision to answer from the questions
instead, and what other thresholds would cost, for bot/evidence.go.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name one file of questions, or - for standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := p.open(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			questions, err := eval.Read(file)
			if err != nil {
				return fmt.Errorf("read %s: %w", args[0], err)
			}
			library, err := p.load(cmd.Context())
			if err != nil {
				return err
			}
			verdicts, err := eval.Run(cmd.Context(), library.bot, library.docs, questions)
			if err != nil {
				return fmt.Errorf("ask the questions: %w", err)
			}
			if fit {
				return eval.Fit(p.stdout, verdicts)
			}
			return eval.Report(p.stdout, verdicts, failures)
		},
	}
	cmd.Flags().BoolVar(&failures, "failures", true, "list the questions that were not answered as they should be")
	cmd.Flags().BoolVar(&fit, "fit", false, "compute the coefficients of the decision to answer")
	return cmd
}
