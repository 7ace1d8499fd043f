package presence

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// TrackerMetrics measure a tracker. A nil value measures nothing.
type TrackerMetrics struct {
	register prometheus.Registerer
	scripts  *prometheus.HistogramVec
	changes  prometheus.Histogram
	rewrites prometheus.Counter
}

// NewTrackerMetrics registers what a tracker measures.
func NewTrackerMetrics(register prometheus.Registerer) *TrackerMetrics {
	m := &TrackerMetrics{
		register: register,
		scripts: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "footfall_presence_script_seconds", Help: "Time of one presence script, by kind and verdict.",
			Buckets: prometheus.ExponentialBuckets(0.0002, 3, 9),
		}, []string{"script", "verdict"}),
		changes: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "footfall_presence_flush_changes", Help: "Changes in one flush.",
			Buckets: prometheus.ExponentialBuckets(1, 4, 6),
		}),
		rewrites: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footfall_presence_rewrites_total", Help: "Row sets that Redis was found to have lost.",
		}),
	}
	register.MustRegister(m.scripts, m.changes, m.rewrites)
	return m
}

// follow registers what is read off the tracker when somebody asks.
func (m *TrackerMetrics) follow(t *Tracker) {
	if m == nil {
		return
	}
	m.register.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "footfall_presence_refs", Help: "Connections tracked.",
		}, func() float64 { return float64(t.Refs()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "footfall_presence_behind_seconds", Help: "Age of the oldest change that Redis is not known to hold.",
		}, func() float64 { return t.Behind().Seconds() }),
	)
}

func (m *TrackerMetrics) sent(c command, v verdict, took time.Duration) {
	if m == nil {
		return
	}
	m.scripts.WithLabelValues(scriptName(c), v.String()).Observe(took.Seconds())
	if f, ok := c.(*flush); ok {
		m.changes.Observe(float64(len(f.set) + len(f.del)))
	}
}

func (m *TrackerMetrics) lost() {
	if m != nil {
		m.rewrites.Inc()
	}
}

func scriptName(c command) string {
	switch c.(type) {
	case *flush:
		return "flush"
	case beat:
		return "beat"
	case reset:
		return "reset"
	case upload:
		return "upload"
	case commit:
		return "commit"
	default:
		return "bye"
	}
}

func (v verdict) String() string {
	return [...]string{unknown: "unknown", refused: "refused", done: "done", lost: "lost"}[v]
}

// Refs is how many connections are tracked.
func (t *Tracker) Refs() int {
	n := 0
	for _, s := range t.shards {
		s.mu.Lock()
		n += s.set.tracked
		s.mu.Unlock()
	}
	return n
}

// Behind is the age of the oldest change that Redis is not known to hold.
func (t *Tracker) Behind() time.Duration {
	now := time.Now()
	var most time.Duration
	for _, s := range t.shards {
		s.mu.Lock()
		most = max(most, s.set.behind(now))
		s.mu.Unlock()
	}
	return most
}
