package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	// repository is the top of the repository, seen from this package.
	repository = "../.."
	// module is our import path.
	module = "statementbot"
	// arrows is printed with every breach of them.
	arrows = "the arrows: cmd -> adapters/* -> bot -> knowledge, cmd -> seeds"
)

// arrowsFrom says which rooms a room may use, beside its own packages. Tests may use
// seeds as well.
var arrowsFrom = map[string][]string{
	"cmd":       {"adapters", "bot", "knowledge", "seeds"},
	"adapters":  {"bot", "knowledge"},
	"bot":       {"knowledge"},
	"knowledge": nil,
	"seeds":     nil,
}

// ownedLibraries says for each library which of our packages alone imports it, with
// the packages below that one.
var ownedLibraries = map[string]string{
	"github.com/blevesearch":        "knowledge",
	"github.com/slack-go/slack":     "adapters/slack",
	"github.com/bwmarrin/discordgo": "adapters/discord",
	"modernc.org/sqlite":            "bot/journal",
	"github.com/prometheus":         "bot/meter",
}

// topLevel is everything at the top of the repository, beside dot files.
var topLevel = []string{
	"cmd", "bot", "adapters", "knowledge", "seeds",
	"go.mod", "go.sum", "Dockerfile", "README.md", "LICENSE",
}

// noName lists names that say nothing of what a package hides.
var noName = []string{"util", "utils", "common", "helpers", "models", "interfaces"}

// A listedPackage is what go list says of a package.
type listedPackage struct {
	ImportPath, Name                   string
	Imports, TestImports, XTestImports []string
}

// TestArrows keeps the imports among our packages, and of the libraries that one package owns, as the
// architecture has them.
func TestArrows(t *testing.T) {
	packages := goList(t, "./...")
	if len(packages) < 4 {
		t.Fatalf("go list found %d packages only", len(packages))
	}
	for _, breach := range breaches(packages) {
		t.Error(breach)
	}
}

// breaches returns one message for each import and each name that is not allowed.
func breaches(packages []listedPackage) []string {
	var found []string
	for _, p := range packages {
		from, _ := ours(p.ImportPath)
		if _, ok := arrowsFrom[roomOf(from)]; !ok {
			found = append(found, fmt.Sprintf("package %s stands in no room: packages belong below cmd, adapters, bot, knowledge or seeds", p.ImportPath))
			continue
		}
		if slices.Contains(noName, path.Base(from)) || slices.Contains(noName, p.Name) {
			found = append(found, fmt.Sprintf("package %s: %q names no purpose; name the decision that it hides", p.ImportPath, path.Base(from)))
		}
		for _, to := range p.Imports {
			if why := refused(from, to, false); why != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s", from, to, why))
			}
		}
		for _, to := range slices.Concat(p.TestImports, p.XTestImports) {
			if why := refused(from, to, true); why != "" {
				found = append(found, fmt.Sprintf("a test of %s imports %s: %s", from, to, why))
			}
		}
	}
	return found
}

// refused says why our package from, which is named without the module, may not import
// to; "" means that it may.
func refused(from, to string, test bool) string {
	for library, owner := range ownedLibraries {
		if within(to, library) && !within(from, owner) {
			return fmt.Sprintf("only %s imports %s", owner, library)
		}
	}
	inner, ok := ours(to)
	if !ok {
		return ""
	}
	if !test && strings.HasSuffix(inner, "test") {
		return "a fake is for tests only"
	}
	if roomOf(from) == "adapters" && roomOf(inner) == "adapters" {
		if platform(from) != platform(inner) {
			return "adapters do not import each other; what two of them need goes down into bot"
		}
		return ""
	}
	switch {
	case roomOf(from) == roomOf(inner):
	case slices.Contains(arrowsFrom[roomOf(from)], roomOf(inner)):
	case test && roomOf(inner) == "seeds":
	default:
		return fmt.Sprintf("no arrow goes from %s to %s (%s)", roomOf(from), roomOf(inner), arrows)
	}
	return ""
}

// ours takes the module off an import path; false means that it is not ours.
func ours(importPath string) (string, bool) {
	return strings.CutPrefix(importPath, module+"/")
}

// roomOf returns the first part of a path.
func roomOf(inner string) string {
	room, _, _ := strings.Cut(inner, "/")
	return room
}

