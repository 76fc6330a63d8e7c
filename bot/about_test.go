package bot_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"statementbot/bot"
)

// TestAboutDocument asks about the document itself in many ways; each answer tells the fact,
// and quotes nothing.
func TestAboutDocument(t *testing.T) {
	l := seedLibrary(t)
	for want, questions := range map[string][]string{
		"United States-Japan Joint Leaders’ Statement": {
			"what is this document called", "what's the official name of this document", "title?", "what do you call this statement officially", "headline of the statement?", "タイトルは?", "quel est le titre ?",
		},
		"7 February 2025 (2025-02-07)": {
			"date?", "when did they publish this?", "published when", "what month is it from", "how old is this statement", "release date", "is it from 2025?", "day and month it came out",
		},
		"19:00:08": {
			"what time did it go out", "at what time did the white house post it", "was it published in the morning or the evening",
		},
		"https://www.whitehouse.gov/briefings-statements/": {
			"link pls", "give me the web address", "where did you get this", "what are you quoting from", "原文のリンクは", "how do I cite this", "where can I check this myself",
		},
		"the White House": {
			"who published this", "which government released it", "is this from the white house", "who are the authors", "is it official?",
		},
		"4 titled sections": {
			"outline please", "names of the sections?", "how is it structured", "table of contents",
			// A summary is the outline, with quotes.
			"tldr", "quick recap", "boil it down for me", "what does the statement cover", "what is this statement about",
		},
		"35 sentences and 16 paragraphs": {
			"how long is it", "word count?", "size of the document", "how many pages is it", "wie lang ist das Dokument?",
		},
		"The edition is ":                    {"what edition is this", "what version is this"},
		"The statement’s text is in English": {"what language is it in", "do you have it in japanese", "is there a japanese version?"},
		"声明の本文は英語":                           {"何語に対応してる？"},
	} {
		for _, question := range questions {
			a := respond(t, l.bot, question, "")
			if a.Outcome != bot.About || !strings.Contains(a.Note, want) || len(a.Quotes) > 0 {
				t.Errorf("%q: got %v, %q and %d quotes, want about, %q and none", question, a.Outcome, a.Note, len(a.Quotes), want)
			}
		}
	}
}

// TestNotAboutDocument asks for the subject in words that documents have too.
func TestNotAboutDocument(t *testing.T) {
	l := seedLibrary(t)
	for _, question := range []string{
		"date of the 2+2 meeting", "what is the name of the mission to the ISS?", "which section is about China", "what does it say about Russia",
		"title of the security treaty", "by what year will Japan build up its capabilities?", "Gaza: what does it say", "the gist on whaling",
	} {
		if a := respond(t, l.bot, question, ""); a.Outcome == bot.About {
			t.Errorf("%q: got a fact about the document, %q", question, a.Note)
		}
	}
}

// told holds what only the answer to each kind of question in testdata/about.tsv says.
var told = map[string][]string{
	"title":    {"title is", "表題は"},
	"date":     {"is dated", "日付は"},
	"time":     {"19:00:08"},
	"issuer":   {"published by", "公表元"},
	"cite":     {"To cite it", "引用の例"},
	"language": {"text is in English", "声明の本文は英語"},
	"source":   {"original is at", "原文:"},
	"outline":  {"titled section", "見出しのある"},
	"length":   {" words"},
	"edition":  {"edition is", "版は"},
	"docs":     {"loaded, and", "読み込まれて"},
	"summary":  {"do not summarise", "要約しません"},
	"help":     {"I answer questions", "公式声明についてのご質問"},
	"machine":  {"I am a program", "私はプログラム"},
	"thanks":   {"welcome", "どういたし"},
	"operator": {"run by", "運用して"},
	"privacy":  {"no record", "追跡しません"},
}

// TestAboutOrSearch asks many questions about the document and the bot, and as many that only
// look like one.
func TestAboutOrSearch(t *testing.T) {
	l := seedLibrary(t)
	data, err := os.ReadFile("testdata/about.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			t.Fatalf("%q: got %d fields, want 3", line, len(fields))
		}
		kind, previous, question := fields[0], fields[1], fields[2]
		a := respond(t, l.bot, question, previous)
		switch says := func(note string) bool { return strings.Contains(a.Note, note) }; {
		case kind == "search":
			if a.Outcome == bot.About {
				t.Errorf("%q after %q: got %q, want a search", question, previous, a.Note)
			}
		case a.Outcome != bot.About || !slices.ContainsFunc(told[kind], says):
			t.Errorf("%q after %q: got %v, %q, want the %s", question, previous, a.Outcome, a.Note, kind)
		}
	}
}

// TestEveryday asks in nothing but words with which people ask: they are searched for, and the
// help is given where they are no question.
func TestEveryday(t *testing.T) {
	l := seedLibrary(t)
	for _, tt := range []struct{ question, first string }{
		{"had the two of them already had official talks before this one?", "p1s1"},
		{"have they had official talks", "p1s1"},
		{"what are they against", "p14s2"},
		{"is there anything they are against", "p14s2"},
		{"what are they not okay with", "p14s2"},
		{"please explain", ""},
		{"tell me something important", ""},
		{"is there an update", ""},
		{"talk to me", ""},
		{"so what's the plan", ""},
	} {
		a := respond(t, l.bot, tt.question, "")
		got := append(places(l, a.Quotes), "")[0]
		if got != tt.first || (tt.first == "") != (a.Outcome == bot.About) {
			t.Errorf("%q: got %v with %q first, want %q", tt.question, a.Outcome, got, tt.first)
		}
	}
}
