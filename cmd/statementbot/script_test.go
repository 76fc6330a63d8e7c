package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"statementbot/knowledge"
	"statementbot/seeds"
)

var update = flag.Bool("update", false, "rewrite testdata/senkaku.txt and the golden files within testdata/script")

// TestMain lets the test binary stand in for the program: scripts and the tests with a
// pseudo-terminal run it by its name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"statementbot": main})
}

// TestScript runs the scripts of testdata/script against the program.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"repeat": repeat,
		},
	})
}

// status runs the program and wants an exit status: status 3 ask tariffs.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N ARGUMENT...")
	}
	got := 0
	if err := ts.Exec("statementbot", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("statementbot %q: %v", args[1:], err)
		}
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("statementbot %q: got exit status %d, want %s", args[1:], got, args[0])
	}
}

// repeat writes a file with a text in it many times: repeat FILE N BEFORE TEXT AFTER.
// In BEFORE and AFTER, \n is a line end.
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: repeat FILE N BEFORE TEXT AFTER")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	unescape := strings.NewReplacer(`\n`, "\n").Replace
	text := unescape(args[2]) + strings.Repeat(unescape(args[3]), n) + unescape(args[4])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// inProcess calls run as main does, without a process, in the environment given as
// NAME=value.
func inProcess(t *testing.T, env []string, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	lookup := func(name string) (string, bool) {
		for _, setting := range env {
			if value, ok := strings.CutPrefix(setting, name+"="); ok {
				return value, true
			}
		}
		return "", false
	}
	var out, errs bytes.Buffer
	status = run(t.Context(), args, lookup, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

// TestSenkaku compares the first command of the README with testdata/senkaku.txt, which
// .ci/run compares with the built program as well.
func TestSenkaku(t *testing.T) {
	status, got, stderr := inProcess(t, nil, "", "ask", "what about Senkaku?")
	if status != exitOK || stderr != "" {
		t.Fatalf("got exit status %d and %q on standard error, want 0 and nothing", status, stderr)
	}
	file := filepath.Join("testdata", "senkaku.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", file, diff)
	}
}

// TestEverySentenceCanBeShownAndVerified goes through the seed as a reader could.
func TestEverySentenceCanBeShownAndVerified(t *testing.T) {
	docs, errs := knowledge.Load(seeds.Statements())
	if len(errs) > 0 {
		t.Fatal(errors.Join(errs...))
	}
	for _, d := range docs {
		for _, place := range d.Places() {
			text := d.Slice(d.At(place))
			address := fmt.Sprintf("%s#p%ds%d", d.ID, place.Paragraph, place.Sentence)
			if status, out, _ := inProcess(t, nil, "", "show", address); status != exitOK || !strings.HasPrefix(out, "│ "+text+"\n") {
				t.Errorf("show %s: got exit status %d and %q, want 0 and %q", address, status, out, text)
			}
			if status, out, _ := inProcess(t, nil, text, "verify"); status != exitOK || !strings.Contains(out, text) {
				t.Errorf("verify %q: got exit status %d and %q, want 0", text, status, out)
			}
			if status, _, _ := inProcess(t, nil, "", "verify", "--", "x"+text); status != exitNo {
				t.Errorf("verify %q: got exit status %d, want 3", "x"+text, status)
			}
		}
	}
}

func TestSettings(t *testing.T) {
	empty := t.TempDir()
	tests := []struct {
		name   string
		env    []string
		args   []string
		status int
		want   string // on either output
	}{
		{"a level from the environment", []string{"STATEMENTBOT_LOG=loud"}, []string{"docs"}, exitUsage, `STATEMENTBOT_LOG "loud": use debug, info, warn or error`},
		{"the flag wins", []string{"STATEMENTBOT_LOG=loud"}, []string{"--log", "debug", "docs"}, exitOK, "16 paragraphs"},
		{"a bad flag", nil, []string{"--log", "loud", "docs"}, exitUsage, `--log "loud": use debug, info, warn or error`},
		{"an empty list of folders", []string{"STATEMENTBOT_DOCS="}, []string{"docs"}, exitOK, "16 paragraphs"},
		{"a folder from the environment", []string{"STATEMENTBOT_DOCS=" + filepath.Join(empty, "none")}, []string{"docs"}, exitFailure, "there is no folder"},
		{"the flag wins over the folders", []string{"STATEMENTBOT_DOCS=" + filepath.Join(empty, "none")}, []string{"--docs", empty, "docs"}, exitOK, "16 paragraphs"},
		{"no folder", nil, []string{"--docs-only", "docs"}, exitUsage, "--docs-only leaves no documents; name a folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, stdout, stderr := inProcess(t, tt.env, "", tt.args...)
			if status != tt.status || !strings.Contains(stdout+stderr, tt.want) {
				t.Errorf("got exit status %d and %q, want %d and %q", status, stdout+stderr, tt.status, tt.want)
			}
		})
	}
}

// TestQuestionsAreNotLogged keeps the text of questions out of the log above debug.
func TestQuestionsAreNotLogged(t *testing.T) {
	for _, args := range [][]string{
		{"--log", "info", "ask", "what about Senkaku and my secret?"},
		{"--log", "info", "ask", "--json", "secret"},
		{"--log", "info", "chat"},
	} {
		if _, _, stderr := inProcess(t, nil, "what about my secret?\n", args...); strings.Contains(stderr, "secret") {
			t.Errorf("%q: got %q on standard error, want no question in it", args, stderr)
		}
	}
}
