package bot_test

import (
	"context"
	"fmt"
	"log"

	"statementbot/bot"
	"statementbot/knowledge"
	"statementbot/seeds"
)

func ExampleBot_Respond() {
	docs, errs := knowledge.Load(seeds.Statements())
	if len(errs) > 0 {
		log.Fatal(errs[0])
	}
	words, err := knowledge.LoadVocabulary(seeds.Vocabulary())
	if err != nil {
		log.Fatal(err)
	}
	index, err := knowledge.NewIndex(docs, words.Glossary, words.Lexicon)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	b, err := bot.New(ctx, index, docs)
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"what about Senkaku?", "what about whaling?"} {
		answer, err := b.Respond(ctx, bot.Question{Text: text})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s\n", text, answer.Outcome)
		for _, quote := range answer.Quotes {
			fmt.Printf("%s\n  %s\n", quote.Text(), quote.Citation())
		}
		if answer.Note != "" {
			fmt.Println(answer.Note)
		}
	}
	// Output:
	// what about Senkaku? answered
	// The two leaders reaffirmed that Article V of the U.S.-Japan Treaty of Mutual Cooperation and Security applies to the Senkaku Islands, and reiterated their strong opposition to any action that seeks to undermine Japan’s longstanding and peaceful administration of the Senkaku Islands.
	//   United States-Japan Joint Leaders’ Statement (7 February 2025), “U.S.-Japan Cooperation for Peace”, ¶3, sentence 2
	// what about whaling? not_found
	// The statement does not speak to “whaling”. I also looked for “whales”, “whale hunting” and “IWC”.
}
