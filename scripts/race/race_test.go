package race

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

const (
	storefronts = 4
	buyers      = 64
	items       = 26 // two products
	pieces      = 40 // of each item
	rounds      = 2  // of all faults

	// patience is for the whole race, and far more than it takes.
	patience = 5 * time.Minute
)

// A shop is bought empty by a crowd, whatever happens to its storefronts.
func TestNothingIsSoldTwiceAndNothingIsLost(t *testing.T) {
	redis := redistest.Real(t)
	store := shop.NewStore(redis.Open(t))
	stock(t, store)
	faults := plan(t)
	var urls []string
	for range storefronts {
		urls = append(urls, open(t, redis.URL, faults))
	}

	stop := neverNegative(t, redis.Open(t))
	crowd := make([]*buyer, buyers)
	var all sync.WaitGroup
	for n := range crowd {
		crowd[n] = enter(n, urls)
		all.Go(func() { crowd[n].shop(t.Context()) })
	}
	all.Wait()
	stop()

	var told []attempt
	for _, b := range crowd {
		ok(t, b.err)
		told = append(told, b.attempts...)
	}
	books := readBooks(t, store)
	t.Logf("%d orders in %d attempts; faults: %v", len(books.orders), len(told), faults.made())
	faults.complete(t)
	books.balance(t)
	books.agree(t, told)
	linearizes(t, told)
	for _, b := range crowd {
		b.lookBack(t, books)
	}
}

// neverNegative looks at the stock until it is stopped.
func neverNegative(t *testing.T, conn *redisconn.Conn) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var looking sync.WaitGroup
	looking.Go(func() {
		for ctx.Err() == nil {
			for item, left := range conn.Reads().HGetAll(ctx, conn.Key("shop:{shop}:stock")).Val() {
				if strings.HasPrefix(left, "-") {
					t.Errorf("item %s: %s are left", item, left)
				}
			}
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Millisecond):
			}
		}
	})
	return func() {
		cancel()
		looking.Wait()
	}
}

// stock fills the shop: two released products, so many pieces of each size.
func stock(t *testing.T, store *shop.Store) {
	t.Helper()
	catalogue := shop.Catalogue{{ID: 1, SKU: "A", Order: 0, PriceUSD: 120}, {ID: 2, SKU: "B", Order: 1, PriceUSD: 95}}
	for id := 1; id <= items; id++ {
		p := &catalogue[(id-1)*2/items]
		p.Items = append(p.Items, shop.Item{ID: id, ProductID: p.ID, Size: "6"})
	}
	_, err := store.Seed(t.Context(), catalogue, 1)
	ok(t, err)
	for id := 1; id <= items; id++ {
		ok(t, store.SetStock(t.Context(), id, pieces))
	}
	_, err = store.Release(t.Context(), []int{1, 2})
	ok(t, err)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
