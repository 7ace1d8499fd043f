package redisconn

import (
	"sync"
	"time"
)

// lookEvery is how long an answer about replicas, and their being late, holds.
const lookEvery = time.Second

// replicas is what is known of those of a Redis. The zero value knows of none.
type replicas struct {
	mu     sync.Mutex
	asked  time.Time // when it was last asked for
	there  bool      // one is connected
	ever   bool      // one was: if none is now, something is wrong
	lateAt time.Time // when one was last waited for in vain
}

// due reports whether it is time to ask again, and notes that somebody does.
func (r *replicas) due(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.asked) < lookEvery {
		return false
	}
	r.asked = now
	return true
}

// found notes an answer.
func (r *replicas) found(there bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.there, r.ever = there, r.ever || there
}

// late notes that one was waited for in vain.
func (r *replicas) late(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lateAt = now
}

// state reports whether there should be one, and whether it is worth waiting
// for now.
func (r *replicas) state(now time.Time) (expected, wait bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ever, r.there && now.Sub(r.lateAt) >= lookEvery
}
