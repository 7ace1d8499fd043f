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
	// the wait: rush changes within such a turn. So a node with 16 shards
	// flushes 3,200 times a second at most, and 800 times where 13,000 changes and
	// more come.
	longTurn = 20 * time.Millisecond
	rush     = 16
)

// tally counts changes by long turns.
type tally struct {
	turn        int64 // since the tracker began
	now, before int   // changes in it, and in the one before
}

// add counts changes, and reports whether so many came, in the present long turn
// or in the one before, that the next one is to be long.
func (t *tally) add(turn int64, changes int) bool {
	switch turn - t.turn {
	case 0:
	case 1:
		t.before, t.now = t.now, 0
	default:
		t.before, t.now = 0, 0
	}
	t.turn = turn
	t.now += changes
	return max(t.before, t.now) >= rush
}

// rest lets the changes wait that come soon after a flush, unless some are left
// that it had no room for.
func (s *shardWriter) rest(c command, v verdict) {
	f, isFlush := c.(*flush)
	if !isFlush || v != done {
		return
	}
	now, wait := time.Now(), turn
	// What is flushed came since the last flush.
	if s.tally.add(int64(s.flushedAt.Sub(s.tracker.begun)/longTurn), len(f.set)+len(f.del)) {
		wait = longTurn
	}
	if now.Sub(s.flushedAt) < 2*wait && !f.full {
		s.restsTo = s.tracker.nextTurn(now, wait)
	}
	s.flushedAt = now
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
func (t *Tracker) nextTurn(now time.Time, length time.Duration) time.Time {
	return t.begun.Add((now.Sub(t.begun)/length + 1) * length)
}
