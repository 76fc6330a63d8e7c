package knowledge

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// glossaryOf loads a glossary from one file of YAML.
func glossaryOf(tb testing.TB, yaml string) *Glossary {
	tb.Helper()
	g, err := LoadGlossary(fstest.MapFS{"a.yaml": {Data: []byte(yaml)}}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

// A glossary of what nests and what is written in capitals.
const smallGlossary = `
- {id: china, kind: place, prefLabel: {en: China, ja: 中国}, altLabel: {en: [PRC, "People's Republic of China"]}}
- {id: japan, kind: place, prefLabel: {en: Japan, ja: 日本, fr: Japon}, hiddenLabel: {en: ["🇯🇵"]}}
- {id: united-states, kind: place, prefLabel: {en: United States, ja: 米国, fr: États-Unis}, altLabel: {en: [US]}}
- {id: okinawa, kind: place, prefLabel: {en: Okinawa, ja: 沖縄}, broader: [japan]}
- {id: south-china-sea, kind: place, prefLabel: {en: South China Sea, ja: 南シナ海}}
- {id: okinawa-plan, kind: programme, prefLabel: {en: Okinawa Consolidation Plan}}
- {id: who, kind: organisation, prefLabel: {en: World Health Organization}, altLabel: {en: [WHO]}}
- {id: supply-chain, prefLabel: {en: supply chain}, related: [critical-minerals]}
- {id: critical-minerals, prefLabel: {en: critical minerals}, altLabel: {en: [critical minerals supply chain]}}
- {id: defence, prefLabel: {en: defence, ja: 防衛}}
- {id: defence-budget, prefLabel: {en: defence budget, ja: 防衛費}, altLabel: {en: [military spending]}, broader: [defence]}
- {id: minister, prefLabel: {en: minister}}
- {id: prime-minister, prefLabel: {en: prime minister}, narrower: [leader]}
- {id: leader, prefLabel: {en: leader}}
- {id: oppose, kind: action, prefLabel: {en: oppose}}
`

// names writes the ids of concepts in order.
func (g *Glossary) names(mentions []mention) string {
	ids := make([]string, len(mentions))
	for i, m := range mentions {
		ids[i] = g.concepts[m.concept].ID
	}
	return strings.Join(ids, " ")
}

func TestGlossaryNamed(t *testing.T) {
	g := glossaryOf(t, smallGlossary)
	for _, c := range []struct{ text, inText, inQuestion string }{
		{"China opposes it", "china oppose", "china oppose"},
		{"in the South China Sea", "south-china-sea", "south-china-sea"},
		{"China and the South China Sea", "china south-china-sea", "china south-china-sea"},
		{"the People’s Republic of China (PRC)", "china china", "china china"},
		{"the Okinawa Consolidation Plan", "okinawa-plan okinawa", "okinawa-plan"},
		{"okinawa’s plan", "okinawa", "okinawa"},
		{"critical minerals supply chains", "critical-minerals supply-chain", "critical-minerals"},
		{"the critical minerals", "critical-minerals", "critical-minerals"},
		{"Prime Ministers", "prime-minister", "prime-minister"},
		{"foreign ministers", "minister", "minister"},
		{"defense budgets", "defence-budget", "defence-budget"},
		// Names have no forms but plural and possessive.
		{"Chinas Japan's the Okinawans", "china japan", "china japan"},
		{"the opposed", "oppose", "oppose"},
		// Abbreviations that are everyday words count in capitals only.
		{"who said that", "", ""},
		{"the WHO said that", "who", "who"},
		{"WHO’s view", "who", "who"},
		{"the World Health Organisation", "who", "who"},
		{"the U.S. and the U.S", "united-states united-states", "united-states united-states"},
		{"The United States", "united-states", "united-states"},
		{"prc", "china", "china"}, // no everyday word
		{"nothing of that", "", ""},
		{"", "", ""},
	} {
		tokens := (*Lexicon)(nil).tokenize(c.text)
		for _, way := range []struct {
			name string
			want string
			got  []mention
		}{{"named", c.inText, g.named(tokens)}, {"divide", c.inQuestion, g.divide(tokens, "en")}} {
			got := way.got
			if g.names(got) != way.want {
				t.Errorf("%s(%q): got %q, want %q", way.name, c.text, g.names(got), way.want)
			}
			for _, m := range got {
				if m.first < 0 || m.first >= m.last || m.last > len(tokens) {
					t.Errorf("named(%q): tokens %d to %d of %d", c.text, m.first, m.last, len(tokens))
				}
			}
		}
	}
}

// Questions in other languages; runs without spaces are cut so that the longest labels
// cover them.
func TestGlossaryLanguages(t *testing.T) {
	x := newIndex(t, []*Document{textDocument(t, "a", "Japan speaks.")}, glossaryOf(t, smallGlossary), nil)
	for _, c := range []struct{ question, lang, concepts string }{
		{"日本の防衛費", "ja", "japan defence-budget"},
		{"日本の防衛", "ja", "japan defence"},
		{"南シナ海と中国は？", "ja", "south-china-sea china"},
		{"沖縄", "ja", "okinawa"},
		{"防衛", "zh", "defence"}, // Han alone may be either
		{"日　本と中・国", "ja", "japan china"},
		{"南シナ海", "ja", "south-china-sea"},
		{"関税について", "ja", ""},
		{"que disent le Japon et les etats-unis ?", "fr", "japan united-states"},
		{"que disent les États-Unis sur Okinawa ?", "fr", "united-states okinawa"}, // the English name where there is no French one
		{"and 🇯🇵?", "en", "japan"},
		{"and 🇨🇳?", "en", ""},
	} {
		r := searchFor(t, x, Query{Text: c.question})
		var ids []string
		for _, term := range r.Terms {
			if term.Concept != nil {
				ids = append(ids, term.Concept.ID)
			}
		}
		if got := strings.Join(ids, " "); got != c.concepts || r.Lang != c.lang {
			t.Errorf("%q: got concepts %q in %s, want %q in %s", c.question, got, r.Lang, c.concepts, c.lang)
		}
	}
}

func TestGlossaryRelations(t *testing.T) {
	g := glossaryOf(t, smallGlossary)
	id := func(s string) int {
		t.Helper()
		i, ok := g.byID[s]
		if !ok {
			t.Fatalf("no concept %q", s)
		}
		return i
	}
	for _, c := range []struct {
		what string
		got  []int
		want string
	}{
		{"narrower than japan", g.narrower[id("japan")], "okinawa"},
		{"broader than okinawa", g.broader[id("okinawa")], "japan"},
		{"narrower than prime-minister", g.narrower[id("prime-minister")], "leader"},
		{"broader than leader", g.broader[id("leader")], "prime-minister"},
		{"related to supply-chain", g.related[id("supply-chain")], "critical-minerals"},
		{"related to critical-minerals", g.related[id("critical-minerals")], "supply-chain"},
	} {
		if got := strings.Join(g.ids(c.got), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
	if got := g.Concept("china").Name("ja") + " " + g.Concept("china").Name("de"); got != "中国 China" {
		t.Errorf("names in Japanese and, for want of one, German: got %q", got)
	}
	if g.Concept("atlantis") != nil {
		t.Error("a concept that is not there: want nil")
	}
	if kind := g.Concept("defence").Kind; kind != Topic {
		t.Errorf("kind where none is given: got %q, want %q", kind, Topic)
	}
	if !Person.Named() || Topic.Named() || Action.Named() {
		t.Error("a person is named, a topic or an action is not")
	}
}

func TestLoadGlossaryErrors(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // all of these stand in the error
	}{
		"cycle": {
			map[string]string{"a.yaml": "- {id: a, prefLabel: {en: A a}, broader: [b]}\n- {id: b, prefLabel: {en: B b}, broader: [c]}\n- {id: c, prefLabel: {en: C c}, broader: [a]}"},
			[]string{"a.yaml", "a → b → c → a"},
		},
		"cycle of narrower and broader": {
			map[string]string{"a.yaml": "- {id: a, prefLabel: {en: A a}, broader: [b]}\n- {id: b, prefLabel: {en: B b}, narrower: [c], broader: [c]}\n- {id: c, prefLabel: {en: C c}}"},
			[]string{"a.yaml", "leads back to itself", "b → c → b"},
		},
		"itself":       {map[string]string{"a.yaml": "- {id: a, prefLabel: {en: A a}, related: [a]}"}, []string{"a.yaml", `"a"`, "itself"}},
		"duplicate id": {map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One}}", "b.yaml": "- {id: a, prefLabel: {en: Two}}"}, []string{"b.yaml", `"a"`, "taken", "a.yaml"}},
		"duplicate label": {
			map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One}}", "b.yaml": "- {id: b, prefLabel: {en: Two}, hiddenLabel: {en: [ONE]}}"},
			[]string{"b.yaml", `"b"`, `"ONE" (en)`, `"a"`},
		},
		"duplicate label in Japanese": {
			map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One, ja: 日本}}\n- {id: b, prefLabel: {en: Two}, altLabel: {ja: [日本]}}"},
			[]string{`"b"`, `"日本" (ja)`, `"a"`},
		},
		"unknown reference": {map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One}, broader: [nowhere]}"}, []string{"a.yaml", `"a"`, `"nowhere"`}},
		"unknown kind":      {map[string]string{"a.yaml": "- {id: a, kind: colour, prefLabel: {en: One}}"}, []string{"a.yaml", `"a"`, `unknown kind "colour"`}},
		"unknown language":  {map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One, tlh: wa}}"}, []string{"a.yaml", `"a"`, `unknown language "tlh"`}},
		"unknown field":     {map[string]string{"a.yaml": "- id: a\n  prefLabel: {en: One}\n  color: red"}, []string{"a.yaml", "line 3", "color"}},
		"no English label":  {map[string]string{"a.yaml": "- {id: a, prefLabel: {ja: 一つ}}"}, []string{"a.yaml", `"a"`, "English prefLabel"}},
		"no id":             {map[string]string{"a.yaml": "- {prefLabel: {en: One}}"}, []string{"a.yaml", "id", "required"}},
		"label without a word": {
			map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One}, altLabel: {en: ['…!']}}"},
			[]string{"a.yaml", `"a"`, "holds no word"},
		},
		"no YAML":   {map[string]string{"a.yaml": "- id: a\n  prefLabel: {en: [One"}, []string{"a.yaml", "line "}},
		"no list":   {map[string]string{"a.yaml": "id: a"}, []string{"a.yaml", "line 1"}},
		"bad value": {map[string]string{"a.yaml": "- id: a\n  prefLabel: One"}, []string{"a.yaml", "line 2"}},
		"two files with faults": {
			map[string]string{"a.yaml": "- {id: a, prefLabel: {en: One}, broader: [x]}", "b.yaml": "- {id: b, kind: k, prefLabel: {en: Two}}"},
			[]string{"a.yaml", `"x"`, "b.yaml", `"k"`},
		},
		"two files that are no YAML": {map[string]string{"a.yaml": "{", "b.yaml": "]"}, []string{"a.yaml", "b.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := make(fstest.MapFS)
			for file, data := range c.files {
				fsys[file] = &fstest.MapFile{Data: []byte(data)}
			}
			_, err := LoadGlossary(fsys, nil)
			if err == nil {
				t.Fatalf("got no error, want one with %q", c.want)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got error %q, want it to hold %q", err, want)
				}
			}
		})
	}
}

