package faults

import (
	"slices"
	"syscall"
	"time"
)

// happens lets the shop go on at a storefront: one tab turns a page, somebody
// goes, and somebody comes. Only the newcomer's join waits for Redis.
func (w *world) happens(store *service) {
	w.t.Helper()
	tabs := w.at(store)
	ok(w.t, tabs[1].looks(w.t.Context(), "/checkout"))
	w.admin.spare(tabs[2])
	tabs[2].goes()
	w.comes()
}

// A storefront that is killed says no goodbye. Who comes back to the other one
// is never missing; who does not is gone with the lease.
func storefrontKilled(w *world) {
	killed, other := w.storefronts[0], w.storefronts[1]
	back, away := w.at(killed)[:3], w.at(killed)[3:]
	for _, s := range away {
		s.givesUp()
	}
	w.begin(slices.Concat(back, w.at(other)))
	killed.kill()
	for _, s := range back {
		w.arrived(s)
	}
	w.took("at the other one after", time.Since(w.began), tenfold(time.Second))
	w.happens(other)
	w.gone("those who stay away gone after", away, lease+tenfold(time.Second))
	w.mends(w.began, lease+tenfold(time.Second))
	killed.start(w, "storefront")
	w.comes()
	w.right()
}

// A storefront that does not run is not heard, and its carts are gone with the
// lease. Those of the other one stay, and all are back when it goes on.
func storefrontFrozen(w *world) {
	frozen, other := w.storefronts[0], w.storefronts[1]
	its := w.at(frozen)[1:] // the first has a tab at the other one, too
	w.begin(w.at(other))
	thaw := frozen.freeze(w.t)
	w.happens(other)
	w.gone("its carts gone after", its, lease+tenfold(time.Second))
	w.lasts(10 * time.Second)
	thaw()
	w.mends(time.Now(), tenfold(time.Second))
}

// A storefront that Redis does not hear is like one that does not run, though
// its shoppers look around; their carts cannot be changed.
func storefrontCutOff(w *world) {
	cut, other := w.storefronts[0], w.storefronts[1]
	its := w.at(cut)[1:] // the first has a tab at the other one, too
	w.begin(w.at(other))
	heal := w.line.vanish()
	ok(w.t, its[0].looks(w.t.Context(), "/checkout"))
	w.refuses(its[1])
	w.happens(other)
	w.gone("its carts gone after", its, lease+tenfold(time.Second))
	w.lasts(10 * time.Second)
	heal()
	w.mends(time.Now(), tenfold(2*time.Second))
}

// A storefront that is told to stop takes leave of each tab. Its tabs come back
// at the other one, and the dashboard does not count their carts out meanwhile.
func storefrontStopped(w *world) {
	stopped, other := w.storefronts[0], w.storefronts[1]
	back, away := w.at(stopped)[:3], w.at(stopped)[3:]
	for _, s := range away {
		s.givesUp()
	}
	w.begin(w.at(other), back...)
	stopped.signal(w.t, syscall.SIGTERM)
	w.gone("those who stay away gone after", away, tenfold(0))
	for _, s := range back {
		w.arrived(s)
	}
	w.mends(w.began, tenfold(time.Second))
	if err := stopped.end(w.t); err != nil {
		w.t.Errorf("the storefront ended with %v", err)
	}
	w.took("the process ended after", time.Since(w.began), tenfold(time.Second))
}

// An admin service that does not run hears nothing. When it goes on it must not
// take its own silence for that of the storefronts.
func adminFrozen(w *world) {
	frozen := w.admins[0]
	w.begin(w.joined())
	thaw := frozen.freeze(w.t)
	w.happens(w.storefronts[0])
	w.happens(w.storefronts[1])
	w.lasts(10 * time.Second)
	thaw()
	w.mends(time.Now(), tenfold(1500*time.Millisecond))
}

// An admin who watched at a service that is killed sees the same at another
// one, and at the killed one when that is back.
func adminKilled(w *world) {
	w.begin(w.joined())
	w.admins[0].kill()
	w.happens(w.storefronts[0])
	w.mends(w.began, tenfold(time.Second))
	back := time.Now()
	w.admins[0].start(w, "admin")
	again := watch(w.t.Context(), w.admins[0].url)
	w.t.Cleanup(again.running.Wait)
	w.took("the killed one shows it, from its start", w.sameAs(again).Sub(back), tenfold(2*time.Second))
}
