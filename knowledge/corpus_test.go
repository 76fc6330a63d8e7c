package knowledge

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestParseCorpus parses every file of the shared corpus and statements, which are too
// large to be committed. What holds without them is tested on the seed and testdata.
func TestParseCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 9,260 files")
	}
	c := corpusCount{refused: map[string]int{}}
	files, err := filepath.Glob("../../shared/statements/2*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c.parse(t, file, data)
	}
	if c.parsed != len(files) {
		t.Errorf("%d of %d statements parsed, want all", c.parsed, len(files))
	}
	const corpus = "../../shared/corpus/statements.tar.gz"
	f, err := os.Open(corpus)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no corpus: %s is not there; %d statements parsed", corpus, c.parsed)
	} else if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(z)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Typeflag != tar.TypeReg || !strings.HasSuffix(header.Name, ".md") {
			continue
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		c.parse(t, header.Name, data)
	}
	t.Logf("%d files parsed: %d paragraphs, %d sentences, %d headings", c.parsed, c.paragraphs, c.sentences, c.headings)
	refused := 0
	for reason, n := range c.refused {
		t.Logf("%d refused: %s", n, reason)
		refused += n
	}
	t.Logf("slowest: %v for %s", c.slowest, c.slowestFile)
	// Four files hold nothing but pictures of a page.
	if refused > 4 {
		t.Errorf("%d files refused, want 4", refused)
	}
	// On an idle machine it is 12 ms; the limit is the promise.
	if c.slowest > time.Second {
		t.Errorf("%s took %v, want less than a second", c.slowestFile, c.slowest)
	}
}

// A corpusCount is what is counted over a corpus.
type corpusCount struct {
	parsed, paragraphs, sentences, headings int
	refused                                 map[string]int // by reason
	slowest                                 time.Duration
	slowestFile                             string
}

func (c *corpusCount) parse(t *testing.T, name string, data []byte) {
	t.Helper()
	begin := time.Now()
	d, err := Parse(name, data)
	if took := time.Since(begin); took > c.slowest {
		c.slowest, c.slowestFile = took, name
	}
	if err != nil {
		e := checkParseError(t, err)
		t.Logf("refused: %v", e)
		c.refused[e.Reason]++
		return
	}
	checkDocument(t, d)
	c.parsed++
	c.paragraphs += len(d.Paragraphs)
	c.sentences += d.Sentences()
	for _, s := range d.Sections {
		c.headings += min(s.Level, 1)
	}
}
