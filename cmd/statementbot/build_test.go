package main_test

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// maxBinary is what the static binary may weigh, in bytes.
const maxBinary = 40_000_000

// TestDockerfileBuild builds the program with the very flags of the Dockerfile and
// looks at what the image would hold.
func TestDockerfileBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the whole program: not under -short")
	}
	if runtime.GOOS != "linux" {
		t.Skipf("the image holds a linux program, which %s cannot run", runtime.GOOS)
	}
	t.Parallel()

	const version = "v0.0.0-dockerfile"
	dockerfile, err := os.ReadFile(filepath.Join(repository, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "statementbot")
	env, args, err := dockerfileBuild(string(dockerfile), version, binary)
	if err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", args...)
	build.Dir = repository
	build.Env = append(os.Environ(), env...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s go %s: %v\n%s", strings.Join(env, " "), strings.Join(args, " "), err, out)
	}

	t.Run("static and stripped", func(t *testing.T) {
		f, err := elf.Open(binary)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, p := range f.Progs {
			if p.Type == elf.PT_INTERP {
				t.Error("the binary asks for an interpreter; the image has none")
			}
		}
		libraries, err := f.ImportedLibraries()
		if err != nil {
			t.Fatal(err)
		}
		if len(libraries) > 0 {
			t.Errorf("the binary needs %q; the image has no libraries", libraries)
		}
		for _, name := range []string{".symtab", ".debug_info", ".zdebug_info"} {
			if f.Section(name) != nil {
				t.Errorf("the binary has the section %s: it is not stripped", name)
			}
		}
	})

	t.Run("size", func(t *testing.T) {
		info, err := os.Stat(binary)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d bytes", info.Size())
		if info.Size() >= maxBinary {
			t.Errorf("got %d bytes, want less than %d", info.Size(), maxBinary)
		}
	})

	t.Run("version", func(t *testing.T) {
		if got := runAlone(t, binary, "version"); !strings.Contains(got, version) {
			t.Errorf("got %q, want the stamped version %q", got, version)
		}
	})

	t.Run("answers", func(t *testing.T) {
		got := runAlone(t, binary, "ask", "what about Senkaku?")
		if want := "the Senkaku Islands"; !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("got %q, want an answer with %q", got, want)
		}
	})
}

// runAlone runs the binary as the image does, with nothing around it: in an empty
// directory, with an empty environment and no input. It wants exit status 0 and returns
// the standard output.
func runAlone(t *testing.T, binary string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{} // nil would mean ours
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("statementbot %q: %v\n%s%s", args, err, &stdout, &stderr)
	}
	return stdout.String()
}

// dockerfileBuild reads the one line "RUN NAME=value … go build …" of a Dockerfile. It
// returns the line's settings and the arguments of go, with the version filled in and
// output in the place of the -o flag's file.
func dockerfileBuild(dockerfile, version, output string) (env, args []string, err error) {
	var lines []string
	for line := range strings.Lines(dockerfile) {
		if command, ok := strings.CutPrefix(line, "RUN "); ok && strings.Contains(command, "go build") {
			lines = append(lines, command)
		}
	}
	if len(lines) != 1 {
		return nil, nil, fmt.Errorf("dockerfile: got %d lines with RUN … go build, want 1", len(lines))
	}
	words, err := shellWords(lines[0], map[string]string{"VERSION": version})
	if err != nil {
		return nil, nil, fmt.Errorf("dockerfile: %q: %w", lines[0], err)
	}
	command := slices.Index(words, "go")
	if command < 0 {
		return nil, nil, fmt.Errorf("dockerfile: %q: no word go", lines[0])
	}
	env, args = words[:command:command], words[command+1:]
	for _, setting := range env {
		if !strings.Contains(setting, "=") {
			return nil, nil, fmt.Errorf("dockerfile: %q before go is not NAME=value", setting)
		}
	}
	if flag := slices.Index(args, "-o"); flag >= 0 && flag+1 < len(args) {
		args[flag+1] = output
		return env, args, nil
	}
	return nil, nil, fmt.Errorf("dockerfile: %q: no -o FILE", lines[0])
}

// shellWords splits a line as a shell does, as far as the Dockerfile needs it: blanks
// part words, double quotes hold them together, $NAME is replaced. It refuses what
// would make a shell do more than run one command.
func shellWords(line string, variables map[string]string) ([]string, error) {
	if strings.ContainsAny(line, "'\\`;&|<>(){}*?#~") {
		return nil, errors.New("only plain words, double quotes and $NAME can be read")
	}
	var unknown error
	line = os.Expand(line, func(name string) string {
		value, ok := variables[name]
		if !ok {
			unknown = fmt.Errorf("unknown variable $%s", name)
		}
		return value
	})
	if unknown != nil {
		return nil, unknown
	}
	var words []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 0 {
			words = append(words, strings.Fields(part)...)
		} else {
			words = append(words, part)
		}
	}
	if strings.Count(line, `"`)%2 != 0 {
		return nil, errors.New("a quotation mark is left open")
	}
	return words, nil
}

func TestDockerfileBuildLine(t *testing.T) {
	tests := []struct {
		name, dockerfile string
		env, args        []string // nil where the line is refused
	}{
		{
			name:       "settings, a quoted flag and the version",
			dockerfile: "FROM x\nRUN go mod download\nRUN A=1 go build -ldflags \"-s -X main.version=$VERSION\" -o /bot ./cmd\n",
			env:        []string{"A=1"},
			args:       []string{"build", "-ldflags", "-s -X main.version=v1", "-o", "/tmp/out", "./cmd"},
		},
		{name: "none", dockerfile: "FROM x\nRUN go mod download\n"},
		{name: "two", dockerfile: "RUN go build -o a .\nRUN go build -o b .\n"},
		{name: "no output", dockerfile: "RUN go build .\n"},
		{name: "two commands", dockerfile: "RUN go build -o a . && rm b\n"},
		{name: "unknown variable", dockerfile: "RUN GOARCH=$TARGETARCH go build -o a .\n"},
		{name: "open quotation mark", dockerfile: "RUN go build -ldflags \"-s -o a .\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env, args, err := dockerfileBuild(tt.dockerfile, "v1", "/tmp/out")
			if (err != nil) != (tt.args == nil) {
				t.Fatalf("got error %v, want one: %t", err, tt.args == nil)
			}
			if !slices.Equal(env, tt.env) || !slices.Equal(args, tt.args) {
				t.Errorf("got %q %q, want %q %q", env, args, tt.env, tt.args)
			}
		})
	}
}
