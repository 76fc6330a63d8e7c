package bot

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"statementbot/knowledge"
)

// A fact is something that can be asked about a document itself.
type fact struct {
	// asked finds the question in a folded message.
	asked *pattern
	// of finds words that ask for it only where the message names the document by a noun; nil
	// for none.
	of   *pattern
	tell func(*phrases, *knowledge.Document) string
	// tellAll stands for tell where the fact is one of all documents together.
	tellAll func(*phrases, []*knowledge.Document) string
	// counts is true for a fact that a question for a number can ask for.
	counts bool
	// summary is true for the outline with a sentence of each part. Such a question may name
	// other things too ("tldr for my boss").
	summary bool
}

// What a question about the document may call it: by a noun, or by that and words that point.
const (
	aDocument = `(?:statement|document|doc|text|declaration|communiqu[eé]|paper|release|file|thing|whole thing)`
	itself    = `(?:it|this|that|(?:the|this|that|your) (?:\w+ )?` + aDocument + `)`
	putOut    = `(?:published|issued|released|posted|put (?:out|online|up))`
)

// facts are tried in order; the first that is asked for is told.
var facts = []fact{
	{
		asked: mustPattern(`\btl;? ?dr\b|\bsummar\w*\b|\boverview\b|\bgist\b|\b(?:main|key|(?:most )?important|central|core) (?:points?|takeaways?|messages?|ideas?)\b|\btakeaways?\b|\bin a nutshell\b|\bhighlights\b|\bwhat(?:'?s| is) (?:in it|it (?:all )?about|this (?:all )?about|(?:the|this|that) (?:whole )?` + aDocument + ` (?:all )?about)\b|\bwhat(?:'?s| is) in (?:here|there|(?:the|this|that) ` + aDocument + `)$|\bexplain (?:the|this) (?:\w+ )?` + aDocument + `\b|\bbottom line\b|\bsum (?:(?:it|this|that|it all|everything) )?up\b` +
			`|\bwhat (?:does|do|did|is|are|all) (?:it|they|this|the (?:statement|document|text|declaration)) (?:all )?(?:say|about|cover|covered|contain|include|discuss|address)(?: in general| overall)?$|\b(?:what|which) (?:topics?|subjects?|issues|themes|areas) (?:does|do|did|are|is|were)\b|\bwhat(?:'?s| is) (?:(?:this|the) (?:statement|document|text)|this|it) (?:all )?about$` +
			`|\bcondense (?:it|this)\b|要するに|一言で|要約|まとめ|概要|要点|ざっくり|요약|总结|總結|摘要|概述|\bresum\w*|\brésum\w*|\bzusammenfass\w*|\brecap\b|\bboil (?:it|this) down\b|\beli5\b|\bshort version\b|\bheadlines\b|\bwhat (?:should|must|do) i (?:need to )?know$|\bcatch me up\b|\brun ?-?down\b|\bsynopsis\b|\babstract\b|\bin (?:short|brief)$|\bbrief me\b`),
		of:      mustPattern(`\b(?:condense|shorten|simplify|bullet points|essence|in general|in plain|in simple)\b|何が書いて`),
		tell:    tellSummary,
		summary: true,
	},
	{
		asked: mustPattern(`\b(?:what )?time (?:was|is|were)? ?(?:it|this|the \w+)? ?(?:published|posted|released|issued|put out|go(?:es)? out|come out)|\bpublish\w* time\b|\btime of (?:publication|release)\b|\b(?:publication|release) time\b|\bat what (?:time|hour)\b|\bwhat (?:time|hour)\b|何時に|몇 ?시|几点|幾點|(?:公表|発表)(?:時刻|時間)` +
			`|\b(?:publish|post|releas|issu|put out|go out|went out|come out|came out|go up|went up|go live|went live)\w*\b.{0,30}\b(?:morning|evening|afternoon|night|noon|\d{1,2} ?[ap]m)\b|\btime ?stamp\b`),
		tell: tellTime,
	},
	{
		asked: mustPattern(`\bdate[ds]?\b|\b(?:day|month|year)\b.{0,12}\bit (?:came|comes|was put) out\b|\bis (?:it|this) (?:still )?(?:from|the) (?:\w+ )?(?:19|20)\d\d\b|\bis ` + itself + ` (?:a |an |still )?(?:recent|old|new|current|up to date|outdated|from (?:this|last) (?:year|month|week))\b|\bwhat (?:day|date|year)\b|\bwhich (?:day|date|year)\b|\bwhen (?:was|is|were|did|'s)? ?(?:it|this|the|they|that)?.{0,40}\b(?:published|issued|released|made|signed|from|dated|come out|came out|put out|posted|adopted|written|announced|drop|go live)\b|\bwhen(?:'s| is| was) (?:it|this)(?: from)?$|\b(?:as of|from) when\b|\bhow (?:old|recent|current|long ago)\b` +
			`|日付|いつの|いつ(?:発表|公表|発出|出)|(?:発表|公表|発出)(?:は|が|されたのは)?いつ|(?:発表|発出|公表)日|いつ公開|何日|날짜|언제 (?:발표|나온)|日期|什么时候发|什麼時候發|\bfecha\b|\bdatum\b|\bwhen\b.{0,30}\b(?:publish|releas|issu|post|sign)\w*|\b(?:published|issued|released|posted|signed) when\b|\b(?:what|which) month\b|\bwhen\b.{0,30}\bput ` + itself + ` out\b`),
		of:   mustPattern(`\b(?:how long ago|when (?:is|was|were|did)|day|year|month|recent|old|outdated|out of date)\b|いつ`),
		tell: tellDate,
	},
	{
		asked: mustPattern(`\bwho (?:put (?:` + itself + ` )?out|issued|published|released|wrote|made|posted|authored|signed|is the (?:author|publisher|issuer))\b|\bwho'?s (?:the )?(?:author|publisher|issuer|behind)\b|\b(?:author|publisher|issuer|issued by|published by|publish(?:es|ed) (?:it|this))\b|\bwhere (?:was|is) (?:it|this) (?:published|posted|from)\b|\bwhere does (?:it|this) come from\b|\bis (?:it|this) (?:an? |the )?(?:real |actual )?(?:official|authentic|genuine|real|legit)\b|誰が(?:出|発表|公表|発行)|発行元|発行者|発表元|누가 발표|谁发|誰發|\bauthors?\b` +
			`|\b(?:which|what) (?:government|country|administration|office|side|agency)\b.{0,12}\b(?:released|issued|published|wrote|posted|put)\b|\b(?:is|was) (?:this|it|the statement) (?:from|by) (?:the )?(?:white house|government|us|japan\w*|kantei|mofa)\b|\bresponsible for (?:the )?(?:publication|publishing|release)\b|\bwhose (?:web ?site|page|site)\b|\bis ` + itself + ` from (?:an? |the )?(?:official|government|news\w*)(?: (?:site|website|page|source))?(?: or .{0,20})?$|\b(?:it|this) (?:came|comes) from\b|どこが(?:発表|公表|出し)|\bdid (?:the )?[\w ]{1,20} (?:write|publish|release|issue|post|put out) ` + itself + `\b`),
		of:   mustPattern(`\b(?:official|behind|authentic|genuine|trust|reliable|fake|government|responsible|came from|comes from)\b`),
		tell: tellIssuer,
	},
	{
		asked: mustPattern(`\bbibliograph\w*|\b(?:how|what|way)\b.{0,30}\b(?:cite|quote|reference|referenced|cited|quoted|credit|credited)\b(?: (?:in|as|for) (?:a |an |my )?\w+)?|\bcite ` + itself + `|\bcitations?\b|\b(?:apa|mla|bibtex|works cited)\b|\bfootnotes?\b|\breference (?:entry|format|style)\b|\bformat (?:a |the )?(?:reference|citation)\b` +
			`|引用の(?:仕方|しかた|方法|形式)|引用方法|引用(?:する|したい|すれば)|参考文献|書誌|出典の書き方`),
		of:   mustPattern(`\b(?:references?|cite|credit)\b|引用`),
		tell: tellCitation,
	},
	{
		asked: mustPattern(`\b(?:what|which|in) languages?\b|\blanguages?\b|\btranslat\w+\b|\b(?:japanese|english|korean|chinese) (?:version|translation|text)\b|何語|翻訳|언어|번역|语言|語言|翻译|(?:日本|英|韓国|中国)語(?:版|訳|で|は)` +
			`|\bin (?:japanese|english|korean|chinese|spanish|french|german)(?: please| pls| only)?$|\b(?:do you have|is there|got) (?:it|this|one|a copy)? ?in (?:japanese|english|korean|chinese|spanish|french|german)\b|\b(?:do|can|could) (?:you|u|i|we) (?:speak|understand|ask|write|type|chat|read)\b.{0,15}\b(?:japanese|english|korean|chinese|spanish|french|german)\b`),
		of:   mustPattern(`\b(?:japanese|english|korean|chinese|spanish|french|german)\b`),
		tell: tellLanguage,
	},
	{
		asked: mustPattern(`\blinks?\b|\bhyperlinks?\b|\baddress of the (?:web ?)?(?:page|site)\b|\bwhere can i (?:check|verify)\b(?: (?:this|it|that you\b.*|what you\b.*|your quotes))?|\burl\b|\bpdf\b|\bsource\b|\boriginal\b|\bweb ?(?:site|page)\b|\bofficial (?:site|page)\b|\bwhere (?:can|do|could) i (?:find|read|see|get)\b|\bwhere (?:on|in) the (?:internet|web|net)\b|\bfull text\b|\bwhere (?:is|was|does|did) (?:this|it|that|the (?:text|statement|document))(?: text| statement| document)? (?:from|taken from|come from)\b|\bwhere did you get\b|\bwhat (?:are|is) (?:you|this|it) (?:quoting|based|citing|quoted)\b|\bwhat(?:'?s| is) (?:this|it) based on\b` +
			`|リンク|原文|元の(?:文書|声明|文章)|公式サイト|(?:^|[^a-z])url|どこで読め|出典|링크|원문|链接|連結|\benlace\b|\blien\b|\bweb ?address\b`),
		of:   mustPattern(`\b(?:address|online|download|find|get hold of|read)\b`),
		tell: tellSource,
	},
	{
		asked: mustPattern(`\bsections\b|\bsection (?:titles?|names?|headings?|list)\b|\bheadings\b|\b(?:all|each|every|list|which|the) (?:section )?heading$|\bheaders\b|\boutline\b|\bchapters?\b|\btable of contents\b|\bcontents(?: page)?$|\b(?:is|was) ` + itself + ` (?:divided|split|broken|set out|laid out)\b|\btoc\b|\bstructure[d]?\b|\blayout\b|\b(?:what|which|how many) (?:are the )?parts?\b|\borgani[sz]ed\b|\b(?:divided|split|broken) (?:down |up )?into\b|\bpart (?:comes|is) (?:first|last)\b` +
			`|節はいくつ|目次|セクション|構成|見出し|章立て|목차|목록|章节|章節|目录|目錄|\bsecciones\b|\babschnitte?\b`),
		of:     mustPattern(`\b(?:arranged|ordered|laid out|comes? (?:first|last)|parts)\b`),
		tell:   tellOutline,
		counts: true,
	},
	{
		asked: mustPattern(`\bhow long (?:is|was|are|does|do|would it take|will it take|to read)\b(?:.{1,20}\b(?:take|to read|last)\b)?|\bhow long$|\blength\b|\bword ?count\b|\bhow many (?:words|sentences|paragraphs|pages|characters|sections|parts)\b(?: (?:would|will|does|is) (?:it|that|this) (?:be|take|fill)(?: printed| in print)?)?|\bhow much (?:text|is there to read)\b|\bhow big\b|\bhow many minutes (?:to|does it take to) read\b(?: (?:it|this))?|\b(?:more|less|longer|shorter) than (?:a|one|two|three|\d+) (?:pages?|words)\b|\bread ` + itself + ` in (?:\w+ )?minutes?\b|\bis (?:it|this|the \w+) (?:a )?(?:very |too |so |really )?(?:long|short)\b(?: enough)?(?: to (?:read|print)\b.*| read\b)?|\bread(?:ing)? ?time\b|\btime to read\b|\b(?:long|short|quick) read\b|\bwie lang\b|\bcombien de (?:mots|phrases|paragraph)|\bcu[aá]ntas? (?:palabras|frases|p[aá]rrafos)\b|\bnumber of (?:words|sentences|paragraphs|pages)\b` +
			`|長さ|何単語|何文字|文字数|単語数|何語|何文(?:あ|で|から|$)|何段落|何ページ|何分で読|読むのに|길이|多长|多長|多少字|\bsize\b`),
		of:     mustPattern(`\b(?:long|longer|short|shorter|big|words|pages|lines|minutes)\b`),
		tell:   tellLength,
		counts: true,
	},
	{
		asked: mustPattern(`\btitle[d]?\b|\bheadline of\b|\bhead(?:ing|line|er) (?:at|on) (?:the )?top\b|\b(?:main|official|full|exact|overall) head(?:ing|line)\b|\bhead(?:ing|line) of ` + itself + `\b|\bwhat (?:do|should|would|can|could) (?:i|you|they|we|people) call (?:this|the|it|that)\b|\b(?:official|full|exact|proper) name of|\bname of (?:the|this|that) (?:\w+ )?(?:statement|doc|document|text|declaration|paper)\b|\b(?:what|which) name\b|\b` + aDocument + `'?s (?:\w+ )?name\b|\b(?:its|the) (?:full |official |exact )*name$|^(?:the )?(?:full |official |exact )?name(?: pls| please)?$|\b(?:is|was|'s|whats) ` + itself + `(?: \w+)? (?:called|named)\b|\b(?:what|which) ` + aDocument + ` (?:is|was) (?:this|that|it)\b|\bwhat (?:is|'s)? ?(?:this|the)? ?(?:document|statement|text|paper)\b$` +
			`|タイトル|題名|表題|題は|何と呼|(?:文書|声明)名|名前|名称|제목|标题|標題|\bt[ií]tulo\b|\btitre\b|\btitel\b`),
		of:   mustPattern(`\b(?:name|named|called)\b`),
		tell: tellTitle,
	},
	{
		asked: mustPattern(`\bedition\b|\bversion\b|\bhash\b|\bsha(?:-?256)?\b|\bchecksum\b|\bfingerprint\b|版は|\b(?:doc(?:ument)?|statement) id\b|\bidentifier\b|\b(?:has|is|was) ` + itself + ` (?:been )?(?:changed|edited|altered|modified|tampered)\b`),
		of:    mustPattern(`\b(?:changed|edited|altered|latest|updated|revised)\b`),
		tell:  tellEdition,
	},
	{
		asked: mustPattern(`\b(?:which|what|how many|any|all|other) (?:the |other )?(?:documents|statements|docs|files)\b|\b(?:documents|statements|docs) (?:(?:do |that )?you (?:have|know)|are loaded)\b|\bbesides this (?:document|statement|doc|one)\b|\bin (?:your|the) library\b|\b(?:the )?only (?:document|statement|doc|one you have)\b(?: (?:you|u) ?(?:'ve|have)?(?: got| know)?)?` +
			`|(?:どの|どんな|ほかの|他の)(?:文書|声明)|読み込まれて`),
		tellAll: tellLoaded,
		counts:  true,
	},
}

