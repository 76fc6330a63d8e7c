package bot_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"statementbot/bot"
)

func TestRecent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := bot.NewRecent[int](2, time.Minute)
		check := func(key string, want int, known bool) {
			t.Helper()
			if got, ok := r.Get(key); got != want || ok != known {
				t.Errorf("%s: got %d, %t, want %d, %t", key, got, ok, want, known)
			}
		}
		r.Set("a", 1)
		r.Set("b", 2)
		r.Set("a", 3)
		if r.Add("a", 4) || !r.Add("c", 5) {
			t.Error("Add: a was known, and c was not")
		}
		check("a", 3, true)
		check("b", 0, false) // the oldest of three
		check("c", 5, true)
		time.Sleep(time.Minute + 1)
		check("a", 0, false)
		if !r.Add("a", 6) {
			t.Error("Add after the time: want it to be new")
		}
	})
}

func TestFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := bot.NewFair(3, 10*time.Second)
		check := func(user, want string) {
			t.Helper()
			got := ""
			for range len(want) {
				switch ok, tell := f.Allow(user); {
				case ok:
					got += "+"
				case tell:
					got += "!"
				default:
					got += "-"
				}
			}
			if got != want {
				t.Errorf("%s: got %s, want %s", user, got, want)
			}
		}
		check("a", "+++!--")
		check("b", "+++!")
		time.Sleep(20 * time.Second)
		check("a", "++!-")
		time.Sleep(time.Hour)
		check("a", "+++!")
		for i := range 20_000 { // more than are remembered
			check(fmt.Sprint(i), "+")
		}
	})
}

// Who goes on without end is told once, however long it takes.
func TestFairTellsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := bot.NewFair(20, time.Second)
		told := 0
		for range 600 {
			if _, tell := f.Allow("a"); tell {
				told++
			}
			time.Sleep(100 * time.Millisecond)
		}
		if told != 1 {
			t.Errorf("got %d notices in a minute, want 1", told)
		}
		time.Sleep(10 * time.Second)
		for range 20 {
			if _, tell := f.Allow("a"); tell {
				told++
			}
		}
		if told != 2 {
			t.Errorf("got %d notices after a quiet while, want 2", told)
		}
	})
}
