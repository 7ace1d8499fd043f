package redistest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

// crowdSize is more than there are connections for reads, and for writes.
const crowdSize = 200

// Crowd keeps every connection for reads and writes busy, and many commands
// waiting for one, until the test ends: what it asks for is answered then.
func Crowd(tb testing.TB, conn *redisconn.Conn) {
	tb.Helper()
	const key = "crowd"
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, client := range []redis.UniversalClient{conn.Reads(), conn.Writes()} {
		for range crowdSize {
			all.Go(func() {
				for ctx.Err() == nil {
					_ = client.BLPop(ctx, 0, key).Err() // many get no connection
				}
			})
			all.Go(func() { // pipelines have connections of their own
				for ctx.Err() == nil {
					_, _ = client.Pipelined(ctx, func(p redis.Pipeliner) error { return p.BLPop(ctx, 0, key).Err() })
				}
			})
		}
	}
	tb.Cleanup(func() {
		stop()
		ended := make(chan struct{})
		go func() {
			all.Wait()
			close(ended)
		}()
		for {
			conn.Vital().RPush(context.Background(), key, slices.Repeat([]any{""}, crowdSize)...)
			select {
			case <-ended:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	})
}
