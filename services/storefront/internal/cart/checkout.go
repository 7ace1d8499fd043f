package cart

import (
	"context"
	"errors"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

// Why a cart was not bought, beside ErrCheckoutPending and ErrUnavailable.
var (
	ErrEmpty = errors.New("there is nothing in the cart")
	// ErrChanged says that the cart is not what the shopper has seen.
	ErrChanged = errors.New("the cart is at another version")
	// ErrUncopied says that it was bought, but that no replica has the order
	// yet: should Redis be lost at this moment, the order is.
	ErrUncopied = errors.New("it was bought, and no replica has said in time that it has the order")
)

// Refused says what stood against a purchase; nothing was bought. Neither list
// has ids where it was given up in the middle, and where somebody asks again.
type Refused struct {
	Out        []int // items of which none is left
	Unreleased []int // that may not be bought yet
	Late       bool  // Redis said so, after this process had thought otherwise
}

func (*Refused) Error() string { return "the purchase was refused" }

const (
	// overdue is how long a checkout may be under way before whoever meets it
	// closes it in its place: longer than one takes. Nothing goes wrong if it
	// was still alive, but that it sells nothing.
	overdue = 5 * time.Second
	// nextTry is when a checkout looks again at a cart that is being bought.
	nextTry = 25 * time.Millisecond
	// ownSteps is what it keeps of its time for its own steps while it does.
	ownSteps = time.Second
)

// Buy buys what is in a cart, all of it or nothing, unless it is at another
// version than the shopper has seen; a version of 0 stands for any. A version
// that was bought already was bought, and nothing happens: so a form that is
// sent twice buys once.
//
// The errors are ErrEmpty, ErrChanged, a *Refused, ErrCheckoutPending,
// ErrUnavailable and ErrUncopied, which is a purchase. After ErrUnavailable it
// may have been bought all the same: asking again, with the version, tells.
func (s *Store) Buy(ctx context.Context, id string, version uint64) error {
	for {
		err := s.tryToBuy(ctx, id, version)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < ownSteps || !errors.Is(err, ErrCheckoutPending) {
			return err
		}
		select { // until the other one has ended
		case <-ctx.Done():
			return err
		case <-time.After(nextTry):
		}
	}
}

func (s *Store) tryToBuy(ctx context.Context, id string, version uint64) error {
	c, err := s.Load(ctx, id)
	switch {
	case err != nil:
		return err
	case c.Pending:
		return ErrCheckoutPending
	case version != 0 && version != c.Version:
		return s.ended(ctx, id, version, ErrChanged)
	}
	now := s.shop()
	if !now.Ready() {
		return unavailable("buying a cart", shop.ErrNotSeeded)
	}
	c.Items = known(c.Items, now)
	if err := blocked(c.Items, now); err != nil { // by what another tab has just bought?
		return s.ended(ctx, id, c.Version, err)
	}
	err = s.checkout(ctx, id, c)
	if errors.Is(err, ErrChanged) { // since it was loaded
		return s.ended(ctx, id, c.Version, err)
	}
	return err
}

// checkout takes the three steps; see the package's comment.
func (s *Store) checkout(ctx context.Context, id string, c Cart) error {
	if _, err := s.run(ctx, beginScript, id, redisconn.NewID(), c.Version, lifetime.Milliseconds()); err != nil {
		return err
	}
	handle := s.handles.Of(id)
	end, err := s.orders.Purchase(ctx, handle, c.Version, c.Items)
	unseeded := errors.Is(err, shop.ErrNotSeeded)
	if err != nil { // it may have been made all the same
		end, err = s.orders.Void(ctx, handle, c.Version)
	}
	if err != nil {
		return unavailable("buying a cart", err)
	}
	// It has ended, also if this fails: whoever meets the cart closes it.
	_, _ = s.close(ctx, id, c.Version, end)
	switch {
	case unseeded: // no shopper was faster
		return unavailable("buying a cart", shop.ErrNotSeeded)
	case len(end.Sold) == 0:
		return &Refused{Out: end.Out, Unreleased: end.Unreleased, Late: true}
	case end.Uncopied:
		return ErrUncopied
	default:
		return nil
	}
}

// recover ends a checkout that somebody left.
func (s *Store) recover(ctx context.Context, id string, version uint64) (Cart, error) {
	end, err := s.orders.Void(ctx, s.handles.Of(id), version)
	if err != nil {
		return Cart{}, unavailable("recovering a cart", err)
	}
	return s.close(ctx, id, version, end)
}

// close makes the cart what it is after the purchase of a version has ended.
func (s *Store) close(ctx context.Context, id string, version uint64, end shop.Settlement) (Cart, error) {
	args := []any{version, end.Last + 1, lifetime.Milliseconds(), s.conn.Key(Channel), s.handles.Of(id)}
	for _, item := range end.Sold {
		args = append(args, item)
	}
	return s.run(ctx, closeScript, id, args...)
}

// ended is how the purchase of a version ended: nil if it was bought, a *Refused
// if it was given up, or else the other error.
func (s *Store) ended(ctx context.Context, id string, version uint64, other error) error {
	sold, void, err := s.orders.Ended(ctx, s.handles.Of(id), version)
	switch {
	case err != nil:
		return unavailable("looking for a purchase", err)
	case sold:
		return nil
	case void:
		return &Refused{Late: true}
	default:
		return other
	}
}

// Order is what was bought at a version of a cart, at the price it had; nothing
// where that is not known any more. The error is ErrUnavailable.
func (s *Store) Order(ctx context.Context, id string, version uint64) ([]shop.OrderLine, error) {
	lines, err := s.orders.OrderLines(ctx, s.handles.Of(id), version)
	if err != nil {
		return nil, unavailable("looking for an order", err)
	}
	return lines, nil
}

// known are the items that are in the catalogue: nobody sees the others.
func known(items []int, now *shop.Snapshot) (all []int) {
	for _, id := range items {
		if _, ok := now.Item(id); ok {
			all = append(all, id)
		}
	}
	return all
}

// blocked is what this process already knows to stand against a purchase.
func blocked(items []int, now *shop.Snapshot) error {
	if len(items) == 0 {
		return ErrEmpty
	}
	var r Refused
	for _, id := range items {
		item, _ := now.Item(id)
		switch {
		case now.Level(id) == shop.Out:
			r.Out = append(r.Out, id)
		case !now.Released(item.ProductID):
			r.Unreleased = append(r.Unreleased, id)
		}
	}
	if len(r.Out)+len(r.Unreleased) > 0 {
		return &r
	}
	return nil
}
