package presence

import (
	"slices"
	"time"
)

const (
	// After a bye its node is ignored for this long: a command of its may be
	// executed late.
	byeLasts = time.Minute
	// maxRebuildPause bounds the pause between two attempts at a subscription.
	maxRebuildPause = 5 * time.Second
	// behindBeats is how many heartbeats a node may be behind before what it
	// says counts as stale.
	behindBeats = 3
)

// shardPicture is a view's side of one shard: what it can hear, and its copies
// of the row sets.
type shardPicture struct {
	picture  *picture
	shard    int
	replicas map[string]*replica  // by node
	gone     map[string]time.Time // nodes that said bye: until when they are ignored

	proven    bool      // an own probe came back since the last doubt
	least     uint64    // probes from here on are proof
	heardAt   time.Time // when the last one came back
	stale     time.Time // since when there is doubt; zero: there is none
	known     bool      // was whole once
	rebuildAt time.Time // not before
	pause     time.Duration

	nodesDue    bool      // the set of nodes was not read since the proof
	nodesTicket uint64    // of the read of it under way; zero: there is none
	nodesAt     time.Time // when the last one was asked for
}

func newShardPicture(p *picture, shard int, now time.Time) *shardPicture {
	return &shardPicture{
		picture: p, shard: shard, replicas: map[string]*replica{}, gone: map[string]time.Time{},
		heardAt: now, stale: now, least: 1,
	}
}

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
	if s.stale.IsZero() {
		s.stale = earlier(now, s.heardAt)
	}
}

// probe asks for a probe.
func (s *shardPicture) probe() {
	s.picture.probes++
	s.do(task{kind: taskProbe, n: s.picture.probes})
}

func (s *shardPicture) do(t task) {
	t.shard = s.shard
	s.picture.todo = append(s.picture.todo, t)
}

// listen is called with the time of everything that comes: a gap longer than
// the deaf time means that something may have been missed in it.
func (s *shardPicture) listen(at time.Time) {
	if s.proven && at.Sub(s.heardAt) > s.picture.deaf() {
		s.doubt(at)
	}
}

func (s *shardPicture) probed(n uint64, at time.Time) {
	s.listen(at)
	if n < s.least {
		return
	}
	s.heardAt = at
	if s.proven {
		return
	}
	s.proven, s.pause, s.rebuildAt = true, 0, time.Time{}
	for _, r := range s.replicas {
		r.heard = at // one lease of grace
		r.due = true
	}
	s.nodesDue = true
	s.readNodes(at)
}

func (s *shardPicture) tick(now time.Time) {
	s.listen(now)
	if now.Sub(s.heardAt) > s.picture.deaf() {
		s.rebuild(now)
	}
	s.probe()
	s.readNodes(now)
	for _, r := range s.sorted() {
		switch {
		case s.proven && now.Sub(r.heard) > s.picture.leaseOr(r.lease):
			r.clear(s.picture.people)
			delete(s.replicas, r.node)
		case r.wanted != "":
			s.read(r, r.wanted, now)
		}
	}
	for node, until := range s.gone {
		if now.After(until) {
			delete(s.gone, node)
		}
	}
	s.settle()
}

// rebuild asks for a new subscription, each time after a longer pause.
func (s *shardPicture) rebuild(now time.Time) {
	if now.Before(s.rebuildAt) {
		return
	}
	s.doubt(now)
	s.pause = min(max(2*s.pause, s.picture.deaf()), maxRebuildPause)
	s.rebuildAt = now.Add(s.pause)
	s.do(task{kind: taskRebuild})
}

func (s *shardPicture) heard(m message, at time.Time) {
	s.listen(at)
	if until, said := s.gone[m.Node]; said && at.Before(until) {
		return
	}
	r := s.replicas[m.Node]
	if m.Kind == kindBye {
		s.bye(r, m.Node, at)
		return
	}
	if r == nil {
		r = s.meet(m.Node, at)
		s.read(r, "unknown", at)
	}
	r.heard, r.lease, r.behind = at, m.lease(), time.Time{}
	if m.behind() > behindBeats*s.picture.beat() {
		r.behind = at.Add(-m.behind())
	}
	switch {
	case r.ticket == 0 && r.known:
		s.advise(r, r.apply(m, s.picture.people), at)
	case len(r.waiting) < maxWaiting:
		r.waiting = append(r.waiting, m)
	default:
		r.waiting, r.spilled = nil, true
	}
}

func (s *shardPicture) bye(r *replica, node string, at time.Time) {
	s.gone[node] = at.Add(byeLasts)
	if r != nil {
		r.clear(s.picture.people)
		delete(s.replicas, node)
		s.settle()
	}
}

func (s *shardPicture) meet(node string, now time.Time) *replica {
	r := &replica{node: node, rows: map[string]*connection{}, heard: now}
	s.replicas[node] = r
	return r
}

// advise does what a message was found to mean.
func (s *shardPicture) advise(r *replica, a advice, now time.Time) {
	if a != fine {
		s.read(r, string(a), now)
	}
}

// settle ends the doubt once everything was read since the proof.
func (s *shardPicture) settle() {
	if !s.proven || s.nodesDue || s.stale.IsZero() {
		return
	}
	for _, r := range s.replicas {
		if r.due {
			return
		}
	}
	s.known, s.stale = true, time.Time{}
}

// sorted is the replicas in an order that does not change from run to run.
func (s *shardPicture) sorted() []*replica {
	all := make([]*replica, 0, len(s.replicas))
	for _, r := range s.replicas {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *replica) int { return byAge(a.node, b.node) })
	return all
}
