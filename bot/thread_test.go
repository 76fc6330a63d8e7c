package bot_test

import (
	"strings"
	"testing"

	"statementbot/bot"
)

// TestFollowUps asks second questions, for each rule of how a question goes on from another.
func TestFollowUps(t *testing.T) {
	l := seedLibrary(t)
	for _, tt := range []struct{ before, text, want string }{
		{"what about Taiwan?", "when was this statement published?", "about: 7 February 2025"},
		{"what about Taiwan?", "how many words does the document have", "about: 1,177"},

		{"did they plan a 2+2?", "when is it?", "partial p7s1"},
		{"is the president invited to Japan?", "how long is it?", "partial p16s1"},
		{"does it mention whaling?", "when is it?", "not_found"},
		{"who published this?", "and when?", "about: 7 February 2025"},
		{"when was it published?", "by whom?", "about: White House"},
		{"how many paragraphs?", "and sentences?", "about: 35"},
		{"", "when is it", "about: 7 February 2025"},

		{"which ministers must handle the defense part?", "and for the economy part?", "answered p11s1"},
		{"who was told to work on economic cooperation?", "ok, and on defense, who?", "answered p7s1"},
		{"what is said on the East China Sea?", "and the other one, further south?", "answered p13s2"},
		{"what does it say about the South China Sea?", "and the east one?", "answered p13s1"},
		{"what about Taiwan or the Senkakus?", "the latter", "answered p3s2"},
		{"what did the US promise for Japan's defense?", "and China?", "answered p13s1"},
		{"are there Marines in Okinawa?", "and Guam?", "not_found"},

		{"are the Senkaku Islands covered?", "under which treaty?", "answered p3s2"},
		{"what about Senkaku?", "what about tariffs?", "not_found"},

		{"what about Taiwan?", "is there something on critical minerals?", "answered p10s2"},
		{"what about Taiwan?", "never mind. what do they say about LNG?", "answered p10s1"},
		{"what about Taiwan?", "does it say anything about Hong Kong?", "not_found"},
		{"what about Open RAN?", "which orders did the leaders give the ministers", "answered p11s1"},

		{"how will LNG exports change?", "how many tonnes?", "partial p10s1"},
		{"what about the Southwest Islands?", "how many troops?", "partial p5s1"},
		{"export controls?", "who agreed to that?", "answered p9s2"},
		{"what about Futenma?", "why?", "answered p6s1"},
		{"which groupings are named?", "what will these groups deliver in practice?", "answered p12s3"},
		{"which minilaterals do they want to work through?", "and what would these deliver, concretely?", "answered p12s3"},
		{"what do they say about LNG?", "and nuclear?", "answered p10s2"},
		{"Who has to carry out the defense part?", "same question for the economy side", "answered p11s1"},

		{"what about Taiwan?", "anything else?", "answered p14s3: no other sentence speaks to this"},
		{"what about peace and stability across the Taiwan Strait?", "anything else on that island?", "answered p14s2: its paragraph says besides"},
		{"台湾は？", "他には？", "answered p14s3: 以上です"},
		{"what about whales?", "anything else?", "not_found"},
		{"what about Taiwan?", "anything else on LNG?", "answered p10s1"},

		{"", "They say Washington will ship its cheap gas to Japan. Where does that come from in the text?", "answered p10s1"},
		{"", "Ishiba and Trump met. Where can I read the text?", "about: The original is at"},
		{"", "We buy rare earths, nearly all from a single source, and management is nervous. Do the two bosses like the idea of more than one source?", "answered p10s2"},
		{"", "I heard of a golden samurai helmet. Which gift did Ishiba bring?", "not_found"},

		{"Are there orders for the foreign and defense ministers?", "and who deals with the economy side then", "answered p11s1"},
		{"What role did Japan reaffirm in keeping the peace?", "which law made that possible?", "answered p4s2"},
		{"What about the realignment of US forces in Okinawa?", "why is it needed though? my voters don't see it", "answered p6s1"},
		{"Which Japanese law is mentioned?", "What is it good for, in their view?", "answered p4s2"},
		{"more US gas for Japan, right?", "besides gas, what else on energy tech", "answered p10s2"},
	} {
		answer := respond(t, l.bot, tt.text, tt.before)
		got := answer.Outcome.String()
		if len(answer.Quotes) > 0 {
			got += " " + places(l, answer.Quotes)[0]
		}
		want, note, _ := strings.Cut(tt.want, ": ")
		if got != want || !strings.Contains(answer.Note, note) {
			t.Errorf("%q after %q: got %s, note %q; want %s", tt.text, tt.before, got, answer.Note, tt.want)
		}
	}
}

// A question whose part was exchanged is what the next one goes on from.
func TestWholeIsTheSubject(t *testing.T) {
	l := seedLibrary(t)
	q := bot.Question{Text: "and the East one?", Previous: "what about the South China Sea?"}
	answer := respond(t, l.bot, q.Text, q.Previous)
	if got, want := answer.Subject(q), "what about the East China Sea?"; got != want || !answer.Continues {
		t.Errorf("got subject %q, continues %t, want %q, true", got, answer.Continues, want)
	}
}
