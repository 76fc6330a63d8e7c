package bot

import (
	"slices"
	"strings"
	"unicode"

	"statementbot/knowledge"
)

// QuoteBar stands before every line of a quote in plain text and before no other line.
const QuoteBar = "│ "

// PlainIndent stands before what belongs to a quote or a list in plain text.
const PlainIndent = "  "

// Plain returns the whole answer as plain text, without a line's end at its end: our note,
// the quotes with their citations and links, what could be asked next. A quote is one line,
// however long.
func Plain(a Answer) string {
	var b strings.Builder
	line := func(prefix, text string) { b.WriteString(prefix + strings.TrimRight(PlainLine(text), " ") + "\n") }
	gap := func() {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
	}
	quote := func(q knowledge.Quote) {
		gap()
		b.WriteString(QuoteBar + q.Text() + "\n")
		line(PlainIndent, q.Citation().String())
		if url := q.Citation().URL; url != "" {
			line(PlainIndent, url)
		}
	}
	labels := LabelsFor(a.Lang)
	if a.Note != "" {
		for text := range strings.SplitSeq(a.Note, "\n") {
			line("", text)
		}
	}
	for _, q := range slices.Concat(a.Key, a.Quotes) {
		quote(q)
	}
	if len(a.Nearest) > 0 {
		gap()
		line("", labels.Nearest)
	}
	for _, q := range a.Nearest {
		quote(q)
	}
	if len(a.Suggestions) > 0 {
		gap()
		line("", labels.CouldAsk)
		for _, s := range a.Suggestions {
			line(PlainIndent, s)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// ReadPlain returns the quotes that stand in a plain text, in order: each run of lines
// behind a QuoteBar is one, without the bars and the line breaks. A layout that wraps
// lines keeps the space at which it breaks a quote.
func ReadPlain(text string) []string {
	var quotes []string
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		part, quoted := strings.CutPrefix(line, QuoteBar)
		switch {
		case quoted && inside:
			quotes[len(quotes)-1] += part
		case quoted:
			quotes = append(quotes, part)
		}
		inside = quoted
	}
	return quotes
}

// PlainLine makes a line of our own words safe to print: nothing in it can move the cursor,
// begin a line or pass for a quote.
func PlainLine(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return -1
		case r == '│':
			return '|'
		}
		return r
	}, text)
}

// Labels are the words that stand around the parts of an answer. Every adapter takes them
// from here, so that an answer reads the same everywhere.
type Labels struct {
	Nearest  string // before the nearest sentences
	CouldAsk string // before the suggestions
}

// LabelsFor returns the labels in a language, an ISO 639-1 code; the English ones where
// there are none.
func LabelsFor(lang string) Labels {
	if lang == "ja" {
		return Labels{Nearest: "最も近い文です（質問への答えではありません）：", CouldAsk: "次のような質問ができます："}
	}
	return Labels{Nearest: "Nearest sentences, not an answer:", CouldAsk: "You could ask:"}
}

// VerdictText says in a sentence what knowledge.Verify has found.
func VerdictText(v knowledge.Verification) string {
	switch {
	case v.Verdict == knowledge.Verbatim:
		return "Verbatim: every character is as published."
	case v.Verdict == knowledge.MarksOnly:
		return "Not verbatim: only quotation marks, dashes or spaces differ, the words are as published."
	case v.Quote.Text() == "":
		return "Not verbatim: no published sentence shares a word with it."
	}
	return "Not verbatim: words differ. This is the nearest sentence:"
}
