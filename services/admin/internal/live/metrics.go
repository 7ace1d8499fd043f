package live

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics measure a dashboard and a tracker. A nil value measures nothing.
type Metrics struct {
	pages   prometheus.Gauge
	windows prometheus.Histogram
	diffs   prometheus.Counter
	relayed prometheus.Counter
	rereads prometheus.Counter
}

// NewMetrics registers what a dashboard and a tracker measure.
func NewMetrics(register prometheus.Registerer) *Metrics {
	m := &Metrics{
		pages: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "footfall_dashboard_pages", Help: "Dashboard pages that have joined.",
		}),
		windows: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "footfall_dashboard_window_seconds", Help: "Time to make a window of the carts. Equal ones of several pages are made once.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 7),
		}),
		diffs: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footfall_tracker_diffs_total", Help: "Diffs of who is present that were sent, each to all that follow them.",
		}),
		relayed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footfall_tracker_relayed_bytes_total", Help: "Bytes of those diffs, times those they were sent to.",
		}),
		rereads: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footfall_dashboard_rereads_total", Help: "Times that too many changes waited, so that dashboards' picture was read anew.",
		}),
	}
	register.MustRegister(m.pages, m.windows, m.diffs, m.relayed, m.rereads)
	return m
}

// joined counts a page that has joined (1), or left (-1).
func (m *Metrics) joined(n float64) {
	if m != nil {
		m.pages.Add(n)
	}
}

// made measures a window that was begun then.
func (m *Metrics) made(begun time.Time) {
	if m != nil {
		m.windows.Observe(time.Since(begun).Seconds())
	}
}

// sent measures a diff of so many bytes.
func (m *Metrics) sent(bytes, readers int) {
	if m != nil {
		m.diffs.Inc()
		m.relayed.Add(float64(bytes) * float64(readers))
	}
}

// reread counts that the picture was read anew.
func (m *Metrics) reread() {
	if m != nil {
		m.rereads.Inc()
	}
}