// platform returns the first two parts of a path: adapters/slack.
func platform(inner string) string {
	parts := strings.SplitN(inner, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// within says whether a path is another one or stands below it.
func within(inner, outer string) bool {
	return inner == outer || strings.HasPrefix(inner, outer+"/")
}

// TestArrowsAreKept shows that the rules refuse what they are there to refuse.
func TestArrowsAreKept(t *testing.T) {
	tests := []struct {
		from, to      string
		code, testing bool // allowed in code, in tests
	}{
		{"cmd/statementbot", "statementbot/seeds", true, true},
		{"cmd/statementbot", "statementbot/knowledge", true, true},
		{"cmd/statementbot", "statementbot/adapters/slack", true, true},
		{"cmd/statementbot", "statementbot/adapters/slack/slacktest", false, true},
		{"cmd/statementbot", "github.com/blevesearch/bleve/v2", false, false},
		{"adapters/slack", "statementbot/adapters/slack/slacktest", false, true},
		{"adapters/slack/slacktest", "statementbot/adapters/slack", true, true},
		{"adapters/slack", "statementbot/adapters/discord", false, false},
		{"adapters/slack", "statementbot/bot", true, true},
		{"adapters/slack", "statementbot/knowledge", true, true},
		{"adapters/slack", "statementbot/seeds", false, true},
		{"adapters/slack", "statementbot/cmd/statementbot", false, false},
		{"adapters/slack", "github.com/slack-go/slack/socketmode", true, true},
		{"adapters/slack", "github.com/bwmarrin/discordgo", false, false},
		{"adapters/discord", "github.com/slack-go/slack", false, false},
		{"bot", "statementbot/bot/journal", true, true},
		{"cmd/statementbot", "github.com/prometheus/client_golang/prometheus", false, false},
		{"adapters/slack", "modernc.org/sqlite", false, false},
		{"bot", "statementbot/adapters/slack", false, false},
		{"bot", "statementbot/seeds", false, true},
		{"bot", "github.com/blevesearch/bleve/v2/search", false, false},
		{"knowledge", "github.com/blevesearch/bleve/v2/search", true, true},
		{"knowledge", "github.com/blevesearch/bleve_index_api", true, true},
		{"knowledge", "statementbot/bot", false, false},
		{"knowledge", "statementbot/seeds", false, true},
		{"knowledge", "testing", true, true},
		{"seeds", "statementbot/knowledge", false, false},
	}
	for _, tt := range tests {
		for _, inTest := range []bool{false, true} {
			want := tt.code
			if inTest {
				want = tt.testing
			}
			if why := refused(tt.from, tt.to, inTest); (why == "") != want {
				t.Errorf("%s imports %s (in a test: %t): got %q, want allowed: %t", tt.from, tt.to, inTest, why, want)
			}
		}
	}
	for _, p := range []string{"internal/x", "knowledge/util", "adapters/common"} {
		if len(breaches([]listedPackage{{ImportPath: module + "/" + p, Name: path.Base(p)}})) == 0 {
			t.Errorf("package %s: got no breach, want one", p)
		}
	}
}

// TestNoHeavyImports keeps a package out of the program, whoever imports it.
func TestNoHeavyImports(t *testing.T) {
	const heavy = "github.com/blevesearch/bleve/v2/config"
	for _, p := range goList(t, "-deps", "./cmd/statementbot") {
		if slices.Contains(p.Imports, heavy) {
			t.Errorf("%s imports %s, which links every analyzer and store, 4 MB of binary; import the few that are used", p.ImportPath, heavy)
		}
	}
}

// TestTopLevel keeps the top of the repository as short as it is.
func TestTopLevel(t *testing.T) {
	for _, name := range topLevel {
		if _, err := os.Stat(filepath.Join(repository, name)); err != nil {
			t.Errorf("the top level lacks %s: %v", name, err)
		}
	}
	for _, name := range topNames(t) {
		if !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) {
			t.Errorf("the top level has %s; it holds %s and dot files only", name, strings.Join(topLevel, ", "))
		}
	}
	files, err := filepath.Glob(filepath.Join(repository, "adapters", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) > 0 {
		t.Errorf("adapters/ has Go files of its own, %q; what two adapters need goes down into bot", files)
	}
}

// topNames returns the names at the top of the repository: those that git tracks, or,
// where there is no git or it tracks nothing yet, those in the directory.
func topNames(t *testing.T) []string {
	t.Helper()
	var names []string
	git := exec.CommandContext(t.Context(), "git", "ls-files", "-z")
	git.Dir = repository
	if out, err := git.Output(); err == nil && len(out) > 0 {
		for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			names = append(names, roomOf(name))
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	entries, err := os.ReadDir(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// goList runs go list -json at the top of the repository.
func goList(t *testing.T, args ...string) []listedPackage {
	t.Helper()
	args = append([]string{"list", "-json=ImportPath,Name,Imports,TestImports,XTestImports"}, args...)
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = repository
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	var packages []listedPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatalf("go %s: %v", strings.Join(args, " "), err)
		}
		packages = append(packages, p)
	}
}
