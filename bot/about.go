package bot

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"statementbot/knowledge"
)

// A fact is something that can be asked about a document itself.
type fact struct {
	// cues are parts of words of which a message in plain ASCII must hold one; they spare most
	// questions the pattern.
	cues []string
	// asked finds the question in a folded message.
	asked *regexp.Regexp
	tell  func(*phrases, *knowledge.Document) string
	// summary is true for the outline with a sentence of each part. Such a question may name
	// other things too ("tldr for my boss").
	summary bool
}

// facts are tried in order; the first that is asked for is told.
var facts = []fact{
	{
		cues:    strings.Fields("tl summar overview gist point takeaway message nutshell highlight about bottom sum cover contain include discuss address say topic subject issue theme area resum zusammenfass recap boil eli5 short headline know catch rundown synopsis abstract brief"),
		asked:   regexp.MustCompile(`\btl;? ?dr\b|\bsummar\w*\b|\boverview\b|\bgist\b|\b(?:main|key) (?:points?|takeaways?|messages?)\b|\btakeaways?\b|\bin a nutshell\b|\bhighlights\b|\bwhat(?:'?s| is) (?:in it|it (?:all )?about|this (?:all )?about|the (?:statement|document) about)\b|\bbottom line\b|\bsum (?:it|this) up\b|\bwhat (?:does|do|did|is|are|all) (?:it|they|this|the (?:statement|document|text|declaration)) (?:all )?(?:say|about|cover|covered|contain|include|discuss|address)$|\b(?:what|which) (?:topics?|subjects?|issues|themes|areas) (?:does|do|did|are|is|were)\b.{0,30}$|\bwhat(?:'?s| is) (?:(?:this|the) (?:statement|document|text)|this|it) (?:all )?about$|要約|まとめ|概要|요약|总结|總結|摘要|概述|\bresum\w*|\brésum\w*|\bzusammenfass\w*|\brecap\b|\bboil (?:it|this) down\b|\beli5\b|\bshort version\b|\bheadlines\b|\bwhat should i know\b|\bcatch me up\b|\brun ?-?down\b|\bsynopsis\b|\babstract\b|\bin (?:short|brief)$|\bbrief me\b`),
		tell:    tellSummary,
		summary: true,
	},
	{
		cues:  strings.Fields("time publi hour morning evening afternoon stamp"),
		asked: regexp.MustCompile(`\b(?:what )?time (?:was|is|were)? ?(?:it|this|the \w+)? ?(?:published|posted|released|issued|put out|go(?:es)? out|come out)|\bpublish\w* time\b|\btime of (?:publication|release)\b|\b(?:publication|release) time\b|\bat what (?:time|hour)\b|\bwhat (?:time|hour)\b|何時に|몇 ?시|几点|幾點|\b(?:publish|post|releas|issu|put out|go out|went out|come out|came out)\w*\b.{0,30}\b(?:morning|evening|afternoon|night)\b|\btime ?stamp\b`),
		tell:  tellTime,
	},
	{
		cues:  strings.Fields("date day year when old recent fecha datum publi month from"),
		asked: regexp.MustCompile(`\bdate[ds]?\b|\b(?:day|month|year)\b.{0,12}\bit (?:came|comes|was put) out\b|\bis (?:it|this) from (?:19|20)\d\d\b|\bwhat (?:day|date|year)\b|\bwhich (?:day|date|year)\b|\bwhen (?:was|is|were|did|'s)? ?(?:it|this|the|they|that)?.{0,40}\b(?:published|issued|released|made|signed|from|dated|come out|came out|put out|posted|adopted|written|announced)\b|\bwhen(?:'s| is| was) (?:it|this)(?: from)?$|\bhow old\b|\bhow recent\b|日付|いつの|いつ(?:発表|公表|出)|発表日|何日|날짜|언제 (?:발표|나온)|日期|什么时候发|什麼時候發|\bfecha\b|\bdatum\b|\bwhen\b.{0,30}\b(?:publish|releas|issu|post|sign)\w*|\b(?:published|issued|released|posted|signed) when\b|\bwhat month\b`),
		tell:  tellDate,
	},
	{
		cues:  strings.Fields("link url source original web where text quot based citing cite bibliograph enlace lien address"),
		asked: regexp.MustCompile(`\blinks?\b|\bwhere can i (?:check|verify) (?:this|it)\b|\bhow (?:do|should|can|would) (?:i|we|you) cite (?:this|it|the \w+)\b|\bbibliograph\w*|\burl\b|\bsource\b|\boriginal\b|\bweb ?(?:site|page)\b|\bwhere (?:can|do|could) i (?:find|read|see|get)\b|\bfull text\b|\bwhere (?:is|was|does|did) (?:this|it|that|the (?:text|statement|document))(?: text| statement| document)? (?:from|taken from|come from)\b|\bwhere did you get\b|\bwhat (?:are|is) (?:you|this|it) (?:quoting|based|citing|quoted)\b|\bwhat(?:\'?s| is) (?:this|it) based on\b|リンク|原文|出典|링크|원문|链接|連結|原文|\benlace\b|\blien\b|\bweb ?address\b`),
		tell:  tellSource,
	},
	{
		cues:  strings.Fields("who author publish issue where official authentic genuine real legit released from by wrote"),
		asked: regexp.MustCompile(`\bwho (?:put (?:this|it|that)? ?out|issued|published|released|wrote|made|posted|authored|signed|is the (?:author|publisher|issuer))\b|\bwho'?s (?:the )?(?:author|publisher|issuer|behind)\b|\b(?:author|publisher|issuer|issued by|published by|publish(?:es|ed) (?:it|this))\b|\bwhere (?:was|is) (?:it|this) (?:published|posted|from)\b|\bwhere does (?:it|this) come from\b|\bis (?:it|this) (?:an? )?(?:official|authentic|genuine|real|legit)\b|誰が(?:出|発表|公表|発行)|発行元|누가 발표|谁发|誰發|\bauthors?\b|\b(?:which|what) (?:government|country|administration|office|side|agency)\b.{0,12}\b(?:released|issued|published|wrote|posted|put)\b|\b(?:is|was) (?:this|it|the statement) (?:from|by) (?:the )?(?:white house|government|us|japan\w*|kantei|mofa)\b`),
		tell:  tellIssuer,
	},
	{
		cues:  strings.Fields("section head outline chapter table toc structure part organi seccion abschnitt"),
		asked: regexp.MustCompile(`\bsections?\b|\bheadings?\b|\bheaders?\b|\boutline\b|\bchapters?\b|\btable of contents\b|\btoc\b|\bstructure[d]?\b|\b(?:what|which) (?:are the )?parts?\b.{0,20}|\b(?:what|which|how many) parts?\b|\borgani[sz]ed\b|\bpart (?:comes|is) (?:first|last)\b|目次|セクション|構成|見出し|章立て|목차|목록|章节|章節|目录|目錄|\bsecciones\b|\babschnitte?\b`),
		tell:  tellOutline,
	},
	{
		cues:  strings.Fields("language translat version text japanese english korean chinese"),
		asked: regexp.MustCompile(`\b(?:what|which|in) languages?\b|\blanguages?\b|\btranslat\w+\b|\b(?:japanese|english|korean|chinese) (?:version|translation|text)\b|何語|翻訳|언어|번역|语言|語言|翻译|\b(?:do you have|is there|got) (?:it|this|one|a copy)? ?in (?:japanese|english|korean|chinese|spanish|french|german)\b`),
		tell:  tellLanguage,
	},
	{
		cues:  strings.Fields("long short length count how number lang combien size"),
		asked: regexp.MustCompile(`\bhow long\b|\blength\b|\bword ?count\b|\bhow many (?:words|sentences|paragraphs|pages|characters|sections|parts)\b|\bhow big\b|\bis (?:it|this|the \w+) (?:a )?(?:very )?(?:long|short)\b|\bwie lang\b|\bcombien de (?:mots|phrases|paragraph)|\bcu[aá]ntas? (?:palabras|frases|p[aá]rrafos)\b|\bnumber of (?:words|sentences|paragraphs)\b|長さ|何文字|何語|何段落|길이|多长|多長|多少字|\bsize\b`),
		tell:  tellLength,
	},
	{
		cues:  strings.Fields("title name call headline what titulo titre titel documents statements"),
		asked: regexp.MustCompile(`\btitle[d]?\b|\bheadline of\b|\bwhat do (?:you|they|we) call (?:this|the|it)\b|\b(?:official|full|exact) name of|\bname of (?:the|this|that) (?:statement|doc|document|text|declaration|paper)\b|\b(?:its|the) name$|\b(?:is|was|'s) (?:it|this|that|(?:the|this) (?:statement|document|text|declaration|paper|thing)) (?:called|named)\b|\bwhat (?:is|'s)? ?(?:this|the)? ?(?:document|statement|text|paper)\b$|タイトル|題名|表題|題は|제목|标题|標題|\bt[ií]tulo\b|\btitre\b|\btitel\b`),
		tell:  tellTitle,
	},
	{
		cues:  strings.Fields("edition version hash checksum fingerprint id"),
		asked: regexp.MustCompile(`\bedition\b|\bversion\b|\bhash\b|\bchecksum\b|\bfingerprint\b|版は|\b(?:doc(?:ument)?|statement) id\b|\bidentifier\b`),
		tell:  tellEdition,
	},
	{
		cues:  strings.Fields("title name called what titulo titre titel documents statements"),
		asked: regexp.MustCompile(`\b(?:which|what|how many) (?:other )?(?:documents|statements)\b|\bdocuments (?:do you (?:have|know)|are loaded)\b`),
		tell:  tellTitle,
	},
}

