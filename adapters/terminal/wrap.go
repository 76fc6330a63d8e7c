package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"statementbot/knowledge"
)

// wrap cuts text into lines of at most columns. The lines follow each other without gap:
// a space stays at the end of the line it ends, so that the lines, joined, are the text.
// That space may stand one column beyond. A line breaks after spaces and between East
// Asian characters; in a word that is longer than a line, after a hyphen or a stroke, and
// where there is none, anywhere. A character wider than columns has a line of its own.
// Where columns is 0 there is one line.
func wrap(text string, columns int) []knowledge.Span {
	if columns <= 0 {
		return []knowledge.Span{{Start: 0, End: len(text)}}
	}
	var lines []knowledge.Span
	start, used := 0, 0 // the line's first byte and its columns so far
	good, fair := 0, 0  // the last places to break before: good ones, and within a long word
	var before rune
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		w := runeWidth(r)
		if i > start && breaksWell(before, r) {
			good = i
		}
		if i > start && strings.ContainsRune("-–—/‐", before) {
			fair = i
		}
		limit := columns
		if r == ' ' {
			limit++
		}
		for used+w > limit && i > start && w > 0 {
			at := i
			switch {
			case good > start:
				at = good
			case fair > start:
				at = fair
			}
			lines = append(lines, knowledge.Span{Start: start, End: at})
			start, used = at, displayWidth(text[at:i])
		}
		used += w
		before = r
		i += size
	}
	return append(lines, knowledge.Span{Start: start, End: len(text)})
}

// breaksWell reports whether a line may end between two characters of running text.
func breaksWell(before, after rune) bool {
	if after == ' ' {
		return false // the space goes with the word before it
	}
	if before == ' ' {
		return true
	}
	if runeWidth(before) < 2 && runeWidth(after) < 2 || runeWidth(after) == 0 {
		return false
	}
	return !strings.ContainsRune("、。，．：；！？」』）］｝〉》】〕々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?;:)]”’", after) &&
		!strings.ContainsRune("「『（［｛〈《【〔([“‘", before)
}

// displayWidth returns the columns that text takes on a terminal.
func displayWidth(text string) int {
	n := 0
	for _, r := range text {
		n += runeWidth(r)
	}
	return n
}

// runeWidth returns the columns that a character takes: 2 for wide East Asian ones, 0 for
// marks over other characters, else 1. Characters of ambiguous width count 1, as Western
// terminals draw them.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
