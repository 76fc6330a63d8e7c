package knowledge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// MaxFile is the size in bytes above which a file is not read as a document. The
// longest of the 9,260 documents that it was chosen on has 0.3 MB.
const MaxFile = 4 << 20

// maxFrontMatter bounds the work of the YAML library, whose nesting is not linear.
const maxFrontMatter = 64 << 10

// A ParseError says why a file is not read as a document.
type ParseError struct {
	// File is the name as given to Parse; Load gives the path in its folder.
	File string
	// Line counts from 1 through the file, front matter included.
	Line int
	// Reason says what is wrong and what to do about it.
	Reason string
	// Err is the error of the library or system underneath, nil if there is none.
	Err error
}

// Error returns "FILE:LINE: REASON".
func (e *ParseError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason) }

// Unwrap returns Err.
func (e *ParseError) Unwrap() error { return e.Err }

// Parse reads one document: YAML front matter between lines "---", then Markdown in
// which HTML may stand. name is its file name, ending in ".md", with or without its
// folder; the document's ID is made of it. data is the whole file; Parse does not keep it.
//
// The text loses its marks and its line breaks and nothing else, but for end marks
// ("###", "# # #") and rules, which are layout and are dropped, numbers and bullets of
// list items, and characters that take no room, such as the zero-width space and the
// soft hyphen. Bold or underlined lines that are short and end no sentence are
// headings, of level 2 and 3. A hard line break begins a new paragraph after a full
// stop, colon or semicolon and between short lines such as names.
//
// The error is a *ParseError. No input makes Parse panic, and work is bounded: what
// would take the Markdown library more than about a second is refused.
func Parse(name string, data []byte) (*Document, error) {
	p := &parse{file: name}
	doc, err := p.document(data)
	if err != nil {
		return nil, err
	}
	return doc, nil
}

// Load reads every *.md file of a folder and the folders in it. docs are sorted by ID;
// errs are the files that are no documents, in the order of their paths, most of them
// *ParseError. Where two files have one ID the second is an error that names both.
//
// Files named README.md are passed over, and so is everything whose name begins with a
// full stop: Kubernetes keeps a second copy of mounted files in such folders.
func Load(fsys fs.FS) (docs []*Document, errs []error) {
	taken := map[string]string{}
	// The error is nil: the function below returns none but SkipDir.
	_ = fs.WalkDir(fsys, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			errs = append(errs, fmt.Errorf("read documents: %w", err))
			return nil
		}
		if strings.HasPrefix(entry.Name(), ".") && file != "." {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || path.Ext(file) != ".md" || strings.EqualFold(entry.Name(), "README.md") {
			return nil
		}
		data, err := readFile(fsys, file)
		if err != nil {
			errs = append(errs, fmt.Errorf("read documents: %w", err))
			return nil
		}
		doc, err := Parse(file, data)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		if other, ok := taken[doc.ID]; ok {
			errs = append(errs, &ParseError{File: file, Line: 1, Reason: fmt.Sprintf(
				"the id %q is taken by %s; rename one of the two files", doc.ID, other)})
			return nil
		}
		if err := doc.readExpansion(fsys, file); err != nil {
			errs = append(errs, err)
		}
		taken[doc.ID] = file
		docs = append(docs, doc)
		return nil
	})
	slices.SortFunc(docs, func(a, b *Document) int { return strings.Compare(a.ID, b.ID) })
	return docs, errs
}

// readFile reads a file, but of one that is too large only enough for Parse to say so.
func readFile(fsys fs.FS, file string) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return data, nil
}

type parse struct{ file string }

func (p *parse) fail(line int, err error, format string, args ...any) *ParseError {
	return &ParseError{File: p.file, Line: line, Reason: fmt.Sprintf(format, args...), Err: err}
}

