package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// openPTY returns both ends of a new pseudo-terminal of the given width.
func openPTY(t *testing.T, columns uint16) (ours, theirs *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	ours = os.NewFile(uintptr(fd), "/dev/ptmx") // not blocking, so that Close ends a Read
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(theirs.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: columns}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = theirs.Close() // their ends only matter while the program runs
		_ = ours.Close()
	})
	return ours, theirs
}

// A session is the program on a pseudo-terminal.
type session struct {
	t      *testing.T
	cmd    *exec.Cmd
	pty    *os.File
	theirs *os.File
	before unix.Termios

	mu     sync.Mutex // guards screen
	screen bytes.Buffer
	seen   int // how much of screen has been waited for
}

// start runs the program with a terminal for its input and outputs.
func start(t *testing.T, columns uint16, env []string, args ...string) *session {
	t.Helper()
	ours, theirs := openPTY(t, columns)
	s := &session{t: t, pty: ours, theirs: theirs}
	before, err := unix.IoctlGetTermios(int(theirs.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	s.before = *before
	s.cmd = exec.CommandContext(t.Context(), "statementbot", args...)
	s.cmd.Env = append([]string{"TERM=xterm-256color", "PATH=" + os.Getenv("PATH")}, env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = theirs, theirs, theirs
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := ours.Read(buffer)
			s.mu.Lock()
			s.screen.Write(buffer[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return s
}

// expect waits until text is printed behind what was expected before, and returns what
// stood up to it.
func (s *session) expect(text string) string {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		s.mu.Lock()
		rest := s.screen.String()[s.seen:]
		i := strings.Index(rest, text)
		if i >= 0 {
			s.seen += i + len(text)
		}
		s.mu.Unlock()
		if i >= 0 {
			return rest[:i+len(text)]
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("waited for %q, got %q", text, rest)
		}
	}
}

// send types keys.
func (s *session) send(keys string) {
	s.t.Helper()
	if _, err := s.pty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the exit status and checks that the terminal is as before.
func (s *session) ends(status int) {
	s.t.Helper()
	_ = s.cmd.Wait() // the status below says it
	s.mu.Lock()
	defer s.mu.Unlock()
	if got := s.cmd.ProcessState.ExitCode(); got != status {
		s.t.Errorf("got exit status %d, want %d; the screen: %q", got, status, s.screen.String())
	}
	after, err := unix.IoctlGetTermios(int(s.theirs.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	if *after != s.before {
		s.t.Errorf("the terminal is left with the settings %+v, want %+v", *after, s.before)
	}
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
	up    = "\x1b[A"
	// typed is what the editor prints before it waits for a line.
	typed = "> "
)

// quoteBar stands before a line of a quote, in colour.
const quoteBar = "\x1b[36m│\x1b[39m "

func TestChatOnATerminal(t *testing.T) {
	s := start(t, 72, nil, "chat")
	banner := s.expect(typed)
	if lines := strings.Count(banner, "\r\n"); lines != 2 || !strings.Contains(banner, "United States-Japan Joint Leaders’ Statement (7 February 2025)") {
		t.Errorf("got banner %q, want two lines with the statement's title", banner)
	}
	s.send("what about Senkaku?\r")
	answer := s.expect("\r\n" + typed)
	for _, want := range []string{quoteBar, "\x1b[1m", "¶3, sentence 2", "You could ask:"} {
		if !strings.Contains(answer, want) {
			t.Errorf("got answer %q, want %q in it", answer, want)
		}
	}
	for line := range strings.SplitSeq(answer, "\r\n") {
		plain := regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`).ReplaceAllString(line, "")
		if len([]rune(plain)) > 72 && !strings.Contains(plain, "https://") {
			t.Errorf("line %q is wider than the terminal", plain)
		}
	}

	s.send("who reaffirmed that?\r")
	if followUp := s.expect("\r\n" + typed); !strings.Contains(followUp, "¶3, sentence 2") {
		t.Errorf("got %q for the follow-up, want the Senkaku sentence", followUp)
	}

	// The line before last, edited: "what about Senkaku" becomes a question for a place.
	s.send(up + up + "\x15" + "/show p16\r") // Ctrl-U clears the line
	if place := s.expect("\r\n" + typed); !strings.Contains(place, "Invitation to Visit Japan") {
		t.Errorf("got %q, want the last section", place)
	}

	// A window of another size counts from the next answer on.
	if err := unix.IoctlSetWinsize(int(s.theirs.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 40}); err != nil {
		t.Fatal(err)
	}
	s.send("/show p3s2\r")
	for line := range strings.SplitSeq(s.expect("\r\n"+typed), "\r\n") {
		plain := regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`).ReplaceAllString(line, "")
		if len([]rune(plain)) > 40 && !strings.Contains(plain, "https://") {
			t.Errorf("line %q is wider than the smaller window", plain)
		}
	}
	s.send(ctrlD)
	s.ends(exitOK)
}

func TestChatHistory(t *testing.T) {
	s := start(t, 80, nil, "chat")
	s.expect(typed)
	s.send("/show p1\r")
	s.expect("\r\n" + typed)
	s.send(up + "\x7f2\r") // the line again, its last character replaced
	if got := s.expect("\r\n" + typed); !strings.Contains(got, "¶2, sentences 1–2") {
		t.Errorf("got %q, want paragraph 2", got)
	}
	s.send("/quit\r")
	s.ends(exitOK)
}

func TestChatInterrupted(t *testing.T) {
	s := start(t, 80, nil, "chat")
	s.expect(typed)
	s.send("half a quest" + ctrlC)
	s.ends(exitInterrupted)

	// Signals come where the terminal is not raw, or from outside.
	for _, env := range [][]string{nil, {"TERM=dumb"}} {
		s = start(t, 80, env, "chat")
		s.expect(typed)
		if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		s.ends(exitInterrupted)
	}
	s = start(t, 80, []string{"TERM=dumb"}, "chat")
	s.expect(typed)
	s.send(ctrlC) // the terminal makes the signal
	s.ends(exitInterrupted)
}

func TestTerminalWithoutColor(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		args []string
	}{
		{"NO_COLOR", []string{"NO_COLOR=1"}, []string{"ask", "what about Senkaku?"}},
		{"TERM=dumb", []string{"TERM=dumb"}, []string{"ask", "what about Senkaku?"}},
		{"a conversation on a dumb terminal", []string{"TERM=dumb"}, []string{"chat"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, 60, tt.env, tt.args...)
			if tt.args[0] == "chat" {
				s.expect(typed)
				s.send("what about Senkaku?\n")
			}
			got := s.expect("You could ask:")
			if strings.Contains(got, "\x1b") {
				t.Errorf("got %q, want no escape sequence", got)
			}
			if !strings.Contains(got, "│ The two leaders reaffirmed that Article V of ") {
				t.Errorf("got %q, want the quote behind a bar", got)
			}
			if tt.args[0] == "chat" {
				s.expect(typed)
				s.send(ctrlD)
			}
			s.ends(exitOK)
		})
	}
}

func TestTerminalInColor(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		want string
	}{
		{"the terminal's width", nil, quoteBar + "The two leaders reaffirmed that \r\n"},
		{"an empty NO_COLOR", []string{"NO_COLOR="}, quoteBar + "The two leaders reaffirmed that \r\n"},
		{"COLUMNS", []string{"COLUMNS=30"}, quoteBar + "The two leaders reaffirmed \r\n"},
		{"COLUMNS below all reason", []string{"COLUMNS=1"}, quoteBar + "The two leaders \r\n"},
		{"COLUMNS that is no number", []string{"COLUMNS=wide"}, quoteBar + "The two leaders reaffirmed that \r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, 40, tt.env, "ask", "what about Senkaku?")
			s.expect(tt.want)
			s.expect("\x1b[2m") // the citation is dimmed
			s.ends(exitOK)
		})
	}
}

// TestAskWithoutInput does not wait for a person to type a question.
func TestAskWithoutInput(t *testing.T) {
	s := start(t, 80, nil, "ask")
	s.expect("no question; give it as an argument or on standard input")
	s.ends(exitUsage)
}
