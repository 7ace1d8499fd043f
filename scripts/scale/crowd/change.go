package crowd

import (
	"context"
	"fmt"
	"time"

	"footfall/shared/shop"
)

const (
	// items to choose from: those of the shop that is shipped.
	items = 104
	// wants is how many somebody puts into a cart at most.
	wants = 3
)

// pages are where people are, some more often than others.
var pages = []string{
	"/", "/", "/", "/products/1", "/products/1", "/products/2", "/products/3", "/products/4", "/products/5", "/products/6", "/products/7",
	"/products/8", "/cart", "/cart", "/checkout",
}

// Drive makes changes at a rate a second until ctx ends.
func (c *Crowd) Drive(ctx context.Context, rate int) error {
	const step = 10 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	owed := 0.0
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for owed += float64(rate) * step.Seconds(); owed >= 1; owed-- {
			if err := c.Change(); err != nil {
				return err
			}
		}
	}
}

// Change lets somebody do something: mostly go to another page, often change
// the cart, now and then leave for somebody else.
func (c *Crowd) Change() error {
	c.made++
	i := c.random.IntN(len(c.carts))
	switch what := c.random.IntN(10); {
	case what < 6:
		return c.move(&c.carts[i])
	case what < 9:
		return c.pick(&c.carts[i])
	default:
		c.leave(&c.carts[i])
		return c.enter(i)
	}
}

// enter puts somebody new in a place; one in ten has two tabs.
func (c *Crowd) enter(i int) error {
	c.next++
	c.carts[i] = cart{handle: fmt.Sprintf("%016x", c.next*0x9E3779B97F4A7C15), items: c.some()}
	tabs := 1
	if i%10 == 0 {
		tabs = 2
	}
	for range tabs {
		if err := c.open(&c.carts[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Crowd) open(in *cart) error {
	by := c.trackers[c.random.IntN(len(c.trackers))]
	ref, err := by.Track(in.handle, c.meta(in))
	if err != nil {
		return fmt.Errorf("opening a tab: %w", err)
	}
	in.tabs = append(in.tabs, tab{by, ref})
	return nil
}

func (c *Crowd) leave(who *cart) {
	for _, t := range who.tabs {
		t.by.Untrack(t.ref)
	}
}

// move follows a link: the page goes, and another one opens.
func (c *Crowd) move(who *cart) error {
	first := who.tabs[0]
	first.by.Untrack(first.ref)
	who.tabs = who.tabs[1:]
	return c.open(who)
}

// pick changes what is in the cart, which all its tabs then say.
func (c *Crowd) pick(who *cart) error {
	who.items = c.some()
	for _, t := range who.tabs {
		if err := t.by.Update(t.ref, c.meta(who)); err != nil {
			return fmt.Errorf("changing a cart: %w", err)
		}
	}
	return nil
}

// some are items, nothing for half of the people.
func (c *Crowd) some() (some []int) {
	for range max(0, c.random.IntN(2*wants)-wants+1) {
		some = append(some, 1+c.random.IntN(items))
	}
	return some
}

func (c *Crowd) meta(of *cart) []byte {
	return shop.CartMeta{
		Page: shop.Page(pages[c.random.IntN(len(pages))]), PageLoadedAt: time.Now().UnixMilli(), Items: of.items,
	}.Encode()
}
