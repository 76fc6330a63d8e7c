package knowledge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Find returns the sentences that hold phrase, in order: letter for letter but for upper
// and lower case, white space and the forms of quotation marks and dashes. Each is quoted
// whole and once, with the phrase highlighted; a phrase that runs over a sentence's end is
// quoted with all sentences it touches, within one paragraph.
func (d *Document) Find(phrase string) []Quote {
	want, _ := loosen(strings.Join(strings.Fields(phrase), " "))
	want = strings.Trim(want, " .,;:!?")
	if want == "" {
		return nil
	}
	var quotes []Quote
	for _, p := range d.Paragraphs {
		text, offsets := loosen(d.Slice(p.Span))
		for from := 0; ; {
			i := strings.Index(text[from:], want)
			if i < 0 {
				break
			}
			i += from
			from = i + len(want)
			if !wordBorder(text, i) || !wordBorder(text, from) {
				continue
			}
			span := Span{p.Span.Start + offsets[i], p.Span.Start + offsets[from]}
			first, _ := d.Locate(span.Start)
			last, ok := d.Locate(span.End - 1)
			if !ok {
				continue
			}
			q, err := d.Quote(first, last.Sentence)
			if err != nil {
				continue // both places come from Locate and lie in one paragraph
			}
			mark := Span{span.Start - q.span.Start, span.End - q.span.Start}
			if n := len(quotes); n > 0 && quotes[n-1].span == q.span {
				quotes[n-1].highlights = append(quotes[n-1].highlights, mark)
				continue
			}
			q.highlights = []Span{mark}
			quotes = append(quotes, q)
		}
	}
	return quotes
}

// wordBorder reports whether no word of text runs over offset i.
func wordBorder(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i:])
	inWord := func(r rune) bool {
		return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) && !isDense(r)
	}
	return !inWord(before) || !inWord(after)
}

