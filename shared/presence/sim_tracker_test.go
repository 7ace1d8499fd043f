package presence

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// simTracker is a process that tracks: the real row sets, and a model of the
// goroutines that drive them.
type simTracker struct {
	world    *world
	id       string
	stranger bool // it claims another number of shards
	sets     []*simSet
	refs     []*simRef // all that ever were

	alive         bool
	stalled       time.Duration // until then it does nothing
	waiting       []func()      // what it does when it wakes
	hold          bool          // its next upload is held up
	held          func()        // until the commit of another rewrite arrives
	heldSeq       uint64
	cut           func()                  // what happens after an upload
	cutAfter      int                     // so many more
	faults        []callFault             // of its next commands
	rewriteFaults []callFault             // of its next commands that belong to a rewrite
	impaired      time.Duration           // when something last kept it from publishing
	spoke         time.Duration           // when something of it was last published
	said          map[int][]time.Duration // by shard: when anything of it was published
	died          time.Duration
	edits         int
}

// simRef is one connection as its tracker knows it.
type simRef struct {
	id      string
	set     *simSet
	changed time.Duration
	gone    bool
}

// simSet is the goroutine of one shard.
type simSet struct {
	tracker  *simTracker
	set      *rowSet
	busy     bool // a command is under way
	beatAt   time.Duration
	retryAt  time.Duration
	failures int
}

func (w *world) startTracker(stranger bool) *simTracker {
	t := &simTracker{world: w, id: "n" + strconv.Itoa(len(w.trackers)), alive: true, stranger: stranger, impaired: w.now, spoke: w.now, said: map[int][]time.Duration{}}
	shards := w.shards
	if stranger {
		shards++
	}
	for shard := range w.shards {
		s := &simSet{tracker: t}
		s.renew(owner{node: t.id, shard: shard, shards: shards, lease: simLease})
		s.beatAt = w.now + simBeat*time.Duration(1+(len(w.trackers)*5+shard*3)%9)/10
		t.sets = append(t.sets, s)
		w.at(s.beatAt, s.step)
	}
	w.trackers = append(w.trackers, t)
	return t
}

func (s *simSet) renew(o owner) {
	s.set = newRowSet(o)
	s.set.bounds = simBounds
}

func (t *simTracker) track(key string) {
	set := t.sets[shardOf(key, len(t.sets))]
	ref := &simRef{id: fmt.Sprintf("%sr%d", t.id, len(t.refs)), set: set, changed: t.world.now}
	t.refs = append(t.refs, ref)
	set.set.track(ref.id, key, t.meta(), t.world.time(t.world.now))
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
	rows.update(r.id, t.meta(), t.world.time(t.world.now))
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

func (t *simTracker) meta() string {
	t.edits++
	return `{"v":` + strconv.Itoa(t.edits) + `}`
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

func (s *simSet) sayGoodbye(tries int) {
	w, b := s.tracker.world, s.set.goodbye(s.tracker.world.time(s.tracker.world.now))
	w.call(s.tracker.fault(), func() { w.store.run(s.set.owner, b, w.now) }, func(r callResult) {
		if r != answered && tries > 1 {
			s.sayGoodbye(tries - 1)
		}
	})
}

// step is the loop of a shard's goroutine, up to where it waits.
func (s *simSet) step() {
	w, t := s.tracker.world, s.tracker
	if !t.alive || s.busy || w.now < t.stalled {
		return
	}
	if w.now >= s.beatAt {
		s.beatAt += simBeat
		if s.beatAt < w.now {
			s.beatAt = w.now + simBeat
		}
		w.at(s.beatAt, s.step)
		if b, exists := s.set.beat(w.time(w.now)); exists {
			s.send(b)
			return
		}
	}
	if w.now < s.retryAt {
		return
	}
	if c := s.set.next(w.time(w.now), true); c != nil {
		s.note(c)
		s.send(c)
	}
}

// note keeps what the row set will be.
func (s *simSet) note(c command) {
	m := mark{}
	switch c := c.(type) {
	case *flush:
		m = c.to
	case reset:
		m = c.mark
	case commit:
		m = c.mark
	default:
		return
	}
	s.tracker.world.content[simContent{s.set.owner.node, s.set.owner.shard, m.seq}] = m
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

func (s *simSet) send(c command) {
	w := s.tracker.world
	s.busy = true
	start, set := w.now, s.set
	var o outcome
	exec := func() {
		if o.verdict != refused { // what was refused is not sent a second time
			o = w.store.run(set.owner, c, w.now)
		}
	}
	w.call(s.spoil(c, exec), exec, func(r callResult) {
		switch r {
		case silent:
			o = outcome{verdict: unknown}
		case declined:
			o = outcome{verdict: refused}
		case answered:
		}
		s.settle(c, o, start)
	})
}

// spoil is what becomes of a command that is sent now.
func (s *simSet) spoil(c command, exec func()) callFault {
	w, t := s.tracker.world, s.tracker
	switch c := c.(type) {
	case upload:
		if t.cutAfter--; t.cut != nil && t.cutAfter < 0 {
			w.saw("rewrite cut in the middle")
			w.after(2*simLatency, t.cut)
			t.cut = nil
		}
		if t.hold {
			t.hold, t.held, t.heldSeq = false, exec, c.seq
			return callFault{lost: true}
		}
	case commit:
		if late := t.held; late != nil && c.mark.seq != t.heldSeq {
			w.saw("upload came late, between another and its commit")
			w.after(0, func() { w.execute(late) })
			t.held = nil
		}
	}
	if len(t.rewriteFaults) > 0 && s.set.rewrite != nil && !isBeat(c) {
		t.faults = slices.Insert(t.faults, 0, t.rewriteFaults[0])
		t.rewriteFaults = t.rewriteFaults[1:]
	}
	return t.fault()
}

func isBeat(c command) bool {
	_, is := c.(beat)
	return is
}

// settle tells the row set what became of a command, once its process runs.
func (s *simSet) settle(c command, o outcome, start time.Duration) {
	w, t := s.tracker.world, s.tracker
	if !t.alive {
		return
	}
	if w.now < t.stalled {
		t.waiting = append(t.waiting, func() { s.settle(c, o, start) })
		return
	}
	if w.now-start > simTimeout {
		o = outcome{verdict: unknown}
	}
	if _, isFlush := c.(*flush); isFlush && w.rules.unfrozen && o.verdict == unknown {
		o.verdict = refused
	}
	if w.rules.doubtThaws && o.verdict == refused {
		s.set.doubtful = false
	}
	if w.rules.seqsReused && o.verdict == lost {
		s.set.top = 0
	}
	s.busy = false
	w.saw(scriptName(c) + " " + o.verdict.String())
	s.set.settle(c, o, w.time(w.now))
	if !isBeat(c) {
		s.pace(o.verdict)
	}
	if w.rules.emptyEnds && len(s.set.rows) == 0 && !s.set.lost && s.set.flush == nil {
		s.renew(s.set.owner)
	}
	s.step()
}

func (s *simSet) pace(v verdict) {
	w := s.tracker.world
	if v == done || v == lost {
		s.failures, s.retryAt = 0, 0
		return
	}
	s.retryAt = w.now + min(retryAfter<<min(s.failures, 10), retryMost)
	s.failures++
	w.at(s.retryAt, s.step)
}
