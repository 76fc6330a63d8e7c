package knowledge

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"
)

const seedFile = "../seeds/2025-02-07-united-states-japan-joint-leaders-statement.md"

// A parse case is a txtar archive of the file in.md and of what is wanted: an outline,
// as outline writes it, or the error.
func parseCases(tb testing.TB) map[string]*txtar.Archive {
	tb.Helper()
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no cases in testdata/parse: %v", err)
	}
	cases := map[string]*txtar.Archive{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		if len(archive.Files) != 2 || archive.Files[0].Name != "in.md" || archive.Files[1].Name != "want" {
			tb.Fatalf("%s: want the files in.md and want", file)
		}
		cases[strings.TrimSuffix(filepath.Base(file), ".txtar")] = archive
	}
	return cases
}

func TestParse(t *testing.T) {
	for name, archive := range parseCases(t) {
		t.Run(name, func(t *testing.T) {
			in := archive.Files[0].Data
			doc, err := Parse("in.md", in)
			got := ""
			if err != nil {
				_ = checkParseError(t, err)
				got = err.Error() + "\n"
			} else {
				checkDocument(t, doc)
				got = outline(doc)
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("in.md (-want +got):\n%s", diff)
			}
			for form, data := range map[string][]byte{
				"CRLF":            bytes.ReplaceAll(in, []byte("\n"), []byte("\r\n")),
				"byte-order mark": append([]byte("\ufeff"), in...),
			} {
				other, otherErr := Parse("in.md", data)
				if diff := cmp.Diff(doc, other, cmpopts.IgnoreUnexported(Document{})); diff != "" || fmt.Sprint(err) != fmt.Sprint(otherErr) {
					t.Errorf("with %s: got error %v, want %v; document (-want +got):\n%s", form, otherErr, err, diff)
				}
			}
		})
	}
}

// outline writes a document for the eye: front matter, then a line for each heading
// and sentence.
func outline(d *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s | %s | %s | %s | %q\n", d.Title, d.Date, d.Published, d.SourceURL, d.Tags)
	next := 1
	for i, s := range d.Sections {
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(strings.Repeat("#", s.Level)+" "+d.Heading(i), " "))
		for ; next <= s.Last; next++ {
			p := d.Paragraphs[next-1]
			for j, span := range p.Sentences {
				fmt.Fprintf(&b, "%s p%ds%d %s\n", [...]string{"prose", "item", "row"}[p.Kind], next, j+1, d.Slice(span))
			}
		}
	}
	return b.String()
}

// checkDocument checks what holds for every document.
func checkDocument(tb testing.TB, d *Document) {
	tb.Helper()
	if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(d.Text))); d.Edition != sum[:8] {
		tb.Fatalf("edition %q, want %q", d.Edition, sum[:8])
	}
	if d.ID == "" || d.Title == "" || d.Date == "" || len(d.Paragraphs) == 0 {
		tb.Fatalf("document %q of %q with title %q and %d paragraphs", d.ID, d.Date, d.Title, len(d.Paragraphs))
	}
	var rebuilt strings.Builder
	piece := func(s Span) {
		if rebuilt.Len() > 0 {
			rebuilt.WriteString("\n\n")
		}
		if rebuilt.Len() != s.Start || s.Len() <= 0 || s.End > len(d.Text) {
			tb.Fatalf("span %v at %d", s, rebuilt.Len())
		}
		text := d.Slice(s)
		if text != foldSpace(text) {
			tb.Fatalf("%q is not folded", text)
		}
		rebuilt.WriteString(text)
	}
	next := 1
	for i, section := range d.Sections {
		if (section.Level == 0) != (section.Heading == Span{}) || section.Level == 0 && i > 0 {
			tb.Fatalf("section %d of level %d with heading %v", i, section.Level, section.Heading)
		}
		if section.Level > 0 {
			piece(section.Heading)
		}
		if section.First != next || section.Last < section.First-1 {
			tb.Fatalf("section %d has paragraphs %d to %d, want them from %d", i, section.First, section.Last, next)
		}
		for ; next <= section.Last; next++ {
			p := d.Paragraphs[next-1]
			if p.Number != next || p.Section != i {
				tb.Fatalf("paragraph %d is numbered %d in section %d, want section %d", next, p.Number, p.Section, i)
			}
			piece(p.Span)
			at := p.Span.Start
			for j, s := range p.Sentences {
				gap := d.Text[at:s.Start]
				if j > 0 && gap != "" && gap != " " || j == 0 && gap != "" {
					tb.Fatalf("gap %q before sentence %d of paragraph %d", gap, j+1, next)
				}
				if s.Len() <= 0 || d.Slice(s) != strings.TrimSpace(d.Slice(s)) {
					tb.Fatalf("sentence %q", d.Slice(s))
				}
				at = s.End
			}
			if at != p.Span.End {
				tb.Fatalf("the sentences of paragraph %d end at %d, want %d", next, at, p.Span.End)
			}
			if p.Kind == TableRow && len(p.Sentences) != 1 {
				tb.Fatalf("table row with %d sentences", len(p.Sentences))
			}
		}
	}
	if next != len(d.Paragraphs)+1 || rebuilt.String() != d.Text {
		tb.Fatalf("headings and paragraphs give %d bytes with %d paragraphs, want %d with %d",
			rebuilt.Len(), next-1, len(d.Text), len(d.Paragraphs))
	}
}

