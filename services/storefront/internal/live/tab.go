package live

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

// ErrUnknownCart refuses a join: the id is none of ours.
const ErrUnknownCart channels.JoinError = "unknown_cart"

// tab is one open page of a shopper. Its client gets the event cart only from
// Refresh, so one that has nothing new to tell says nothing.
type tab struct {
	carts   *Carts
	channel *channels.Channel

	// owned by the connection's worker
	id     string
	handle string
	meta   shop.CartMeta
	cart   cart.Cart
	ref    presence.Ref

	heard  atomic.Uint64 // the last version that was told of; 0: none since the last Refresh
	doubt  atomic.Bool   // Redis may hold another cart
	redraw atomic.Bool   // what is shown of the cart has changed
}

// Join shows the cart, brings it back where Redis has lost it, and makes the
// tab present. One tab too many is told what passes, so that its page asks again:
// there is room as soon as another is closed.
func (t *tab) Join(ctx context.Context, params json.RawMessage) (any, error) {
	t.id = strings.TrimPrefix(t.channel.Topic(), cartPrefix)
	if !t.carts.IDs.Valid(t.id) {
		return nil, ErrUnknownCart
	}
	t.handle = t.carts.Handles.Of(t.id)
	if !t.carts.enter(t) {
		t.carts.Log.Debug("carts: a join was refused", "cart", t.handle, "reason", "too many tabs")
		return nil, channels.ErrUnavailable
	}
	if err := t.open(ctx, params); err != nil {
		t.carts.leave(t)
		t.carts.Log.Debug("carts: a join failed", "cart", t.handle, "err", err)
		return nil, channels.ErrUnavailable
	}
	joined(t.channel, t.handle)
	t.redraw.Store(true)
	t.channel.Refresh()
	return nil, nil
}

func (t *tab) open(ctx context.Context, params json.RawMessage) error {
	ctx = t.carts.deadlines.begin(ctx)
	now := time.Now()
	c, err := t.look(ctx, t.carts.Tokens.Open(t.id, textField(params, "serialized"), now))
	if err != nil {
		return err
	}
	t.keep(c)
	t.meta = shop.CartMeta{
		Page: shop.Page(textField(params, "page")), PageLoadedAt: now.UnixMilli(),
		Items: c.Items, Tab: shop.Tab(textField(params, "tab")),
	}
	t.ref, err = t.carts.Presence.Track(t.handle, t.meta.Encode())
	return err
}

// look reads the cart; where Redis has no record of it, the last one seen is
// brought back. Whoever buys it may be dead, and then nobody tells how that
// ends: so long as it is being bought the tab stays in doubt.
func (t *tab) look(ctx context.Context, last cart.Cart) (cart.Cart, error) {
	if err := t.carts.turns.take(ctx); err != nil {
		return cart.Cart{}, err
	}
	defer t.carts.turns.leave()
	c, err := t.carts.Store.Load(ctx, t.id)
	if c.Pending {
		t.distrust()
	}
	if err != nil || c.Version > 0 || last.Version == 0 {
		return c, err
	}
	return t.carts.Store.Restore(ctx, t.id, last)
}

// textField is a text of a payload; anything else counts as empty.
func textField(payload json.RawMessage, name string) (text string) {
	if raw, ok := channels.Field(payload, name); ok {
		text, _ = channels.Text(raw)
	}
	return text
}

// Handle answers add_item, remove_item and page.
func (t *tab) Handle(ctx context.Context, event string, payload json.RawMessage) (any, error) {
	switch event {
	case "add_item":
		return t.change(ctx, t.carts.Store.AddFrom(addressOf(t.channel)), payload)
	case "remove_item":
		return t.change(ctx, t.carts.Store.Remove, payload)
	case "page":
		if _, ok := channels.Field(payload, "page"); !ok {
			return nil, channels.BadRequest("page")
		}
		t.meta.Page = shop.Page(textField(payload, "page"))
		t.show()
		return nil, nil
	default:
		return nil, channels.ErrUnknownEvent
	}
}

// changer is a cart.Store's Remove, or what its AddFrom returns.
type changer func(ctx context.Context, id string, last cart.Cart, item int) (cart.Cart, error)

func (t *tab) change(ctx context.Context, change changer, payload json.RawMessage) (any, error) {
	item, err := itemOf(payload)
	if err != nil {
		return nil, err
	}
	ctx = t.carts.deadlines.begin(ctx)
	if err := t.carts.turns.take(ctx); err != nil {
		return nil, pushError(err)
	}
	defer t.carts.turns.leave()
	c, err := change(ctx, t.id, t.cart, item)
	if errors.Is(err, cart.ErrUnavailable) {
		t.carts.Log.Debug("carts: a change failed", "cart", t.handle, "err", err)
		if !redisconn.Refused(err) { // it may have been made all the same
			t.distrust()
		}
		return nil, pushError(err)
	}
	if err != nil {
		if c.Version > 0 && c.Version != t.cart.Version { // another tab was first
			t.distrust()
			t.channel.Refresh()
		}
		return nil, pushError(err)
	}
	t.take(c)
	return t.payload(), nil
}

// Refresh looks at the cart again where it may be another, and tells it if
// there is something to tell.
func (t *tab) Refresh(ctx context.Context) []channels.Message {
	changed := t.redraw.Swap(false)
	// A tab's own change is told of before its answer comes, or after: once the
	// answer is here it is nothing new. A lower version is, where Redis had lost
	// the cart.
	heard := t.heard.Swap(0)
	if t.doubt.Swap(false) || heard != 0 && heard != t.cart.Version {
		t.channel.Flush()
		c, err := t.look(t.carts.deadlines.begin(ctx), t.cart)
		switch {
		case err != nil:
			t.distrust() // the next sweep tries again
			if changed {
				t.redraw.Store(true)
			}
			return nil
		case c.Version != t.cart.Version || !slices.Equal(c.Items, t.cart.Items): // Redis lost it, and counts anew
			t.take(c)
			changed = true
		}
	}
	if !changed {
		return nil
	}
	return []channels.Message{{Event: "cart", Payload: t.payload()}}
}

// distrust lets the tab look at its cart again, with the next sweep at the latest.
func (t *tab) distrust() {
	t.doubt.Store(true)
	t.carts.doubted.Store(true) // after it, or a sweep could pass in between
}

// Leave ends the tab's presence.
func (t *tab) Leave() {
	t.carts.leave(t)
	t.carts.Presence.Untrack(t.ref)
}

// take keeps a cart and shows it in presence.
func (t *tab) take(c cart.Cart) {
	t.keep(c)
	if !slices.Equal(t.meta.Items, c.Items) {
		t.meta.Items = c.Items
		t.show()
	}
}

func (t *tab) keep(c cart.Cart) {
	t.cart = c
	t.carts.hold(t, c.Items)
}

func (t *tab) show() {
	if err := t.carts.Presence.Update(t.ref, t.meta.Encode()); err != nil {
		t.carts.Log.Error("carts: presence was not updated", "cart", t.handle, "err", err)
	}
}

func (t *tab) payload() cart.Payload {
	return t.carts.Tokens.Payload(t.id, t.cart, t.carts.Inventory.Now(), time.Now())
}
