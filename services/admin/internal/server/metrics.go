package server

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"footfall/services/admin/internal/access"
)

// Metrics measure who comes in. A nil value measures nothing.
type Metrics struct{ signIns *prometheus.CounterVec }

// NewMetrics registers what the pages measure.
func NewMetrics(register prometheus.Registerer) *Metrics {
	m := &Metrics{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "footfall_sign_ins_total",
		Help: "Passwords that were to be checked, by the way they came (form, basic) and by how it ended.",
	}, []string{"way", "result"})}
	register.MustRegister(m.signIns)
	return m
}

// signedIn counts one that ended with that error; nil is success.
func (m *Metrics) signedIn(way string, err error) {
	if m != nil {
		m.signIns.WithLabelValues(way, resultOf(err)).Inc()
	}
}

func resultOf(err error) string {
	_, throttled := errors.AsType[*access.ThrottledError](err)
	switch {
	case err == nil:
		return "ok"
	case throttled:
		return "throttled"
	case errors.Is(err, access.ErrDenied):
		return "denied"
	case errors.Is(err, access.ErrBusy):
		return "busy"
	case errors.Is(err, access.ErrUnavailable):
		return "unavailable"
	default:
		return "failed"
	}
}
