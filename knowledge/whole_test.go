package knowledge

import "testing"

func TestWhole(t *testing.T) {
	x := seedIndex(t)
	for _, tt := range []struct{ previous, text, want string }{
		{"who handles the defense part?", "and for the economy part?", "who handles the economy part?"},
		{"which ministers must handle defense?", "same for the economy", "which ministers must handle economy?"},
		{"does the treaty apply to the Senkakus?", "and to Okinawa?", "does the treaty apply to the Okinawa?"},
		{"what did Japan promise about Taiwan?", "and the US?", "what did US promise about Taiwan?"},
		{"what did Japan promise about Taiwan?", "ok and Okinawa", "what did Japan promise about Okinawa?"},
		{"what about the South China Sea?", "the east one", "what about the east China Sea?"},
		{"what about the South China Sea?", "and the other one, in the east?", "what about the east China Sea?"},
		{"Taiwan or Okinawa?", "what about the first one?", "what about the Taiwan?"},
		{"Taiwan or Okinawa?", "the latter", "the Okinawa"},
		{"what did Japan say about LNG and the Senkakus?", "the latter", "the Senkakus"},

		{"is Taiwan mentioned?", "and Okinawa?", ""}, // nothing else is asked
		{"who supports Taiwan against Okinawa?", "and Guam?", ""},
		{"who handles defense?", "and where did they meet?", ""},
		{"who handles defense?", "what about the economy?", ""},
		{"who handles defense?", "and?", ""},
		{"what about Taiwan?", "the first one", ""},
		{"what did Japan say about Taiwan?", "the latter", ""},
		{"what did Japan say about trade?", "and the east one?", ""},
		{"", "and Japan?", ""},
		{"who handles defense?", "", ""},
	} {
		if got := x.Whole(tt.text, tt.previous); got != tt.want {
			t.Errorf("%q after %q: got %q, want %q", tt.text, tt.previous, got, tt.want)
		}
	}
}
