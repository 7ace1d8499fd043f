package presence

import "time"

// What is promised at every moment, and when all is quiet.
const (
	// simNotice is how long a view may be wrong without saying so: a heartbeat
	// until it hears of a node, three for which it may fail to read the node's
	// rows, and one until it looks at the time; and a read.
	simNotice = simBehind + simBeat
	// simBehind is how long it may not say that a node is behind: three
	// heartbeats for which it may be, and one until it is heard to be.
	simBehind = behindBeats*simBeat + simBeat + simBeat/10
	// simMiss is how long it may not know that it missed something which Redis
	// holds: until the next heartbeat.
	simMiss = simBeat + simBeat/10
	// simQuiet is two heartbeats and one read, and the pauses of a row set that
	// waits for a place among the rewrites.
	simQuiet = 2*simBeat + 2*retryAfter + 10*simLatency
)

// swallowedBefore is when the link last ended to swallow what it had begun to
// before then. It goes on afterwards, as no TCP does, and a view that begins may
// not know of a node until its next heartbeat.
func (v *simView) swallowedBefore(then time.Duration) (until time.Duration) {
	for _, h := range v.holes {
		if h.from < then {
			until = max(until, h.until)
		}
	}
	return until
}

// checkNoticed: what Redis has held for a heartbeat is known, or known to be
// missed.
func (v *simView) checkNoticed(s *simSet, heard time.Duration) {
	o, long := s.set.owner, v.world.now-simMiss
	if long < heard || s.levelAt == 0 || s.levelAt >= long || !s.level() {
		return
	}
	if r := v.picture.shards[o.shard].replicas[o.node]; r == nil || r.mark != s.set.base && r.doubt.IsZero() {
		v.world.fail("%s: has not noticed what %s wrote by %v", v.name(), o.node, s.levelAt)
	}
}

// checkBehind: what Redis still lacks is known to be lacked. A heartbeat that is
// executed late says what was so when it was sent, until the next.
func (v *simView) checkBehind(s *simSet, heard time.Duration) {
	if w := v.world; w.now-simBehind < heard || w.now-simMiss < w.cameLate || !s.set.exists() {
		return
	}
	if behind := s.set.behind(v.world.time(v.world.now)); behind > simBehind {
		v.world.fail("%s: does not say that %s has been behind for %v", v.name(), s.set.owner.node, behind)
	}
}

// notice is simNotice; where leases are long, two gaps in hearing that are too
// short to be deafness may follow each other, and be longer.
func (v *simView) notice() time.Duration {
	return simNotice + 2*(min(v.world.longest()/2, maxDeaf)-simLease/2)
}
