package faults

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// subscriptionsKilled: what is published while a subscription is away is not
// sent again.
func subscriptionsKilled(w *world) {
	w.begin(w.joined())
	s := w.at(w.storefronts[0])[0]
	for n := range 20 {
		w.redis.do(w.t, "CLIENT", "KILL", "TYPE", "pubsub")
		ok(w.t, s.looks(w.t.Context(), fmt.Sprint("/", n)))
	}
	w.happens(w.storefronts[1])
	w.mends(time.Now(), tenfold(2*time.Second))
}

// subscriptionVanishes: the subscription's link looks whole, and is silent for
// ever. Everything else works, so nobody but the view itself can notice.
func subscriptionVanishes(w *world) {
	w.begin(w.joined())
	if n := w.line.swallow(func(k *link) bool { return k.subscribes.Load() }); n == 0 {
		w.t.Fatal("there is no subscription")
	}
	w.happens(w.storefronts[0])
	w.mends(w.began, deaf+tenfold(time.Second))
}

// linkVanishes: the admin service hears nothing and reads nothing, but its
// admins are connected.
func linkVanishes(w *world) {
	w.begin(w.joined())
	heal := w.line.vanish()
	w.happens(w.storefronts[0])
	w.staleSays()
	w.lasts(10 * time.Second)
	heal()
	w.mends(time.Now(), tenfold(5*time.Second))
}

// subscriptionOverflows: Redis drops a subscriber for whom too much waits. What
// waits here are the probes of another view, which nobody needs.
func subscriptionOverflows(w *world) {
	w.redis.set(w.t, "client-output-buffer-limit", "pubsub 256kb 0 0")
	dropped := w.redis.subscribers(w.t)
	if len(dropped) != 1 {
		w.t.Fatalf("%d views subscribe", len(dropped))
	}
	w.begin(w.joined())
	thaw := w.admins[0].freeze(w.t)
	ballast := fmt.Sprintf(`{"v":1,"kind":"probe","view":"another","n":1,"ballast":%q}`, strings.Repeat("x", 64<<10))
	until(w.t, "Redis drops the subscription", func() bool {
		w.redis.do(w.t, "PUBLISH", "presence:{carts:0}", ballast)
		return !slices.Contains(w.redis.subscribers(w.t), dropped[0])
	}, nothing)
	w.took("dropped after", time.Since(w.began), patience)
	w.happens(w.storefronts[0])
	thaw()
	w.mends(time.Now(), tenfold(2*time.Second))
}