func TestLoadGlossaryAllows(t *testing.T) {
	for name, yaml := range map[string]string{
		"empty file":                     "",
		"remarks only":                   "# nothing yet\n",
		"one label in two languages":     "- {id: a, prefLabel: {en: Taiwan, de: Taiwan}}\n- {id: b, prefLabel: {en: Chile}, altLabel: {es: [Taiwan]}}",
		"one label twice in one concept": "- {id: a, prefLabel: {en: Taiwan}, hiddenLabel: {en: [TAIWAN]}}",
		"both sides of a pair":           "- {id: a, prefLabel: {en: One}, narrower: [b], related: [b]}\n- {id: b, prefLabel: {en: Two}, broader: [a], related: [a]}",
		"two ways up":                    "- {id: a, prefLabel: {en: One}, broader: [b, c]}\n- {id: b, prefLabel: {en: Two}, broader: [d]}\n- {id: c, prefLabel: {en: Three}, broader: [d]}\n- {id: d, prefLabel: {en: Four}}",
	} {
		t.Run(name, func(t *testing.T) { glossaryOf(t, yaml) })
	}
	g, err := LoadGlossary(fstest.MapFS{"notes.txt": {Data: []byte("{")}}, nil)
	if err != nil || g.Len() != 0 {
		t.Errorf("a folder without YAML: got error %v, want an empty glossary", err)
	}
}