// aboutDocument answers a question about the document itself. It is one only if nothing
// but such words is in it: what the statement could speak of makes it a question to search.
func (b *Bot) aboutDocument(m message, result knowledge.Result) (Answer, bool) {
	if len(b.docs) == 0 {
		return Answer{}, false
	}
	f := b.factAsked(m, result)
	if f == nil {
		return Answer{}, false
	}
	return b.tellAbout(f, m, result.Lang), true
}

// tellAbout answers with a fact about the documents that a message means.
func (b *Bot) tellAbout(f *fact, m message, lang string) Answer {
	words := wordsFor(lang)
	docs := b.documentsMeant(m)
	answer := Answer{Outcome: About, Lang: words.lang, Suggestions: b.someSamples(words)}
	if f.tellAll != nil {
		answer.Note = f.tellAll(words, b.docs)
	} else {
		answer.Note = tell(f, words, docs, len(b.docs) > 1)
	}
	if f.summary && len(docs) == 1 {
		answer.Key = keySentences(docs[0])
	}
	return answer
}

// howMany finds a question for a number.
var howMany = regexp.MustCompile(`\bhow (?:many|much)\b`)

// factAsked returns the fact that a message asks for, nil if none. What it is asked for ("the
// title for my bibliography") tells only where nothing else does.
func (b *Bot) factAsked(m message, result knowledge.Result) *fact {
	question := m.folded
	question = upTo(purpose, question, 0)
	named := documentNoun.MatchString(m.folded)
	// Most questions are told from those about the document by this alone.
	onlySummary := sync.OnceValue(func() bool {
		return !named && slices.ContainsFunc(result.Terms, func(t knowledge.Term) bool {
			if !isSpokenOf(t) {
				return false
			}
			name := nameBesides(t)
			return name != "" && !b.inTitle(name)
		})
	})
	for _, text := range []string{question, m.folded} {
		for i := range facts {
			f := &facts[i]
			if onlySummary() && !(f.summary && asksSummary(text)) || howMany.MatchString(text) && !f.counts {
				continue
			}
			if b.asksFor(f, f.asked, text, result) {
				return f
			}
		}
		for i := range facts {
			if f := &facts[i]; named && f.of != nil && b.asksFor(f, f.of, text, result) {
				return f
			}
		}
		if question == m.folded {
			break
		}
	}
	return nil
}

