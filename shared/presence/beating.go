package presence

import "time"

// exists reports whether there is something to tell: from the first flush that
// was tried to the stop, with rows or without. A node that could not write yet
// is heard too, or nobody would know that it is behind.
func (s *rowSet) exists() bool { return s.top > 0 }

// beat is the heartbeat, whatever else is under way; false while there is no
// row set to keep alive.
func (s *rowSet) beat(now time.Time) (beat, bool) {
	if !s.exists() {
		return beat{}, false
	}
	return beat{
		mark: s.base,
		beat: encode(s.message(kindBeat, s.base, now)),
		here: encode(s.message(kindHere, s.base, now)),
	}, true
}

// beaten settles a heartbeat: what it found may be the base, or what is under
// way and was done unnoticed, or neither.
func (s *rowSet) beaten(o outcome, now time.Time) {
	switch {
	case o.verdict == unknown || o.verdict == refused || o.shows(s.base) && !s.lost:
	case s.flush != nil && o.shows(s.flush.to):
		s.advance()
	case s.rewrite != nil && o.shows(s.rewrite.mark):
		s.restore()
	default:
		s.lose(o, now)
	}
}

// next is what should be sent now, other than a heartbeat; nil when nothing
// should. A rewrite starts only where mayRewrite says so.
func (s *rowSet) next(now time.Time, mayRewrite bool) command {
	switch {
	case s.rewrite != nil:
		return s.step(now)
	case s.lost && mayRewrite:
		s.rewrite = s.freezeAll(now)
		return s.step(now)
	case s.lost:
		return nil
	case s.flush == nil:
		s.flush = s.freeze(now)
	}
	if s.flush == nil { // not as a nil *flush in an interface
		return nil
	}
	return s.flush
}

// settle notes what became of a command.
func (s *rowSet) settle(c command, o outcome, now time.Time) {
	switch c.(type) {
	case *flush:
		s.flushed(o, now)
	case beat:
		s.beaten(o, now)
	case reset, commit:
		s.rewritten(o)
	case upload:
		s.uploaded(o)
	case bye:
	}
}
