package live

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics measure a dashboard. A nil value measures nothing.
type Metrics struct {
	pages   prometheus.Gauge
	windows prometheus.Histogram
}

// NewMetrics registers what a dashboard measures.
func NewMetrics(register prometheus.Registerer) *Metrics {
	m := &Metrics{
		pages: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "footfall_dashboard_pages", Help: "Dashboard pages that have joined.",
		}),
		windows: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "footfall_dashboard_window_seconds", Help: "Time to make a window of the carts. Equal ones of several pages are made once.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 7),
		}),
	}
	register.MustRegister(m.pages, m.windows)
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