// aboutDocument answers a question about the document itself. It is one only if nothing
// but such words is in it: what the statement could speak of makes it a question to search.
func (b *Bot) aboutDocument(m message, result knowledge.Result) (Answer, bool) {
	if len(b.docs) == 0 {
		return Answer{}, false
	}
	subject := b.hasSubject(result)
	for _, f := range facts {
		if subject && !f.summary || !hasCue(m.folded, f.cues) || !f.asked.MatchString(m.folded) || b.namesSubject(m, f, result) {
			continue
		}
		return b.tellAbout(f, m, result.Lang), true
	}
	return Answer{}, false
}

// tellAbout answers with a fact about the documents that a message means.
func (b *Bot) tellAbout(f fact, m message, lang string) Answer {
	words := wordsFor(lang)
	docs := b.documentsMeant(m)
	answer := Answer{Outcome: About, Lang: words.lang, Note: tell(f, words, docs, len(b.docs) > 1), Suggestions: b.someSamples()}
	if f.summary && len(docs) == 1 {
		answer.Key = keySentences(docs[0])
	}
	return answer
}

// hasSubject reports whether the statements speak of something in the question that is not
// a word for documents: most questions are told from those about the document by this alone.
func (b *Bot) hasSubject(result knowledge.Result) bool {
	for _, t := range result.Terms {
		if t.Sentences > 0 && t.Weight >= ownSubject && t.Kind != knowledge.ConceptAction &&
			strings.Trim(ofDocument.ReplaceAllString(fold(t.Text), ""), " ") != "" && !b.inTitle(fold(t.Text)) {
			return true
		}
	}
	return false
}

