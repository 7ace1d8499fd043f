// Package shoppers simulates people in the shop: each has a cart, opens a page
// or two, adds and removes sizes, looks around, sometimes buys, and after a
// while goes and comes back. They use the same protocol as a browser.
package shoppers

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// Config says how many shoppers there are, and where.
type Config struct {
	URL   string // of the storefront, http://localhost:4000
	Count int
	Log   *slog.Logger
}

// Crowd is the shoppers of one Start.
type Crowd struct{ all sync.WaitGroup }

const (
	// Shoppers arrive over so long, or at so many a second if that takes longer:
	// the storefront gives an address 50 carts a second.
	arrival = 10 * time.Second
	comers  = 45
	// One does something about this often,
	pause = 4 * time.Second
	// and stays for about this long.
	stay = 2 * time.Minute
)

// Start sends the shoppers in. They leave when ctx ends; Wait for them.
func Start(ctx context.Context, c Config) *Crowd {
	crowd := &Crowd{}
	for range c.Count {
		crowd.all.Go(func() { walk(ctx, c) })
	}
	return crowd
}

// Wait returns when the last shopper has left.
func (c *Crowd) Wait() { c.all.Wait() }

// walk is one shopper, who goes and comes back to the same cart.
func walk(ctx context.Context, c Config) {
	rest(ctx, rand.N(max(arrival, time.Duration(c.Count)*time.Second/comers)))
	id := ""
	for ctx.Err() == nil {
		if err := visit(ctx, c.URL, &id); err != nil && ctx.Err() == nil {
			c.Log.Debug("a simulated shopper was turned away", "err", err)
			rest(ctx, pause/2+rand.N(pause))
		}
	}
}

// visit is one shopper from coming to going; the first time it gets a cart.
func visit(ctx context.Context, url string, id *string) (err error) {
	ctx, leave := context.WithTimeout(ctx, stay/2+rand.N(stay))
	defer leave()
	if *id == "" {
		if *id, err = newCart(ctx, url); err != nil {
			return err
		}
	}
	page, err := open(ctx, url, *id, pages[rand.IntN(len(pages))])
	if err != nil {
		return err
	}
	defer page.close()
	for ctx.Err() == nil {
		rest(ctx, pause/2+rand.N(pause))
		if err := page.act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// pages that people look at, the first ones most.
var pages = []string{"/", "/", "/", "/", "/", "/checkout"}

func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
