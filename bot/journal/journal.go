// Package journal keeps accepted questions until they are answered, so that none is lost
// and none is answered twice: through redeliveries, crashes, restarts, a full disk and a
// platform that takes no more for a while. It names no platform.
//
// An adapter submits an [Entry] under the identity that the platform gives its event, and
// acknowledges the event once the entry is on disk. A second entry of the same identity is
// known and nothing comes of it. A [Queue] hands each entry to a bounded number of workers,
// those of one conversation in their order. Before a worker sends, it marks the entry; an
// entry that is found marked after a crash may have been answered, and the worker has to
// look on the platform before it sends again. When the platform has taken the answer, the
// question's text is erased; its identity stays for [Keep], with a receipt that says where
// the answer went, for the day that the question is edited or deleted.
package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Keep is how long an identity and its receipt stay after the answer. The platforms deliver
// an event again within minutes to an hour.
const Keep = 3 * 24 * time.Hour

// An Entry is an accepted question.
type Entry struct {
	// ID is the event's identity on the platform, the same for every delivery of it. It begins
	// with the adapter's name, and holds no text of a message.
	ID string
	// Conversation is what is answered in order, such as a channel; the zero value is one too.
	Conversation string
	// Address is where and how to answer, in a form of the adapter's own. It is erased with the
	// text.
	Address []byte
	// Text is the question, and Previous the one before it in the conversation, "" if none.
	Text, Previous string
	// Accepted is when the entry was submitted; Submit sets it where it is zero.
	Accepted time.Time
	// Until is when an answer is of no more use; the zero time leaves it to Options.MaxAge.
	Until time.Time
	// Sending is true if a send of the answer was begun and how it ended is not known: the
	// process died, or the platform did not say.
	Sending bool
}

// A Store keeps entries on something that outlives the process. One goroutine at a time
// calls it, but for Receipt.
type Store interface {
	// Commit carries out all changes, in their order, or none; they are durable when it
	// returns. It sets Change.Fresh.
	Commit(ctx context.Context, changes []*Change) error
	// Pending returns the entries of an adapter that have not ended, in the order of acceptance.
	Pending(ctx context.Context, adapter string) ([]Entry, error)
	// Receipt returns what was left when the entry ended; ok is false where it has not, or is
	// not known.
	Receipt(ctx context.Context, id string) (receipt []byte, ok bool, err error)
	// Tidy forgets the entries that ended before a time and leaves nothing of erased text behind.
	Tidy(ctx context.Context, before time.Time) error
	Close() error
}

// A Change is one step in the life of an entry.
type Change struct {
	Step    Step
	Adapter string
	Entry   Entry  // all of it for Accept, its ID for the others
	Receipt []byte // for End; nil if the answer went nowhere
	At      time.Time
	// Fresh is set by Commit for Accept: no entry of this ID was known.
	Fresh bool
}

// A Step is what a Change does.
type Step uint8

// The steps of an entry. Changes of unknown entries do nothing.
const (
	Accept Step = iota // keep the entry, if its ID is new
	Mark               // a send begins
	Unmark             // nothing was sent, for certain
	End                // erase text and address, keep the ID and the receipt
)

// A Journal writes changes in groups, so that many questions share one write to the disk.
// It is safe for concurrent use.
type Journal struct {
	store    Store
	log      *slog.Logger
	requests chan request
	ended    chan struct{}
	depth    atomic.Int64

	gate   sync.RWMutex // held by senders; Close takes it alone to set closed
	closed bool

	mu  sync.Mutex // guards err
	err error      // of the last commit
}

// A request is one change on its way to the store. then is called by the writer, in the
// order of the changes, after the change is durable or has failed.
type request struct {
	change *Change
	then   func(error)
}

// The bounds of the writer.
const (
	maxGroup   = 256                    // changes in one commit
	maxWaiting = 4096                   // changes that wait for the writer
	tidyPause  = 500 * time.Millisecond // without a change, before what was erased leaves the disk
	tidyLimit  = 10 * time.Second       // the longest that it waits under load
)

// Errors that Submit returns.
var (
	// ErrFull says that too many questions wait already. The platform should deliver again.
	ErrFull = errors.New("too many questions are waiting")
	// ErrClosed says that no more are taken.
	ErrClosed = errors.New("no more questions are taken: the program ends")
)

// New returns a journal over a store, which it owns.
func New(store Store, log *slog.Logger) *Journal {
	j := &Journal{store: store, log: log, requests: make(chan request, maxWaiting), ended: make(chan struct{})}
	go j.write()
	return j
}

