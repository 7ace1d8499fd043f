package presence

import (
	"fmt"
	"slices"
	"time"
)

// A step is one thing that happens in a history. Who it happens to is found
// when it does, so that any step can be left out.
type simStep struct {
	at  time.Duration
	op  *simOp
	who int
	n   int
	d   time.Duration
}

type simOp struct {
	name   string
	weight int
	do     func(w *world, s simStep)
}

// simLife is what happens without a fault.
var simLife = []*simOp{
	{"track", 6, onTracker(func(t *simTracker, s simStep) { t.track(fmt.Sprint("k", s.n%4)) })},
	{"update", 5, onTracker(func(t *simTracker, s simStep) { t.update(s.n) })},
	{"untrack", 4, onTracker(func(t *simTracker, s simStep) { t.untrack(s.n) })},
	{"track many", 1, onTracker(func(t *simTracker, s simStep) {
		for i := range 4 + s.n {
			t.track(fmt.Sprint("k", i%5))
		}
	})},
	{"untrack all", 1, onTracker(func(t *simTracker, _ simStep) {
		for t.pick(0) != nil {
			t.untrack(0)
		}
	})},
}

// simFaults is everything else.
var simFaults = []*simOp{
	{"start", 1, func(w *world, _ simStep) {
		if len(w.trackers) < 5 {
			w.startTracker(false)
		}
	}},
	{"crash", 1, onTracker(func(t *simTracker, _ simStep) { t.crash() })},
	{"stop", 1, onTracker(func(t *simTracker, _ simStep) { t.stop() })},
	{"restart", 1, onTracker(func(t *simTracker, s simStep) {
		if s.n%2 == 0 {
			t.stop()
		}
		t.crash()
		if len(t.world.trackers) < 5 {
			t.world.startTracker(false).track(fmt.Sprint("k", s.n%4))
		}
	})},
	{"stranger", 1, func(w *world, _ simStep) {
		if len(w.trackers) < 5 {
			w.startTracker(true).track("k1")
		}
	}},
	{"stall", 1, onTracker(func(t *simTracker, s simStep) { t.stall(s.d) })},
	{"lose command", 1, onCommands(func(simStep) callFault { return callFault{lost: true} })},
	{"lose reply", 1, onCommands(func(simStep) callFault { return callFault{mute: true} })},
	{"late command", 1, onCommands(func(s simStep) callFault { return callFault{late: s.d} })},
	{"again", 1, onCommands(func(s simStep) callFault { return callFault{again: s.d} })},

	{"spoil rewrite", 1, onRewrite(func(t *simTracker, s simStep) {
		f := []callFault{{lost: true}, {mute: true}, {late: s.d}, {again: s.d}}[s.n%4]
		t.rewriteFaults = append(make([]callFault, s.who%4), f, f) // of a later piece, or of the commit
	})},
	{"hold upload", 1, onRewrite(func(t *simTracker, _ simStep) { t.hold = true })},
	{"cut rewrite", 1, onRewrite(func(t *simTracker, s simStep) {
		w := t.world
		t.cutAfter = s.who % 3
		t.cut = []func(){
			func() { t.stall(simLease + s.d/4) },
			w.store.flushAll,
			func() { w.store.skew += time.Hour },
			t.crash,
			func() { w.refuse(refuseGrowth, s.d) },
		}[s.n%5]
	})},
	{"flushall", 1, func(w *world, _ simStep) { w.store.flushAll() }},
	{"away", 1, func(w *world, s simStep) { w.goAway([]awayMode{down, frozen, hole}[s.n%3], s.d) }},
	{"restart empty", 1, func(w *world, s simStep) {
		w.goAway(down, s.d/4)
		w.store.flushAll()
	}},
	{"refuse", 1, func(w *world, s simStep) {
		w.refuse([]refusal{refuseWrites, refuseWrites, refuseGrowth}[s.n%3], s.d)
	}},
	{"keep", 1, func(w *world, _ simStep) { w.kept = append(w.kept, w.store.keep()) }},
	{"rewind", 1, func(w *world, s simStep) {
		if len(w.kept) > 0 {
			w.setBack(w.kept[s.n%len(w.kept)])
		}
	}},
	{"failover", 1, func(w *world, s simStep) {
		replica := w.store.keep()
		w.befall(s.d/4, func() {
			w.goAway(down, simRedial)
			w.setBack(replica)
		})
	}},
	{"clock", 1, func(w *world, s simStep) { w.store.skew += time.Duration(s.n%2*2-1) * time.Hour }},
	{"prune", 1, func(w *world, s simStep) { w.store.prune(s.n%w.shards, w.now) }},

	{"lose message", 1, onMessages(func(simStep) postFault { return postFault{lost: true} })},
	{"double message", 1, onMessages(func(simStep) postFault { return postFault{twice: true} })},
	{"late message", 1, onMessages(func(s simStep) postFault { return postFault{late: s.d / 4} })},
	{"lose messages", 1, onView(func(v *simView, s simStep) { v.lossUntil = max(v.lossUntil, v.world.now+s.d) })},
	{"break link", 1, onView(func(v *simView, _ simStep) { v.breakLink() })},
	{"deaf", 1, onView(func(v *simView, s simStep) { v.swallow(&v.deafUntil, s.d) })},
	{"half deaf", 1, onView(func(v *simView, s simStep) {
		v.half = fmt.Sprint("n", s.n%len(v.world.trackers))
		v.swallow(&v.halfUntil, s.d)
	})},
	{"cut view", 1, onView(func(v *simView, s simStep) { v.swallow(&v.cutUntil, s.d) })},
	{"stall view", 1, onView(func(v *simView, s simStep) { v.stall(s.d, s.n%2 == 0) })},
	{"jam view", 1, onView(func(v *simView, s simStep) { v.jam(s.d) })},
	{"new view", 1, func(w *world, _ simStep) {
		if len(w.views) < 4 {
			w.startView()
		}
	}},
	{"close view", 1, onView(func(v *simView, _ simStep) { v.closed = len(v.world.views) > 1 })},
	{"fail reads", 1, onView(func(v *simView, s simStep) {
		v.reads = append(v.reads, slices.Repeat([]callFault{{lost: true}}, 1+s.n)...)
	})},
	{"slow read", 1, onView(func(v *simView, s simStep) {
		v.reads = append(v.reads, callFault{slow: min(s.d, 900*time.Millisecond)})
	})},
}

