package presence

import (
	"fmt"
	"strconv"
	"time"
)

// simTracker is a process that tracks: the real row sets, and a model of the
// goroutines that drive them.
type simTracker struct {
	world    *world
	id       string
	lease    time.Duration
	stranger bool // it claims another number of shards
	sets     []*simSet
	refs     []*simRef // all that ever were

	alive         bool
	stalled       time.Duration // until then it does nothing
	waiting       []func()      // what it does when it wakes
	hold          bool          // its next upload is held up
	held          func()        // until the commit of another rewrite arrives
	heldSeq       uint64
	rewriting     int                     // places for rewrites that are taken
	cut           func()                  // what happens after an upload
	cutAfter      int                     // so many more
	faults        []callFault             // of its next commands
	rewriteFaults []callFault             // of its next commands that belong to a rewrite
	impaired      time.Duration           // when something last kept it from publishing
	spoke         time.Duration           // when something of it was last published
	said          map[int][]time.Duration // by shard: when anything of it was published
	died          time.Duration
	farewell      time.Duration // when it said goodbye to a Redis that could hear it
	edits         int
}

// simRef is one connection as its tracker knows it.
type simRef struct {
	id      string
	set     *simSet
	changed time.Duration
	gone    bool
	life    string // part of its meta
}

func (w *world) startTracker(stranger bool) *simTracker {
	t := &simTracker{world: w, id: "n" + strconv.Itoa(len(w.trackers)), alive: true, stranger: stranger, impaired: w.now, spoke: w.now, said: map[int][]time.Duration{}}
	t.lease = w.leases[len(w.trackers)%len(w.leases)]
	shards := w.shards
	if stranger {
		shards++
	}
	for shard := range w.shards {
		s := &simSet{tracker: t}
		s.renew(owner{node: t.id, shard: shard, shards: shards, lease: t.lease})
		s.beatAt = w.now + simBeat*time.Duration(1+(len(w.trackers)*5+shard*3)%9)/10
		t.sets = append(t.sets, s)
		w.at(s.beatAt, s.step)
	}
	w.trackers = append(w.trackers, t)
	return t
}

func (t *simTracker) track(key string) {
	set := t.sets[shardOf(key, len(t.sets))]
	ref := &simRef{id: fmt.Sprintf("%sr%d", t.id, len(t.refs)), set: set, changed: t.world.now, life: t.world.nextLife()}
	t.refs = append(t.refs, ref)
	set.set.track(ref.id, key, t.meta(ref), t.world.time(t.world.now))
	set.step()
}

// pick is a ref that is still tracked, or nil.
func (t *simTracker) pick(n int) *simRef {
	for i := range t.refs {
		if r := t.refs[(n+i)%len(t.refs)]; !r.gone {
			return r
		}
	}
	return nil
}

func (t *simTracker) update(n int) {
	r := t.pick(n)
	if r == nil {
		return
	}
	r.changed = t.world.now
	rows := r.set.set
	rows.update(r.id, t.meta(r), t.world.time(t.world.now))
	if t.world.rules.revStays {
		e := rows.rows[r.id]
		_, meta := e.rev, mustRow(e.row).meta
		e.rev = 1
		e.row = encodeRow(e.key, e.rev, meta)
	}
	r.set.step()
}

func (t *simTracker) untrack(n int) {
	if r := t.pick(n); r != nil {
		r.changed, r.gone = t.world.now, true
		r.set.set.untrack(r.id, t.world.time(t.world.now))
		r.set.step()
	}
}

func (t *simTracker) meta(r *simRef) string {
	t.edits++
	return `{"v":` + strconv.Itoa(t.edits) + r.life + `}`
}

func mustRow(raw string) row {
	r, err := decodeRow(raw)
	if err != nil {
		panic(err)
	}
	return r
}

// stall stops the process for a while.
func (t *simTracker) stall(d time.Duration) {
	if d > simLease {
		t.world.saw("tracker stalled for more than a lease")
	}
	t.stalled = max(t.stalled, t.world.now+d)
	t.impaired = max(t.impaired, t.stalled)
	t.world.at(t.stalled, t.wakeUp)
}

func (t *simTracker) wakeUp() {
	if t.world.now < t.stalled {
		return
	}
	waiting := t.waiting
	t.waiting = nil
	for _, do := range waiting {
		do()
	}
	for _, s := range t.sets {
		s.step()
	}
}

func (t *simTracker) crash() { t.alive, t.died = false, t.world.now }

// stop is a graceful stop: commands under way are given up, then goodbye.
func (t *simTracker) stop() {
	if t.world.now < t.stalled {
		return
	}
	if len(t.faults) == 0 && t.world.gone() == present {
		t.farewell = t.world.now
	}
	for _, s := range t.sets {
		if s.busy && s.set.flush != nil {
			s.set.doubtful = true
		}
		if s.set.exists() {
			s.sayGoodbye(2)
		}
	}
	t.crash()
}

func (t *simTracker) fault() callFault {
	if len(t.faults) == 0 {
		return callFault{}
	}
	f := t.faults[0]
	t.faults = t.faults[1:]
	t.impaired = max(t.impaired, t.world.now+simTimeout)
	return f
}