// asksFor reports whether a folded text asks for a fact, by a pattern of it, and for nothing else.
func (b *Bot) asksFor(f *fact, asked *pattern, text string, result knowledge.Result) bool {
	at := asked.FindStringIndex(text)
	return at != nil && !b.namesSubject(f, asked, text, at, result)
}

// namesSubject reports whether a folded text speaks of something besides the fact that it asks
// for at a place of it. Words around that carry little are allowed where it says what the fact
// is of. Where it does so by a noun ("how many words is the statement, does it fit on two
// pages"), what stands behind a comma is about that and is no subject.
func (b *Bot) namesSubject(f *fact, asked *pattern, text string, at []int, result knowledge.Result) bool {
	scope := upTo(purpose, text, at[1])
	if clause := upTo(clauseEnd, scope, at[1]); !f.summary && documentNoun.MatchString(clause) {
		scope = clause
	}
	if of := ofSomething.FindStringSubmatch(scope[at[1]:]); of != nil && of[1] != "" && !f.summary && !ofDocument.MatchString(of[1]) && !documentNoun.MatchString(of[1]) {
		return true
	}
	rest := ofDocument.ReplaceAllString(asked.ReplaceAllString(scope, " "), " ")
	sure := f.summary || namesDocument(scope)
	named := sure || pointsAtDocument.MatchString(scope)
	small := 0
	for _, t := range result.Terms {
		name := nameBesides(t)
		if name == "" || named && b.inTitle(name) {
			continue
		}
		// The text of a term in Japanese may be no part of the question.
		if isSpokenOf(t) && !f.summary && (scope == text || strings.Contains(scope, name)) {
			return true
		}
		unsaid := t.Sentences == 0 && t.Concept == nil
		if !strings.Contains(rest, name) || unsaid && (f.summary || sure && t.Kind == knowledge.Word) {
			continue // "tldr for my boss", "how do I cite this statement in my thesis"
		}
		if small++; t.Weight >= ownSubject || small > 1 || !named || !sure && t.Concept != nil {
			return true
		}
	}
	return false
}

