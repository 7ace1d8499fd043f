package faults

import "time"

// there is who is connected.
func (w *world) there() people {
	tabs := picture{}
	for _, s := range w.shoppers {
		if m, here := s.here(); here {
			tabs.show(s.handle, m.Tab, m)
		}
	}
	return tabs.people()
}

// right waits until the admin sees exactly who is connected, and is told that
// this is the present.
func (w *world) right() time.Time {
	w.t.Helper()
	return w.sameAs(w.admin)
}

func (w *world) sameAs(a *admin) time.Time {
	w.t.Helper()
	return until(w.t, "the admin sees who is connected", func() bool {
		seen, present := a.sees()
		return present && difference(w.there(), seen) == ""
	}, func() string {
		seen, _ := a.sees()
		return a.says() + "\n" + difference(w.there(), seen)
	})
}

// begin begins the fault: from now on the carts that stay may not seem to leave,
// and those that move may do so only for those who look at bare presence.
func (w *world) begin(stay []*shopper, move ...*shopper) {
	w.admin.guard(stay, move)
	w.began = time.Now()
}

// staleSays waits until the admin is told that the picture is not the present.
func (w *world) staleSays() {
	w.t.Helper()
	at := until(w.t, "the picture is called stale", w.admin.isStale, w.admin.says)
	w.took("shown as stale after", at.Sub(w.began), deaf+tenfold(time.Second))
}

// gone waits until the admin sees none of these any more.
func (w *world) gone(what string, carts []*shopper, within time.Duration) {
	w.t.Helper()
	at := until(w.t, what, func() bool {
		for _, s := range carts {
			if w.admin.shows(s) {
				return false
			}
		}
		return true
	}, w.admin.says)
	w.took(what, at.Sub(w.began), within)
}

// lasts waits until the fault is so old.
func (w *world) lasts(d time.Duration) {
	w.t.Helper()
	ok(w.t, rest(w.t.Context(), time.Until(w.began.Add(d))))
}

// mends waits until the picture is right again after since, which is when the
// fault was over.
func (w *world) mends(since time.Time, within time.Duration) {
	w.t.Helper()
	w.took("right again after", w.right().Sub(since), within)
}

// took notes how long something took, which may not be longer than within.
func (w *world) took(what string, d, within time.Duration) {
	w.t.Helper()
	w.t.Logf("%s %.2f s", what, d.Seconds())
	times.add(w.fault, what, d)
	if d > within {
		w.t.Errorf("%s %.2f s, which is more than %v", what, d.Seconds(), within)
	}
}

// check holds the promises against what the admin has seen, and waits until the
// dashboard counts the carts that are there: those that left count a little
// longer.
func (w *world) check() {
	w.t.Helper()
	until(w.t, "the dashboard counts the carts that are there", func() bool {
		return w.admin.counts() == len(w.there())
	}, w.admin.says)
	for _, complaint := range w.admin.complaints(w.shoppers) {
		w.t.Error(complaint)
	}
}
