package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// The names of the commands, as they stand in events whatever the user's language.
const (
	commandAsk     = "ask"
	commandOutline = "outline"
	commandShow    = "show"
	commandVerify  = "verify"
	commandCompare = "compare"
	commandPrivacy = "privacy"
	commandHelp    = "help"
	commandMessage = "What does the statement say?"
)

// The names of the options.
const (
	optionQuestion = "question"
	optionPlace    = "place"
	optionText     = "text"
	optionDocument = "document"
	optionPrivate  = "private"
)

// maxQuestion is the number of characters that a question may have in a command.
// https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure
const maxQuestion = 2000

// A command is an application command as it is registered. discordgo's type sends null for
// what a command does not have, and options that their type does not know.
type command struct {
	Type                     discordgo.ApplicationCommandType       `json:"type"`
	Name                     string                                 `json:"name"`
	NameLocalizations        map[string]string                      `json:"name_localizations,omitempty"`
	Description              string                                 `json:"description,omitempty"`
	DescriptionLocalizations map[string]string                      `json:"description_localizations,omitempty"`
	Options                  []option                               `json:"options,omitempty"`
	IntegrationTypes         []discordgo.ApplicationIntegrationType `json:"integration_types,omitempty"`
	Contexts                 []discordgo.InteractionContextType     `json:"contexts,omitempty"`
}

// An option is one of a command's.
type option struct {
	Type                     discordgo.ApplicationCommandOptionType `json:"type"`
	Name                     string                                 `json:"name"`
	NameLocalizations        map[string]string                      `json:"name_localizations,omitempty"`
	Description              string                                 `json:"description"`
	DescriptionLocalizations map[string]string                      `json:"description_localizations,omitempty"`
	Required                 bool                                   `json:"required,omitempty"`
	Autocomplete             bool                                   `json:"autocomplete,omitempty"`
	MinLength                int                                    `json:"min_length,omitempty"`
	MaxLength                int                                    `json:"max_length,omitempty"`
}

// ja is the one language beside English; the key is from Discord's list of locales.
func ja(text string) map[string]string {
	return map[string]string{string(discordgo.Japanese): text}
}

// commands returns what is to be registered where so many documents are loaded. All of
// them can be installed to a server and to a user, and used in servers, in the bot's direct
// messages and in those of others.
func commands(documents int) []command {
	private := option{
		Type: discordgo.ApplicationCommandOptionBoolean, Name: optionPrivate, NameLocalizations: ja("自分だけ"),
		Description: "Only you see the answer; you can share it then", DescriptionLocalizations: ja("回答を自分だけに表示します。後で共有できます"),
	}
	text := func(name, japanese, description, describes string, most int, completes bool) option {
		return option{
			Type: discordgo.ApplicationCommandOptionString, Name: name, NameLocalizations: ja(japanese),
			Description: description, DescriptionLocalizations: ja(describes),
			Required: true, Autocomplete: completes, MinLength: 1, MaxLength: most,
		}
	}
	document := text(optionDocument, "声明", "One of the loaded statements", "読み込まれている声明の一つ", 100, true)
	document.Required = false
	slash := func(name, japanese, description, describes string, options ...option) command {
		return command{
			Type: discordgo.ChatApplicationCommand, Name: name, NameLocalizations: ja(japanese),
			Description: description, DescriptionLocalizations: ja(describes), Options: append(options, private),
		}
	}
	question := text(optionQuestion, "質問", "In your own words, in English, Japanese and five other languages", "自由な言葉で、日本語でも英語でも", maxQuestion, true)
	all := []command{
		slash(commandAsk, "質問", "Ask what the statement says; the answer is its own sentences", "声明の記述を尋ねます。回答は声明の文そのものです", question),
		slash(commandOutline, "目次", "The headings, with their paragraphs", "見出しと段落番号を表示します", document),
		slash(commandShow, "表示", "A sentence, a range or a paragraph in its place", "文、範囲、段落をその場所で表示します",
			text(optionPlace, "箇所", "Such as ¶3, p3s2 or p3s1-2", "例：¶3、p3s2、p3s1-2", 300, true)),
		slash(commandVerify, "照合", "Is this text published word for word, and where?", "文章が一字一句そのとおり公表されているかを確かめます",
			text(optionText, "文章", "The text to compare", "確かめる文章", 6000, false)),
	}
	if documents > 1 {
		all = append(all, slash(commandCompare, "比較", "What each of the loaded statements says to a question", "読み込まれている声明がそれぞれ何と述べているかを比べます", question))
	}
	all = append(all,
		slash(commandPrivacy, "プライバシー", "What is kept of you: nothing", "何が記録されるか（何も記録しません）"),
		slash(commandHelp, "ヘルプ", "What I can do, and how to ask", "できることと尋ね方"),
		command{Type: discordgo.MessageApplicationCommand, Name: commandMessage, NameLocalizations: ja("声明は何と述べているか")},
	)
	for i := range all {
		all[i].IntegrationTypes = []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall}
		all[i].Contexts = []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel}
	}
	return all
}

// register makes the application's commands the wanted ones. It writes only where they
// differ, since each new name counts against 200 a day. It returns the commands' ids by
// name, by which a text can link to a command.
func register(ctx context.Context, c *client, application string, wanted []command) (map[string]string, error) {
	path := "/applications/" + application + "/commands"
	var present []registered
	err := c.do(ctx, request{method: http.MethodGet, path: path + "?with_localizations=true", route: "GET /applications/ID/commands", into: &present})
	var refused *apiError
	switch {
	case errors.As(err, &refused) && (refused.status == http.StatusNotFound || refused.status == http.StatusMethodNotAllowed):
		present = nil // a server that cannot tell may still take them
	case err != nil:
		return nil, fmt.Errorf("read the registered commands: %w", err)
	}
	if len(present) == 0 || !sameCommands(present, wanted) {
		present = nil
		if err := c.do(ctx, request{method: http.MethodPut, path: path, route: "PUT /applications/ID/commands", body: wanted, into: &present}); err != nil {
			return nil, fmt.Errorf("register the commands: %w", err)
		}
	}
	ids := make(map[string]string)
	for _, r := range present {
		ids[r.Name] = r.ID
	}
	return ids, nil
}

// A registered command is one as Discord tells it.
type registered struct {
	command
	ID string `json:"id"`
}

// sameCommands reports whether the registered commands are the wanted ones, in any order.
func sameCommands(present []registered, wanted []command) bool {
	if len(present) != len(wanted) {
		return false
	}
	for _, w := range wanted {
		i := slices.IndexFunc(present, func(r registered) bool { return r.Name == w.Name && max(r.Type, 1) == w.Type })
		if i < 0 || !reflect.DeepEqual(normal(present[i].command), normal(w)) {
			return false
		}
	}
	return true
}

// normal returns a command in a form that does not depend on what a server leaves out, or
// on the order of sets.
func normal(c command) command {
	c.Type = max(c.Type, 1)
	c.IntegrationTypes = slices.Sorted(slices.Values(c.IntegrationTypes))
	c.Contexts = slices.Sorted(slices.Values(c.Contexts))
	copied, err := json.Marshal(c)
	if err != nil {
		panic(err) // a command holds nothing that cannot be encoded
	}
	var n command
	if err := json.Unmarshal(copied, &n); err != nil {
		panic(err) // it was encoded from the same type
	}
	return n
}
