package channels

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics measure a server. A nil value measures nothing.
type Metrics struct {
	connections prometheus.Gauge
	opened      prometheus.Histogram
	turnedAway  *prometheus.CounterVec
	closed      *prometheus.CounterVec
	joins       *prometheus.CounterVec
	pushes      *prometheus.CounterVec
	slowReaders prometheus.Counter
}

// NewMetrics registers what a server measures.
func NewMetrics(register prometheus.Registerer) *Metrics {
	m := &Metrics{
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "footfall_socket_connections", Help: "Open sockets.",
		}),
		opened: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "footfall_socket_handshake_seconds", Help: "Time to decide about a socket and to open it.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 7),
		}),
		turnedAway: counters("footfall_socket_refused_total", "Handshakes refused, by HTTP status.", "status"),
		closed:     counters("footfall_socket_closed_total", "Sockets closed, by reason.", "reason"),
		joins:      counters("footfall_channel_joins_total", "Joins, by route and result.", "route", "result"),
		pushes:     counters("footfall_channel_pushes_total", "Pushes from clients, by route, event and result.", "route", "event", "result"),
		slowReaders: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "footfall_socket_slow_readers_total", Help: "Times that a client's queue was dropped for its current state.",
		}),
	}
	register.MustRegister(m.connections, m.opened, m.turnedAway, m.closed, m.joins, m.pushes, m.slowReaders)
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func (m *Metrics) connected(took time.Duration) {
	if m != nil {
		m.connections.Inc()
		m.opened.Observe(took.Seconds())
	}
}

func (m *Metrics) ended(v verdict) {
	if m != nil {
		m.connections.Dec()
		m.closed.WithLabelValues(v.reason).Inc()
	}
}

func (m *Metrics) refused(status int) {
	if m != nil {
		m.turnedAway.WithLabelValues(strconv.Itoa(status)).Inc()
	}
}

// joined counts a join; an empty reason is success. Reasons are few: handlers
// refuse with constants.
func (m *Metrics) joined(route string, why JoinError) {
	if m != nil {
		result := string(why)
		if result == "" {
			result = statusOK
		}
		m.joins.WithLabelValues(route, result).Inc()
	}
}

func (m *Metrics) pushed(route, event, result string) {
	if m != nil {
		m.pushes.WithLabelValues(route, event, result).Inc()
	}
}

func (m *Metrics) slow() {
	if m != nil {
		m.slowReaders.Inc()
	}
}
