package shop_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

func TestProductsComeByOrderWithItemsAndCounts_seed22_24(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		s := must(seeded(t, conn).Load(t.Context()))
		var got []string
		for _, p := range s.Products() {
			for _, item := range p.Items {
				got = append(got, fmt.Sprintf("%s %s %d %d", p.Name, item.SKU, s.Available(item.ID), p.PriceUSD))
			}
		}
		if want := []string{"Two B1 3 140", "One A1 1 120", "One A2 2 120"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestAnEmptyRedisIsNotSeeded_seed23(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		if _, err := shop.NewStore(conn).Load(t.Context()); !errors.Is(err, shop.ErrNotSeeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestASecondSeedChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := shop.NewStore(conn)
		if got := must(store.Seed(t.Context(), small(), 23)); got != (shop.Seeded{Changed: true, Products: 2, Items: 3}) {
			t.Errorf("the first: got %+v", got)
		}
		for item := 1; item <= 3; item++ {
			if got := must(store.Load(t.Context())).Available(item); got != shop.InitialStock(23, item) {
				t.Errorf("item %d: got %d, want its initial stock", item, got)
			}
		}
		ok(t, store.SetStock(t.Context(), 1, 77))
		must(store.Release(t.Context(), []int{1}))
		before := dump(t, conn)
		if got := must(store.Seed(t.Context(), small(), 5)); got != (shop.Seeded{}) {
			t.Errorf("the second: got %+v", got)
		}
		if after := dump(t, conn); after != before {
			t.Errorf("got\n%swant\n%s", after, before)
		}
	})
}

func TestASeedAddsToWhatIsThere_seed25_26_27_28_29_30(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		more := small()
		more[1].Items = append(more[1].Items, shop.Item{ID: 4, SKU: "B2", ProductID: 2, Size: "7"})
		more = append(more, shop.Product{ID: 3, SKU: "C", Items: []shop.Item{{ID: 5, SKU: "C1", ProductID: 3, Size: "6"}}})
		more[0].PriceUSD = 99
		if got := must(store.Seed(t.Context(), more, 23)); got != (shop.Seeded{Changed: true, Products: 1, Items: 2}) {
			t.Errorf("got %+v", got)
		}
		s := must(store.Load(t.Context()))
		for item, want := range map[int]int{1: 1, 2: 2, 3: 3, 4: shop.InitialStock(23, 4), 5: shop.InitialStock(23, 5)} {
			if got := s.Available(item); got != want {
				t.Errorf("item %d: got %d, want %d", item, got, want)
			}
		}
		if p, _ := s.Product(1); p.PriceUSD != 99 || len(s.Products()) != 3 {
			t.Errorf("got %+v", s.Products())
		}
	})
}

func TestWhatLeavesTheCatalogueKeepsItsStockForItsReturn(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		must(store.Release(t.Context(), []int{1, 2}))
		must(store.Seed(t.Context(), small()[1:], 0))
		s := must(store.Load(t.Context()))
		if _, known := s.Item(1); known || s.Released(1) || !s.Released(2) {
			t.Error("product 1 is still there, or product 2 is not")
		}
		if _, err := store.Restock(t.Context(), 1, 5); !errors.Is(err, shop.ErrUnknownItem) {
			t.Errorf("restocking what has left: got %v", err)
		}
		must(store.Seed(t.Context(), small(), 0))
		if s := must(store.Load(t.Context())); s.Available(2) != 2 || !s.Released(1) {
			t.Errorf("it came back with %d, released %v", s.Available(2), s.Released(1))
		}
	})
}

func TestAResetStartsOver(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		must(store.Release(t.Context(), []int{1}))
		if got := must(store.Reset(t.Context(), small(), 23)); got != (shop.Seeded{Changed: true, Products: 2, Items: 3}) {
			t.Errorf("got %+v", got)
		}
		if s := must(store.Load(t.Context())); s.Released(1) || s.Available(1) != shop.InitialStock(23, 1) {
			t.Errorf("released %v, %d left", s.Released(1), s.Available(1))
		}
	})
}

func TestAReleaseIsForEverAndHarmlessTwice_seed33(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		if s := must(store.Load(t.Context())); s.Released(1) || s.Released(2) {
			t.Error("released from the start")
		}
		for _, tt := range []struct{ products, fresh []int }{
			{[]int{1}, []int{1}},
			{[]int{1}, nil},
			{[]int{2, 1}, []int{2}},
		} {
			if fresh := must(store.Release(t.Context(), tt.products)); !slices.Equal(fresh, tt.fresh) {
				t.Errorf("%v: got %v, want %v", tt.products, fresh, tt.fresh)
			}
		}
		if s := must(store.Load(t.Context())); !s.Released(1) || !s.Released(2) {
			t.Error("not released")
		}
	})
}

func TestStockIsNeverSetBelowNone(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		ok(t, store.SetStock(t.Context(), 1, 0))
		if err := store.SetStock(t.Context(), 1, -1); !errors.Is(err, shop.ErrStockRange) {
			t.Errorf("got %v", err)
		}
		if left := must(store.Load(t.Context())).Available(1); left != 0 {
			t.Errorf("%d left", left)
		}
		if left := must(store.Restock(t.Context(), 1, 5)); left != 5 {
			t.Errorf("restocked to %d", left)
		}
	})
}

