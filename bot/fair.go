package bot

import (
	"sync"
	"time"
)

// A Fair limits how much each of many users may ask, so that one cannot take the bot from
// the others. It keeps a number for each user who asked within the last minutes, in memory
// only. It is safe for concurrent use.
type Fair struct {
	burst float64
	every time.Duration
	users *Recent[*allowance]
}

type allowance struct {
	mu    sync.Mutex
	left  float64
	since time.Time
	told  bool
}

// maxUsers bounds the memory of a Fair. A user who falls out of it starts anew.
const maxUsers = 10_000

// NewFair allows a burst of questions at once, and after it one more each time every has
// passed.
func NewFair(burst int, every time.Duration) *Fair {
	return &Fair{float64(burst), every, NewRecent[*allowance](maxUsers, time.Duration(burst)*every)}
}

// Allow reports whether a user may ask now. tell is true for the first refusal, and again only
// when the user has been quiet for a good while in between, so that the notice does not become
// a nuisance itself.
func (f *Fair) Allow(user string) (ok, tell bool) {
	now := time.Now()
	a, known := f.users.Get(user)
	if !known {
		a = &allowance{left: f.burst, since: now}
		if !f.users.Add(user, a) {
			a, _ = f.users.Get(user)
		}
	} else {
		f.users.Set(user, a)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left = min(f.burst, a.left+float64(now.Sub(a.since))/float64(f.every))
	a.since = now
	if a.left >= max(f.burst*quiet, 1) {
		a.told = false
	}
	if a.left < 1 {
		tell = !a.told
		a.told = true
		return false, tell
	}
	a.left--
	return true, false
}

// quiet is the part of a burst that a user has left again after a good while.
const quiet = 0.25
