package knowledge

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

func TestVerifySeed(t *testing.T) {
	d := seedStatement(t)
	docs := []*Document{d}
	for _, p := range d.Places() {
		text := d.Slice(d.At(p))
		v := Verify(docs, text)
		if c := v.Quote.Citation(); v.Verdict != Verbatim || c.Paragraph != p.Paragraph || c.First != p.Sentence || c.Last != p.Sentence {
			t.Errorf("%q: got verdict %d at %s, want verbatim at %v", text, v.Verdict, c.Address(), p)
		}
		if v := Verify(docs, strings.ReplaceAll(text, " ", "\n  ")); v.Verdict != Verbatim {
			t.Errorf("%q with other white space: got verdict %d, want verbatim", text, v.Verdict)
		}
	}
}

// TestVerifyRefusesEveryChange changes each character of each sentence of the seed, one at a
// time. A changed letter or digit is another word; a changed quotation mark or dash is
// named as such. None may pass; what is said instead is looked at for every mark and digit
// and for every eighth of the other characters, which take a millisecond each.
func TestVerifyRefusesEveryChange(t *testing.T) {
	d := seedStatement(t)
	docs := []*Document{d}
	for _, p := range d.Places() {
		t.Run(fmt.Sprintf("p%ds%d", p.Paragraph, p.Sentence), func(t *testing.T) {
			t.Parallel()
			text := d.Slice(d.At(p))
			for i, r := range text {
				for _, c := range changes(r) {
					changed := text[:i] + c.to + text[i+len(string(r)):]
					if q, ok := d.exact(changed); ok {
						t.Errorf("byte %d, %q for %q: taken for %s", i, c.to, r, q.Citation().Address())
					}
					if (unicode.IsLetter(r) || r == ' ') && i%8 != 0 {
						continue
					}
					v := Verify(docs, changed)
					if v.Verdict != c.verdict {
						t.Errorf("byte %d, %q for %q: got verdict %d, want %d", i, c.to, r, v.Verdict, c.verdict)
						continue
					}
					if v.Quote.Text() != text {
						t.Errorf("byte %d, %q for %q: got nearest sentence %q", i, c.to, r, v.Quote.Text())
					}
					if differing(v.Words) == "" {
						t.Errorf("byte %d, %q for %q: got no word that differs", i, c.to, r)
					}
				}
			}
		})
	}
}

type change struct {
	to      string
	verdict Verdict
}

// changes returns what may stand in the place of a character by a slip or by intent.
func changes(r rune) []change {
	switch {
	case unicode.IsLetter(r):
		other := "q"
		if r == 'q' {
			other = "x"
		}
		swapped := unicode.ToUpper(r)
		if swapped == r {
			swapped = unicode.ToLower(r)
		}
		return []change{{other, Different}, {string(swapped), Different}}
	case unicode.IsDigit(r):
		return []change{{string('0' + (r-'0'+1)%10), Different}, {"", Different}}
	case r == ' ':
		return []change{{"", MarksOnly}, {"q", Different}}
	case r == '’' || r == '‘':
		return []change{{"'", MarksOnly}, {"`", MarksOnly}, {"q", Different}}
	case r == '“' || r == '”':
		return []change{{`"`, MarksOnly}, {"«", MarksOnly}, {"q", Different}}
	case r == '-':
		return []change{{"–", MarksOnly}, {"‑", MarksOnly}, {"q", Different}}
	case r == '–' || r == '—':
		return []change{{"-", MarksOnly}, {"q", Different}}
	}
	return []change{{"q", Different}, {"!", Different}}
}

// differing returns the words that differ, as "published/given".
func differing(words []WordDiff) string {
	var parts []string
	for _, w := range words {
		if !w.Same() {
			parts = append(parts, w.Published+"/"+w.Given)
		}
	}
	return strings.Join(parts, " ")
}

