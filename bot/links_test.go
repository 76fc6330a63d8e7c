package bot_test

import (
	"strings"
	"testing"

	"statementbot/bot"
)

func TestLinks(t *testing.T) {
	doc := parse(t, "a statement.md", "Japan will act. The United States welcomed it.")
	query := "?e=" + doc.Edition + "&s="
	tests := []struct {
		public, address, page string
	}{
		{"", "p1s1", ""},
		{"https://statements.example.org", "p1s1", "https://statements.example.org/d/a%20statement" + query + "p1s1#p1s1"},
		{"https://example.org/read/", "p1s2", "https://example.org/read/d/a%20statement" + query + "p1s2#p1s2"},
		{"http://127.0.0.1:8080/", "p1", "http://127.0.0.1:8080/d/a%20statement" + query + "p1s1-2#p1s1-2"},
	}
	for _, tt := range tests {
		links, err := bot.NewLinks(tt.public)
		if err != nil {
			t.Fatal(err)
		}
		c := quote(t, doc, tt.address).Citation()
		if got := links.Page(c); got != tt.page {
			t.Errorf("page of %s under %q: got %q, want %q", tt.address, tt.public, got, tt.page)
		}
		read := tt.page
		if read == "" {
			read = c.URL
		}
		if got := links.Read(c); got != read || links.Publisher(c) != c.URL {
			t.Errorf("%s under %q: got %q to read, want %q", tt.address, tt.public, got, read)
		}
	}
}

func TestLinksRefuse(t *testing.T) {
	for _, public := range []string{"statements.example.org", "ftp://example.org", "https://", "https://x:secret@example.org", "https://example.org/?a=b", "https://example.org/#top", "http://x:secret@[::1"} {
		if _, err := bot.NewLinks(public); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got error %v, want one that holds no secret", public, err)
		}
	}
}

func TestSubject(t *testing.T) {
	q := bot.Question{Text: "by when tho", Previous: "what about Senkaku?"}
	tests := []struct {
		name   string
		answer bot.Answer
		want   string
	}{
		{"answered", bot.Answer{Outcome: bot.Answered}, q.Text},
		{"in part", bot.Answer{Outcome: bot.Partial}, q.Text},
		{"a follow-up", bot.Answer{Outcome: bot.Answered, Continues: true}, q.Previous},
		{"not found", bot.Answer{Outcome: bot.NotFound}, q.Previous},
		{"small talk", bot.Answer{Outcome: bot.About}, q.Previous},
	}
	for _, tt := range tests {
		if got := tt.answer.Subject(q); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
