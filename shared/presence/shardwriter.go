package presence

import (
	"context"
	"sync"
	"time"
)

const (
	// scriptTimeout bounds one script, for the heartbeats' sake.
	scriptTimeout = time.Second
	// After a command that failed: the first pause, and the longest.
	retryAfter = 50 * time.Millisecond
	retryMost  = time.Second
)

// shardWriter is the goroutine of one shard: it flushes and beats, one command
// at a time. That the same goroutine does both is meant: a tracker that is
// stuck falls silent instead of keeping dead rows alive.
type shardWriter struct {
	tracker *Tracker
	writer  writer
	wake    chan struct{} // a change waits

	mu  sync.Mutex
	set *rowSet

	// owned by run
	beatAt    time.Time
	retryAt   time.Time
	tally     tally
	flushedAt time.Time
	restsTo   time.Time // changes wait until then
	resting   bool      // and some do
	failures  int
	rewriting bool // holds one of the tracker's places
}

func newShardWriter(t *Tracker, shard int) *shardWriter {
	o := owner{node: t.node, shard: shard, shards: t.config.Shards, lease: t.config.Lease}
	return &shardWriter{
		tracker: t, set: newRowSet(o), wake: make(chan struct{}, 1),
		writer: writer{conn: t.conn, batcher: t.batcher, names: t.names, owner: o},
	}
}

// change applies a change to memory and returns what it returns.
func (s *shardWriter) change(apply func(*rowSet, time.Time) bool) bool {
	s.mu.Lock()
	changed := apply(s.set, time.Now())
	s.mu.Unlock()
	if changed {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return changed
}

// run beats from first on.
func (s *shardWriter) run(ctx context.Context, first time.Time) {
	select {
	case <-ctx.Done():
		return
	case <-s.tracker.asserted:
	}
	s.beatAt = first
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		if s.beat(ctx) || s.advance(ctx) {
			continue
		}
		timer.Reset(time.Until(s.wakeAt()))
		wake := s.wake
		if s.resting {
			wake = nil // more may come, it changes nothing
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
	}
}

// wakeAt is when something is due without a change.
func (s *shardWriter) wakeAt() time.Time {
	at := s.beatAt
	if s.resting {
		at = earlier(at, s.restsTo)
	}
	if s.retryAt.After(time.Now()) {
		at = earlier(at, s.retryAt)
	}
	return at
}

// beat sends a heartbeat that is due; false when none is.
func (s *shardWriter) beat(ctx context.Context) bool {
	now := time.Now()
	if now.Before(s.beatAt) {
		return false
	}
	s.beatAt = s.beatAt.Add(s.tracker.config.Heartbeat)
	if s.beatAt.Before(now) {
		s.beatAt = now.Add(s.tracker.config.Heartbeat)
	}
	s.mu.Lock()
	b, exists := s.set.beat(now)
	s.mu.Unlock()
	if exists {
		s.send(ctx, b)
	}
	return true
}

// advance sends what waits; false when nothing does, or not yet.
func (s *shardWriter) advance(ctx context.Context) bool {
	now := time.Now()
	if now.Before(s.retryAt) {
		return false
	}
	if s.rests(now) {
		return false
	}
	s.mu.Lock()
	c := s.set.next(now, s.mayRewrite())
	waits := c == nil && s.set.lost
	s.mu.Unlock()
	if waits { // for a place among the rewrites
		s.retryAt = now.Add(retryAfter)
	}
	if c == nil {
		return false
	}
	v := s.send(ctx, c)
	s.backOff(v)
	s.rest(c, v)
	return true
}

// send runs one command and settles it.
func (s *shardWriter) send(ctx context.Context, c command) verdict {
	bounded, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	start := time.Now()
	o, err := s.writer.run(bounded, c)
	s.tracker.config.Metrics.sent(c, o.verdict, time.Since(start))
	if err != nil && ctx.Err() == nil {
		s.tracker.config.Log.Debug("presence: writing failed", "err", err)
	}
	s.mu.Lock()
	wasLost := s.set.lost
	s.set.settle(c, o, time.Now())
	isLost, rewriting := s.set.lost, s.set.rewrite != nil
	s.mu.Unlock()
	if isLost && !wasLost {
		s.tracker.config.Metrics.lost()
		s.tracker.config.Log.Warn("presence: Redis holds something else, writing all rows again",
			"shard", s.writer.owner.shard, "found", o.found.String())
		select {
		case s.tracker.lost <- struct{}{}:
		default:
		}
	}
	if s.rewriting && !rewriting {
		s.rewriting = false
		<-s.tracker.rewrites
	}
	return o.verdict
}

// backOff sets when the next command may be sent: at once after one that told
// something, later and later after those that did not.
func (s *shardWriter) backOff(v verdict) {
	if v == done || v == lost {
		s.failures, s.retryAt = 0, time.Time{}
		return
	}
	pause := min(retryAfter<<min(s.failures, 10), retryMost)
	s.failures++
	s.retryAt = time.Now().Add(pause/2 + s.tracker.conn.Jitter(pause))
}

// mayRewrite takes a place among the tracker's rewrites, where one is needed
// and free. It is called with mu held.
func (s *shardWriter) mayRewrite() bool {
	if !s.set.lost || s.rewriting {
		return s.rewriting
	}
	select {
	case s.tracker.rewrites <- struct{}{}:
		s.rewriting = true
	default:
	}
	return s.rewriting
}
