package presence

import (
	"maps"
	"slices"
	"time"
)

// rewrite is a frozen copy of all rows on its way into Redis.
type rewrite struct {
	mark    mark
	rows    []frozenRow
	sent    int    // rows that the side key is known to hold
	next    int    // rows that it holds once the upload under way is done
	message string // the reset
	small   bool   // goes in one script
}

type frozenRow struct{ ref, row string }

// lose notes that Redis holds something else than base, or nothing.
func (s *rowSet) lose(o outcome, now time.Time) {
	s.floor = max(s.floor, o.found.seq)
	if s.lost {
		return
	}
	s.lost, s.lostAt = true, now.Add(-s.behind(now))
	if s.flush != nil {
		for ref := range s.flush.set {
			s.rows[ref].flying = false
		}
		for _, ref := range s.flush.del {
			s.rows[ref].flying = false
		}
		s.unfreeze()
	}
}

// freezeAll begins a rewrite: everything tracked now, under a seq above every
// one ever sent and above the one that was found. Nothing is pending then.
func (s *rowSet) freezeAll(now time.Time) *rewrite {
	r := &rewrite{mark: mark{seq: max(s.top, s.floor) + 1}}
	s.top = r.mark.seq
	s.queue = nil
	bytes := 0
	for _, ref := range slices.SortedFunc(maps.Keys(s.rows), byAge) {
		e := s.rows[ref]
		e.since, e.inBase, e.flying = time.Time{}, false, e.row != ""
		if s.drop(ref, e) {
			continue
		}
		r.rows = append(r.rows, frozenRow{ref, e.row})
		r.mark = r.mark.with(rowDigest(ref, e.row))
		bytes += len(ref) + len(e.row)
	}
	r.small = s.bounds.fit(len(r.rows), bytes)
	m := s.message(kindReset, r.mark, now)
	if r.small {
		m.Set = map[string]string{}
		for _, f := range r.rows {
			m.Set[f.ref] = f.row
		}
	}
	r.message = encode(m)
	return r
}

// step is the next command of the rewrite. What is unknown or refused is sent
// again as it was.
func (s *rowSet) step(now time.Time) command {
	r := s.rewrite
	switch {
	case r.small:
		return reset{mark: r.mark, rows: r.rows, message: r.message}
	case r.sent < len(r.rows):
		r.next = r.sent
		for bytes := 0; r.next < len(r.rows); r.next++ {
			bytes += len(r.rows[r.next].ref) + len(r.rows[r.next].row)
			if !s.bounds.fit(r.next-r.sent+1, bytes) {
				break
			}
		}
		return upload{seq: r.mark.seq, rows: r.rows[r.sent:r.next], here: encode(s.message(kindHere, s.base, now))}
	default:
		return commit{mark: r.mark, message: r.message}
	}
}

// uploaded settles an upload.
func (s *rowSet) uploaded(o outcome) {
	if o.verdict == done {
		s.rewrite.sent = s.rewrite.next
	}
}

// rewritten settles a reset or a commit.
func (s *rowSet) rewritten(o outcome) {
	switch o.verdict {
	case done:
		s.restore()
	case lost: // a higher seq is there, or the side key is not whole: higher, from the start
		s.floor = max(s.floor, o.found.seq)
		for _, f := range s.rewrite.rows {
			s.rows[f.ref].flying = false
		}
		s.rewrite = nil
	case unknown, refused:
	}
}

// restore makes the rewrite the base.
func (s *rowSet) restore() {
	r := s.rewrite
	s.rewrite, s.lost, s.base = nil, false, r.mark
	for _, f := range r.rows {
		s.landed(f.ref, f.row)
	}
}
