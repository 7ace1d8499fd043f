package server

import "github.com/prometheus/client_golang/prometheus"

// Metrics measure the pages. A nil value measures nothing.
type Metrics struct{ checkouts *prometheus.CounterVec }

// NewMetrics registers what the pages measure.
func NewMetrics(register prometheus.Registerer) *Metrics {
	m := &Metrics{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "footfall_checkouts_total",
		Help: "Checkouts, by how they ended: bought, or why not. sold_meanwhile is a conflict over stock, bought_uncopied an order that no replica had in time.",
	}, []string{"outcome"})}
	register.MustRegister(m.checkouts)
	return m
}

// checkedOut counts a checkout that ended with this notice; none is a purchase.
func (m *Metrics) checkedOut(n notice) {
	if m == nil {
		return
	}
	outcome := n.code
	if outcome == "" {
		outcome = "bought"
	}
	m.checkouts.WithLabelValues(outcome).Inc()
}
