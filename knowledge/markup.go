package knowledge

import (
	"bytes"
	stdhtml "html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// A piece is a heading, paragraph, list item or table row in its final, folded text.
type piece struct {
	text  string
	level int // of a heading, from 1; 0 for a paragraph
	kind  Kind
}

// Heading levels of lines that are headings by their look alone.
const (
	boldLevel      = 2
	underlineLevel = 3
)

// maxHeading is the longest text in bytes that is taken for a heading by its look. In
// the corpus of 9,260 documents bold blocks above it are sentences in bold.
const maxHeading = 200

// newMarkdown returns a parser for CommonMark with tables, with two differences that
// the published files ask for: an indented line is an ordinary one, not code, and only
// a tag of block level begins an HTML block, so that Markdown behind a <span> is read.
func newMarkdown() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(htmlParser{parser.NewHTMLBlockParser()}, 900),
			util.Prioritized(indentedParser{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

type indentedParser struct{ parser.BlockParser }

func (indentedParser) CanAcceptIndentedLine() bool { return true }

type htmlParser struct{ parser.BlockParser }

func (p htmlParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	name := bytes.TrimLeft(line, " </")
	end := bytes.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end > 0 && !blockTags[strings.ToLower(string(name[:end]))] {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// blockTags are the HTML elements that break the text around them.
var blockTags = set(`address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
	figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu nav ol
	optgroup option p pre script section source style summary table tbody td textarea tfoot th thead title tr
	track ul col colgroup`)

// hiddenTags are the HTML elements whose text is not part of the page.
var hiddenTags = set(`script style head title template iframe noscript noembed noframes xmp plaintext textarea`)

// blocks returns the pieces of a Markdown body. Line feeds are "\n" and the text is
// valid UTF-8. An error is an *unclosed.
func blocks(body []byte) ([]piece, error) {
	c := collector{source: body}
	doc := newMarkdown().Parse(text.NewReader(body))
	behind := 0 // where a table ends that a blank line cut into several blocks
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if start := startOf(n); behind > 0 && start >= 0 && start < behind {
			continue
		}
		if block, ok := n.(*ast.HTMLBlock); ok {
			end, err := c.html(block, true)
			if err != nil {
				return nil, err
			}
			behind = end
			continue
		}
		if err := c.block(n, Prose); err != nil {
			return nil, err
		}
	}
	return c.pieces, nil
}

// An unclosed says that an HTML construct hides the rest of the file.
type unclosed struct {
	offset int // into the body
	what   string
}

func (e *unclosed) Error() string { return e.what + " is never closed" }

// startOf returns the offset of the first line of a block, -1 for one without lines.
func startOf(n ast.Node) int {
	for ; n != nil && n.Type() != ast.TypeInline; n = n.FirstChild() {
		if lines := n.Lines(); lines.Len() > 0 {
			return lines.At(0).Start
		}
	}
	return -1
}

type collector struct {
	source []byte
	pieces []piece
	// noTableEnd is set once no "</table" follows any more, so that it is looked for
	// in vain only once.
	noTableEnd bool
}

// block adds the pieces of a Markdown block. All that a list item holds is of kind
// ListItem: its first paragraph, its further ones, and code or quotes within.
func (c *collector) block(n ast.Node, kind Kind) error {
	switch n := n.(type) {
	case *ast.ThematicBreak:
	case *ast.Heading:
		in := c.inline(n)
		if s := in.joined(); c.hashed(n) || len(s) <= maxHeading && !endsSentence(s) {
			c.add(piece{text: s, level: n.Level})
		} else {
			// A line of dashes below a paragraph is a rule that lost its blank line.
			c.paragraphs(in, kind)
		}
	case *ast.Paragraph, *ast.TextBlock:
		c.paragraphs(c.inline(n), kind)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for block := range bytes.SplitSeq(n.Lines().Value(c.source), []byte("\n\n")) {
			c.add(piece{text: foldSpace(string(block)), kind: kind})
		}
	case *ast.HTMLBlock:
		_, err := c.html(n, false)
		return err
	case *extast.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			var cells []string
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, c.inline(cell).joined())
			}
			c.row(cells)
		}
	default:
		if n.Kind() == ast.KindListItem {
			kind = ListItem
		}
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			if err := c.block(child, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

// hashed reports whether a heading is marked with "#", not underlined with dashes.
func (c *collector) hashed(n *ast.Heading) bool {
	return n.Lines().Len() == 0 || bytes.HasSuffix(bytes.TrimRight(c.source[:n.Lines().At(0).Start], " \t"), []byte("#"))
}

// add adds a piece, unless it is an end mark ("###", "# # #"), a rule or nothing.
func (c *collector) add(p piece) {
	if strings.ContainsFunc(p.text, isWordRune) {
		c.pieces = append(c.pieces, p)
	}
}

// row adds a table row of its cells; empty ones are left out.
func (c *collector) row(cells []string) {
	kept := cells[:0]
	for _, cell := range cells {
		if cell != "" {
			kept = append(kept, cell)
		}
	}
	c.add(piece{text: strings.Join(kept, CellSeparator), kind: TableRow})
}

// paragraphs adds a block line by line, a line being what hard breaks bound: a line
// that is a heading by its look ends the paragraph before it, and of the other lines
// those are joined that run on. In list items bold words are no headings.
func (c *collector) paragraphs(in *inline, kind Kind) {
	var open []string // the lines of the paragraph so far
	size := 0
	flush := func() {
		c.add(piece{text: strings.Join(open, " "), kind: kind})
		open, size = nil, 0
	}
	for _, line := range in.lines() {
		if !strings.ContainsFunc(line.text, isWordRune) {
			// A rule or an end mark within a block; a lone footnote mark or dots too.
			continue
		}
		if level := line.headingLevel(); level > 0 && kind == Prose {
			flush()
			c.add(piece{text: line.text, level: level})
			continue
		}
		if len(open) > 0 && !runsOn(open[len(open)-1], size, line.text) {
			flush()
		}
		open = append(open, line.text)
		size += len(line.text)
	}
	flush()
}

// maxShortLine is the longest line in bytes that counts as a line of an address, a
// list of names or a signature, where each line stands for itself.
const maxShortLine = 80

// runsOn reports whether a line goes on after a hard break: it does not after the end
// of a sentence or clause, nor where both are short lines that begin like entries.
// size is that of the whole paragraph before it.
func runsOn(before string, size int, after string) bool {
	r, _ := utf8.DecodeRuneInString(after)
	if unicode.IsLower(r) || strings.HasSuffix(before, ",") {
		return true
	}
	if endsSentence(before) || strings.HasSuffix(before, ":") || strings.HasSuffix(before, ";") ||
		strings.HasSuffix(before, "; and") || strings.HasSuffix(before, "; or") {
		return false
	}
	return size > maxShortLine || len(after) > maxShortLine
}

// endsSentence reports whether s ends with a full stop or its like, closers aside.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "”’\"')]»›」』）】0123456789[*⁰¹²³⁴⁵⁶⁷⁸⁹")
	r, _ := utf8.DecodeLastRuneInString(s)
	return isTerminator(r)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// star stands for an asterisk of the source that was neither escaped nor became a
// mark. It is no valid UTF-8, so it cannot come from the source itself.
const star = 0xFF

// An inline gathers the text of one block without marks.
type inline struct {
	buf []byte
	// marks are the changes of look, in order of their offsets into buf.
	marks []mark
	bold  int
	// spans are the open <span> and <u> elements; true underlines.
	spans     []bool
	underline int
}

// A mark says how the text looks from an offset on. A hard break is a mark too.
type mark struct {
	at              int
	brk             bool
	bold, underline bool
	run             int // counts the bold runs, so that one heading on two lines is one
}

// A line is the text between two hard breaks.
type line struct {
	text            string
	bold, underline bool
	run             int // the bold run that it belongs to
}

func (l line) headingLevel() int {
	if len(l.text) > maxHeading || endsSentence(l.text) || strings.HasSuffix(l.text, ";") || strings.HasSuffix(l.text, ",") {
		return 0
	}
	switch {
	case l.bold:
		return boldLevel
	case l.underline:
		return underlineLevel
	}
	return 0
}

func (in *inline) mark(brk bool) {
	run := 0
	if len(in.marks) > 0 {
		last := in.marks[len(in.marks)-1]
		run = last.run
		if in.bold > 0 && !last.bold {
			run++
		}
	} else if in.bold > 0 {
		run = 1
	}
	in.marks = append(in.marks, mark{len(in.buf), brk, in.bold > 0, in.underline > 0, run})
}

// inline gathers the text of a block's inline nodes.
func (c *collector) inline(block ast.Node) *inline {
	in := &inline{}
	in.mark(false)
	// The error is nil: the walker below returns none.
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				in.node(n, c.source)
			}
		case *ast.String:
			if entering {
				in.buf = append(in.buf, n.Value...)
			}
		case *ast.AutoLink:
			if entering {
				in.buf = append(in.buf, n.Label(c.source)...)
			}
		case *ast.Emphasis:
			if n.Level == 2 {
				in.embolden(entering)
			}
		case *ast.RawHTML:
			if entering {
				in.tags(n.Segments.Value(c.source))
			}
		}
		return ast.WalkContinue, nil
	})
	return in
}

