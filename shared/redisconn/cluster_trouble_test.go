package redisconn_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// A server that hangs makes nobody wait but those who ask it.
func TestInAClusterOneServerThatHangsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t)
	conn := cluster.Open(t)
	batcher, hangs, well := conn.Batcher(), "{a}", "{b}"
	for cluster.Master(t, conn, well) == cluster.Master(t, conn, hangs) {
		well = "{" + redisconn.NewID() + "}"
	}
	for _, key := range []string{hangs, well} { // the script is known
		if err := batcher.Run(t.Context(), increment, []string{key}).Err(); err != nil {
			t.Fatal(err)
		}
	}
	cluster.Master(t, conn, hangs).Freeze()
	var answered atomic.Int64
	var asking sync.WaitGroup
	defer asking.Wait()
	until(t, func() bool {
		asking.Go(func() {
			_ = batcher.Run(t.Context(), increment, []string{hangs}).Err()
			answered.Add(1)
		})
		return batcher.Waiting(hangs) > 0
	})
	if err := batcher.Run(t.Context(), increment, []string{well}).Err(); err != nil || answered.Load() > 0 {
		t.Errorf("got %v after %d that had to wait", err, answered.Load())
	}
}

// Who hears an own probe, but nobody else, takes them for gone.
func TestInAClusterThatIsDownNoProbeIsHeard(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t)
	conn := cluster.Open(t)
	last := cluster.Master(t, conn, "{a}")
	for _, server := range cluster.Servers {
		if server != last {
			server.Kill()
		}
	}
	until(t, func() bool {
		_, err := conn.Vital().Pipelined(t.Context(), func(p redis.Pipeliner) error {
			conn.Probe(t.Context(), p, "{a}", "probe")
			return nil
		})
		return redis.HasErrorPrefix(err, "CLUSTERDOWN ")
	})
	if err := conn.Publish(t.Context(), "{a}", "message"); err != nil {
		t.Errorf("an SPUBLISH is refused, too: %v", err)
	}
}
