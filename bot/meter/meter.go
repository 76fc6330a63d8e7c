// Package meter counts what the bot does, for whoever runs it: questions, how long they
// took, what was sent and what had to be sent again. It counts by adapter and by kind and
// knows no user, channel or text.
package meter

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// A Meter counts. It is safe for concurrent use; a nil Meter counts nothing.
type Meter struct {
	registry     *prometheus.Registry
	questions    *prometheus.CounterVec
	took         *prometheus.HistogramVec
	sends        *prometheus.CounterVec
	retries      *prometheus.CounterVec
	gateFailures *prometheus.CounterVec
	dropped      *prometheus.CounterVec
	feedback     *prometheus.CounterVec
	connected    *prometheus.GaugeVec
}

// New returns a meter with everything at 0, and the figures of the process and of Go.
func New() *Meter {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "statementbot", Name: name, Help: help}, labels)
	}
	m := &Meter{
		registry:  prometheus.NewRegistry(),
		questions: counter("questions_total", "Questions answered, by the outcome of the answer.", "adapter", "outcome"),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "statementbot", Name: "answer_seconds",
			Help:    "Seconds from the event to the platform's receipt for the answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60},
		}, []string{"adapter"}),
		sends:        counter("sends_total", "Calls to the platform, by what they did and how they ended.", "adapter", "kind", "result"),
		retries:      counter("retries_total", "Calls to the platform that were made again, by the reason.", "adapter", "reason"),
		gateFailures: counter("gate_failures_total", "Messages held back because a quote did not read back as published.", "adapter"),
		dropped:      counter("dropped_total", "Events that were not answered, by the reason.", "adapter", "reason"),
		feedback:     counter("feedback_total", "Answers that somebody found helpful, or not.", "adapter", "verdict"),
		connected: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: "statementbot", Name: "connected", Help: "1 while the adapter can take questions, else 0.",
		}, []string{"adapter"}),
	}
	m.registry.MustRegister(m.questions, m.took, m.sends, m.retries, m.gateFailures, m.dropped, m.feedback, m.connected,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler returns the page that Prometheus reads.
func (m *Meter) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Answered counts a question by its outcome, and the time since its event came in.
func (m *Meter) Answered(adapter, outcome string, took time.Duration) {
	if m == nil {
		return
	}
	m.questions.WithLabelValues(adapter, outcome).Inc()
	m.took.WithLabelValues(adapter).Observe(took.Seconds())
}

// Sent counts a call to the platform. A kind is one of few words, such as "answer" or
// "notice"; err tells how it ended.
func (m *Meter) Sent(adapter, kind string, err error) {
	if m == nil {
		return
	}
	result := "ok"
	if err != nil {
		result = "failed"
	}
	m.sends.WithLabelValues(adapter, kind, result).Inc()
}

// Retried counts a call that is made again, for one of few reasons, such as "ratelimited".
func (m *Meter) Retried(adapter, reason string) {
	if m != nil {
		m.retries.WithLabelValues(adapter, reason).Inc()
	}
}

// HeldBack counts a message that did not pass the gate.
func (m *Meter) HeldBack(adapter string) {
	if m != nil {
		m.gateFailures.WithLabelValues(adapter).Inc()
	}
}

// Dropped counts an event that is not answered, for one of few reasons, such as "repeated".
func (m *Meter) Dropped(adapter, reason string) {
	if m != nil {
		m.dropped.WithLabelValues(adapter, reason).Inc()
	}
}

// Feedback counts a reader's verdict on an answer.
func (m *Meter) Feedback(adapter string, helpful bool) {
	if m == nil {
		return
	}
	verdict := "not_helpful"
	if helpful {
		verdict = "helpful"
	}
	m.feedback.WithLabelValues(adapter, verdict).Inc()
}

// Connected notes whether an adapter can take questions.
func (m *Meter) Connected(adapter string, connected bool) {
	if m == nil {
		return
	}
	value := 0.0
	if connected {
		value = 1
	}
	m.connected.WithLabelValues(adapter).Set(value)
}

// Watch shows the number of questions that are accepted and not yet answered, as depth
// returns it when the page is read. It may be called once.
func (m *Meter) Watch(depth func() float64) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "statementbot", Name: "journal_depth", Help: "Questions accepted and not yet answered.",
	}, depth))
}
