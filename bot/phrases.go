package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"statementbot/knowledge"
)

// phrases are the bot's own words in one language. They frame quotes and never stand in
// for them.
type phrases struct {
	lang             string
	noTime, noAmount string
	help             string
	thanks           string
	operator         string
	privacy          string
	lacks            func(absent []string) string
	notFound         func(lookedFor, otherNames []string, documents int) string
	read             func(asked, read string) string
	more             func(shown, all int) string
	named            func(name string, named, inside []knowledge.Naming, several bool) string
	noSuchPlace      func(place, title string) string
	noSuchDocument   func(id string) string
	newestMeant      func(title, date string) string
	phraseFound      func(times int) string
	phraseMissing    string
	beside, noMore   string
	title            func(title string) string
	date             func(date, iso string) string
	published        func(time string) string
	noPublished      string
	source           func(url string) string
	noSource         string
	issuer           func(name, host, url string) string
	sections         func(n int) string
	noSections       string
	length           func(words, sentences, paragraphs int) string
	edition          func(edition string) string
	language         string
	summary          string
	moreDocuments    func(n int) string
	cite             func(publisher, title, date, url string) string
	loaded           func(n int) string
	machine          string
}

// wordsFor returns the phrases of a language, the English ones where there are none.
func wordsFor(lang string) *phrases {
	if lang == "ja" {
		return &japanese
	}
	return &english
}

var english = phrases{
	lang:     "en",
	noTime:   "The statement gives no exact date for this.",
	noAmount: "The statement gives no figure for this.",
	help: "I answer questions about official statements with their own sentences, word for word, each with its place. " +
		"Ask in your own words, for example “what about Senkaku?”, “does it mention Russia?”, “paragraph 3”, “what are the sections?” or “summarise it”. " +
		"If the statement does not speak to something, I say so.",
	thanks:   "You’re welcome. Ask me anything else about the statement.",
	operator: "I am statementbot, run by whoever set me up here; ask the administrators of this place. I quote the statement and add nothing of my own.",
	privacy:  "I keep no record of who asks what: a question’s text is dropped once its answer is out, nothing is sent to any outside service, and nobody is tracked.",
	lacks: func(absent []string) string {
		return "The statement speaks to the subject but does not mention " + list(absent, "or") + "."
	},
	notFound: func(lookedFor, otherNames []string, documents int) string {
		where := "The statement does not"
		if documents > 1 {
			where = "The loaded statements do not"
		}
		if len(lookedFor) == 0 {
			return where + " speak to this."
		}
		note := where + " speak to " + list(lookedFor, "and") + "."
		if len(otherNames) > 0 {
			note += " I also looked for " + list(otherNames, "and") + "."
		}
		return note
	},
	read: func(asked, read string) string { return fmt.Sprintf("I read “%s” as “%s”.", asked, read) },
	more: func(shown, all int) string {
		return fmt.Sprintf("These are the %d best of %d sentences that speak to this.", shown, all)
	},
	named: func(name string, named, inside []knowledge.Naming, several bool) string {
		the, names, does := "The statement", "names", "does"
		if several {
			the, names, does = "The statements", "name", "do"
		}
		note := the + " " + does + " not use the word “" + name + "” by itself."
		switch {
		case len(named) > 0 && usesWord(named, name):
			note = the + " " + names + " “" + name + "” " + counted(total(named), "time", "times") + ": " + namings(named, several, ", ", " in ") + "."
		case len(named) > 0:
			note = the + " " + does + " not use the word “" + name + "”, but other words for it " + counted(total(named), "time", "times") + ": " + namings(named, several, ", ", " in ") + "."
		}
		if len(inside) > 0 {
			note += " The word also stands in the name " + namings(inside, several, ", ", " in ") + "."
		}
		return note
	},
	noSuchPlace:    func(place, title string) string { return "There is no " + place + " in “" + title + "”." },
	noSuchDocument: func(id string) string { return "No statement with the id “" + id + "” is loaded." },
	newestMeant: func(title, date string) string {
		return "Several statements are loaded; this is the newest, “" + title + "” (" + date + ")."
	},
	phraseFound: func(times int) string {
		return fmt.Sprintf("These words stand in the statement, %s.", counted(times, "time", "times"))
	},
	phraseMissing: "These exact words do not stand in the statement.",
	beside:        "No other sentence speaks to this itself; its paragraph says besides:",
	noMore:        "That is all; no other sentence speaks to this.",
	title:         func(title string) string { return "The title is “" + title + "”." },
	date:          func(date, iso string) string { return "The statement is dated " + date + " (" + iso + ")." },
	published: func(time string) string {
		return "It was published at " + time + " (the time as the publisher gives it)."
	},
	noPublished: "The time of publication is not known.",
	source:      func(url string) string { return "The original is at " + url },
	noSource:    "No address of the original is known.",
	issuer: func(name, host, url string) string {
		if name == "" {
			return "It was published on " + host + ": " + url
		}
		return "It was published by " + name + " on " + host + ": " + url
	},
	sections: func(n int) string {
		return "The statement has " + counted(n, "titled section", "titled sections") + ":"
	},
	noSections: "The statement has no titled sections.",
	length: func(words, sentences, paragraphs int) string {
		return fmt.Sprintf("It has %s words (headings included), in %d sentences and %d paragraphs: about %s to read, or %s of print.", thousands(words), sentences, paragraphs,
			counted(readingTime(words), "minute", "minutes"), counted(printedPages(words), "page", "pages"))
	},
	edition: func(edition string) string {
		return "The edition is " + edition + ": the first 8 hex digits of the SHA-256 of the text."
	},
	language: "The statement’s text is in English, and quotes stay in it; you can ask in English, Japanese, Korean, Chinese, Spanish, French or German.",
	moreDocuments: func(n int) string {
		return counted(n, "further statement is", "further statements are") + " loaded; name the one you mean by its title or date."
	},
	cite: func(publisher, title, date, url string) string {
		return "To cite it: " + publisher + ", “" + title + "”, " + date + ", " + url
	},
	loaded: func(n int) string {
		return counted(n, "statement is", "statements are") + " loaded, and I answer from nothing else:"
	},
	machine: "I am a program, not a person and not a language model: I look for the statement’s sentences that speak to a question and quote them. I write nothing about it myself and have no opinion.",
	summary: "I do not summarise in words of my own. This is the outline, with the first sentence of each part below.",
}

