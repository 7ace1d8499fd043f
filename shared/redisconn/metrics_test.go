package redisconn_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/redis/go-redis/v9"

	"footfall/shared/redistest"
)

func TestRoundTripsAreMeasuredByTheirClient(t *testing.T) {
	conn, registry := redistest.Embed(t).Open(t), prometheus.NewRegistry()
	conn.Measure(registry)
	ctx := t.Context()
	for range 3 {
		_, _ = conn.Reads().Get(ctx, "nothing").Result()
	}
	if err := conn.Run(ctx, redis.NewScript(`return 1`), nil).Err(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Vital().Do(ctx, "NONSENSE").Err(); err == nil {
		t.Fatal("nonsense was understood")
	}
	for client, failed := range map[string]float64{"reads": 0, "writes": 0, "vital": 1} {
		if got := errorsOf(t, registry, client); got != failed {
			t.Errorf("%s: %v failed, want %v", client, got, failed)
		}
	}
	if n := testutil.CollectAndCount(registry, "footfall_redis_seconds"); n != 3 {
		t.Errorf("%d clients are measured, want 3", n)
	}
}

func errorsOf(t *testing.T, registry *prometheus.Registry, client string) float64 {
	t.Helper()
	all, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range all {
		for _, m := range family.GetMetric() {
			if family.GetName() == "footfall_redis_errors_total" && m.GetLabel()[0].GetValue() == client {
				return m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("%s is not measured", client)
	return 0
}
