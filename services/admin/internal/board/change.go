package board

import (
	"slices"
	"time"
)

// enter makes a cart of its first tab.
func (b *Board) enter(handle string, t *tab) *cart {
	c := &cart{handle: handle, tie: beginning(handle), tabs: []*tab{t}, since: t.since, place: len(b.all)}
	t.of = c
	b.carts[handle] = c
	b.all = append(b.all, c)
	b.settle(c)
	return c
}

// drop lets a tab go, and its cart with the last one.
func (b *Board) drop(t *tab, now time.Time) {
	c := t.of
	t.of = nil
	b.uncount(c)
	c.tabs = slices.DeleteFunc(c.tabs, func(o *tab) bool { return o == t })
	if len(c.tabs) > 0 {
		b.settle(c)
		return
	}
	b.note(Event{At: now, Handle: c.handle, Kind: Left})
	delete(b.carts, c.handle)
	last := b.all[len(b.all)-1]
	b.all[c.place], last.place = last, c.place
	b.all[len(b.all)-1] = nil
	b.all = b.all[:len(b.all)-1]
	b.version++
}

func (c *cart) replace(old, t *tab) {
	t.of = c
	c.tabs[slices.Index(c.tabs, old)] = t
}

// settle counts a cart that was not counted, as it is now.
func (b *Board) settle(c *cart) {
	c.derive(b.shop)
	b.count(c)
	b.version++
}

// recount is for a cart whose tabs stay and whose shop has changed.
func (b *Board) recount(c *cart) {
	b.uncount(c)
	b.settle(c)
}

// remember is what a cart was before a change, and stops counting it.
func (b *Board) remember(c *cart) before {
	b.uncount(c)
	return before{stage: c.stage, items: c.items}
}
