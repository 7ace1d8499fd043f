package board

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

// A Stage is how far a cart is.
type Stage string

// The stages, from the first to the last.
const (
	Browsing Stage = "browsing"
	InCart   Stage = "cart"
	Checkout Stage = "checkout"
)

// Stages are all of them, in their order.
var Stages = []Stage{Browsing, InCart, Checkout}

// checkoutPage is the page that makes a cart one in checkout.
const checkoutPage = "/checkout"

// cart is one cart that is in the shop.
type cart struct {
	handle string
	tie    uint64 // how the handle begins, for order
	place  int    // in Board.all
	tabs   []*tab // in the order in which they came
	since  time.Time
	bought time.Time // zero: not since it came

	// what follows from the tabs and the shop, see derive
	front   *tab // the one that was opened last
	stage   Stage
	items   []int // newest first
	value   int   // whole dollars
	soldOut bool  // one of the items
}

// tab is one connection of a cart.
type tab struct {
	of    *cart
	ref   string
	node  *node
	page  *page
	items []int // newest first
	since time.Time
	left  time.Time // zero: it is there
}

func (t *tab) moving() bool { return !t.left.IsZero() }

// moving reports whether every tab is between two pages.
func (c *cart) moving() bool {
	return !slices.ContainsFunc(c.tabs, func(t *tab) bool { return !t.moving() })
}

// find is the tab of that ref that is there; nil where none is.
func (c *cart) find(ref string) *tab {
	i := slices.IndexFunc(c.tabs, func(t *tab) bool { return t.ref == ref && !t.moving() })
	if i < 0 {
		return nil
	}
	return c.tabs[i]
}

// mover is the tab between two pages whose place a new one takes: the one that
// has been moving for the longest; nil where none is.
func (c *cart) mover() (oldest *tab) {
	for _, t := range c.tabs {
		if t.moving() && (oldest == nil || t.left.Before(oldest.left)) {
			oldest = t
		}
	}
	return oldest
}

// derive brings everything level with the tabs and the shop.
func (c *cart) derive(now *shop.Snapshot) {
	c.front = slices.MaxFunc(c.tabs, byArrival)
	c.items = c.held()
	c.value, c.soldOut = 0, false
	for _, item := range c.items {
		if found, known := now.Item(item); known {
			product, _ := now.Product(found.ProductID)
			c.value += product.PriceUSD
			c.soldOut = c.soldOut || now.Available(item) == 0
		}
	}
	c.stage = c.furthest()
}

func byArrival(a, b *tab) int {
	return cmp.Or(a.since.Compare(b.since), cmp.Compare(a.ref, b.ref))
}

func (c *cart) furthest() Stage {
	switch {
	case slices.ContainsFunc(c.tabs, func(t *tab) bool { return t.page.name == checkoutPage }):
		return Checkout
	case len(c.items) > 0:
		return InCart
	default:
		return Browsing
	}
}

// held is what any tab holds. Tabs that are between two pages say what was, so
// they count only where no other does. Mostly all say the same.
func (c *cart) held() []int {
	if len(c.tabs) == 1 {
		return c.tabs[0].items
	}
	tabs, moving := slices.SortedFunc(slices.Values(c.tabs), func(a, b *tab) int { return byArrival(b, a) }), c.moving()
	var items, last []int
	for _, t := range tabs {
		if t.moving() != moving || slices.Equal(t.items, last) {
			continue
		}
		last = t.items
		for _, item := range t.items {
			if !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
	}
	return items
}

// said is what a tab's meta says; a meta that is none says nothing.
func said(p *presence.Presence, now time.Time) (name string, items []int, since time.Time) {
	var m shop.CartMeta
	if json.Unmarshal([]byte(p.Meta), &m) != nil {
		return "", nil, now
	}
	if m.Page != nil {
		name = *m.Page
	}
	for _, item := range m.Items {
		if !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return name, items, loadedAt(m.PageLoadedAt, now)
}

// loadedAt is a moment that a storefront's clock named: never in the future,
// however that clock goes.
func loadedAt(ms int64, now time.Time) time.Time {
	if at := time.UnixMilli(ms); ms > 0 && at.Before(now) {
		return at
	}
	return now
}
