package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/spf13/cobra"

	"statementbot/bot"
	"statementbot/bot/journal"
)

// errSick ends doctor where something is wrong; it has said what.
var errSick = errors.New("something is wrong, see above")

func (p *program) doctorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check tokens, scopes, documents and addresses before serve needs them",
		Long: `Looks at everything that serve needs and prints a line for each finding: ok, note (it
works, and would work better otherwise) or wrong, with what to do. It asks the
platforms about the tokens and posts nothing.

The exit status is 0 where nothing is wrong, else 1.`,
		Args:              cobra.NoArgs,
		RunE:              func(cmd *cobra.Command, _ []string) error { return p.doctor(cmd.Context()) },
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	p.defineServeFlags(cmd.Flags())
	return cmd
}

// doctor prints what each examination finds. Each is named here once.
func (p *program) doctor(ctx context.Context) error {
	sick := false
	for _, examine := range []struct {
		what string
		of   func(context.Context) []bot.Finding
	}{
		{"documents", p.examineDocuments},
		{"state", p.examineState},
		{"addresses", p.examineAddresses},
		{"web", p.examineWeb},
		{"slack", p.examineSlack},
		{"discord", p.examineDiscord},
	} {
		for _, f := range examine.of(ctx) {
			sick = sick || f.Grade == bot.Wrong
			if _, err := fmt.Fprintf(p.stdout, "%-5s  %s: %s\n", f.Grade, examine.what, f.Text); err != nil {
				return err
			}
			if f.Remedy != "" {
				fmt.Fprintf(p.stdout, "       %s\n", f.Remedy)
			}
		}
	}
	if sick {
		return errSick
	}
	return nil
}

// wrong makes a finding of an error, whose text names the remedy.
func wrong(err error) []bot.Finding { return []bot.Finding{{Grade: bot.Wrong, Text: err.Error()}} }

// examineDocuments reads the documents and asks one question.
func (p *program) examineDocuments(ctx context.Context) []bot.Finding {
	library, err := p.load(ctx)
	if err != nil {
		return wrong(err)
	}
	var found []bot.Finding
	for _, d := range library.docs {
		f := bot.Finding{Text: fmt.Sprintf("%s, edition %s, %d sentences", d.ID, d.Edition, d.Sentences())}
		if d.SourceURL == "" {
			f.Grade, f.Remedy = bot.Advised, "its front matter has no source_url, so that citations cannot link to the original"
		}
		found = append(found, f)
	}
	return found
}

// examineState opens the journal.
func (p *program) examineState(ctx context.Context) []bot.Finding {
	folder, err := p.stateFolder()
	if err != nil {
		return wrong(err)
	}
	j, err := journal.Open(ctx, folder, p.config.log)
	if err != nil {
		return wrong(err)
	}
	if err := j.Close(); err != nil {
		return wrong(err)
	}
	f := bot.Finding{Text: folder + " can be written"}
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o077 != 0 {
		f.Grade, f.Remedy = bot.Advised, "others on this machine can look into it; chmod 700 keeps waiting questions private"
	}
	return []bot.Finding{f}
}

// examineAddresses listens where serve will, for a moment.
func (p *program) examineAddresses(ctx context.Context) []bot.Finding {
	var found []bot.Finding
	address := p.setting(envListen)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		found = append(found, bot.Finding{Grade: bot.Wrong, Text: fmt.Sprintf("cannot listen on %s: %v", address, err), Remedy: "choose another address with --listen, or end the program that has it"})
	} else {
		_ = listener.Close()
		found = append(found, bot.Finding{Text: "can listen on " + address})
	}
	public, err := p.address(envPublicURL)
	switch {
	case err != nil:
		found = append(found, wrong(err)...)
	case public == "":
		found = append(found, bot.Finding{Grade: bot.Advised, Text: "no public address is set: citations link to the publisher's page alone", Remedy: "set " + envPublicURL + " where readers can reach the web page"})
	default:
		found = append(found, bot.Finding{Text: "citations link to " + public})
	}
	return found
}

// examineSlack asks Slack about the tokens.
func (p *program) examineSlack(ctx context.Context) []bot.Finding {
	config, ok, err := p.slackConfig()
	switch {
	case err != nil:
		return wrong(err)
	case !ok:
		return []bot.Finding{{Text: "not configured"}}
	}
	return config.Examine(ctx)
}
