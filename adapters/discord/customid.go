package discord

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"statementbot/bot"
	"statementbot/knowledge"
)

// maxCustomID is the length of a button's id in characters, which we count in bytes:
// https://docs.discord.com/developers/components/reference#custom-id
const maxCustomID = 100

// A button's id says all that is needed to answer it, since the program may have been
// started anew since, or another process may get the click: a verb with its version, and
// places or a question. A place names its document by a hash of ID and edition, so that it
// survives documents added and is refused once the text has changed.
const (
	verbMore     = "m1" // places of the passages to show
	verbOffset   = "o1" // how many quotes have been shown, and the question
	verbContext  = "c1" // the place to show in its paragraph
	verbShare    = "s1" // the question whose answer is to be made public
	verbShareAt  = "p1" // the places to make public, where the question is too long
	verbAsk      = "a1" // the question to ask
	verbFollow   = "f1" // the question before the one to be typed
	verbFeedback = "h1" // "y" or "n"
	separator    = ":"
)

// parseID divides a button's id.
func parseID(id string) (verb, rest string) {
	verb, rest, _ = strings.Cut(id, separator)
	return verb, rest
}

// textID returns an id that holds a text; false if there is no room for it.
func textID(verb, text string) (string, bool) {
	id := verb + separator + text
	return id, text != "" && len(id) <= maxCustomID
}

func feedbackID(helpful bool) string {
	if helpful {
		return verbFeedback + separator + "y"
	}
	return verbFeedback + separator + "n"
}

// followID holds the question before the next one, as far as there is room.
func followID(previous string) string {
	if id, ok := textID(verbFollow, previous); ok {
		return id
	}
	return verbFollow + separator
}

// shareID holds the question, or where that is too long the places of its answer; false
// where there is nothing to share.
func shareID(question string, shown []knowledge.Quote) (string, bool) {
	if id, ok := textID(verbShare, question); ok {
		return id, true
	}
	return placesID(verbShareAt, shown), len(shown) > 0
}

// moreID holds the passages that are left. Where there are more than an answer has, it
// holds the question instead, to be asked from there on.
func moreID(question string, shown int, rest []knowledge.Quote, more int) string {
	if more > 0 {
		if id, ok := textID(verbOffset+separator+strconv.Itoa(shown), question); ok {
			return id
		}
	}
	return placesID(verbMore, rest)
}

// offsetOf reads what is behind verbOffset.
func offsetOf(rest string) (shown int, question string, ok bool) {
	number, question, _ := strings.Cut(rest, separator)
	shown, err := strconv.Atoi(number)
	return shown, question, err == nil && shown > 0 && question != ""
}

// placesID holds as many of the places as there is room for, from the first on.
func placesID(verb string, quotes []knowledge.Quote) string {
	id := verb
	for _, q := range quotes {
		part := separator + placeRef(q.Citation())
		if len(id)+len(part) > maxCustomID {
			break
		}
		id += part
	}
	return id
}

func placeID(verb string, c knowledge.Citation) string { return verb + separator + placeRef(c) }

// placeRef writes a place as "HASH.3.2", "HASH.3.1-2" for a run.
func placeRef(c knowledge.Citation) string {
	ref := documentHash(c.Document, c.Edition) + "." + strconv.Itoa(c.Paragraph) + "." + strconv.Itoa(c.First)
	if c.Last > c.First {
		ref += "-" + strconv.Itoa(c.Last)
	}
	return ref
}

// documentHash is 8 characters for an edition of a document: 48 bits, of which ten
// thousand documents share one with a chance of one in five million.
func documentHash(id, edition string) string {
	sum := sha256.Sum256([]byte(id + "\x00" + edition))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// placesOf reads the places behind a verb; false if one is not there any more.
func placesOf(docs []*knowledge.Document, rest string) ([]bot.Located, bool) {
	var places []bot.Located
	for ref := range strings.SplitSeq(rest, separator) {
		hash, numbers, _ := strings.Cut(ref, ".")
		paragraph, sentences, _ := strings.Cut(numbers, ".")
		address, err := knowledge.ParseAddress("p" + paragraph + "s" + sentences)
		if err != nil {
			return nil, false
		}
		at, ok := placeIn(docs, hash, address)
		if !ok {
			return nil, false
		}
		places = append(places, at)
	}
	return places, len(places) > 0
}

func placeIn(docs []*knowledge.Document, hash string, address knowledge.Address) (bot.Located, bool) {
	for _, d := range docs {
		if documentHash(d.ID, d.Edition) != hash {
			continue
		}
		quote, err := d.QuoteAt(address)
		return bot.Located{Document: d, Quote: quote}, err == nil
	}
	return bot.Located{}, false
}

func quotesOf(places []bot.Located) []knowledge.Quote {
	var quotes []knowledge.Quote
	for _, at := range places {
		quotes = append(quotes, at.Quote)
	}
	return quotes
}
