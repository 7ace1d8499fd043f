package presence

import (
	"slices"
	"time"
)

// simSet is the goroutine of one shard.
type simSet struct {
	tracker  *simTracker
	set      *rowSet
	busy     bool // a command is under way
	beatAt   time.Duration
	retryAt  time.Duration
	failures int
	rewrites bool          // has a place for a rewrite
	levelAt  time.Duration // since when Redis is known to hold all of it; 0: it is not
}

// level: Redis is known to hold what is tracked.
func (s *simSet) level() bool {
	return s.set.exists() && s.set.flush == nil && !s.set.lost && !s.set.pending()
}

func (s *simSet) renew(o owner) {
	s.set = newRowSet(o)
	s.set.bounds = simBounds
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
	c := s.set.next(w.time(w.now), s.mayRewrite())
	switch {
	case c != nil:
		s.note(c)
		s.send(c)
	case s.set.lost:
		w.saw("rewrite waited for a place")
		s.retryAt = w.now + retryAfter
		w.at(s.retryAt, s.step)
	}
}

// simRewrites is how many row sets a tracker writes anew at once: fewer than in
// earnest, as it has fewer.
const simRewrites = 1

func (s *simSet) mayRewrite() bool {
	if t := s.tracker; s.set.lost && !s.rewrites && t.rewriting < simRewrites {
		s.rewrites = true
		t.rewriting++
	}
	return s.rewrites
}

func (s *simSet) endRewrite() {
	if s.rewrites && s.set.rewrite == nil {
		s.rewrites = false
		s.tracker.rewriting--
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
			w.befall(2*simLatency, t.cut)
			t.cut = nil
		}
		if t.hold {
			t.hold, t.held, t.heldSeq = false, exec, c.seq
			t.impaired = max(t.impaired, w.now+simTimeout)
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
	s.endRewrite()
	switch {
	case !s.level():
		s.levelAt = 0
	case s.levelAt == 0 || !isBeat(c):
		s.levelAt = w.now
	}
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
