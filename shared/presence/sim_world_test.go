package presence

import (
	"fmt"
	"slices"
	"time"
)

// What the simulated world is like. Every latency is fixed: what is random is
// in the steps of a history, so that a step can be left out and the rest stays
// as it was.
const (
	simBeat    = DefaultHeartbeat
	simLease   = DefaultLease
	simLatency = time.Millisecond
	simRedial  = 50 * time.Millisecond
	simTimeout = time.Second // of a script and of a read
)

var simBounds = bounds{changes: 3, bytes: 256 << 10} // small, for rewrites in many pieces

// world runs one history: trackers and views around one Redis.
type world struct {
	rules    rulesOff
	now      time.Duration // since the history began
	agenda   []event       // by time
	order    int
	store    *simStore
	kept     []*simStore // copies to set the store back to
	shards   int
	leases   []time.Duration // of the trackers, in turn
	trackers []*simTracker   // all that ever were
	views    []*simView

	away     awayMode
	awayEnd  time.Duration // also of the last time
	lastLate time.Duration // when the last command or message so far arrives
	cameLate time.Duration // when a command was last executed late, or again
	underWay time.Duration // when what was sent amid faults has been answered, or given up
	trouble  time.Duration // when the last fault so far ends
	content  map[simContent]mark
	metas    map[string]string // by phx_ref
	tracked  int               // connections that there ever were
	failure  string            // the first promise that was broken
	healed   bool              // no fault will come any more
	seen     map[string]int    // what came to pass, to see that a history is one
}

// simContent names what a row set held at a seq.
type simContent struct {
	node  string
	shard int
	seq   uint64
}

type event struct {
	at    time.Duration
	order int
	do    func()
}

// awayMode is how Redis does not answer.
type awayMode int

const (
	present awayMode = iota
	down             // connections are refused, links break
	frozen           // nothing is answered; what was sent is done when it wakes
	hole             // nothing arrives and nothing is said
)

func newWorld(shards int, rules rulesOff) *world {
	return &world{
		rules: rules, store: newSimStore(rules), shards: shards,
		content: map[simContent]mark{}, metas: map[string]string{}, seen: map[string]int{},
	}
}

func (w *world) time(at time.Duration) time.Time { return time.Unix(1e9, 0).Add(at) }

// at lets something happen later.
func (w *world) at(when time.Duration, do func()) {
	e := event{at: max(when, w.now), order: w.order, do: do}
	w.order++
	i, _ := slices.BinarySearchFunc(w.agenda, e, func(a, b event) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.order - b.order
	})
	w.agenda = slices.Insert(w.agenda, i, e)
}

func (w *world) after(d time.Duration, do func()) { w.at(w.now+d, do) }

// befall lets a fault happen later, unless all faults have ended by then.
func (w *world) befall(d time.Duration, fault func()) {
	w.after(d, func() {
		if !w.healed {
			fault()
		}
	})
}

// run lets time pass until then, or until a promise is broken.
func (w *world) run(until time.Duration) {
	for len(w.agenda) > 0 && w.agenda[0].at <= until && w.failure == "" {
		e := w.agenda[0]
		w.agenda = w.agenda[1:]
		w.now = e.at
		e.do()
	}
	w.now = until
}

func (w *world) fail(format string, args ...any) {
	if w.failure == "" {
		w.failure = fmt.Sprintf("%v: ", w.now) + fmt.Sprintf(format, args...)
	}
}

func (w *world) publish(p simPost) {
	m, pr, err := decodeMessage(p.text)
	if err != nil {
		w.fail("published what cannot be read: %v", err)
		return
	}
	if w.store.refuse != refuseNothing && m.Kind != "" {
		w.saw("heard while writes are refused")
	}
	for _, t := range w.trackers {
		if t.id == m.Node {
			t.spoke = w.now
			t.said[p.shard] = append(t.said[p.shard], w.now)
		}
	}
	for _, v := range w.views {
		v.offer(p.shard, m, pr)
	}
}

// gone is how Redis is away now.
func (w *world) gone() awayMode {
	if w.now >= w.awayEnd {
		return present
	}
	return w.away
}

func (w *world) goAway(mode awayMode, d time.Duration) {
	w.away, w.awayEnd = mode, max(w.awayEnd, w.now+d)
	for _, v := range w.views {
		if mode == down {
			v.breakLink()
		}
		if mode == hole {
			v.swallow(&v.deafUntil, w.awayEnd-w.now)
		}
	}
}

func (w *world) refuse(what refusal, d time.Duration) {
	w.store.refuse = what
	w.after(d, func() { w.store.refuse = refuseNothing })
}

// impaired is when Redis last kept everybody from publishing.
func (w *world) impaired() time.Duration { return w.awayEnd }

// longest is the longest lease that anybody has.
func (w *world) longest() time.Duration { return max(simLease, slices.Max(w.leases)) }

func (w *world) saw(what string) { w.seen[what]++ }

// heal ends every fault.
func (w *world) heal() {
	w.healed = true
	w.awayEnd = min(w.awayEnd, w.now)
	w.store.refuse = refuseNothing
	for _, t := range w.trackers {
		t.faults, t.rewriteFaults, t.hold, t.cut = nil, nil, false, nil
		t.stalled = min(t.stalled, w.now)
		t.wakeUp()
		if t.stranger {
			t.crash()
		}
	}
	for _, v := range w.views {
		v.heal()
	}
}