func TestGlossaryEncode(t *testing.T) {
	g := glossaryOf(t, smallGlossary)
	var b bytes.Buffer
	if err := g.Encode(&b); err != nil {
		t.Fatal(err)
	}
	encoded := b.String()
	got, err := DecodeGlossary(&b, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Equal(g) || !g.Equal(got) || got.Len() != g.Len() {
		t.Errorf("got another glossary of %d concepts, want the one of %d", got.Len(), g.Len())
	}
	// It serves as the first one does.
	const text = "China, the Okinawa Consolidation Plan and critical minerals supply chains"
	tokens := (*Lexicon)(nil).tokenize(text)
	if diff := cmp.Diff(g.names(g.named(tokens)), got.names(got.named(tokens))); diff != "" {
		t.Errorf("named(%q) after decoding (-before +after):\n%s", text, diff)
	}
	b.Reset()
	if err := got.Encode(&b); err != nil {
		t.Fatal(err)
	}
	if again, err := DecodeGlossary(&b, nil); err != nil || !again.Equal(g) {
		t.Errorf("encoded and decoded twice: another glossary, error %v", err)
	}
	for name, data := range map[string]string{"nothing": "", "cut off": encoded[:len(encoded)/2], "text": "not a glossary"} {
		if _, err := DecodeGlossary(strings.NewReader(data), nil); err == nil || !strings.HasPrefix(err.Error(), "decode glossary: ") {
			t.Errorf("decoding %s: got error %v, want one that begins with %q", name, err, "decode glossary: ")
		}
	}
	if g.Equal(glossaryOf(t, strings.Replace(smallGlossary, "PRC", "CHN", 1))) || g.Equal(new(Glossary)) {
		t.Error("glossaries that differ are Equal")
	}
}

// The seeds' glossary knows the subject of the statement by the names that people use.
func TestSeedGlossary(t *testing.T) {
	x := seedIndex(t)
	for _, c := range []struct{ question, concept string }{
		{"what about nukes", "nuclear-weapons"},
		{"North Korea", "north-korea"},
		{"the DPRK", "north-korea"},
		{"日本の防衛費", "japan"},
		{"북한", "north-korea"},
		{"¿qué dicen sobre Corea del Norte?", "north-korea"},
	} {
		r := searchFor(t, x, Query{Text: c.question})
		found := false
		for _, term := range r.Terms {
			found = found || term.Concept != nil && strings.HasPrefix(term.Concept.ID, c.concept)
		}
		if !found {
			t.Errorf("%q: read as %s, want the concept %q", c.question, readings(r.Terms), c.concept)
		}
	}
}
