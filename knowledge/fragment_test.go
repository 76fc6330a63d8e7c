package knowledge

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// A textFragment is the decoded text directive of a URL:
// #:~:text=[prefix-,]start[,end][,-suffix].
type textFragment struct{ prefix, start, end, suffix string }

// parseFragment reads the URL as a browser does: commas and hyphens that are not encoded
// are marks of the directive.
func parseFragment(tb testing.TB, link string) textFragment {
	tb.Helper()
	_, directive, ok := strings.Cut(link, "#:~:text=")
	if !ok {
		tb.Fatalf("%q has no text fragment", link)
	}
	if rest := strings.Trim(directive, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%,-._~"); rest != "" || strings.Contains(directive, "&") {
		tb.Fatalf("%q holds characters that are not encoded: %q", directive, rest)
	}
	decode := func(s string) string {
		tb.Helper()
		if strings.Contains(s, "-") {
			tb.Fatalf("%q: the hyphen in %q is not encoded", directive, s)
		}
		text, err := url.PathUnescape(s)
		if err != nil || text == "" {
			tb.Fatalf("%q: %q decodes to %q, error %v", directive, s, text, err)
		}
		return text
	}
	parts := strings.Split(directive, ",")
	var f textFragment
	if prefix, ok := strings.CutSuffix(parts[0], "-"); ok {
		f.prefix, parts = decode(prefix), parts[1:]
	}
	if n := len(parts); n > 0 && strings.HasPrefix(parts[n-1], "-") {
		f.suffix, parts = decode(parts[n-1][1:]), parts[:n-1]
	}
	if len(parts) < 1 || len(parts) > 2 {
		tb.Fatalf("%q has %d terms, want a start and perhaps an end", directive, len(parts))
	}
	f.start = decode(parts[0])
	if len(parts) == 2 {
		f.end = decode(parts[1])
	}
	return f
}

// find returns what a browser selects in text: the first start, at word borders and
// whatever the case, that comes right behind the prefix, then the first end behind it. A
// term lies within one block; between two terms a border may lie.
func (f textFragment) find(text string) (Span, bool) {
	for from := 0; ; {
		start, ok := findTerm(text, f.start, from)
		if !ok {
			return Span{}, false
		}
		from = start.Start + 1
		before := strings.TrimRight(text[:start.Start], " \n")
		if f.prefix != "" && !strings.HasSuffix(strings.ToLower(before), strings.ToLower(f.prefix)) {
			continue
		}
		span := start
		if f.end != "" {
			end, ok := findTerm(text, f.end, start.End)
			if !ok {
				return Span{}, false
			}
			span.End = end.End
		}
		after := strings.TrimLeft(text[span.End:], " \n")
		if f.suffix != "" && !strings.HasPrefix(strings.ToLower(after), strings.ToLower(f.suffix)) {
			continue
		}
		return span, true
	}
}

func findTerm(text, term string, from int) (Span, bool) {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for i := from; i+len(term) <= len(text); i++ {
		end := i + len(term)
		if !strings.EqualFold(text[i:end], term) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		first, _ := utf8.DecodeRuneInString(text[i:])
		last, _ := utf8.DecodeLastRuneInString(text[:end])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if inWord(before) && inWord(first) || inWord(last) && inWord(after) {
			continue
		}
		return Span{i, end}, true
	}
	return Span{}, false
}

// checkFragment checks that a quote's URL selects that very stretch of the document.
func checkFragment(tb testing.TB, d *Document, q Quote) textFragment {
	tb.Helper()
	link := q.Citation().URL
	if !strings.HasPrefix(link, d.SourceURL+"#:~:text=") {
		tb.Fatalf("got %q, want a text fragment of %q", link, d.SourceURL)
	}
	if _, err := url.Parse(link); err != nil {
		tb.Errorf("%q: %v", link, err)
	}
	f := parseFragment(tb, link)
	for _, term := range []string{f.prefix, f.start, f.end, f.suffix} {
		if strings.Contains(term, "\n") {
			tb.Errorf("%s: the term %q runs over a block's border", q.Citation().Address(), term)
		}
	}
	got, ok := f.find(d.Text)
	if !ok {
		tb.Errorf("%s: %q selects nothing", q.Citation().Address(), link)
	} else if got != q.Span() {
		tb.Errorf("%s: %q selects\n%q, want\n%q", q.Citation().Address(), link, d.Slice(got), q.Text())
	}
	return f
}

func TestFragmentSeed(t *testing.T) {
	d := seedStatement(t)
	n := 0
	for _, place := range d.Places() {
		q, err := d.Quote(place, place.Sentence)
		if err != nil {
			t.Fatal(err)
		}
		checkFragment(t, d, q)
		n++
	}
	if n != 35 {
		t.Errorf("checked %d sentences, want 35", n)
	}
	// Runs of sentences too.
	for _, p := range d.Paragraphs {
		for first := range p.Sentences {
			for last := first + 1; last < len(p.Sentences); last++ {
				q, err := d.Quote(Place{p.Number, first + 1}, last+1)
				if err != nil {
					t.Fatal(err)
				}
				checkFragment(t, d, q)
			}
		}
	}
}

