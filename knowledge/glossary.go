package knowledge

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// languages are those of the glossary's labels and of questions, as ISO 639-1
// codes. Quotes stay in the language of their document.
var languages = []string{"en", "ja", "ko", "zh", "es", "fr", "de"}

// A ConceptKind says how a concept is matched: see [ConceptKind.Named].
type ConceptKind string

// The kinds of concept that a glossary file may name; the zero value in a file is Topic.
const (
	Topic        ConceptKind = "topic"  // a subject in common nouns
	Action       ConceptKind = "action" // verbs and attitudes
	PlaceName    ConceptKind = "place"
	Person       ConceptKind = "person"
	Organisation ConceptKind = "organisation"
	Agreement    ConceptKind = "agreement"
	Programme    ConceptKind = "programme"
	Event        ConceptKind = "event"
	Product      ConceptKind = "product"
)

// Named reports whether concepts of this kind are single things with a name. A text
// speaks to such a concept only if it names it or a part of it, while for a topic a
// larger topic may do in part.
func (k ConceptKind) Named() bool { return k != Topic && k != Action }

// A Concept is one thing or idea that statements speak of, with its names: a concept of
// SKOS (https://www.w3.org/TR/skos-reference/), in a file of YAML.
type Concept struct {
	// ID is unique in the glossary and stable: it is what references name.
	ID   string      `yaml:"id"`
	Kind ConceptKind `yaml:"kind"`
	// PrefLabel is the name by language; English is required.
	PrefLabel map[string]string `yaml:"prefLabel"`
	// AltLabel holds other names that may be shown to a reader.
	AltLabel map[string][]string `yaml:"altLabel"`
	// HiddenLabel holds names that lead here but are not shown, being loose or rude.
	HiddenLabel map[string][]string `yaml:"hiddenLabel"`
	// Broader, Narrower and Related are IDs. It is enough to give one side of a pair.
	Broader  []string `yaml:"broader"`
	Narrower []string `yaml:"narrower"`
	Related  []string `yaml:"related"`

	file string // where it was read, for errors
}

// Name returns the concept's name in the given language, in English where it has none.
func (c *Concept) Name(lang string) string {
	if name := c.PrefLabel[lang]; name != "" {
		return name
	}
	return c.PrefLabel["en"]
}

// A Glossary holds concepts, their labels and their relations. It is read-only after
// LoadGlossary and safe for concurrent use. The zero value is an empty glossary.
type Glossary struct {
	concepts []Concept
	lexicon  *Lexicon // tells abbreviations from words; may be nil
	byID     map[string]int
	broader  [][]int // by concept, direct
	narrower [][]int // by concept, direct
	related  [][]int // by concept, both directions
	english  *labels
	others   map[string]func() *labels // by language; indexed when the first question comes
}

// LoadGlossary reads all *.yaml files of a folder and checks them: required labels, known
// kinds and languages, unique IDs, unique labels within a language, references that exist,
// and a broader relation without cycles. It reports everything that is wrong at once,
// each with its file and concept.
func LoadGlossary(fsys fs.FS, l *Lexicon) (*Glossary, error) {
	concepts, err := readConcepts(fsys)
	if err != nil {
		return nil, err
	}
	g := newGlossary(concepts, l)
	return g, errors.Join(g.check()...)
}

// Encode writes the glossary in a form that DecodeGlossary reads in a small part of the
// time that YAML takes.
func (g *Glossary) Encode(w io.Writer) error {
	if err := gob.NewEncoder(w).Encode(g.concepts); err != nil {
		return fmt.Errorf("encode glossary: %w", err)
	}
	return nil
}

// DecodeGlossary reads what Encode has written. It trusts the checks that LoadGlossary made then.
func DecodeGlossary(r io.Reader, l *Lexicon) (*Glossary, error) {
	var concepts []Concept
	if err := gob.NewDecoder(r).Decode(&concepts); err != nil {
		return nil, fmt.Errorf("decode glossary: %w", err)
	}
	return newGlossary(concepts, l), nil
}

func newGlossary(concepts []Concept, l *Lexicon) *Glossary {
	g := &Glossary{concepts: concepts, lexicon: l, byID: make(map[string]int, len(concepts))}
	for i, c := range concepts {
		if _, taken := g.byID[c.ID]; !taken {
			g.byID[c.ID] = i
		}
	}
	g.relate()
	g.english = g.index("en")
	g.others = make(map[string]func() *labels)
	for _, lang := range []string{"es", "fr", "de"} {
		g.others[lang] = sync.OnceValue(func() *labels { return g.index(lang) })
	}
	// A question of Han characters alone may be Chinese or Japanese.
	dense := sync.OnceValue(func() *labels { return g.index("ja", "zh", "ko") })
	for _, lang := range []string{"ja", "zh", "ko"} {
		g.others[lang] = dense
	}
	return g
}

func readConcepts(fsys fs.FS) ([]Concept, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	// Decoding YAML is most of the program's start, so the files are decoded side by side.
	parts := make([][]Concept, len(names))
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { parts[i], errs[i] = readConceptFile(fsys, name) })
	}
	wg.Wait()
	return slices.Concat(parts...), errors.Join(errs...)
}

func readConceptFile(fsys fs.FS, name string) ([]Concept, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	var concepts []Concept
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&concepts); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read glossary: %s: %w", name, err)
	}
	for i := range concepts {
		concepts[i].file = name
		concepts[i].Kind = cmp.Or(concepts[i].Kind, Topic)
	}
	return concepts, nil
}

