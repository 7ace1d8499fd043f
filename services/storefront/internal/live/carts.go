package live

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
	"footfall/shared/token"
)

const cartPrefix = "cart:"

// CartsConfig is what carts are made of.
type CartsConfig struct {
	Conn      *redisconn.Conn
	Store     *cart.Store
	Tokens    cart.Tokens
	IDs       token.CartIDs
	Handles   token.Handles
	Inventory *shop.Inventory // must not have been started
	Presence  *presence.Tracker
	Each      int // carts that one socket may hold; 0: as many as channels
	TabsEach  int // tabs of one cart that this process serves; 0: any number
	Log       *slog.Logger
}

// Carts serves cart:<cart id> and knows all tabs of this process: who changes a
// cart, here or elsewhere, lets its other tabs look at it again.
type Carts struct {
	CartsConfig

	mu       sync.Mutex
	tabs     map[*tab][]int // what each holds
	byHandle map[string][]*tab

	turns     turns
	deadlines deadlines

	feed    *redisconn.Feed
	doubts  chan struct{} // tabs must look again
	doubted atomic.Bool   // some tab may be in doubt
	running sync.WaitGroup
	cancel  context.CancelFunc
}

// NewCarts makes the topics.
func NewCarts(c CartsConfig) *Carts {
	carts := &Carts{
		CartsConfig: c, tabs: map[*tab][]int{}, byHandle: map[string][]*tab{},
		turns: newTurns(), doubts: make(chan struct{}, 1), cancel: func() {},
	}
	c.Inventory.Listen(carts.happened)
	return carts
}

// Start begins to hear of changes elsewhere; ctx or Close ends it.
func (c *Carts) Start(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	c.feed = c.Conn.Follow(ctx, []string{cart.Channel}, c, c.Log)
	c.running.Go(func() { c.sweep(ctx) })
}

// Close stops hearing of changes. Closing twice, or without a start, is
// harmless.
func (c *Carts) Close() {
	c.cancel()
	if c.feed != nil {
		c.feed.Close()
	}
	c.running.Wait()
}

// errNotFollowed says that changes of carts made elsewhere are not heard here.
var errNotFollowed = errors.New("changes of carts are not heard: tabs show what they showed")

// Fault is why other tabs may not show what a cart holds; nil: they do.
func (c *Carts) Fault() error {
	if !c.Hearing() {
		return errNotFollowed
	}
	return nil
}

// Hearing reports whether this process hears of every change of a cart.
func (c *Carts) Hearing() bool { return c.feed != nil && c.feed.Hearing() }

// Route serves the topics.
func (c *Carts) Route() channels.Route {
	return channels.Route{Pattern: cartPrefix + "*", Most: c.Each, New: func(ch *channels.Channel) channels.Handler {
		return &tab{carts: c, channel: ch}
	}}
}

// enter makes a tab known before it looks at its cart, so that it misses no
// change. It reports whether there was room.
func (c *Carts) enter(t *tab) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.TabsEach > 0 && len(c.byHandle[t.handle]) >= c.TabsEach {
		return false
	}
	c.tabs[t] = nil
	c.byHandle[t.handle] = append(c.byHandle[t.handle], t)
	return true
}

func (c *Carts) hold(t *tab, items []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tabs[t] = items
}

func (c *Carts) leave(t *tab) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.tabs, t)
	rest := slices.DeleteFunc(c.byHandle[t.handle], func(o *tab) bool { return o == t })
	if len(rest) == 0 {
		delete(c.byHandle, t.handle)
		return
	}
	c.byHandle[t.handle] = rest
}

// happened is told by the inventory, after it has changed: carts that hold
// what sold out, came back or was released are drawn again.
func (c *Carts) happened(events []shop.Event) {
	now := c.Inventory.Now()
	for _, e := range events {
		switch e := e.(type) {
		case shop.StockChanged:
			if (e.Before == 0) != (e.Available == 0) || e.Available == 0 {
				c.redraw(func(item int) bool { return item == e.ItemID })
			}
		case shop.Released:
			c.redraw(func(id int) bool {
				item, ok := now.Item(id)
				return ok && item.ProductID == e.ProductID
			})
		case shop.Renewed:
			c.redraw(func(int) bool { return true })
		case shop.Purchased:
			c.Store.Forget(e.Handle)
			c.suspect(e.Handle)
		}
	}
}

func (c *Carts) redraw(concerns func(item int) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t, items := range c.tabs {
		if slices.ContainsFunc(items, concerns) {
			t.redraw.Store(true)
			t.channel.Refresh()
		}
	}
}

// suspect makes the tabs of a cart that was bought look again with the next
// sweep. Mostly they are told before that it was emptied; but who bought it may
// have died in between.
func (c *Carts) suspect(handle string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.byHandle[handle] {
		t.distrust()
	}
}

// Apply is told of each change of a cart, by the feed.
func (c *Carts) Apply(_, message string) bool {
	changed, err := cart.ReadChanged(message)
	if err != nil {
		c.Log.Warn("carts: a message cannot be read", "err", err)
		return true
	}
	c.Store.Forget(changed.Handle)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.byHandle[changed.Handle] {
		t.heard.Store(changed.Version)
		t.channel.Refresh()
	}
	return true
}

// Source is none: carts come and go.
func (*Carts) Source() string { return "" }

// Resync is told that changes may have been missed, by the feed.
func (c *Carts) Resync(context.Context) error {
	c.Store.ForgetAll()
	c.mu.Lock()
	defer c.mu.Unlock()
	for t := range c.tabs {
		t.distrust()
	}
	select {
	case c.doubts <- struct{}{}:
	default:
	}
	return nil
}

const (
	// After a gap so many tabs look at their cart at once,
	sweepBatch = 500
	// and so long passes until the next.
	sweepPause = 50 * time.Millisecond
	// Who could not look tries again after this.
	sweepEvery = time.Second
)

// sweep lets the tabs that are in doubt look at their carts, a few at a time.
func (c *Carts) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		var due []*tab
		select {
		case <-ctx.Done():
			return
		case <-c.doubts:
			due = c.doubtful()
		case <-tick.C:
			due = c.due()
		}
		for batch := range slices.Chunk(due, sweepBatch) {
			for _, t := range batch {
				t.channel.Refresh()
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(sweepPause):
			}
		}
	}
}

// due are the tabs that try again. While Redis is not heard none does: a look
// that waits for it keeps what its shopper does waiting, too, and once it is
// heard again all are in doubt.
func (c *Carts) due() []*tab {
	if !c.Hearing() {
		return nil
	}
	return c.doubtful()
}

// doubtful are the tabs in doubt. Mostly there is none, and then an idle process
// does not go through all of them each second.
func (c *Carts) doubtful() (all []*tab) {
	if !c.doubted.Swap(false) {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for t := range c.tabs {
		if t.doubt.Load() {
			all = append(all, t)
			c.doubted.Store(true) // until it has looked
		}
	}
	return all
}
