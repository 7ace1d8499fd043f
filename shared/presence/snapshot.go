package presence

import (
	"maps"
	"slices"
)

// A snapshot is a row set as it was read: rows and mark agree.
type snapshot struct {
	mark mark
	rows map[string]string
}

// seq is that of its mark; zero where there is no row set.
func (s *snapshot) seq() uint64 {
	if s == nil {
		return 0
	}
	return s.mark.seq
}

// replace makes the replica equal to a snapshot, by the difference only: what
// was the same before shows no change.
func (r *replica) replace(s snapshot, people *roster) advice {
	for _, ref := range slices.SortedFunc(maps.Keys(r.rows), byAge) {
		if _, stays := s.rows[ref]; !stays {
			r.remove(ref, people)
		}
	}
	for _, ref := range slices.SortedFunc(maps.Keys(s.rows), byAge) {
		r.put(ref, s.rows[ref], people)
	}
	r.mark.seq, r.known = s.mark.seq, true
	switch {
	case !s.mark.holds(r.mark):
		return different
	case s.mark.seq < r.said:
		return gap // the store was set back, and the node will say more
	default:
		return level
	}
}

func (r *replica) put(ref, row string, people *roster) {
	old := r.rows[ref]
	if old != nil {
		if old.raw == row {
			return
		}
		r.mark = r.mark.without(rowDigest(ref, old.raw))
	}
	r.rows[ref] = people.put(old, r.node, ref, row)
	r.mark = r.mark.with(rowDigest(ref, row))
}

func (r *replica) remove(ref string, people *roster) {
	if old := r.rows[ref]; old != nil {
		r.mark = r.mark.without(rowDigest(ref, old.raw))
		people.remove(old)
		delete(r.rows, ref)
	}
}

// clear removes all rows: the node stopped, or died.
func (r *replica) clear(people *roster) {
	for _, ref := range slices.SortedFunc(maps.Keys(r.rows), byAge) {
		r.remove(ref, people)
	}
}
