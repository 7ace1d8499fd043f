package presence

import (
	"slices"
	"time"
)

// byeLasts is how long a node is ignored after its bye: a command of its may be
// executed late.
const byeLasts = time.Minute

// shardPicture is a view's side of one shard: what it can hear, and its copies
// of the row sets.
type shardPicture struct {
	picture  *picture
	shard    int
	replicas map[string]*replica  // by node
	gone     map[string]time.Time // nodes that said bye: until when they are ignored

	proven    bool      // an own probe came back since the last doubt
	provenAt  time.Time // when the first one did
	least     uint64    // probes from here on are proof
	heardAt   time.Time // when the last one came back
	stale     time.Time // since when there is doubt; zero: there is none
	known     bool      // was whole once
	rebuildAt time.Time // not before
	pause     time.Duration

	nodesDue    bool   // the set of nodes was not read since the proof
	nodesAsked  bool   // it was asked for since the last tick
	nodesTicket uint64 // of the read of it under way; zero: there is none
}

func newShardPicture(p *picture, shard int, now time.Time) *shardPicture {
	return &shardPicture{
		picture: p, shard: shard, replicas: map[string]*replica{}, gone: map[string]time.Time{},
		heardAt: now, stale: now, least: 1,
	}
}

func (s *shardPicture) do(t task) {
	t.shard = s.shard
	s.picture.todo = append(s.picture.todo, t)
}

func (s *shardPicture) tick(now time.Time) {
	s.listen(now)
	if now.Sub(s.heardAt) > s.picture.deaf {
		s.rebuild(now)
	}
	s.probe()
	s.nodesAsked = false
	s.readNodes()
	for _, r := range s.sorted() {
		s.visit(r, now)
	}
	for node, until := range s.gone {
		if now.After(until) {
			delete(s.gone, node)
		}
	}
	s.settle(now)
}

// visit looks after one replica at every tick.
func (s *shardPicture) visit(r *replica, now time.Time) {
	r.asked = false
	if r.wanted != "" {
		s.read(r, r.wanted)
	}
	s.admit(r, now)
}

// admit calls the shard stale once it has lacked something for too long, or may
// have.
func (s *shardPicture) admit(r *replica, now time.Time) {
	for _, since := range []time.Time{r.doubt, r.behind} {
		if !since.IsZero() && now.Sub(since) > s.picture.patience() {
			s.stale = oldest(s.stale, since)
		}
	}
}

func (s *shardPicture) drop(r *replica) {
	r.clear(s.picture.people)
	delete(s.replicas, r.node)
	s.picture.followShortest()
}

func (s *shardPicture) heard(m message, at time.Time) {
	s.listen(at)
	if until, said := s.gone[m.Node]; said && at.Before(until) {
		return
	}
	r := s.replicas[m.Node]
	if m.Kind == kindBye {
		s.gone[m.Node] = at.Add(byeLasts)
		if r != nil {
			s.drop(r)
		}
		s.settle(at)
		return
	}
	if r == nil {
		if !s.nodesDue && !m.first() {
			s.picture.surprised = at
		}
		r = s.meet(m.Node, at)
		s.read(r, "unknown")
	}
	s.apply(r, m, at)
	claimed := r.lease
	r.hear(m, at)
	if r.lease != claimed {
		s.picture.followShortest()
	}
	s.admit(r, at)
	s.settle(at)
}

func (s *shardPicture) meet(node string, now time.Time) *replica {
	r := &replica{node: node, rows: map[string]*connection{}, heard: now, level: now, doubt: now}
	s.replicas[node] = r
	return r
}

// apply lets a replica take a message. What does not fit while the row set is
// read waits: it may be newer than what will be found.
func (s *shardPicture) apply(r *replica, m message, now time.Time) {
	a := r.apply(m, s.picture.people)
	s.advise(r, a, now)
	if a != level && r.ticket != 0 {
		r.wait(m, s.picture.room)
	}
}

// advise does what a message or a snapshot was found to mean.
func (s *shardPicture) advise(r *replica, a advice, now time.Time) {
	switch a {
	case nothing:
	case level:
		r.settle(now)
	default:
		r.suspect()
		s.read(r, string(a))
	}
}

// settle ends the doubt once everything was read since the proof, everybody has
// had time to be heard, and Redis lacks nothing for long.
func (s *shardPicture) settle(now time.Time) {
	if !s.proven || s.nodesDue || s.stale.IsZero() || !s.heardAll() {
		return
	}
	for _, r := range s.replicas {
		if !r.doubt.IsZero() || !r.behind.IsZero() && now.Sub(r.behind) > s.picture.patience() {
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
