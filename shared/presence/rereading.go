package presence

import "time"

// read asks for a row set, at most once between two ticks and never in doubt:
// then all will be read once there is proof. What cannot be asked for now is
// asked for at a later tick.
func (s *shardPicture) read(r *replica, reason string) {
	if !s.proven || r.ticket != 0 || r.asked {
		r.wanted = reason
		return
	}
	r.ticket, r.wanted, r.asked = s.picture.nextTicket(), "", true
	r.forgetWaiting() // what came before is in what will be read
	s.picture.resyncs[reason]++
	s.do(task{kind: taskRows, node: r.node, n: r.ticket})
}

// awaits reports whether what a read finds would be taken: there may be doubt
// about it before it has begun.
func (p *picture) awaits(t task) bool {
	s := p.shards[t.shard]
	if t.kind == taskNodes {
		return s.nodesTicket == t.n
	}
	r := s.replicas[t.node]
	return r != nil && r.ticket == t.n
}

// readNodes asks for the set of nodes, if it is due.
func (s *shardPicture) readNodes() {
	if !s.proven || !s.nodesDue || s.nodesTicket != 0 || s.nodesAsked {
		return
	}
	s.nodesTicket, s.nodesAsked = s.picture.nextTicket(), true
	s.do(task{kind: taskNodes, n: s.nodesTicket})
}

func (s *shardPicture) nodesRead(ticket uint64, nodes []string, err error, now time.Time) {
	if ticket != s.nodesTicket {
		return // there is doubt about it
	}
	s.nodesTicket = 0
	if err != nil {
		return // a later tick asks again
	}
	s.nodesDue = false
	for _, node := range nodes {
		until, said := s.gone[node]
		if s.replicas[node] == nil && (!said || now.After(until)) {
			s.read(s.meet(node, now), "subscribed")
		}
	}
	s.settle(now)
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
	s.settle(now)
}

// take brings a replica level with what was read, then with what came while it
// was read.
func (s *shardPicture) take(r *replica, found *snapshot, now time.Time) {
	waiting, spilled := r.waiting, r.spilled
	switch {
	case found == nil && !r.known && r.lease == 0:
		delete(s.replicas, r.node) // in the set of nodes, and long gone
		s.picture.ghosts = true
		return
	case !r.known && found.seq() < r.said:
		// The store was set back or emptied, and the node is about to say more.
		r.forgetWaiting()
		r.wanted = string(rewound)
		return
	case found == nil:
		// Expired, or flushed away: the node's next message decides, or its
		// lease. Before the first one it has no rows.
		r.known = true
	case r.known && found.mark.seq < r.mark.seq:
		// A store that was set back, or a copy of it: as above.
	default:
		s.advise(r, r.replace(*found, s.picture.people), now)
	}
	r.forgetWaiting()
	for _, m := range waiting {
		s.apply(r, m, now)
	}
	if spilled { // what was found is not all that came
		r.suspect()
		s.read(r, "overflow")
	}
}