func (p *parse) document(data []byte) (*Document, error) {
	id := strings.TrimSuffix(path.Base(p.file), ".md")
	if id == "" || id == "." || id == "/" {
		return nil, p.fail(1, nil, "the file has no name before .md to make an id of; rename it")
	}
	if len(data) > MaxFile {
		return nil, p.fail(1, nil, "the file is larger than %d MB; split it into several documents", MaxFile>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return nil, p.fail(lineAt(data, i), nil, "a NUL byte: this is no text file; save it as UTF-8 text")
	}
	if i := firstInvalid(data); i >= 0 {
		return nil, p.fail(lineAt(data, i), nil, "invalid UTF-8 (byte 0x%02x); save the file as UTF-8", data[i])
	}
	front, body, line, err := p.split(data)
	if err != nil {
		return nil, err
	}
	doc := &Document{ID: id}
	if err := p.frontMatter(doc, front); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, p.fail(line, nil, "the body is empty; put the statement's text below the front matter")
	}
	body = blankLines(body)
	if offset, reason := tangled(body); reason != "" {
		return nil, p.fail(line+lineAt(body, offset)-1, nil, "%s", reason)
	}
	pieces, err := blocks(body)
	if open, ok := errors.AsType[*unclosed](err); ok {
		return nil, p.fail(line+lineAt(body, open.offset)-1, nil, "%s and hides the rest of the file; close it", open)
	} else if err != nil {
		return nil, p.fail(line, err, "body: %v", err)
	}
	doc.assemble(pieces)
	if len(doc.Paragraphs) == 0 {
		return nil, p.fail(line, nil, "the body has no text but headings, pictures and marks; put the statement's words below the front matter")
	}
	return doc, nil
}

// lineAt returns the line, from 1, of the byte at offset.
func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }

func firstInvalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// split returns the front matter and the body, and the line on which the body begins.
func (p *parse) split(data []byte) (front, body []byte, line int, err error) {
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	if string(bytes.TrimRight(first, " \t")) != "---" {
		return nil, nil, 0, p.fail(1, nil, "no front matter; begin the file with a line ---, then title: and date:, then a line ---")
	}
	line = 2
	for at := 0; at < len(rest); line++ {
		text, _, _ := bytes.Cut(rest[at:], []byte("\n"))
		next := min(len(rest), at+len(text)+1)
		if string(bytes.TrimRight(text, " \t")) == "---" {
			if at > maxFrontMatter {
				return nil, nil, 0, p.fail(1, nil, "front matter: longer than %d KB; keep only title, date, source_url, published_time and tags", maxFrontMatter>>10)
			}
			return rest[:at], rest[next:], line + 1, nil
		}
		at = next
	}
	return nil, nil, 0, p.fail(1, nil, "front matter: no line --- ends it; put one above the statement's text")
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// frontMatter reads what begins on line 2 of the file. Keys that it does not know are
// left alone.
func (p *parse) frontMatter(doc *Document, front []byte) error {
	var root yaml.Node
	if err := unmarshal(front, &root); err != nil {
		line, reason := 1, err.Error()
		if m := yamlLine.FindStringSubmatch(reason); m != nil {
			reason = reason[len(m[0]):]
			if n, err := strconv.Atoi(m[1]); err == nil {
				line = n
			}
			// The library counts the lines of these from 0 and of all others from 1.
			if strings.HasPrefix(reason, "did not find expected") {
				line++
			}
		}
		return p.fail(line+1, err, "front matter: %s; write each line as key: value, and the value in quotation marks if it holds a colon", reason)
	}
	var keys *yaml.Node
	if len(root.Content) > 0 {
		keys = root.Content[0]
	}
	if keys == nil || keys.Kind != yaml.MappingNode {
		return p.fail(2, nil, "front matter: not a list of keys and values; write title: and date:, each on its own line")
	}
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(keys.Content); i += 2 {
		key, value := keys.Content[i], keys.Content[i+1]
		if seen[key.Value] != nil {
			return p.fail(key.Line+1, nil, "front matter: %q is given twice; keep one", key.Value)
		}
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		seen[key.Value] = value
	}
	var err error
	if doc.Title, err = p.scalar(seen, "title"); err != nil {
		return err
	}
	if doc.Title == "" {
		return p.fail(p.lineOf(seen["title"]), nil, `front matter: no title; add a line title: "…"`)
	}
	if doc.Date, err = p.date(seen); err != nil {
		return err
	}
	if doc.Published, err = p.scalar(seen, "published_time"); err != nil {
		return err
	}
	if doc.SourceURL, err = p.sourceURL(seen); err != nil {
		return err
	}
	doc.Tags, err = p.tags(seen["tags"])
	return err
}

// unmarshal is yaml.Unmarshal with its panics as errors; the library has had some.
func unmarshal(data []byte, node *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	return yaml.Unmarshal(data, node)
}

// lineOf returns the line of a value in the file; 1, where the front matter begins, if
// there is no value.
func (p *parse) lineOf(value *yaml.Node) int {
	if value == nil {
		return 1
	}
	return value.Line + 1
}

// scalar returns the value of a key as it is written, folded; "" if it is absent or null.
func (p *parse) scalar(seen map[string]*yaml.Node, key string) (string, error) {
	value := seen[key]
	if value == nil || value.Tag == "!!null" {
		return "", nil
	}
	if value.Kind != yaml.ScalarNode {
		return "", p.fail(p.lineOf(value), nil, "front matter: %s is not a single value; write it as %s: \"…\"", key, key)
	}
	return foldSpace(value.Value), nil
}

func (p *parse) date(seen map[string]*yaml.Node) (string, error) {
	value, err := p.scalar(seen, "date")
	if err != nil {
		return "", err
	}
	if value == "" {
		return "", p.fail(p.lineOf(seen["date"]), nil, "front matter: no date; add a line date: YYYY-MM-DD")
	}
	day, rest := value[:min(len(value), 10)], value[min(len(value), 10):]
	if _, err := time.Parse(time.DateOnly, day); err != nil || rest != "" && rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' {
		return "", p.fail(p.lineOf(seen["date"]), err, "front matter: the date %q is no day of the calendar as YYYY-MM-DD; write it like 2025-02-07", value)
	}
	return day, nil
}

