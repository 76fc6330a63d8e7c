package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// open opens a journal that is closed with the test, unless the test has closed it.
func open(t *testing.T, folder string) *Journal {
	t.Helper()
	j, err := Open(t.Context(), folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// run runs a queue until stop is called, which returns when all of it has ended.
func run(t *testing.T, j *Journal, o Options) (q *Queue, stop func()) {
	t.Helper()
	q, err := j.Queue(t.Context(), "test", o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		q.Run(ctx)
		close(done)
	}()
	return q, func() { cancel(); <-done }
}

// A transcript notes what was answered.
type transcript struct {
	mu    sync.Mutex
	lines []string
}

func (s *transcript) add(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

func (s *transcript) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.lines)
}

func accept(t *testing.T, q *Queue, e Entry, want bool) {
	t.Helper()
	fresh, err := q.Accept(t.Context(), e)
	if err != nil || fresh != want {
		t.Errorf("accept %s: got %t and %v, want %t", e.ID, fresh, err, want)
	}
}

// TestOnce delivers every question three times, before and after its answer and after a
// restart.
func TestOnce(t *testing.T) {
	folder := t.TempDir()
	var answered transcript
	o := Options{Handle: func(_ context.Context, task *Task) ([]byte, error) {
		answered.add("%s %s after %q at %s", task.ID, task.Text, task.Previous, task.Address)
		return []byte("receipt of " + task.ID), nil
	}}
	j := open(t, folder)
	q, stop := run(t, j, o)
	one := Entry{ID: "test:1", Conversation: "c", Address: []byte("there"), Text: "what about Senkaku?", Previous: "hello"}
	accept(t, q, one, true)
	accept(t, q, one, false)
	stop()
	if _, err := q.Accept(t.Context(), Entry{ID: "test:2"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: got %v, want %v", err, ErrClosed)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	j = open(t, folder)
	q, stop = run(t, j, o)
	accept(t, q, one, false)
	receipt, ok, err := j.Receipt(t.Context(), "test:1")
	if err != nil || !ok || string(receipt) != "receipt of test:1" {
		t.Errorf("got receipt %q, %t and %v", receipt, ok, err)
	}
	if _, ok, err := j.Receipt(t.Context(), "test:3"); ok || err != nil {
		t.Errorf("an unknown question: got a receipt or %v", err)
	}
	stop()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`test:1 what about Senkaku? after "hello" at there`}, answered.all()); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
}

// TestRestart leaves questions in every state that a crash can leave them in.
func TestRestart(t *testing.T) {
	folder := t.TempDir()
	store, err := openDatabase(t.Context(), filepath.Join(folder, fileName))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	entry := func(id string, age, life time.Duration) Entry {
		return Entry{ID: id, Text: id + "?", Accepted: now.Add(-age), Until: now.Add(life - age)}
	}
	err = store.Commit(t.Context(), []*Change{
		{Step: Accept, Adapter: "test", Entry: entry("pending", time.Minute, time.Hour)},
		{Step: Accept, Adapter: "test", Entry: entry("sending", time.Minute, time.Hour)},
		{Step: Mark, Entry: Entry{ID: "sending"}},
		{Step: Accept, Adapter: "test", Entry: entry("unmarked", time.Minute, time.Hour)},
		{Step: Mark, Entry: Entry{ID: "unmarked"}},
		{Step: Unmark, Entry: Entry{ID: "unmarked"}},
		{Step: Accept, Adapter: "test", Entry: entry("ended", time.Minute, time.Hour)},
		{Step: End, Entry: Entry{ID: "ended"}, At: now},
		{Step: Accept, Adapter: "test", Entry: entry("old", 2*time.Hour, time.Hour)},
		{Step: Accept, Adapter: "other", Entry: entry("another's", time.Minute, time.Hour)},
	})
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}

	j := open(t, folder)
	var answered, expired transcript
	q, stop := run(t, j, Options{
		Handle: func(_ context.Context, task *Task) ([]byte, error) {
			answered.add("%s sending=%t", task.Text, task.Sending)
			return nil, nil
		},
		Expired: func(e Entry) { expired.add("%s", e.ID) },
	})
	accept(t, q, Entry{ID: "new", Text: "new?"}, true)
	stop()
	if got := j.Depth(); got != 0 {
		t.Errorf("got depth %d, want 0", got)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	want := []string{"pending? sending=false", "sending? sending=true", "unmarked? sending=false", "new? sending=false"}
	if diff := cmp.Diff(want, answered.all()); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"old"}, expired.all()); diff != "" {
		t.Errorf("expired (-want +got):\n%s", diff)
	}
}

