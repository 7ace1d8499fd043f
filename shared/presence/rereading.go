package presence

import "time"

// read asks for a row set, at most once a heartbeat; if that is too soon, or a
// read is under way, it is asked for at a later tick.
func (s *shardPicture) read(r *replica, reason string, now time.Time) {
	if r.ticket != 0 || !r.readAt.IsZero() && now.Sub(r.readAt) < s.picture.beat() {
		r.wanted = reason
		return
	}
	r.ticket, r.wanted, r.readAt = s.picture.nextTicket(), "", now
	s.picture.resyncs[reason]++
	s.do(task{kind: taskRows, node: r.node, n: r.ticket})
}

// readNodes asks for the set of nodes, if it is due.
func (s *shardPicture) readNodes(now time.Time) {
	tooSoon := !s.nodesAt.IsZero() && now.Sub(s.nodesAt) < s.picture.beat()
	if !s.nodesDue || !s.proven || s.nodesTicket != 0 || tooSoon {
		return
	}
	s.nodesTicket, s.nodesAt = s.picture.nextTicket(), now
	s.do(task{kind: taskNodes, n: s.nodesTicket})
}

func (s *shardPicture) nodesRead(ticket uint64, nodes []string, err error, now time.Time) {
	if ticket != s.nodesTicket {
		return
	}
	s.nodesTicket = 0
	if err != nil {
		return // a later tick asks again
	}
	s.nodesDue = false
	for _, node := range nodes {
		until, said := s.gone[node]
		if s.replicas[node] == nil && (!said || now.After(until)) {
			s.meet(node, now).due = true
		}
	}
	for _, r := range s.sorted() {
		if r.due {
			s.read(r, "subscribed", now)
		}
	}
	s.settle()
}

func (s *shardPicture) rowsRead(ticket uint64, node string, found *snapshot, err error, now time.Time) {
	r := s.replicas[node]
	if r == nil || r.ticket != ticket {
		return // there is doubt about it, or the node is gone
	}
	r.ticket = 0
	if err != nil {
		r.wanted = "failed"
		return
	}
	s.take(r, found, now)
	s.settle()
}

// take brings a replica level with what was read, then with what came while it
// was read.
func (s *shardPicture) take(r *replica, found *snapshot, now time.Time) {
	r.due = false
	switch {
	case found == nil && !r.known:
		delete(s.replicas, r.node) // its first flush is still to come, or it is long gone
		return
	case found == nil:
		// Expired, or flushed away: the node's next message decides, or its lease.
	case r.known && found.mark.seq < r.mark.seq:
		// A store that was set back, or a copy of it: as above.
	default:
		s.advise(r, r.replace(*found, s.picture.people), now)
	}
	waiting := r.waiting
	r.waiting = nil
	for _, m := range waiting {
		s.advise(r, r.apply(m, s.picture.people), now)
	}
	if r.spilled {
		r.spilled = false
		s.read(r, "overflow", now)
	}
}
