package knowledge

import "strings"

// What the slips of one letter cost. Those that are made often cost less: fingers hit the
// key beside, double a letter or exchange two; who writes by ear takes one vowel, or one
// consonant, for another.
const (
	costDoubled    = 9  // a letter doubled, or one of two missing
	costExchanged  = 10 // two letters exchanged
	costNear       = 10 // another vowel, a letter that sounds the same, the key beside
	costSlid       = 11 // a letter too many from the key beside, or a vowel missing
	costMissing    = 13
	costAny        = 18 // any other letter wrong or too many
	costFirst      = 8  // added at the first letter, where slips are rare
	costWrongStart = 16 // added where the first letter is another one and not near
	costMoved      = 17 // a letter in another place, or two exchanged at a distance: "tawain"
	costSound      = 14 // a word that sounds the same
)

// shortestMoved is the least length of a word in which a letter has moved.
const shortestMoved = 6

// longestSlip is the length in bytes of the longest word with which another is compared.
const longestSlip = 64

// A typedWord is a word as it was typed, to be compared with many that may have been meant.
type typedWord struct {
	text    string
	letters uint32
	extra   [longestSlip]int // by letter: the cost of it as one too many
}

// newTypedWord takes words of up to longestSlip bytes.
func newTypedWord(text string) typedWord {
	t := typedWord{text: text, letters: letters(text)}
	for i := range len(text) {
		t.extra[i] = extra(text, i)
	}
	return t
}

// startsLike reports whether the word may have been typed for one that begins as meant does:
// few slip at the first letter, and then by one of the keys.
func (t *typedWord) startsLike(meant string) bool {
	return t.text[0] == meant[0] || near(t.text[0], meant[0]) || t.text[1] == meant[0] || t.text[0] == meant[1]
}

// cost returns what it costs to have typed the word for the one that was meant: the least
// sum over slips of letters, of which none is changed twice; limit+1 if that is more than limit.
func (t *typedWord) cost(meant string, limit int) int {
	typed := t.text
	if len(typed) > longestSlip || len(meant) > longestSlip {
		return limit + 1
	}
	var rows [3][longestSlip + 1]int
	var missed [longestSlip]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(meant) {
		missed[j] = missing(meant, j)
		last[j+1] = last[j] + missed[j]
	}
	for i := 1; i <= len(typed); i++ {
		c, extra := typed[i-1], t.extra[i-1]
		row[0] = last[0] + extra
		least := row[0]
		for j := 1; j <= len(meant); j++ {
			m := meant[j-1]
			cost := last[j-1]
			if c != m {
				cost += wrong(c, m, i == 1 && j == 1)
			}
			cost = min(cost, last[j]+extra, row[j-1]+missed[j-1])
			if i > 1 && j > 1 && c == meant[j-2] && typed[i-2] == m {
				exchanged := before[j-2] + costExchanged
				if i == 2 {
					exchanged += costFirst
				}
				cost = min(cost, exchanged)
			}
			row[j] = cost
			least = min(least, cost)
		}
		before, last, row = last, row, before
		if least > limit {
			last[len(meant)] = limit + 1
			break
		}
	}
	cost := min(last[len(meant)], limit+1)
	if cost > costMoved && costMoved <= limit && isMoved(typed, meant) {
		return costMoved
	}
	return cost
}

// isMoved reports whether one letter stands in another place, or two have changed places.
func isMoved(typed, meant string) bool {
	if len(typed) != len(meant) || len(typed) < shortestMoved {
		return false
	}
	i, j := 0, len(typed)
	for i < j && typed[i] == meant[i] {
		i++
	}
	for j > i && typed[j-1] == meant[j-1] {
		j--
	}
	if i == 0 || j-i < 2 {
		return false
	}
	a, b := typed[i:j], meant[i:j]
	last := len(a) - 1
	return a[0] == b[last] && a[1:] == b[:last] || a[last] == b[0] && a[:last] == b[1:] ||
		a[0] == b[last] && a[last] == b[0] && a[1:last] == b[1:last]
}

// missing is the cost of leaving out meant[i].
func missing(meant string, i int) int {
	switch {
	case i == 0:
		return costMissing + costFirst
	case meant[i] == meant[i-1]:
		return costDoubled
	case isVowel(meant[i]):
		return costSlid
	}
	return costMissing
}

