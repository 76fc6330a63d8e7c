package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSearchLanguage(t *testing.T) {
	x := seedIndex(t)
	for question, want := range map[string]string{
		"":                                "en",
		"senkaku":                         "en",
		"what about Senkaku?":             "en",
		"does it mention tariffs on cars": "en",
		"Señor Trump and Japan":           "en",
		"naïve question about the café":   "en",
		"who said no":                     "en",
		"日本の防衛費は？":                        "ja",
		"タイワン":                            "ja",
		"尖閣諸島":                            "ja",
		"日米首脳会談":                          "ja",
		"日米同盟":                            "ja",
		"美日同盟":                            "zh",
		"台湾":                              "zh",
		"他們對尖閣說什麼":                        "zh",
		"關鍵礦產":                            "zh",
		"关于台湾说了什么？":                       "zh",
		"방위비는 얼마야?":                       "ko",
		"¿Qué dice sobre Taiwán?":         "es",
		"que dice la declaracion sobre los aranceles": "es",
		"Que dit la déclaration sur Taïwan ?":         "fr",
		"les exportations de gaz vers le Japon":       "fr",
		"Was steht in der Erklärung über Taiwan?":     "de",
		"welche Rolle spielt die NATO und wann":       "de",
		"What does 尖閣 mean":                           "zh",
	} {
		if got := searchFor(t, x, Query{Text: question}).Lang; got != want {
			t.Errorf("%q: got language %s, want %s", question, got, want)
		}
	}
}

func TestSearchDocument(t *testing.T) {
	x := newIndex(t, []*Document{
		textDocument(t, "one", "They discussed trade.", "They discussed whales."),
		textDocument(t, "two", "Whales were not discussed."),
	}, nil, nil)
	for _, c := range []struct{ document, want string }{
		{"", "one two"}, {"one", "one"}, {"two", "two"}, {"three", ""},
	} {
		r := searchFor(t, x, Query{Text: "whales", Document: c.document})
		var ids []string
		for _, h := range r.Hits {
			ids = append(ids, h.Document.ID)
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("in %q: got hits in %q, want %q", c.document, got, c.want)
		}
	}
}

// A search of one document finds its sentence, however many others speak of the same.
func TestSearchDocumentAmongMany(t *testing.T) {
	var docs []*Document
	for i := range 300 {
		docs = append(docs, textDocument(t, fmt.Sprintf("doc-%03d", i), "They discussed whales.", "They met.", "They traded.", "They left."))
	}
	x := newIndex(t, docs, nil, nil)
	for _, id := range []string{"doc-000", "doc-150", "doc-299"} {
		r := searchFor(t, x, Query{Text: "whales", Document: id})
		if len(r.Hits) != 1 || r.Hits[0].Document.ID != id {
			t.Errorf("in %s of 300 documents: got %d hits, want its sentence", id, len(r.Hits))
		}
	}
}

// Of hits with one score the newer document's come first, then the earlier sentence.
func TestSearchTies(t *testing.T) {
	var docs []*Document
	for i, date := range []string{"2023-05-05", "2025-05-05", "2024-05-05"} {
		d := textDocument(t, fmt.Sprintf("d%d", i), "They discussed whales.", "They discussed whales.")
		d.Date = date
		docs = append(docs, d)
	}
	r := searchFor(t, newIndex(t, docs, nil, nil), Query{Text: "whales"})
	var got []string
	for _, h := range r.Hits {
		got = append(got, fmt.Sprintf("%s p%d", h.Document.ID, h.Place.Paragraph))
	}
	if want := "d1 p1,d1 p2,d2 p1,d2 p2,d0 p1,d0 p2"; strings.Join(got, ",") != want {
		t.Errorf("got %q, want %q", strings.Join(got, ","), want)
	}
}

func TestSearchLimit(t *testing.T) {
	x := seedIndex(t)
	for limit, want := range map[int]int{0: DefaultLimit, 1: 1, 3: 3, 1000: -1, -1: -1} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("panic: %v", p)
				}
			}()
			r := searchFor(t, x, Query{Text: "Japan", Limit: limit})
			if want >= 0 && len(r.Hits) != want || len(r.Hits) > seedStatement(t).Sentences() {
				t.Errorf("got %d hits, want %d", len(r.Hits), want)
			}
		})
	}
	first, all := searchFor(t, x, Query{Text: "Japan", Limit: 3}), searchFor(t, x, Query{Text: "Japan", Limit: 30})
	for i, h := range first.Hits {
		if h.Place != all.Hits[i].Place {
			t.Errorf("hit %d: %v under limit 3, %v under limit 30", i, h.Place, all.Hits[i].Place)
		}
	}
}

