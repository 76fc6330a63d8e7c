package terminal

import (
	"errors"
	"strings"
	"testing"

	"statementbot/bot"
	"statementbot/knowledge"
)

func TestPlacesPrinted(t *testing.T) {
	docs := seedDocs(t)
	gate := bot.NewGate(docs, quiet())
	place, err := bot.FindPlace(docs, "p3s2")
	if err != nil {
		t.Fatal(err)
	}
	layouts := map[string]Options{
		"pipe":   {Gate: gate},
		"narrow": {Width: 50, Gate: gate},
		"color":  {Width: 72, Color: true, Gate: gate},
	}
	for name, o := range layouts {
		var show, outline, list strings.Builder
		if err := errors.Join(Show(&show, place, o), Outline(&outline, docs, o), Documents(&list, docs, o)); err != nil {
			t.Fatal(err)
		}
		golden(t, "show."+name+".txt", show.String())
		golden(t, "outline."+name+".txt", outline.String())
		golden(t, "docs."+name+".txt", list.String())
	}
}

func TestVerificationPrinted(t *testing.T) {
	docs := seedDocs(t)
	text := quote(t, docs[0], "p3s2").Text()
	tests := map[string]string{
		"verbatim":  "applies to the Senkaku Islands",
		"marks":     strings.ReplaceAll(text, "’", "'"),
		"different": strings.Replace(text, "reaffirmed", "might have said", 1),
		"nothing":   "xyzzy",
	}
	for name, given := range tests {
		t.Run(name, func(t *testing.T) {
			v := knowledge.Verify(docs, given)
			var pipe, color strings.Builder
			if err := Verification(&pipe, v, Options{Gate: bot.NewGate(docs, quiet())}); err != nil {
				t.Fatal(err)
			}
			if err := Verification(&color, v, Options{Width: 72, Color: true, Gate: bot.NewGate(docs, quiet())}); err != nil {
				t.Fatal(err)
			}
			line, err := bot.VerificationJSON(v, bot.NewGate(docs, quiet()))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "verify."+name+".txt", pipe.String()+"\n--- in colour ---\n"+color.String()+"\n--- as JSON ---\n"+string(line))
		})
	}
}
