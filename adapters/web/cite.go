package web

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"statementbot/bot"
	"statementbot/knowledge"
)

// A citeForm is a citation in one of the forms that people paste.
type citeForm struct{ Name, Text string }

// citeForms returns the citation of a quote as plain text, as Markdown, for BibTeX and in
// the notes style of the Chicago Manual (17th edition, 14.207). All but the third hold the
// quote, letter for letter once the form's own escapes are undone.
func citeForms(q knowledge.Quote, links bot.Links) []citeForm {
	c := q.Citation()
	link := links.Read(c)
	if bare, ok := strings.CutSuffix(link, "."); ok {
		link = bare + "%2E" // programs that find links in text leave a stop out
	}
	plain := "“" + q.Text() + "” — " + c.String()
	if link != "" {
		plain += ", " + link
	}
	return []citeForm{
		{"Plain text", plain},
		{"Markdown", citeMarkdown(q, link)},
		{"BibTeX", citeBibTeX(c, link)},
		{"Chicago", citeChicago(q, link)},
	}
}

func citeMarkdown(q knowledge.Quote, link string) string {
	place := escapeMarkdown(q.Citation().String())
	if link != "" {
		place = "[" + place + "](<" + link + ">)"
	}
	return "> " + escapeMarkdown(q.Text()) + "\n>\n> — " + place
}

// escapeMarkdown escapes what CommonMark would take for a mark: some characters anywhere,
// others only where a block begins, so that most quotes are pasted as they read.
func escapeMarkdown(text string) string {
	text = markdownMarks.ReplaceAllString(text, `\$0`)
	text = markdownEntity.ReplaceAllString(text, `\$0`)
	return markdownBlock.ReplaceAllString(text, `$1\$2`)
}

var (
	markdownMarks  = regexp.MustCompile("[\\\\`*_\\[\\]<>~|]")
	markdownEntity = regexp.MustCompile(`&(?:#|\w+;)`)
	markdownBlock  = regexp.MustCompile(`^(\d*)([-+#=.)])`) // a list, a heading, a line
)

func citeBibTeX(c knowledge.Citation, link string) string {
	fields := [][2]string{{"title", "{" + escapeTeX(c.Title) + "}"}}
	if publisher := publisherOf(c); publisher != "" {
		fields = append(fields, [2]string{"author", "{" + escapeTeX(publisher) + "}"})
	}
	day, err := time.Parse(time.DateOnly, c.Date)
	if err == nil {
		fields = append(fields, [2]string{"year", day.Format("2006")}, [2]string{"month", day.Format("1")}, [2]string{"day", day.Format("2")})
	}
	note := c.Place()
	if c.Section != "" {
		note = "“" + c.Section + "”, " + note
	}
	fields = append(fields, [2]string{"note", escapeTeX(note + ", edition " + c.Edition)})
	if link != "" {
		fields = append(fields, [2]string{"url", strings.NewReplacer("{", "%7B", "}", "%7D").Replace(link)})
	}
	key := strings.Trim(bibKey.ReplaceAllString(c.Document, "-"), "-")
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s-p%ds%d", key, c.Paragraph, c.First)
	for _, f := range fields {
		fmt.Fprintf(&b, ",\n  %s = {%s}", f[0], f[1])
	}
	b.WriteString("\n}")
	return b.String()
}

var bibKey = regexp.MustCompile(`[^A-Za-z0-9-]+`)

// escapeTeX escapes the ten characters that mean something to TeX.
func escapeTeX(text string) string {
	return strings.NewReplacer(
		`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `%`, `\%`, `#`, `\#`, `_`, `\_`,
		`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
	).Replace(text)
}

func citeChicago(q knowledge.Quote, link string) string {
	c := q.Citation()
	parts := []string{"“" + q.Text() + "” “" + c.Title + ",”"}
	if publisher := publisherOf(c); publisher != "" {
		parts[0] += " " + publisher
	} else {
		parts[0] = strings.TrimSuffix(parts[0], ",”") + "”"
	}
	if day, err := time.Parse(time.DateOnly, c.Date); err == nil {
		parts = append(parts, day.Format("January 2, 2006"))
	}
	parts = append(parts, c.Place())
	if link != "" {
		parts = append(parts, link)
	}
	return strings.Join(parts, ", ") + "."
}

// publisherOf returns whose page the source is on: a name, or a host, or "".
func publisherOf(c knowledge.Citation) string {
	publisher, host := bot.Publisher(c.URL)
	if publisher == "" {
		return host
	}
	return strings.ToUpper(publisher[:1]) + publisher[1:]
}
