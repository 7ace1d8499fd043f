package presence

import "time"

// maxRebuildPause bounds the pause between two attempts at a subscription.
const maxRebuildPause = 5 * time.Second

// A shard is believed to be heard while the view's own probes come back on its
// channel, and after any doubt not before one comes back that was sent since.
// The client library cannot tell: it never notices a link that is silent.

// doubt: something may have been missed. The picture stands, but no deadline
// runs until a probe sent from now on has come back, and what is being read is
// not enough.
func (s *shardPicture) doubt(now time.Time) {
	s.proven = false
	s.least = s.picture.probes + 1
	s.nodesTicket = 0
	for _, r := range s.replicas {
		r.ticket = 0
	}
	s.stale = oldest(s.stale, earlier(now, s.heardAt))
}

// probe asks for a probe.
func (s *shardPicture) probe() {
	s.picture.probes++
	s.do(task{kind: taskProbe, n: s.picture.probes})
}

// listen is called with the time of everything that comes: a gap longer than
// the deaf time means that something may have been missed in it.
func (s *shardPicture) listen(at time.Time) {
	if s.proven && at.Sub(s.heardAt) > s.picture.deaf {
		s.doubt(at)
		s.probe()
	}
}

func (s *shardPicture) probed(n uint64, at time.Time) {
	s.listen(at)
	if n < s.least {
		return
	}
	s.heardAt = at
	if s.proven {
		s.bury(at)
		return
	}
	s.proven, s.provenAt, s.pause, s.rebuildAt = true, at, 0, time.Time{}
	s.nodesDue = true
	s.do(task{kind: taskAgain})
	s.readNodes()
	for _, r := range s.sorted() {
		r.heard = at // one lease of grace
		r.suspect()
		s.read(r, "subscribed")
	}
}

// heardAll reports whether everybody who lives has had time to be heard since the
// proof: for a round. But where Redis was away, or lost something, its trackers may
// take two heartbeats to come back to it, each on its own. That shows when somebody
// is heard of whom it had not told, or nobody of those of whom it has.
func (s *shardPicture) heardAll() bool {
	p, listened := s.picture, s.heardAt.Sub(s.provenAt)
	if p.lease == 0 && p.ghosts {
		return listened >= maxDeaf
	}
	return listened >= maxDeaf || min(listened, s.heardAt.Sub(p.surprised)) >= p.round()
}

// bury drops who was silent for a lease. It is called when a probe came back:
// what was published before it has come too, so until then, and not longer,
// silence is silence. A process that wakes may find its ticks before messages.
func (s *shardPicture) bury(at time.Time) {
	for _, r := range s.sorted() {
		if at.Sub(r.heard) > s.picture.leaseOr(r.lease) {
			s.drop(r)
		}
	}
	s.settle(at)
}

// rebuild asks for a new subscription, each time after a longer pause.
func (s *shardPicture) rebuild(now time.Time) {
	if now.Before(s.rebuildAt) {
		return
	}
	s.doubt(now)
	s.pause = min(max(2*s.pause, s.picture.deaf), maxRebuildPause)
	s.rebuildAt = now.Add(s.pause)
	s.do(task{kind: taskRebuild})
}