func (p *parse) sourceURL(seen map[string]*yaml.Node) (string, error) {
	value, err := p.scalar(seen, "source_url")
	if err != nil || value == "" {
		return "", err
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(value, " ") {
		return "", p.fail(p.lineOf(seen["source_url"]), err, "front matter: source_url %q is no web address; begin it with https:// or leave it out", value)
	}
	return value, nil
}

func (p *parse) tags(value *yaml.Node) ([]string, error) {
	if value == nil || value.Tag == "!!null" {
		return nil, nil
	}
	items := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		items = value.Content
	}
	var tags []string
	for _, item := range items {
		if item.Kind != yaml.ScalarNode {
			return nil, p.fail(p.lineOf(item), nil, "front matter: tags is neither a text nor a list of texts; write tags: [one, two]")
		}
		if tag := foldSpace(item.Value); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags, nil
}

// blankLines empties the lines that hold nothing but white space and characters that
// take no room. To CommonMark a line of one no-break space is text, and the published
// files have such lines between paragraphs.
func blankLines(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for line := range bytes.Lines(body) {
		if bytes.IndexFunc(line, func(r rune) bool { return !unicode.IsSpace(r) && !isInvisible(r) }) < 0 {
			line = []byte("\n")
		}
		out = append(out, line...)
	}
	return out
}

// Bounds on what is given to the Markdown library, which is quadratic in places. Each
// was measured in November 2026 with goldmark 1.8.7, so that what it lets through takes
// about half a second at most (see TestParseTraps); none refuses a document of the corpus.
//
// maxColumn is how far right a list or quote may begin, which bounds how deep they nest.
// maxCost is the sum over blocks of marks times bytes, at about 2 ns: an unclosed mark
// makes the library read the rest of its block. maxCells counts table cells, also those
// that the library adds to short rows. maxDepth is the sum over lines of the column in
// which the innermost list or quote began, at about 300 ns: each line is offered to all.
const (
	maxColumn = 200
	maxCost   = 1 << 28
	maxCells  = 1 << 20
	maxDepth  = 1 << 20
)

// htmlTable is the beginning of an HTML block that ends with a blank line only and so is
// never read for marks.
var htmlTable = regexp.MustCompile(`^ {0,3}<(?:table|figure)[ >\n]`)

// tangled looks for constructs that would take the Markdown library long and returns
// the offset and the reason and remedy, or "" where there is none.
func tangled(body []byte) (offset int, reason string) {
	var block struct {
		start, size, specials, lines, pipes int
		table                               bool
	}
	cost, cells, depth, column := 0, 0, 0, 0
	closeBlock := func() string {
		if !htmlTable.Match(body[block.start:min(len(body), block.start+16)]) {
			cost += block.size * block.specials
		}
		if block.table {
			cells += block.lines * block.pipes
		}
		switch {
		case cost > maxCost:
			return "too many marks such as *, [ and < in one paragraph; put blank lines between its parts or take the marks out"
		case cells > maxCells:
			return "a table with too many cells; split the table"
		}
		return ""
	}
	at := 0
	for line := range bytes.Lines(body) {
		if depth += column; depth > maxDepth {
			return at, "too many lines in lists or quotes within each other; put text without indentation between them"
		}
		if len(bytes.TrimSpace(line)) == 0 {
			if reason := closeBlock(); reason != "" {
				return block.start, reason
			}
			block.size, block.specials, block.lines, block.pipes, block.table = 0, 0, 0, 0, false
			at += len(line)
			block.start = at
			continue
		}
		if c := containerColumn(line); c > 0 {
			column = c
		} else if block.size == 0 && line[0] > ' ' {
			column = 0 // words at the margin below a blank line end every list and quote
		}
		if column > maxColumn {
			return at, "lists or quotes within each other, too deep; take indentation or > marks out"
		}
		block.size += len(line)
		block.lines++
		pipes := 1
		delimiters := true
		for _, c := range line {
			switch c {
			case '*', '_', '[', '`', '<':
				block.specials++
				delimiters = false
			case '|':
				pipes++
			case '-', ':', ' ', '\t', '\n', '>':
			default:
				delimiters = false
			}
		}
		block.table = block.table || delimiters && bytes.IndexByte(line, '-') >= 0
		block.pipes = max(block.pipes, pipes)
		at += len(line)
	}
	return block.start, closeBlock()
}

// containerColumn returns the column behind the last mark of a quote or list at the
// beginning of a line, 0 if there is none.
func containerColumn(line []byte) int {
	if rule := bytes.Trim(line, " \t\n"); len(rule) > 2 && (rule[0] == '-' || rule[0] == '*') &&
		len(bytes.Trim(rule, string(rule[:1])+" \t")) == 0 {
		return 0
	}
	column, last := 0, 0
	for i := 0; i < len(line); i++ {
		c := line[i]
		end := i + 1
		switch {
		case c == ' ':
			column++
			continue
		case c == '\t':
			column += 4
			continue
		case c == '>':
		case c == '-' || c == '*' || c == '+':
			if end < len(line) && line[end] > ' ' {
				return last
			}
		case c >= '0' && c <= '9':
			for end < len(line) && line[end] >= '0' && line[end] <= '9' {
				end++
			}
			if end == len(line) || line[end] != '.' && line[end] != ')' {
				return last
			}
			end++
			if end < len(line) && line[end] > ' ' {
				return last
			}
		default:
			return last
		}
		column += end - i
		last = column
		i = end - 1
	}
	return last
}

// assemble fills the text, sections and paragraphs of the document from its pieces.
func (d *Document) assemble(pieces []piece) {
	var text strings.Builder
	for _, p := range pieces {
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		span := Span{text.Len(), text.Len() + len(p.text)}
		text.WriteString(p.text)
		if p.level > 0 {
			d.Sections = append(d.Sections, Section{
				Heading: span, Level: p.level, First: len(d.Paragraphs) + 1, Last: len(d.Paragraphs),
			})
			continue
		}
		if len(d.Sections) == 0 {
			d.Sections = []Section{{First: 1}}
		}
		sentences := []Span{{0, len(p.text)}}
		if p.kind != TableRow {
			sentences = splitSentences(p.text)
		}
		for i := range sentences {
			sentences[i].Start += span.Start
			sentences[i].End += span.Start
		}
		number := len(d.Paragraphs) + 1
		d.Sections[len(d.Sections)-1].Last = number
		d.Paragraphs = append(d.Paragraphs, Paragraph{
			Number: number, Section: len(d.Sections) - 1, Kind: p.kind, Span: span, Sentences: sentences,
		})
	}
	d.Text = text.String()
	sum := sha256.Sum256([]byte(d.Text))
	d.Edition = hex.EncodeToString(sum[:4])
	d.lower = lowerCase(d.Text)
}