// inTitle reports whether the title of a document holds the folded text.
func (b *Bot) inTitle(folded string) bool { return strings.Contains(b.titles, folded) }

// ofDocument are words that a question about the document itself may hold besides.
var ofDocument = regexp.MustCompile(`\b(?:government|country|administration|office|agency|web|address|size|month|stamp|timestamp|morning|evening|afternoon|night|id|identifier|copy|authors?|headlines|recap|version|sentences?|paragraphs?|words?|pages?|statements?|documents?|declaration|communiqué|communique|text|joint|leaders'?|press|release|today|met|meet|issued?|published?|publication|publish|released?|posted|signed|adopted|written|original|official|first|last|final|come[s]?|came|begin|end|start|long|big|old|recent|time|day|year|hour|put|out|full|find|read|link|part|parts|called|name|this|thing|pls|please|boss|page|title|date|white ?house|website|site|government|gov|version|number|count|order|list|all|tell|made|make|wrote|author|loaded|available|exist|sources?|links?|url|original|sections?|headings?|outline|structure|length|titles?|editions?|versions?|summary|summari[sz]e|overview|dated?|sign(?:ed)?|based|quoting|topics?|subjects?|cover(?:s|ed)?|publishes|translated|translation|japanese|english|korean|chinese|french|german|spanish|language|languages|quick|short|brief|whole|entire|read|reading)\b`)

// namesSubject reports whether the message speaks of something besides the fact asked for:
// of one thing that weighs something, or of two of any weight.
func (b *Bot) namesSubject(m message, f fact, result knowledge.Result) bool {
	rest := f.asked.ReplaceAllString(m.folded, " ")
	rest = ofDocument.ReplaceAllString(rest, " ")
	small := 0
	for _, t := range result.Terms {
		text := strings.TrimSpace(ofDocument.ReplaceAllString(fold(t.Text), " "))
		if text == "" || !strings.Contains(rest, text) || b.inTitle(text) {
			continue
		}
		if f.summary && t.Sentences == 0 && t.Concept == nil {
			continue // "tldr for my boss"
		}
		if small++; t.Weight >= ownSubject || small > 1 {
			return true
		}
	}
	return false
}

// tell tells a fact about each of the documents meant, the newest first; of one among
// several, which one it is.
func tell(f fact, words *phrases, docs []*knowledge.Document, several bool) string {
	const most = 8
	if !several {
		return f.tell(words, docs[0])
	}
	var told []string
	for _, doc := range docs[:min(len(docs), most)] {
		told = append(told, doc.Title+" ("+knowledge.FormatDate(doc.Date)+"): "+f.tell(words, doc))
	}
	if more := len(docs) - most; more > 0 {
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
