package presence

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// ViewMetrics measure a view. A nil value measures nothing.
type ViewMetrics struct {
	register    prometheus.Registerer
	divergences prometheus.Counter
	resyncs     *prometheus.CounterVec
}

// NewViewMetrics registers what a view measures.
func NewViewMetrics(register prometheus.Registerer) *ViewMetrics {
	m := &ViewMetrics{
		register: register,
		divergences: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footfall_presence_divergences_total", Help: "Messages that did not fit what the view held: gaps, other digests.",
		}),
		resyncs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "footfall_presence_resyncs_total", Help: "Row sets read again, by reason.",
		}, []string{"reason"}),
	}
	register.MustRegister(m.divergences, m.resyncs)
	return m
}

// follow registers what is read off the view when somebody asks.
func (m *ViewMetrics) follow(v *View) {
	if m == nil {
		return
	}
	gauge := func(name, help string, read func(People, Status) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() (f float64) {
			v.Inspect(func(p People, s Status) { f = read(p, s) })
			return f
		})
	}
	m.register.MustRegister(
		gauge("footfall_presence_keys", "Keys present in the view.", func(p People, _ Status) float64 { return float64(p.Keys()) }),
		gauge("footfall_presence_connections", "Connections shown by the view.", func(p People, _ Status) float64 { return float64(p.Connections()) }),
		gauge("footfall_presence_nodes", "Nodes that the view knows.", func(_ People, s Status) float64 { return float64(len(s.Nodes)) }),
		gauge("footfall_presence_stale_seconds", "How long the view has not been able to vouch for its picture.", func(_ People, s Status) float64 {
			if s.StaleSince.IsZero() {
				return 0
			}
			return time.Since(s.StaleSince).Seconds()
		}),
	)
}

// resynced counts what the picture has counted since the last call.
func (m *ViewMetrics) resynced(p *picture) {
	if m != nil {
		for reason, n := range p.resyncs {
			m.resyncs.WithLabelValues(reason).Add(float64(n))
			if reason == string(gap) || reason == string(different) || reason == string(garbled) {
				m.divergences.Add(float64(n))
			}
		}
	}
	clear(p.resyncs)
}
