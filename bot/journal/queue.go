package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how a Queue works. Handle must be set; the others have defaults.
type Options struct {
	// Handle answers one entry and returns the receipt: where the answer went, in a form of the
	// adapter's own, with no text of a message; nil if it went nowhere. It is called by several
	// goroutines, for one conversation by one at a time. A *RetryError has the entry tried
	// again; any other error ends it, and is logged. Its context ends with the time to drain;
	// an entry that it leaves open then is answered after the next start.
	Handle func(context.Context, *Task) (receipt []byte, err error)
	// Expired, if set, is told of an entry that became too old to be answered.
	Expired func(Entry)
	// Workers is how many entries are handled at once; 8 if it is 0.
	Workers int
	// Capacity is how many entries may wait; 5000 if it is 0.
	Capacity int
	// MaxAge is the age at which an answer is of no more use; 30 minutes if it is 0.
	MaxAge time.Duration
	// Drain is how long Run goes on after its context has ended; 8 seconds if it is 0.
	Drain time.Duration
}

// A RetryError says that an entry was not answered and should be tried again.
type RetryError struct {
	// After is how long to wait at least; 0 leaves it to the queue, which waits longer each time.
	After time.Duration
	// Maybe says that the answer may have gone out: the task's Sending is true the next time.
	Maybe bool
	Err   error
}

// Error returns the reason.
func (e *RetryError) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *RetryError) Unwrap() error { return e.Err }

// A Task is an entry in the hands of a worker.
type Task struct {
	Entry
	// Attempt counts from 0 since the program started.
	Attempt int

	queue  *Queue
	marked bool
	held   bool // until its ticket is released; guarded by the queue's mu
}

// Mark notes that a send begins. After it, and until Handle returns, a crash leaves the
// entry with Sending set. A second call does nothing.
func (t *Task) Mark(ctx context.Context) error {
	if t.marked || t.Sending {
		return nil
	}
	err := t.queue.journal.commit(ctx, &Change{Step: Mark, Entry: Entry{ID: t.ID}})
	if err != nil {
		return &RetryError{Err: err}
	}
	t.marked = true
	return nil
}

// A Queue answers the entries of one adapter. It is safe for concurrent use.
type Queue struct {
	journal *Journal
	adapter string
	o       Options

	ready   chan *line // lines with an entry to handle and no worker; has room for all
	waiting atomic.Int64

	mu      sync.Mutex // guards what follows
	lines   map[string]*line
	closed  bool
	parked  map[*line]*time.Timer
	drained chan struct{} // closed once there are no lines left after closed was set
}

// A line is what waits in one conversation; the first is in hand or next.
type line struct {
	conversation string
	tasks        []*Task
	idle         bool // its first task is held; otherwise it is offered, in hand or parked
}

// Queue returns the queue of an adapter, with what an earlier run left open. It takes
// entries at once and answers them while Run runs. One queue for each adapter.
func (j *Journal) Queue(ctx context.Context, adapter string, o Options) (*Queue, error) {
	if o.Workers == 0 {
		o.Workers = 8
	}
	if o.Capacity == 0 {
		o.Capacity = 5000
	}
	if o.MaxAge == 0 {
		o.MaxAge = 30 * time.Minute
	}
	if o.Drain == 0 {
		o.Drain = 8 * time.Second
	}
	left, err := j.store.Pending(ctx, adapter)
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	q := &Queue{
		journal: j, adapter: adapter, o: o,
		lines: map[string]*line{}, parked: map[*line]*time.Timer{}, drained: make(chan struct{}),
		// A line is offered once at a time, and has an entry.
		ready: make(chan *line, o.Capacity+len(left)),
	}
	for _, e := range left {
		q.waiting.Add(1)
		j.depth.Add(1)
		q.add(&Task{Entry: e, queue: q})
	}
	return q, nil
}

// A Ticket is the promise of an entry to be on disk.
type Ticket struct {
	result chan outcome
	queue  *Queue
	task   *Task // nil if it need not be released
}

type outcome struct {
	fresh bool
	err   error
}