// relate links the concepts, in both directions; references that lead nowhere are left out.
func (g *Glossary) relate() {
	n := len(g.concepts)
	g.broader, g.narrower, g.related = make([][]int, n), make([][]int, n), make([][]int, n)
	link := func(from []string, self int, add func(self, other int)) {
		for _, id := range from {
			if other, ok := g.byID[id]; ok && other != self {
				add(self, other)
			}
		}
	}
	insert := func(list *[]int, v int) {
		if !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
	larger := func(self, other int) { insert(&g.broader[self], other); insert(&g.narrower[other], self) }
	smaller := func(self, other int) { larger(other, self) }
	beside := func(self, other int) { insert(&g.related[self], other); insert(&g.related[other], self) }
	for i := range g.concepts {
		link(g.concepts[i].Broader, i, larger)
		link(g.concepts[i].Narrower, i, smaller)
		link(g.concepts[i].Related, i, beside)
	}
}

// check returns everything that is wrong with the glossary.
func (g *Glossary) check() (errs []error) {
	report := func(c *Concept, format string, args ...any) {
		errs = append(errs, fmt.Errorf("glossary: %s: concept %q: %s", c.file, c.ID, fmt.Sprintf(format, args...)))
	}
	for i := range g.concepts {
		c := &g.concepts[i]
		if c.ID == "" || c.PrefLabel["en"] == "" {
			report(c, "id and an English prefLabel are required (concept %d of the glossary)", i+1)
		}
		if !slices.Contains([]ConceptKind{Topic, Action, PlaceName, Person, Organisation, Agreement, Programme, Event, Product}, c.Kind) {
			report(c, "unknown kind %q", c.Kind)
		}
		if first := g.byID[c.ID]; first != i {
			report(c, "the id is taken by a concept of %s", g.concepts[first].file)
		}
		for _, id := range slices.Concat(c.Broader, c.Narrower, c.Related) {
			if other, ok := g.byID[id]; !ok {
				report(c, "refers to %q, which is not in the glossary", id)
			} else if other == i {
				report(c, "refers to itself")
			}
		}
	}
	if cycle := g.cycle(); len(cycle) > 0 {
		report(&g.concepts[cycle[0]], "broader leads back to itself: %s", strings.Join(g.ids(cycle), " → "))
	}
	g.checkLabels(report)
	return errs
}

// checkLabels reports labels without a word, labels of two concepts, and unknown languages.
func (g *Glossary) checkLabels(report func(*Concept, string, ...any)) {
	type key struct{ lang, label string }
	taken := make(map[key]int)
	for i := range g.concepts {
		c := &g.concepts[i]
		for _, lang := range c.languages() {
			if !slices.Contains(languages, lang) {
				report(c, "unknown language %q", lang)
			}
			for _, label := range c.labels(lang) {
				k := key{lang, strings.Join(norms(g.lexicon.tokenize(label)), " ")}
				if k.label == "" {
					report(c, "label %q (%s) holds no word", label, lang)
					continue
				}
				if other, ok := taken[k]; ok && other != i {
					report(c, "label %q (%s) is also a label of %q", label, lang, g.concepts[other].ID)
					continue
				}
				taken[k] = i
			}
		}
	}
}

// cycle returns a path of broader relations that ends where it begins, nil if there is none.
func (g *Glossary) cycle() []int {
	const fresh, open, done = 0, 1, 2
	state := make([]int, len(g.concepts))
	var path []int
	var walk func(int) bool
	walk = func(i int) bool {
		state[i] = open
		path = append(path, i)
		for _, up := range g.broader[i] {
			if state[up] == open {
				path = append(path[slices.Index(path, up):], up)
				return true
			}
			if state[up] == fresh && walk(up) {
				return true
			}
		}
		path = path[:len(path)-1]
		state[i] = done
		return false
	}
	for i := range g.concepts {
		if state[i] == fresh && walk(i) {
			return path
		}
	}
	return nil
}

func (g *Glossary) ids(concepts []int) []string {
	ids := make([]string, len(concepts))
	for i, c := range concepts {
		ids[i] = g.concepts[c].ID
	}
	return ids
}

// languages returns the languages that the concept has labels in.
func (c *Concept) languages() []string {
	langs := slices.Collect(maps.Keys(c.PrefLabel))
	langs = slices.AppendSeq(langs, maps.Keys(c.AltLabel))
	langs = slices.AppendSeq(langs, maps.Keys(c.HiddenLabel))
	slices.Sort(langs)
	return slices.Compact(langs)
}

// labels returns the concept's labels in one language, the preferred one first.
func (c *Concept) labels(lang string) []string {
	var all []string
	if label := c.PrefLabel[lang]; label != "" {
		all = append(all, label)
	}
	return append(append(all, c.AltLabel[lang]...), c.HiddenLabel[lang]...)
}

// Equal reports whether two glossaries hold the same concepts in the same order.
func (g *Glossary) Equal(o *Glossary) bool {
	return slices.EqualFunc(g.concepts, o.concepts, func(a, b Concept) bool {
		same := func(a, b []string) bool { return slices.Equal(a, b) }
		return a.ID == b.ID && a.Kind == b.Kind && maps.Equal(a.PrefLabel, b.PrefLabel) &&
			maps.EqualFunc(a.AltLabel, b.AltLabel, same) && maps.EqualFunc(a.HiddenLabel, b.HiddenLabel, same) &&
			slices.Equal(a.Broader, b.Broader) && slices.Equal(a.Narrower, b.Narrower) && slices.Equal(a.Related, b.Related)
	})
}

// Len returns the number of concepts.
func (g *Glossary) Len() int { return len(g.concepts) }

// Concept returns the concept with the given ID, nil if there is none.
func (g *Glossary) Concept(id string) *Concept {
	i, ok := g.byID[id]
	if !ok {
		return nil
	}
	return &g.concepts[i]
}
