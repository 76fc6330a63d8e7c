package bot

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPatternPieces(t *testing.T) {
	for expr, want := range map[string][][]string{
		`\bwhen\b`:               {{"when"}},
		`\bsummar\w*\b|\bgist\b`: {{"summar"}, {"gist"}},
		`^(?:hi+|hello|good (?:day|ni))(?: you)?$`: {{"h"}, {"hello"}, {"good day"}, {"good ni"}},
		`\borgani[sz]ed\b`:                         {{"organi"}},
		`(?:a cat|dogs?) sat`:                      {{"a cat sat"}, {" sat"}},
		`\bwhat (?:is|was) (?:it|this)$`:           {{"what is "}, {"what was "}},
		`x?y`:                                      {{"y"}},
		`(?i)when`:                                 {nil},
		`\w+`:                                      {nil},
	} {
		var got [][]string
		for _, a := range mustPattern(expr).alternatives {
			got = append(got, a.pieces)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", expr, diff)
		}
	}
}

// patterns are all of this package, by their expression.
func patterns() map[string]*pattern {
	all := []*pattern{
		asksTime, asksAmount, asksWhere, asksWho, asksAll, howOften, isNamed, asksElse, isGreeting, isThanks, isAboutBot,
		isMachine, isOperator, isPrivacy, isHostile, isInjection, purpose, documentNoun, documentWord, ofDocument,
		placeByNumber, placeByOrder, paragraphRun, ofThings, saysDocument, ofAsker, ofAsking,
	}
	for _, f := range facts {
		all = append(all, f.asked)
		if f.of != nil {
			all = append(all, f.of)
		}
	}
	by := make(map[string]*pattern)
	for _, p := range all {
		by[p.whole().String()] = p
	}
	return by
}

// A pattern finds what package regexp finds, in questions of every kind.
func TestPatternIsTheExpression(t *testing.T) {
	questions := []string{"", "what's the title of it", "who put the document out?", "help", "thanks a lot", "p3s2", "何語ですか", "what is this\nabout"}
	for _, name := range []string{"testdata/questions.jsonl", "testdata/close.jsonl"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		const each = 16 // a hundred patterns take their time
		for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
			if i%each > 0 {
				continue
			}
			var read struct{ Question string }
			if err := json.Unmarshal(line, &read); err != nil {
				t.Fatal(err)
			}
			questions = append(questions, read.Question)
		}
	}
	for expr, p := range patterns() {
		want := regexp.MustCompile(expr)
		for _, q := range questions {
			text := fold(q)
			if got, want := p.FindStringIndex(text), want.FindStringIndex(text); !slices.Equal(got, want) {
				t.Errorf("%.60s: in %q: got %v, want %v", expr, text, got, want)
			}
			if got, want := p.MatchString(text), want.MatchString(text); got != want {
				t.Errorf("%.60s: in %q: got %t, want %t", expr, text, got, want)
			}
		}
	}
}
