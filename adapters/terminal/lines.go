package terminal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// A lineReader reads a conversation's lines: one edits them on a terminal, the other
// takes them as they come.
type lineReader interface {
	// readLine returns a line without its end, or io.EOF, or ErrInterrupted.
	readLine() (string, error)
	// prompts reports whether somebody sees a prompt.
	prompts() bool
	// close puts the terminal back.
	close()
}

// next waits for a line or the end of ctx.
func next(ctx context.Context, lines lineReader) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := lines.readLine()
		read <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-read:
		return r.line, r.err
	}
}

// An editor reads lines from a terminal with editing and a history of this conversation.
type editor struct {
	terminal *term.Terminal
	keys     *keyReader
	fd       int // of the input
	out      *os.File
	before   *term.State
}

func newEditor(in, out *os.File) (*editor, error) {
	fd := int(in.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, fmt.Errorf("prepare the terminal for line editing: %w; TERM=dumb does without", err)
	}
	keys := &keyReader{r: in}
	terminal := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{keys, out}, prompt)
	return &editor{terminal: terminal, keys: keys, fd: fd, out: out, before: before}, nil
}

func (e *editor) readLine() (string, error) {
	if columns, rows, err := term.GetSize(int(e.out.Fd())); err == nil && columns > 0 {
		_ = e.terminal.SetSize(columns, rows) // an error would be one of writing: the next write has it too
	}
	line, err := e.terminal.ReadLine()
	if errors.Is(err, io.EOF) && e.keys.interrupted {
		return "", ErrInterrupted
	}
	return line, err
}

func (e *editor) prompts() bool { return true }

func (e *editor) close() {
	fmt.Fprint(e.out, "\r\n") // the shell's prompt begins a line of its own
	_ = term.Restore(e.fd, e.before)
}

// A keyReader notes Ctrl-C, which the editor does not tell from the end of the input.
type keyReader struct {
	r           io.Reader
	interrupted bool
}

// Read reads from the terminal.
func (k *keyReader) Read(p []byte) (int, error) {
	n, err := k.r.Read(p)
	const ctrlC = 3
	if bytes.IndexByte(p[:n], ctrlC) >= 0 {
		k.interrupted = true
	}
	return n, err
}

// maxTyped is the greatest length in bytes of a line that is not edited. The bot reads
// less of a question.
const maxTyped = 1 << 20

// plainLines reads lines as they come. The prompt is printed only where a person types.
type plainLines struct {
	r        *bufio.Reader
	out      io.Writer
	prompted bool
}

func newPlainLines(r io.Reader, out io.Writer, prompted bool) *plainLines {
	return &plainLines{r: bufio.NewReaderSize(r, 64<<10), out: out, prompted: prompted}
}

func (p *plainLines) readLine() (string, error) {
	if p.prompted {
		if _, err := io.WriteString(p.out, prompt); err != nil {
			return "", err
		}
	}
	line, _, err := readLine(p.r, maxTyped)
	if errors.Is(err, io.EOF) && p.prompted {
		fmt.Fprintln(p.out)
	}
	return strings.ToValidUTF8(string(line), "\uFFFD"), err
}

func (p *plainLines) prompts() bool { return p.prompted }

func (p *plainLines) close() {}

// readLine reads up to the next line feed and returns the line without it. Of a longer
// line than limit the first limit bytes are returned, with long true, and the rest is
// passed over. The error is io.EOF only where nothing was left to read.
func readLine(r *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if n := limit - len(line); len(part) > n+1 || len(part) > n && part[len(part)-1] != '\n' {
			long = true
			part = part[:n]
		}
		line = append(line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(line) > 0 || long):
		case err != nil:
			return nil, false, err
		}
		return bytes.TrimSuffix(line, []byte("\n")), long, nil
	}
}