// Wait returns when the entry is on disk, or cannot be. fresh is false for an entry that
// was known: it is being answered, or has been. After an error the event must not be
// acknowledged, so that the platform delivers it again. It may be called once.
func (t *Ticket) Wait(ctx context.Context) (fresh bool, err error) {
	select {
	case o := <-t.result:
		return o.fresh, o.err
	case <-ctx.Done():
		return false, fmt.Errorf("wait for the journal: %w", ctx.Err())
	}
}

// Submit hands an entry over and returns at once. Entries of one conversation are answered
// in the order of the calls.
func (q *Queue) Submit(e Entry) *Ticket { return q.submit(e, false) }

// Hold is Submit, but the entry is not answered before Release is called, which must follow:
// so that the event is acknowledged before anything is sent.
func (q *Queue) Hold(e Entry) *Ticket { return q.submit(e, true) }

// Release lets an entry that was held be answered. It may be called on any ticket, at any
// time after Wait has returned, and more than once.
func (t *Ticket) Release() {
	if t.task == nil {
		return
	}
	q := t.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	t.task.held = false
	if l := q.lines[t.task.Conversation]; l != nil && l.idle && l.tasks[0] == t.task {
		l.idle = false
		q.ready <- l
	}
}

func (q *Queue) submit(e Entry, held bool) *Ticket {
	t := &Ticket{result: make(chan outcome, 1), queue: q}
	q.mu.Lock()
	closed := q.closed
	q.mu.Unlock()
	if closed {
		t.result <- outcome{err: ErrClosed}
		return t
	}
	if q.waiting.Add(1) > int64(q.o.Capacity) {
		q.waiting.Add(-1)
		t.result <- outcome{err: ErrFull}
		return t
	}
	q.journal.depth.Add(1)
	if e.Accepted.IsZero() {
		e.Accepted = time.Now()
	}
	if e.Until.IsZero() {
		e.Until = e.Accepted.Add(q.o.MaxAge)
	}
	task := &Task{Entry: e, queue: q, held: held}
	if held {
		t.task = task
	}
	change := &Change{Step: Accept, Adapter: q.adapter, Entry: e}
	err := q.journal.send(request{change, func(err error) {
		if err != nil || !change.Fresh {
			q.waiting.Add(-1)
			q.journal.depth.Add(-1)
		} else {
			q.add(task)
		}
		t.result <- outcome{change.Fresh, err}
	}})
	if err != nil {
		q.waiting.Add(-1)
		q.journal.depth.Add(-1)
		t.result <- outcome{err: err}
	}
	return t
}

// Accept submits an entry and waits until it is on disk; see Ticket.Wait.
func (q *Queue) Accept(ctx context.Context, e Entry) (fresh bool, err error) {
	return q.Submit(e).Wait(ctx)
}

// add puts a task behind the others of its conversation.
func (q *Queue) add(task *Task) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l := q.lines[task.Conversation]; l != nil {
		l.tasks = append(l.tasks, task)
		return
	}
	l := &line{conversation: task.Conversation, tasks: []*Task{task}}
	q.lines[task.Conversation] = l
	q.offer(l)
}

// offer gives a line to the workers, unless its first task is held; q.mu is held too.
func (q *Queue) offer(l *line) {
	if l.idle = l.tasks[0].held; !l.idle {
		q.ready <- l
	}
}

// Run answers entries: first those that an earlier run left open, then those that come in.
// When ctx ends no more are taken, what was accepted is answered within Options.Drain, and
// Run returns after the last worker.
func (q *Queue) Run(ctx context.Context) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var workers sync.WaitGroup
	for range q.o.Workers {
		workers.Go(func() {
			for {
				select {
				case l := <-q.ready:
					q.handle(work, l)
				case <-work.Done():
					return
				}
			}
		})
	}
	<-ctx.Done()
	q.close()
	limit := time.NewTimer(q.o.Drain)
	defer limit.Stop()
	select {
	case <-q.drained:
	case <-limit.C:
	}
	cancel()
	workers.Wait()
	if left := q.waiting.Load(); left > 0 {
		q.journal.log.Warn("left questions for the next start", "adapter", q.adapter, "entries", left)
	}
}