// TestOrder shows that a conversation is answered in its order while others overtake it.
func TestOrder(t *testing.T) {
	j := open(t, t.TempDir())
	defer j.Close()
	var mu sync.Mutex
	got := map[string][]string{}
	held := make(chan struct{})
	q, stop := run(t, j, Options{Workers: 4, Handle: func(_ context.Context, task *Task) ([]byte, error) {
		if task.ID == "slow:0" {
			<-held
		}
		mu.Lock()
		defer mu.Unlock()
		got[task.Conversation] = append(got[task.Conversation], task.ID)
		if task.ID == "fast:49" {
			close(held) // the slow conversation waits for all of the fast one
		}
		return nil, nil
	}})
	want := map[string][]string{}
	for i := range 50 {
		for _, conversation := range []string{"slow", "fast"} {
			id := fmt.Sprintf("%s:%d", conversation, i)
			q.Submit(Entry{ID: id, Conversation: conversation})
			want[conversation] = append(want[conversation], id)
		}
	}
	<-held
	stop()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
}

// TestRetry has the platform refuse in each way that there is.
func TestRetry(t *testing.T) {
	j := open(t, t.TempDir())
	defer j.Close()
	var answered transcript
	done := make(chan struct{})
	q, stop := run(t, j, Options{Workers: 1, Handle: func(ctx context.Context, task *Task) ([]byte, error) {
		answered.add("%s attempt %d sending=%t", task.ID, task.Attempt, task.Sending)
		if err := task.Mark(ctx); err != nil {
			return nil, err
		}
		switch {
		case task.Text == "limited" && task.Attempt == 0:
			return nil, &RetryError{After: 20 * time.Millisecond, Err: errors.New("429")}
		case task.Text == "unclear" && task.Attempt == 0:
			return nil, &RetryError{After: 40 * time.Millisecond, Maybe: true, Err: errors.New("no reply")}
		case task.Text == "refused":
			return nil, errors.New("channel_not_found")
		case task.Text == "panic":
			panic("on purpose")
		case task.Text == "unclear":
			close(done)
		}
		return nil, nil
	}})
	for i, e := range []Entry{
		{ID: "a1", Conversation: "a", Text: "limited"},
		{ID: "a2", Conversation: "a", Text: "behind it"},
		{ID: "b1", Conversation: "b", Text: "refused"},
		{ID: "b2", Conversation: "b", Text: "panic"},
		{ID: "c1", Conversation: "c", Text: "unclear"},
	} {
		if fresh, err := q.Accept(t.Context(), e); !fresh || err != nil {
			t.Fatalf("%d: got %t and %v", i, fresh, err)
		}
	}
	<-done
	stop()
	got := answered.all()
	slices.Sort(got)
	want := []string{
		"a1 attempt 0 sending=false", "a1 attempt 1 sending=false", "a2 attempt 0 sending=false",
		"b1 attempt 0 sending=false", "b2 attempt 0 sending=false",
		"c1 attempt 0 sending=false", "c1 attempt 1 sending=true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
	if got := j.Depth(); got != 0 {
		t.Errorf("got depth %d, want 0", got)
	}
}

// TestDrain ends a queue whose worker does not come to an end: the question stays.
func TestDrain(t *testing.T) {
	folder := t.TempDir()
	j := open(t, folder)
	taken := make(chan struct{})
	q, stop := run(t, j, Options{Drain: 10 * time.Millisecond, Handle: func(ctx context.Context, task *Task) ([]byte, error) {
		close(taken)
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	accept(t, q, Entry{ID: "long", Text: "long"}, true)
	<-taken
	stop()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, folder)
	defer j.Close()
	if left, err := j.store.Pending(t.Context(), "test"); err != nil || len(left) != 1 || left[0].Text != "long" {
		t.Errorf("left: got %v and %v, want the question", left, err)
	}
}

// TestCapacity refuses what cannot wait any more.
func TestCapacity(t *testing.T) {
	j := open(t, t.TempDir())
	defer j.Close()
	q, err := j.Queue(t.Context(), "test", Options{Capacity: 2})
	if err != nil {
		t.Fatal(err)
	}
	accept(t, q, Entry{ID: "1"}, true)
	accept(t, q, Entry{ID: "2"}, true)
	if _, err := q.Accept(t.Context(), Entry{ID: "3"}); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want %v", err, ErrFull)
	}
}

// TestNothingStays looks for the text of answered questions in the files themselves.
func TestNothingStays(t *testing.T) {
	folder := t.TempDir()
	j := open(t, folder)
	q, stop := run(t, j, Options{Handle: func(ctx context.Context, task *Task) ([]byte, error) {
		return nil, task.Mark(ctx)
	}})
	tickets := make([]*Ticket, 3000)
	for i := range tickets {
		tickets[i] = q.Submit(Entry{
			ID: fmt.Sprintf("id-%d", i), Conversation: fmt.Sprint(i % 20), Address: []byte("SECRET address"),
			Text: strings.Repeat("SECRET question ", 1+i*i%300), Previous: "SECRET before",
		})
	}
	for _, ticket := range tickets {
		if fresh, err := ticket.Wait(t.Context()); !fresh || err != nil {
			t.Fatalf("got %t and %v", fresh, err)
		}
	}
	stop()
	secrets := func() (found int) {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(filepath.Join(folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			found += bytes.Count(data, []byte("SECRET"))
		}
		return found
	}
	if _, _, err := j.Receipt(t.Context(), "id-0"); err != nil { // all ends are written
		t.Fatal(err)
	}
	if err := j.store.Tidy(t.Context(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if got := secrets(); got != 0 {
		t.Errorf("with the journal open: got %d pieces of text in the files, want none", got)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if got := secrets(); got != 0 {
		t.Errorf("with the journal closed: got %d pieces of text in the files, want none", got)
	}
}

// TestForget lets identities go after their time, and no sooner.
func TestForget(t *testing.T) {
	j := open(t, t.TempDir())
	defer j.Close()
	q, stop := run(t, j, Options{Handle: func(context.Context, *Task) ([]byte, error) { return nil, nil }})
	accept(t, q, Entry{ID: "1"}, true)
	if _, ok, err := j.Receipt(t.Context(), "1"); err != nil {
		t.Fatal(ok, err)
	}
	stop()
	if _, _, err := j.Receipt(t.Context(), "1"); err != nil { // the end is written
		t.Fatal(err)
	}
	for _, tt := range []struct {
		before time.Time
		known  bool
	}{{time.Now().Add(-time.Hour), true}, {time.Now().Add(time.Hour), false}} {
		if err := j.store.Tidy(t.Context(), tt.before); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := j.Receipt(t.Context(), "1"); err != nil || ok != tt.known {
			t.Errorf("got %t and %v, want %t", ok, err, tt.known)
		}
	}
}

// TestFullDisk has the file reach a limit, as it would that of a disk.
func TestFullDisk(t *testing.T) {
	store, err := openDatabase(t.Context(), filepath.Join(t.TempDir(), fileName))
	if err != nil {
		t.Fatal(err)
	}
	limit := func(pages int) {
		if _, err := store.db.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Error(err)
		}
	}
	j := New(store, slog.New(slog.DiscardHandler))
	defer j.Close()
	var answered transcript
	q, stop := run(t, j, Options{Handle: func(_ context.Context, task *Task) ([]byte, error) {
		answered.add("%s", task.ID)
		return nil, nil
	}})
	limit(1) // raised by SQLite to the pages in use
	long := strings.Repeat("long ", 10_000)
	_, err = q.Accept(t.Context(), Entry{ID: "1", Text: long})
	if err == nil || !strings.Contains(err.Error(), "the disk is full") || strings.Contains(err.Error(), "long long") {
		t.Errorf("got %v, want that the disk is full", err)
	}
	if j.Err() == nil {
		t.Error("the journal says that it can be written")
	}
	limit(1_000_000)
	accept(t, q, Entry{ID: "1", Text: long}, true) // delivered again
	if err := j.Err(); err != nil {
		t.Errorf("after room was made: %v", err)
	}
	stop()
	if diff := cmp.Diff([]string{"1"}, answered.all()); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
}

// A flakyStore fails as long as it is told to.
type flakyStore struct {
	Store
	mu     sync.Mutex
	broken error
}

func (f *flakyStore) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = err
}

func (f *flakyStore) Commit(ctx context.Context, changes []*Change) error {
	f.mu.Lock()
	broken := f.broken
	f.mu.Unlock()
	if broken != nil {
		return broken
	}
	return f.Store.Commit(ctx, changes)
}

// TestEndIsOwed breaks the disk between the send and its note: the note is made later, and
// the question is not answered again meanwhile.
func TestEndIsOwed(t *testing.T) {
	folder := t.TempDir()
	database, err := openDatabase(t.Context(), filepath.Join(folder, fileName))
	if err != nil {
		t.Fatal(err)
	}
	store := &flakyStore{Store: database}
	j := New(store, slog.New(slog.DiscardHandler))
	sent := make(chan struct{})
	q, stop := run(t, j, Options{Handle: func(context.Context, *Task) ([]byte, error) {
		store.set(errors.New("no disk"))
		close(sent)
		return []byte("there"), nil
	}})
	accept(t, q, Entry{ID: "1"}, true)
	<-sent
	if _, err := q.Accept(t.Context(), Entry{ID: "2"}); err == nil {
		t.Error("a broken disk takes a question")
	}
	store.set(nil)
	if _, ok, err := j.Receipt(t.Context(), "1"); !ok || err != nil {
		t.Errorf("after the repair: got %t and %v, want the receipt", ok, err)
	}
	stop()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, folder, file string)
		want    string
	}{
		{"a locked file", func(t *testing.T, folder, _ string) {
			t.Helper()
			j := open(t, folder)
			t.Cleanup(func() { _ = j.Close() })
		}, "the file is locked: end the other program"},
		{"a newer file", func(t *testing.T, _, file string) {
			t.Helper()
			store, err := openDatabase(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			if _, err := store.db.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
				t.Fatal(err)
			}
		}, "the file is of version 99 and this program knows 1; use the newer program"},
		{"another file", func(t *testing.T, _, file string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "the file is damaged: move it away"},
		{"no folder", func(t *testing.T, folder, _ string) {
			t.Helper()
			if err := os.Remove(folder); err != nil {
				t.Fatal(err)
			}
		}, "no such file or directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "a folder?#%20")
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			tt.prepare(t, folder, filepath.Join(folder, fileName))
			_, err := Open(t.Context(), folder, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), folder) {
				t.Errorf("got %v, want %q and the folder", err, tt.want)
			}
		})
	}
}

// BenchmarkAccept accepts questions from many connections at once.
func BenchmarkAccept(b *testing.B) {
	j, err := Open(b.Context(), b.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	q, err := j.Queue(b.Context(), "test", Options{Capacity: b.N + 1})
	if err != nil {
		b.Fatal(err)
	}
	tickets := make([]*Ticket, b.N)
	for i := range tickets {
		tickets[i] = q.Submit(Entry{ID: fmt.Sprint(i), Text: "what about Senkaku?"})
	}
	for _, ticket := range tickets {
		if _, err := ticket.Wait(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// TestHold shows that what is held waits for its release, with what is behind it, and that
// other conversations do not.
func TestHold(t *testing.T) {
	j := open(t, t.TempDir())
	defer j.Close()
	var answered transcript
	seen := make(chan string, 10)
	q, stop := run(t, j, Options{Workers: 1, Handle: func(_ context.Context, task *Task) ([]byte, error) {
		answered.add("%s", task.ID)
		seen <- task.ID
		return nil, nil
	}})
	first, second := q.Hold(Entry{ID: "a1", Conversation: "a"}), q.Hold(Entry{ID: "a2", Conversation: "a"})
	behind, other := q.Submit(Entry{ID: "a3", Conversation: "a"}), q.Submit(Entry{ID: "b1", Conversation: "b"})
	for _, ticket := range []*Ticket{first, second, behind, other} {
		if _, err := ticket.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-seen; got != "b1" {
		t.Errorf("got %s first, want b1", got)
	}
	second.Release()
	first.Release()
	first.Release()
	other.Release()
	for range 3 {
		<-seen
	}
	stop()
	if diff := cmp.Diff([]string{"b1", "a1", "a2", "a3"}, answered.all()); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
}

// TestErase takes the text of what waits away, of one adapter only.
func TestErase(t *testing.T) {
	j := open(t, t.TempDir())
	defer j.Close()
	for _, adapter := range []string{"gone", "other"} {
		q, err := j.Queue(t.Context(), adapter, Options{})
		if err != nil {
			t.Fatal(err)
		}
		accept(t, q, Entry{ID: adapter, Text: "what about Senkaku?"}, true)
	}
	if err := j.Erase(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	for adapter, want := range map[string]int{"gone": 0, "other": 1} {
		if left, err := j.store.Pending(t.Context(), adapter); err != nil || len(left) != want {
			t.Errorf("%s: got %d entries and %v, want %d", adapter, len(left), err, want)
		}
	}
}
