package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"statementbot/bot"
	"statementbot/knowledge"
)

// Slack's limits, in characters where nothing else is said.
const (
	maxBlocks      = 50     // a message, https://docs.slack.dev/reference/block-kit/blocks
	maxViewBlocks  = 100    // a view, the same page
	maxSectionText = 3000   // https://docs.slack.dev/reference/block-kit/blocks/section-block
	maxHeaderText  = 150    // https://docs.slack.dev/reference/block-kit/blocks/header-block
	maxButtonText  = 75     // https://docs.slack.dev/reference/block-kit/block-elements/button-element
	maxButtonValue = 2000   // the same page
	maxMessageText = 40_000 // https://docs.slack.dev/reference/methods/chat.postMessage
	// blockBudget is for all blocks of a message as JSON. Slack refused 13,200 characters with
	// msg_blocks_too_long (https://github.com/slackapi/bolt-js/issues/2509); no page has the limit.
	blockBudget = 11_000
	// textBudget leaves room for escapes below maxMessageText.
	textBudget = 30_000
)

// quotesShown is how many quotes an answer shows before "More passages".
const quotesShown = 3

// The identities of the buttons. Slack wants those of one message to differ, so a number
// may follow.
const (
	actionMore     = "more"
	actionContext  = "context"
	actionAsk      = "ask"
	actionShare    = "share"
	actionFeedback = "feedback"
)

// A message is one message as Slack gets it.
type message struct {
	// text is the whole message as plain text, escaped: for notifications and screen readers,
	// and all that is sent where Slack refuses the blocks.
	text   string
	blocks []slack.Block
	quotes []knowledge.Quote // in the order of display
}

// A ticket is what a button stands for: a question, with the one before it, and how many
// quotes have been shown.
type ticket struct {
	Question string `json:"q"`
	Previous string `json:"p,omitempty"`
	Offset   int    `json:"o,omitempty"`
	Thread   string `json:"t,omitempty"` // where to share the answer, "" for the channel
}

// A renderer lays answers out.
type renderer struct {
	links bot.Links
	gate  *bot.Gate
	docs  []*knowledge.Document
}

// A layout says what stands around an answer.
type layout struct {
	ask   ticket // for its buttons
	lead  string // a line of ours before the note
	share bool   // with a button to share it
	bare  bool   // without buttons
}

// answer lays an answer out in as many messages as it takes: the note, up to quotesShown
// quotes, the nearest sentences, and buttons below the last message.
func (r renderer) answer(a bot.Answer, l layout) []message {
	p := &pages{}
	labels := bot.LabelsFor(a.Lang)
	if l.lead != "" {
		p.own(l.lead)
	}
	quotes := a.Quotes[:min(len(a.Quotes), quotesShown)]
	more := len(a.Quotes) - len(quotes) + a.More
	p.own(a.Note)
	for _, q := range slices.Concat(a.Key, quotes) {
		p.quote(r.quote(q, q.Highlights()), q, r.links)
	}
	if len(a.Nearest) > 0 {
		p.related(a.Lang, labels.Nearest)
		for _, q := range a.Nearest {
			p.quote(r.nearest(q), q, r.links)
		}
	}
	if l.bare {
		return p.done()
	}
	var buttons []slack.BlockElement
	if next := (ticket{Question: l.ask.Question, Previous: l.ask.Previous, Offset: l.ask.Offset + len(quotes)}); more > 0 {
		buttons = addButton(buttons, actionMore, fmt.Sprintf("More passages (%d)", more), next)
	}
	if shown := slices.Concat(a.Key, quotes); len(shown) > 0 {
		buttons = addButton(buttons, actionContext, "In context", addresses(shown[:min(len(shown), quotesShown)]))
	}
	if l.share {
		buttons = addButton(buttons, actionShare, "Share in channel", ticket{Question: l.ask.Question, Previous: l.ask.Previous, Thread: l.ask.Thread})
	}
	p.actions("actions", buttons)
	p.actions("suggestions", suggestions(a.Suggestions))
	if a.Outcome != bot.About && l.ask.Offset == 0 {
		p.feedback()
	}
	return p.done()
}

