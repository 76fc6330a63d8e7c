package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"statementbot/knowledge"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"white space alone", " \t\n ", ""},
		{"runs of white space", "  what\tabout\r\n\nSenkaku ", "what about Senkaku"},
		{"no-break and ideographic spaces", "what\u00a0about\u3000Senkaku", "what about Senkaku"},
		{"control characters", "Sen\x00ka\x07ku\x7f", "Senkaku"},
		{"format characters", "\ufeffSen\u200bka\u202eku\u2066", "Senkaku"},
		{"invalid UTF-8 parts words", "what\xff\xfeabout", "what about"},
		{"a broken character at the end", "Senkaku \xe5\xb0", "Senkaku"},
		{"letters and marks stay", "Ça, “Taïwan” – 尖閣？", "Ça, “Taïwan” – 尖閣？"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := clean(tt.text); got != tt.want {
				t.Errorf("clean(%q): got %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

// The cut is at the border of a character, of any width and at any offset.
func TestCleanCutsAtABorder(t *testing.T) {
	for _, r := range []string{"a", "é", "尖", "🇯"} {
		for shift := range 4 {
			text := strings.Repeat("a", shift) + strings.Repeat(r, MaxQuestion)
			got := clean(text)
			if !utf8.ValidString(got) || !strings.HasPrefix(text, got) {
				t.Errorf("%q after %d bytes: the cut text is no prefix: it ends in %q", r, shift, got[max(0, len(got)-8):])
			}
			if len(got) > MaxQuestion || len(got) <= MaxQuestion-len(r) {
				t.Errorf("%q after %d bytes: got %d bytes, want the most that fit %d", r, shift, len(got), MaxQuestion)
			}
		}
	}
	for _, n := range []int{MaxQuestion - 1, MaxQuestion, MaxQuestion + 1} {
		if got := clean(strings.Repeat("a", n)); len(got) != min(n, MaxQuestion) {
			t.Errorf("%d bytes: got %d, want %d", n, len(got), min(n, MaxQuestion))
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"capitals", "What About SENKAKU", "what about senkaku"},
		{"marks at the ends", "… hello?!.", "hello"},
		{"marks inside stay", "u.s., and taiwan?", "u.s., and taiwan"},
		{"apostrophes", "what’s Japan‘s", "what's japan's"},
		{"quotation marks", "say “golden age”?", `say "golden age"`},
		{"wide marks", "尖閣？台湾！はい。", "尖閣?台湾!はい"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fold(tt.text); got != tt.want {
				t.Errorf("fold(%q): got %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestWants(t *testing.T) {
	tests := []struct {
		text string
		want knowledge.Detail
	}{
		{"what about Senkaku", knowledge.NoDetail},
		{"", knowledge.NoDetail},
		{"whenever they like", knowledge.NoDetail},
		{"somewhere in the text", knowledge.NoDetail},
		{"when is the 2+2?", knowledge.Time},
		{"by when tho", knowledge.Time},
		{"what is the exact date of the visit", knowledge.Time},
		{"how soon will they meet", knowledge.Time},
		{"2プラス2はいつですか", knowledge.Time},
		{"¿Cuándo se reúnen?", knowledge.Time},
		{"wann treffen sie sich", knowledge.Time},
		{"how much LNG", knowledge.Amount},
		{"How many troops?", knowledge.Amount},
		{"what percentage of GDP", knowledge.Amount},
		{"防衛費はいくら", knowledge.Amount},
		{"combien de GNL", knowledge.Amount},
		{"where is the base", knowledge.Where},
		{"基地はどこ", knowledge.Where},
		{"who met", knowledge.Who},
		{"whose islands", knowledge.Who},
		{"¿Quién aceptó?", knowledge.Who},
		{"when and where", knowledge.Time},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got := wants(fold(tt.text)); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestMessageQuestion(t *testing.T) {
	tests := []struct{ name, text, asking, aside string }{
		{"nothing", "", "", ""},
		{"one sentence", "what about Senkaku?", "what about Senkaku?", ""},
		{"no question mark", "Tell me about Taiwan. Please do.", "Tell me about Taiwan. Please do.", ""},
		{"two questions", "what about Taiwan? what about Senkaku?", "what about Taiwan? what about Senkaku?", ""},
		{"a statement before", "I read about Henoko yesterday. What does it say about bases?", "What does it say about bases?", "I read about Henoko yesterday."},
		{"a statement behind", "What about LNG? Asking for my boss.", "What about LNG?", "Asking for my boss."},
		{"one on either side", "Hello all. What about LNG? Many thanks.", "What about LNG?", "Hello all. Many thanks."},
		{"an abbreviation", "The U.S. and Japan met when?", "The U.S. and Japan met when?", ""},
		{"wide marks", "基地の話です。 辺野古は？", "辺野古は？", "基地の話です。"},
		{"wide marks without a space", "基地の話です。辺野古は？", "辺野古は？", "基地の話です。"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := message{text: tt.text, folded: fold(tt.text)}
			asking, aside := m.question()
			// How many spaces the question leaves behind is nobody's business.
			if aside = clean(aside); asking.text != tt.asking || aside != tt.aside {
				t.Errorf("got %q beside %q, want %q beside %q", asking.text, aside, tt.asking, tt.aside)
			}
			if asking.folded != fold(asking.text) {
				t.Errorf("got folded %q, want the fold of %q", asking.folded, asking.text)
			}
		})
	}
}

func TestOutcomeString(t *testing.T) {
	for o, want := range map[Outcome]string{Answered: "answered", Partial: "partial", NotFound: "not_found", About: "about"} {
		if got := o.String(); got != want {
			t.Errorf("outcome %d: got %q, want %q", o, got, want)
		}
	}
}

func TestList(t *testing.T) {
	for _, tt := range []struct {
		words []string
		want  string
	}{
		{[]string{"a"}, "“a”"},
		{[]string{"a", "b"}, "“a” or “b”"},
		{[]string{"a", "b", "c"}, "“a”, “b” or “c”"},
	} {
		if got := list(tt.words, "or"); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.words, got, tt.want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1177: "1,177", 10_020: "10,020", 1_234_567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestBesidesAsker(t *testing.T) {
	for text, want := range map[string]string{
		"cloud services (my students asked me, and i had no answer lol)": "cloud services",
		"what's in there on supply chains, we make car parts so i care":  "what's in there on supply chains",
		"we make car parts, does it say that they matter":                "",
		"My uncle works in Texas. What fuel will they sell?":             "What fuel will they sell?",
		"I need every line on North Korea, for a table":                  "",
		"I heard that Japan will buy gas, is it true?":                   "",
		"do our industries matter to theirs":                             "",
		"my granddad was a prisoner, do they say sorry to men like him":  "",
		"議員に説明するので、クアッドに触れた箇所を教えてください":                                   "クアッドに触れた箇所を教えてください",
		"we make ships": "",
		"":              "",
	} {
		rest, ok := (message{text: text, folded: fold(text)}).besidesAsker()
		if ok != (want != "") || ok && (rest.text != want || rest.folded != fold(want)) {
			t.Errorf("%q: got %q, folded %q, %t, want %q", text, rest.text, rest.folded, ok, want)
		}
	}
}