// Close writes what waits and closes the store. It may be called once.
func (j *Journal) Close() error {
	j.gate.Lock()
	j.closed = true
	close(j.requests)
	j.gate.Unlock()
	<-j.ended
	return j.store.Close()
}

// Depth returns how many entries have been accepted and have not ended.
func (j *Journal) Depth() int { return int(j.depth.Load()) }

// Err returns why the last write failed, nil if it did not: a bot that cannot keep
// questions is not ready to take any.
func (j *Journal) Err() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// Erase ends the entries of an adapter that are open, unanswered: their text goes. It is for
// the day that a platform takes its leave, and after the adapter's queue has ended.
func (j *Journal) Erase(ctx context.Context, adapter string) error {
	left, err := j.store.Pending(ctx, adapter)
	if err != nil {
		return err
	}
	for _, e := range left {
		if err := j.commit(ctx, &Change{Step: End, Entry: Entry{ID: e.ID}}); err != nil {
			return err
		}
	}
	return nil
}

// Receipt returns the receipt of an entry that has ended; ok is false for any other.
func (j *Journal) Receipt(ctx context.Context, id string) (receipt []byte, ok bool, err error) {
	// An end is written behind the worker's back; a change that comes after it, and does
	// nothing, waits for it.
	if err := j.commit(ctx, &Change{Step: Unmark}); err != nil {
		return nil, false, err
	}
	return j.store.Receipt(ctx, id)
}

// commit sends a change to the writer and waits until it is durable.
func (j *Journal) commit(ctx context.Context, c *Change) error {
	result := make(chan error, 1)
	if err := j.send(request{c, func(err error) { result <- err }}); err != nil {
		return err
	}
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the journal: %w", ctx.Err())
	}
}

// send hands a change to the writer; it waits where the writer is behind, and fails once
// the journal is closed.
func (j *Journal) send(r request) error {
	j.gate.RLock()
	defer j.gate.RUnlock()
	if j.closed {
		return ErrClosed
	}
	r.change.At = time.Now()
	j.requests <- r
	return nil
}

// write commits changes until the journal is closed. In a pause, and under load every
// tidyLimit, it tidies.
func (j *Journal) write() {
	defer close(j.ended)
	var owed []request // ends that could not be written: they are tried with the next group
	dirtySince := time.Now()
	pause := time.NewTimer(tidyPause)
	defer pause.Stop()
	for {
		select {
		case r, open := <-j.requests:
			if !open {
				j.last(owed)
				return
			}
			owed = j.group(append(owed, r))
			if dirtySince.IsZero() {
				dirtySince = time.Now()
			}
			if time.Since(dirtySince) < tidyLimit {
				pause.Reset(tidyPause)
				continue
			}
		case <-pause.C:
			if len(owed) > 0 {
				owed = j.group(owed)
			}
		}
		if len(owed) > 0 {
			pause.Reset(tidyPause)
			continue
		}
		dirtySince = time.Time{}
		if err := j.store.Tidy(context.Background(), time.Now().Add(-Keep)); err != nil {
			j.log.Warn("could not tidy the journal", "error", err)
			dirtySince = time.Now()
			pause.Reset(tidyLimit)
		}
	}
}

// last writes what is still owed when the journal closes.
func (j *Journal) last(owed []request) {
	if len(owed) > 0 {
		owed = j.group(owed)
	}
	if len(owed) > 0 {
		j.log.Error("answers went out that the journal could not note; after a restart they are looked for on the platform", "entries", len(owed))
		return
	}
	if err := j.store.Tidy(context.Background(), time.Now().Add(-Keep)); err != nil {
		j.log.Warn("could not tidy the journal", "error", err)
	}
}

// group adds to the requests what waits behind them and commits all of it. It returns the
// ends that could not be written.
func (j *Journal) group(requests []request) (owed []request) {
more:
	for len(requests) < maxGroup {
		select {
		case r, open := <-j.requests:
			if !open {
				break more // the loop that called sees it too
			}
			requests = append(requests, r)
		default:
			break more
		}
	}
	changes := make([]*Change, len(requests))
	for i, r := range requests {
		changes[i] = r.change
	}
	err := j.store.Commit(context.Background(), changes)
	j.mu.Lock()
	changed := (err == nil) != (j.err == nil)
	j.err = err
	j.mu.Unlock()
	switch {
	case changed && err != nil:
		j.log.Error("the journal cannot be written; no question is taken until it can", "error", err)
	case changed:
		j.log.Info("the journal can be written again")
	}
	for _, r := range requests {
		if err != nil && r.change.Step == End && r.then == nil {
			owed = append(owed, r)
			continue
		}
		if r.then != nil {
			r.then(err)
		}
	}
	return owed
}