// context lays out the paragraphs around quotes, and the outline of their document.
func (r renderer) context(places []string) []message {
	p := &pages{}
	shown := map[string]bool{}
	var outlined *knowledge.Document
	for _, place := range places {
		doc, inner, paragraph, err := r.around(place)
		if err != nil {
			continue // the documents may have changed since the button was made
		}
		c := paragraph.Citation()
		if key := fmt.Sprint(c.Document, c.Paragraph); !shown[key] {
			shown[key] = true
			p.own(fmt.Sprintf("¶%d%s, with the quoted sentence in bold:", c.Paragraph, inSection(c.Section)))
			at := knowledge.Span{Start: inner.Span().Start - paragraph.Span().Start, End: inner.Span().End - paragraph.Span().Start}
			p.quote(r.quote(paragraph, []knowledge.Span{at}), paragraph, r.links)
			outlined = doc
		}
	}
	if outlined == nil {
		return notice("That place is not in the statements that are loaded now. Please ask again.")
	}
	p.own(outline(outlined))
	return p.done()
}

func inSection(heading string) string {
	if heading == "" {
		return ""
	}
	return " of “" + heading + "”"
}

// around returns the quote at an address, the paragraph that it stands in, and its document.
func (r renderer) around(place string) (doc *knowledge.Document, inner, paragraph knowledge.Quote, err error) {
	address, err := knowledge.ParseAddress(place)
	if err != nil {
		return nil, inner, paragraph, err
	}
	if doc, err = bot.FindDocument(r.docs, address.Document); err != nil {
		return nil, inner, paragraph, err
	}
	if inner, err = doc.QuoteAt(address); err != nil {
		return nil, inner, paragraph, err
	}
	paragraph, err = doc.QuoteAt(knowledge.Address{Paragraph: address.Paragraph})
	return doc, inner, paragraph, err
}

// outline returns the title and the headings of a document, a line each.
func outline(d *knowledge.Document) string {
	lines := []string{fmt.Sprintf("%s (%s)", d.Title, knowledge.FormatDate(d.Date))}
	for i, s := range d.Sections {
		if heading := d.Heading(i); heading != "" {
			lines = append(lines, fmt.Sprintf("• %s, %s", heading, s.Range()))
		}
	}
	return strings.Join(lines, "\n")
}

// notice lays out words of ours.
func notice(text string) []message {
	p := &pages{}
	p.own(text)
	return p.done()
}

// check passes messages through the gate: the quotes are read back from what is sent, from
// the blocks and from the text.
func (r renderer) check(messages []message) error {
	for _, m := range messages {
		body, err := json.Marshal(m.blocks)
		if err != nil {
			return fmt.Errorf("encode the blocks: %w", err)
		}
		shown, err := readBlocks(body)
		if err != nil {
			return fmt.Errorf("read the blocks back: %w", err)
		}
		if err := r.gate.Check(m.quotes, shown); err != nil {
			return err
		}
		if err := r.gate.Check(m.quotes, bot.ReadPlain(unescape(m.text))); err != nil {
			return err
		}
	}
	return nil
}

// The block_id of a rich text begins with one of these: a quote's, or a sentence's that is
// not an answer.
const (
	quoteID   = "quote"
	nearestID = "nearest"
)

