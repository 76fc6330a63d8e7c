package discord

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"statementbot/bot"
	"statementbot/knowledge"
)

// Limits of a message.
const (
	// maxContent is the length of a message's text in characters, which we count in UTF-16
	// units: https://docs.discord.com/developers/resources/message#create-message
	maxContent = 2000
	// maxLabel is the length of a button's label in characters:
	// https://docs.discord.com/developers/components/reference#button
	maxLabel = 80
	// maxButtons is the number of buttons in a row.
	maxButtons = 5
)

const (
	// firstQuotes is how many quotes an answer has; the others are behind a button.
	firstQuotes = 3
	// leastPart is the least room for which a long quote is begun in a message, in units.
	leastPart = 500
	// echoLength is how much of a question is repeated above its answer, in runes.
	echoLength = 200
)

// A message is what is shown as one message: its text and the rows of buttons below it.
type message struct {
	content string
	rows    []discordgo.MessageComponent
}

// A renderer lays answers out. It is read-only and safe for concurrent use.
type renderer struct {
	docs  []*knowledge.Document // the newest first
	links bot.Links
	gate  *bot.Gate
}

// A setting says in which surroundings an answer is shown.
type setting struct {
	// words are those of the buttons; nil stands for those of the answer's language.
	words *words
	// asked is the question to repeat above the answer, "" for none: below a reply it can be
	// seen anyway.
	asked string
	// question is what was asked, for the buttons that ask it again.
	question string
	// private is true for a message that only one person sees.
	private bool
	// command is true under a slash command, whose answers a reply does not reach.
	command bool
	// rest are the quotes that come behind those of the answer, for a button.
	rest []knowledge.Quote
	// sharer is whoever made a private answer public, "" for nobody.
	sharer string
}

// answer renders an answer: our note, the quotes with their citations, the nearest
// sentences in another shape, and buttons below the last message. The quotes have passed the
// gate; the error is a *bot.AlteredError.
func (r *renderer) answer(a bot.Answer, s setting) ([]message, error) {
	words := s.words
	if words == nil {
		words = wordsFor(a.Lang)
	}
	shown := slices.Concat(a.Key, a.Quotes)
	p := &page{words: words}
	if s.asked != "" {
		echo := smallPrint + words.asked + " " + escape(ellipsis(s.asked, echoLength))
		if s.sharer != "" {
			echo += " · " + words.sharedBy + " <@" + s.sharer + ">"
		}
		p.block(echo)
	}
	p.block(r.own(a.Note))
	for _, q := range shown {
		p.quote(quotePrefix, q.Text(), q.Highlights(), r.citation(q.Citation(), words))
	}
	if len(a.Nearest) > 0 {
		p.block("**" + escape(bot.LabelsFor(words.lang).Nearest) + "**")
	}
	for _, q := range a.Nearest {
		p.quote(nearestPrefix, q.Text(), q.Highlights(), r.citation(q.Citation(), words))
	}
	if len(a.Suggestions) > 0 {
		p.block(smallPrint + escape(bot.LabelsFor(words.lang).CouldAsk))
	}
	messages := p.messages()
	if err := r.check(slices.Concat(shown, a.Nearest), messages); err != nil {
		return nil, err
	}
	messages[len(messages)-1].rows = r.buttons(a, shown, words, s)
	return messages, nil
}

// check passes messages through the gate.
func (r *renderer) check(quotes []knowledge.Quote, messages []message) error {
	contents := make([]string, len(messages))
	for i, m := range messages {
		contents[i] = m.content
	}
	return r.gate.Check(quotes, readBack(contents))
}

// buttons returns the rows below an answer: what can be done with it, whether it helped,
// what could be asked next.
func (r *renderer) buttons(a bot.Answer, shown []knowledge.Quote, words *words, s setting) []discordgo.MessageComponent {
	var doing, asking []discordgo.MessageComponent
	if len(s.rest) > 0 {
		further := a.More - len(s.rest)
		if a.Continues {
			further = 0 // the question alone would not be the same
		}
		doing = append(doing, button(words.more, discordgo.PrimaryButton, moreID(s.question, len(shown), s.rest, further)))
	}
	if len(a.Quotes) > 0 {
		doing = append(doing, button(words.context, discordgo.SecondaryButton, placeID(verbContext, a.Quotes[0].Citation())))
	}
	if s.private {
		if id, ok := shareID(s.question, shown); ok {
			doing = append(doing, button(words.share, discordgo.SecondaryButton, id))
		}
	}
	if s.command {
		doing = append(doing, button(words.follow, discordgo.SecondaryButton, followID(a.Subject(bot.Question{Text: s.question}))))
	}
	for i, suggestion := range a.Suggestions {
		if id, ok := textID(verbAsk, suggestion); ok && i < maxButtons && units(suggestion) <= maxLabel {
			asking = append(asking, button(suggestion, discordgo.SecondaryButton, id))
		}
	}
	rows := row(nil, doing)
	if len(a.AllQuotes()) > 0 || a.Outcome == bot.NotFound {
		rows = row(rows, []discordgo.MessageComponent{
			emojiButton("👍", words.helpful, feedbackID(true)), emojiButton("👎", words.unhelpful, feedbackID(false)),
		})
	}
	return row(rows, asking)
}

