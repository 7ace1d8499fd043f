package access

import (
	"context"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

// storeTimeout bounds one look at Redis.
const storeTimeout = time.Second

// store is the session library's way to Redis. Its tokens are hashes already.
type store struct{ conn *redisconn.Conn }

var _ scs.CtxStore = store{}

func (s store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	b, err := s.conn.Reads().Get(ctx, s.conn.Key(sessionKey(token))).Bytes()
	if redisconn.Missing(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading a session: %w: %w", ErrUnavailable, err)
	}
	return b, true, nil
}

func (s store) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	// Nothing left would mean for ever.
	left := max(time.Until(expiry), time.Millisecond)
	if err := s.conn.Writes().Set(ctx, s.conn.Key(sessionKey(token)), b, left).Err(); err != nil {
		return fmt.Errorf("writing a session: %w: %w", ErrUnavailable, err)
	}
	return nil
}

// extend lets a session live until expiry, and reports whether there still is
// one: what was ended meanwhile must not come back, so nothing is written.
func (s store) extend(ctx context.Context, token string, expiry time.Time) (found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	found, err = s.conn.Writes().PExpire(ctx, s.conn.Key(sessionKey(token)), time.Until(expiry)).Result()
	if err != nil {
		return false, fmt.Errorf("extending a session: %w: %w", ErrUnavailable, err)
	}
	return found, nil
}

// missing are those tokens without a session. It takes one look however many
// there are.
func (s store) missing(ctx context.Context, tokens []string) (gone []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	found := make([]*redis.IntCmd, len(tokens))
	_, err = s.conn.Reads().Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, token := range tokens {
			found[i] = p.Exists(ctx, s.conn.Key(sessionKey(token)))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for sessions: %w: %w", ErrUnavailable, err)
	}
	for i, token := range tokens {
		if found[i].Val() == 0 {
			gone = append(gone, token)
		}
	}
	return gone, nil
}

func (s store) DeleteCtx(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	if err := s.conn.Writes().Del(ctx, s.conn.Key(sessionKey(token))).Err(); err != nil {
		return fmt.Errorf("ending a session: %w: %w", ErrUnavailable, err)
	}
	return nil
}

// The forms without a context are what the library asks for and never calls.

func (s store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s store) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
