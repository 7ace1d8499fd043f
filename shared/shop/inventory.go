package shop

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"footfall/shared/redisconn"
)

// Inventory is the copy of the shop that a process keeps. It is safe for
// concurrent use.
type Inventory struct {
	store     *Store
	log       *slog.Logger
	listeners []func([]Event)
	feed      atomic.Pointer[redisconn.Feed] // nil before the start
	now       atomic.Pointer[Snapshot]

	unseeded atomic.Bool // as of the last reading
}

var _ redisconn.Follower = (*Inventory)(nil)

// NewInventory makes an inventory that knows nothing until it is started.
func NewInventory(store *Store, log *slog.Logger) *Inventory {
	i := &Inventory{store: store, log: log}
	i.now.Store(&Snapshot{})
	return i
}

// Listen has f told what happens, in order, each time after the copy has
// changed. f is called by one goroutine and keeps all who listen waiting. All
// listen before the start.
func (i *Inventory) Listen(f func([]Event)) { i.listeners = append(i.listeners, f) }

// Start begins to follow the shop, for as long as it takes when Redis does not
// answer. It ends with ctx or with Close.
func (i *Inventory) Start(ctx context.Context) {
	i.feed.Store(i.store.conn.Follow(ctx, []string{channel}, i, i.log))
}

// Close stops following and waits until nobody is told any more. The copy
// stands. Closing twice, or without a start, is harmless.
func (i *Inventory) Close() {
	if feed := i.feed.Load(); feed != nil {
		feed.Close()
	}
}

// Now is the shop as it is known.
func (i *Inventory) Now() *Snapshot { return i.now.Load() }

// Live reports whether the copy is kept up to date. Where it is not, Redis or
// the way to it is away, or the shop has lost its catalogue.
func (i *Inventory) Live() bool {
	feed := i.feed.Load()
	return feed != nil && feed.Hearing()
}

// Fault is why the copy is not kept up to date, ErrNotSeeded or ErrNotFollowed;
// nil while it is.
func (i *Inventory) Fault() error {
	switch {
	case i.Live():
		return nil
	case i.unseeded.Load():
		return ErrNotSeeded
	default:
		return ErrNotFollowed
	}
}

// StaleSince is when the copy was last known to be up to date; zero while it is
// kept so, and before it was for the first time.
func (i *Inventory) StaleSince() time.Time {
	if feed := i.feed.Load(); feed != nil {
		return feed.StaleSince()
	}
	return time.Time{}
}

// Known reports whether the shop was read: Now then is what there is, also
// where that is nothing, because nobody has seeded the shop.
func (i *Inventory) Known() bool { return i.Now().Ready() || i.unseeded.Load() }

// Source is the catalogue, for the feed.
func (*Inventory) Source() string { return keyProducts }

// Resync reads the shop, for the feed.
func (i *Inventory) Resync(ctx context.Context) error {
	read, err := i.store.Load(ctx)
	i.tellUnseeded(errors.Is(err, ErrNotSeeded))
	if err != nil {
		return err
	}
	i.change(read, read.since(i.Now()))
	return nil
}

// Apply takes a change, for the feed.
func (i *Inventory) Apply(_, text string) bool {
	m, err := decodeMessage(text)
	if err != nil {
		return false
	}
	next, events, ok := i.Now().apply(m)
	if ok {
		i.change(next, events)
	}
	return ok
}

// change puts the copy in its place first, so that who is told sees it.
func (i *Inventory) change(next *Snapshot, events []Event) {
	i.now.Store(next)
	if len(events) == 0 {
		return
	}
	for _, tell := range i.listeners {
		tell(events)
	}
}

// tellUnseeded says once that there is nothing to sell.
func (i *Inventory) tellUnseeded(unseeded bool) {
	if unseeded && !i.unseeded.Swap(unseeded) {
		i.log.Error("shop: no catalogue in Redis: run storefront seed")
	}
	i.unseeded.Store(unseeded)
}
