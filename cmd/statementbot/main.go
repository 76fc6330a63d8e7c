package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"statementbot/adapters/terminal"
)

// The exit statuses of the program.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitNo          = 3   // not found, or not verbatim
	exitInterrupted = 130 // as a shell says of a program ended by Ctrl-C
)

// errNo ends a command whose result is a no that has been printed already.
var errNo = errors.New("no")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program but for the process around it. It returns the exit status.
func run(ctx context.Context, args []string, lookup func(string) (string, bool), stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{lookup: lookup, stdin: stdin, stdout: stdout, stderr: stderr}
	root := p.commands()
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	called, err := root.ExecuteContextC(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, syscall.EPIPE):
		return exitOK // whoever read the answers has had enough
	case errors.Is(err, terminal.ErrInterrupted), ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return exitInterrupted
	}
	fmt.Fprintf(stderr, "statementbot: %v\n", err)
	var usage usageError
	if errors.As(err, &usage) || !p.started {
		fmt.Fprintf(stderr, "Run \"%s --help\" for the usage.\n", called.CommandPath())
		return exitUsage
	}
	return exitFailure
}

// A program is what the commands share: where they read and write, and how they are set.
type program struct {
	lookup         func(string) (string, bool)
	stdin          io.Reader
	stdout, stderr io.Writer
	config         config
	given          map[string][]*string // the flags of serve and of doctor, by the setting's name
	// started is false while cobra still reads the command line: an error is one of usage.
	started bool
}

// A usageError is a command line or a setting that cannot be carried out.
type usageError struct{ error }

// Unwrap returns the error underneath.
func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// commands returns the tree of commands.
func (p *program) commands() *cobra.Command {
	root := &cobra.Command{
		Use:   "statementbot",
		Short: "Answers questions about an official statement with the statement's own sentences",
		Long: `statementbot answers questions about official statements by quoting them: whole
sentences, word for word, each with its place and a link. What the statement does
not speak to it says so. It comes with the United States-Japan Joint Leaders'
Statement of 7 February 2025.`,
		Example: `  statementbot ask "what about Senkaku?"
  statementbot chat
  statementbot --docs ./statements docs`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New(`no command; to ask a question: statementbot ask "what about Senkaku?"`)
			}
			meant := ""
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				meant = "; did you mean " + strings.Join(near, " or ") + "?"
			}
			return fmt.Errorf("no command %q%s; to ask a question: statementbot ask %q", args[0], meant, strings.Join(args, " "))
		},
		RunE:              func(*cobra.Command, []string) error { return nil }, // Args lets nothing through
		PersistentPreRunE: func(*cobra.Command, []string) error { p.started = true; return p.configure() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return fmt.Errorf("%w; a text that begins with a dash goes behind --", err)
	})
	p.defineFlags(root.PersistentFlags())
	root.AddCommand(p.askCommand(), p.chatCommand(), p.outlineCommand(), p.showCommand(),
		p.docsCommand(), p.verifyCommand(), p.evalCommand(), p.serveCommand(), p.doctorCommand(), p.versionCommand())
	return root
}