// extra is the cost of typed[i] as a letter too many.
func extra(typed string, i int) int {
	slid := i > 0 && beside(typed[i], typed[i-1]) || i+1 < len(typed) && beside(typed[i], typed[i+1])
	switch {
	case i > 0 && typed[i] == typed[i-1]:
		return costDoubled
	case i == 0 && slid:
		return costSlid + costFirst
	case i == 0:
		return costAny + costWrongStart
	case slid:
		return costSlid
	}
	return costAny
}

// wrong is the cost of one letter for another.
func wrong(typed, meant byte, first bool) int {
	alike := near(typed, meant)
	switch {
	case alike && first:
		return costNear + costFirst
	case alike:
		return costNear
	case first:
		return costAny + costWrongStart
	}
	return costAny
}

// near reports whether one letter is often typed for another, by ear or by a slip.
func near(typed, meant byte) bool {
	return typed-'a' < 26 && meant-'a' < 26 && nearTo[typed-'a']&(1<<(meant-'a')) != 0
}

// nearTo holds for each letter, as bits from 'a' on, those near it.
var nearTo = func() (near [26]uint32) {
	for a := byte('a'); a <= 'z'; a++ {
		for b := byte('a'); b <= 'z'; b++ {
			if isVowel(a) && isVowel(b) || beside(a, b) || strings.Contains(soundAlike, string([]byte{a, b})) || strings.Contains(soundAlike, string([]byte{b, a})) {
				near[a-'a'] |= 1 << (b - 'a')
			}
		}
	}
	return near
}()

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// soundAlike are pairs of consonants that may stand for the same sound.
const soundAlike = "ck cs kq cq sz fv gj dt mn"

// keyRows are the rows of a keyboard.
var keyRows = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// keyOf holds the row and the place of each letter in thirds of a key, for each row is about a
// third to the right of the one above it.
var keyOf = func() (at [26]struct{ row, x int }) {
	for r, letters := range keyRows {
		for i := range len(letters) {
			at[letters[i]-'a'].row, at[letters[i]-'a'].x = r, 3*i+r
		}
	}
	return at
}()

// beside reports whether two different letters have keys beside each other.
func beside(a, b byte) bool {
	if a < 'a' || a > 'z' || b < 'a' || b > 'z' || a == b {
		return false
	}
	p, q := keyOf[a-'a'], keyOf[b-'a']
	dx, dy := p.x-q.x, p.row-q.row
	return dy == 0 && (dx == 3 || dx == -3) || (dy == 1 || dy == -1) && dx > -3 && dx < 3
}

// shortestSound is the least number of sounds by which a word is known.
const shortestSound = 5

// soundOf writes a normalised word roughly as it sounds: vowels are all alike, letters that
// sound the same are one, doubled and silent ones are left out. "coercion" and "cohersion"
// come out the same, and so do "quantum" and "kwantum".
func soundOf(word string) string {
	const vowel = 'a'
	b := make([]byte, 0, len(word)+2)
	add := func(sounds ...byte) {
		for _, c := range sounds {
			if len(b) == 0 || b[len(b)-1] != c {
				b = append(b, c)
			}
		}
	}
	at := func(i int) byte {
		if i < len(word) {
			return word[i]
		}
		return 0
	}
	for i := 0; i < len(word); i++ {
		c, next := word[i], at(i+1)
		if next == c { // the second one sounds
			continue
		}
		switch {
		case (c == 't' || c == 's' || c == 'c' || c == 'x') && next == 'i' && (at(i+2) == 'o' || at(i+2) == 'a'):
			add('S') // nation, mission, malicious
		case next == 'h' && (c == 'c' || c == 's' || c == 'p' || c == 't' || c == 'w'):
			add(map[byte]byte{'c': 'C', 's': 'S', 'p': 'f', 't': 'T', 'w': 'w'}[c])
			i++
		case c == 'q' && next == 'u':
			add('k', 'w')
			i++
		case c == 'x':
			add('k', 's')
		case c == 'c' && (next == 'e' || next == 'i' || next == 'y'), c == 'z':
			add('s')
		case c == 'c', c == 'q':
			add('k')
		case c == 'h' && i > 0:
		case c == 'e' && i == len(word)-1 && i > 2:
		case isVowel(c) && (c != 'y' || i > 0):
			add(vowel)
		default:
			add(c)
		}
	}
	return string(b)
}
