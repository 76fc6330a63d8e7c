package bot

import (
	ordered "container/list"
	"sync"
	"time"
)

// A Recent remembers values by key for a while, in memory only and up to a number of keys:
// the question before in a thread, what a button stands for, who has been thanked. The
// zero value remembers nothing; it is safe for concurrent use.
type Recent[V any] struct {
	most int
	age  time.Duration

	mu    sync.Mutex // guards what follows
	items map[string]*ordered.Element
	order ordered.List // of remembered[V], the latest first
}

type remembered[V any] struct {
	key   string
	value V
	until time.Time
}

// NewRecent returns a memory of most keys, each for an age after it was last set.
func NewRecent[V any](most int, age time.Duration) *Recent[V] {
	return &Recent[V]{most: most, age: age, items: make(map[string]*ordered.Element)}
}

// Set remembers a value; the oldest goes where there are too many.
func (r *Recent[V]) Set(key string, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set(key, value)
}

// Get returns what is remembered of a key.
func (r *Recent[V]) Get(key string) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.get(key)
}

// Add remembers a value where there is none of the key, and reports whether there was none.
func (r *Recent[V]) Add(key string, value V) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.get(key); ok {
		return false
	}
	r.set(key, value)
	return true
}

func (r *Recent[V]) set(key string, value V) {
	if r.most <= 0 {
		return
	}
	entry := remembered[V]{key, value, time.Now().Add(r.age)}
	if at := r.items[key]; at != nil {
		at.Value = entry
		r.order.MoveToFront(at)
		return
	}
	r.items[key] = r.order.PushFront(entry)
	for r.order.Len() > r.most {
		delete(r.items, r.order.Remove(r.order.Back()).(remembered[V]).key)
	}
}

func (r *Recent[V]) get(key string) (value V, ok bool) {
	at := r.items[key]
	if at == nil {
		return value, false
	}
	entry := at.Value.(remembered[V])
	if time.Now().After(entry.until) {
		delete(r.items, r.order.Remove(at).(remembered[V]).key)
		return value, false
	}
	return entry.value, true
}
