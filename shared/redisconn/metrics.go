package redisconn

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
)

// Measure makes how long Redis takes known to r, by the client that asks: a
// pipeline counts once, for what is waited for is its round trip.
//
//	footfall_redis_seconds{client}        histogram  reads, writes, vital; with the wait for a connection
//	footfall_redis_errors_total{client}   counter    no answer in time, no connection, or a refusal
//
// Call it before the first command, and once.
func (c *Conn) Measure(r prometheus.Registerer) {
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "footfall_redis_seconds", Help: "Round trips to Redis, with the wait for a connection.",
		Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 2},
	}, []string{"client"})
	failed := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "footfall_redis_errors_total", Help: "Round trips to Redis that failed or were refused.",
	}, []string{"client"})
	r.MustRegister(took, failed)
	for name, client := range map[string]redis.UniversalClient{"reads": c.reads, "writes": c.writes, "vital": c.vital} {
		client.AddHook(meter{took: took.WithLabelValues(name), failed: failed.WithLabelValues(name)})
	}
}

// meter measures one client.
type meter struct {
	took   prometheus.Observer
	failed prometheus.Counter
}

func (m meter) note(begun time.Time, err error) {
	m.took.Observe(time.Since(begun).Seconds())
	if err != nil && !answers(err) {
		m.failed.Inc()
	}
}

// answers reports whether an error is an answer like others: that there is no
// such key, or no such script yet.
func answers(err error) bool {
	return errors.Is(err, redis.Nil) || redis.HasErrorPrefix(err, "NOSCRIPT")
}

// DialHook is redis.Hook's.
func (m meter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook is redis.Hook's.
func (m meter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		begun := time.Now()
		err := next(ctx, cmd)
		m.note(begun, err)
		return err
	}
}

// ProcessPipelineHook is redis.Hook's.
func (m meter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		begun := time.Now()
		err := next(ctx, cmds)
		m.note(begun, err)
		return err
	}
}
