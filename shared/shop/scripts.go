package shop

import (
	"context"
	_ "embed"

	"github.com/redis/go-redis/v9"
)

//go:embed seed.lua
var seedSource string

//go:embed release.lua
var releaseSource string

//go:embed stock.lua
var stockSource string

//go:embed purchase.lua
var purchaseSource string

//go:embed void.lua
var voidSource string

var (
	seedScript    = redis.NewScript(seedSource)
	releaseScript = redis.NewScript(releaseSource)
	stockScript   = redis.NewScript(stockSource)

	purchaseScript = redis.NewScript(purchaseSource)
	voidScript     = redis.NewScript(voidSource)
)

// run runs a script on keys given without the prefix.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args []any) *redis.Cmd {
	return s.conn.Run(ctx, script, s.prefixed(keys), append([]any{s.conn.PublishCommand()}, args...)...)
}

func (s *Store) prefixed(keys []string) []string {
	prefixed := make([]string, len(keys))
	for i, key := range keys {
		prefixed[i] = s.conn.Key(key)
	}
	return prefixed
}
