package knowledge

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// textDocument makes a document of paragraphs.
func textDocument(tb testing.TB, id string, paragraphs ...string) *Document {
	tb.Helper()
	front := "---\ntitle: Test\ndate: 2025-02-07\nsource_url: https://example.org/" + id + "\n---\n"
	d, err := Parse(id+".md", []byte(front+strings.Join(paragraphs, "\n\n")+"\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestWriteLexicon(t *testing.T) {
	docs := []*Document{
		textDocument(t, "a", "The leaders of NATO met in Nagasaki. They traded with Nagasaki and with NATO’s members.", "JOINT STATEMENT OF NATO"),
		textDocument(t, "b", "We trade with NATO, and in 2027 we trade more. Trading helps Nagasaki."),
	}
	var b bytes.Buffer
	if err := WriteLexicon(&b, docs, 2); err != nil {
		t.Fatal(err)
	}
	want := "sentences\t5\n" +
		"and\t2\tand\n" +
		"in\t2\tin\n" +
		"nagasaki\t3\tNagasaki\n" +
		"nato\t4\tNATO\n" +
		"of\t2\tof\n" +
		"with\t2\twith\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	l, err := ReadLexicon(&b)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]wordCase{
		"nato": abbreviation, "nagasaki": properName, "with": ordinary, "trade": unknownWord, "2027": unknownWord, "Nagasaki": unknownWord,
	} {
		if got := l.caseOf(word); got != want {
			t.Errorf("case of %q: got %d, want %d", word, got, want)
		}
	}
	// The words of a stem are counted together, in each sentence once.
	b.Reset()
	if err := WriteLexicon(&b, docs, 1); err != nil {
		t.Fatal(err)
	}
	if want := "\ntrade\t3\ttrade traded trading\n"; !strings.Contains(b.String(), want) {
		t.Errorf("got table\n%swant in it %q", b.String(), want)
	}
	first := b.String()
	b.Reset()
	if err := WriteLexicon(&b, docs, 1); err != nil || b.String() != first {
		t.Errorf("written twice: another table, error %v", err)
	}
	b.Reset()
	if err := WriteLexicon(&b, nil, 1); err != nil || b.String() != "sentences\t0\n" {
		t.Errorf("of no documents: got %q, error %v", b.String(), err)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteLexiconFails(t *testing.T) {
	err := WriteLexicon(failingWriter{}, []*Document{textDocument(t, "a", "One word.")}, 1)
	if err == nil || err.Error() != "write lexicon: disk full" {
		t.Errorf("got error %v, want %q", err, "write lexicon: disk full")
	}
}

func TestReadLexiconErrors(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"no header":      {"trade\t3\ttrade\n", "read lexicon: line 1: "},
		"no number":      {"sentences\tmany\n", "read lexicon: line 1: "},
		"no count":       {"sentences\t5\ntrade\t3\ttrade\nnato\tx\tNATO\n", "read lexicon: line 3: "},
		"two columns":    {"sentences\t5\ntrade\t3\n", "read lexicon: line 2: "},
		"empty line":     {"sentences\t5\n\n", "read lexicon: line 2: "},
		"line too large": {"sentences\t5\n" + strings.Repeat("a", 1<<20) + "\n", "read lexicon: "},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ReadLexicon(strings.NewReader(c.data)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got error %v, want %q…", err, c.want)
			}
		})
	}
	broken := errors.New("broken")
	if _, err := ReadLexicon(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got error %v, want the reader's", err)
	}
	if err := new(Lexicon).ReadGeneral(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("ReadGeneral: got error %v, want the reader's", err)
	}
}

func TestRarity(t *testing.T) {
	l, err := ReadLexicon(strings.NewReader("sentences\t100000\nthe\t90000\tthe\ntrade\t5000\ttrade trading\nhenoko\t3\tHenoko\nbiggest\t30\tbiggest\n"))
	if err != nil {
		t.Fatal(err)
	}
	if the, trade, henoko, unseen := l.rarity("the"), l.rarity("trade"), l.rarity("henoko"), l.rarity("zanzibar"); the != 0 || the >= trade || trade >= henoko || henoko >= unseen || unseen > 1 {
		t.Errorf("the %v, trade %v, henoko %v, unseen %v: want them rising from 0 to at most 1", the, trade, henoko, unseen)
	}
	before := l.rarity("biggest")
	if err := l.ReadGeneral(strings.NewReader("# remark\n\n  biggest  \n")); err != nil {
		t.Fatal(err)
	}
	if got := l.rarity("biggest"); got >= before || got <= 0 {
		t.Errorf("a general word weighs %v, want less than %v and more than nothing", got, before)
	}
	if got := l.rarity("remark"); got != l.rarity("zanzibar") {
		t.Errorf("a word of a remark weighs %v, want %v", got, l.rarity("zanzibar"))
	}
	if got := new(Lexicon).rarity("trade"); got < 0 || got > 1 {
		t.Errorf("rarity in an empty lexicon: %v, want 0 to 1", got)
	}
}

func TestSeedLexicon(t *testing.T) {
	l := seedLexicon(t)
	for word, want := range map[string]wordCase{"nato": abbreviation, "japan": properName, "trade": ordinary, "tradee": unknownWord} {
		if got := l.caseOf(word); got != want {
			t.Errorf("case of %q: got %d, want %d", word, got, want)
		}
	}
	if the, senkaku := l.rarity("the"), l.rarity("senkaku"); the != 0 || senkaku < 0.5 {
		t.Errorf("rarity of the: %v, of senkaku: %v, want 0 and at least one half", the, senkaku)
	}
}
