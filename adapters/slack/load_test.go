package slack_test

import (
	"flag"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

var load = flag.Duration("load", 1500*time.Millisecond, "how long TestLoad asks; the figures of the README are of 20s")

// TestLoad asks 500 questions a second over Socket Mode, in 100 channels. Each gets its one
// answer. How long it takes from the event to the call is reported; with -load 20s or more it
// is compared with the figures to reach, else not: other tests run beside it.
func TestLoad(t *testing.T) {
	const rate = 500
	b := start(t, nil)
	b.ready()
	total := int(load.Seconds() * rate)
	sent := make(map[string]time.Time, total)
	questions := []string{"what about Senkaku?", "what about tariffs?", "everything on Japan", "by when does Japan want to build up its defense?"}
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	var before, after runtime.MemStats
	for i := range total {
		<-tick.C
		if i == total/4 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		m := b.Mention(fmt.Sprintf("C%d", i%100), fmt.Sprintf("U%d", i%400), "<@UBOT> "+questions[i%len(questions)])
		sent[m["ts"].(string)] = time.Now()
		b.event(m)
	}
	if !b.Wait(time.Minute, func() bool { return b.Count() >= total && b.Unacknowledged() == 0 }) {
		t.Fatalf("got %d answers, want %d", b.Count(), total)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	got := b.settled(total)
	if len(got) != total {
		t.Fatalf("got %d answers, want %d", len(got), total)
	}
	var took []time.Duration
	for _, m := range got {
		took = append(took, m.At.Sub(sent[m.ThreadTS]))
	}
	slices.Sort(took)
	p50, p99, most := took[total/2], took[total*99/100], took[total-1]
	t.Logf("%d questions, %d a second: p50 %v, p99 %v, most %v; heap %d kB after a quarter, %d kB at the end, the fake Slack and its messages included",
		total, rate, p50, p99, most, before.HeapAlloc>>10, after.HeapAlloc>>10)
	if *load >= 20*time.Second && p99 > 50*time.Millisecond {
		t.Errorf("p99: got %v, want less than 50ms", p99)
	}
}
