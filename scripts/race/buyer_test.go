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
	late   map[string]int // what another tab added to a cart

	attempts []attempt
	err      error
}

func enter(n int, urls []string) *buyer {
	b := &buyer{number: n, urls: urls, late: map[string]int{}}
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
// bought or empty. Meanwhile another tab adds one more.
func (b *buyer) cart(ctx context.Context) error {
	id := ids.New()
	b.carts = append(b.carts, id)
	chosen := b.choose()
	b.late[id] = chosen[0]
	for _, item := range chosen[1:] {
		if err := b.tab(id).change(ctx, "/cart/items", item); err != nil {
			return err
		}
	}
	var other sync.WaitGroup
	defer other.Wait()
	var late error
	other.Go(func() { late = b.tab(id).change(ctx, "/cart/items", chosen[0]) })
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

// buy asks for what is shown until the answer is known, and takes out of the
// cart what is sold out.
func (b *buyer) buy(ctx context.Context, id string, shown cart) (sold bool, err error) {
	a := attempt{buyer: b.number, handle: handles.Of(id), version: shown.version, items: shown.items, call: time.Now().UnixNano()}
	for known := false; !known; {
		if a.sold, a.out, known, err = b.tab(id).purchase(ctx, shown.version); err != nil {
			return false, err
		}
	}
	a.end = time.Now().UnixNano()
	b.attempts = append(b.attempts, a)
	for _, item := range a.out {
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

// lookBack looks at every cart once more. One that was left in the middle of
// its checkout is ended by that, and none holds what was bought in it. But for
// what another tab added: it may have asked again, not knowing that it had been
// added and bought.
func (b *buyer) lookBack(t *testing.T, books books) {
	t.Helper()
	for _, id := range b.carts {
		for known := false; !known; { // no cart is at this version, but it waits for the end of a checkout
			var err error
			_, _, known, err = b.tab(id).purchase(t.Context(), 1<<40)
			ok(t, err)
		}
		shown, err := b.tab(id).look(t.Context())
		ok(t, err)
		for _, order := range books.orders {
			if order.Handle != handles.Of(id) {
				continue
			}
			for _, line := range order.Items {
				if line.ID != b.late[id] && slices.Contains(shown.items, line.ID) {
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