func TestFragmentOfHardTexts(t *testing.T) {
	for name, paragraphs := range map[string][]string{
		"marks that have a meaning":           {"Co-operation, trade-offs & more: 100% of it, he said - at https://example.org/?a=b#c."},
		"marks in a long sentence":            {"A well-known, oft-repeated, state-of-the-art plan was, they said, agreed upon by both, in a give-and-take."},
		"accents and quotation marks":         {"Le président Macron a dit : « D’accord », à Genève — enfin.", "尖閣諸島は日本の領土である。"},
		"a plus":                              {"The “2+2” meeting of the ministers 1+1 was held."},
		"one word":                            {"Amen."},
		"the same beginning":                  {"The two leaders of the two countries agreed on trade and on much else besides. The two leaders of the two countries agreed on energy and on much else besides."},
		"the end in the middle":               {"They agreed on the future and on peace and on the future and on peace again and on the future and on peace."},
		"the beginning in small letters":      {"It is said that the two leaders of both countries met in the town hall of the capital. The two leaders of both countries met in the garden house of the capital, in the rain."},
		"short, earlier in small letters":     {"They hope that trade will grow soon. Trade will grow."},
		"repeated at the end of a paragraph":  {"On energy: they agree on all of this. On trade: they agree.", "It is late. They agree."},
		"repeated, short":                     {"First comes trade. They agree. Then comes energy. They agree. At last comes peace. They agree."},
		"repeated, long":                      {"First comes trade. They agree in full on all that has been said on it so far. Then comes energy. They agree in full on all that has been said on it so far."},
		"repeated in other paragraphs":        {"First comes trade.", "They agree.", "Then comes energy.", "They agree.", "At last comes peace.", "They agree."},
		"repeated in other paragraphs, long":  {"First comes trade.", "They agree in full on all that has been said on it so far.", "Then comes energy.", "They agree in full on all that has been said on it so far."},
		"repeated below headings":             {"# One", "They agree.", "# Two", "They agree."},
		"part of a longer sentence before it": {"They agree that nobody should leave the common house today. They agree."},
		"part of a word before it":            {"Theyagree is no word. Agree."},
		"list":                                {"They name:", "- peace", "- trade", "- peace and trade"},
	} {
		t.Run(name, func(t *testing.T) {
			d := textDocument(t, "hard", paragraphs...)
			for _, place := range d.Places() {
				q, err := d.Quote(place, place.Sentence)
				if err != nil {
					t.Fatal(err)
				}
				checkFragment(t, d, q)
			}
		})
	}
}

func TestFragmentPrefix(t *testing.T) {
	d := textDocument(t, "twice", "First comes trade. They agree. Then comes energy. They agree.")
	for sentence, prefix := range map[int]bool{1: false, 2: false, 4: true} {
		q, err := d.Quote(Place{1, sentence}, sentence)
		if err != nil {
			t.Fatal(err)
		}
		if f := checkFragment(t, d, q); (f.prefix != "") != prefix {
			t.Errorf("sentence %d: prefix %q, want one: %v", sentence, f.prefix, prefix)
		}
	}
}

// A table row's cells are blocks of their own on the page.
func TestFragmentTableRow(t *testing.T) {
	d := textDocument(t, "table", "| Country | Rate |\n|---|---|\n| Japan | 15% of all goods |\n| Norway | 16% of all goods |")
	for _, place := range d.Places() {
		q, err := d.Quote(place, place.Sentence)
		if err != nil {
			t.Fatal(err)
		}
		f := parseFragment(t, q.Citation().URL)
		if strings.Contains(f.start+f.end+f.prefix, "|") {
			t.Errorf("%q: a term holds the mark between cells, which the page does not have", q.Text())
		}
	}
}

// A row whose first cell stands further up too is told by what stands before it.
func TestFragmentRepeatedRow(t *testing.T) {
	d := textDocument(t, "table", "Norway and Japan agree.", "# Annex", "| Japan | 15% |\n|---|---|\n| Norway | 16% |\n| Chad | 17% |")
	for sentence, want := range map[int]string{2: "Annex", 3: "15%", 4: ""} {
		q, err := d.Quote(Place{sentence, 1}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if f := parseFragment(t, q.Citation().URL); f.prefix != want {
			t.Errorf("%q: got the prefix %q, want %q", q.Text(), f.prefix, want)
		}
	}
}

// TestFragmentOfLongTexts bounds the work for texts that repeat themselves.
func TestFragmentOfLongTexts(t *testing.T) {
	for name, text := range map[string]string{
		"one word":              strings.Repeat("peace ", 20_000),
		"two words":             strings.Repeat("peace and ", 10_000),
		"different words":       enumerated("word", 10_000),
		"a sentence, repeated":  strings.Repeat("They met in the town hall of the capital and agreed on it. ", 1000),
		"sentences that differ": enumerated("They met in the town hall of the capital and agreed on it. ", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			d := textDocument(t, "long", strings.TrimSpace(text)+" the end.")
			last := len(d.Paragraphs[0].Sentences)
			for _, span := range [][2]int{{1, 1}, {1, last}, {last, last}} {
				q, err := d.Quote(Place{1, span[0]}, span[1])
				if err != nil {
					t.Fatal(err)
				}
				if f := parseFragment(t, q.Citation().URL); f.start == "" {
					t.Errorf("%v: got no start in %.200q", span, q.Citation().URL)
				}
			}
		})
	}
}

func enumerated(text string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%d ", text, i)
	}
	return b.String()
}

func TestNoFragmentWithoutSource(t *testing.T) {
	d, err := Parse("a.md", []byte("---\ntitle: T\ndate: 2025-02-07\n---\nOne thing."))
	if err != nil {
		t.Fatal(err)
	}
	q, err := d.Quote(Place{1, 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Citation().URL; got != "" {
		t.Errorf("got %q, want no link where no page is known", got)
	}
}