// row adds a row of buttons, if there are any.
func row(rows, buttons []discordgo.MessageComponent) []discordgo.MessageComponent {
	if len(buttons) == 0 {
		return rows
	}
	return append(rows, discordgo.ActionsRow{Components: buttons})
}

func button(label string, style discordgo.ButtonStyle, id string) discordgo.MessageComponent {
	return discordgo.Button{Label: label, Style: style, CustomID: id}
}

func emojiButton(emoji, label, id string) discordgo.MessageComponent {
	return discordgo.Button{Label: emoji + " " + label, Style: discordgo.SecondaryButton, CustomID: id}
}

// passages renders further quotes of an answer.
func (r *renderer) passages(quotes []knowledge.Quote, words *words) ([]message, error) {
	p := &page{words: words}
	for _, q := range quotes {
		p.quote(quotePrefix, q.Text(), q.Highlights(), r.citation(q.Citation(), words))
	}
	messages := p.messages()
	return messages, r.check(quotes, messages)
}

// place renders a quote in its place: its whole paragraph with the quote in bold, below
// the heading, with buttons to the paragraphs around it, and the outline.
func (r *renderer) place(at bot.Located, words *words) ([]message, error) {
	c := at.Quote.Citation()
	whole, err := at.Document.QuoteAt(knowledge.Address{Paragraph: c.Paragraph})
	if err != nil {
		return nil, err
	}
	p := &page{words: words}
	if c.Section != "" {
		p.block("**" + escape(c.Section) + "**")
	}
	var marks []knowledge.Span
	if inner := at.Quote.Span(); inner.Len() < whole.Span().Len() {
		from := whole.Span().Start
		marks = []knowledge.Span{{Start: inner.Start - from, End: inner.End - from}}
	}
	p.quote(quotePrefix, whole.Text(), marks, r.citation(c, words))
	p.block(smallPrint + words.outline + ": " + outlineLine(at.Document, c.Paragraph))
	messages := p.messages()
	if err := r.check([]knowledge.Quote{whole}, messages); err != nil {
		return nil, err
	}
	var around []discordgo.MessageComponent
	step := func(label string, number int) {
		if number < 1 || number > len(at.Document.Paragraphs) {
			return
		}
		if q, err := at.Document.QuoteAt(knowledge.Address{Paragraph: number}); err == nil {
			around = append(around, button(label, discordgo.SecondaryButton, placeID(verbContext, q.Citation())))
		}
	}
	step(fmt.Sprint(words.before, c.Paragraph-1), c.Paragraph-1)
	step(fmt.Sprint(strings.Replace(words.after, "¶", fmt.Sprint("¶", c.Paragraph+1), 1)), c.Paragraph+1)
	messages[len(messages)-1].rows = row(nil, around)
	return messages, nil
}

