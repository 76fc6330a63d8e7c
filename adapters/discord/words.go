package discord

import "strings"

// words are what this adapter says itself, in one language. Buttons have room for 80
// characters, of which a phone shows 34.
type words struct {
	lang        string
	asked       string // before the question that was asked
	continues   string // below a part of a quote whose rest is in the next message
	read        string // the link to our reading page
	publisher   string // the link to the publisher's page
	sharedBy    string
	more        string
	context     string
	share       string
	follow      string
	helpful     string
	unhelpful   string
	thanks      string
	before      string
	after       string
	outline     string
	noHeading   string
	noText      string
	changed     string
	unknown     string
	failed      string
	compared    string
	silent      string
	onlyOne     string
	difference  string
	held        string
	modalTitle  string
	modalLabel  string
	busy        string
	nothingMore string
	help        func(mention func(command string) string) string
	privacy     string
}

// wordsFor returns the words of a language, an ISO 639-1 code or one of Discord's locales;
// the English ones where there are none.
func wordsFor(locale string) *words {
	if locale == "ja" || strings.HasPrefix(locale, "ja-") {
		return &japanese
	}
	return &english
}

var english = words{
	lang:        "en",
	asked:       "Question:",
	continues:   "the quote goes on in the next message",
	read:        "read it in its place",
	publisher:   "publisher’s page",
	sharedBy:    "shared by",
	more:        "More passages",
	context:     "In context",
	share:       "Share",
	follow:      "Ask a follow-up",
	helpful:     "Helpful",
	unhelpful:   "Not helpful",
	thanks:      "Thank you. This is counted, without your name.",
	before:      "◀ ¶",
	after:       "¶ ▶",
	outline:     "Outline",
	noHeading:   "(before the first heading)",
	noText:      "(no paragraphs of its own)",
	changed:     "The statement has changed since this message, or is not loaded any more. Please ask again.",
	unknown:     "This button is not known any more. Please ask again.",
	failed:      "I could not answer this; whoever runs me finds the reason in the log. Please try again.",
	compared:    "What each statement says, the newest first:",
	silent:      "does not speak to this.",
	onlyOne:     "Only one statement is loaded, so there is nothing to compare.",
	difference:  "The difference: ~~as given~~ and **as published**:",
	held:        "Sorry, this answer is held back: its quotes would not have reached you word for word as published.",
	modalTitle:  "Ask a follow-up",
	modalLabel:  "Your question",
	busy:        "You ask faster than I may answer here. Please wait a moment.",
	nothingMore: "There are no further passages.",
	help: func(mention func(string) string) string {
		return "I answer questions about official statements with their own sentences, word for word, each with its place. If a statement does not speak to something, I say so.\n" +
			"- " + mention("ask") + " asks a question; with *private* only you see the answer\n" +
			"- " + mention("outline") + " shows the headings, " + mention("show") + " a place such as ¶3 or p3s2\n" +
			"- " + mention("verify") + " tells whether a text is published word for word\n" +
			"- " + mention("privacy") + " says what is kept of you: nothing\n" +
			"Or mention me in a channel, thread or post, write to me directly, or open a message’s menu, *Apps*, *What does the statement say?* In a server I can read a message only if it mentions me."
	},
	privacy: "I keep no record of who asks what. The text of a question is dropped as soon as its answer is out; a number stays for a few days, so that no question is answered twice. " +
		"Nothing goes to any service but Discord, nobody is tracked, and I cannot read messages that do not mention me. Discord itself stores what is written here, as its own rules say.",
}

var japanese = words{
	lang:        "ja",
	asked:       "質問：",
	continues:   "引用は次のメッセージに続きます",
	read:        "前後の文とともに読む",
	publisher:   "公表元のページ",
	sharedBy:    "共有：",
	more:        "ほかの箇所",
	context:     "前後を見る",
	share:       "共有する",
	follow:      "続けて質問する",
	helpful:     "役に立った",
	unhelpful:   "役に立たなかった",
	thanks:      "ありがとうございます。お名前なしで集計します。",
	before:      "◀ ¶",
	after:       "¶ ▶",
	outline:     "目次",
	noHeading:   "（最初の見出しの前）",
	noText:      "（本文なし）",
	changed:     "このメッセージの後に声明が変わったか、読み込まれていません。もう一度お尋ねください。",
	unknown:     "このボタンはもう使えません。もう一度お尋ねください。",
	failed:      "お答えできませんでした。理由は運用者のログにあります。もう一度お試しください。",
	compared:    "それぞれの声明の記述です（新しい順）：",
	silent:      "は、これに触れていません。",
	onlyOne:     "声明は一つしか読み込まれていないため、比べるものがありません。",
	difference:  "違い：~~入力された語~~ と **公表された語**：",
	held:        "申し訳ありません。引用が公表どおりに表示されないおそれがあるため、この回答は送りません。",
	modalTitle:  "続けて質問する",
	modalLabel:  "質問",
	busy:        "質問が続いています。少しお待ちください。",
	nothingMore: "ほかの箇所はありません。",
	help: func(mention func(string) string) string {
		return "公式声明についての質問に、声明の原文の文をそのまま、出典の位置とともにお答えします。声明が触れていないことは、そのようにお答えします。\n" +
			"- " + mention("ask") + " 質問する。*private* を選ぶと回答はあなただけに表示されます\n" +
			"- " + mention("outline") + " 目次、" + mention("show") + " 指定した箇所（¶3、p3s2 など）\n" +
			"- " + mention("verify") + " 文章が一字一句そのとおり公表されているかを確かめる\n" +
			"- " + mention("privacy") + " 記録について\n" +
			"チャンネル、スレッド、投稿でメンションするか、ダイレクトメッセージを送るか、メッセージのメニューの「アプリ」からも質問できます。サーバーでは、メンションのあるメッセージだけを読めます。"
	},
	privacy: "誰が何を質問したかは記録しません。質問の文は回答後すぐに消去し、二重に回答しないための番号だけを数日間残します。" +
		"Discord 以外のサービスには何も送らず、利用者を追跡せず、メンションのないメッセージは読めません。ここに書かれたことは、Discord がその規約に従って保存します。",
}
