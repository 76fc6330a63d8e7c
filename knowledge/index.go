package knowledge

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"
)

// The fields of a sentence in the search library's index. All hold terms of ours,
// stemmed and with spaces between them; a concept is a term that begins with "#".
const (
	fieldText    = "text"    // the sentence's words and concepts
	fieldPair    = "pair"    // two words that stand side by side, for phrases
	fieldOther   = "other"   // other words for the sentence
	fieldContext = "context" // the paragraph, the section's heading and the title
)

// batchSize is how many sentences go into the search library at a time. In memory it
// never merges, and every batch makes a question slower, so batches are large.
const batchSize = 20_000

// The constants of BM25, by measurement on sentences of encyclopedia articles with
// questions by people; the library's defaults of 1.2 and 0.75 are for longer texts.
const (
	bm25K1 = 0.3
	bm25B  = 0.3
)

// tuneBM25 sets the library's constants, which are variables of its package.
var tuneBM25 = sync.OnceFunc(func() { search.BM25_k1, search.BM25_b = bm25K1, bm25B })

// An Index holds the sentences of documents by their words and by the concepts of a
// glossary. It is read-only after NewIndex and safe for concurrent use.
type Index struct {
	docs     []*Document
	byID     map[string]*Document
	glossary *Glossary
	lexicon  *Lexicon
	speller  *speller

	sentences []sentence
	average   float64          // mean number of words in a sentence
	terms     map[string]int32 // stem, or "#" and a concept's id, to term
	names     []string         // by term
	concepts  []int32          // by concept of the glossary: its term, noTerm if nothing speaks of it
	count     []int32          // by term: in how many sentences
	phrases   phrases
	related   related // words that a related one may stand for
	// nearRows remembers, by row of Lexicon.relations, the []nearShare of single words, of which
	// people use few; it cannot hold more than that table does.
	nearRows sync.Map
	// near remembers the same of several words together.
	near memo[[]nearShare]
	// askedConcepts remembers, by concept, the *askedConcept of those that were asked for.
	askedConcepts sync.Map
	// englishTerms remembers, by concept, the *englishTerm of those that were asked for in another
	// language, nil for one that asks about nothing.
	englishTerms sync.Map
	scratch      sync.Pool // of *scratch
	closed       atomic.Bool
	context      []docTerms // by document
	newest       string     // the latest date of a document
	library      bleve.Index
	stats        *search.BM25Stats
}

// related are words of the documents and of other words for them, with their directions.
type related struct {
	terms      []int32
	directions directions
}

// A sentence is what ranking needs to know of one, so that no text is read again.
type sentence struct {
	doc      int32 // in Index.docs
	place    Place
	words    []int32   // terms of the words, in order
	numbered []int32   // terms of numbered things, see numberedThing
	mentions []mention // concepts, by ranges of words
	acts     []act
	time     bool // the text says when
	amount   bool // the text says how much
}

// docTerms are the terms that stand around a sentence, by paragraph and in the headings.
type docTerms struct {
	paragraphs []map[int32]bool
	headings   []map[int32]bool // by section
	title      map[int32]bool   // with the date
	document   map[int32]bool
	recency    float64 // 1 for the newest document, less for older ones
}

// NewIndex builds the index of docs. The glossary and the lexicon may be empty; two
// documents with one ID are an error.
func NewIndex(docs []*Document, g *Glossary, l *Lexicon) (*Index, error) {
	if g == nil {
		g = new(Glossary)
	}
	if l == nil {
		l = new(Lexicon)
	}
	x := &Index{docs: docs, byID: make(map[string]*Document), glossary: g, lexicon: l, terms: make(map[string]int32), phrases: phrases{of: make(map[int32]phrasesOf), classes: make(map[int32][]phraseClass)}}
	for _, d := range docs {
		if x.byID[d.ID] != nil {
			return nil, fmt.Errorf("build index: two documents have the id %q", d.ID)
		}
		x.byID[d.ID] = d
		x.newest = max(x.newest, d.Date)
	}
	sentences := 0
	for _, d := range docs {
		sentences += d.Sentences()
	}
	if sentences > candidateLimit {
		tuneBM25()
		library, err := bleve.NewUsing("", newMapping(), scorch.Name, scorch.Name, nil)
		if err != nil {
			return nil, fmt.Errorf("build index: %w", err)
		}
		x.library = library
	}
	if err := x.build(); err != nil {
		return nil, errors.Join(fmt.Errorf("build index: %w", err), x.Close())
	}
	return x, nil
}

// newMapping declares the fields: no stored text, no positions, one analyzer that only
// splits at spaces, since terms are made by our own rules.
func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	const terms = "terms"
	err := m.AddCustomAnalyzer(terms, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		panic(err) // both names are imported above
	}
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{fieldText, fieldPair, fieldOther, fieldContext} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = terms
		f.Store, f.IncludeTermVectors, f.IncludeInAll, f.DocValues = false, false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	m.DefaultMapping = doc
	return m
}

