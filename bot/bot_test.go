package bot_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"statementbot/bot"
)

// TestAnswers asks the questions of testdata/answers. In an archive each file "question"
// begins a case, "previous" is the question before it in the thread, and "want" the
// expected answer, which -update rewrites.
func TestAnswers(t *testing.T) {
	names, err := filepath.Glob("testdata/answers/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("no archives in testdata/answers")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { testArchive(t, name) })
	}
}

func testArchive(t *testing.T, name string) {
	t.Helper()
	l := seedLibrary(t)
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var answered txtar.Archive
	answered.Comment = archive.Comment
	for i := 0; i < len(archive.Files); {
		c, next := readCase(t, name, archive.Files, i)
		i = next
		got := plain(l, respond(t, l.bot, c.question, c.previous))
		answered.Files = append(answered.Files, c.files(got)...)
		if *update {
			continue
		}
		t.Run(c.question, func(t *testing.T) {
			if diff := cmp.Diff(strings.Split(c.want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%q after %q (-want +got; -update rewrites %s):\n%s", c.question, c.previous, name, diff)
			}
		})
	}
	if !*update {
		return
	}
	if data := txtar.Format(&answered); !bytes.Equal(data, txtar.Format(archive)) {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// An answerCase is one question of an archive and the answer that it should get.
type answerCase struct{ question, previous, want string }

// readCase reads the case that begins with file i and returns where the next one begins.
func readCase(t *testing.T, name string, files []txtar.File, i int) (c answerCase, next int) {
	t.Helper()
	if files[i].Name != "question" {
		t.Fatalf("%s: file %d is %q, want question", name, i+1, files[i].Name)
	}
	c.question = strings.TrimSuffix(string(files[i].Data), "\n")
	for i++; i < len(files) && files[i].Name != "question"; i++ {
		switch data := string(files[i].Data); files[i].Name {
		case "previous":
			c.previous = strings.TrimSuffix(data, "\n")
		case "want":
			c.want = data
		default:
			t.Fatalf("%s: file %d is %q, want question, previous or want", name, i+1, files[i].Name)
		}
	}
	return c, i
}

// files returns the case as files of an archive, with another answer.
func (c answerCase) files(want string) []txtar.File {
	files := []txtar.File{{Name: "question", Data: []byte(c.question + "\n")}}
	if c.previous != "" {
		files = append(files, txtar.File{Name: "previous", Data: []byte(c.previous + "\n")})
	}
	return append(files, txtar.File{Name: "want", Data: []byte(want)})
}

// plain writes an answer as text: the outcome, a line for each quote, our note, and the
// addresses of the nearest sentences. Suggestions have a test of their own.
func plain(l library, a bot.Answer) string {
	var b strings.Builder
	fmt.Fprintln(&b, a.Outcome)
	for i, place := range places(l, a.Quotes) {
		fmt.Fprintf(&b, "%s %s\n", place, a.Quotes[i].Text())
	}
	if a.Note != "" {
		fmt.Fprintf(&b, "note: %s\n", a.Note)
	}
	if len(a.Key) > 0 {
		fmt.Fprintf(&b, "key: %s\n", strings.Join(places(l, a.Key), " "))
	}
	if len(a.Nearest) > 0 {
		fmt.Fprintf(&b, "nearest: %s\n", strings.Join(places(l, a.Nearest), " "))
	}
	return b.String()
}
