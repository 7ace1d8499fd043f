package faults

import (
	"net"
	"os"
	"path/filepath"
	"time"
)

// While Redis refuses writes it publishes what it is told to, all the same: nobody
// seems to leave, and what cannot be written is stale.

// savingFails: a folder stands where the snapshot should be.
func savingFails(w *world) {
	obstacle := filepath.Join(w.redis.dir, "dump.rdb")
	ok(w.t, os.Mkdir(obstacle, 0o700))
	w.snapshot("err")
	w.redis.refuses(w.t, "MISCONF")
	w.begin(w.joined())
	w.meanwhile()
	w.lasts(20 * time.Second)
	ok(w.t, os.Remove(obstacle))
	w.snapshot("ok")
	w.mends(time.Now(), tenfold(3*time.Second))
}

// snapshot saves until that has gone so.
func (w *world) snapshot(status string) {
	w.t.Helper()
	until(w.t, "saving ends with "+status, func() bool {
		if w.redis.info(w.t, "persistence", "rdb_bgsave_in_progress") == "0" {
			w.redis.do(w.t, "BGSAVE")
		}
		return w.redis.info(w.t, "persistence", "rdb_last_bgsave_status") == status
	}, nothing)
}

func memoryIsFull(w *world) {
	w.redis.set(w.t, "maxmemory", "1")
	w.redis.refuses(w.t, "OOM")
	w.begin(w.joined())
	w.meanwhile()
	w.lasts(20 * time.Second)
	w.redis.set(w.t, "maxmemory", "512mb")
	w.mends(time.Now(), tenfold(3*time.Second))
}

// diskFull: the append-only file cannot grow. With room again Redis goes on by
// itself.
func diskFull(w *world) {
	w.redis.disk.fill(w.t, w.redis.cmd.Process.Pid)
	w.appends("err")
	w.redis.refuses(w.t, "MISCONF")
	w.begin(w.joined())
	w.meanwhile()
	w.lasts(away)
	w.redis.disk.clear(w.t, w.redis.cmd.Process.Pid)
	w.mends(w.appends("ok"), tenfold(3*time.Second))
}

// appends waits until Redis says so of its append-only file.
func (w *world) appends(status string) time.Time {
	w.t.Helper()
	return until(w.t, "appending ends with "+status, func() bool {
		return w.redis.info(w.t, "persistence", "aof_last_write_status") == status
	}, nothing)
}

// replicaMissing: Redis takes no writes of which it would have the only copy.
func replicaMissing(w *world) {
	host, port, err := net.SplitHostPort(w.redis.address)
	ok(w.t, err)
	replica := w.serveRedis("--replicaof", host, port)
	replica.follows(w.t)
	w.redis.set(w.t, "min-replicas-to-write", "1")
	w.replicas("1")
	w.right()
	replica.kill()
	w.replicas("0")
	w.redis.refuses(w.t, "NOREPLICAS")
	w.begin(w.joined())
	w.meanwhile()
	w.lasts(away)
	replica.start(w.t)
	w.mends(w.replicas("1"), tenfold(3*time.Second))
}

// replicas waits until Redis has so many that keep up.
func (w *world) replicas(count string) time.Time {
	w.t.Helper()
	return until(w.t, count+" replicas keep up", func() bool {
		return w.redis.info(w.t, "replication", "min_slaves_good_slaves") == count
	}, nothing)
}