// build analyses every sentence and hands it to the library, if there is one.
func (x *Index) build() error {
	total := map[string]int{fieldText: 0, fieldPair: 0, fieldOther: 0, fieldContext: 0}
	vocabulary := make(map[string]bool)
	var batch *bleve.Batch
	words := 0
	for d, doc := range x.docs {
		analysed, surround := x.analyse(int32(d), doc, vocabulary)
		x.context = append(x.context, surround.docTerms)
		for i := range analysed {
			s := &analysed[i]
			words += len(s.words)
			number := len(x.sentences)
			x.sentences = append(x.sentences, s.sentence)
			if x.library == nil {
				continue
			}
			fields := map[string]any{
				fieldText:    s.text,
				fieldPair:    s.pairs,
				fieldOther:   s.other,
				fieldContext: surround.text[s.place.Paragraph-1],
			}
			for name, value := range fields {
				total[name] += strings.Count(value.(string), " ") + 1
			}
			if batch == nil {
				batch = x.library.NewBatch()
			}
			if err := batch.Index(fmt.Sprintf("%08d", number), fields); err != nil {
				return err
			}
			if batch.Size() >= batchSize {
				if err := x.library.Batch(batch); err != nil {
					return err
				}
				batch = nil
			}
		}
	}
	if batch != nil {
		if err := x.library.Batch(batch); err != nil {
			return err
		}
	}
	x.average = float64(words) / float64(max(len(x.sentences), 1))
	// The library takes the number of different terms for the number of terms, so that
	// its average length is far too small; the true sums are handed in with each search.
	x.stats = &search.BM25Stats{DocCount: float64(len(x.sentences)), FieldCardinality: total}
	x.concepts = make([]int32, len(x.glossary.concepts))
	for c := range x.concepts {
		x.concepts[c] = noTerm
		if t, ok := x.terms["#"+x.glossary.concepts[c].ID]; ok {
			x.concepts[c] = t
		}
	}
	x.speller = newSpeller(vocabulary, x.glossary.in("en").words, x.lexicon)
	return nil
}

// noTerm stands for a term that is in no document.
const noTerm = -1

// analysed is a sentence with its fields for the library.
type analysed struct {
	sentence
	text, pairs, other string
}

// surroundings are the terms around sentences, and the same as text by paragraph.
type surroundings struct {
	docTerms
	text []string
}

// analyse turns a document's sentences and headings into terms and counts its words
// into vocabulary.
func (x *Index) analyse(number int32, doc *Document, vocabulary map[string]bool) ([]analysed, surroundings) {
	sentences := make([]analysed, 0, doc.Sentences())
	around := surroundings{text: make([]string, len(doc.Paragraphs))}
	around.document = make(map[int32]bool)
	around.recency = recency(doc.Date, x.newest)
	phrases, offset := x.tableOf(doc), int32(len(x.phrases.meaning))
	x.phrases.meaning = append(x.phrases.meaning, phrases.Meaning...)
	around.title = x.headingTerms(doc.Title + ". " + FormatDate(doc.Date))
	for i := range doc.Sections {
		around.headings = append(around.headings, x.headingTerms(doc.Heading(i)))
	}
	for i := range doc.Paragraphs {
		p := &doc.Paragraphs[i]
		inside := make(map[int32]bool)
		var text strings.Builder
		for j, span := range p.Sentences {
			a := x.analyseSentence(doc.Slice(span), vocabulary)
			a.doc, a.place = number, Place{p.Number, j + 1}
			seen := make(map[int32]bool)
			for t := range a.terms(x) {
				inside[t] = true
				around.document[t] = true
				if !seen[t] {
					seen[t] = true
					x.count[t]++
				}
			}
			text.WriteString(a.text)
			text.WriteByte(' ')
			a.other = x.addPhrases(int32(len(x.sentences)+len(sentences)), phrases, offset, a.place)
			sentences = append(sentences, a)
		}
		text.WriteString(x.termText(around.headings[p.Section]) + x.termText(around.title))
		around.paragraphs = append(around.paragraphs, inside)
		around.text[i] = text.String()
	}
	x.addPhrases(unsaidOf(number), phrases, offset, unsaid)
	if classes := x.classesOf(number, int32(len(x.sentences)), int32(len(sentences))); len(classes) > 0 {
		x.phrases.classes[number] = classes
	}
	return sentences, around
}

// yearly is what a document counts of one that is a year newer, where both speak to a
// question equally: who asks wants to know what is said now.
const yearly = 0.97

func recency(date, newest string) float64 {
	d, err := time.Parse(time.DateOnly, date)
	n, err2 := time.Parse(time.DateOnly, newest)
	if err != nil || err2 != nil {
		return 1
	}
	const year = 365.25 * 24 * time.Hour
	return math.Pow(yearly, float64(n.Sub(d))/float64(year))
}

