package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"statementbot/adapters/slack/slacktest"
)

var (
	load   = flag.Duration("load", time.Second, "how long TestLoad asks; the figures of the README are of 20s")
	loaded = flag.String("program", "statementbot", "the program that TestLoad asks: a built one has less in memory than the test binary")
)

// TestLoad asks the program 500 questions a second over Socket Mode, in 100 channels: each
// gets its one answer. The time from the event to the call and the resident memory are
// reported; with -load 20s or more they are compared with the figures to reach, in the
// normal run not, since other tests run beside it.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("keeps two cores busy: not under -short")
	}
	const rate = 500
	program, err := exec.LookPath(*loaded) // without the flag the test binary, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	slack := slacktest.New()
	t.Cleanup(slack.Close)
	cmd := exec.CommandContext(t.Context(), program, "serve", "--listen", "127.0.0.1:0")
	cmd.Env = os.Environ()
	for name, value := range slackEnvironment(slack, t.TempDir()) {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !slack.Wait(20*time.Second, func() bool { return slack.Connected() == 1 }) {
		t.Fatalf("no connection; the program said %s", &log)
	}
	total := int(load.Seconds() * rate)
	sent := make(map[string]time.Time, total)
	questions := []string{"what about Senkaku?", "what about tariffs?", "everything on Japan", "by when does Japan want to build up its defense?"}
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	early := 0
	for i := range total {
		<-tick.C
		if i == total/4 {
			early = residentKB(cmd.Process.Pid)
		}
		m := slack.Mention(fmt.Sprintf("C%d", i%100), fmt.Sprintf("U%d", i%400), "<@UBOT> "+questions[i%len(questions)])
		sent[m["ts"].(string)] = time.Now()
		slack.Socket("events_api", slack.Callback(m), 1)
	}
	if !slack.Wait(time.Minute, func() bool { return slack.Count() >= total && slack.Unacknowledged() == 0 }) {
		t.Fatalf("got %d answers, want %d; the program said %.2000s", slack.Count(), total, &log)
	}
	late := residentKB(cmd.Process.Pid)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	if problems := slack.Problems(); len(problems) > 0 {
		t.Errorf("broken rules: %.500q", problems)
	}
	if got := slack.Count(); got != total {
		t.Fatalf("got %d answers, want %d", got, total)
	}
	var took []time.Duration
	for _, m := range slack.Messages("") {
		took = append(took, m.At.Sub(sent[m.ThreadTS]))
	}
	slices.Sort(took)
	p50, p99, most := took[total/2], took[total*99/100], took[total-1]
	t.Logf("%d questions, %d a second: p50 %v, p99 %v, most %v; resident %d kB after a quarter, %d kB at the end", total, rate, p50, p99, most, early, late)
	if *load < 20*time.Second {
		return
	}
	if p99 > 50*time.Millisecond {
		t.Errorf("p99: got %v, want less than 50ms", p99)
	}
	if late > 64<<10 {
		t.Errorf("resident memory: got %d kB, want less than 64 MB", late)
	}
}

// residentKB returns the resident memory of a process, 0 where the system does not tell.
func residentKB(pid int) int {
	if runtime.GOOS != "linux" {
		return 0
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0
	}
	kB, _ := strconv.Atoi(string(found[1])) // of digits only, by the pattern
	return kB
}
