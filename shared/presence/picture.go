package presence

import (
	"cmp"
	"fmt"
	"time"
)

// faultLasts is how long a message with another number of shards is held
// against everybody: such a node may be on its way out.
const faultLasts = 15 * time.Second

// A very long lease is no reason to look seldom.
const (
	maxBeat = time.Second
	maxDeaf = 4 * time.Second
)

// picture is the reader's side: everything a view knows, as a pure state
// machine. What came, and the time, go in; what to do next and what changed
// come out. Every repair is the same one: read that row set again.
type picture struct {
	shards []*shardPicture
	people *roster
	lease  time.Duration // the longest that any node ever claimed
	beat   time.Duration // how often to probe, and at most to read one row set
	deaf   time.Duration // how long own probes may stay away
	probes uint64        // number of the last probe asked for
	reads  uint64        // ticket of the last read asked for
	room   int           // for messages that wait while their row set is read, in bytes
	todo   []task

	surprised time.Time // when somebody was last heard of whom Redis had not told
	ghosts    bool      // it told of somebody whose rows it has not

	fault   error // another number of shards is in use
	faultAt time.Time

	resyncs map[string]int // reads of row sets, by reason
}

// A task is something that a picture wants done.
type task struct {
	kind  taskKind
	shard int
	node  string // of a row set to read
	n     uint64 // number of a probe, ticket of a read
}

type taskKind int

const (
	taskProbe   taskKind = iota // publish a probe
	taskNodes                   // read the set of nodes, then call nodesRead
	taskRows                    // read a row set, then call rowsRead
	taskRebuild                 // make the subscription anew
	taskAgain                   // call again when a round has passed
)

func newPicture(shards int, s Succession, now time.Time) *picture {
	p := &picture{people: newRoster(s), resyncs: map[string]int{}, room: maxWaiting}
	p.follow(DefaultLease)
	for i := range shards {
		p.shards = append(p.shards, newShardPicture(p, i, now))
	}
	return p
}

// follow sets the pace by a lease. A view has no setting of its own, and knows
// of heartbeats that a lease is at least four of them. A node's beat may have
// come just before a gap in hearing, and the next just after it, so the gap and
// two heartbeats must fit in the lease.
func (p *picture) follow(lease time.Duration) {
	p.beat, p.deaf = min(lease/5, maxBeat), min(lease-2*(lease/minBeats), maxDeaf)
}

// followShortest sets the pace by the shortest lease of the row sets that are
// known: that one a gap in hearing would end first.
func (p *picture) followShortest() {
	var shortest time.Duration
	for _, s := range p.shards {
		for _, r := range s.replicas {
			if r.lease > 0 && (shortest == 0 || r.lease < shortest) {
				shortest = r.lease
			}
		}
	}
	p.follow(cmp.Or(shortest, DefaultLease))
}

// leaseOr is the lease of a row set; of one that was never heard, the longest
// that anybody claimed.
func (p *picture) leaseOr(own time.Duration) time.Duration {
	return cmp.Or(own, p.lease, DefaultLease)
}

// round is how long it takes to hear everybody who lives once. Redis may have
// lost all that it knew of a node, so that only the next heartbeat tells of it.
func (p *picture) round() time.Duration { return min(p.leaseOr(0)/minBeats, maxDeaf) }

// behindBeats is the patience in heartbeats.
const behindBeats = 3

// patience is how long Redis may be behind a node, or a replica behind Redis,
// before that counts as stale.
func (p *picture) patience() time.Duration { return behindBeats * p.beat }

// confirmed: the shard's channel is subscribed, again or for the first time.
func (p *picture) confirmed(shard int, now time.Time) {
	s := p.shards[shard]
	s.doubt(now)
	s.probe()
}

// probed: one of the view's own probes came back.
func (p *picture) probed(shard int, n uint64, at time.Time) { p.shards[shard].probed(n, at) }

// heard: a node said something.
func (p *picture) heard(shard int, m message, at time.Time) {
	if m.Shards != len(p.shards) {
		p.fault = fmt.Errorf("node %s writes %d shards, this view reads %d: %w", m.Node, m.Shards, len(p.shards), ErrShards)
		p.faultAt = at
		return
	}
	p.lease = max(p.lease, m.lease())
	p.shards[shard].heard(m, at)
}

// garbage: something came that cannot be read.
func (p *picture) garbage() { p.resyncs[string(garbled)]++ }

// again: a round has passed since taskAgain.
func (p *picture) again(shard int) { p.shards[shard].probe() }

// nodesRead: the answer to a taskNodes.
func (p *picture) nodesRead(t task, nodes []string, err error, now time.Time) {
	p.shards[t.shard].nodesRead(t.n, nodes, err, now)
}

// rowsRead: the answer to a taskRows; found is nil when there is no such row
// set.
func (p *picture) rowsRead(t task, found *snapshot, err error, now time.Time) {
	p.shards[t.shard].rowsRead(t.n, t.node, found, err, now)
}

// nextTicket numbers reads, so that the answer to one that is not enough any
// more is known when it comes.
func (p *picture) nextTicket() uint64 {
	p.reads++
	return p.reads
}

// tick: time passed. It must travel through the same queue as the messages, or
// a process that wakes from a long sleep would take a backlog for silence.
func (p *picture) tick(now time.Time) {
	for _, s := range p.shards {
		s.tick(now)
	}
	if now.Sub(p.faultAt) > faultLasts {
		p.fault = nil
	}
}

// ready reports whether every shard was whole once.
func (p *picture) ready() bool {
	for _, s := range p.shards {
		if !s.known {
			return false
		}
	}
	return true
}

// staleSince is the moment from which on the picture cannot be vouched for;
// zero: it can.
func (p *picture) staleSince() time.Time {
	var since time.Time
	for _, s := range p.shards {
		since = oldest(since, s.stale)
	}
	return since
}

// take returns the tasks since the last call.
func (p *picture) take() []task {
	taken := p.todo
	p.todo = nil
	return taken
}