// checkParseError checks that an error names file, line and reason.
func checkParseError(tb testing.TB, err error) *ParseError {
	tb.Helper()
	e, ok := errors.AsType[*ParseError](err)
	if !ok || e.File == "" || e.Line < 1 || e.Reason == "" || strings.Contains(e.Reason, "\n") {
		tb.Fatalf("got error %#v, want a ParseError with file, line and a reason of one line", err)
	}
	return e
}

func TestParseSeed(t *testing.T) {
	data, err := os.ReadFile(seedFile)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(seedFile, data)
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	var sizes []int
	for _, p := range d.Paragraphs {
		sizes = append(sizes, len(p.Sentences))
	}
	if diff := cmp.Diff([]int{1, 2, 2, 2, 4, 1, 1, 3, 3, 2, 1, 3, 2, 3, 4, 1}, sizes); diff != "" {
		t.Errorf("sentences of the paragraphs (-want +got):\n%s", diff)
	}
	var headings []string
	for i := range d.Sections {
		headings = append(headings, d.Heading(i))
	}
	if diff := cmp.Diff([]string{
		"", "U.S.-Japan Cooperation for Peace", "U.S.-Japan Cooperation for Growth and Prosperity",
		"U.S.-Japan Coordination in the Indo-Pacific", "Invitation to Visit Japan",
	}, headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	want := "The two leaders reaffirmed that Article V of the U.S.-Japan Treaty of Mutual Cooperation and Security applies to the Senkaku Islands, and reiterated their strong opposition to any action that seeks to undermine Japan’s longstanding and peaceful administration of the Senkaku Islands."
	if got := d.Slice(d.At(Place{3, 2})); got != want {
		t.Errorf("¶3, sentence 2: got %q, want %q", got, want)
	}
	if got, want := d.ID+" "+d.Title+" "+d.Date+" "+d.Published, "2025-02-07-united-states-japan-joint-leaders-statement United States-Japan Joint Leaders’ Statement 2025-02-07 2025-02-07 19:00:08-05:00"; got != want {
		t.Errorf("front matter: got %q, want %q", got, want)
	}
}

func TestParseRefusesBytes(t *testing.T) {
	front := "---\ntitle: T\ndate: 2025-02-07\n---\n"
	for name, c := range map[string]struct {
		file, data, want string
	}{
		"invalid UTF-8":     {"a.md", front + "One.\n\nTw\xe9.", "a.md:7: invalid UTF-8 (byte 0xe9)"},
		"invalid in front":  {"a.md", "---\ntitle: \xff\n---\n", "a.md:2: invalid UTF-8"},
		"NUL":               {"a.md", front + "One.\r\n\x00", "a.md:6: a NUL byte"},
		"too large":         {"a.md", front + strings.Repeat("a ", MaxFile/2), "a.md:1: the file is larger than 4 MB"},
		"no name":           {"x/.md", front + "One.", "x/.md:1: the file has no name"},
		"nothing":           {"a.md", "", "a.md:1: no front matter"},
		"long front matter": {"a.md", "---\n" + strings.Repeat("# x\n", maxFrontMatter) + "---\nOne.", "a.md:1: front matter: longer than 64 KB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.file, []byte(c.data))
			if e := checkParseError(t, err); !strings.HasPrefix(e.Error(), c.want) {
				t.Errorf("got error %q, want %q…", e, c.want)
			}
		})
	}
}