// terms yields the terms of the sentence's words and concepts.
func (s *sentence) terms(x *Index) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		for _, terms := range [][]int32{s.words, s.numbered} {
			for _, t := range terms {
				if !yield(t) {
					return
				}
			}
		}
		for _, m := range s.mentions {
			if !yield(x.conceptTerm(m.concept)) {
				return
			}
		}
	}
}

func (x *Index) analyseSentence(text string, vocabulary map[string]bool) analysed {
	tokens := x.lexicon.tokenize(text)
	var a analysed
	var terms, pairs strings.Builder
	before := ""
	for i, t := range tokens {
		if thing, ok := numberedThing(tokens, i); ok {
			a.numbered = append(a.numbered, x.term(thing))
			terms.WriteString(thing + " ")
		}
		if vocabulary != nil && !t.dense && !t.number {
			vocabulary[t.norm] = true
		}
		if vocabulary != nil {
			x.relate(t.norm, t.stem)
		}
		a.words = append(a.words, x.term(t.stem))
		terms.WriteString(t.stem)
		terms.WriteByte(' ')
		if functionWords[t.norm] {
			continue
		}
		if before != "" {
			pairs.WriteString(pairTerm(before, t.stem))
			pairs.WriteByte(' ')
		}
		before = t.stem
	}
	a.mentions = x.glossary.named(tokens)
	digits := strings.ContainsFunc(text, unicode.IsDigit) // as most dates and amounts have
	a.time = digits && HoldsTime(text) || looseTime.MatchString(text)
	a.amount = digits && HoldsAmount(text)
	a.acts = x.glossary.acts(tokens)
	for _, m := range a.mentions {
		x.conceptTerm(m.concept)
		terms.WriteString("#" + x.glossary.concepts[m.concept].ID + " ")
	}
	a.text, a.pairs = terms.String(), pairs.String()
	return a
}

// relate notes a word of the documents that a related one may stand for, at its first
// occurrence: not one that only says how one speaks.
func (x *Index) relate(norm, stem string) {
	if _, known := x.terms[stem]; known || functionWords[norm] || x.lexicon.general[stem] {
		return
	}
	if row := x.lexicon.relations.row(norm); row != noRow {
		x.related.terms = append(x.related.terms, x.term(stem))
		x.related.directions.add(x.lexicon.relations.vector(row))
	}
}

func pairTerm(a, b string) string { return a + "_" + b }

func (x *Index) headingTerms(heading string) map[int32]bool {
	terms := make(map[int32]bool)
	a := x.analyseSentence(heading, nil)
	for t := range a.terms(x) {
		terms[t] = true
	}
	return terms
}

// termText writes a set of terms as text, in an order that does not change.
func (x *Index) termText(set map[int32]bool) string {
	ids := make([]int32, 0, len(set))
	for t := range set {
		ids = append(ids, t)
	}
	slices.Sort(ids)
	var b strings.Builder
	for _, t := range ids {
		b.WriteString(x.names[t])
		b.WriteByte(' ')
	}
	return b.String()
}

// term returns the number of a term, a new one if it has none.
func (x *Index) term(name string) int32 {
	t, ok := x.terms[name]
	if !ok {
		t = int32(len(x.count))
		x.terms[strings.Clone(name)] = t
		x.count = append(x.count, 0)
		x.names = append(x.names, name)
	}
	return t
}

func (x *Index) conceptTerm(concept int) int32 { return x.term("#" + x.glossary.concepts[concept].ID) }

// Close frees what the index holds. Searches must have ended.
func (x *Index) Close() error {
	x.closed.Store(true)
	if x.library == nil {
		return nil
	}
	return x.library.Close()
}

// Documents returns the documents in the order they were given.
func (x *Index) Documents() []*Document { return x.docs }

// Document returns the document with the given id, nil if there is none.
func (x *Index) Document(id string) *Document { return x.byID[id] }

// candidates returns the numbers of the sentences that fit the terms best: as the library
// chooses them, or all where there are no more than are asked for.
func (x *Index) candidates(ctx context.Context, terms []Term, limit int) ([]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	if x.closed.Load() {
		return nil, errors.New("search index: it is closed")
	}
	if len(x.sentences) <= limit { // nothing to choose
		numbers := make([]int, len(x.sentences))
		for i := range numbers {
			numbers[i] = i
		}
		return numbers, nil
	}
	clauses := x.clauses(terms)
	if len(clauses) == 0 {
		return nil, nil
	}
	req := bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(clauses...), limit, 0, false)
	// Of equal scores the earlier sentence: the library numbers sentences in the order in which
	// its goroutines have read them.
	req.SortBy([]string{"-_score", "_id"})
	res, err := x.library.SearchInContext(context.WithValue(ctx, search.BM25StatsKey, x.stats), req)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	numbers := make([]int, len(res.Hits))
	for i, hit := range res.Hits {
		if numbers[i], err = strconv.Atoi(hit.ID); err != nil {
			return nil, fmt.Errorf("search index: %w", err)
		}
	}
	return numbers, nil
}
