package cart

import (
	"context"
	"errors"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/token"
)

// addAt adds an item as somebody at an address does who knows nothing of the cart.
func (c counter) addAt(t *testing.T, from, id string, item int) error {
	t.Helper()
	_, err := c.AddFrom(from)(t.Context(), id, Cart{}, item)
	return err
}

func TestAnAddressMakesSoManyCartsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		c.LimitNew(time.Hour, 2)
		ids := token.NewCartIDs(keys(t))
		mine := []string{ids.New(), ids.New(), ids.New()}
		for i, want := range []error{nil, nil, ErrTooMany, ErrTooMany} {
			fails(t, "a new cart", c.addAt(t, "192.0.2.1", mine[min(i, 2)], 1), want)
		}
		if n := c.conn.Reads().DBSize(t.Context()).Val(); n != 2 {
			t.Errorf("%d keys in Redis, want 2", n)
		}
		for _, id := range mine[:2] {
			fails(t, "one that is there", c.addAt(t, "192.0.2.1", id, 2), nil)
			fails(t, "again", c.addAt(t, "192.0.2.1", id, 2), ErrDuplicateItem)
		}
		fails(t, "another address", c.addAt(t, "192.0.2.2", mine[2], 1), nil)
		fails(t, "what it has made", c.addAt(t, "192.0.2.1", mine[2], 2), nil)
	})
}

func TestWhatMakesNoCartDoesNotCount(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		last := c.fill(t, 1)
		c.LimitNew(time.Hour, 1)
		for item := 2; item < 5; item++ {
			fails(t, "one that is there", c.addAt(t, "192.0.2.1", c.id, item), nil)
		}
		fails(t, "a duplicate", c.addAt(t, "192.0.2.1", c.id, 4), ErrDuplicateItem)
		fails(t, "an unknown item", c.addAt(t, "192.0.2.1", c.id, 101), ErrUnknownItem)
		c.conn.Writes().Del(t.Context(), c.key())
		got, err := c.AddFrom("192.0.2.1")(t.Context(), c.id, last, 9)
		has(t, "one that Redis lost", got, err, 2, 9, 1)
		fails(t, "a new one", c.addAt(t, "192.0.2.1", token.NewCartIDs(keys(t)).New(), 1), nil)
		fails(t, "another", c.addAt(t, "192.0.2.1", token.NewCartIDs(keys(t)).New(), 1), ErrTooMany)
	})
}

// A duplicate in a cart at version 1 has made none, but who hangs up may have.
func TestWhatMayHaveMadeACartCounts(t *testing.T) {
	for _, tt := range []struct {
		cart Cart
		err  error
		want bool
	}{
		{Cart{Version: 1}, nil, true},
		{Cart{Version: 1}, ErrDuplicateItem, false},
		{Cart{Version: 2}, nil, false},
		{Cart{}, unavailable("trying", context.Canceled), true},
		{Cart{}, unavailable("trying", redisconn.ErrNotSent), false},
		{Cart{}, errors.New("anything else"), false},
	} {
		if got := mayBeNew(tt.cart, tt.err); got != tt.want {
			t.Errorf("version %d, %v: got %v", tt.cart.Version, tt.err, got)
		}
	}
}
