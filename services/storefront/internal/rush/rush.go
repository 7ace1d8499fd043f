// Package rush sells a shop's stock at random, as a busy day would: whoever
// looks at the pages sees levels fall and sizes sell out. It is for
// demonstrations and tests. Nobody gets an order.
package rush

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"footfall/shared/shop"
)

const (
	// tick is how often pieces are sold.
	tick = 250 * time.Millisecond
	// report is how often Progress is told, in ticks.
	report = 4
)

// Config is how to sell.
type Config struct {
	Rate      int  // pieces a second, over all
	UntilGone bool // end when nothing is left, else wait for what comes
	Progress  func(sold int)
}

// Sell sells until ctx ends, or until nothing is left if that is wanted, and
// returns how many pieces it sold. The error is Redis'; the end of ctx is none.
func Sell(ctx context.Context, store *shop.Store, c Config) (sold int, err error) {
	s := seller{store: store}
	pace := time.NewTicker(tick)
	defer pace.Stop()
	for n := 1; ; n++ {
		if len(s.items) == 0 {
			if err := s.look(ctx); err != nil || c.UntilGone && len(s.items) == 0 {
				return s.sold, cause(ctx, err)
			}
		}
		s.due = min(s.due+float64(c.Rate)*tick.Seconds(), float64(c.Rate)) // no rush after a pause
		if err := s.sell(ctx); err != nil {
			return s.sold, cause(ctx, err)
		}
		if n%report == 0 {
			c.Progress(s.sold)
		}
		select {
		case <-ctx.Done():
			return s.sold, nil
		case <-pace.C:
		}
	}
}

// cause is no error where it comes from the end of ctx.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// seller knows what may be left.
type seller struct {
	store *shop.Store
	items []int // of which there was a piece when last seen
	due   float64
	sold  int
}

// look finds what can be sold, released or not.
func (s *seller) look(ctx context.Context) error {
	now, err := s.store.Load(ctx)
	if err != nil {
		return err
	}
	for _, p := range now.Products() {
		for _, item := range p.Items {
			if now.Available(item.ID) > 0 {
				s.items = append(s.items, item.ID)
			}
		}
	}
	return nil
}

// sell sells what is due, unless nothing is known to be left.
func (s *seller) sell(ctx context.Context) error {
	for s.due >= 1 && len(s.items) > 0 {
		i := rand.IntN(len(s.items))
		left, err := s.store.Sell(ctx, s.items[i])
		switch {
		case errors.Is(err, shop.ErrStockRange) || errors.Is(err, shop.ErrUnknownItem): // somebody was faster
			s.items = slices.Delete(s.items, i, i+1)
			continue
		case err != nil:
			return fmt.Errorf("selling item %d: %w", s.items[i], err)
		case left == 0:
			s.items = slices.Delete(s.items, i, i+1)
		}
		s.sold++
		s.due--
	}
	return nil
}
