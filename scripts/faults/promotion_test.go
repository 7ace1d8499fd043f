package faults

import (
	"net"
	"time"
)

// lagging is a replica that is not told any more what is written, and does not
// know it. What the admin saw since is acknowledged, and will be lost.
func (w *world) lagging() *redis {
	w.t.Helper()
	replica := w.serveRedis()
	behind := lay(w.t, w.redis.address)
	host, port, err := net.SplitHostPort(behind.listener.Addr().String())
	ok(w.t, err)
	replica.do(w.t, "REPLICAOF", host, port)
	replica.follows(w.t)
	behind.vanish()
	w.happens(w.storefronts[0])
	ok(w.t, w.at(w.storefronts[1])[1].adds(w.t.Context(), 50))
	w.right()
	return replica
}

// promote makes a replica the one that new links lead to.
func (w *world) promote(replica *redis) {
	w.t.Helper()
	w.begin(w.joined())
	replica.do(w.t, "REPLICAOF", "NO", "ONE")
	w.line.lead(replica.address)
}

// promoted: what stands in the new master is older than what everybody saw.
func promoted(w *world) {
	replica := w.lagging()
	w.promote(replica)
	w.line.cut()
	w.happens(w.storefronts[0])
	w.mends(w.began, tenfold(2*time.Second))
}

// promotedSilently: as where the old master hangs, the subscriptions stay with
// it, and nobody publishes there any more.
func promotedSilently(w *world) {
	replica := w.lagging()
	w.promote(replica)
	w.line.each(func(k *link) {
		if !k.subscribes.Load() {
			k.close()
		}
	})
	w.happens(w.storefronts[0])
	w.mends(w.began, deaf+tenfold(1500*time.Millisecond))
}
