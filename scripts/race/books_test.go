package race

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footfall/shared/shop"
)

// books are what the shop has sold, and what it has left.
type books struct {
	orders []shop.Order
	left   *shop.Snapshot
}

func readBooks(t *testing.T, store *shop.Store) (b books) {
	t.Helper()
	for order, err := range store.Orders(t.Context(), time.UnixMilli(0)) {
		ok(t, err)
		b.orders = append(b.orders, order)
	}
	var err error
	b.left, err = store.Load(t.Context())
	ok(t, err)
	return b
}

// balance fails unless sold and left make up what was there, of each item. The
// crowd wanted all of it, so nothing is left.
func (b books) balance(t *testing.T) {
	t.Helper()
	sold := map[int]int{}
	for _, order := range b.orders {
		for _, line := range order.Items {
			sold[line.ID]++
		}
	}
	for item := 1; item <= items; item++ {
		if left := b.left.Available(item); left != 0 || sold[item] != pieces-left {
			t.Errorf("item %d: there were %d, %d were sold, %d are left", item, pieces, sold[item], left)
		}
	}
}

// agree fails unless every order is what one shopper was told, and the other
// way round.
func (b books) agree(t *testing.T, told []attempt) {
	t.Helper()
	sold := map[string][]int{}
	for _, order := range b.orders {
		version := fmt.Sprint(order.Handle, ":", order.Version)
		if _, twice := sold[version]; twice {
			t.Errorf("%s was bought twice", version)
		}
		for _, line := range order.Items {
			sold[version] = append(sold[version], line.ID)
		}
		slices.Sort(sold[version])
	}
	asked := map[string]bool{}
	for _, a := range told {
		version := fmt.Sprint(a.handle, ":", a.version)
		order, inBooks := sold[version]
		switch {
		case a.sold && !slices.Equal(order, a.items):
			t.Errorf("%s: the shopper was told that %v were bought, the books have %v", version, a.items, order)
		case !a.sold && inBooks:
			t.Errorf("%s: the shopper was told that nothing was bought, the books have %v", version, order)
		}
		asked[version] = true
	}
	for version := range sold {
		if !asked[version] {
			t.Errorf("%s: nobody asked for this order", version)
		}
	}
}
