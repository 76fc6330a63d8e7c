package knowledge_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"statementbot/knowledge"
)

const seed = "../seeds/2025-02-07-united-states-japan-joint-leaders-statement.md"

// readSeed reads the statement that the program comes with.
func readSeed() *knowledge.Document {
	data, err := os.ReadFile(seed)
	if err != nil {
		log.Fatal(err)
	}
	doc, err := knowledge.Parse(seed, data)
	if err != nil {
		log.Fatal(err)
	}
	return doc
}

func ExampleParse() {
	const file = `---
title: Joint Statement on Fisheries
date: 2025-03-01
---
The ministers met in Oslo.

**Cod**

They agreed on quotas. No. 5 of the list stays open.
`
	doc, err := knowledge.Parse("2025-03-01-fisheries.md", []byte(file))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(doc.ID)
	for _, place := range doc.Places() {
		fmt.Printf("p%ds%d %s\n", place.Paragraph, place.Sentence, doc.Slice(doc.At(place)))
	}
	// Output:
	// 2025-03-01-fisheries
	// p1s1 The ministers met in Oslo.
	// p2s1 They agreed on quotas.
	// p2s2 No. 5 of the list stays open.
}

func ExampleIndex_Search() {
	const concepts = `
- id: senkaku-islands
  kind: place
  prefLabel: {en: Senkaku Islands, ja: 尖閣諸島}
  altLabel: {en: [Diaoyu, Senkakus]}
`
	dir, err := os.MkdirTemp("", "glossary")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.WriteFile(dir+"/places.yaml", []byte(concepts), 0o600); err != nil {
		log.Print(err)
		return
	}
	glossary, err := knowledge.LoadGlossary(os.DirFS(dir), nil)
	if err != nil {
		log.Print(err)
		return
	}
	index, err := knowledge.NewIndex([]*knowledge.Document{readSeed()}, glossary, nil)
	if err != nil {
		log.Print(err)
		return
	}
	defer func() { _ = index.Close() }()
	for _, question := range []string{"what about Diaoyu?", "尖閣諸島は？", "whaling"} {
		result, err := index.Search(context.Background(), knowledge.Query{Text: question, Limit: 1})
		if err != nil {
			log.Print(err)
			return
		}
		if len(result.Hits) == 0 {
			fmt.Println(question, "- nothing")
			continue
		}
		quote, err := result.Hits[0].Quote()
		if err != nil {
			log.Print(err)
			return
		}
		fmt.Println(question, "-", quote.Citation().Place())
	}
	// Output:
	// what about Diaoyu? - ¶3, sentence 2
	// 尖閣諸島は？ - ¶3, sentence 2
	// whaling - nothing
}

func ExampleDocument_Quote() {
	quote, err := readSeed().Quote(knowledge.Place{Paragraph: 3, Sentence: 1}, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(quote.Text())
	fmt.Println(quote.Citation())
	_, fragment, _ := strings.Cut(quote.Citation().URL, "#")
	fmt.Println(fragment)
	// Output:
	// The United States underscored its unwavering commitment to the defense of Japan, using its full range of capabilities, including nuclear capabilities.
	// United States-Japan Joint Leaders’ Statement (7 February 2025), “U.S.-Japan Cooperation for Peace”, ¶3, sentence 1
	// :~:text=The%20United%20States%20underscored,capabilities%2C%20including%20nuclear%20capabilities.
}

func ExampleVerify() {
	docs := []*knowledge.Document{readSeed()}
	for _, text := range []string{
		"Japan’s longstanding and peaceful administration of the Senkaku Islands",
		"Japan's longstanding and peaceful administration of the Senkaku Islands",
		"The United States underscored its wavering commitment to the defense of Japan, using its full range of capabilities, including nuclear capabilities.",
	} {
		v := knowledge.Verify(docs, text)
		switch v.Verdict {
		case knowledge.Verbatim:
			fmt.Println("verbatim,", v.Quote.Citation().Place())
		case knowledge.MarksOnly:
			fmt.Println("but for its marks,", v.Quote.Citation().Place())
		case knowledge.Different:
			fmt.Println("different from", v.Quote.Citation().Place())
			for _, words := range v.Words {
				if !words.Same() {
					fmt.Printf("  published %q, given %q\n", words.Published, words.Given)
				}
			}
		}
	}
	// Output:
	// verbatim, ¶3, sentence 2
	// but for its marks, ¶3, sentence 2
	// different from ¶3, sentence 1
	//   published "unwavering", given "wavering"
}
