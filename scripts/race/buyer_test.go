package race

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"footfall/shared/token"
)

// An attempt is one version of a cart that somebody wanted to buy, and what
// came of it as the shopper was told in the end.
type attempt struct {
	buyer   int
	handle  string
	version uint64
	items   []int
	sold    bool
	out     []int // what stood against it
	call    int64 // ns, of the first time that it was asked for
	end     int64 // ns, of the answer
}

// buyer fills carts and buys them, until everything is sold out.
type buyer struct {
	number int
	urls   []string
	wanted []int // what is not known to be sold out
	carts  []string
	late   map[string][]int // what other tabs added to a cart

	attempts []attempt
	err      error
}

func enter(n int, urls []string) *buyer {
	b := &buyer{number: n, urls: urls, late: map[string][]int{}}
	for id := 1; id <= items; id++ {
		b.wanted = append(b.wanted, id)
	}
	return b
}

// shop buys cart after cart.
func (b *buyer) shop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for len(b.wanted) > 0 && b.err == nil {
		b.err = b.cart(ctx)
	}
	if b.err != nil {
		b.err = fmt.Errorf("buyer %d: %w", b.number, b.err)
	}
}

// cart fills a cart with one to five items, and tries to buy it until it is
// bought or empty. Meanwhile another tab adds one more, and takes one out.
func (b *buyer) cart(ctx context.Context) error {
	id := b.next()
	chosen := b.choose()
	b.late[id] = append(b.late[id], chosen[0])
	for _, item := range chosen[1:] {
		if err := b.tab(id).change(ctx, "/cart/items", item); err != nil {
			return err
		}
	}
	var other sync.WaitGroup
	defer other.Wait()
	var late error
	other.Go(func() { late = b.meddle(ctx, id, chosen[0], chosen[len(chosen)-1]) })
	for {
		shown, err := b.tab(id).look(ctx)
		if err != nil {
			return err
		}
		if len(shown.items) == 0 {
			other.Wait()
			return late
		}
		sold, err := b.buy(ctx, id, shown)
		if sold || err != nil {
			other.Wait()
			return errors.Join(err, late)
		}
	}
}

// next is a cart: every third buyer has only one.
func (b *buyer) next() string {
	if b.number%3 > 0 || len(b.carts) == 0 {
		b.carts = append(b.carts, ids.New())
	}
	return b.carts[len(b.carts)-1]
}

// meddle is what another tab does to a cart that is bought meanwhile.
func (b *buyer) meddle(ctx context.Context, id string, add, remove int) error {
	return errors.Join(
		b.tab(id).change(ctx, "/cart/items", add),
		b.tab(id).change(ctx, "/cart/items/remove", remove),
	)
}

// buy asks for what is shown until the answer is known, and takes out of the
// cart what is sold out. Half of the time another tab asks for the same at the
// same moment, and must be told the same.
func (b *buyer) buy(ctx context.Context, id string, shown cart) (sold bool, err error) {
	a := attempt{buyer: b.number, handle: handles.Of(id), version: shown.version, items: shown.items, call: time.Now().UnixNano()}
	var other sync.WaitGroup
	var second verdict
	twice := rand.IntN(2) == 0
	if twice {
		other.Go(func() { second = b.tab(id).purchase(ctx, shown.version) })
	}
	first := b.tab(id).purchase(ctx, shown.version)
	a.end = time.Now().UnixNano()
	other.Wait()
	switch {
	case first.err != nil || second.err != nil:
		return false, errors.Join(first.err, second.err)
	case twice && first.sold != second.sold:
		return false, fmt.Errorf("version %d of %s: one tab was told %v, the other %v", shown.version, a.handle, first.sold, second.sold)
	}
	a.sold, a.out = first.sold, first.out
	b.attempts = append(b.attempts, a)
	for _, item := range append(first.out, second.out...) {
		b.wanted = slices.DeleteFunc(b.wanted, func(w int) bool { return w == item })
		if err := b.tab(id).change(ctx, "/cart/items/remove", item); err != nil {
			return false, err
		}
	}
	return a.sold, nil
}

// choose picks up to six of the wanted items, the first for another tab.
func (b *buyer) choose() []int {
	rand.Shuffle(len(b.wanted), func(i, j int) { b.wanted[i], b.wanted[j] = b.wanted[j], b.wanted[i] })
	return slices.Clone(b.wanted[:min(len(b.wanted), 1+1+rand.IntN(5))])
}

// tab is a tab of a cart at some storefront.
func (b *buyer) tab(id string) tab {
	return tab{urls: b.urls, at: rand.IntN(len(b.urls)), cart: id}
}

// lookBack sends every form once more, and looks at every cart. A checkout that
// was left is ended by that, and no cart holds what was bought in it. But for
// what another tab added: it may have asked again, not knowing that it had been
// added and bought.
func (b *buyer) lookBack(t *testing.T, books books) {
	t.Helper()
	for _, id := range b.carts {
		for _, a := range b.attempts {
			if a.handle != handles.Of(id) {
				continue
			}
			again := b.tab(id).purchase(t.Context(), a.version)
			if ok(t, again.err); again.sold != a.sold {
				t.Errorf("version %d of %s: sold is %v, then %v", a.version, a.handle, a.sold, again.sold)
			}
		}
		shown, err := b.tab(id).look(t.Context())
		ok(t, err)
		for _, order := range books.orders {
			if order.Handle != handles.Of(id) {
				continue
			}
			for _, line := range order.Items {
				if !slices.Contains(b.late[id], line.ID) && slices.Contains(shown.items, line.ID) {
					t.Errorf("item %d was bought at version %d, and is still in the cart at %d", line.ID, order.Version, shown.version)
				}
			}
		}
	}
}

var ids, handles = secrets()

func secrets() (token.CartIDs, token.Handles) {
	secret, err := token.ParseKeys(secretKey)
	if err != nil {
		panic(err)
	}
	handle, err := token.ParseKey(handleKey)
	if err != nil {
		panic(err)
	}
	return token.NewCartIDs(secret), token.NewHandles(handle)
}
