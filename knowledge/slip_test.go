package knowledge

import (
	"strings"
	"testing"
)

func TestSlipCost(t *testing.T) {
	for _, c := range []struct {
		name, typed, meant string
		limit, want        int
	}{
		{"none", "trade", "trade", 0, 0},
		{"doubled", "okkinawa", "okinawa", 40, costDoubled},
		{"one of two missing", "suply", "supply", 40, costDoubled},
		{"exchanged", "koera", "korea", 40, costExchanged},
		{"exchanged at the first letter", "okrea", "korea", 40, costExchanged + costFirst},
		{"the key beside", "taiwsn", "taiwan", 40, costNear},
		{"another vowel", "senkuku", "senkaku", 40, costNear},
		{"sounds the same", "coersion", "coercion", 40, costNear},
		{"vowel missing", "snkaku", "senkaku", 40, costSlid},
		{"two keys at once", "taiwqan", "taiwan", 40, costSlid},
		{"missing", "deterence", "deterrence", 40, costDoubled},
		{"consonant missing", "quatum", "quantum", 40, costMissing},
		{"wrong", "taipan", "taiwan", 40, costAny},
		{"wrong start", "maiwan", "taiwan", 40, costAny + costWrongStart},
		{"moved", "tawain", "taiwan", 40, costMoved},
		{"exchanged at a distance", "hekono", "henoko", 40, costMoved},
		{"moved in a short word", "aden", "dena", 60, 45},
		{"two slips", "cooparaton", "cooperation", 40, costNear + costSlid},
		{"more than the limit", "taiwan", "thailand", 20, 21},
		{"longer than the table", strings.Repeat("a", 64), strings.Repeat("a", 65), 30, 31},
	} {
		t.Run(c.name, func(t *testing.T) {
			typed := newTypedWord(c.typed)
			if got := typed.cost(c.meant, c.limit); got != c.want {
				t.Errorf("%q for %q: got %d, want %d", c.typed, c.meant, got, c.want)
			}
		})
	}
}

func TestSoundOf(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"cohersion", "coercion", true},
		{"malishus", "malicious", true},
		{"kwantum", "quantum", true},
		{"filipines", "philippines", true},
		{"russha", "russia", true},
		{"strate", "strait", true},
		{"chane", "chain", true},
		{"exsports", "exports", true},
		{"taiwan", "thailand", false},
		{"korea", "crimea", false},
		{"", "h", false},
	} {
		if got := soundOf(c.a) == soundOf(c.b); got != c.same {
			t.Errorf("%q sounds %q, %q sounds %q", c.a, soundOf(c.a), c.b, soundOf(c.b))
		}
	}
}

func TestBeside(t *testing.T) {
	for pair, want := range map[string]bool{"as": true, "sa": true, "qa": true, "sd": true, "mk": true, "we": true, "az": true, "al": false, "aa": false, "qz": false, "a-": false} {
		if got := beside(pair[0], pair[1]); got != want {
			t.Errorf("beside(%q): got %v", pair, got)
		}
	}
}
