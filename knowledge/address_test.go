package knowledge

import (
	"errors"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	tests := []struct {
		text string
		want Address // the zero Address where the text is none
	}{
		{"p3s2", Address{Paragraph: 3, First: 2, Last: 2}},
		{"p3s1-2", Address{Paragraph: 3, First: 1, Last: 2}},
		{"p3s1–2", Address{Paragraph: 3, First: 1, Last: 2}},
		{"p3", Address{Paragraph: 3}},
		{"¶3", Address{Paragraph: 3}},
		{"¶ 3", Address{Paragraph: 3}},
		{"¶3s2", Address{Paragraph: 3, First: 2, Last: 2}},
		{"¶3, sentence 2", Address{Paragraph: 3, First: 2, Last: 2}},
		{"¶3, sentences 1–2", Address{Paragraph: 3, First: 1, Last: 2}},
		{"P3S2", Address{Paragraph: 3, First: 2, Last: 2}},
		{"  p3s2 ", Address{Paragraph: 3, First: 2, Last: 2}},
		{"2025-02-07-a#p3s2", Address{Document: "2025-02-07-a", Paragraph: 3, First: 2, Last: 2}},
		{"a#b#p1", Address{Document: "a#b", Paragraph: 1}},
		{"p016", Address{Paragraph: 16}},
		{"", Address{}},
		{"3", Address{}},
		{"p0", Address{}},
		{"p1s0", Address{}},
		{"p1s3-2", Address{}},
		{"p1s", Address{}},
		{"p1-2", Address{}},
		{"#p1", Address{}},
		{"p-1", Address{}},
		{"p1234567", Address{}},
		{"p3s2 and more", Address{}},
		{"p３", Address{}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := ParseAddress(tt.text)
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if wantErr := tt.want == (Address{}); errors.Is(err, ErrBadAddress) != wantErr || (err != nil) != wantErr {
				t.Errorf("got error %v, want one: %t", err, wantErr)
			}
		})
	}
}

// TestAddressesLeadBack goes from every sentence and run of the seed to its address and
// back, by the short form and by the prose of a citation.
func TestAddressesLeadBack(t *testing.T) {
	d := seedStatement(t)
	for _, p := range d.Paragraphs {
		for first := 1; first <= len(p.Sentences); first++ {
			for last := first; last <= len(p.Sentences); last++ {
				q, err := d.Quote(Place{p.Number, first}, last)
				if err != nil {
					t.Fatal(err)
				}
				for _, text := range []string{q.Citation().Address(), q.Citation().Place()} {
					a, err := ParseAddress(text)
					if err != nil {
						t.Fatal(err)
					}
					back, err := d.QuoteAt(a)
					if err != nil || back.Span() != q.Span() {
						t.Errorf("%s: got %v, %v, want %v", text, back.Span(), err, q.Span())
					}
				}
			}
		}
	}
}

func TestQuoteAt(t *testing.T) {
	d := textDocument(t, "a", "One. Two. Three.", "Four.")
	tests := []struct {
		address string
		want    string // the text, or a part of the error
		exists  bool
	}{
		{"p1", "One. Two. Three.", true},
		{"p1s2", "Two.", true},
		{"p1s2-3", "Two. Three.", true},
		{"other#p2", "Four.", true}, // the caller has chosen the document
		{"p3", "a has 2 paragraphs", false},
		{"p1s4", "paragraph 1 of a has 3", false},
		{"p1s1-4", "paragraph 1 of a has 3", false},
	}
	for _, tt := range tests {
		t.Run(tt.address, func(t *testing.T) {
			a, err := ParseAddress(tt.address)
			if err != nil {
				t.Fatal(err)
			}
			q, err := d.QuoteAt(a)
			switch {
			case tt.exists && (err != nil || q.Text() != tt.want):
				t.Errorf("got %q, %v, want %q", q.Text(), err, tt.want)
			case !tt.exists && (!errors.Is(err, ErrNoSuchSentence) || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got error %v, want %q", err, tt.want)
			}
		})
	}
}