// outlineLine writes the headings with their paragraphs in a line, the one of paragraph
// here in bold.
func outlineLine(d *knowledge.Document, here int) string {
	const most = 30 // headings; a longer outline is for the command
	var parts []string
	for i, s := range d.Sections[:min(len(d.Sections), most)] {
		part := escape(strings.TrimSpace(ellipsis(d.Heading(i), 60) + " " + s.Range()))
		if s.First <= here && here <= s.Last {
			part = "**" + part + "**"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " · ")
}

// outline renders the headings of documents, the newest document first.
func (r *renderer) outline(docs []*knowledge.Document, words *words) []message {
	p := &page{words: words}
	for _, d := range docs {
		var b strings.Builder
		b.WriteString("**" + escape(titleAndDate(d)) + "**\n" + smallPrint + "`" + strings.ReplaceAll(d.ID, "`", "") + "`")
		for i, s := range d.Sections {
			heading := d.Heading(i)
			if heading == "" {
				heading = words.noHeading
			}
			b.WriteString("\n" + escape(heading) + " " + cmp.Or(s.Range(), words.noText))
		}
		if d.SourceURL != "" {
			b.WriteString("\n" + smallPrint + link(words.publisher, d.SourceURL))
		}
		p.block(b.String())
	}
	return p.messages()
}

// verification renders what knowledge.Verify has found.
func (r *renderer) verification(v knowledge.Verification, words *words) ([]message, error) {
	p := &page{words: words}
	p.block(escape(verdict(v, words)))
	var quotes []knowledge.Quote
	if v.Quote.Text() != "" {
		quotes = append(quotes, v.Quote)
		p.quote(quotePrefix, v.Quote.Text(), v.Quote.Highlights(), r.citation(v.Quote.Citation(), words))
	}
	if len(v.Words) > 0 {
		p.block(words.difference)
		p.block(difference(v.Words))
	}
	messages := p.messages()
	return messages, r.check(quotes, messages)
}

func verdict(v knowledge.Verification, words *words) string {
	if words.lang != "ja" {
		return bot.VerdictText(v)
	}
	switch {
	case v.Verdict == knowledge.Verbatim:
		return "一字一句、公表されたとおりです。"
	case v.Verdict == knowledge.MarksOnly:
		return "一字一句同じではありません。引用符、ダッシュ、空白だけが異なり、語は公表されたとおりです。"
	case v.Quote.Text() == "":
		return "公表された文ではありません。共通する語のある文もありません。"
	}
	return "公表された文とは語が異なります。最も近い文です："
}

// difference writes two texts as one: what was given and is not published struck out, what
// was published and not given in bold.
func difference(diff []knowledge.WordDiff) string {
	var parts []string
	for _, d := range diff {
		if d.Same() {
			parts = append(parts, escape(d.Published))
			continue
		}
		if d.Given != "" {
			parts = append(parts, "~~"+escape(d.Given)+"~~")
		}
		if d.Published != "" {
			parts = append(parts, "**"+escape(d.Published)+"**")
		}
	}
	return strings.Join(parts, " ")
}

// A compared is what one document says to a question.
type compared struct {
	doc    *knowledge.Document
	answer bot.Answer
}

// comparison renders the best sentence of each document, or that it has none.
func (r *renderer) comparison(found []compared, s setting) ([]message, error) {
	words := s.words
	p := &page{words: words}
	if s.asked != "" {
		p.block(smallPrint + words.asked + " " + escape(ellipsis(s.asked, echoLength)))
	}
	p.block(words.compared)
	var quotes []knowledge.Quote
	for _, c := range found {
		if len(c.answer.Quotes) == 0 {
			gap := ""
			if words.lang == "en" {
				gap = " "
			}
			p.block("**" + escape(titleAndDate(c.doc)) + "**" + gap + words.silent)
			continue
		}
		q := c.answer.Quotes[0]
		quotes = append(quotes, q)
		p.block("**" + escape(titleAndDate(c.doc)) + "**")
		p.quote(quotePrefix, q.Text(), q.Highlights(), r.citation(q.Citation(), words))
	}
	messages := p.messages()
	return messages, r.check(quotes, messages)
}

// citation writes where a quote stands, and the links to it, in small print.
func (r *renderer) citation(c knowledge.Citation, words *words) string {
	line := smallPrint + escape(c.String())
	if page := r.links.Page(c); page != "" {
		line += " · " + link(words.read, page)
	}
	if publisher := r.links.Publisher(c); publisher != "" {
		line += " · " + link(words.publisher, publisher)
	}
	return line
}

// link writes a link that shows no preview: that is what the angle brackets are for.
func link(label, url string) string {
	url = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", "(", "%28", ")", "%29", "\\", "%5C").Replace(url)
	return "[" + escape(label) + "](<" + url + ">)"
}

// address finds the addresses that our own words name.
var address = regexp.MustCompile(`https?://[^\s<>]+`)

// own makes text of ours literal, line by line. The addresses of documents stay links; any
// other one may come from a question.
func (r *renderer) own(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		var b strings.Builder
		at := 0
		for _, m := range address.FindAllStringIndex(line, -1) {
			if !slices.ContainsFunc(r.docs, func(d *knowledge.Document) bool { return d.SourceURL == line[m[0]:m[1]] }) {
				continue
			}
			b.WriteString(escape(line[at:m[0]]) + "<" + line[m[0]:m[1]] + ">")
			at = m[1]
		}
		lines[i] = b.String() + escape(line[at:])
	}
	return strings.Join(lines, "\n")
}

