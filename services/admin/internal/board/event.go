package board

import (
	"slices"
	"time"
)

// A Kind is a kind of event.
type Kind string

// What carts do.
const (
	Joined    Kind = "joined"
	Added     Kind = "added"
	Removed   Kind = "removed"
	Moved     Kind = "moved"    // to another page, or opened one more
	ToPay     Kind = "checkout" // moved, and so came into checkout
	Purchased Kind = "purchased"
	Left      Kind = "left"
)

// An Event is something that a cart did.
type Event struct {
	At     time.Time `json:"at"`
	Handle string    `json:"handle"`
	Kind   Kind      `json:"kind"`
	Page   string    `json:"page,omitempty"`    // of Joined, Moved and ToPay
	ItemID int       `json:"item_id,omitempty"` // of Added and Removed
}

// maxEvents bounds what nobody has taken yet.
const maxEvents = 1000

func (b *Board) note(e Event) {
	if len(b.events) == maxEvents {
		b.events = slices.Delete(b.events, 0, maxEvents/2)
	}
	e.At = e.At.UTC().Truncate(time.Millisecond)
	b.events = append(b.events, e)
}

// Events are what happened since the last call, the newest last, not more than
// the last 1,000.
func (b *Board) Events() []Event {
	taken := b.events
	b.events = nil
	return taken
}

// soldGrace is how long after a purchase an emptied cart is no surprise.
const soldGrace = 10 * time.Second

// Purchased takes in that a cart was paid for.
func (b *Board) Purchased(handle string, now time.Time) {
	b.note(Event{At: now, Handle: handle, Kind: Purchased})
	if c := b.carts[handle]; c != nil {
		c.bought = now
	}
}

// before is what a cart was before a change of one tab.
type before struct {
	stage Stage
	items []int
	page  string // of the tab; empty: there was none
}

// compare notes what the change of a tab, now on a page of that name, means.
func (b *Board) compare(was before, c *cart, page string, now time.Time) {
	switch {
	case c.stage == Checkout && was.stage != Checkout:
		b.note(Event{At: now, Handle: c.handle, Kind: ToPay, Page: page})
	case was.page != page:
		b.note(Event{At: now, Handle: c.handle, Kind: Moved, Page: page})
	}
	for _, item := range c.items {
		if !slices.Contains(was.items, item) {
			b.note(Event{At: now, Handle: c.handle, Kind: Added, ItemID: item})
		}
	}
	if now.Sub(c.bought) < soldGrace && len(c.items) == 0 {
		return // that is the purchase
	}
	for _, item := range was.items {
		if !slices.Contains(c.items, item) {
			b.note(Event{At: now, Handle: c.handle, Kind: Removed, ItemID: item})
		}
	}
}