// isSpokenOf reports whether the statements speak of a term that makes a question one about it.
func isSpokenOf(t knowledge.Term) bool {
	return t.Sentences > 0 && t.Weight >= ownSubject && t.Kind != knowledge.ConceptAction
}

// nameBesides returns what a term names besides what a question about the document may hold.
func nameBesides(t knowledge.Term) string {
	return strings.TrimSpace(ofDocument.ReplaceAllString(fold(t.Text), " "))
}

// A finder is a *regexp.Regexp or a *pattern.
type finder interface{ FindStringIndex(text string) []int }

// upTo cuts a folded message off where, from a place on, a border is found.
func upTo(border finder, folded string, from int) string {
	if at := border.FindStringIndex(folded[from:]); at != nil {
		return folded[:from+at[0]]
	}
	return folded
}

// forWhom begins what says what somebody asks for: it is no part of the question.
const forWhom = `\b(?:for (?:my|our|me|us|someone|people|dummies|kids|beginners)|for an? (?:busy|lazy|friend|class|report|footnote|slide|essay|paper|thesis|article|presentation|project)|then i|because|cuz|bc|so i|when i|if i|i need|need it|i (?:want|wanna|would like|'?d like|have|need) (?:to )?(?:send|share|show|forward|give|print|cite))\b`