func onTracker(do func(*simTracker, simStep)) func(*world, simStep) {
	return func(w *world, s simStep) {
		var alive []*simTracker
		for _, t := range w.trackers {
			if t.alive {
				alive = append(alive, t)
			}
		}
		if len(alive) > 0 {
			do(alive[s.who%len(alive)], s)
		}
	}
}

// onRewrite does something to the next rewrite of a tracker, and gives it cause
// for one.
func onRewrite(do func(*simTracker, simStep)) func(*world, simStep) {
	return onTracker(func(t *simTracker, s simStep) {
		do(t, s)
		for i := range 3 + s.n%3 {
			t.track(fmt.Sprint("k", i))
		}
		t.world.befall(simBeat, t.world.store.flushAll)
	})
}

func onView(do func(*simView, simStep)) func(*world, simStep) {
	return func(w *world, s simStep) {
		if v := w.views[s.who%len(w.views)]; !v.closed {
			do(v, s)
		}
	}
}

// onCommands spoils the next commands of a tracker.
func onCommands(fault func(simStep) callFault) func(*world, simStep) {
	return onTracker(func(t *simTracker, s simStep) {
		t.faults = append(t.faults, slices.Repeat([]callFault{fault(s)}, 1+s.n/4)...)
	})
}

// onMessages spoils the next messages on their way to a view.
func onMessages(fault func(simStep) postFault) func(*world, simStep) {
	return onView(func(v *simView, s simStep) {
		v.faults = append(v.faults, slices.Repeat([]postFault{fault(s)}, 1+s.n/3)...)
	})
}
