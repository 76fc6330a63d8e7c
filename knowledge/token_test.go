package knowledge

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// marked writes tokens for the eye: the text they stand on, the form in which they are
// compared and, in brackets, U for an abbreviation in capitals, T for a capital at the
// beginning, # for a number, D for a script without spaces and g for a token that is
// glued to the one before.
func marked(text string, tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text[t.start:t.end] + "=" + t.norm)
		flags := ""
		for _, f := range []struct {
			set  bool
			name string
		}{{t.upper, "U"}, {t.title, "T"}, {t.number, "#"}, {t.dense, "D"}, {t.glued, "g"}} {
			if f.set {
				flags += f.name
			}
		}
		if flags != "" {
			b.WriteString("[" + flags + "]")
		}
	}
	return b.String()
}

var tokenCases = []struct{ name, text, want string }{
	{"nothing", "", ""},
	{"marks only", " …—?! ", ""},
	{"country", "the U.S. and", "the=the U.S.=us[UT] and=and"},
	{"country without last stop", "in the U.S", "in=in the=the U.S=us[UT]"},
	{"country of three letters", "U.S.A. u.s.a", "U.S.A.=usa[UT] u.s.a=usa"},
	{"city", "Washington, D.C., where", "Washington=washington[T] D.C.=dc[UT] where=where"},
	{"country before a hyphen", "U.S.-Japan", "U.S.=us[UT] Japan=japan[Tg]"},
	{"possessive", "Japan's", "Japan's=japan[T]"},
	{"possessive, curly", "Japan’s", "Japan’s=japan[T]"},
	{"possessive of a plural", "leaders’ words", "leaders=leaders words=words"},
	{"possessive of an abbreviation", "DPRK’s PRC's SMRs", "DPRK’s=dprk[UT] PRC's=prc[UT] SMRs=smrs[UT]"},
	{"name with an apostrophe", "O’Brien in Xi’an", "O’Brien=obrien[T] in=in Xi’an=xian[T]"},
	{"contraction, either quotation mark", "don‘t won't", "don‘t=dont won't=wont"},
	{"quoted word", "'quoted' ‘words’", "quoted=quoted words=words"},
	{"fiscal year", "FY2027 FY 2027 fy27", "FY=fy[UT] 2027=2027[#g] FY=fy[UT] 2027=2027[#] fy=fy 27=27[#g]"},
	{"mission", "Crew-10 crew10 crew 10", "Crew=crew[T] 10=10[#g] crew=crew 10=10[#g] crew=crew 10=10[#]"},
	{"aircraft", "F-35 f35 F35", "F-35=f35[UT] f35=f35 F35=f35[UT]"},
	{"hyphen behind one letter", "O-RAN ORAN e-mail", "O-RAN=oran[UT] ORAN=oran[UT] e-mail=email"},
	{"hyphen behind two letters", "AI-driven co-production", "AI=ai[UT] driven=driven[g] co=co production=production[g]"},
	{"meeting", "(SCC: “2+2”)", "SCC=scc[UT] 2+2=2+2[#]"},
	{"thousands", "7,000 7000 1,234,567", "7,000=7000[#] 7000=7000[#] 1,234,567=1234567[#]"},
	{"decimals", "3.5% 3.5.", "3.5=3.5[#] 3.5=3.5[#]"},
	{"list of numbers", "in 2025, 2026", "in=in 2025=2025[#] 2026=2026[#]"},
	{"ordinal", "the 1st", "the=the 1st=1st"},
	{"British endings", "organisation realised realising analysis", "organisation=organization realised=realized realising=realizing analysis=analysis"},
	{"British words", "defence programme centre", "defence=defense programme=program centre=center"},
	{"British beginnings", "labour neighbouring travellers", "labour=labor neighbouring=neighboring travellers=travelers"},
	{"not British", "exercise promised enterprise surprising raise", "exercise=exercise promised=promised enterprise=enterprise surprising=surprising raise=raise"},
	{"accents", "État Ñandú cafe\u0301", "État=etat[T] Ñandú=nandu[T] cafe\u0301=cafe"},
	{"sharp s", "Straße", "Straße=strasse[T]"},
	{"ligature", "ﬁve", "ﬁve=five"},
	{"full width", "ＮＡＴＯ ２０２７", "ＮＡＴＯ=nato[UT] ２０２７=2027[#]"},
	{"article", "Article V, article 5", "Article=article[T] V=5[T#] article=article 5=5[#]"},
	{"roman numerals", "World War II, phase iv, Article XIV", "World=world[T] War=war[T] II=2[UT#] phase=phase iv=4[#] Article=article[T] XIV=14[UT#]"},
	{"no roman numeral", "V and Article Mix", "V=v[T] and=and Article=article[T] Mix=mix[T]"},
	{"Japanese", "日本の防衛費は2027年", "日本の防衛費は=日本の防衛費は[D] 2027=2027[#g] 年=年[Dg]"},
	{"katakana with a long vowel", "サイバー 人々", "サイバー=サイバー[D] 人々=人々[D]"},
	{"Hangul", "방위비는 얼마", "방위비는=방위비는[D] 얼마=얼마[D]"},
	{"Latin inside Han", "日本F-35", "日本=日本[D] F-35=f35[UTg]"},
	{"flags", "🇯🇵🇺🇸 🇨🇳", "🇯🇵=🇯🇵 🇺🇸=🇺🇸[g] 🇨🇳=🇨🇳"},
	{"half a flag", "🇯🇵🇺", "🇯🇵=🇯🇵 🇺=🇺[g]"},
	{"emoji", "nukes 💥👍🏽 now", "nukes=nukes now=now"},
	{"garbage", "a\xff\xfeb\x00c \xe3\x81 d", "a=a b=b c=c d=d"},
	{"garbage inside a word", "Ja\xffpan’\xe2s", "Ja=ja[T] pan=pan s=s"},
}

