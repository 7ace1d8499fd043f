package presence

import "time"

// pace is the time between two flushes of a shard that is busy. The first change
// after a pause is flushed at once; what comes soon after goes together, and in
// all shards at the same moment, so that it also travels together. It bounds what
// a crowd costs: 3,200 flushes a second of a node with 16 shards, however many
// changes there are.
const pace = 5 * time.Millisecond

// rest lets the changes wait that come soon after a flush.
func (s *shardWriter) rest(c command, v verdict) {
	if _, isFlush := c.(*flush); isFlush && v == done {
		s.restsTo = s.tracker.nextTurn(time.Now())
	}
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

// nextTurn is when all shards that are busy flush next.
func (t *Tracker) nextTurn(now time.Time) time.Time {
	return t.begun.Add((now.Sub(t.begun)/pace + 1) * pace)
}
