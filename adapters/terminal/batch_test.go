package terminal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
)

// echo answers with the question and the one before it as its note.
var echo = responderFunc(func(_ context.Context, q bot.Question) (bot.Answer, error) {
	if q.Text == "fail" {
		return bot.Answer{}, errors.New("the search failed")
	}
	note := q.Text
	if q.Previous != "" {
		note = q.Previous + " / " + q.Text
	}
	return bot.Answer{Outcome: bot.About, Note: note}, nil
})

// batchOut is what is looked at in a line of output.
type batchOut struct {
	ID     any    `json:"id"`
	Status string `json:"status"`
	Note   string `json:"note"`
	Error  string `json:"error"`
}

func runBatch(t *testing.T, in string, r bot.Responder) []batchOut {
	t.Helper()
	var out bytes.Buffer
	if err := Batch(t.Context(), strings.NewReader(in), &out, r, Options{Gate: bot.NewGate(nil, quiet())}); err != nil {
		t.Fatal(err)
	}
	var lines []batchOut
	for line := range strings.Lines(out.String()) {
		var o batchOut
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		lines = append(lines, o)
	}
	return lines
}

func TestBatchLines(t *testing.T) {
	tests := []struct {
		name, line string
		want       batchOut
	}{
		{"a question", `{"id":"q1","question":"what?"}`, batchOut{ID: "q1", Status: "about", Note: "what?"}},
		{"a context", `{"id":"q1","question":"when?","context":"what?"}`, batchOut{ID: "q1", Status: "about", Note: "what? / when?"}},
		{"no context", `{"id":"q1","question":"when?","context":null}`, batchOut{ID: "q1", Status: "about", Note: "when?"}},
		{"more fields", `{"id":"q1","question":"x","gold":["a"],"kind":{"a":1}}`, batchOut{ID: "q1", Status: "about", Note: "x"}},
		{"no id", `{"question":"x"}`, batchOut{Status: "about", Note: "x"}},
		{"a number as id", `{"id":7,"question":"x"}`, batchOut{ID: 7.0, Status: "about", Note: "x"}},
		{"blanks around", "  {\"question\":\"x\"} \r", batchOut{Status: "about", Note: "x"}},
		{"a byte order mark", "\ufeff{\"question\":\"x\"}", batchOut{Status: "about", Note: "x"}},
		{"an empty question", `{"id":"q1","question":""}`, batchOut{ID: "q1", Status: "about"}},
		{"no question", `{"id":"q1"}`, batchOut{ID: "q1", Status: "error", Error: `line 1: no question; put its text in the field "question"`}},
		{"a question that is no text", `{"id":"q1","question":5}`, batchOut{ID: "q1", Status: "error", Error: `line 1: "question" is not a string but a JSON number`}},
		{"an id that is no text", `{"id":[1],"question":"x"}`, batchOut{Status: "error", Error: `line 1: "id" is neither a string nor a number`}},
		{"not an object", `["x"]`, batchOut{Status: "error", Error: "line 1: not a JSON object but a JSON array"}},
		{"no JSON", `what?`, batchOut{Status: "error", Error: "line 1: not a JSON object: invalid character 'w' looking for beginning of value"}},
		{"broken off", `{"id":"q1","question":"wh`, batchOut{ID: "q1", Status: "error", Error: "line 1: not a JSON object: unexpected end of JSON input"}},
		{"broken off, the id in the middle", `{"kind":{"a":[1]},"id":"q1","x`, batchOut{ID: "q1", Status: "error", Error: "line 1: not a JSON object: unexpected end of JSON input"}},
		{"broken off before the id", `{"question":"wh`, batchOut{Status: "error", Error: "line 1: not a JSON object: unexpected end of JSON input"}},
		{"two objects", `{"id":"q1","question":"x"}{}`, batchOut{ID: "q1", Status: "error", Error: "line 1: not a JSON object: invalid character '{' after top-level value"}},
		{"a failure", `{"id":"q1","question":"fail"}`, batchOut{ID: "q1", Status: "error", Error: "line 1: no answer: the search failed"}},
		{"as long as may be", `{"id":"q1","question":"` + strings.Repeat("x", maxLine-25) + `"}`, batchOut{ID: "q1", Status: "about", Note: strings.Repeat("x", maxLine-25)}},
		{"too long", `{"id":"q1","question":"` + strings.Repeat("x", maxLine-24) + `"}`, batchOut{ID: "q1", Status: "error", Error: "line 1: the line is longer than 1048576 bytes; shorten the question"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// The line after it is answered whatever this one is.
			got := runBatch(t, tt.line+"\n\n  \n"+`{"id":"next","question":"y"}`, echo)
			want := []batchOut{tt.want, {ID: "next", Status: "about", Note: "y"}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBatchKeepsTheOrder(t *testing.T) {
	slow := responderFunc(func(_ context.Context, q bot.Question) (bot.Answer, error) {
		if strings.HasSuffix(q.Text, "0") {
			time.Sleep(2 * time.Millisecond)
		}
		return bot.Answer{Note: q.Text}, nil
	})
	var in strings.Builder
	const n = 200
	for i := range n {
		fmt.Fprintf(&in, "{\"id\":%d,\"question\":\"%d\"}\n", i, i)
	}
	got := runBatch(t, in.String(), slow)
	if len(got) != n {
		t.Fatalf("got %d lines, want %d", len(got), n)
	}
	for i, o := range got {
		if o.ID != float64(i) || o.Note != fmt.Sprint(i) {
			t.Errorf("line %d: got id %v and note %q", i, o.ID, o.Note)
		}
	}
}

// TestBatchStreams asks one question after the other over a pipe, as a program would.
func TestBatchStreams(t *testing.T) {
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- Batch(t.Context(), inRead, outWrite, echo, Options{Gate: bot.NewGate(nil, quiet())})
		_ = outWrite.Close()
	}()
	answers := bufio.NewReader(outRead)
	for i := range 5 {
		fmt.Fprintf(inWrite, "{\"id\":%d,\"question\":\"x\"}\n", i)
		line, err := answers.ReadString('\n')
		if err != nil || !strings.HasPrefix(line, fmt.Sprintf(`{"id":%d,`, i)) {
			t.Fatalf("question %d: got %q, %v", i, line, err)
		}
	}
	_ = inWrite.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestBatchReadsAheadByAFew shows that input is not taken in faster than it is answered.
func TestBatchReadsAheadByAFew(t *testing.T) {
	var mu sync.Mutex // guards asked
	asked := 0
	release := make(chan struct{})
	stuck := responderFunc(func(context.Context, bot.Question) (bot.Answer, error) {
		mu.Lock()
		asked++
		mu.Unlock()
		<-release
		return bot.Answer{}, nil
	})
	in := strings.NewReader(strings.Repeat("{\"question\":\"x\"}\n", 100_000))
	done := make(chan error, 1)
	go func() { done <- Batch(t.Context(), in, io.Discard, stuck, Options{Gate: bot.NewGate(nil, quiet())}) }()
	time.Sleep(50 * time.Millisecond)
	mu.Lock()
	if asked == 0 || asked > 100 {
		t.Errorf("got %d questions in work, want a few", asked)
	}
	mu.Unlock()
	if in.Len() < 1_000_000 {
		t.Errorf("all but %d bytes of the input are read", in.Len())
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// closedPipe is a writer whose reader has gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestBatchErrors(t *testing.T) {
	question := "{\"question\":\"x\"}\n"
	endless := io.MultiReader(strings.NewReader(question), &endlessReader{})
	if err := Batch(t.Context(), endless, closedPipe{}, echo, Options{}); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("a closed pipe: got %v", err)
	}
	broken := errors.New("broken disk")
	var out strings.Builder
	err := Batch(t.Context(), io.MultiReader(strings.NewReader(question), iotest.ErrReader(broken)), &out, echo, Options{Gate: bot.NewGate(nil, quiet())})
	if !errors.Is(err, broken) || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("a broken input: got %v and %q, want the error and the answer before it", err, out.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	r, w := io.Pipe()
	defer w.Close()
	if err := Batch(ctx, r, io.Discard, echo, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted while it waits: got %v", err)
	}
}

// An endlessReader has the same question again and again.
type endlessReader struct{}

func (*endlessReader) Read(p []byte) (int, error) {
	return copy(p, "{\"question\":\"x\"}\n"), nil
}

func TestReadLine(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     []string // a line that was too long ends in …
	}{
		{"lines", "a\nb\n", 10, []string{"a", "b"}},
		{"no line end", "a\nb", 10, []string{"a", "b"}},
		{"empty lines", "\n\na\n", 10, []string{"", "", "a"}},
		{"nothing", "", 10, nil},
		{"at the limit", "abc\nd\n", 3, []string{"abc", "d"}},
		{"over the limit", "abcd\ne\n", 3, []string{"abc…", "e"}},
		{"over the limit at the end", "abcd", 3, []string{"abc…"}},
		{"over the buffer", strings.Repeat("x", 40) + "\ny", 100, []string{strings.Repeat("x", 40), "y"}},
		{"over both", strings.Repeat("x", 100) + "\ny", 20, []string{strings.Repeat("x", 20) + "…", "y"}},
		{"the limit at the buffer's end", strings.Repeat("x", 17) + "\ny", 16, []string{strings.Repeat("x", 16) + "…", "y"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := bufio.NewReaderSize(strings.NewReader(tt.in), 16)
			var got []string
			for {
				line, long, err := readLine(r, tt.limit)
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if long {
					line = append(line, "…"...)
				}
				got = append(got, string(line))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