// asksSummary reports whether a folded message asks for a summary so plainly that it may name
// something else as well. Letters that the words for it are not written in may say it too.
func asksSummary(folded string) bool {
	return strings.ContainsFunc(folded, func(r rune) bool { return r >= utf8.RuneSelf }) ||
		slices.ContainsFunc(summaryCues, func(cue string) bool { return strings.Contains(folded, cue) })
}

// summaryCues are words of which a question for a summary that names something else as well
// holds one.
var summaryCues = strings.Fields("tl summar overview gist point takeaway message nutshell highlight bottom sum resum zusammenfass recap boil eli5 short headline catch rundown run-down synopsis abstract brief condense idea")

// ofSomething finds, behind a fact that is asked for, what it is a fact of.
var ofSomething = regexp.MustCompile(`^ (?:of|for|to|on|about|behind) (?:(?:the|an?|this|that|these|those|their|his|her|our|all|every|each) )*(?:it|itself|me|us|you|them|what|which|i|we|([\w'-]+))\b`)

var (
	purpose   = mustPattern(forWhom)
	clauseEnd = regexp.MustCompile(`[,;:?!()、，]|\. | [-–—] |\bor\b`)
	// documentNoun and pointsAtDocument find what names the document, or may stand for it.
	documentNoun     = mustPattern(`\b` + aDocument + `\b|文書|声明|本文`)
	pointsAtDocument = regexp.MustCompile(`\b(?:it|this|its)\b|これ|この`)
)

