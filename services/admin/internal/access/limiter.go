package access

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/address"
	"footfall/shared/redisconn"
)

const (
	// maxFailures is how often a name may fail from one address
	maxFailures = 5
	// within so long.
	pairTTL = time.Minute
	// nameTTL is how long the failures of a name alone are held against it.
	nameTTL = 15 * time.Minute

	// A name that has failed more often than from one place waits before each
	// further attempt, twice as long each time.
	firstDelay = 250 * time.Millisecond
	lastDelay  = 4 * time.Second
)

//go:embed attempt.lua
var attemptSource string

//go:embed success.lua
var successSource string

var (
	attemptScript = redis.NewScript(attemptSource)
	successScript = redis.NewScript(successSource)
)

// A ThrottledError refuses to look at a password.
type ThrottledError struct{ RetryAfter time.Duration }

// Error says for how long.
func (e *ThrottledError) Error() string {
	return fmt.Sprintf("too many failures to sign in: again in %v", e.RetryAfter)
}

// Limiter makes guessing slow. A name from one address fails five times a
// minute at most; a name alone is only slowed down, so that nobody can lock an
// admin out. It counts in Redis, for all instances together, and lets nobody
// guess while Redis is away: its errors are ErrUnavailable.
type Limiter struct{ conn *redisconn.Conn }

// NewLimiter takes the connection; it asks nothing of it yet.
func NewLimiter(conn *redisconn.Conn) *Limiter { return &Limiter{conn} }

// Delay is how long an attempt of that name has to wait.
func (l *Limiter) Delay(ctx context.Context, name string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	failures, err := l.conn.Reads().Get(ctx, l.conn.Key(nameKey(name))).Int()
	if err != nil && !redisconn.Missing(err) {
		return 0, fmt.Errorf("counting failures: %w: %w", ErrUnavailable, err)
	}
	return delayAfter(failures), nil
}

func delayAfter(failures int) time.Duration {
	if failures < maxFailures {
		return 0
	}
	delay := firstDelay
	for range failures - maxFailures {
		if delay *= 2; delay >= lastDelay {
			return lastDelay
		}
	}
	return delay
}

// Begin counts an attempt, as a failure so far. It may be a *ThrottledError.
func (l *Limiter) Begin(ctx context.Context, name, from string) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	keys := []string{l.conn.Key(pairKey(name, address.Owner(from))), l.conn.Key(nameKey(name))}
	ms, err := l.conn.Run(ctx, attemptScript, keys, maxFailures, pairTTL.Milliseconds(), nameTTL.Milliseconds()).Int64()
	if err != nil {
		return fmt.Errorf("counting an attempt: %w: %w", ErrUnavailable, err)
	}
	if ms > 0 {
		return &ThrottledError{time.Duration(ms) * time.Millisecond}
	}
	return nil
}

// Succeed forgets the failures of a name from there, and one of those from
// anywhere: a script that comes in every minute must not give whoever guesses
// its password a new start each time. An error leaves them to their TTLs.
func (l *Limiter) Succeed(ctx context.Context, name, from string) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	keys := []string{l.conn.Key(pairKey(name, address.Owner(from))), l.conn.Key(nameKey(name))}
	if err := l.conn.Run(ctx, successScript, keys).Err(); err != nil {
		return fmt.Errorf("forgetting failures: %w: %w", ErrUnavailable, err)
	}
	return nil
}
