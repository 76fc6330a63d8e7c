package discord

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"statementbot/bot"
	"statementbot/knowledge"
)

// Limits of suggestions while somebody types.
// https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure
const (
	maxChoices = 25
	maxChoice  = 100 // of name and value, in characters
)

// A choice is one suggestion.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// choices are suggestions under construction.
type choices []choice

// add adds a suggestion if there is room, and its value is short enough and new.
func (c *choices) add(name, value string) {
	if len(*c) == maxChoices || value == "" || units(value) > maxChoice {
		return
	}
	for _, other := range *c {
		if other.Value == value {
			return
		}
	}
	*c = append(*c, choice{ellipsis(cmp.Or(strings.TrimSpace(name), value), maxChoice/2+40), value})
}

// complete suggests what could be typed on. All of it comes from memory.
func (a *Adapter) complete(ctx context.Context, l *live, i *interaction) {
	list := choices{}
	for _, o := range i.Data.Options {
		if !o.Focused {
			continue
		}
		switch o.Name {
		case optionQuestion:
			a.suggestQuestions(ctx, &list, strings.TrimSpace(o.text()), i.Data.Name == commandAsk)
		case optionPlace:
			a.suggestPlaces(&list, strings.TrimSpace(o.text()))
		case optionDocument:
			typed := strings.ToLower(strings.TrimSpace(o.text()))
			for _, d := range a.render.docs {
				if strings.Contains(strings.ToLower(titleAndDate(d)+" "+d.ID), typed) {
					list.add(titleAndDate(d), d.ID)
				}
			}
		}
	}
	err := a.first(ctx, l, i, callback{discordgo.InteractionApplicationCommandAutocompleteResult, struct {
		Choices choices `json:"choices"`
	}{list}})
	a.report("suggestions", err)
}

// suggestQuestions suggests questions that are known to be answered and, where an answer
// may be a place, the passages that speak to what has been typed.
func (a *Adapter) suggestQuestions(ctx context.Context, list *choices, typed string, places bool) {
	text := cmp.Or(typed, "help")
	answer, err := a.answerOf(ctx, bot.Question{Text: text})
	if err != nil {
		return
	}
	if typed != "" {
		list.add(typed, typed)
	}
	if places {
		for _, q := range answer.Quotes {
			a.suggestPlace(list, q)
		}
		a.suggestWord(list, typed)
	}
	for _, s := range answer.Suggestions {
		list.add(s, s)
	}
}

// suggestWord suggests the sentences in which a word begins with what has been typed last: it
// may be half a word.
func (a *Adapter) suggestWord(list *choices, typed string) {
	const least, most = 3, 10 // letters, suggestions
	words := strings.Fields(strings.ToLower(typed))
	if len(words) == 0 || len(words[len(words)-1]) < least {
		return
	}
	begun := " " + words[len(words)-1]
	found := 0
	for _, d := range a.render.docs {
		for _, p := range d.Places() {
			if !strings.Contains(" "+strings.ToLower(d.Slice(d.At(p))), begun) {
				continue
			}
			q, err := d.Quote(p, p.Sentence)
			if found++; err != nil || found > most {
				return
			}
			a.suggestPlace(list, q)
		}
	}
}

func (a *Adapter) suggestPlace(list *choices, q knowledge.Quote) {
	c := q.Citation()
	address := c.Address()
	if len(a.render.docs) == 1 {
		_, address, _ = strings.Cut(address, "#")
	}
	list.add(c.Place()+": "+q.Text(), address)
}

// suggestPlaces suggests the paragraphs that begin with the number typed, or whose text has
// the words.
func (a *Adapter) suggestPlaces(list *choices, typed string) {
	folded := strings.ToLower(strings.TrimLeft(typed, "¶pP "))
	if at, err := bot.FindPlace(a.render.docs, typed); err == nil {
		a.suggestPlace(list, at.Quote)
	}
	for _, d := range a.render.docs {
		for n := range d.Paragraphs {
			if len(*list) == maxChoices {
				return
			}
			number := fmt.Sprint(n + 1)
			if !strings.HasPrefix(number, folded) && !strings.Contains(strings.ToLower(d.Slice(d.Paragraphs[n].Span)), folded) {
				continue
			}
			value := "p" + number
			if len(a.render.docs) > 1 {
				value = d.ID + "#" + value
			}
			list.add("¶"+number+": "+d.Slice(d.Paragraphs[n].Span), value)
		}
	}
}
