package terminal

import (
	"fmt"
	"io"
	"strings"

	"statementbot/bot"
)

// help lists what can be typed in a conversation.
const help = `Ask in your own words: "what about Senkaku?", "does it mention Russia?", "and Taiwan?".
Commands:
  /outline       the headings, with their paragraphs
  /docs          the documents
  /show ADDRESS  a paragraph or sentence in its place: /show ¶3, /show p3s2, /show p3s1-2
  /help          this list
  /quit          ends; so do Ctrl-D and Ctrl-C
`

// command carries out a line that begins with a slash. The error is that of writing.
func (c *conversation) command(line string) error {
	name, argument, _ := strings.Cut(line, " ")
	argument = strings.TrimSpace(argument)
	docs := c.config.Documents
	return c.show(func(w io.Writer) error {
		switch name {
		case "/help":
			_, err := io.WriteString(w, help)
			return err
		case "/outline":
			return Outline(w, docs, c.options())
		case "/docs":
			return Documents(w, docs, c.options())
		case "/show":
			if argument == "" {
				_, err := io.WriteString(w, "Say which place: /show ¶3, /show p3s2 or /show p3s1-2.\n")
				return err
			}
			place, err := bot.FindPlace(docs, argument)
			if err != nil {
				_, err = fmt.Fprintf(w, "%s.\n", bot.PlainLine(err.Error()))
				return err
			}
			return Show(w, place, c.options())
		}
		_, err := fmt.Fprintf(w, "There is no command %s; /help lists them.\n", bot.PlainLine(name))
		return err
	})
}
