package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"statementbot/adapters/slack/slacktest"
)

// TestCrash kills the program at random moments while questions come in, and starts it
// again: in the end each question has one answer. CI_LONG=1 makes 200 rounds of 20.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program many times: not under -short")
	}
	rounds := 20
	if os.Getenv("CI_LONG") == "1" {
		rounds = 200
	}
	program, err := exec.LookPath("statementbot") // the test binary, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	slack := slacktest.New()
	t.Cleanup(slack.Close)
	environment := os.Environ()
	for name, value := range slackEnvironment(slack, t.TempDir()) {
		environment = append(environment, name+"="+value)
	}
	random := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano()))) //nolint:gosec // moments, not secrets
	var log bytes.Buffer
	start := func() *exec.Cmd {
		connected := slack.Connections()
		cmd := exec.CommandContext(t.Context(), program, "serve", "--listen", "127.0.0.1:0")
		cmd.Env, cmd.Stderr = environment, &log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if !slack.Wait(20*time.Second, func() bool { return slack.Connections() > connected }) {
			t.Fatalf("no connection; the program said %s", &log)
		}
		return cmd
	}
	asked := map[string]int{} // by the thread that the answer belongs into
	const each = 12
	for range rounds {
		cmd := start()
		for i := range each {
			question := slack.Mention(fmt.Sprintf("C%d", i%4), fmt.Sprintf("U%d", i), "<@UBOT> what about Senkaku?")
			asked[question["ts"].(string)] = 0
			slack.Socket("events_api", slack.Callback(question), 1+i%2)
		}
		time.Sleep(time.Duration(random.IntN(40_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
	}
	cmd := start()
	complete := slack.Wait(60*time.Second, func() bool { return len(slack.Messages("")) >= len(asked) && slack.Unacknowledged() == 0 })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the last run ended with %v", err)
	}
	for _, m := range slack.Messages("") {
		if _, ok := asked[m.ThreadTS]; !ok {
			t.Errorf("an answer to nothing: %+v", m)
		}
		asked[m.ThreadTS]++
	}
	lost, twice := 0, 0
	for _, n := range asked {
		switch {
		case n == 0:
			lost++
		case n > 1:
			twice++
		}
	}
	if !complete || lost > 0 || twice > 0 {
		t.Errorf("of %d questions in %d rounds: %d without an answer, %d with several", len(asked), rounds, lost, twice)
	}
	for _, problem := range slack.Problems() {
		t.Errorf("broken rule: %s", problem)
	}
	for _, secret := range []string{"secret", "Senkaku"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	t.Logf("%d questions, %d kills, %d looks for an answer that had gone out", len(asked), rounds, slack.Calls()["conversations.replies"])
}