func TestSearchPrevious(t *testing.T) {
	x := seedIndex(t)
	alone := searchFor(t, x, Query{Text: "by when tho", Wants: Time})
	if len(alone.Terms) != 0 {
		t.Errorf("%q alone: read as %s, want nothing", "by when tho", readings(alone.Terms))
	}
	r := searchFor(t, x, Query{Text: "by when tho", Previous: "what about Japan's defense budget?", Wants: Time})
	if len(r.Hits) == 0 || r.Hits[0].Place != (Place{5, 4}) {
		t.Errorf("with the question before: got\n%swant p5s4 first", ranked(r))
	}
	if len(r.Terms) == 0 {
		t.Fatal("no terms of the question before")
	}
	for _, term := range r.Terms {
		if !term.Inherited || term.Text != "" {
			t.Errorf("term %q, inherited %v: want an inherited one without text", term.Text, term.Inherited)
		}
	}
	// What both questions name is not inherited, and what the new one names comes first.
	r = searchFor(t, x, Query{Text: "and Taiwan?", Previous: "Taiwan and the Senkaku Islands"})
	if len(r.Terms) < 2 || r.Terms[0].Inherited || r.Terms[0].Text != "Taiwan" {
		t.Fatalf("got %s, want Taiwan and then what came before", readings(r.Terms))
	}
	for _, term := range r.Terms[1:] {
		if !term.Inherited || term.Concept == r.Terms[0].Concept {
			t.Errorf("got %s, want all but the first inherited, and Taiwan once", readings(r.Terms))
		}
	}
	if !slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.Place == Place{14, 3} }) {
		t.Errorf("got\n%swant a sentence on Taiwan", ranked(r))
	}
}