// namesDocument reports whether a folded text says that it speaks of a document itself: by a
// noun for it or by words that go with documents only.
func namesDocument(folded string) bool {
	return documentNoun.MatchString(folded) || documentWord.MatchString(folded)
}

var documentWord = mustPattern(`\b(?:publi\w+|releas\w+|post(?:ed|s)?|put out|tl;? ?dr|summar\w*|overview|gist|takeaways?|recap|url|links?|pdf|original|web ?(?:site|page|address)|cite|citation|bibliograph\w*|footnote|apa|mla|title|headings?|sections?|chapters?|outline|contents|toc|word ?count|words|sentences|paragraphs|pages|how long is|length|read|reading|translat\w*|languages?|edition|hash|checksum|documents|statements)\b|要約|概要|見出し|何語|原文|タイトル|題名|翻訳|目次|引用|公表|発表|url`)

// inTitle reports whether the title of a document holds the folded text.
func (b *Bot) inTitle(folded string) bool { return strings.Contains(b.titles, folded) }

// ofDocument are words that a question about the document itself may hold besides.
var ofDocument = mustPattern(`\b(?:government|country|side|administration|office|agency|web|address|size|month|stamp|timestamp|morning|evening|afternoon|night|id|identifier|copy|authors?|headlines|recap|version|sentences?|paragraphs?|pages?|check|available|roughly|words?|pages?|statements?|documents?|declaration|communiqué|communique|text|joint|leaders'?|press|release|today|met|meet|issued?|published?|publication|publish|released?|posted|signed|adopted|written|original|official|first|last|final|come[s]?|came|begin|end|start|long|big|old|recent|time|day|year|hour|put|out|full|find|read|link|part|parts|called|name|this|thing|pls|please|boss|page|title|date|white ?house|website|site|government|gov|version|number|count|order|list|all|tell|made|make|wrote|author|loaded|available|exist|sources?|links?|url|original|sections?|headings?|outline|structure|length|titles?|editions?|versions?|summary|summari[sz]e|overview|dated?|sign(?:ed)?|based|quoting|topics?|subjects?|cover(?:s|ed)?|publishes|translated|translation|japanese|english|korean|chinese|french|german|spanish|language|languages|quick|short|brief|whole|entire|read|reading|internet|net|pdf|correctly|quot(?:e|es|ed|ing)|cite|cited|citing|citation|entry|format|style|apa|mla|chicago|harvard|footnote|bibliography|paper|contents?|layout|heading|header|top|top of|speak|ask|older|newer|news|feb|february|real|printed?|proper|correct|exact|precise|actual|minutes?|min|20\d\d|\d{1,2} ?[ap]m)\b|(?:日本|英|韓国|中国)語|文書|声明|正式名称|名前|名称|正式|公式サイト|公式|サイト|url|何|引用|仕方|方法|全部|全体|文字|単語|段落|ページ|長さ|日付|発表|公表|要約|概要|見出し|目次|版|訳|質問`)

