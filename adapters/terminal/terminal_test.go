package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
	"statementbot/knowledge"
)

// chat runs a conversation over plain lines.
func chat(t *testing.T, in string, docs []*knowledge.Document, r bot.Responder) string {
	t.Helper()
	var out bytes.Buffer
	if err := New(Config{In: strings.NewReader(in), Out: &out, Documents: docs}, r, quiet()).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestChatRemembersTheLastAnsweredQuestion(t *testing.T) {
	var got []bot.Question
	r := responderFunc(func(_ context.Context, q bot.Question) (bot.Answer, error) {
		got = append(got, q)
		switch {
		case strings.HasPrefix(q.Text, "broken"):
			return bot.Answer{}, errors.New("broken")
		case strings.HasPrefix(q.Text, "absent"):
			return bot.Answer{Outcome: bot.NotFound}, nil
		case q.Text == "thanks":
			return bot.Answer{Outcome: bot.About}, nil
		}
		return bot.Answer{Outcome: bot.Partial}, nil
	})
	chat(t, "  first \n\nabsent\n/help\nthanks\nbroken\nsecond\r\nthird", nil, r)
	want := []bot.Question{
		{Text: "first"},
		{Text: "absent", Previous: "first"},
		{Text: "thanks", Previous: "first"},
		{Text: "broken", Previous: "first"},
		{Text: "second", Previous: "first"},
		{Text: "third", Previous: "second"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestChatCommands(t *testing.T) {
	docs := seedDocs(t)
	none := responderFunc(func(context.Context, bot.Question) (bot.Answer, error) {
		t.Error("a command was asked as a question")
		return bot.Answer{}, nil
	})
	tests := []struct{ line, want string }{
		{"/help", "/show ADDRESS"},
		{"/outline", "U.S.-Japan Cooperation for Peace  ¶2–"},
		{"/docs", docs[0].ID + "\n"},
		{"/show p3s2", bar + quote(t, docs[0], "p3s2").Text() + "\n"},
		{"/show   ¶3 ", bar + quote(t, docs[0], "p3").Text() + "\n"},
		{"/show", "Say which place"},
		{"/show p99", "has 16 paragraphs."},
		{"/show Senkaku", "not an address"},
		{"/dance", "There is no command /dance; /help lists them."},
		{"/quit\n/dance", ""},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			got := chat(t, tt.line+"\n", docs, none)
			if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got %q, want %q in it", got, tt.want)
			}
		})
	}
}

func TestChatApologises(t *testing.T) {
	docs := seedDocs(t)
	altered := parse(t, docs[0].ID+".md", "Japan may act.")
	r := responderFunc(func(_ context.Context, q bot.Question) (bot.Answer, error) {
		if q.Text == "fail" {
			return bot.Answer{}, errors.New("the index is closed")
		}
		return bot.Answer{Quotes: []knowledge.Quote{quote(t, altered, "p1s1")}}, nil
	})
	var out, logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, nil))
	config := Config{In: strings.NewReader("fail\nalter\n"), Out: &out, Documents: docs}
	if err := New(config, r, log).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"I could not answer this", "Sorry, this answer is held back"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got %q, want %q in it", out.String(), want)
		}
	}
	if strings.Contains(out.String(), "may act") || strings.Contains(out.String(), "index is closed") {
		t.Errorf("got %q, want neither the altered quote nor the error", out.String())
	}
	if !strings.Contains(logged.String(), "the index is closed") || strings.Contains(logged.String(), "alter\n") {
		t.Errorf("got log %q, want the error and no question", logged.String())
	}
}

func TestChatEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	r, w := io.Pipe()
	defer w.Close()
	if err := New(Config{In: r, Out: io.Discard}, echo, quiet()).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want that of the context", err)
	}
}

func TestPlainLinesPrompt(t *testing.T) {
	var out bytes.Buffer
	p := newPlainLines(strings.NewReader("one\ntwo"), &out, true)
	for _, want := range []string{"one", "two"} {
		if got, err := p.readLine(); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := p.readLine(); !errors.Is(err, io.EOF) {
		t.Errorf("got error %v, want the end", err)
	}
	if want := "> > > \n"; out.String() != want {
		t.Errorf("got prompts %q, want %q", out.String(), want)
	}
}