func TestSearchWants(t *testing.T) {
	x := newIndex(t, []*Document{textDocument(t, "a",
		"Whales were discussed at length.", "Whales were discussed in 2027.", "Whales were discussed: 300 million tons.")}, nil, nil)
	for want, paragraph := range map[Detail]int{Time: 2, Amount: 3} {
		r := searchFor(t, x, Query{Text: "whales", Wants: want})
		if len(r.Hits) != 3 || r.Hits[0].Place.Paragraph != paragraph {
			t.Errorf("detail %d: got\n%swant paragraph %d first", want, ranked(r), paragraph)
		}
	}
	for text, want := range map[string][2]bool{
		"by FY 2027": {true, false}, "on 7 February": {true, false}, "on February 7": {true, false}, "May I": {false, false},
		"$550 billion": {false, true}, "15 percent": {false, true}, "7,000 jobs": {false, true}, "Article 5": {false, false},
		"in 12345": {false, false}, "": {false, false},
	} {
		if got := [2]bool{HoldsTime(text), HoldsAmount(text)}; got != want {
			t.Errorf("%q holds a time, an amount: got %v, want %v", text, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	x := seedIndex(t)
	term := func(question string) Term {
		t.Helper()
		terms := searchFor(t, x, Query{Text: question}).Terms
		if len(terms) != 1 {
			t.Fatalf("%q: read as %s, want one term", question, readings(terms))
		}
		return terms[0]
	}
	for _, c := range []struct {
		question string
		kind     TermKind
	}{
		{"what about Senkaku?", Name}, {"Zanzibar", Name}, {"2027", Numeral}, {"tariffs", ConceptTopic},
	} {
		if got := term(c.question); got.Kind != c.kind {
			t.Errorf("%q: got kind %d, want %d", c.question, got.Kind, c.kind)
		}
	}
	// Sentences that speak of it, by whatever name.
	for question, want := range map[string]int{
		"Senkaku": 1, "DPRK": 3, "North Korea": 3, "North Koreans": 3, "Zanzibar": 0, "whaling": 0, "abductions": 1, "Henoko": 1, "Philippines": 1,
	} {
		if got := term(question); got.Sentences != want {
			t.Errorf("%q: in %d sentences, want %d", question, got.Sentences, want)
		}
	}
	for _, question := range []string{"", "what does it say?", "hello", "is there anything in this statement about it", "…", "i"} {
		if r := searchFor(t, x, Query{Text: question}); len(r.Terms) != 0 || len(r.Hits) != 0 {
			t.Errorf("%q: read as %s, want nothing", question, readings(r.Terms))
		}
	}
	// A thing named twice is one term.
	if got := term("DPRK, North Korea, the DPRK"); got.Concept == nil || got.Concept.ID != "north-korea" {
		t.Errorf("got %s, want north-korea", readings([]Term{got}))
	}
}

func TestUsAndThem(t *testing.T) {
	x := seedIndex(t)
	for question, want := range map[string]bool{
		"what does the US say": true, "the U.S. view": true, "us view on Taiwan": true, "tell us about Taiwan": false, "what is in it for us": false,
	} {
		r := searchFor(t, x, Query{Text: question})
		got := slices.ContainsFunc(r.Terms, func(t Term) bool { return t.Concept != nil && t.Concept.ID == "united-states" })
		if got != want {
			t.Errorf("%q: read as %s, the country in it: %v, want %v", question, readings(r.Terms), got, want)
		}
	}
}

// namings writes what Count has found: each form and how often it stands where.
func namings(list []Naming) string {
	var b strings.Builder
	for _, n := range list {
		fmt.Fprintf(&b, "%s:", n.Text)
		for _, at := range n.At {
			fmt.Fprintf(&b, " p%ds%d", at.Place.Paragraph, at.Place.Sentence)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestCount(t *testing.T) {
	small := newIndex(t, []*Document{
		textDocument(t, "a", "Whales, whale oil and a whale. The sea.", "Chinese whales."),
		textDocument(t, "b", "No whale."),
	}, nil, nil)
	for _, c := range []struct {
		x                         *Index
		question, document        string
		wantNamed, wantInsideName string
	}{
		{small, "whale", "a", "Whales: p1s1 p2s1\nwhale: p1s1 p1s1\n", ""},
		{small, "whale", "", "whale: p1s1 p1s1 p1s1\nWhales: p1s1 p2s1\n", ""},
		{small, "squid", "", "", ""},
		{seedIndex(t), "Henoko", "", "Henoko: p6s1\n", ""},
		{seedIndex(t), "China", "", "PRC: p13s1 p13s2\nPeople’s Republic of China: p13s1\n", "East China Sea: p13s1\nSouth China Sea: p13s2\n"},
		{seedIndex(t), "Zanzibar", "", "", ""},
	} {
		r := searchFor(t, c.x, Query{Text: c.question})
		if len(r.Terms) != 1 {
			t.Fatalf("%q: read as %s, want one term", c.question, readings(r.Terms))
		}
		named, inside := c.x.Count(r.Terms[0], c.document)
		if got := namings(named); got != c.wantNamed {
			t.Errorf("%q in %q: named\n%swant\n%s", c.question, c.document, got, c.wantNamed)
		}
		if got := namings(inside); got != c.wantInsideName {
			t.Errorf("%q in %q: inside other names\n%swant\n%s", c.question, c.document, got, c.wantInsideName)
		}
	}
	// Every naming of every question's terms stands where it is said to stand.
	x := seedIndex(t)
	for _, question := range ownQuestions(t) {
		for _, term := range searchFor(t, x, Query{Text: question}).Terms {
			named, inside := x.Count(term, "")
			for _, n := range slices.Concat(named, inside) {
				for i, at := range n.At {
					text := ""
					switch {
					case at.Place.Sentence == 0: // a heading
						text = at.Document.Heading(at.Document.Paragraphs[at.Place.Paragraph-1].Section)
					case at.Document.Has(at.Place):
						text = at.Document.Slice(at.Document.At(at.Place))
					}
					if text == "" || i == 0 && !strings.Contains(text, n.Text) {
						t.Errorf("%q: %q is not in %q, at %v", question, n.Text, text, at.Place)
					}
				}
			}
		}
	}
}

// What holds for every hit of every question.
func TestSearchInvariants(t *testing.T) {
	x := seedIndex(t)
	questions := append(ownQuestions(t), "", "?", strings.Repeat("senkaku ", 500), "a\xff\xfe Senkaku\x00", "F‑35 ２０２７ Ｔａｉｗａｎ", "(((", "\"free and open\"", "🇯🇵🇺🇸🇨🇳", "text:Japan AND -Japan*", "日本のＦ－３５と台湾", "방위비 日本 F-35")
	for i, question := range questions {
		q := Query{Text: question, Wants: Detail(i % 5)}
		if i%3 == 1 {
			q.Previous = questions[i-1]
		}
		checkResult(t, q, searchFor(t, x, q))
	}
}

func checkResult(tb testing.TB, q Query, r Result) {
	tb.Helper()
	if !slices.Contains(languages, r.Lang) {
		tb.Errorf("%q: language %q", q.Text, r.Lang)
	}
	inherited := false
	for _, term := range r.Terms {
		if term.Weight < 0 || term.Weight > 1 || term.Sentences < 0 {
			tb.Errorf("%q: term %q weighs %v and stands in %d sentences", q.Text, term.Text, term.Weight, term.Sentences)
		}
		if inherited && !term.Inherited || term.Inherited != (term.Text == "") {
			tb.Errorf("%q: terms %s, want the inherited ones last and without text", q.Text, readings(r.Terms))
		}
		inherited = term.Inherited
	}
	if len(r.Hits) > 0 && len(r.Terms) == 0 {
		tb.Errorf("%q: hits without terms", q.Text)
	}
	seen := make(map[Place]bool)
	for i := range r.Hits {
		h := &r.Hits[i]
		if !h.Document.Has(h.Place) || seen[h.Place] {
			tb.Fatalf("%q: hit %d at %v, which is not there or came before", q.Text, i, h.Place)
		}
		seen[h.Place] = true
		if i > 0 && h.Score > r.Hits[i-1].Score || h.Score < 0 || h.Score != h.Score {
			tb.Errorf("%q: hit %d has the score %v after %v", q.Text, i, h.Score, r.Hits[max(i-1, 0)].Score)
		}
		if h.Coverage < 0 || h.Coverage > 1+1e-9 || h.Coverage != h.Coverage {
			tb.Errorf("%q: hit %d covers %v of the question", q.Text, i, h.Coverage)
		}
		if len(h.Match) != len(r.Terms) {
			tb.Fatalf("%q: hit %d matches %d terms of %d", q.Text, i, len(h.Match), len(r.Terms))
		}
		for j, m := range h.Match {
			if m < 0 || m > 1 {
				tb.Errorf("%q: hit %d matches term %d by %v", q.Text, i, j, m)
			}
		}
		quote, err := h.Quote()
		if err != nil {
			tb.Fatalf("%q: hit %d: %v", q.Text, i, err)
		}
		if want := h.Document.Slice(h.Document.At(h.Place)); quote.Text() != want {
			tb.Errorf("%q: got quote %q, want %q", q.Text, quote.Text(), want)
		}
		checkHighlights(tb, q.Text, quote)
	}
}

// checkHighlights checks that highlights are in order, inside the text and of whole words.
func checkHighlights(tb testing.TB, question string, q Quote) {
	tb.Helper()
	text, end := q.Text(), 0
	for i, s := range q.Highlights() {
		if s.Start < end || i > 0 && s.Start == end || s.Len() <= 0 || s.End > len(text) {
			tb.Fatalf("%q: highlight %v of %d bytes after byte %d", question, s, len(text), end)
		}
		end = s.End
		inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		first, _ := utf8.DecodeRuneInString(text[s.Start:])
		before, _ := utf8.DecodeLastRuneInString(text[:s.Start])
		last, _ := utf8.DecodeLastRuneInString(text[:s.End])
		after, _ := utf8.DecodeRuneInString(text[s.End:])
		if inWord(before) && inWord(first) || inWord(last) && inWord(after) || unicode.IsSpace(first) || unicode.IsSpace(last) {
			tb.Errorf("%q: highlight %q is not of whole words in %q", question, text[s.Start:s.End], text)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, question := range ownQuestions(f)[:20] {
		f.Add(question, "")
	}
	f.Add("and Taiwan?", "what about ｶﾞｽ")
	f.Add("日本のＦ－３５と台湾", "방위비")
	f.Fuzz(func(t *testing.T, question, previous string) {
		const longest = 2000 // bot cuts questions
		if len(question)+len(previous) > longest {
			return
		}
		q := Query{Text: question, Previous: previous}
		checkResult(t, q, searchFor(t, seedIndex(t), q))
	})
}

// A name of several words is absent where no sentence holds it whole, though the documents
// hold each of its words.
func TestPartOfAbsent(t *testing.T) {
	x, err := NewIndex([]*Document{textDocument(t, "a", "The Great Lakes are cold.", "Coral Reef was its name.", "Barrier Island is near.")}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	for _, c := range []struct {
		question string
		want     bool
	}{
		{"what about the Great Barrier Reef?", true},
		{"what about the Great Lakes?", false},
		{"what about the great barrier reef?", false}, // no name by its look
		{"what about Reef?", false},
	} {
		result, err := x.Search(t.Context(), Query{Text: c.question})
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(result.Terms, func(t Term) bool { return t.PartOfAbsent })
		if got != c.want {
			t.Errorf("%q: got a part of an absent name: %v, want %v", c.question, got, c.want)
		}
	}
}