// close takes no more entries. Parked ones whose time has not come stay in the journal.
func (q *Queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for l, timer := range q.parked {
		if timer.Stop() {
			delete(q.lines, l.conversation)
		}
	}
	q.checkDrained()
}

// checkDrained notes the end of the last line; q.mu is held.
func (q *Queue) checkDrained() {
	if q.closed && len(q.lines) == 0 {
		select {
		case <-q.drained:
		default:
			close(q.drained)
		}
	}
}

// handle answers the first entry of a line and offers the line again if there are more.
func (q *Queue) handle(ctx context.Context, l *line) {
	q.mu.Lock()
	task := l.tasks[0]
	q.mu.Unlock()
	log := q.journal.log.With("adapter", q.adapter, "question_id", task.ID)

	receipt, err := q.call(ctx, task)
	var again *RetryError
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return // the next start has it
	case errors.As(err, &again):
		if q.park(ctx, l, task, again, log) {
			return
		}
		q.expire(task, log)
	default:
		log.Error("could not answer", "error", err)
	}
	q.end(task, receipt)

	q.mu.Lock()
	defer q.mu.Unlock()
	l.tasks = l.tasks[1:]
	if len(l.tasks) > 0 {
		q.offer(l)
		return
	}
	delete(q.lines, l.conversation)
	q.checkDrained()
}

// call handles one entry, if it is still of use. A panic is an error: the same question
// would end the program after each start.
func (q *Queue) call(ctx context.Context, task *Task) (receipt []byte, err error) {
	if time.Now().After(task.Until) {
		q.expire(task, q.journal.log.With("adapter", q.adapter, "question_id", task.ID))
		return nil, nil
	}
	defer func() {
		if p := recover(); p != nil {
			receipt, err = nil, fmt.Errorf("panic while answering, at %s", debug.Stack())
		}
	}()
	return q.o.Handle(ctx, task)
}

func (q *Queue) expire(task *Task, log *slog.Logger) {
	log.Warn("a question became too old to be answered", "age", time.Since(task.Accepted).Round(time.Second))
	if q.o.Expired != nil {
		q.o.Expired(task.Entry)
	}
}

// end erases the entry's text without waiting for the disk: should it fail, it is tried
// again, and after a crash the entry is found marked.
func (q *Queue) end(task *Task, receipt []byte) {
	q.waiting.Add(-1)
	q.journal.depth.Add(-1)
	if err := q.journal.send(request{change: &Change{Step: End, Entry: Entry{ID: task.ID}, Receipt: receipt}}); err != nil {
		q.journal.log.Error("could not note an answer", "adapter", q.adapter, "question_id", task.ID, "error", err)
	}
}

// The bounds of the queue's own waiting.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// park keeps a line until its first entry may be tried again; false if it would be too old.
func (q *Queue) park(ctx context.Context, l *line, task *Task, again *RetryError, log *slog.Logger) bool {
	pause := min(firstPause<<min(task.Attempt, 10), maxPause)
	if again.After > 0 {
		pause = again.After
	}
	if time.Now().Add(pause).After(task.Until) {
		return false
	}
	log.Warn("will try again", "after", pause, "attempt", task.Attempt+1, "error", again.Err)
	if !again.Maybe && (task.marked || task.Sending) {
		// Should it fail the entry stays marked, and is looked for before it is sent.
		if err := q.journal.commit(ctx, &Change{Step: Unmark, Entry: Entry{ID: task.ID}}); err == nil {
			task.Sending, task.marked = false, false
		}
	}
	if again.Maybe && task.marked {
		task.Sending = true
	}
	task.Attempt++
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed && pause > q.o.Drain {
		delete(q.lines, l.conversation)
		q.checkDrained()
		return true
	}
	q.parked[l] = time.AfterFunc(pause, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.parked, l)
		q.ready <- l
	})
	return true
}