func titleAndDate(d *knowledge.Document) string {
	if d.Date == "" {
		return d.Title
	}
	return d.Title + " (" + knowledge.FormatDate(d.Date) + ")"
}

// ellipsis shortens text of ours or of a question to so many runes. It never sees a quote.
func ellipsis(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimRight(string(runes[:most-1]), " ") + "…"
}

// A page is text that grows and is divided into messages within maxContent.
type page struct {
	words *words
	done  []string
	now   strings.Builder
	size  int // of now, in units
}

// messages returns what has been written; there is at least one.
func (p *page) messages() []message {
	if p.size > 0 || len(p.done) == 0 {
		p.flush()
	}
	var messages []message
	for _, content := range p.done {
		messages = append(messages, message{content: content})
	}
	return messages
}

func (p *page) flush() {
	p.done = append(p.done, p.now.String())
	p.now.Reset()
	p.size = 0
}

// room returns how many units a block may have to stand in the message begun.
func (p *page) room() int {
	if p.size == 0 {
		return maxContent
	}
	return maxContent - p.size - 2 // the blank line between
}

// block adds text of ours, below a blank line. What is too long for a message is divided,
// between lines where that goes.
func (p *page) block(text string) {
	for text != "" {
		if n := units(text); n <= p.room() || n <= maxContent && p.size > 0 {
			p.write(text)
			return
		}
		if p.size > 0 {
			p.flush()
		}
		head := prefixOf(text, maxContent)
		if i := strings.LastIndexByte(head, '\n'); i > 0 {
			head = head[:i]
		} else if i := strings.LastIndexByte(head, ' '); i > 0 {
			head = head[:i]
		}
		p.write(head)
		text = strings.TrimLeft(text[len(head):], " \n")
	}
}

// write adds a block that fits a message, into the next one if need be.
func (p *page) write(text string) {
	if units(text) > p.room() {
		p.flush()
	}
	if p.size > 0 {
		p.now.WriteString("\n\n")
		p.size += 2
	}
	p.now.WriteString(text)
	p.size += units(text)
}

// quote adds a quote and its citation. A quote that fits no message is divided at spaces,
// which stay; each part but the last says that it goes on.
func (p *page) quote(prefix, text string, marks []knowledge.Span, citation string) {
	whole := prefix + escapeWithin(text, knowledge.Span{End: len(text)}, marks) + "\n" + citation
	if units(whole) <= maxContent {
		p.write(whole)
		return
	}
	tail := "\n" + smallPrint + p.words.continues
	at := 0
	for {
		rest := prefix + escapeWithin(text, knowledge.Span{Start: at, End: len(text)}, marks)
		if last := rest + "\n" + citation; units(last) <= p.room() {
			p.write(last)
			return
		} else if units(rest) <= p.room() && units(citation) > maxContent-units(rest) {
			// The text fits and its citation does not: it stands below in the next message.
			p.write(rest)
			p.block(citation)
			return
		}
		if p.size > 0 && p.room() < leastPart {
			p.flush()
		}
		end := cut(text, at, func(end int) bool {
			part := prefix + escapeWithin(text, knowledge.Span{Start: at, End: end}, marks) + tail
			return units(part) <= p.room()
		})
		p.write(prefix + escapeWithin(text, knowledge.Span{Start: at, End: end}, marks) + tail)
		p.flush()
		at = end
	}
}

// cut returns the greatest end behind a space of text[at:] for which fits is true, or, in
// a word longer than a message, the greatest one between two runes.
func cut(text string, at int, fits func(end int) bool) int {
	ends := []int{}
	for i := range text[at:] {
		if i > 0 {
			ends = append(ends, at+i)
		}
	}
	// fits is true up to some end and false from there on.
	n, _ := slices.BinarySearchFunc(ends, true, func(end int, _ bool) int {
		if fits(end) {
			return -1
		}
		return 1
	})
	for i := n - 1; i >= 0 && ends[i] > at; i-- {
		if text[ends[i]-1] == ' ' {
			return ends[i]
		}
	}
	return ends[max(n-1, 0)]
}

// prefixOf returns the longest beginning of text with at most so many units.
func prefixOf(text string, most int) string {
	n := 0
	for i, r := range text {
		n += units(string(r))
		if n > most {
			return text[:i]
		}
	}
	return text
}