// loosen gives text a form in which case, white space, quotation marks and dashes do not
// differ. offsets[i] is the byte of text that byte i of the form came from; it has one
// more entry for the end.
func loosen(text string) (form string, offsets []int) {
	var b strings.Builder
	offsets = make([]int, 0, len(text)+1)
	for i, r := range text {
		n := b.Len()
		if plain, ok := plainMarks[r]; ok {
			b.WriteString(plain)
		} else if unicode.IsSpace(r) {
			b.WriteByte(' ')
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		for range b.Len() - n {
			offsets = append(offsets, i)
		}
	}
	return b.String(), append(offsets, len(text))
}

// plainMarks are the marks that keyboards and chat programs exchange for each other.
var plainMarks = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '`': "'", '´': "'", 'ʼ': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`, '«': `"`, '»': `"`,
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-",
	'…': "...",
}

// A Verdict says whether a text stands in a document as published.
type Verdict uint8

// The verdicts, from the best to the worst.
const (
	Verbatim  Verdict = iota // every character is as published
	MarksOnly                // only quotation marks, dashes or spaces differ
	Different                // words differ, or nothing like it stands there
)

// A Verification is the result of [Verify].
type Verification struct {
	Verdict Verdict
	// Quote is where the text stands, or the nearest sentence. It quotes nothing (its text is
	// empty) where no sentence shares a word with the text.
	Quote Quote
	// Words, under MarksOnly and Different, align the nearest sentence with the text.
	Words []WordDiff
}

// A WordDiff is a run of words that the published sentence and a text share (Published
// equals Given) or that differ between them; either side may be empty.
type WordDiff struct{ Published, Given string }

// Same reports whether the words are the same on both sides.
func (w WordDiff) Same() bool { return w.Published == w.Given }

// Verify looks for text in the documents: one or more whole sentences or a part of one.
// White space is folded first, since it does not survive copying from a page; everything
// else counts.
func Verify(docs []*Document, text string) Verification {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return Verification{Verdict: Different}
	}
	for _, d := range docs {
		if q, ok := d.exact(text); ok {
			return Verification{Verdict: Verbatim, Quote: q}
		}
	}
	nearest, words := nearestSentences(docs, text)
	v := Verification{Verdict: Different, Quote: nearest, Words: words}
	want, _ := loosen(stripSpace(text))
	if have, _ := loosen(stripSpace(nearest.text)); nearest.text != "" && sameLetterCase(nearest.text, text) && strings.Contains(have, want) {
		v.Verdict = MarksOnly
	}
	return v
}

// exact returns the sentences that text is a part of, to the letter and at word borders.
func (d *Document) exact(text string) (Quote, bool) {
	for from := 0; ; {
		i := strings.Index(d.Text[from:], text)
		if i < 0 {
			return Quote{}, false
		}
		i += from
		from = i + 1
		end := i + len(text)
		if !wordBorder(d.Text, i) || !wordBorder(d.Text, end) {
			continue
		}
		first, ok := d.Locate(i)
		last, ok2 := d.Locate(end - 1)
		if !ok || !ok2 || first.Paragraph != last.Paragraph || d.At(first).Start > i {
			continue
		}
		q, err := d.Quote(first, last.Sentence)
		if err != nil {
			continue // both places come from Locate
		}
		q.highlights = []Span{{i - q.span.Start, end - q.span.Start}}
		return q, true
	}
}

func stripSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// sameLetterCase reports whether the letters and digits of part stand in whole in this
// order and case, whatever the marks between them.
func sameLetterCase(whole, part string) bool {
	return strings.Contains(lettersOnly(whole), lettersOnly(part))
}

func lettersOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// nearestSentences returns the run of sentences whose words are nearest to those of text,
// and the difference. The run has as many sentences as the text seems to have.
func nearestSentences(docs []*Document, text string) (Quote, []WordDiff) {
	given := strings.Fields(text)
	if len(given) > maxVerified {
		given = given[:maxVerified]
	}
	bag := make(map[string]int)
	for _, w := range given {
		bag[normalizeLoose(w)]++
	}
	var best Quote
	bestShare := 0.0
	for _, d := range docs {
		for _, p := range d.Paragraphs {
			for first := range p.Sentences {
				for last := first; last < len(p.Sentences) && last < first+3; last++ {
					span := Span{p.Sentences[first].Start, p.Sentences[last].End}
					words := strings.Fields(d.Slice(span))
					share := overlap(bag, len(given), words)
					if share > bestShare {
						q, err := d.Quote(Place{p.Number, first + 1}, last+1)
						if err == nil { // the places are those of the loop
							best, bestShare = q, share
						}
					}
				}
			}
		}
	}
	if bestShare == 0 {
		return Quote{}, nil
	}
	return best, diffWords(strings.Fields(best.text), given)
}

// maxVerified is the greatest number of words of a text that are compared word by word.
const maxVerified = 600

// overlap is the share of words that two texts have in common (Dice's coefficient).
func overlap(bag map[string]int, given int, words []string) float64 {
	used := make(map[string]int, len(words))
	common := 0
	for _, w := range words {
		w = normalizeLoose(w)
		if used[w] < bag[w] {
			used[w]++
			common++
		}
	}
	return 2 * float64(common) / float64(given+len(words))
}

func normalizeLoose(w string) string {
	form, _ := loosen(w)
	return strings.Trim(form, `"'.,;:!?()[]`)
}

// diffWords aligns two texts by their longest common subsequence of words.
func diffWords(published, given []string) []WordDiff {
	n, m := len(published), len(given)
	lengths := make([][]int16, n+1)
	for i := range lengths {
		lengths[i] = make([]int16, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if published[i] == given[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	var diffs []WordDiff
	var left, right, same []string
	flush := func() {
		if len(left)+len(right) > 0 {
			diffs = append(diffs, WordDiff{strings.Join(left, " "), strings.Join(right, " ")})
			left, right = nil, nil
		}
	}
	flushSame := func() {
		if len(same) > 0 {
			text := strings.Join(same, " ")
			diffs = append(diffs, WordDiff{text, text})
			same = nil
		}
	}
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && published[i] == given[j]:
			flush()
			same = append(same, published[i])
			i, j = i+1, j+1
		case j == m || i < n && lengths[i+1][j] >= lengths[i][j+1]:
			flushSame()
			left = append(left, published[i])
			i++
		default:
			flushSame()
			right = append(right, given[j])
			j++
		}
	}
	flush()
	flushSame()
	return slices.Clip(diffs)
}
