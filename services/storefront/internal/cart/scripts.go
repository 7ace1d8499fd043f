package cart

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

//go:embed add.lua
var addSource string

//go:embed remove.lua
var removeSource string

//go:embed restore.lua
var restoreSource string

//go:embed begin.lua
var beginSource string

//go:embed close.lua
var closeSource string

var (
	addScript     = redis.NewScript(addSource)
	removeScript  = redis.NewScript(removeSource)
	restoreScript = redis.NewScript(restoreSource)
	beginScript   = redis.NewScript(beginSource)
	closeScript   = redis.NewScript(closeSource)
)

// errLost says that a cart has to be restored before it can be changed.
var errLost = errors.New("no record of a cart that was there")

// verdicts are the first line that a script answers.
var verdicts = map[string]error{
	"done":      nil,
	"duplicate": ErrDuplicateItem,
	"absent":    ErrNotFound,
	"full":      ErrCartFull,
	"pending":   ErrCheckoutPending,
	"changed":   ErrChanged,
	"lost":      errLost,
}

// run runs a script on a cart. The error is its verdict's, and comes with the
// cart as it is, or ErrUnavailable.
func (s *Store) run(ctx context.Context, script *redis.Script, id string, args ...any) (Cart, error) {
	defer s.Forget(s.handles.Of(id)) // also where it failed: it may have been run
	reply, err := s.batcher.Run(ctx, script, []string{s.conn.Key(key(id))}, args...).Text()
	if err != nil {
		return Cart{}, unavailable("changing a cart", err)
	}
	lines := strings.Split(reply, "\n")
	hash := make(map[string]string, len(lines)/2)
	for i := 2; i < len(lines); i += 2 {
		hash[lines[i-1]] = lines[i]
	}
	c, err := decode(hash)
	if err != nil {
		return Cart{}, unavailable("changing a cart", err)
	}
	return c, verdicts[lines[0]]
}

func unavailable(doing string, err error) error {
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, doing, err)
}