// TestParseTraps gives Parse a megabyte of what Markdown parsers are slow on. Each must
// parse or be refused; most of them took minutes before tangled refused them.
func TestParseTraps(t *testing.T) {
	if testing.Short() {
		t.Skip("parses many long files")
	}
	const size = 1 << 18
	units := []string{
		"[", "]", "*", "_", "`", "<", ">", "> ", "!", "\\", "&", "|", "#", "-", "- ", "+ ", "1. ", "\t", "=", "~",
		"*a ", "*a_ ", "**a ", "a**b", "_a", "*a**a ", "a*b_c* ", "[a](", "[](", "![", "[a]", "[a][b]", "[a](<b", "![a](b ",
		"<a ", "<a href=\"", "<!--", "<?", "<![CDATA[", "<u>", "</u>", "<b>x<br>", "<span>", "`a``b", "&#", "<http://a",
		"[x]: y\n", "[x]: y\n\n", "|a|b\n", "|-|-\n", "> x\n", "- x\n", "* x\n\n", "x  \n", "**x**  \n", "x\\\n", "<table>\n", "- <table>\n",
		"<table>\n\n", "<table>\n\n- <table>\n\n", "<td>", "<tr><td>x", "<table><tr><td>", "<div>\n", "<script>\n\n", "# x\n", "x\n---\n", "```\n", "    x\n", "\u00a0\n", "a. ", ". . ",
		"**x", "x*\n", "* *x", "<img alt=\"", "\u200d", "### ", "{", "\r", "> > x\n\n",
	}
	deep := func(mark string) string {
		var b strings.Builder
		for i := 0; b.Len() < size/2; i++ {
			b.WriteString(strings.Repeat("  ", i%400) + mark + " x\n")
		}
		return b.String() + strings.Repeat("\nx", size/4)
	}
	bodies := map[string]string{
		"deep list":     deep("-"),
		"deep quote":    strings.Repeat(strings.Repeat(">", 190)+"x\n", size/192),
		"lazy quote":    strings.Repeat(">", 199) + "x\n" + strings.Repeat("x\n", size/2),
		"blank in list": strings.Repeat("- ", 99) + "x\n" + strings.Repeat("\n", size),
		"wide table":    "|" + strings.Repeat("a|", size/8) + "\n|" + strings.Repeat("-|", size/8) + "\n" + strings.Repeat("a\n", size/8),
		"long word":     strings.Repeat("a", size),
	}
	for _, unit := range units {
		bodies[fmt.Sprintf("%q", unit)] = strings.Repeat(unit, size/len(unit))
		bodies[fmt.Sprintf("x %q", unit)] = "x " + strings.Repeat(unit, size/len(unit))
	}
	const limit = 10 * time.Second
	for name, body := range bodies {
		begin := time.Now()
		doc, err := Parse("in.md", []byte("---\ntitle: T\ndate: 2025-02-07\n---\n"+body))
		took := time.Since(begin)
		if err != nil {
			_ = checkParseError(t, err)
		} else {
			checkDocument(t, doc)
		}
		if took > time.Second/2 {
			t.Logf("%s: %v, error %v", name, took.Round(time.Millisecond), err)
		}
		if took > limit {
			t.Errorf("%s took %v, want less than %v", name, took, limit)
		}
	}
}

func TestLoad(t *testing.T) {
	file := func(text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: T\ndate: 2025-02-07\n---\n" + text)}
	}
	docs, errs := Load(fstest.MapFS{
		"b.md": file("B."), "z/a.md": file("A."), "z/b.md": file("Twin."), "README.md": {Data: []byte("# Read me")},
		"bad.md": {Data: []byte("Text.")}, "notes.txt": {Data: []byte("x")}, "..data/b.md": file("Copy."), "dir.md/c.md": file("C."),
	})
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, ids); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	var texts []string
	for _, err := range errs {
		_ = checkParseError(t, err)
		texts = append(texts, err.Error())
	}
	if diff := cmp.Diff([]string{
		"bad.md:1: no front matter; begin the file with a line ---, then title: and date:, then a line ---",
		`z/b.md:1: the id "b" is taken by b.md; rename one of the two files`,
	}, texts); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if docs, errs := Load(os.DirFS(filepath.Join(t.TempDir(), "none"))); len(docs) != 0 || len(errs) != 1 {
		t.Errorf("a folder that is not there: got %d documents and errors %v, want one error", len(docs), errs)
	}
}

func FuzzParse(f *testing.F) {
	for _, archive := range parseCases(f) {
		f.Add(archive.Files[0].Data)
	}
	if data, err := os.ReadFile(seedFile); err == nil {
		f.Add(data)
	}
	// Asterisks whose partner is on a later line.
	f.Add([]byte("a<br>** a*<br>b ** c"))
	f.Add([]byte("a<br>*****<br>a *****"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, data := range [][]byte{data, append([]byte("---\ntitle: T\ndate: 2025-02-07\n---\n"), data...)} {
			doc, err := Parse("in.md", data)
			if err != nil {
				_ = checkParseError(t, err)
				continue
			}
			checkDocument(t, doc)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile(seedFile)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(seedFile, data); err != nil {
			b.Fatal(err)
		}
	}
}