var japanese = phrases{
	lang:     "ja",
	noTime:   "声明は正確な日付を示していません。",
	noAmount: "声明は具体的な数字を示していません。",
	help: "公式声明についてのご質問に、声明の原文の文をそのまま、出典の位置とともにお答えします。" +
		"例:「尖閣諸島については?」「ロシアに言及している?」「第3段落」。声明が触れていないことは、そのようにお答えします。",
	thanks:   "どういたしまして。声明についてほかにもお尋ねください。",
	operator: "statementbot です。この場の管理者が運用しています。声明の原文だけを引用します。",
	privacy:  "ご質問の内容は回答後に消去し、外部のサービスには送らず、利用者を追跡しません。",
	lacks: func(absent []string) string {
		return "声明はこの話題に触れていますが、" + strings.Join(quoted(absent), "、") + "には言及していません。"
	},
	notFound: func(lookedFor, otherNames []string, _ int) string {
		if len(lookedFor) == 0 {
			return "声明はこれに触れていません。"
		}
		note := "声明は" + strings.Join(quoted(lookedFor), "、") + "に触れていません。"
		if len(otherNames) > 0 {
			note += strings.Join(quoted(otherNames), "、") + "でも探しました。"
		}
		return note
	},
	read: func(asked, read string) string {
		return fmt.Sprintf("「%s」を「%s」と読みました。", asked, read)
	},
	more: func(shown, all int) string {
		return fmt.Sprintf("これに触れる%d文のうち、最も近い%d文です。", all, shown)
	},
	named: func(name string, named, inside []knowledge.Naming, several bool) string {
		note := "声明は「" + name + "」そのものは挙げていません。"
		if len(named) > 0 {
			note = fmt.Sprintf("声明は「%s」を%d回挙げています: %s。", name, total(named), namings(named, several, "、", " "))
		}
		if len(inside) > 0 {
			note += "ほかに次の名称の一部です: " + namings(inside, several, "、", " ") + "。"
		}
		return note
	},
	noSuchPlace: func(place, title string) string {
		return "「" + title + "」に「" + place + "」はありません。"
	},
	noSuchDocument: func(id string) string { return "「" + id + "」という声明は読み込まれていません。" },
	newestMeant: func(title, date string) string {
		return "複数の声明のうち最新の「" + title + "」(" + date + ")です。"
	},
	phraseFound:   func(times int) string { return fmt.Sprintf("この語句は声明に%d回あります。", times) },
	phraseMissing: "この語句はそのままの形では声明にありません。",
	beside:        "これについて直接述べた文はほかにありません。同じ段落にはほかに次の文があります。",
	noMore:        "以上です。これについて述べた文はほかにありません。",
	title:         func(title string) string { return "表題は「" + title + "」です。" },
	date:          func(_, iso string) string { return "声明の日付は " + iso + " です。" },
	published:     func(time string) string { return "公表時刻は " + time + " です(発行元の表示による)。" },
	noPublished:   "公表時刻は分かりません。",
	source:        func(url string) string { return "原文: " + url },
	noSource:      "原文のアドレスは分かりません。",
	issuer:        func(_, host, url string) string { return "公表元: " + host + " " + url },
	sections:      func(n int) string { return fmt.Sprintf("見出しのある節は%dつです:", n) },
	noSections:    "見出しのある節はありません。",
	length: func(words, sentences, paragraphs int) string {
		return fmt.Sprintf("%s words(見出しを含む)、%d文、%d段落です。読むのに約%d分、印刷して約%dページです。", thousands(words), sentences, paragraphs, readingTime(words), printedPages(words))
	},
	edition: func(edition string) string {
		return "版は " + edition + " です(本文の SHA-256 の先頭8桁)。"
	},
	language: "声明の本文は英語で、引用も英語のままです。質問は日本語、英語、韓国語、中国語、スペイン語、フランス語、ドイツ語でできます。",
	moreDocuments: func(n int) string {
		return fmt.Sprintf("ほかに%d件の声明があります。題名か日付で指定してください。", n)
	},
	cite: func(publisher, title, date, url string) string {
		return "引用の例: " + publisher + ", “" + title + "”, " + date + ", " + url
	},
	loaded: func(n int) string {
		return fmt.Sprintf("%d件の声明が読み込まれています。これだけから答えます:", n)
	},
	machine: "私はプログラムで、人でも言語モデルでもありません。質問に関わる声明の文を探して引用します。自分では何も書かず、意見もありません。",
	summary: "自分の言葉では要約しません。構成と各部の最初の文を示します。",
}

