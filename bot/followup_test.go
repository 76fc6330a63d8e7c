package bot

import (
	"testing"

	"statementbot/knowledge"
)

func TestStandsAlone(t *testing.T) {
	term := func(kind knowledge.TermKind, weight float64) knowledge.Term {
		return knowledge.Term{Text: "x", Kind: kind, Weight: weight}
	}
	tests := []struct {
		name, text string
		terms      []knowledge.Term
		want       bool
	}{
		{"a name", "and taiwan", []knowledge.Term{term(knowledge.Name, 0.9)}, true},
		{"a topic", "what about export controls", []knowledge.Term{term(knowledge.ConceptTopic, 0.4)}, true},
		{"a term of the least weight", "security", []knowledge.Term{term(knowledge.Word, ownSubject)}, true},
		{"nothing of its own", "by when tho", nil, false},
		{"light words", "the leaders then", []knowledge.Term{term(knowledge.Word, ownSubject-0.01)}, false},
		{"an action alone", "who agreed", []knowledge.Term{term(knowledge.ConceptAction, 0.9)}, false},
		{"an action and a name", "who supported taiwan", []knowledge.Term{term(knowledge.ConceptAction, 0.9), term(knowledge.Name, 0.9)}, true},
		{"a possessive that points back", "what about its missiles", []knowledge.Term{term(knowledge.ConceptTopic, 0.9)}, false},
		{"one that points back", "the east one", []knowledge.Term{term(knowledge.Word, 0.9)}, false},
		{"a place that points back", "who lives there", []knowledge.Term{term(knowledge.Word, 0.9)}, false},
		{"a word that only begins like one", "the italian theme", []knowledge.Term{term(knowledge.Name, 0.9)}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := standsAlone(tt.text, tt.terms); got != tt.want {
				t.Errorf("standsAlone(%q): got %t, want %t", tt.text, got, tt.want)
			}
		})
	}
}

func TestPointsBack(t *testing.T) {
	terms := []knowledge.Term{
		{Text: "Japan", Kind: knowledge.Name, Weight: 0.15, Concept: &knowledge.Concept{Kind: knowledge.PlaceName}},
		{Text: "troops", Kind: knowledge.ConceptTopic, Weight: 0.4},
	}
	for text, want := range map[string]bool{
		"":                                        false,
		"who ordered it":                          true,
		"does japan support it":                   true,
		"does it say anything on troops":          false,
		"is it true that japan pays":              false,
		"are the troops paid by it":               false,
		"what about its troops":                   true,
		"what does japan say about its troops":    false,
		"when was that":                           true,
		"does japan agree to that":                true,
		"do they say that japan pays":             false,
		"troops that are ready":                   false,
		"troops in peacetime, whose idea is that": false,
		"those who fled":                          false,
		"what can these groups do":                true,
		"who are these guys":                      false,
		"is there anything on troops":             false,
		"what do the troops do there":             true,
		"what is in there":                        false,
		"the same for troops":                     true,
		"on the same day":                         false,
		"and the other one, further south":        true,
		"one of the troops":                       false,
		"such as japan":                           false,
		"what about the latter":                   true,
	} {
		if got := pointsBack(text, terms); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}

// checkRewritten checks what a rule that shortens a message makes of texts.
func checkRewritten(t *testing.T, rewrite func(message) message, wants map[string]string) {
	t.Helper()
	for text, want := range wants {
		if got := rewrite(message{text: text, folded: fold(text)}); got.text != want || got.folded != fold(want) {
			t.Errorf("%q: got %q, folded %q, want %q", text, got.text, got.folded, want)
		}
	}
}

func TestWithoutThanks(t *testing.T) {
	checkRewritten(t, message.withoutThanks, map[string]string{
		"great, thanks. And Taiwan?": "And Taiwan?",
		"Thanks!":                    "Thanks!",
		"ok: LNG?":                   "LNG?",
		"Taiwan, thanks":             "Taiwan, thanks",
		"Okinawa. Cool?":             "Okinawa. Cool?",
		"":                           "",
	})
}

func TestWithoutExcepted(t *testing.T) {
	checkRewritten(t, message.withoutExcepted, map[string]string{
		"besides gas, what else on energy?":  "what else on energy?",
		"Anything on energy besides LNG?":    "Anything on energy",
		"who is named apart from the Quad":   "who is named",
		"Besides":                            "Besides",
		"besides gas":                        "besides gas",
		"what lies besides the sea, and why": "what lies besides the sea, and why",
		"":                                   "",
	})
}
