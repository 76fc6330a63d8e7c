package web

import (
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"statementbot/knowledge"
)

// TestOldLinks publishes a document, changes it, and follows the links of the first edition.
func TestOldLinks(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state", "editions")
	before := parse(t, "a.md", strings.Join([]string{
		"Japan will act with its partners at once. The two countries welcomed the new treaty on trade in all goods.",
		"They met in Tokyo. Nothing else was said about whaling in the northern seas.",
		"They agree. They part.",
	}, "\n\n"))
	after := parse(t, "a.md", strings.Join([]string{
		"This is a new paragraph.",
		"Japan will act with its partners at once. The two countries welcomed the old treaty on trade in all goods.",
		"They met in Tokyo. They said that they agree. They part. As friends.",
	}, "\n\n"))
	webWith(t, Config{Documents: []*knowledge.Document{before}, Editions: folder}, silent)
	h := webWith(t, Config{Documents: []*knowledge.Document{after}, Editions: folder}, silent).Handler()
	tests := []struct {
		name, place string
		anchor      string // where the reader lands; "" for the notice
		fate        string
		was         string
		cited       string
	}{
		{"moved", "p1s1", "p2s1", "reads the same, but has moved: it stood at p1s1", "", "Japan will act with its partners at once."},
		{"changed", "p1s2", "p2s2", "has changed since edition " + before.Edition, "The two countries welcomed the new treaty on trade in all goods.", "The two countries welcomed the old treaty on trade in all goods."},
		{"gone", "p2s2", "", "This edition does not have it", "Nothing else was said about whaling in the northern seas.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := do(t, h, http.MethodGet, "/d/a?e="+before.Edition+"&s="+tt.place, "", nil)
			address, fragment, _ := strings.Cut(r.header.Get("Location"), "#")
			want := tt.anchor
			if want == "" {
				want = "notice"
			}
			if r.status != http.StatusFound || fragment != want || !strings.HasPrefix(address, "?") {
				t.Fatalf("got status %d to %q, want a redirect to #%s", r.status, r.header.Get("Location"), want)
			}
			page := get(t, h, "/d/a"+address)
			if got := page.text(t, ".fate-text"); !strings.Contains(got, tt.fate) {
				t.Errorf("got %q, want %q", got, tt.fate)
			}
			if tt.was != "" {
				if got := page.text(t, ".was"); got != "It read: “"+tt.was+"”" {
					t.Errorf("got %q, want %q", got, tt.was)
				}
			}
			if got := strings.Join(page.texts(".cited"), " "); got != tt.cited {
				t.Errorf("got %q as cited, want %q", got, tt.cited)
			}
			if got := strings.Join(append(page.texts(".difference del"), page.texts(".difference ins")...), " "); tt.name == "changed" && got != "[then: new] [now: old]" {
				t.Errorf("got the difference %q", got)
			}
			if got := len(page.all(".changed")) > 0; got != (tt.name == "changed") {
				t.Errorf("marked as changed: got %t", got)
			}
		})
	}
	page := get(t, h, "/about")
	if got := page.text(t, ".documents .meta"); !strings.Contains(got, "earlier: "+before.Edition) {
		t.Errorf("got %q, want the earlier edition in it", got)
	}
}

// TestOldLinkToTheSamePlace needs no redirect.
func TestOldLinkToTheSamePlace(t *testing.T) {
	folder := t.TempDir()
	before := parse(t, "a.md", "They met in Tokyo.\n\nThey part.")
	after := parse(t, "a.md", "They met in Tokyo.\n\nThey part as friends.")
	webWith(t, Config{Documents: []*knowledge.Document{before}, Editions: folder}, silent)
	h := webWith(t, Config{Documents: []*knowledge.Document{after}, Editions: folder}, silent).Handler()
	page := get(t, h, "/d/a?e="+before.Edition+"&s=p1s1")
	if got := page.text(t, ".fate-text"); !strings.Contains(got, "reads the same, at the same place") {
		t.Errorf("got %q, want that it reads the same", got)
	}
	for query, want := range map[string]string{
		"?e=12345678&s=p1s1":                 "not known here",
		"?e=12345678":                        "another edition of the document",
		"?e=" + before.Edition + "&s=p9s9":   "a place that this document does not have",
		"?e=12345678&s=p9s9":                 "a place that this document does not have",
		"?e=%3Cimg+src=x%3E%22%27&s=p1s1":    "not known here",
		"?e=" + before.Edition + "&s=p2s1-9": "a place that this document does not have",
	} {
		page := get(t, h, "/d/a"+query)
		if got := strings.Join(page.texts(".fate-text"), " "); !strings.Contains(got, want) || len(page.all(".fate img")) > 0 {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got := get(t, h, "/d/a?e="+after.Edition+"&s=p2s1"); len(got.all(".fate")) > 0 {
		t.Error("a link of this edition: got a notice, want none")
	}
}

// TestBadEditions leaves out what is broken, and does without a folder where there is none.
func TestBadEditions(t *testing.T) {
	doc := parse(t, "a.md", "They met.")
	other := parse(t, "a.md", "They met again.")
	folder := t.TempDir()
	if err := write(folder, editionOf(other)); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got files %q, error %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string]string{
		"half":     string(content[:len(content)/2]),
		"another":  strings.Replace(string(content), "again", "never", 1),
		"too_long": strings.Replace(string(content), "[[[0,", "[[[9000,", 1),
	} {
		if err := os.WriteFile(filepath.Join(folder, name+".json"), []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var logged strings.Builder
	log := slog.New(slog.NewTextHandler(&logged, nil))
	known := keepEditions(folder, []*knowledge.Document{doc}, log)
	if len(known["a"]) != 2 || known["a"][other.Edition] == nil {
		t.Errorf("got editions %v, want the two good ones", known["a"])
	}
	for _, name := range []string{"half", "another", "too_long"} {
		if !strings.Contains(logged.String(), name+".json") {
			t.Errorf("got log %q, want %s named", &logged, name)
		}
	}
	logged.Reset()
	file := filepath.Join(folder, "half.json")
	if known := keepEditions(filepath.Join(file, "x"), []*knowledge.Document{doc}, log); len(known["a"]) != 1 || !strings.Contains(logged.String(), "cannot be kept") {
		t.Errorf("no folder: got %v and log %q", known, &logged)
	}
}
