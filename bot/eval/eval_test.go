package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"statementbot/bot"
	"statementbot/knowledge"
)

var update = flag.Bool("update", false, "rewrite the golden files below testdata")

// The document of these tests has one fish to a sentence.
const fisheries = `---
title: Joint Statement on Fisheries
date: 2025-03-01
---
The ministers agreed on cod. They agreed on herring. They agreed on mackerel.

The ministers deferred tuna.
`

// other has a sentence of the first document too.
const other = `---
title: Another Statement on Fisheries
date: 2025-03-02
---
They agreed on herring.
`

func parse(t *testing.T, name, text string) *knowledge.Document {
	t.Helper()
	d, err := knowledge.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// quotes copies sentences out of a document, by address.
func quotes(t *testing.T, d *knowledge.Document, addresses ...string) []knowledge.Quote {
	t.Helper()
	var all []knowledge.Quote
	for _, s := range addresses {
		a, err := knowledge.ParseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		q, err := d.QuoteAt(a)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	return all
}

func TestRead(t *testing.T) {
	const lines = `{"id":"q1","lang":"en","kind":"list","question":"fish?","context":null,"answerable":true,"gold":["cod","herring"],"gold_all":["cod",["herring","mackerel"]],"note":"for the reader"}

{"id":"q2","lang":"ja","kind":"yes-no","question":"捕鯨?","context":"before","answerable":false,"hard":true,"partial":true,"yesno":"no","meta":"title","expect":["a"],"expect_any":["b"],"document":"d"}`
	got, err := Read(strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	want := []Question{
		{ID: "q1", Lang: "en", Kind: "list", Text: "fish?", Answerable: true, Gold: []string{"cod", "herring"}, GoldAll: []alternate{{"cod"}, {"herring", "mackerel"}}},
		{
			ID: "q2", Lang: "ja", Kind: "yes-no", Text: "捕鯨?", Context: "before", Hard: true, Partial: true, YesNo: "no", Meta: "title",
			Expect: []string{"a"}, ExpectAny: []string{"b"}, Document: "d",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadNothing(t *testing.T) {
	got, err := Read(strings.NewReader("\n \n"))
	if len(got) != 0 || err != nil {
		t.Errorf("got %d questions and error %v, want none of either", len(got), err)
	}
}

func TestReadErrors(t *testing.T) {
	good := `{"question":"fish?"}` + "\n"
	tests := []struct{ name, file, want string }{
		{"not JSON", good + "\n" + "fish?", "read questions: line 3: invalid character"},
		{"cut off", good + `{"question":"fi`, "read questions: line 2: unexpected end"},
		{"no question", good + good + `{"id":"q3"}`, `read questions: line 3: no "question"`},
		{"a wrong type", `{"question":7}`, "read questions: line 1: json: cannot unmarshal"},
		{"a wrong item of a complete answer", `{"question":"fish?","gold_all":[7]}`, "read questions: line 1: want a string or a list of strings"},
		{"a line too long", good + strings.Repeat("x", 2<<20), "read questions: bufio.Scanner: token too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.file))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got error %v, want one that begins with %q", err, tt.want)
			}
		})
	}
}

func TestAlternate(t *testing.T) {
	for data, want := range map[string]alternate{`"cod"`: {"cod"}, `["cod","herring"]`: {"cod", "herring"}, `[]`: {}} {
		var got alternate
		if err := json.Unmarshal([]byte(data), &got); err != nil {
			t.Errorf("%s: %v", data, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", data, diff)
		}
	}
}

func TestJudge(t *testing.T) {
	d := parse(t, "fisheries.md", fisheries)
	docs := []*knowledge.Document{d, parse(t, "other.md", other)}
	topic := Question{Kind: "topic", Answerable: true, Gold: []string{"mackerel", "herring"}}
	absent := Question{Kind: "unanswerable"}
	meta := Question{Kind: "meta", Answerable: true}
	answered := func(addresses ...string) bot.Answer {
		return bot.Answer{Outcome: bot.Answered, Quotes: quotes(t, d, addresses...)}
	}
	about := func(note string) bot.Answer { return bot.Answer{Outcome: bot.About, Note: note} }
	type judged struct {
		Rank                         int
		Covered                      float64
		Right, Abstained, Contradict bool
	}
	with := func(q Question, change func(*Question)) Question {
		change(&q)
		return q
	}
	all := with(topic, func(q *Question) { q.GoldAll = []alternate{{"cod"}, {"herring", "sprat"}, {"salmon"}} })
	tests := []struct {
		name     string
		question Question
		answer   bot.Answer
		want     judged
	}{
		{"right first", topic, answered("p1s2", "p1s1"), judged{Rank: 1, Right: true}},
		{"right third", topic, answered("p2s1", "p1s1", "p1s3"), judged{Rank: 3}},
		{"a paragraph holds it", topic, answered("p1"), judged{Rank: 1, Right: true}},
		{"none right", topic, answered("p2s1"), judged{}},
		{"partial is an answer", topic, bot.Answer{Outcome: bot.Partial, Quotes: quotes(t, d, "p1s2")}, judged{Rank: 1, Right: true}},
		{"refused", topic, bot.Answer{Outcome: bot.NotFound, Nearest: quotes(t, d, "p1s2")}, judged{Abstained: true}},
		{"the document asked for", with(topic, func(q *Question) { q.Document = "fisheries" }), answered("p1s2"), judged{Rank: 1, Right: true}},
		{"another document", with(topic, func(q *Question) { q.Document = "other" }), answered("p1s2"), judged{}},
		{"absent and refused", absent, bot.Answer{Outcome: bot.NotFound}, judged{Abstained: true, Right: true}},
		{"absent and answered", absent, answered("p1s1"), judged{}},
		{"absent and helped", absent, about("Ask me about fish."), judged{}},
		{"a complete answer in part", all, answered("p1s1", "p1s2"), judged{Rank: 2, Covered: 2.0 / 3}},
		{"only three quotes count", all, answered("p2s1", "p1s3", "p1s1", "p1s2"), judged{Rank: 2, Covered: 1.0 / 3}},
		{"no more than three items are wanted", with(all, func(q *Question) { q.GoldAll = []alternate{{"cod"}, {"herring"}, {"mackerel"}, {"tuna"}} }), answered("p1s1", "p1s2", "p1s3"), judged{Rank: 2, Covered: 1}},
		{"meta holds all", with(meta, func(q *Question) { q.Expect = []string{"1 March", "2025"} }), about("Of 1 March 2025."), judged{Right: true}},
		{"meta lacks one", with(meta, func(q *Question) { q.Expect = []string{"1 March", "2024"} }), about("Of 1 March 2025."), judged{}},
		{"meta holds any", with(meta, func(q *Question) { q.ExpectAny = []string{"2024", "2025"} }), about("Of 1 March 2025."), judged{Right: true}},
		{"meta without an expectation", meta, about("Of 1 March 2025."), judged{}},
		{"meta in a quote", with(meta, func(q *Question) { q.ExpectAny = []string{"tuna"} }), answered("p2s1"), judged{Right: true}},
		{"yes where no is right", with(absent, func(q *Question) { q.YesNo = "no" }), about("Yes, it does."), judged{Contradict: true}},
		{"yes where it is not stated", with(absent, func(q *Question) { q.YesNo = "not-stated" }), about("Yes."), judged{Contradict: true}},
		{"no where yes is right", with(absent, func(q *Question) { q.YesNo = "yes" }), about("No, it does not."), judged{Contradict: true}},
		{"no where no is right", with(absent, func(q *Question) { q.YesNo = "no" }), about("No."), judged{}},
		{"a word that begins like no", with(absent, func(q *Question) { q.YesNo = "yes" }), about("Nothing is said."), judged{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := judge(tt.question, tt.answer, docs)
			got := judged{v.Rank, v.Covered, v.Right(), v.Abstained(), v.Contradicts}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !v.Verbatim {
				t.Error("got quotes that are not verbatim")
			}
		})
	}
}

// A quote counts as verbatim only in the document that it names.
func TestVerbatim(t *testing.T) {
	d, o := parse(t, "fisheries.md", fisheries), parse(t, "other.md", other)
	changed := parse(t, "fisheries.md", strings.Replace(fisheries, "cod", "eel", 1))
	tests := []struct {
		name   string
		answer bot.Answer
		docs   []*knowledge.Document
		want   bool
	}{
		{"of the document", bot.Answer{Quotes: quotes(t, d, "p1s1", "p2s1")}, []*knowledge.Document{o, d}, true},
		{"nothing quoted", bot.Answer{}, nil, true},
		{"of a document that is not there", bot.Answer{Quotes: quotes(t, d, "p1s2")}, []*knowledge.Document{o}, false},
		{"of an older text", bot.Answer{Quotes: quotes(t, d, "p1s1")}, []*knowledge.Document{changed}, false},
		{"nearest, of an older text", bot.Answer{Outcome: bot.NotFound, Nearest: quotes(t, d, "p1s1")}, []*knowledge.Document{changed}, false},
		{"one of two", bot.Answer{Quotes: quotes(t, d, "p1s2", "p1s1")}, []*knowledge.Document{changed}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := judge(Question{}, tt.answer, tt.docs).Verbatim; got != tt.want {
				t.Errorf("got %t, want %t", got, tt.want)
			}
		})
	}
}

// A responder answers by a table.
type responder map[bot.Question]bot.Answer

var errUnknown = errors.New("unknown")

func (r responder) Respond(_ context.Context, q bot.Question) (bot.Answer, error) {
	a, ok := r[q]
	if !ok {
		return a, errUnknown
	}
	return a, nil
}

// ask runs questions of every kind against a hand-made responder.
func ask(t *testing.T) []Verdict {
	t.Helper()
	d := parse(t, "fisheries.md", fisheries)
	answered := func(addresses ...string) bot.Answer {
		return bot.Answer{Outcome: bot.Answered, Quotes: quotes(t, d, addresses...)}
	}
	r := responder{
		{Text: "cod?"}:                           answered("p1s1"),
		{Text: "herring?"}:                       answered("p1s1", "p1s2"),
		{Text: "and mackerel?", Previous: "cod"}: {Outcome: bot.NotFound, Note: "It does not speak to “mackerel”.\nMore."},
		{Text: "fish?"}:                          answered("p1s1", "p1s2", "p2s1"),
		{Text: "title?"}:                         {Outcome: bot.About, Note: "The title is “Joint Statement on Fisheries”."},
		{Text: "date?"}:                          {Outcome: bot.About, Note: "I do not know."},
		{Text: "whales?"}:                        {Outcome: bot.NotFound, Note: "It does not speak to “whales”."},
		{Text: "鯨?"}:                             answered("p2s1"),
		{Text: "did they agree on tuna?"}:        {Outcome: bot.Partial, Quotes: quotes(t, d, "p2s1"), Note: "Yes."},
	}
	questions := []Question{
		{ID: "q1", Lang: "en", Kind: "topic", Text: "cod?", Answerable: true, Gold: []string{"cod"}},
		{ID: "q2", Lang: "en", Kind: "topic", Text: "herring?", Answerable: true, Gold: []string{"herring"}},
		{ID: "q3", Lang: "en", Kind: "follow-up", Text: "and mackerel?", Context: "cod", Answerable: true, Gold: []string{"mackerel"}},
		{ID: "q4", Lang: "en", Kind: "list", Text: "fish?", Answerable: true, Gold: []string{"cod", "herring", "mackerel"}, GoldAll: []alternate{{"cod"}, {"herring", "sprat"}, {"mackerel"}}},
		{ID: "q5", Lang: "en", Kind: "meta", Text: "title?", Answerable: true, Meta: "title", Expect: []string{"Fisheries"}},
		{ID: "q6", Lang: "en", Kind: "meta", Text: "date?", Answerable: true, Meta: "date", ExpectAny: []string{"1 March 2025"}},
		{ID: "q7", Lang: "en", Kind: "unanswerable", Text: "whales?"},
		{ID: "q8", Lang: "ja", Kind: "unanswerable", Text: "鯨?", Hard: true},
		{ID: "q9", Lang: "en", Kind: "yes-no", Text: "did they agree on tuna?", Answerable: true, Gold: []string{"deferred"}, YesNo: "no"},
	}
	verdicts, err := Run(t.Context(), r, []*knowledge.Document{d}, questions)
	if err != nil {
		t.Fatal(err)
	}
	return verdicts
}

func TestRunFails(t *testing.T) {
	_, err := Run(t.Context(), responder{}, nil, []Question{{ID: "q1", Text: "a secret"}})
	if !errors.Is(err, errUnknown) || err.Error() != "ask q1: unknown" {
		t.Errorf(`got error %v, want "ask q1: unknown"`, err)
	}
}

func TestMeasure(t *testing.T) {
	want := Figures{
		Questions: 9,
		Hit1:      3.0 / 5, Hit3: 4.0 / 5, MRR: (1 + 0.5 + 0 + 1 + 1) / 5,
		AbstainPrecision: 1.0 / 2, AbstainRecall: 1.0 / 2, HardRecall: 0,
		FalseAnswers: 1.0 / 2, FalseRefusals: 1 - 6.0/7,
		Coverage: 2.0 / 3, Meta: 1.0 / 2, Verbatim: 1, Contradictions: 1,
	}
	if diff := cmp.Diff(want, Measure(ask(t)), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A share of nothing is 1, and so is no share of errors 0.
func TestMeasureNothing(t *testing.T) {
	want := Figures{Hit1: 1, Hit3: 1, MRR: 1, AbstainPrecision: 1, AbstainRecall: 1, HardRecall: 1, Coverage: 1, Meta: 1, Verbatim: 1}
	if diff := cmp.Diff(want, Measure(nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReport(t *testing.T) {
	var full, short bytes.Buffer
	verdicts := ask(t)
	if err := Report(&full, verdicts, true); err != nil {
		t.Fatal(err)
	}
	if err := Report(&short, verdicts, false); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(full.String(), short.String()+"\nfailures\n") {
		t.Errorf("the failures do not follow the report without them:\n%s", &short)
	}
	const golden = "testdata/report.golden"
	if *update {
		if err := os.WriteFile(golden, full.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(full.String(), "\n")); diff != "" {
		t.Errorf("(-want +got; -update rewrites %s):\n%s", golden, diff)
	}
}
