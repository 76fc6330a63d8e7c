package bot_test

import (
	"testing"

	"statementbot/bot"
)

// TestOffset goes through all quotes of answers page by page: none twice, none left out.
func TestOffset(t *testing.T) {
	b := seedLibrary(t).bot
	for _, text := range []string{"everything on Japan", "what about North Korea?", `"Indo-Pacific"`, "paragraphs 1 to 9"} {
		first, err := b.Respond(t.Context(), bot.Question{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		all := len(first.Quotes) + first.More
		seen := map[string]bool{}
		for offset := 0; offset <= all; offset += 3 {
			page, err := b.Respond(t.Context(), bot.Question{Text: text, Offset: offset, Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			if got := offset + len(page.Quotes) + page.More; got != all {
				t.Errorf("%s, from %d: got %d quotes in all, want %d", text, offset, got, all)
			}
			for _, q := range page.Quotes {
				if seen[q.Citation().Address()] {
					t.Errorf("%s, from %d: %s comes twice", text, offset, q.Citation().Address())
				}
				seen[q.Citation().Address()] = true
			}
		}
		if len(seen) != all || all == 0 {
			t.Errorf("%s: got %d quotes, want %d", text, len(seen), all)
		}
	}
}
