package cart

import (
	"context"
	"errors"
	"time"

	"footfall/shared/address"
	"footfall/shared/redisconn"
)

// LimitNew lets each address make burst new carts at once by AddFrom, and then
// one in every: each is kept for thirty days. It must be called before the store
// is used; without it there is no limit.
func (s *Store) LimitNew(every time.Duration, burst int) {
	s.made = address.NewLimiter(every, burst)
}

// AddFrom is the Add of a client at an address. Its further error is ErrTooMany:
// the item would have made a new cart, and there are enough of that address for
// now. Carts that are there already, or are restored, do not count.
func (s *Store) AddFrom(from string) func(ctx context.Context, id string, last Cart, item int) (Cart, error) {
	return func(ctx context.Context, id string, last Cart, item int) (Cart, error) {
		if err := s.sells(item); err != nil {
			return Cart{}, err
		}
		if last.Version > 0 { // one that is lost is restored before
			return s.add(ctx, id, last, item)
		}
		if s.made.Take(from, time.Now()) > 0 {
			return s.addToOld(ctx, id, item)
		}
		c, err := s.add(ctx, id, last, item)
		if !mayBeNew(c, err) {
			s.made.GiveBack(from)
		}
		return c, err
	}
}

// addToOld adds to a cart of which the caller knows nothing, if there is one. It
// looks first, as few have to: a script that was told not to make any would cost
// everybody.
func (s *Store) addToOld(ctx context.Context, id string, item int) (Cart, error) {
	c, err := s.Load(ctx, id)
	if err != nil {
		return Cart{}, err
	}
	if c.Version == 0 {
		return Cart{}, ErrTooMany
	}
	return s.add(ctx, id, c, item)
}

// mayBeNew reports whether an addition that came to this may have made a cart:
// also where nobody knows, as with one who hangs up at once.
func mayBeNew(c Cart, err error) bool {
	if errors.Is(err, ErrUnavailable) {
		return !redisconn.Refused(err)
	}
	return err == nil && c.Version == 1
}
