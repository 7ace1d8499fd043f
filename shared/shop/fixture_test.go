package shop_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// noTime is the first moment of Redis' clock.
var noTime = time.UnixMilli(0)

// small is the catalogue of the seed's tests: product 1 is shown after product
// 2, and has two items.
func small() shop.Catalogue {
	return shop.Catalogue{
		{
			ID: 1, SKU: "A", Order: 1, Brand: "Brand", Name: "One", Color: "red", PriceUSD: 120, Image: "/a.svg",
			Items: []shop.Item{{ID: 2, SKU: "A2", ProductID: 1, Size: "6.5"}, {ID: 1, SKU: "A1", ProductID: 1, Size: "6"}},
		},
		{
			ID: 2, SKU: "B", Order: 0, Brand: "Brand", Name: "Two", Color: "blue", PriceUSD: 140, Image: "/b.svg",
			Items: []shop.Item{{ID: 3, SKU: "B1", ProductID: 2, Size: "6"}},
		},
	}
}

// seeded is a shop in which item i has i left.
func seeded(t *testing.T, conn *redisconn.Conn) *shop.Store {
	t.Helper()
	store := shop.NewStore(conn)
	must(store.Seed(t.Context(), small(), 0))
	for item := 1; item <= 3; item++ {
		ok(t, store.SetStock(t.Context(), item, item))
	}
	return store
}

// dump is everything that Redis holds, but for the marks of what is done.
func dump(t *testing.T, conn *redisconn.Conn) string {
	t.Helper()
	var b strings.Builder
	keys := must(conn.Reads().Keys(t.Context(), "*").Result())
	slices.Sort(keys)
	for _, key := range keys {
		switch kind := must(conn.Reads().Type(t.Context(), key).Result()); {
		case strings.Contains(key, ":op:"):
		case kind == "hash":
			fmt.Fprintln(&b, key, must(conn.Reads().HGetAll(t.Context(), key).Result()))
		case kind == "set":
			members := must(conn.Reads().SMembers(t.Context(), key).Result())
			slices.Sort(members)
			fmt.Fprintln(&b, key, members)
		default:
			fmt.Fprintln(&b, key, must(conn.Reads().Get(t.Context(), key).Result()))
		}
	}
	return b.String()
}

// witness is somebody who listens to an inventory.
type witness struct {
	*shop.Inventory
	changed chan struct{}

	mu   sync.Mutex
	told []string
}

// follow starts an inventory, which ends with the test, and listens.
func follow(t *testing.T, conn *redisconn.Conn) *witness {
	t.Helper()
	w := &witness{
		Inventory: shop.NewInventory(shop.NewStore(conn), slog.New(slog.DiscardHandler)),
		changed:   make(chan struct{}, 1),
	}
	w.Listen(w.hear)
	w.Start(context.Background())
	t.Cleanup(w.Close)
	return w
}

// hear writes down what is told, and beside it what the copy says meanwhile.
func (w *witness) hear(events []shop.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, event := range events {
		switch e := event.(type) {
		case shop.Released:
			w.told = append(w.told, fmt.Sprintf("released %d: %v", e.ProductID, w.Now().Released(e.ProductID)))
		case shop.StockChanged:
			w.told = append(w.told, fmt.Sprintf("item %d of %d: %d, %d: %d", e.ItemID, e.ProductID, e.Before, e.Available, w.Now().Available(e.ItemID)))
		case shop.Purchased:
			w.told = append(w.told, fmt.Sprintf("%s bought version %d: %v for $%d", e.Handle, e.Version, e.Items, e.TotalUSD))
		case shop.Renewed:
			w.told = append(w.told, fmt.Sprintf("renewed: %d", len(w.Now().Products())))
		}
	}
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// await waits until exactly this was told, and forgets it.
func (w *witness) await(t *testing.T, want ...string) {
	t.Helper()
	w.until(t, strings.Join(want, "\n"), func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !slices.Equal(w.told, want) {
			return false
		}
		w.told = nil
		return true
	})
}

// forget returns what was told so far.
func (w *witness) forget() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	told := w.told
	w.told = nil
	return told
}

func (w *witness) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	patience := time.After(60 * time.Second)
	for !holds() {
		select {
		case <-w.changed:
		case <-time.After(2 * time.Millisecond):
		case <-patience:
			w.mu.Lock()
			defer w.mu.Unlock()
			t.Fatalf("in vain waited for\n%s\ntold:\n%s", what, strings.Join(w.told, "\n"))
		}
	}
}

func each(t *testing.T, test func(t *testing.T, conn *redisconn.Conn)) {
	t.Helper()
	t.Parallel() // they wait for probes, most of the time
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		test(t, server.OpenWith(t, redisconn.Config{Prefix: "p:"}))
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
