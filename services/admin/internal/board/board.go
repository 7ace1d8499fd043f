package board

import (
	"time"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

// Linger is how long a tab that has left counts as moving to another page.
const Linger = 3 * time.Second

// Board is the picture. New makes one.
type Board struct {
	shop    *shop.Snapshot
	carts   map[string]*cart // by handle
	all     []*cart          // the same, in no order
	movers  []mover          // in the order in which they left
	events  []Event
	version uint64
	found   []entry // room for match

	totals   totals
	counting uint64 // how many times carts were counted, once more or once less
	pages    map[string]*page
	ranked   []*page // in the order of their names, see rankPages
	unranked bool    // some page is not among them
	nodes    map[string]*node
	holders  map[int]map[*cart]struct{} // by item
}

// mover is a tab that left, at that time.
type mover struct {
	tab  *tab
	left time.Time
}

// New makes a board without carts.
func New(now *shop.Snapshot) *Board {
	return &Board{
		shop: now, carts: map[string]*cart{},
		pages: map[string]*page{}, nodes: map[string]*node{}, holders: map[int]map[*cart]struct{}{},
	}
}

// Version is another number whenever anything that is shown has changed.
func (b *Board) Version() uint64 { return b.version }

// Apply takes in changes of presence, in their order.
func (b *Board) Apply(changes []presence.Change, now time.Time) {
	for _, c := range changes {
		switch {
		case c.Joined == nil:
			b.leave(c.Key, c.Left.Ref, now)
		case c.Left == nil:
			b.join(c.Key, c.Joined, now)
		default:
			b.update(c.Key, c.Joined, now)
		}
	}
}

// join lets a tab take the place of one that is between two pages.
func (b *Board) join(handle string, p *presence.Presence, now time.Time) {
	name, items, since := said(p, now)
	t := &tab{ref: p.Ref, node: b.node(p.Node), page: b.page(name), items: items, since: since}
	c := b.carts[handle]
	if c == nil {
		c = b.enter(handle, t)
		b.note(Event{At: now, Handle: c.handle, Kind: Joined, Page: name})
		return
	}
	before := b.remember(c)
	if old := c.mover(); old != nil {
		before.page = old.page.name
		old.of = nil
		c.replace(old, t)
	} else {
		before.page = ""
		t.of = c
		c.tabs = append(c.tabs, t)
	}
	c.since = earlier(c.since, since)
	b.settle(c)
	b.compare(before, c, name, now)
}

// update changes what one tab says.
func (b *Board) update(handle string, p *presence.Presence, now time.Time) {
	c := b.carts[handle]
	if c == nil || c.find(p.Ref) == nil {
		b.join(handle, p, now)
		return
	}
	t := c.find(p.Ref)
	name, items, since := said(p, now)
	if name != t.page.name && !since.After(t.since) {
		since = now // within one page load
	}
	page, node := b.page(name), b.node(p.Node) // before the cart's own are forgotten
	before := b.remember(c)
	before.page = t.page.name
	t.node, t.page, t.items, t.since = node, page, items, since
	b.settle(c)
	b.compare(before, c, name, now)
}

// leave lets a tab be between two pages.
func (b *Board) leave(handle, ref string, now time.Time) {
	c := b.carts[handle]
	if c == nil {
		return
	}
	t := c.find(ref)
	if t == nil {
		return
	}
	b.uncount(c)
	t.left = now
	b.movers = append(b.movers, mover{t, now})
	b.settle(c)
}

// Expire lets those go who have been between two pages for too long.
func (b *Board) Expire(now time.Time) {
	for len(b.movers) > 0 && now.Sub(b.movers[0].left) >= Linger {
		t := b.movers[0].tab
		b.movers = b.movers[1:]
		if t.of != nil {
			b.drop(t, now)
		}
	}
}

// NextExpiry is when Expire has something to do; zero: nothing is moving.
func (b *Board) NextExpiry() time.Time {
	if len(b.movers) == 0 {
		return time.Time{}
	}
	return b.movers[0].left.Add(Linger)
}

// Stock takes in what is sold, at which price, and how much of it is left.
// items are those of which something else is left; nil: everything may be
// other than it was.
func (b *Board) Stock(now *shop.Snapshot, items []int) {
	before := b.shop
	b.shop = now
	if items == nil {
		for _, c := range b.all {
			b.recount(c)
		}
	}
	for _, item := range items {
		if (before.Available(item) == 0) != (now.Available(item) == 0) {
			for c := range b.holders[item] {
				b.recount(c)
			}
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