// usesWord reports whether one of the forms holds the word asked for.
func usesWord(forms []knowledge.Naming, word string) bool {
	return slices.ContainsFunc(forms, func(n knowledge.Naming) bool {
		text, word := fold(n.Text), fold(word)
		return strings.Contains(text, strings.TrimSuffix(word, "s")) || strings.Contains(word, text)
	})
}

func total(named []knowledge.Naming) int {
	n := 0
	for _, form := range named {
		n += len(form.At)
	}
	return n
}

// namings lists forms of a name with their number and every place: “PRC” 2 in ¶13, sentence 1
// and so on. Where several documents are loaded, each place names its own.
func namings(forms []knowledge.Naming, several bool, comma, in string) string {
	var parts []string
	for _, form := range forms {
		var places []string
		for _, at := range form.At {
			place := fmt.Sprintf("p%ds%d", at.Place.Paragraph, at.Place.Sentence)
			if at.Place.Sentence == 0 {
				place = fmt.Sprintf("heading above p%d", at.Place.Paragraph)
			}
			if several {
				place = at.Document.ID + "#" + place
			}
			if !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
		parts = append(parts, fmt.Sprintf("“%s” %d%s%s", form.Text, len(form.At), in, strings.Join(places, comma)))
	}
	return strings.Join(parts, "; ")
}

// readAs tells which parts of the question were read otherwise than written.
func (p *phrases) readAs(terms []knowledge.Term) []string {
	var notes []string
	for _, t := range terms {
		if t.Read != "" && t.Text != "" {
			read := t.Read
			if t.Concept != nil && t.Kind == knowledge.Name {
				read = t.Concept.Name(p.lang)
			}
			notes = append(notes, p.read(t.Text, read))
		}
	}
	return notes
}

func quoted(words []string) []string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = "「" + w + "」"
	}
	return q
}

// list writes “a”, “b” and “c”.
func list(words []string, and string) string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = "“" + w + "”"
	}
	if len(q) == 1 {
		return q[0]
	}
	return strings.Join(q[:len(q)-1], ", ") + " " + and + " " + q[len(q)-1]
}

// readingTime is in minutes, and printedPages in pages: rounded, and at least one.
func readingTime(words int) int {
	const perMinute = 230 // of an adult who reads in silence
	return max(1, (words+perMinute/2)/perMinute)
}

func printedPages(words int) int {
	const perPage = 500 // of A4 or letter paper with single spacing
	return max(1, (words+perPage-1)/perPage)
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// thousands writes 1177 as "1,177".
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