// tell tells a fact about each of the documents meant, the newest first; of one among
// several, which one it is.
func tell(f *fact, words *phrases, docs []*knowledge.Document, several bool) string {
	if !several {
		return f.tell(words, docs[0])
	}
	var told []string
	for _, doc := range docs[:min(len(docs), mostTold)] {
		told = append(told, doc.Title+" ("+knowledge.FormatDate(doc.Date)+"): "+f.tell(words, doc))
	}
	if more := len(docs) - mostTold; more > 0 {
		told = append(told, words.moreDocuments(more))
	}
	return strings.Join(told, "\n")
}

// documentsMeant returns the documents whose title or date has the most words in common
// with the message: all of them where it names none.
func (b *Bot) documentsMeant(m message) []*knowledge.Document {
	asked := make(map[string]bool)
	for _, word := range wordsOf(m.folded) {
		asked[word] = true
	}
	var meant []*knowledge.Document
	most := 0
	for _, doc := range b.docs {
		n, seen := 0, make(map[string]bool)
		for _, word := range wordsOf(fold(doc.Title + " " + knowledge.FormatDate(doc.Date))) {
			if len(word) > 3 && asked[word] && !seen[word] && strings.TrimSpace(ofDocument.ReplaceAllString(word, "")) != "" {
				seen[word] = true
				n++
			}
		}
		switch {
		case n > most:
			meant, most = []*knowledge.Document{doc}, n
		case n == most:
			meant = append(meant, doc)
		}
	}
	return meant
}

// mostTold is how many documents are told of.
const mostTold = 8

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func tellTitle(w *phrases, d *knowledge.Document) string { return w.title(d.Title) }

func tellDate(w *phrases, d *knowledge.Document) string {
	return w.date(knowledge.FormatDate(d.Date), d.Date)
}

func tellTime(w *phrases, d *knowledge.Document) string {
	if d.Published == "" {
		return w.noPublished + " " + tellDate(w, d)
	}
	return w.published(d.Published)
}