func (in *inline) node(n *ast.Text, source []byte) {
	value := n.Segment.Value(source)
	if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
		in.buf = append(in.buf, value...)
	} else {
		in.buf = unescape(in.buf, value)
	}
	if n.SoftLineBreak() {
		in.buf = append(in.buf, '\n')
	}
	if n.HardLineBreak() {
		in.buf = append(in.buf, '\n')
		in.mark(true)
	}
}

func (in *inline) embolden(on bool) {
	if on {
		in.bold++
	} else {
		in.bold = max(0, in.bold-1)
	}
	in.mark(false)
}

// tags applies raw HTML that stands within a line.
func (in *inline) tags(raw []byte) {
	z := html.NewTokenizer(bytes.NewReader(raw))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			in.tag(z.Token(), true)
		case html.EndTagToken:
			in.tag(z.Token(), false)
		}
	}
}

// tag applies one HTML tag of inline level; a tag of block level breaks the line.
func (in *inline) tag(t html.Token, on bool) {
	switch t.Data {
	case "strong", "b":
		in.embolden(on)
	case "u", "ins", "span":
		if !on {
			if last := len(in.spans) - 1; last >= 0 {
				if in.spans[last] {
					in.underline--
				}
				in.spans = in.spans[:last]
			}
		} else if t.Type == html.StartTagToken {
			under := t.Data != "span" || strings.Contains(attribute(t, "style"), "underline")
			if under {
				in.underline++
			}
			in.spans = append(in.spans, under)
		}
		in.mark(false)
	case "br":
		in.buf = append(in.buf, '\n')
		in.mark(true)
	case "img":
		in.buf = append(in.buf, attribute(t, "alt")...)
	default:
		if blockTags[t.Data] {
			in.buf = append(in.buf, '\n')
			in.mark(true)
		}
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.ToValidUTF8(a.Val, "")
		}
	}
	return ""
}

