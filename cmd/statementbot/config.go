package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/pflag"

	"statementbot/adapters/terminal"
	"statementbot/bot"
	"statementbot/knowledge"
)

// A config is what the global flags and the environment say; flags win.
type config struct {
	docs     []string // folders
	docsOnly bool
	strict   bool
	level    string
	leveled  bool         // a level is set
	log      *slog.Logger // from the level on that is set, or else from warn
}

// The settings that may come from the environment.
const (
	envDocs = "STATEMENTBOT_DOCS" // folders, separated as in PATH
	envLog  = "STATEMENTBOT_LOG"
)

// defineFlags adds the flags that every command has.
func (p *program) defineFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&p.config.docs, "docs", nil, "a `folder` of Markdown documents to add, repeatable (or "+envDocs+", a list as in PATH)")
	flags.BoolVar(&p.config.docsOnly, "docs-only", false, "leave the embedded documents out")
	flags.BoolVar(&p.config.strict, "strict", false, "end where a file cannot be read as a document, instead of skipping it")
	flags.StringVar(&p.config.level, "log", "", "log from this `level` on: debug, info, warn or error (or "+envLog+"; default warn, and info for serve)")
}

// configure completes the flags from the environment.
func (p *program) configure() error {
	c := &p.config
	if list, ok := p.lookup(envDocs); ok && len(c.docs) == 0 {
		for _, folder := range filepath.SplitList(list) {
			if folder != "" {
				c.docs = append(c.docs, folder)
			}
		}
	}
	name, text := "--log", c.level
	if text == "" {
		name = envLog
		text, _ = p.lookup(envLog)
	}
	if text == "" {
		c.log = p.logFrom(slog.LevelWarn)
	} else if err := p.setLevel(name, text); err != nil {
		return err
	}
	if c.docsOnly && len(c.docs) == 0 {
		return usagef("--docs-only leaves no documents; name a folder with --docs or %s", envDocs)
	}
	return nil
}

// setLevel sets the level that was asked for.
func (p *program) setLevel(name, text string) error {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[text]
	if !ok {
		return usagef("%s %q: use debug, info, warn or error", name, text)
	}
	p.config.leveled = true
	p.config.log = newLog(p.stderr, level)
	return nil
}

// logFrom returns the log, from the level on that was asked for, or else from this one.
func (p *program) logFrom(level slog.Level) *slog.Logger {
	if p.config.leveled {
		return p.config.log
	}
	return newLog(p.stderr, level)
}

func newLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// options says how to print to the standard output: wrapped and in colour on a terminal,
// as it is in a pipe. NO_COLOR is that of https://no-color.org.
func (p *program) options(docs []*knowledge.Document) terminal.Options {
	o := terminal.Options{Gate: p.gate(docs, "terminal")}
	if terminal.IsTerminal(p.stdout) {
		o.Width = p.columns()
		if o.Width == 0 {
			o.Width = terminal.Columns(p.stdout)
		}
		o.Color = p.colored()
	}
	return o
}

// gate returns the gate of an adapter, which its log lines name.
func (p *program) gate(docs []*knowledge.Document, adapter string) *bot.Gate {
	return bot.NewGate(docs, p.config.log.With("adapter", adapter))
}

// columns returns the width that the environment asks for, 0 if it asks for none.
func (p *program) columns() int {
	text, _ := p.lookup("COLUMNS")
	columns, err := strconv.Atoi(text)
	if err != nil || columns < 0 {
		return 0
	}
	return columns
}

// colored reports whether the standard output takes colour and the environment allows it.
func (p *program) colored() bool {
	no, _ := p.lookup("NO_COLOR")
	return terminal.IsTerminal(p.stdout) && no == "" && !p.dumb()
}

// dumb reports whether the terminal knows no sequences.
func (p *program) dumb() bool {
	name, _ := p.lookup("TERM")
	return name == "dumb"
}

// open opens a file that was named on the command line; "-" is the standard input, which
// Close leaves open.
func (p *program) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(p.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the questions: %w", err)
	}
	return f, nil
}
