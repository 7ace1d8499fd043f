package address

import (
	"sync"
	"time"
)

// sweepEvery is how long an address is remembered at most, beyond the time in
// which what it did counts.
const sweepEvery = time.Minute

// A Limiter lets each client, as Owner tells them apart, do something again
// and again, and take back what does not count after all, which the limiters
// of golang.org/x/time/rate cannot. It is safe for concurrent use.
type Limiter struct {
	every time.Duration // what one time costs
	burst time.Duration // what may be owed

	mu    sync.Mutex
	owed  map[string]time.Time // by owner: until when (the generic cell rate algorithm)
	swept time.Time
}

// NewLimiter lets each client do it burst times at once, one at least, and
// then once in every. There is no limit where every is 0.
func NewLimiter(every time.Duration, burst int) *Limiter {
	return &Limiter{every: every, burst: time.Duration(max(burst, 1)) * every, owed: map[string]time.Time{}}
}

// Wait is how long a client has to wait until its next time; 0 is now.
func (l *Limiter) Wait(from string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wait(l.owedLocked(Owner(from), now))
}

// Take counts one time, unless the client has to wait: then it is how long.
func (l *Limiter) Take(from string, now time.Time) time.Duration {
	if l.every == 0 { // nobody waits, nor for one who looked at the clock later
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweepLocked(now)
	owner := Owner(from)
	owed := l.owedLocked(owner, now)
	wait := l.wait(owed)
	if wait == 0 {
		l.owed[owner] = now.Add(owed + l.every)
	}
	return wait
}

func (l *Limiter) owedLocked(owner string, now time.Time) time.Duration {
	return max(0, l.owed[owner].Sub(now))
}

// wait is how long it takes until somebody who owes so much may owe one more.
func (l *Limiter) wait(owed time.Duration) time.Duration {
	return max(0, owed+l.every-l.burst)
}

// GiveBack makes one that was taken count no more.
func (l *Limiter) GiveBack(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	owner := Owner(from)
	if until, ok := l.owed[owner]; ok {
		l.owed[owner] = until.Add(-l.every)
	}
}

// sweepLocked forgets who owes nothing.
func (l *Limiter) sweepLocked(now time.Time) {
	if now.Sub(l.swept) < sweepEvery {
		return
	}
	l.swept = now
	for owner, until := range l.owed {
		if !until.After(now) {
			delete(l.owed, owner)
		}
	}
}
