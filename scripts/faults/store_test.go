package faults

import "time"

// away is longer than a lease: without hearing anything nobody may be taken
// for gone.
const away = 8 * time.Second

// meanwhile is what goes on while Redis takes no writes: the shop, but no
// change of a cart.
func (w *world) meanwhile() {
	w.t.Helper()
	w.happens(w.storefronts[0])
	w.refuses(w.at(w.storefronts[1])[1])
	w.staleSays()
}

// refuses wants a cart to be told that it cannot be changed now.
func (w *world) refuses(s *shopper) {
	w.t.Helper()
	if err := s.adds(w.t.Context(), 50); err != refusal("unavailable") { //nolint:errorlint // it is never wrapped
		w.t.Errorf("a change of a cart was answered with %v", err)
	}
}

// redisRestarted finds its data again, but for what nobody was told is done.
func redisRestarted(w *world) {
	w.begin(w.joined())
	w.redis.kill()
	w.meanwhile()
	w.lasts(away)
	w.redis.start(w.t)
	w.mends(time.Now(), tenfold(3*time.Second))
}

// redisRestartedEmpty has lost everything: presence is written again by those
// who hold it, carts are restored from the pages, the shop is seeded.
func redisRestartedEmpty(w *world) {
	w.begin(w.joined())
	w.redis.kill()
	w.meanwhile()
	w.lasts(away)
	w.redis.lose(w.t)
	w.redis.start(w.t)
	back := time.Now()
	w.mends(back, tenfold(3*time.Second))
	w.restores(back)
}

// redisFlushed is the same without a moment's rest.
func redisFlushed(w *world) {
	w.begin(w.joined())
	w.redis.do(w.t, "FLUSHALL")
	w.happens(w.storefronts[0])
	w.mends(w.began, tenfold(0))
	w.restores(w.began)
}

// restores wants to be told that the shop is lost, seeds it and changes a cart,
// which has what it had before, too.
func (w *world) restores(lost time.Time) {
	w.t.Helper()
	w.saysEmptied(lost)
	w.seed()
	w.saysStocked()
	s := w.at(w.storefronts[0])[0]
	before, _ := s.here()
	until(w.t, "a cart can be changed", func() bool { return s.adds(w.t.Context(), 51) == nil }, nothing)
	if after, _ := s.here(); len(after.Items) != len(before.Items)+1 {
		w.t.Errorf("the cart was %v and is %v", before, after)
	}
	w.right()
}

func redisFrozen(w *world) {
	w.begin(w.joined())
	thaw := w.redis.freeze(w.t)
	w.meanwhile()
	w.lasts(10 * time.Second)
	thaw()
	w.mends(time.Now(), tenfold(3*time.Second))
}

// redisPaused is shorter than a lease, and than what an admin is told of.
func redisPaused(w *world) {
	w.begin(w.joined())
	w.redis.do(w.t, "CLIENT", "PAUSE", "3000")
	w.happens(w.storefronts[0])
	w.lasts(3 * time.Second)
	w.mends(time.Now(), tenfold(2*time.Second))
}
