package cart

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/address"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
	"footfall/shared/token"
)

// Store keeps carts in Redis. It is safe for concurrent use. Ids of carts must
// be valid ones: see token.CartIDs.
type Store struct {
	conn    *redisconn.Conn
	batcher *redisconn.Batcher
	handles token.Handles
	shop    func() *shop.Snapshot
	orders  *shop.Store
	recent  *recent
	made    *address.Limiter // new carts
}

// NewStore takes what gives carts their handles and what knows the catalogue,
// such as the Now of a shop.Inventory.
func NewStore(conn *redisconn.Conn, handles token.Handles, now func() *shop.Snapshot) *Store {
	return &Store{conn, conn.Batcher(), handles, now, shop.NewStore(conn), newRecent(), address.NewLimiter(0, 0)}
}

// Load reads a cart. A checkout that somebody left is ended first; until it
// counts as left, nobody is told how it ends but who looks again. The error is
// ErrUnavailable.
func (s *Store) Load(ctx context.Context, id string) (Cart, error) {
	c, ttl, err := s.read(ctx, id)
	switch {
	case err != nil:
		return Cart{}, err
	case c.Pending && lifetime-ttl > overdue:
		// Where Redis refuses to end it, the cart is shown as it is.
		if ended, err := s.recover(ctx, id, c.Version); err == nil {
			return ended, nil
		}
	case c.Version > 0 && ttl < lifetime-renewal:
		// Should Redis refuse, the cart is read all the same, and the next
		// reading tries again.
		_ = s.conn.Writes().PExpire(ctx, s.conn.Key(key(id)), lifetime).Err()
	}
	return c, nil
}

func (s *Store) read(ctx context.Context, id string) (c Cart, ttl time.Duration, err error) {
	var hash *redis.MapStringStringCmd
	var left *redis.DurationCmd
	err = s.batcher.Read(ctx, func(p redis.Pipeliner) {
		hash = p.HGetAll(ctx, s.conn.Key(key(id)))
		left = p.PTTL(ctx, s.conn.Key(key(id)))
	})
	if err == nil {
		c, err = decode(hash.Val())
	}
	if err != nil {
		return Cart{}, 0, unavailable("reading a cart", err)
	}
	return c, left.Val(), nil
}

// Add puts an item into a cart. Last is the cart as the caller last saw it: it
// is restored first if Redis has no record of it any more.
//
// The errors are ErrUnknownItem, ErrDuplicateItem, ErrCartFull,
// ErrCheckoutPending and ErrUnavailable. Where it was the cart that refused,
// it comes with the error.
func (s *Store) Add(ctx context.Context, id string, last Cart, item int) (Cart, error) {
	if err := s.sells(item); err != nil {
		return Cart{}, err
	}
	return s.add(ctx, id, last, item)
}

func (s *Store) add(ctx context.Context, id string, last Cart, item int) (Cart, error) {
	return s.change(ctx, addScript, id, last, item, time.Now().UnixMilli(), MaxItems)
}

// Remove takes an item out of a cart; ErrNotFound says that it was not there.
// Else it is like Add.
func (s *Store) Remove(ctx context.Context, id string, last Cart, item int) (Cart, error) {
	if err := s.sells(item); err != nil {
		return Cart{}, err
	}
	return s.change(ctx, removeScript, id, last, item)
}

// Restore gives a cart back to a Redis that has no record of it, and returns
// the cart as it is then. A cart of version 0 restores nothing, and what was
// bought since does not come back. The error is ErrUnavailable.
func (s *Store) Restore(ctx context.Context, id string, from Cart) (Cart, error) {
	if from.Version == 0 {
		return s.Load(ctx, id)
	}
	last, sold, err := s.orders.Settled(ctx, s.handles.Of(id))
	if err != nil {
		return Cart{}, unavailable("restoring a cart", err)
	}
	from = from.after(last, sold)
	args := []any{from.Version, lifetime.Milliseconds(), s.conn.Key(Channel), s.handles.Of(id), time.Now().UnixMilli(), from.Bought}
	for _, item := range from.Items {
		args = append(args, item)
	}
	return s.run(ctx, restoreScript, id, args...)
}

// sells reports whether there is such an item. It may be unreleased or sold
// out: that blocks the checkout, not the cart.
func (s *Store) sells(item int) error {
	now := s.shop()
	if !now.Ready() {
		return unavailable("looking for an item", shop.ErrNotSeeded)
	}
	if _, ok := now.Item(item); !ok {
		return ErrUnknownItem
	}
	return nil
}

// change runs the script of a change, which takes more after its common
// arguments. What stands in its way is removed once.
func (s *Store) change(ctx context.Context, script *redis.Script, id string, last Cart, item int, more ...any) (Cart, error) {
	args := append([]any{
		redisconn.NewID(), item, last.Version, lifetime.Milliseconds(), (lifetime - freshness).Milliseconds(),
		s.conn.Key(Channel), s.handles.Of(id),
	}, more...)
	c, err := s.run(ctx, script, id, args...)
	switch {
	case errors.Is(err, errLost):
		_, err = s.Restore(ctx, id, last)
	case errors.Is(err, ErrCheckoutPending):
		var found Cart
		if found, err = s.Load(ctx, id); found.Pending {
			return c, ErrCheckoutPending
		}
	default:
		return c, err
	}
	if err != nil {
		return Cart{}, err
	}
	c, err = s.run(ctx, script, id, args...)
	if errors.Is(err, errLost) { // once more, in between
		return Cart{}, unavailable("changing a cart", err)
	}
	return c, err
}
