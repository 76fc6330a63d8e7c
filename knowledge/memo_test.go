package knowledge

import (
	"strconv"
	"testing"
)

func TestMemo(t *testing.T) {
	var m memo[int]
	made := 0
	ask := func(text string) int {
		return m.of(text, func() int {
			made++
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			return n
		})
	}
	for range 2 {
		for i := range mostRemembered + 10 {
			if got := ask(strconv.Itoa(i)); got != i {
				t.Fatalf("%d: got %d", i, got)
			}
		}
	}
	if want := mostRemembered + 20; made != want {
		t.Errorf("made %d times, want %d: the last ten twice, the others once", made, want)
	}
}
