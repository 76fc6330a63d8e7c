package bot_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"statementbot/bot"
)

// TestSlips asks for each longer word of the statement with one slip of the keyboard: a
// letter missing, two exchanged, one doubled, one from the key beside it. Nearly all get the
// answer that the word itself gets.
func TestSlips(t *testing.T) {
	const atLeast = 0.97
	l := seedLibrary(t)
	words := make(map[string]bool)
	for word := range strings.FieldsFuncSeq(l.docs[0].Text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }) {
		if len(word) >= 5 {
			words[strings.ToLower(word)] = true
		}
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same slips every time
	asked, right := 0, 0
	for _, word := range slices.Sorted(maps.Keys(words)) {
		want := respond(t, l.bot, word, "")
		if want.Outcome != bot.Answered {
			continue
		}
		for _, slip := range slips(random, word) {
			if slip == word {
				continue
			}
			asked++
			if got := respond(t, l.bot, slip, ""); len(got.Quotes) > 0 && got.Quotes[0].Text() == want.Quotes[0].Text() {
				right++
			}
		}
	}
	t.Logf("%d of %d slips are read as the word that was meant", right, asked)
	if asked < 1000 || float64(right) < atLeast*float64(asked) {
		t.Errorf("got %d of %d right, want at least %v of a thousand or more", right, asked, atLeast)
	}
}

// slips returns word with one slip of each kind, none of them at the first letter.
func slips(random *rand.Rand, word string) []string {
	const keys = "qwertyuiop asdfghjkl zxcvbnm"
	at := 1 + random.IntN(len(word)-2)
	key := strings.IndexByte(keys, word[at])
	beside := keys[max(key-1, 0)]
	if beside == ' ' || beside == word[at] {
		beside = keys[key+1]
	}
	return []string{
		word[:at] + word[at+1:],
		word[:at] + word[at+1:at+2] + word[at:at+1] + word[at+2:],
		word[:at] + word[at:at+1] + word[at:],
		word[:at] + string(beside) + word[at+1:],
	}
}