// unescape appends the text of a Markdown segment: backslash escapes and character
// entities are undone, in one pass so that nothing is undone twice.
func unescape(dst, src []byte) []byte {
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\\' && i+1 < len(src) && util.IsPunct(src[i+1]):
			i++
			dst = append(dst, src[i])
		case c == '*':
			dst = append(dst, star)
		case c == '&':
			end := bytes.IndexByte(src[i:min(len(src), i+40)], ';')
			if end < 0 {
				dst = append(dst, c)
				continue
			}
			entity := string(src[i : i+end+1])
			if s := stdhtml.UnescapeString(entity); !strings.HasSuffix(s, ";") || entity == "&semi;" || entity == "&#59;" {
				dst = append(dst, s...)
				i += end
				continue
			}
			dst = append(dst, c)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// lines returns the folded lines of the block.
func (in *inline) lines() []line {
	paired := in.pairStars()
	var lines []line
	in.mark(true)
	begin, first := 0, 0
	for i, m := range in.marks {
		if !m.brk {
			continue
		}
		l := line{text: in.foldStars(begin, m.at, paired), bold: true, underline: true}
		for j := first; j < i; j++ {
			from, to := max(in.marks[j].at, begin), in.marks[j+1].at
			if strings.IndexFunc(string(in.buf[from:to]), isWordRune) < 0 {
				continue // a colon or full stop outside of the marks changes no look
			}
			l.bold = l.bold && in.marks[j].bold
			l.underline = l.underline && in.marks[j].underline
			l.run = in.marks[j].run
		}
		if !l.bold && in.starred(begin, m.at, paired) {
			l.bold, l.run = true, -m.at
		}
		begin, first = m.at, i
		if l.text == "" {
			continue
		}
		// One bold run over several lines is one heading, unless it is too long for one.
		if n := len(lines); n > 0 && l.bold && lines[n-1].bold && l.run == lines[n-1].run && len(lines[n-1].text) <= maxHeading {
			lines[n-1].text += " " + l.text
			continue
		}
		lines = append(lines, l)
	}
	if n := len(lines); n > 0 {
		lines[n-1].text = trimEndMark(lines[n-1].text)
	}
	return lines
}

// trimEndMark takes an end mark away that stands behind the last words.
func trimEndMark(s string) string {
	for _, mark := range []string{"###", "# # #"} {
		if rest, ok := strings.CutSuffix(s, mark); ok && !strings.HasSuffix(rest, "#") {
			return strings.TrimRight(rest, " ")
		}
	}
	return s
}

// joined returns the whole block as one line.
func (in *inline) joined() string { return in.foldStars(0, len(in.buf), in.pairStars()) }

// maxStarred is how many bytes of text a pair of single asterisks may enclose that
// CommonMark takes for none.
const maxStarred = 200

// pairStars finds asterisks that were meant as marks and are none by the letter of
// CommonMark, because a space stands on their inner side ("additional* ad valorem*
// duties"). Runs of two or more always are; single ones where two touch a word each and
// the first does not stand before a punctuation mark, as footnote marks do ("Bell*,
// Perry*"). The result holds the offsets of the runs to drop, with that of the partner
// or -1.
func (in *inline) pairStars() map[int]int {
	if bytes.IndexByte(in.buf, star) < 0 {
		return nil
	}
	paired := map[int]int{}
	open := [2]int{-1, -1} // the run that waits for its partner: single ones, and longer ones
	for i := 0; i < len(in.buf); i++ {
		if in.buf[i] != star {
			continue
		}
		at := i
		for i+1 < len(in.buf) && in.buf[i+1] == star {
			i++
		}
		before, _ := utf8.DecodeLastRune(in.buf[:at])
		after, _ := utf8.DecodeRune(in.buf[i+1:])
		touches := at > 0 && !unicode.IsSpace(before) || i+1 < len(in.buf) && !unicode.IsSpace(after)
		long := 0
		if i > at {
			long = 1
			paired[at] = -1
		} else if !touches {
			continue
		}
		switch o := open[long]; {
		case o >= 0 && (long == 1 || at-o <= maxStarred):
			paired[o], paired[at] = at, o
			open[long] = -1
		case long == 1 || unicode.IsSpace(after) || unicode.IsLetter(after):
			open[long] = at
		}
	}
	return paired
}

// starred reports whether one pair of double asterisks encloses the whole line.
func (in *inline) starred(begin, end int, paired map[int]int) bool {
	l := bytes.TrimFunc(in.buf[begin:end], func(r rune) bool { return unicode.IsSpace(r) })
	if len(l) < 5 || l[0] != star || l[1] != star || l[len(l)-1] != star {
		return false
	}
	begin = bytes.IndexByte(in.buf[begin:end], star) + begin
	partner, ok := paired[begin]
	return ok && partner > begin && partner < end && bytes.Equal(bytes.TrimRight(l, "\xff"), l[:partner-begin])
}

// foldStars folds buf[begin:end] without the paired asterisks.
func (in *inline) foldStars(begin, end int, paired map[int]int) string {
	b := in.buf[begin:end]
	if bytes.IndexByte(b, star) >= 0 {
		out := make([]byte, 0, len(b))
		drop := false
		for i, c := range b {
			if c != star {
				out = append(out, c)
				continue
			}
			if i == 0 || b[i-1] != star {
				_, drop = paired[begin+i]
			}
			if !drop {
				out = append(out, '*')
			}
		}
		b = out
	}
	return foldSpace(string(b))
}

// html adds the pieces of an HTML block and returns where they end in the source: a
// table goes on over blank lines, although Markdown ends the block there. Within a
// list or quote it does not, as its further lines carry that block's marks.
func (c *collector) html(n *ast.HTMLBlock, top bool) (end int, err error) {
	lines := n.Lines()
	start := lines.At(0).Start
	raw := lines.Value(c.source)
	end = lines.At(lines.Len() - 1).Stop
	if n.HasClosure() {
		raw = append(bytes.Clone(raw), n.ClosureLine.Value(c.source)...)
		end = n.ClosureLine.Stop
	}
	if what, closer := construct(n.HTMLBlockType); closer != "" && !n.HasClosure() && !bytes.Contains(raw, []byte(closer)) {
		return 0, &unclosed{start, what}
	}
	if open := lastTag(raw, "<table"); top && open >= 0 && lastTag(raw, "</table") < open && !c.noTableEnd {
		if more := firstTag(c.source[end:], "</table"); more < 0 {
			c.noTableEnd = true
		} else {
			end += more + len("</table")
			if i := bytes.IndexByte(c.source[end:], '>'); i >= 0 {
				end += i + 1
			}
			raw = c.source[start:end]
		}
	}
	c.tokens(raw)
	return end, nil
}

// construct returns the name of an HTML construct that goes on over blank lines and
// what closes it, "" where nothing is hidden if it is not closed.
func construct(t ast.HTMLBlockType) (what, closer string) {
	switch t {
	case ast.HTMLBlockType1:
		return "an HTML <script>, <style>, <pre> or <textarea>", "</"
	case ast.HTMLBlockType2:
		return "an HTML comment", "-->"
	case ast.HTMLBlockType3:
		return "a processing instruction <?", "?>"
	case ast.HTMLBlockType4:
		return "a declaration <!", ">"
	case ast.HTMLBlockType5:
		return "a <![CDATA[ section", "]]>"
	}
	return "", ""
}

func firstTag(b []byte, tag string) int { return bytes.Index(bytes.ToLower(b), []byte(tag)) }
func lastTag(b []byte, tag string) int  { return bytes.LastIndex(bytes.ToLower(b), []byte(tag)) }

// tokens adds the pieces of HTML text.
func (c *collector) tokens(raw []byte) {
	z := html.NewTokenizer(bytes.NewReader(raw))
	var (
		in     = &inline{}
		kind   = Prose
		level  int // of the <h1> … <h6> that is open
		tables int // open <table> elements; an inner table is part of the outer one's cell
		cells  []string
		inCell bool
		hidden string
	)
	flush := func() {
		switch {
		case inCell:
			cells = append(cells, in.joined())
		case level > 0:
			c.add(piece{text: in.joined(), level: level})
		default:
			c.paragraphs(in, kind)
		}
		in = &inline{bold: in.bold, spans: in.spans, underline: in.underline}
		in.mark(false)
	}
	in.mark(false)
	for {
		kindOf := z.Next()
		if kindOf == html.ErrorToken {
			flush()
			c.row(cells)
			return
		}
		t := z.Token()
		on := kindOf != html.EndTagToken
		switch kindOf {
		case html.CommentToken, html.DoctypeToken:
			continue
		case html.TextToken:
			if hidden == "" {
				in.buf = append(in.buf, strings.ToValidUTF8(t.Data, "")...)
			}
			continue
		}
		if hidden != "" || hiddenTags[t.Data] {
			if hidden == "" && kindOf == html.StartTagToken {
				hidden = t.Data
			} else if t.Data == hidden && !on {
				hidden = ""
			}
			continue
		}
		switch {
		case t.Data == "table":
			if tables <= 1 {
				flush()
				inCell = false
				c.row(cells)
				cells = nil
			}
			if on {
				tables++
			} else {
				tables = max(0, tables-1)
			}
		case tables > 1 || inCell && !tableTags[t.Data]:
			if blockTags[t.Data] || t.Data == "br" {
				in.buf = append(in.buf, ' ')
			} else {
				in.tag(t, on)
			}
		case tableTags[t.Data]:
			flush()
			inCell = false
			if t.Data == "tr" {
				c.row(cells)
				cells = nil
			}
			if on && (t.Data == "td" || t.Data == "th") {
				inCell = true
			}
		case len(t.Data) == 2 && t.Data[0] == 'h' && t.Data[1] >= '1' && t.Data[1] <= '6':
			flush()
			level = 0
			if on {
				level = int(t.Data[1] - '0')
			}
		case blockTags[t.Data]:
			flush()
			if t.Data == "li" || t.Data == "ul" || t.Data == "ol" {
				kind = Prose
				if on && t.Data == "li" {
					kind = ListItem
				}
			}
		default:
			in.tag(t, on)
		}
	}
}

var tableTags = set("td th tr tbody thead tfoot caption")

// foldSpace returns s with runs of white space of any kind as one space, trimmed, and
// without characters that take no room. A joiner stays between letters that are not
// Latin ones and within emoji, where it changes what is seen.
func foldSpace(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	var last rune
	for i, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u180e':
			space = true
			continue
		case r == '\u200c' || r == '\u200d':
			next, _ := utf8.DecodeRuneInString(s[i+len("\u200d"):])
			if last < 0x300 || next < 0x300 || unicode.IsSpace(next) || isInvisible(next) || space {
				continue
			}
		case isInvisible(r):
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// isInvisible reports whether r takes no room: zero-width and soft hyphen, marks of
// direction, control characters.
func isInvisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\ufeff', r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f':
		return true
	}
	return unicode.IsControl(r)
}
