package knowledge

import (
	"strings"
	"testing"
)

// smallSpeller knows a few words of each source.
func smallSpeller(tb testing.TB) *speller {
	tb.Helper()
	l, err := ReadLexicon(strings.NewReader("sentences\t100\n" +
		"invest\t9\tinvestment invest\n" + "tariff\t9\ttariff tariffs\n" + "trade\t9\ttrade\n" + "north\t9\tNorth\n" + "frog\t1\tfrog\n"))
	if err != nil {
		tb.Fatal(err)
	}
	documents := wordSet("senkaku islands cooperation deterrence capabilities energy free open korea quad denuclearization")
	glossary := wordSet("semiconductor abductions okinawa frogs")
	return newSpeller(documents, glossary, l)
}

func TestSpellerCorrect(t *testing.T) {
	s := smallSpeller(t)
	for _, c := range []struct{ name, word, want string }{
		{"letter missing", "senkku", "senkaku"},
		{"letter added", "senkakku", "senkaku"},
		{"letter wrong", "senkaki", "senkaku"},
		{"letters exchanged", "tairffs", "tariffs"},
		{"letters exchanged in a short word", "quda", "quad"},
		{"one edit in five letters", "koera", "korea"},
		{"two edits in six letters", "kooera", ""},
		{"two edits in seven letters, too many", "kxoxrea", ""},
		{"two edits in seven letters, the first right", "senkokk", "senkaku"},
		{"two edits in seven letters, the first wrong", "denkokk", ""},
		{"two edits in eight letters", "issllands", "islands"},
		{"two edits in a long word", "semicondutcr", "semiconductor"},
		{"three edits in a long word", "semxcoxductxr", ""},
		{"word of the glossary", "abdutions", "abductions"},
		{"word of the language", "investmnt", "investment"},
		{"first letter wrong", "denkaku", "senkaku"},
		{"two letters", "fe", ""},
		{"one letter", "f", ""},
		{"nothing near", "zebra", ""},
		{"nothing", "", ""},
		{"longer than the table", strings.Repeat("a", 200), ""},
		{"three letters, a small word with two exchanged", "ofr", "for"},
		{"three letters, one missing from a document's word", "fre", "free"},
		{"three letters, one missing from a word of the language only", "fro", "for"}, // never "frog"
		{"three letters, one wrong", "frx", ""},
		{"a letter moved", "snekaku", "senkaku"},
		{"two exchanged at a distance", "seknaku", "senkaku"},
		{"written by ear", "denooklearisation", "denuclearization"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := s.correct(c.word); got != c.want || ok != (c.want != "") {
				t.Errorf("correct(%q): got %q, %v, want %q", c.word, got, ok, c.want)
			}
		})
	}
}

