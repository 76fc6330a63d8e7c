package meter_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"statementbot/bot/meter"
)

func TestPage(t *testing.T) {
	m := meter.New()
	m.Answered("slack", "answered", 3*time.Millisecond)
	m.Answered("slack", "answered", 30*time.Millisecond)
	m.Answered("discord", "not_found", time.Millisecond)
	m.Sent("slack", "answer", nil)
	m.Sent("slack", "answer", errors.New("no"))
	m.Retried("slack", "ratelimited")
	m.HeldBack("slack")
	m.Dropped("slack", "repeated")
	m.Feedback("slack", true)
	m.Connected("slack", true)
	m.Watch(func() float64 { return 7 })

	page := httptest.NewRecorder()
	m.Handler().ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	for _, want := range []string{
		`statementbot_questions_total{adapter="slack",outcome="answered"} 2`,
		`statementbot_questions_total{adapter="discord",outcome="not_found"} 1`,
		`statementbot_answer_seconds_bucket{adapter="slack",le="0.005"} 1`,
		`statementbot_answer_seconds_bucket{adapter="slack",le="0.05"} 2`,
		`statementbot_sends_total{adapter="slack",kind="answer",result="failed"} 1`,
		`statementbot_sends_total{adapter="slack",kind="answer",result="ok"} 1`,
		`statementbot_retries_total{adapter="slack",reason="ratelimited"} 1`,
		`statementbot_gate_failures_total{adapter="slack"} 1`,
		`statementbot_dropped_total{adapter="slack",reason="repeated"} 1`,
		`statementbot_feedback_total{adapter="slack",verdict="helpful"} 1`,
		`statementbot_connected{adapter="slack"} 1`,
		`statementbot_journal_depth 7`,
		"process_resident_memory_bytes",
	} {
		if !strings.Contains(page.Body.String(), want+"\n") && !strings.Contains(page.Body.String(), want+" ") {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestNil shows that an adapter without a meter needs no check of its own.
func TestNil(t *testing.T) {
	var m *meter.Meter
	m.Answered("a", "b", 0)
	m.Sent("a", "b", nil)
	m.Retried("a", "b")
	m.HeldBack("a")
	m.Dropped("a", "b")
	m.Feedback("a", false)
	m.Connected("a", false)
	m.Watch(nil)
}
