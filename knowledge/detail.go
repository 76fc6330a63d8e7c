package knowledge

import (
	"regexp"
	"strings"
)

// holdsDetail reports whether a sentence has a detail of the kind that is asked for.
func (x *Index) holdsDetail(s *sentence, want Detail) bool {
	switch want {
	case Time:
		return s.time
	case Amount:
		return s.amount
	case Who:
		return x.mentionsKind(s, Person)
	case Where:
		return x.mentionsKind(s, PlaceName)
	}
	return false
}

// What is named in one sentence of so many is spoken of everywhere.
const everywhere = 4

// mentionsKind reports whether a sentence names something of a kind that not every other
// sentence of the documents names too.
func (x *Index) mentionsKind(s *sentence, kind ConceptKind) bool {
	for _, m := range s.mentions {
		c := &x.glossary.concepts[m.concept]
		if c.Kind == kind && x.sentencesWith("#"+c.ID)*everywhere < len(x.sentences) {
			return true
		}
	}
	return false
}

var (
	exactTime = regexp.MustCompile(`\b(?:1[89]|2[01])\d\d\b|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b`)
	looseTime = regexp.MustCompile(`(?i)\b(?:today|tomorrow|yesterday|near future|early date|as soon as possible|by the end of|this year|next year|later this|annual|within \w+ (?:days|months|years))\b`)
	amount    = regexp.MustCompile(`(?i)[$€£¥]\s?\d|\b\d[\d,.]*\s*(?:percent|%|per cent|million|billion|trillion|thousand|tons|tonnes|MW|GW|km|miles|people|jobs|troops|dollars|yen)`)
)

// HoldsTime reports whether text names a year or a day.
func HoldsTime(text string) bool { return exactTime.MatchString(text) }

// HoldsAmount reports whether text names an amount: money, a share or a counted number.
func HoldsAmount(text string) bool {
	return amount.MatchString(text) || strings.Contains(text, "percent")
}