// readBlocks returns the statement's words in blocks as they are sent, in order.
func readBlocks(body []byte) ([]string, error) {
	type element struct {
		Type     string `json:"type"`
		Text     string `json:"text"`
		Elements []struct {
			Type     string `json:"type"`
			Text     string `json:"text"`
			Elements []struct {
				Text string `json:"text"`
			} `json:"elements"`
		} `json:"elements"`
	}
	var blocks []struct {
		Type     string          `json:"type"`
		ID       string          `json:"block_id"`
		Elements json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal(body, &blocks); err != nil {
		return nil, err
	}
	var shown []string
	for _, b := range blocks {
		if b.Type != "rich_text" {
			continue
		}
		var elements []element
		if err := json.Unmarshal(b.Elements, &elements); err != nil {
			return nil, err
		}
		var text strings.Builder
		for _, e := range elements {
			switch {
			case e.Type == "rich_text_quote" && strings.HasPrefix(b.ID, quoteID):
				for _, t := range e.Elements {
					text.WriteString(t.Text)
				}
			case e.Type == "rich_text_list" && strings.HasPrefix(b.ID, nearestID):
				for _, item := range e.Elements {
					for _, t := range item.Elements {
						text.WriteString(t.Text)
					}
				}
			}
		}
		shown = append(shown, text.String())
	}
	return shown, nil
}

// quote lays a quote out: rich text is literal, so that no mark and no mention can slip in.
func (r renderer) quote(q knowledge.Quote, bold []knowledge.Span) *slack.RichTextBlock {
	quoted := &slack.RichTextQuote{Type: slack.RTEQuote, Elements: pieces(q.Text(), bold, &slack.RichTextSectionTextStyle{Bold: true})}
	return slack.NewRichTextBlock("", quoted, r.citation(q.Citation()))
}

// nearest lays out a sentence that is not an answer: as an item of a list, in italics.
func (r renderer) nearest(q knowledge.Quote) *slack.RichTextBlock {
	text := slack.NewRichTextSectionTextElement(q.Text(), &slack.RichTextSectionTextStyle{Italic: true})
	list := slack.NewRichTextList(slack.RTEListBullet, 0, slack.NewRichTextSection(text))
	return slack.NewRichTextBlock("", list, r.citation(q.Citation()))
}

// pieces divides a text at the ends of the marked spans. Slack takes no empty piece.
func pieces(text string, marked []knowledge.Span, style *slack.RichTextSectionTextStyle) []slack.RichTextSectionElement {
	var elements []slack.RichTextSectionElement
	add := func(from, to int, style *slack.RichTextSectionTextStyle) {
		if from < to {
			elements = append(elements, slack.NewRichTextSectionTextElement(text[from:to], style))
		}
	}
	at := 0
	for _, m := range marked {
		add(at, m.Start, nil)
		add(m.Start, m.End, style)
		at = m.End
	}
	add(at, len(text), nil)
	return elements
}

// citation says where a quote stands, as a link where there is one: to our page, and to the
// publisher's.
func (r renderer) citation(c knowledge.Citation) *slack.RichTextSection {
	elements := []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement("— ", nil)}
	if link := r.links.Read(c); link != "" && len(link) <= maxLink {
		elements = append(elements, slack.NewRichTextSectionLinkElement(link, c.String(), nil))
	} else {
		elements = append(elements, slack.NewRichTextSectionTextElement(c.String(), nil))
	}
	if original := r.links.Publisher(c); original != "" && original != r.links.Read(c) && len(original) <= maxLink {
		elements = append(elements, slack.NewRichTextSectionTextElement(" · ", nil), slack.NewRichTextSectionLinkElement(original, "original", nil))
	}
	return slack.NewRichTextSection(elements...)
}

// maxLink is the longest link, as for a button's; for rich text no page has a limit.
const maxLink = 3000

// pages are messages under construction.
type pages struct {
	messages []message
	plain    []bot.Answer // the text of each, still in its parts
	size     int          // of the last one's blocks as JSON
	count    int          // of blocks in all, for their identities
}

// add puts a block into the last message, or into a new one where it has no room.
func (p *pages) add(b slack.Block) {
	size := sizeOf(b)
	if n := len(p.messages); n == 0 || p.size+size > blockBudget || len(p.messages[n-1].blocks) >= maxBlocks-5 {
		p.messages = append(p.messages, message{})
		p.plain = append(p.plain, bot.Answer{})
		p.size = 0
	}
	p.size += size
	m := &p.messages[len(p.messages)-1]
	m.blocks = append(m.blocks, b)
	p.count++
}

// sizeOf returns the characters of a block as JSON.
func sizeOf(b slack.Block) int {
	body, err := json.Marshal(b)
	if err != nil {
		return blockBudget // no block of ours cannot be encoded
	}
	return utf8.RuneCount(body)
}

// text returns the parts of the last message's text.
func (p *pages) text() *bot.Answer { return &p.plain[len(p.plain)-1] }

// own adds words of ours, plain and apart from any quote.
func (p *pages) own(text string) {
	for _, piece := range split(text, maxSectionText) {
		if strings.TrimSpace(piece) == "" {
			continue // Slack takes no empty text
		}
		p.add(slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, piece, false, false), nil, nil))
		if last := p.text(); len(last.Quotes) == 0 {
			last.Note = strings.TrimSpace(last.Note + "\n" + piece)
		}
	}
}