func TestVerify(t *testing.T) {
	a := textDocument(t, "a", "Japan’s role is clear. The “Quad” met in 2024.", "The leaders met again.")
	b := textDocument(t, "b", "The leaders met again.", "They left.")
	tests := []struct {
		name, text string
		verdict    Verdict
		address    string // "" where nothing is near
		differing  string
	}{
		{"a part of a sentence", "role is clear", Verbatim, "a#p1s1", ""},
		{"two sentences", "role is clear. The “Quad” met", Verbatim, "a#p1s1-2", ""},
		{"of two documents the first", "The leaders met again.", Verbatim, "a#p2s1", ""},
		{"of the second document", "They left.", Verbatim, "b#p2s1", ""},
		{"white space around and within", "  They \n left. ", Verbatim, "b#p2s1", ""},
		{"a part of a word", "lear", Different, "", ""},
		{"over a paragraph's end", "met in 2024. The leaders met again.", Different, "", ""},
		{"marks", `The "Quad" met in 2024.`, MarksOnly, "a#p1s2", `“Quad”/"Quad"`},
		{"marks and a word", `The "Quad" met in 2025.`, Different, "a#p1s2", `“Quad”/"Quad" 2024./2025.`},
		{"a space too many", "Japan ’s role is clear.", MarksOnly, "a#p1s1", "Japan’s/Japan ’s"},
		{"case alone", "THE LEADERS MET AGAIN.", Different, "a#p2s1", "The leaders met again./THE LEADERS MET AGAIN."},
		{"a word left out", "The leaders again.", Different, "a#p2s1", "met/"},
		{"a word put in", "The leaders never met again.", Different, "a#p2s1", "/never"},
		{"nothing alike", "xyzzy", Different, "", ""},
		{"no text", " \n", Different, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Verify([]*Document{a, b}, tt.text)
			if v.Verdict != tt.verdict {
				t.Errorf("got verdict %d, want %d", v.Verdict, tt.verdict)
			}
			if tt.address != "" && v.Quote.Citation().Address() != tt.address {
				t.Errorf("got %s, want %s", v.Quote.Citation().Address(), tt.address)
			}
			if got := differing(v.Words); tt.address != "" && got != tt.differing {
				t.Errorf("got the difference %q, want %q", got, tt.differing)
			}
			checkAligned(t, v, tt.text)
		})
	}
}

// checkAligned checks that the words of a verification are the nearest sentence on one
// side and the text on the other.
func checkAligned(tb testing.TB, v Verification, text string) {
	tb.Helper()
	if len(v.Words) == 0 {
		return
	}
	var published, given []string
	for _, w := range v.Words {
		published = append(published, strings.Fields(w.Published)...)
		given = append(given, strings.Fields(w.Given)...)
	}
	if got := strings.Join(published, " "); got != v.Quote.Text() {
		tb.Errorf("the published words are %q, want %q", got, v.Quote.Text())
	}
	if want := strings.Join(strings.Fields(text), " "); strings.Join(given, " ") != want {
		tb.Errorf("the given words are %q, want %q", strings.Join(given, " "), want)
	}
}

func TestFind(t *testing.T) {
	d := textDocument(t, "a", "The Quad’s leaders met. They praised the quad's work; the QUAD’S role grew.", "The Quadrant is no Quad. It ended", "“Free – and open”")
	tests := []struct {
		phrase string
		want   string // addresses with the highlighted text
	}{
		{"Quad's", "a#p1s1[Quad’s] a#p1s2[quad's QUAD’S]"},
		{"quad", "a#p1s1[Quad] a#p1s2[quad QUAD] a#p2s1[Quad]"},
		{"met. They  praised", "a#p1s1-2[met. They praised]"},
		{"no Quad. It ended", "a#p2s1-2[no Quad. It ended]"},
		{`"free - and open"`, "a#p3s1[“Free – and open”]"},
		{"grew. The", ""},
		{" .,;", ""},
		{"", ""},
		{"absent", ""},
	}
	for _, tt := range tests {
		t.Run(tt.phrase, func(t *testing.T) {
			var got []string
			for _, q := range d.Find(tt.phrase) {
				var marked []string
				for _, h := range q.Highlights() {
					marked = append(marked, q.Text()[h.Start:h.End])
				}
				got = append(got, fmt.Sprintf("%s[%s]", q.Citation().Address(), strings.Join(marked, " ")))
				if d.Slice(q.Span()) != q.Text() {
					t.Errorf("quote %q is not the text at its span", q.Text())
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %s, want %s", strings.Join(got, " "), tt.want)
			}
		})
	}
}

// FuzzVerify checks that what is accepted is published, and that the words of what is not
// are aligned.
func FuzzVerify(f *testing.F) {
	d := seedStatement(f)
	for _, p := range d.Places()[:6] {
		f.Add(d.Slice(d.At(p)))
	}
	f.Add("Japan's defense")
	f.Add("U.S. -Japan\xff “")
	f.Fuzz(func(t *testing.T, text string) {
		v := Verify([]*Document{d}, text)
		folded := strings.Join(strings.Fields(text), " ")
		switch v.Verdict {
		case Verbatim:
			if !strings.Contains(v.Quote.Text(), folded) {
				t.Errorf("accepted %q, which %q does not hold", text, v.Quote.Text())
			}
		case MarksOnly, Different:
			if v.Verdict == MarksOnly && v.Quote.Text() == "" {
				t.Errorf("%q: marks differ from no sentence", text)
			}
			if len(strings.Fields(text)) <= maxVerified {
				checkAligned(t, v, text)
			}
		}
		_ = d.Find(text)
	})
}