// Of words equally near the document's wins, then the glossary's, then the alphabet.
func TestSpellerPrefers(t *testing.T) {
	l, err := ReadLexicon(strings.NewReader("sentences\t10\nbrakes\t2\tbrakes\nbraces\t2\tbraces\nbrates\t2\tbrates\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ documents, glossary, want string }{
		{"", "", "braces"},
		{"", "brakes", "brakes"},
		{"brates", "brakes", "brates"},
		{"braces brakes brates", "", "braces"},
	} {
		for range 5 { // whatever the order of maps
			s := newSpeller(wordSet(c.documents), wordSet(c.glossary), l)
			if got, _ := s.correct("braes"); got != c.want {
				t.Errorf("with %q in the documents and %q in the glossary: got %q, want %q", c.documents, c.glossary, got, c.want)
			}
		}
	}
}

func TestSpellerKnows(t *testing.T) {
	s := smallSpeller(t)
	for _, word := range []string{"senkaku", "semiconductor", "semiconductors", "trade", "trades", "the", "dunno", "held", "islands", "island"} {
		if !s.knows(word) {
			t.Errorf("%q is not known", word)
		}
	}
	for _, word := range []string{"senkakuu", "ss", "", "xs"} {
		if s.knows(word) {
			t.Errorf("%q is known", word)
		}
	}
}

// Forms of a word are words, so that no other is read into them: "commonest" is not "communist".
func TestSpellerKnowsForms(t *testing.T) {
	s := seedIndex(t).speller
	for _, word := range []string{"commonest", "biggest", "stronger", "strongly", "asking"} {
		if !s.knows(word) {
			t.Errorf("%q is not known", word)
		}
	}
	for _, word := range []string{"qest", "senkakest"} {
		if s.knows(word) {
			t.Errorf("%q is known", word)
		}
	}
}

func TestSpellerSqueezed(t *testing.T) {
	s := smallSpeller(t)
	for word, want := range map[string]string{
		"senkakuuuu": "senkaku", "freeeee": "free", "soooo": "so", "cooooperation": "cooperation", "free": "free", "xxxyz": "xyz", "aaa": "aaa", "": "",
	} {
		if got := s.squeezed(word); got != want {
			t.Errorf("squeezed(%q): got %q, want %q", word, got, want)
		}
	}
}

func TestSpellerSplit(t *testing.T) {
	s := smallSpeller(t)
	for word, want := range map[string]string{
		"northkorea": "north korea", "freetrade": "free trade", "openenergy": "open energy", "thequad": "the quad",
		"whataboutthequad": "what about the quad", "korea": "", "xyzkorea": "", "refrog": "", "tradefrogs": "trade frogs", "": "", "no": "",
	} {
		parts := s.split(word)
		if got := strings.Join(parts, " "); len(parts) > 1 && got != want || len(parts) < 2 && want != "" {
			t.Errorf("split(%q): got %q, want %q", word, parts, want)
		}
	}
}

// No word that is right is read as another one.
func TestNoCorrectionOfRealWords(t *testing.T) {
	x := seedIndex(t)
	words := strings.Fields(`mention trade export imports whaling tariffs island islands Senkakus Ukraine Gaza Israel chips fish
		defence defense programme organisation colour labour co-production 2027 FY27 7,000 F-35 AI LNG PRC USA Henoko Futenma MCAS wanna gonna thx lol`)
	words = append(words, strings.Fields(seedStatement(t).Text)...)
	for _, word := range words {
		for _, term := range searchFor(t, x, Query{Text: word}).Terms {
			if term.Read != "" {
				t.Errorf("%q is read as %q", word, term.Read)
			}
		}
	}
}

// A name that no document holds is not read as one that a document holds, nor as anything
// that the statement speaks to.
func TestNoCorrectionOfNames(t *testing.T) {
	x := seedIndex(t)
	names := strings.Fields(`Thailand Hanoi Hague Crimea Quds Oran Tibet Hainan Fujian Natuna Luzon Yap Chuuk Samara Sumy Kherson Tallinn
		Ishii Ishihara Ishida Iwaya Akita Okada Okano Ogawa Ikeda Maeda Morita Tomita Toyama Okayama Kagawa Tokushima Shiga Nagano
		Manalo Moroni Maseru Barrot Cormann Lajos Kelleher Donnelly Perera Bandara Iyer Karki Tran Trang Crump
		Taitung Tainan Taichung Kaohsiung Xinjiang Kinmen Sentosa Kosovo Astroscale Ispace Kioxia Rapidus Repsol Engie
		wombat koala krill kelp cassava durian quinoa origami chickpea zircon lentil adhesion teapot weasel ferret strut`)
	doc := make(map[string]bool)
	for _, token := range x.lexicon.tokenize(seedStatement(t).Text) {
		doc[token.norm] = true
	}
	for _, name := range names {
		for _, question := range []string{"what about " + name + "?", strings.ToLower(name), name + " strait", "prime minister " + name} {
			for _, term := range searchFor(t, x, Query{Text: question}).Terms {
				for word := range strings.FieldsSeq(term.Read) {
					if doc[word] && !strings.Contains(strings.ToLower(term.Text), word) {
						t.Errorf("%q: %q is read as %q", question, term.Text, term.Read)
					}
				}
			}
		}
	}
}

// What a question's slips are read as, with the sentence that it must find.
func TestSlipsInQuestions(t *testing.T) {
	x := seedIndex(t)
	for _, c := range []struct {
		question string
		want     Place
	}{
		{"what about Senkakku?", Place{3, 2}},
		{"what about the snekaku islands", Place{3, 2}},
		{"abdcutions of citizens", Place{15, 4}},
		{"denuclearisation of nroth korea", Place{15, 1}},
		{"semi conductors", Place{9, 1}},
		{"northkorea abductions", Place{15, 4}},
		{"okinawa consolidaton plan", Place{6, 1}},
		{"THE SENKAKU ISLANDS AND ARTICLE V", Place{3, 2}},
		{"foreign direct investmnet", Place{8, 2}},
		{"tawain strate", Place{14, 1}},
		{"econmic cohersion", Place{9, 1}},
		{"suply chane resilience", Place{9, 2}},
		{"kwantum computing", Place{9, 1}},
		{"hekono construction", Place{6, 1}},
		{"whataboutsenkaku", Place{3, 2}},
		{"#OpenRAN", Place{12, 3}},
		{"#FreeAndOpenIndoPacific", Place{12, 1}},
		{"#TawianStrait", Place{14, 1}},
		{"soooo what about senkakuuuu", Place{3, 2}},
		{"peace time to contingencies", Place{4, 1}},
		{"sooper abductionnnns", Place{15, 4}},
	} {
		r := searchFor(t, x, Query{Text: c.question})
		if len(r.Hits) == 0 || r.Hits[0].Place != c.want {
			t.Errorf("%q, read as %s: got\n%swant %v first", c.question, readings(r.Terms), ranked(r), c.want)
		}
	}
	for question, want := range map[string]string{"senkakku": "senkaku", "tawian": "taiwan"} {
		r := searchFor(t, x, Query{Text: question})
		if len(r.Terms) != 1 || r.Terms[0].Read != want || r.Terms[0].Text != question {
			t.Errorf("%q: read as %s, want %q", question, readings(r.Terms), want)
		}
	}
	// A question in another language has words that only look like slips.
	for _, term := range searchFor(t, x, Query{Text: "¿qué dice sobre las exportaciones de gas natural?"}).Terms {
		if term.Read != "" {
			t.Errorf("in Spanish, %q is read as %q", term.Text, term.Read)
		}
	}
}
