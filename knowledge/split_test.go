package knowledge

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// The sentences of each text are separated by a vertical bar.
var splitCases = []struct{ name, text string }{
	{"initial", "President Donald J. Trump met Prime Minister Ishiba. | They spoke."},
	{"two initials", "Remarks by J. D. Vance were brief. | Robert E. A. Lee spoke."},
	{"initials and junior", "I, JOSEPH R. BIDEN JR., President, spoke. | Joseph R. Biden, Jr. welcomed them."},
	{"capital with comma", "They met in Washington, D.C., where they talked. | Japan agreed."},
	{"country goes on", "The U.S. Department of State and the U.S. Senate met U.S. forces."},
	{"country ends", "It happened in the U.S. | The two leaders met."},
	{"city ends", "They met in Washington, D.C. | They agreed."},
	{"country in quotes", "He came from the U.S. | “We agree,” he said."},
	{"hyphenated country", "Partners include Japan-Australia-India-U.S. (Quad), Japan-U.S.-ROK, and Japan-U.S.-Philippines. | Through these relationships they act."},
	{"agreement name after hyphenated country", "The CAFTA-DR. | In order to act, they met."},
	{"titles", "Mr. Smith, Dr. Jones, Gen. Brown and Lt. Col. Gray met Sen. White. | Ms. Green left."},
	{"honorific abroad", "Prime Minister Shri Narendra Modi met Smt. Sitharaman. | They spoke."},
	{"number", "Proclamation No. 10773 and Art. 5 and Resolution No. ES-11/1 apply. | No. 5 is new."},
	{"answer no", "He said no. | They left."},
	{"public law", "It amends Public Law No. 117. | The law stands."},
	{"section", "Sec. 2. Implementation. | The Secretary shall act."},
	{"section one", "Section 1. Purpose. | (a) It is the policy. | (b) Sections 2(a) and 3 apply."},
	{"section in text", "It is in Sec. 2 of the Act. | See Sec. IV of it."},
	{"enumeration", "1. The leaders met. | They spoke."},
	{"roman", "IV. Security. | The leaders met."},
	{"lower-case enumeration", "b. It is in the interest of all. | It is good."},
	{"year ends", "It begins in 2027. | The plan is new."},
	{"number begins", "It begins now. | 15 countries joined. | $2 billion followed."},
	{"decimal", "It rose by 3.5 percent to $4.2 billion. | Good."},
	{"article letter", "They reaffirmed Article V. | Japan agreed. | Title I. | The end."},
	{"you and I", "It is you and I. | Japan agreed."},
	{"versus", "Since Roe v. Wade and Brown vs. Board of Education it holds."},
	{"e.g. and i.e.", "Some funds (e.g. Green Fund) and others, i.e. Blue Fund, count."},
	{"etc. inside", "Ships, planes, etc. of the fleet arrived. | Good."},
	{"etc. ends", "Ships, planes, etc. | The fleet arrived. | Tanks, etc. | Japan agreed."},
	{"time", "It starts at 8:00 a.m. Eastern and ends at 5 p.m. | The rest is free."},
	{"month", "On Jan. 5 and Feb. 6 they met in St. Louis."},
	{"company ends", "He founded Acme Inc. | A native of Ohio, he left. | Acme, Inc. Chairman Roe stayed."},
	{"company with name", "It is Bakken Pipeline Company LP. (the “permittee”) and stays."},
	{"degree", "She holds a Ph.D. in physics and a B.A. from Yale. | She teaches."},
	{"citation", "Under the Act (50 U.S.C. 1701 et seq.) (IEEPA), I order. | It is so."},
	{"semicolons", "They will seek to: promote trade; strengthen bases; and grow. | They agreed."},
	{"numbered clauses", "They shall (1) plan; (2) build; and (3) report. | Then they rest."},
	{"closing quote", "He said, “We agree.” | She left. | (It was late.) | They slept."},
	{"straight quote", `He said "no." | "Yes," she said.`},
	{"quoted question goes on", "“Why now?” he asked. | She knew."},
	{"marks in a row", "Really?! | Yes!!! | Well... | Then go… | Good."},
	{"ellipsis goes on", "We will ... and then go on. | So it is."},
	{"footnote", "It is supported.[1] | The rest is not. [12] | Now more.² | Then less.3 | The end."},
	{"source at the end", "It is a great day. | We won.” [Tweet, 7/7/22]"},
	{"laughter", "THE PRESIDENT: Thank you. | (Laughter.) | Thanks."},
	{"address", "See www.whitehouse.gov/a.b?c=D or write to j.doe@who.eop.gov. | Thanks."},
	{"missing space", "It is by force.Russia did it. | So."},
	{"Japanese", "首脳は会談した。|「平和を守る。」|次に進む！|本当か？|はい"},
	{"Korean", "회담했다. | 합의했다."},
	{"accent", "It ended. | Éire agreed. | ¿Qué? | Sí."},
	{"no full stop", "United States-Japan Joint Leaders’ Statement"},
	{"only a full stop", "."},
}

