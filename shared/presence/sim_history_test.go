package presence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// history is the steps of one seed.
type history struct {
	seed     uint64
	shards   int
	leases   []time.Duration // of the trackers, in turn
	trackers int
	views    int
	steps    []simStep
}

const simSpan = 20 * time.Second // in which the steps lie

func newHistory(seed uint64) history {
	r := rand.New(rand.NewPCG(seed, 0))
	h := history{seed: seed, leases: drawLeases(seed), shards: 1 + r.IntN(4)/3, trackers: 1 + r.IntN(2), views: 1 + r.IntN(2)}
	ops := chooseOps(r)
	span := time.Duration(1+r.IntN(4)) * simSpan / 4
	for range 8 + r.IntN(40) {
		op := ops[r.IntN(len(ops))]
		h.steps = append(h.steps, simStep{
			at: simDuration(r, span).Truncate(10 * time.Millisecond), op: op,
			who: r.IntN(8), n: r.IntN(8), d: (20*time.Millisecond + simDuration(r, time.Duration(1+r.IntN(12))*time.Second)).Truncate(10 * time.Millisecond),
		})
	}
	slices.SortStableFunc(h.steps, func(a, b simStep) int { return int(a.at - b.at) })
	return h
}

// drawLeases: mostly all trackers have the same lease, as they should.
func drawLeases(seed uint64) []time.Duration {
	r := rand.New(rand.NewPCG(seed, 8))
	if r.IntN(4) > 0 {
		return []time.Duration{simLease}
	}
	leases := make([]time.Duration, 3)
	for i := range leases {
		leases[i] = []time.Duration{4, 5, 8, 12}[r.IntN(4)] * simBeat
	}
	return leases
}

func simDuration(r *rand.Rand, below time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(below)))
}

// chooseOps gives each history its own mix: what ordinary life there is, and a
// few kinds of faults, so that they come together often.
func chooseOps(r *rand.Rand) []*simOp {
	var mix []*simOp
	for _, op := range simLife {
		for range op.weight {
			mix = append(mix, op)
		}
	}
	faults := 1 + r.IntN(6)
	for range faults {
		op := simFaults[r.IntN(len(simFaults))]
		for range 1 + r.IntN(4) {
			mix = append(mix, op)
		}
	}
	return mix
}

// runHistory says which promise was broken; empty: none.
func runHistory(h history, rules rulesOff) string { return playHistory(h, rules).failure }

// playHistory returns the world as it was in the end.
func playHistory(h history, rules rulesOff) *world {
	w := newWorld(h.shards, rules)
	w.leases = h.leases
	for range h.trackers {
		w.startTracker(false)
	}
	for range h.views {
		w.startView()
	}
	for _, s := range h.steps {
		w.at(s.at, func() { w.happen(s) })
	}
	quiet := simSpan
	if n := len(h.steps); n > 0 {
		quiet = h.steps[n-1].at
	}
	w.run(quiet)
	w.heal()
	w.run(max(w.now+simRedial, w.lastLate, w.underWay)) // links are up, nothing is under way
	w.run(w.now + simQuiet)
	w.checkQuiet()
	w.run(w.now + simBeat/2)
	w.checkVouching()
	w.run(w.now + 2*w.longest() + simBeat)
	w.checkEnd()
	return w
}

func (w *world) happen(s simStep) {
	w.saw(s.op.name)
	s.op.do(w, s)
	if slices.Contains(simFaults, s.op) {
		w.trouble = max(w.trouble, w.now+s.d+simTimeout)
	}
}

func (h history) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d shards, %d trackers, %d views, leases %v\n", h.shards, h.trackers, h.views, h.leases)
	for _, s := range h.steps {
		fmt.Fprintf(&b, "%6v %-12s who %d n %d d %v\n", s.at, s.op.name, s.who, s.n, s.d)
	}
	return b.String()
}

// shrink leaves out steps for as long as the history still breaks a promise.
func (h history) shrink(rules rulesOff) history {
	for again := true; again; {
		again = false
		for i := len(h.steps) - 1; i >= 0; i-- {
			less := h
			less.steps = slices.Delete(slices.Clone(h.steps), i, i+1)
			if runHistory(less, rules) != "" {
				h, again = less, true
			}
		}
	}
	return h
}
