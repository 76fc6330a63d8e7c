// Package terminal shows answers on a terminal or in a pipe: one at a time, as JSON, as a
// batch of JSON lines, or in a conversation.
//
// [Render] lays an [bot.Answer] out: our own words stand plain at the left edge, the
// statement's behind a bar, each quote with its citation and link below it. On a terminal
// the lines are wrapped and the matched words emphasised; in a pipe a quote is one line.
// Whatever is written has first been read back and compared with the documents by a
// [bot.Gate], so that a quote is as published or is not shown.
//
// [Terminal] is the conversation, with a line editor where both ends are a terminal.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"statementbot/bot"
	"statementbot/knowledge"
)

// answerTimeout bounds one question of a conversation; an answer takes about a millisecond.
const answerTimeout = 10 * time.Second

// prompt stands before every question that is typed.
const prompt = "> "

// ErrInterrupted is returned by Run when the reader ended the conversation with Ctrl-C.
var ErrInterrupted = errors.New("interrupted")

// Config says where a conversation takes place.
type Config struct {
	In  io.Reader
	Out io.Writer
	// Documents are those that the responder answers from.
	Documents []*knowledge.Document
	// Columns is the width to wrap to; 0 asks the terminal before every answer.
	Columns int
	// Color says whether to emphasise with ANSI sequences.
	Color bool
	// Plain turns line editing off, for terminals that cannot move the cursor.
	Plain bool
}

// A Terminal is a conversation: it reads questions line by line and prints the answers.
type Terminal struct {
	config    Config
	responder bot.Responder
	gate      *bot.Gate
	log       *slog.Logger
}

// New returns a conversation with r.
func New(c Config, r bot.Responder, log *slog.Logger) *Terminal {
	return &Terminal{config: c, responder: r, gate: bot.NewGate(c.Documents, log.With("adapter", "terminal")), log: log}
}

// Run holds the conversation. It returns nil at the end of the input, ErrInterrupted after
// Ctrl-C and the context's error when ctx ends; the terminal is as before then. Where ctx
// ends first, one goroutine remains that waits for a line: a read from a terminal cannot
// be broken off.
func (t *Terminal) Run(ctx context.Context) error {
	lines, out, err := t.open()
	if err != nil {
		return err
	}
	defer lines.close()
	if lines.prompts() {
		if _, err := io.WriteString(out, t.banner()); err != nil {
			return err
		}
	}
	c := conversation{Terminal: t, out: out}
	for {
		line, err := next(ctx, lines)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case line == "/quit" || line == "/exit":
			return nil
		case strings.HasPrefix(line, "/"):
			err = c.command(line)
		default:
			err = c.answer(ctx, line)
		}
		if err != nil {
			return err
		}
	}
}

// banner is two lines that say what this is and what to do.
func (t *Terminal) banner() string {
	docs := knowledge.NewestFirst(t.config.Documents)
	about := "no statement"
	if len(docs) > 0 {
		about = bot.PlainLine(titleAndDate(docs[0]))
	}
	if len(docs) > 1 {
		about = fmt.Sprintf("%d statements, the newest %s", len(docs), about)
	}
	return "Ask about " + about + ".\nAnswers are its own sentences. /help lists the commands, Ctrl-D ends.\n"
}

// open returns where lines come from and where output goes.
func (t *Terminal) open() (lineReader, io.Writer, error) {
	in, out := terminalFile(t.config.In), terminalFile(t.config.Out)
	if in == nil || out == nil || t.config.Plain {
		return newPlainLines(t.config.In, t.config.Out, in != nil), t.config.Out, nil
	}
	e, err := newEditor(in, out)
	if err != nil {
		return nil, nil, err
	}
	return e, e.terminal, nil
}

// options returns how to print now: a window may have changed its size.
func (t *Terminal) options() Options {
	columns := t.config.Columns
	if columns == 0 {
		columns = Columns(t.config.Out)
	}
	return Options{Width: columns, Color: t.config.Color, Gate: t.gate}
}

// A conversation is the state between two lines of input.
type conversation struct {
	*Terminal
	out io.Writer
	// previous is the last question that was answered and stood alone.
	previous string
}

// answer answers one question. The error is that of writing or of ctx.
func (c *conversation) answer(ctx context.Context, question string) error {
	asking, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	start := time.Now()
	answer, err := c.responder.Respond(asking, bot.Question{Text: question, Previous: c.previous})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		c.log.Error("no answer", "adapter", "terminal", "error", err)
		_, err := io.WriteString(c.out, "\nI could not answer this; the log says why. Please try again.\n\n")
		return err
	}
	c.log.Debug("answered", "adapter", "terminal", "question", question, "status", answer.Outcome.String(), "took", time.Since(start))
	c.previous = answer.Subject(bot.Question{Text: question, Previous: c.previous})
	return c.show(func(w io.Writer) error { return Render(w, answer, c.options()) })
}

// show prints with a blank line before and after. What the gate holds back is replaced by
// its apology.
func (c *conversation) show(render func(io.Writer) error) error {
	var b strings.Builder
	b.WriteString("\n")
	var altered *bot.AlteredError
	if err := render(&b); errors.As(err, &altered) {
		b.WriteString(sentence(err) + "\n")
	} else if err != nil {
		return err
	}
	b.WriteString("\n")
	_, err := io.WriteString(c.out, b.String())
	return err
}

// sentence turns an error's text into one for a reader.
func sentence(err error) string {
	text := err.Error()
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text + "."
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// terminalFile returns x as a file if it is a terminal, otherwise nil.
func terminalFile(x any) *os.File {
	f, ok := x.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return f
}

// IsTerminal reports whether a reader or writer is a terminal.
func IsTerminal(x any) bool { return terminalFile(x) != nil }

// Columns returns the width of the terminal that w writes to, 0 if it is none.
func Columns(w io.Writer) int {
	f := terminalFile(w)
	if f == nil {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return defaultWidth
	}
	return columns
}
