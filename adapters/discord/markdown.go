package discord

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"statementbot/knowledge"
)

// Discord does not publish the grammar of its markdown. What follows is how its clients
// behave: a backslash before any ASCII punctuation stands for that character, block marks
// count at the beginning of a line only, and inside a quote the line begins behind "> ".

// alwaysEscaped are the characters that can begin a mark anywhere in a line.
const alwaysEscaped = "\\*_~|`[]<"

// escape makes one line of text literal: what a reader sees and copies is the text. Nothing
// is added but backslashes, which no client shows.
func escape(line string) string {
	return escapeWithin(line, knowledge.Span{End: len(line)}, nil)
}

// escapeWithin writes the part of a line that span names, as a line of its own, with the
// marks in bold. Marks are in order and do not overlap; what lies outside the span is left
// out.
func escapeWithin(line string, span knowledge.Span, marks []knowledge.Span) string {
	var b strings.Builder
	at := span.Start
	plain := func(to int) {
		b.WriteString(escaped(line[at:to], at == span.Start, line[to:span.End]))
		at = to
	}
	for _, m := range joined(line, marks) {
		start, end := max(m.Start, at), min(m.End, span.End)
		if start >= end {
			continue
		}
		plain(start)
		b.WriteString("**")
		plain(end)
		b.WriteString("**")
	}
	plain(span.End)
	return b.String()
}

// joined returns the marks without white space at their ends, those that touch as one:
// "**a****b**" is not bold.
func joined(line string, marks []knowledge.Span) []knowledge.Span {
	var out []knowledge.Span
	for _, m := range marks {
		for m.Start < m.End && line[m.Start] == ' ' {
			m.Start++
		}
		for m.Start < m.End && line[m.End-1] == ' ' {
			m.End--
		}
		switch n := len(out); {
		case m.Start == m.End:
		case n > 0 && out[n-1].End >= m.Start:
			out[n-1].End = max(out[n-1].End, m.End)
		default:
			out = append(out, m)
		}
	}
	return out
}

// escaped escapes a part of a line. first is true at the line's beginning; rest is what
// follows in the line.
func escaped(part string, first bool, rest string) string {
	var b strings.Builder
	for i, r := range part {
		if r < utf8.RuneSelf && strings.ContainsRune(alwaysEscaped, r) ||
			first && startsBlock(part[:i], r) ||
			r == ':' && startsName(part[i+1:]+rest) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// startsBlock reports whether r makes the line a heading, a quote, a list item or small
// print, given what stands before it in the line.
func startsBlock(before string, r rune) bool {
	before = strings.TrimLeft(before, " ")
	switch r {
	case '#', '>', '-', '+':
		return before == ""
	case '.', ')':
		return before != "" && strings.Trim(before, "0123456789") == ""
	}
	return false
}

// startsName reports whether the text behind a colon makes it the beginning of an emoji's
// name (":smile:") or of an address that would become a link.
func startsName(after string) bool {
	if strings.HasPrefix(after, "//") {
		return true
	}
	end := strings.IndexFunc(after, func(r rune) bool { return r == ':' || unicode.IsSpace(r) })
	return end > 0 && after[end] == ':'
}

// literal takes escapes and bold marks off a line, as a client does.
func literal(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && isPunctuation(line[i+1]):
			i++
			b.WriteByte(line[i])
		case strings.HasPrefix(line[i:], "**"):
			i++
		default:
			b.WriteByte(line[i])
		}
	}
	return b.String()
}

func isPunctuation(c byte) bool {
	return c > ' ' && c < 0x7f && !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z')
}

// The beginnings of lines. A quote and a sentence that is no answer differ in shape, not
// in colour alone.
const (
	quotePrefix   = "> "
	nearestPrefix = "- "
	smallPrint    = "-# "
)

// readBack returns the quotes that stand in rendered messages, in order, as a reader would
// copy them: those behind bars and those in lists. A quote that goes on in the next
// message is one.
func readBack(contents []string) []string {
	var quotes []string
	goesOn := false
	for _, content := range contents {
		for line := range strings.SplitSeq(content, "\n") {
			text, ok := strings.CutPrefix(line, quotePrefix)
			if !ok {
				text, ok = strings.CutPrefix(line, nearestPrefix)
			}
			switch {
			case ok && goesOn:
				quotes[len(quotes)-1] += literal(text)
				goesOn = false
			case ok:
				quotes = append(quotes, literal(text))
			case continues(line):
				goesOn = len(quotes) > 0
			}
		}
	}
	return quotes
}

// continues reports whether a line says that the quote above it goes on.
func continues(line string) bool {
	return slices.ContainsFunc([]*words{&english, &japanese}, func(w *words) bool { return line == smallPrint+w.continues })
}

// mentions finds everything that Discord writes in angle brackets: users, roles, channels,
// emoji, commands, times. What a person typed is not in there.
var mentions = regexp.MustCompile(`<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|/[^<>:]+:\d+|t:-?\d+(?::[a-zA-Z])?|id:\w+)>`)

// question takes mentions and marks off the text of a message. The bold, struck or hidden
// words stay.
func question(content string) string {
	text := mentions.ReplaceAllString(content, " ")
	text = strings.NewReplacer("***", "", "**", "", "__", "", "~~", "", "||", "", "```", " ", "`", "").Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, "># ")
	}
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

// units returns the length of text in UTF-16 code units. Discord says "characters"; a
// count in units is never below one in characters.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