// related begins the sentences that are not an answer.
func (p *pages) related(lang, label string) {
	if lang == "en" {
		label = "Related, but not an answer:"
	}
	p.add(slack.NewDividerBlock())
	p.add(slack.NewContextBlock("", slack.NewTextBlockObject(slack.PlainTextType, label, false, false)))
}

// quote adds a quote, whole; one that no message could hold is left to its link.
func (p *pages) quote(b *slack.RichTextBlock, q knowledge.Quote, links bot.Links) {
	id, isNearest := quoteID, false
	if _, ok := b.Elements[0].(*slack.RichTextList); ok {
		id, isNearest = nearestID, true
	}
	b.BlockID = fmt.Sprintf("%s%d", id, p.count)
	if sizeOf(b) > blockBudget || len(q.Text()) > textBudget {
		where := q.Citation().String()
		if link := links.Read(q.Citation()); link != "" && len(link) <= maxLink {
			where += ": " + link
		}
		p.own("A passage is too long for one message here. It stands in " + where)
		return
	}
	if n := len(p.plain); n > 0 && textSize(p.plain[n-1])+len(q.Text()) > textBudget {
		p.size = blockBudget // the next block begins a message
	}
	p.add(b)
	m, last := &p.messages[len(p.messages)-1], p.text()
	m.quotes = append(m.quotes, q)
	if isNearest {
		last.Nearest = append(last.Nearest, q)
	} else {
		last.Quotes = append(last.Quotes, q)
	}
}

// textSize returns the length of a text under construction, in bytes.
func textSize(a bot.Answer) int {
	n := len(a.Note)
	for _, q := range a.AllQuotes() {
		n += len(q.Text()) + len(q.Citation().URL) + 500
	}
	return n
}

// actions adds a row of buttons.
func (p *pages) actions(id string, buttons []slack.BlockElement) {
	if len(buttons) > 0 {
		p.add(slack.NewActionBlock(id, buttons...))
	}
}

// feedback asks whether the answer was helpful.
func (p *pages) feedback() {
	plain := func(text string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
	}
	p.add(slack.NewContextBlock("", plain("Was this helpful?")))
	p.add(slack.NewContextActionsBlock("feedback", slack.NewFeedbackButtonsBlockElement(actionFeedback,
		slack.NewFeedbackButton(plain("Helpful"), "helpful").WithAccessibilityLabel("This answer was helpful"),
		slack.NewFeedbackButton(plain("Not helpful"), "not_helpful").WithAccessibilityLabel("This answer was not helpful"))))
}

// done returns the messages.
func (p *pages) done() []message {
	for i := range p.messages {
		text := bot.Plain(p.plain[i])
		if text == "" {
			text = "More about this answer"
		}
		p.messages[i].text = slackutilsx.EscapeMessage(text)
	}
	return p.messages
}

// addButton adds a button that carries a value; one that is too large for Slack is left out.
func addButton(buttons []slack.BlockElement, action, label string, value any) []slack.BlockElement {
	body, err := json.Marshal(value)
	if err != nil || utf8.RuneCount(body) > maxButtonValue || strings.TrimSpace(label) == "" {
		return buttons
	}
	return append(buttons, slack.NewButtonBlockElement(action, string(body),
		slack.NewTextBlockObject(slack.PlainTextType, shorten(label, maxButtonText), false, false)))
}

// suggestions returns a button for each question.
func suggestions(questions []string) []slack.BlockElement {
	var buttons []slack.BlockElement
	for i, q := range questions {
		buttons = addButton(buttons, fmt.Sprintf("%s%d", actionAsk, i+1), q, ticket{Question: q})
	}
	return buttons
}

func addresses(quotes []knowledge.Quote) []string {
	var out []string
	for _, q := range quotes {
		out = append(out, q.Citation().Address())
	}
	return out
}

// split divides a text of ours into pieces of a number of characters.
func split(text string, most int) []string {
	var pieces []string
	for runes := []rune(text); len(runes) > 0; {
		n := min(len(runes), most)
		pieces = append(pieces, string(runes[:n]))
		runes = runes[n:]
	}
	return pieces
}

// shorten cuts a label of ours.
func shorten(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// unescape takes Slack's escapes off: https://docs.slack.dev/messaging/formatting-message-text.
func unescape(text string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}
