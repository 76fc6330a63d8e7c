package bot_test

import (
	"errors"
	"strings"
	"testing"

	"statementbot/bot"
	"statementbot/knowledge"
)

func TestFindPlace(t *testing.T) {
	a := parse(t, "a.md", "One. Two. Three.\n\nFour.")
	b := parse(t, "b.md", "Five.")
	tests := []struct {
		name, address string
		docs          []*knowledge.Document
		want          string // the text, or a part of the error
		err           error
	}{
		{"a sentence", "p1s2", []*knowledge.Document{a}, "Two.", nil},
		{"a range", "p1s2-3", []*knowledge.Document{a}, "Two. Three.", nil},
		{"a paragraph", "¶2", []*knowledge.Document{a}, "Four.", nil},
		{"a number", "2", []*knowledge.Document{a}, "Four.", nil},
		{"blanks", " p2 ", []*knowledge.Document{a}, "Four.", nil},
		{"of a document", "b#p1s1", []*knowledge.Document{a, b}, "Five.", nil},
		{"a number of a document", "b#1", []*knowledge.Document{a, b}, "Five.", nil},
		{"of none", "p1", []*knowledge.Document{a, b}, "put one of these and # before it: a, b", bot.ErrAmbiguous},
		{"of another", "c#p1", []*knowledge.Document{a, b}, `no document "c" is loaded; there is a, b`, nil},
		{"too far", "p3", []*knowledge.Document{a}, "a has 2 paragraphs", knowledge.ErrNoSuchSentence},
		{"too far within", "p1s4", []*knowledge.Document{a}, "paragraph 1 of a has 3", knowledge.ErrNoSuchSentence},
		{"zero", "0", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
		{"words", "Senkaku", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
		{"nothing", "", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
		{"no place", "a#", []*knowledge.Document{a}, "not an address", knowledge.ErrBadAddress},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := bot.FindPlace(tt.docs, tt.address)
			if err == nil {
				if got.Quote.Text() != tt.want {
					t.Errorf("got %q, want %q", got.Quote.Text(), tt.want)
				}
				return
			}
			if !strings.Contains(err.Error(), tt.want) || tt.err != nil && !errors.Is(err, tt.err) {
				t.Errorf("got error %v, want %q and %v", err, tt.want, tt.err)
			}
		})
	}
}
