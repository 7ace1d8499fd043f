package presence

import (
	"maps"
	"slices"
	"time"
)

// couldWait reports whether changes wait, and nothing else is to be sent.
func (s *rowSet) couldWait() bool {
	return s.pending() && s.flush == nil && s.rewrite == nil && !s.lost
}

// freeze takes a batch from the queue; nil when nothing waits.
func (s *rowSet) freeze(now time.Time) *flush {
	f := &flush{from: s.base, to: s.base, set: map[string]string{}, oldest: now}
	for bytes := 0; s.pending(); s.queue = s.queue[1:] {
		ref := s.queue[0]
		bytes += len(ref) + len(s.rows[ref].row)
		if !s.bounds.fit(len(f.set)+len(f.del)+1, bytes) {
			f.full = true
			break
		}
		s.take(f, ref)
	}
	if len(f.set)+len(f.del) == 0 {
		return nil
	}
	f.to.seq = s.base.seq + 1
	s.top = max(s.top, f.to.seq)
	m := s.message(kindFlush, f.to, now)
	m.Set, m.Del = f.set, f.del
	f.message = encode(m)
	return f
}

// take moves the change of one ref into the batch.
func (s *rowSet) take(f *flush, ref string) {
	e := s.rows[ref]
	f.oldest = earlier(f.oldest, e.since)
	e.since = time.Time{}
	if e.inBase {
		f.to = f.to.without(e.base)
	}
	if e.row == "" {
		if e.inBase {
			f.del = append(f.del, ref)
			e.flying = true
		}
		s.drop(ref, e)
		return
	}
	f.set[ref] = e.row
	f.to = f.to.with(rowDigest(ref, e.row))
	e.flying = true
}

// flushed settles the frozen flush.
func (s *rowSet) flushed(o outcome, now time.Time) {
	switch o.verdict {
	case unknown:
		s.doubtful = true
	case done:
		s.advance()
	case lost:
		s.lose(o, now)
	case refused:
		// An attempt before this one may still come to be done, so only the
		// same bytes may be sent until one is known to be.
		if !s.doubtful {
			s.thaw()
		}
	}
}

// advance makes what was frozen the base.
func (s *rowSet) advance() {
	f := s.unfreeze()
	s.base = f.to
	for ref, row := range f.set {
		s.landed(ref, row)
	}
	for _, ref := range f.del {
		s.landed(ref, "")
	}
}

// thaw puts the changes of a flush that was refused back to the queue's front.
func (s *rowSet) thaw() {
	f := s.unfreeze()
	refs := append(slices.SortedFunc(maps.Keys(f.set), byAge), f.del...)
	waiting := s.queue
	s.queue = nil
	for _, ref := range refs {
		e := s.rows[ref]
		e.flying = false
		if !s.drop(ref, e) {
			e.since = f.oldest
			s.queue = append(s.queue, ref)
		}
	}
	s.queue = append(s.queue, waiting...)
	s.compact() // what changed while it was under way has a place already
}

func (s *rowSet) unfreeze() *flush {
	f := s.flush
	s.flush, s.doubtful = nil, false
	return f
}