func tellSource(w *phrases, d *knowledge.Document) string {
	if d.SourceURL == "" {
		return w.noSource
	}
	return w.source(d.SourceURL)
}

func tellIssuer(w *phrases, d *knowledge.Document) string {
	name, host := Publisher(d.SourceURL)
	if host == "" {
		return w.noSource
	}
	return w.issuer(name, host, d.SourceURL)
}

// Publisher returns whose page an address is on: a name such as "the White House", "" where
// it is not known, and the host without "www.", "" for no address.
func Publisher(address string) (name, host string) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	host = strings.TrimPrefix(u.Hostname(), "www.")
	return publishers[host], host
}

// publishers are the names of those whose pages statements are on.
var publishers = map[string]string{
	"whitehouse.gov":               "the White House",
	"bidenwhitehouse.archives.gov": "the White House (archived by the National Archives)",
	"trumpwhitehouse.archives.gov": "the White House (archived by the National Archives)",
	"obamawhitehouse.archives.gov": "the White House (archived by the National Archives)",
	"state.gov":                    "the U.S. Department of State",
	"mofa.go.jp":                   "the Ministry of Foreign Affairs of Japan",
	"kantei.go.jp":                 "the Prime Minister’s Office of Japan",
	"japan.kantei.go.jp":           "the Prime Minister’s Office of Japan",
	"gov.uk":                       "the Government of the United Kingdom",
	"pm.gov.au":                    "the Prime Minister of Australia",
}

// tellCitation gives the parts of a citation in the order that most styles have.
func tellCitation(w *phrases, d *knowledge.Document) string {
	name, host := Publisher(d.SourceURL)
	if host == "" {
		return w.noSource
	}
	name = cmp.Or(name, host)
	return w.cite(strings.ToUpper(name[:1])+name[1:], d.Title, knowledge.FormatDate(d.Date), d.SourceURL)
}

func tellLoaded(w *phrases, docs []*knowledge.Document) string {
	var titles []string
	for _, d := range docs[:min(len(docs), mostTold)] {
		titles = append(titles, "“"+d.Title+"” ("+knowledge.FormatDate(d.Date)+")")
	}
	loaded := w.loaded(len(docs)) + "\n" + strings.Join(titles, "\n")
	if more := len(docs) - len(titles); more > 0 {
		loaded += "\n" + w.moreDocuments(more)
	}
	return loaded
}

func tellOutline(w *phrases, d *knowledge.Document) string {
	var names []string
	for i, s := range d.Sections {
		if s.Heading.Len() > 0 {
			names = append(names, fmt.Sprintf("%d. %s (%s)", len(names)+1, d.Heading(i), cmp.Or(s.Range(), "no paragraphs")))
		}
	}
	if len(names) == 0 {
		return w.noSections
	}
	return w.sections(len(names)) + "\n" + strings.Join(names, "\n")
}

func tellLength(w *phrases, d *knowledge.Document) string {
	return w.length(len(strings.Fields(d.Text)), d.Sentences(), len(d.Paragraphs))
}

func tellEdition(w *phrases, d *knowledge.Document) string { return w.edition(d.Edition) }

func tellLanguage(w *phrases, _ *knowledge.Document) string { return w.language }

// tellSummary gives the outline; keySentences quotes from each part. Nothing is written.
func tellSummary(w *phrases, d *knowledge.Document) string {
	return w.summary + " " + tellOutline(w, d)
}

// keySentences returns the first sentence of each section that has text.
func keySentences(d *knowledge.Document) []knowledge.Quote {
	const most = 12 // sections of a long document
	var key []knowledge.Quote
	for _, s := range d.Sections {
		if s.Last < s.First || len(key) == most {
			continue
		}
		if q, err := d.Quote(knowledge.Place{Paragraph: s.First, Sentence: 1}, 1); err == nil { // every paragraph has one
			key = append(key, q)
		}
	}
	return key
}