func TestSplitSentences(t *testing.T) {
	for _, c := range splitCases {
		t.Run(c.name, func(t *testing.T) {
			text, want := splitCase(c.text)
			var got []string
			for _, s := range splitSentences(text) {
				got = append(got, text[s.Start:s.End])
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("sentences (-want +got):\n%s", diff)
			}
		})
	}
}

// splitCase returns the text of a case and its sentences. A bar between spaces stands
// for one space, a bar without for none.
func splitCase(s string) (text string, sentences []string) {
	for part := range strings.SplitSeq(s, "|") {
		sentences = append(sentences, strings.TrimSpace(part))
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, " | ", " "), "|", ""), sentences
}

func TestSplitSentencesEmpty(t *testing.T) {
	for _, text := range []string{"", " ", "\u3000\n"} {
		if got := splitSentences(text); got != nil {
			t.Errorf("splitSentences(%q): got %v, want nil", text, got)
		}
	}
}

// TestSplitSentencesLinear splits 2 MB of what could be looked at again and again.
func TestSplitSentencesLinear(t *testing.T) {
	for _, unit := range []string{".", ". ", "A. ", "a.1", "U.S. ", ".”", ". “", "[", ".[1] ", "?", "x", ". (", "1.", "No. ", "。", "... "} {
		text := strings.TrimSpace(strings.Repeat(unit, 2<<20/len(unit)))
		begin := time.Now()
		checkSentences(t, text, splitSentences(text))
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("2 MB of %q took %v, want less than 2s", unit, took)
		}
	}
}

// checkSentences checks that spans are in order, trimmed and not empty, and that with
// the white space between them they give back the text.
func checkSentences(t *testing.T, text string, spans []Span) {
	t.Helper()
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("span %v after %d in a text of %d bytes", s, at, len(text))
		}
		if strings.TrimSpace(text[at:s.Start]) != "" {
			t.Fatalf("gap %q before span %v is no white space", text[at:s.Start], s)
		}
		if got := text[s.Start:s.End]; got != strings.TrimFunc(got, unicode.IsSpace) {
			t.Fatalf("sentence %q is not trimmed", got)
		}
		at = s.End
	}
	if strings.TrimSpace(text[at:]) != "" {
		t.Fatalf("rest %q is in no sentence", text[at:])
	}
}

func FuzzSplitSentences(f *testing.F) {
	for _, c := range splitCases {
		text, _ := splitCase(c.text)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkSentences(t, text, splitSentences(text))
		text = foldSpace(text)
		spans := splitSentences(text)
		checkSentences(t, text, spans)
		if (len(spans) == 0) != (text == "") {
			t.Fatalf("%d sentences in %q", len(spans), text)
		}
	})
}
