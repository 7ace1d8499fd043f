package presence

import "time"

const (
	// turn is the time between two flushes of a shard that is busy, which is one
	// that flushes twice within two turns. A change that comes alone is flushed
	// at once, and so is a second one, such as the join of a page that follows
	// its leave. What comes then goes together, and in all shards at the same
	// moment, so that it also travels together.
	turn = 5 * time.Millisecond
	// longTurn is the same for a shard in which so much changes that it is worth
	// the wait: rush changes in a turn or more. So a node with 16 shards flushes
	// 3,200 times a second at most, and 800 times where more than some 13,000
	// changes come.
	longTurn = 20 * time.Millisecond
	rush     = 4
)

// rest lets the changes wait that come soon after a flush.
func (s *shardWriter) rest(c command, v verdict) {
	f, isFlush := c.(*flush)
	if !isFlush || v != done {
		return
	}
	now := time.Now()
	if now.Sub(s.flushedAt) < 2*s.turn {
		s.turn = turnAfter(len(f.set)+len(f.del), s.turn)
		s.restsTo = s.tracker.nextTurn(now, s.turn)
	}
	s.flushedAt = now
}

// turnAfter is how long the turn lasts after one that brought so many changes.
func turnAfter(changes int, last time.Duration) time.Duration {
	if changes*int(turn) >= rush*int(last) {
		return longTurn
	}
	return turn
}

// rests reports, and notes, whether changes wait for their turn.
func (s *shardWriter) rests(now time.Time) bool {
	s.resting = false
	if now.Before(s.restsTo) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.resting = s.set.couldWait()
	}
	return s.resting
}

// nextTurn is when all shards flush next that are as busy.
func (t *Tracker) nextTurn(now time.Time, turn time.Duration) time.Time {
	return t.begun.Add((now.Sub(t.begun)/turn + 1) * turn)
}
