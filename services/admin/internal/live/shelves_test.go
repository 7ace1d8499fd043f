package live

import (
	"testing"

	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// small is a shop of two products; product 2 is shown first.
func small() shop.Catalogue {
	return shop.Catalogue{
		{
			ID: 1, SKU: "A", Order: 1, Brand: "Marram", Name: "Tideline", Color: "coral", PriceUSD: 120, Image: "/pictures/A.svg",
			Items: []shop.Item{{ID: 2, SKU: "A7", ProductID: 1, Size: "7"}, {ID: 1, SKU: "A6", ProductID: 1, Size: "6"}},
		},
		{
			ID: 2, SKU: "B", Order: 0, Brand: "Ostrel", Name: "Highwater", Color: "red", PriceUSD: 95, Image: "/pictures/B.svg",
			Items: []shop.Item{{ID: 3, SKU: "B6", ProductID: 2, Size: "6"}},
		},
	}
}

// stocked is a site over a shop in which item i has i left, and product 1 is
// released.
func stocked(t *testing.T) (*site, *shop.Store) {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	storefront(t, redis)
	store := shop.NewStore(redis.Open(t))
	must(store.Seed(t.Context(), small(), 0))
	for item := 1; item <= 3; item++ {
		ok(t, store.SetStock(t.Context(), item, item))
	}
	must(store.Release(t.Context(), []int{1}))
	s := serve(t, redis).ready(t) // which is told nothing of what was done before
	eventually(t, "the shop is known", func() bool { return s.inventory.Now().Released(1) })
	eventually(t, "the orders are known", func() bool {
		return must(ask(t.Context(), s.dashboard, func() bool {
			known, _ := s.dashboard.past.books.Known()
			return known
		}))
	})
	return s, store
}
