package knowledge

import (
	"errors"
	"testing"
)

func TestQuoteIsTheTextAtItsSpan(t *testing.T) {
	d := seedStatement(t)
	for _, p := range d.Places() {
		q, err := d.Quote(p, p.Sentence)
		if err != nil {
			t.Fatal(err)
		}
		if q.Span() != d.At(p) || q.Text() != d.Slice(d.At(p)) {
			t.Errorf("%v: got %q at %v, want the sentence at %v", p, q.Text(), q.Span(), d.At(p))
		}
		c := q.Citation()
		if c.Document != d.ID || c.Title != d.Title || c.Date != d.Date || c.Edition != d.Edition {
			t.Errorf("%v: got citation %+v, want that of %s", p, c, d.ID)
		}
		if q.Highlights() != nil {
			t.Errorf("%v: got highlights %v without a search, want none", p, q.Highlights())
		}
	}
}

func TestQuoteErrors(t *testing.T) {
	d := textDocument(t, "a", "One. Two.", "Three.")
	tests := []struct {
		first Place
		last  int
	}{
		{Place{0, 1}, 1},
		{Place{1, 0}, 1},
		{Place{1, 1}, 0},
		{Place{1, 2}, 1},
		{Place{1, 1}, 3},
		{Place{3, 1}, 1},
		{Place{-1, -1}, -1},
	}
	for _, tt := range tests {
		if q, err := d.Quote(tt.first, tt.last); !errors.Is(err, ErrNoSuchSentence) || q.Text() != "" {
			t.Errorf("%v to %d: got %q, %v, want %v", tt.first, tt.last, q.Text(), err, ErrNoSuchSentence)
		}
	}
}

func TestCitation(t *testing.T) {
	tests := []struct {
		name                 string
		c                    Citation
		prose, short, placed string
	}{
		{
			name:  "a sentence",
			c:     Citation{Document: "a", Title: "A Statement", Date: "2025-02-07", Section: "Peace", Paragraph: 3, First: 2, Last: 2},
			prose: "A Statement (7 February 2025), “Peace”, ¶3, sentence 2", short: "a#p3s2", placed: "¶3, sentence 2",
		},
		{
			name:  "a run, no section, no date",
			c:     Citation{Document: "a", Title: "A Statement", Paragraph: 1, First: 1, Last: 4},
			prose: "A Statement, ¶1, sentences 1–4", short: "a#p1s1-4", placed: "¶1, sentences 1–4",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.c.String(); got != tt.prose {
				t.Errorf("String: got %q, want %q", got, tt.prose)
			}
			if got := tt.c.Address(); got != tt.short {
				t.Errorf("Address: got %q, want %q", got, tt.short)
			}
			if got := tt.c.Place(); got != tt.placed {
				t.Errorf("Place: got %q, want %q", got, tt.placed)
			}
		})
	}
}

func TestFormatDate(t *testing.T) {
	for date, want := range map[string]string{
		"2025-02-07": "7 February 2025",
		"1999-12-31": "31 December 1999",
		"2025-02-30": "2025-02-30",
		"":           "",
		"soon":       "soon",
	} {
		if got := FormatDate(date); got != want {
			t.Errorf("FormatDate(%q): got %q, want %q", date, got, want)
		}
	}
}
