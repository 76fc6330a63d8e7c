package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"statementbot/adapters/terminal"
	"statementbot/bot"
)

// maxInput is how much of a text on the standard input is read, in bytes.
const maxInput = 4 << 20

// An askRequest is what the flags of ask say.
type askRequest struct {
	json     bool
	previous string
	batch    string
	explain  bool
}

func (p *program) askCommand() *cobra.Command {
	var request askRequest
	cmd := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Answer one question, or a batch of them",
		Long: `Answers a question with sentences of the statement, or says that it does not speak
to it. Without a question, or with -, the question is read from standard input.

The exit status is 0 for an answer, 3 where the statement does not speak to the
question, 2 for a wrong command line and 1 for a failure.

With --batch, JSON lines go in and come out in the same order. A line in has the
fields "question" and, if you like, "id" and "context"; others are ignored.`,
		Example: `  statementbot ask "what about Senkaku?"
  statementbot ask --json --context "what about Japan's defense budget?" "by when tho"
  statementbot ask --batch questions.jsonl > answers.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("batch") {
				return p.askBatch(cmd, request, args)
			}
			return p.ask(cmd, request, args)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVar(&request.json, "json", false, "print the answer as one JSON object")
	cmd.Flags().BoolVar(&request.explain, "explain", false, "add how the question was read and why the answer is what it is")
	cmd.Flags().StringVar(&request.previous, "context", "", "the `question` before this one, for a follow-up")
	cmd.Flags().StringVar(&request.batch, "batch", "", "answer the questions of a JSON lines `file`; - is standard input")
	return cmd
}

func (p *program) ask(cmd *cobra.Command, request askRequest, args []string) error {
	question, err := p.text(args, "question")
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	library, err := p.load(ctx)
	if err != nil {
		return err
	}
	answer, err := library.bot.Respond(ctx, bot.Question{Text: question, Previous: request.previous})
	if err != nil {
		return fmt.Errorf("answer the question: %w", err)
	}
	options := p.options(library.docs)
	options.Explain = request.explain
	if request.json {
		line, err := bot.AnswerJSON(answer, bot.Asked{Question: question, Explain: request.explain}, options.Gate)
		if err != nil {
			return err
		}
		if _, err := p.stdout.Write(line); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	} else if err := terminal.Render(p.stdout, answer, options); err != nil {
		return err
	}
	if answer.Outcome == bot.NotFound {
		return errNo
	}
	return nil
}

func (p *program) askBatch(cmd *cobra.Command, request askRequest, args []string) error {
	switch {
	case len(args) > 0:
		return usagef("--batch takes the questions from its file; leave %q out or put it into a line there", strings.Join(args, " "))
	case cmd.Flags().Changed("context"):
		return usagef(`--batch takes the context from each line; put it there as "context" and leave --context out`)
	case request.batch == "":
		return usagef(`--batch needs a file; - is standard input`)
	}
	in, err := p.open(request.batch)
	if err != nil {
		return err
	}
	defer in.Close()
	library, err := p.load(cmd.Context())
	if err != nil {
		return err
	}
	return terminal.Batch(cmd.Context(), in, p.stdout, library.bot, terminal.Options{
		Gate: p.gate(library.docs, "terminal"), Explain: request.explain,
	})
}

// text returns the text that a command is for: its arguments, or, where there are none or
// only "-", the standard input, unless that is a terminal.
func (p *program) text(args []string, noun string) (string, error) {
	text := strings.Join(args, " ")
	if len(args) == 0 && !terminal.IsTerminal(p.stdin) || text == "-" {
		input, err := io.ReadAll(io.LimitReader(p.stdin, maxInput))
		if err != nil {
			return "", fmt.Errorf("read the %s from standard input: %w", noun, err)
		}
		text = string(input)
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return "", usagef("no %s; give it as an argument or on standard input", noun)
	}
	return text, nil
}