// Whatever is refused has changed nothing and is named.
func TestARefusalChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		restock := func(item, count int) func() error {
			return func() error {
				_, err := store.Restock(t.Context(), item, count)
				return err
			}
		}
		release := func(products ...int) func() error {
			return func() error {
				_, err := store.Release(t.Context(), products)
				return err
			}
		}
		tests := []struct {
			name string
			do   func() error
			want error
			text string
		}{
			{"release an unknown product", release(1, 7, 2, 9), shop.ErrUnknownProduct, "7, 9"},
			{"release minus one", release(-1), shop.ErrUnknownProduct, "-1"},
			{"restock an unknown item", restock(999, 1), shop.ErrUnknownItem, "999"},
			{"restock by nothing", restock(1, 0), shop.ErrNothingToAdd, "above 0"},
			{"restock by less", restock(1, -1), shop.ErrNothingToAdd, "above 0"},
			{"restock too much", restock(1, shop.MaxAvailable), shop.ErrStockRange, "item 1"},
			{"restock far too much", restock(1, 1<<62), shop.ErrStockRange, "item 1"},
			{"an unknown item's stock", func() error { return store.SetStock(t.Context(), -5, 1) }, shop.ErrUnknownItem, "-5"},
			{"a negative stock", func() error { return store.SetStock(t.Context(), 1, -1) }, shop.ErrStockRange, "item 1"},
		}
		before := dump(t, conn)
		for _, tt := range tests {
			if err := tt.do(); !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%s: got %v, want %v with %q", tt.name, err, tt.want, tt.text)
			}
			if after := dump(t, conn); after != before {
				t.Fatalf("%s: got\n%swant\n%s", tt.name, after, before)
			}
		}
	})
}

func TestAPieceIsSoldWithoutAnOrderWhileThereIsOne_seed21(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		for _, want := range []int{1, 0} {
			if left := must(store.Sell(t.Context(), 2)); left != want {
				t.Errorf("%d are left, want %d", left, want)
			}
		}
		if _, err := store.Sell(t.Context(), 2); !errors.Is(err, shop.ErrStockRange) {
			t.Errorf("got %v", err)
		}
		if _, err := store.Sell(t.Context(), 999); !errors.Is(err, shop.ErrUnknownItem) {
			t.Errorf("got %v", err)
		}
		same(t, "left, orders", fmt.Sprint(left(t, store), len(books(t, store))), "[1 0 3] 0")
	})
}

// Whoever's answer was lost asks again: that is no other delivery.
func TestADeliveryWithANameIsMadeOnce(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		for _, d := range []struct {
			op                string
			item, count, left int
		}{{"a", 1, 5, 6}, {"a", 1, 5, 6}, {"b", 1, 5, 11}, {"a", 1, 6, 17}, {"a", 2, 5, 7}, {"a", 1, 5, 17}} {
			if left := must(store.RestockOnce(t.Context(), d.op, d.item, d.count)); left != d.left {
				t.Errorf("%+v: %d are left", d, left)
			}
		}
		if _, err := store.RestockOnce(t.Context(), "c", 1, 0); !errors.Is(err, shop.ErrNothingToAdd) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDeliveriesAtOnceAllCount(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				for range 10 {
					must(store.Restock(t.Context(), 1, 3))
				}
			})
		}
		all.Wait()
		if left := must(store.Load(t.Context())).Available(1); left != 601 {
			t.Errorf("got %d, want 601", left)
		}
	})
}

func TestAShopThatCannotBeReadIsAnError(t *testing.T) {
	for _, damage := range [][]any{
		{"HSET", "shop:{shop}:products", "1", "no JSON"},
		{"HSET", "shop:{shop}:stock", "1", "many"},
		{"HSET", "shop:{shop}:stock", "one", "1"},
		{"SET", "shop:{shop}:seq", "x"},
		{"DEL", "shop:{shop}:seq"},
		{"SET", "shop:{shop}:stock", "x"},
	} {
		conn := redistest.Embed(t).Open(t)
		store := seeded(t, conn)
		ok(t, conn.Writes().Do(t.Context(), damage...).Err())
		if s, err := store.Load(t.Context()); err == nil || errors.Is(err, shop.ErrNotSeeded) {
			t.Errorf("%v: got %+v, %v", damage, s, err)
		}
	}
}

func TestAnAbsentRedisIsAnError(t *testing.T) {
	conn := must(redisconn.Open(redisconn.Config{URL: "redis://127.0.0.1:1"}))
	defer conn.Close()
	store := shop.NewStore(conn)
	_, errSeed := store.Seed(t.Context(), small(), 0)
	_, errRelease := store.Release(t.Context(), []int{1})
	_, errRestock := store.Restock(t.Context(), 1, 1)
	_, errLoad := store.Load(t.Context())
	_, errPurchase := store.Purchase(t.Context(), handle, 1, []int{1})
	_, errVoid := store.Void(t.Context(), handle, 1)
	_, _, errSettled := store.Settled(t.Context(), handle)
	for _, errOrders := range store.Orders(t.Context(), noTime) {
		if !redisconn.Refused(errOrders) {
			t.Errorf("the orders: got %v, want a refusal", errOrders)
		}
	}
	for _, err := range []error{errPurchase, errVoid, errSettled, errSeed, errRelease, errRestock, store.SetStock(t.Context(), 1, 1), errLoad} {
		if !redisconn.Refused(err) {
			t.Errorf("got %v, want a refusal", err)
		}
	}
}