func TestTokenize(t *testing.T) {
	for _, c := range tokenCases {
		t.Run(c.name, func(t *testing.T) {
			tokens := (*Lexicon)(nil).tokenize(c.text)
			checkTokens(t, c.text, tokens)
			if diff := cmp.Diff(c.want, marked(c.text, tokens)); diff != "" {
				t.Errorf("tokens of %q (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

// Each line holds what must be one and the same to a search.
func TestTokenizeMeets(t *testing.T) {
	for name, forms := range map[string][]string{
		"hyphens of other widths": {"F-35", "F‐35", "F‑35", "F–35"}, // a page's F‑35 has a no-break hyphen
		"plural of an aircraft":   {"F-35", "F-35s"},
		"country with possessive": {"U.S. role", "U.S.’s role", "US's role", "U.S.' role"},
		"full width":              {"F35", "Ｆ３５"},
		"analyse":                 {"analyze", "analyse"},
		"half-width katakana":     {"ガス", "ｶﾞｽ"},
		"half-width long vowel":   {"サイバー", "ｻｲﾊﾞｰ"},
	} {
		t.Run(name, func(t *testing.T) {
			stems := func(text string) (stems []string) {
				t.Helper()
				defer func() {
					if p := recover(); p != nil {
						t.Fatalf("tokenize(%q): panic: %v", text, p)
					}
				}()
				tokens := (*Lexicon)(nil).tokenize(text)
				checkTokens(t, text, tokens)
				for _, k := range tokens {
					if k.dense {
						k.stem = k.norm
					}
					stems = append(stems, k.stem)
				}
				return stems
			}
			for _, form := range forms[1:] {
				if diff := cmp.Diff(stems(forms[0]), stems(form)); diff != "" {
					t.Errorf("%q is read otherwise than %q (-want +got):\n%s", form, forms[0], diff)
				}
			}
		})
	}
}

// No letter, mark or sign brings the tokenizer down, alone or in a word.
func TestTokenizeEveryRune(t *testing.T) {
	var l *Lexicon
	const last = 0x3FFFF // behind it are no letters
	for r := range rune(last + 1) {
		if !utf8.ValidRune(r) {
			continue
		}
		text := string(r) + " a" + string(r) + "’s"
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("tokenize(%q), %U: panic: %v", text, r, p)
				}
			}()
			l.tokenize(text)
		}()
	}
}

// checkTokens checks what holds for the tokens of every text.
func checkTokens(tb testing.TB, text string, tokens []token) {
	tb.Helper()
	end := 0
	for i, k := range tokens {
		if k.start < end || k.end <= k.start || k.end > len(text) {
			tb.Fatalf("token %d of %q: bytes %d to %d after byte %d", i, text, k.start, k.end, end)
		}
		end = k.end
		if !utf8.ValidString(text[k.start:k.end]) {
			tb.Fatalf("token %d of %q: %q is not whole characters", i, text, text[k.start:k.end])
		}
		if k.norm == "" || !k.dense && k.stem == "" {
			tb.Fatalf("token %d of %q: norm %q, stem %q, want both", i, text, k.norm, k.stem)
		}
		// Terms are joined by spaces in the index, so none may hold one.
		if strings.ContainsAny(k.norm+k.stem, " \t\n") {
			tb.Fatalf("token %d of %q: white space in norm %q, stem %q", i, text, k.norm, k.stem)
		}
		if i == 0 && k.glued {
			tb.Fatalf("%q: the first token is glued", text)
		}
	}
}

// The table of words only saves work.
func TestTokenizeWithLexicon(t *testing.T) {
	l, doc := seedLexicon(t), seedStatement(t)
	texts := []string{doc.Text}
	for _, c := range tokenCases {
		texts = append(texts, c.text)
	}
	for _, text := range texts {
		if diff := cmp.Diff((*Lexicon)(nil).tokenize(text), l.tokenize(text), cmp.AllowUnexported(token{})); diff != "" {
			t.Errorf("tokens of %.60q without and with the lexicon (-without +with):\n%s", text, diff)
		}
	}
	for word, known := range l.words {
		if got := stem(word); got != known.stem {
			t.Fatalf("stem of %q: got %q, the table has %q: make words.tsv again", word, got, known.stem)
		}
	}
}

func TestStem(t *testing.T) {
	same := func(words string) bool {
		w := strings.Fields(words)
		for _, other := range w[1:] {
			if stem(normalize(other)) != stem(normalize(w[0])) {
				return false
			}
		}
		return true
	}
	for _, words := range []string{
		"reaffirm reaffirmed reaffirms reaffirming", "export exports exported", "ally allies allied",
		"build built building", "meet met meets", "seek sought", "woman women", "crisis crises", "child children",
		"university universities", "renewable renewables", "organisation organizations",
		"authority authorities", "severe severity", "defence defense", "abduction abductions",
	} {
		if !same(words) {
			t.Errorf("%q: different stems, want one", words)
		}
	}
	for _, words := range []string{
		"important imports", "renewable renew", "university universe", "international internal", "authority author",
		"emergency emerging", "general generate", "customs custom", "army arm", "several severe", "firmly firms",
		"organization organic", "experiment experience", "objective object", "Texas taxes", "Mars mar",
	} {
		if same(words) {
			t.Errorf("%q: one stem, want different ones", words)
		}
	}
}

func TestRomanNumeral(t *testing.T) {
	for in, want := range map[string]string{
		"i": "1", "iv": "4", "v": "5", "ix": "9", "xiv": "14", "xxxix": "39",
		"": "", "c": "", "mix": "", "xl": "", "xxxxxx": "", "5": "", "vv v": "",
	} {
		if got, ok := romanNumeral(in); got != want || ok != (want != "") {
			t.Errorf("romanNumeral(%q): got %q, %v, want %q", in, got, ok, want)
		}
	}
}

func FuzzTokenize(f *testing.F) {
	for _, c := range tokenCases {
		f.Add(c.text)
	}
	f.Add("ｶﾞｽ ﾞ")
	f.Fuzz(func(t *testing.T, text string) {
		tokens := (*Lexicon)(nil).tokenize(text)
		checkTokens(t, text, tokens)
		// A normalised word is normal already, so texts and questions meet.
		for _, k := range tokens {
			if k.dense {
				continue
			}
			if again := fold(k.norm); again != k.norm {
				t.Errorf("%q: %q folds again, to %q", text, k.norm, again)
			}
		}
	})
}
