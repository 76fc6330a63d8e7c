package knowledge

import (
	"sync"
	"sync/atomic"
)

// A memo remembers what was made for a text, for so many texts that the words people ask with
// every day are among them; those that come later are made each time. What is remembered must
// not be changed. The zero memo is empty, and safe for concurrent use.
type memo[T any] struct {
	made sync.Map // of T, by text
	n    atomic.Int32
}

// mostRemembered is how many texts a memo holds.
const mostRemembered = 4096

// of returns what make makes for a text.
func (m *memo[T]) of(text string, make func() T) T {
	if made, ok := m.made.Load(text); ok {
		return made.(T)
	}
	made := make()
	if m.n.Load() < mostRemembered {
		if _, loaded := m.made.LoadOrStore(text, made); !loaded {
			m.n.Add(1)
		}
	}
	return made
}
