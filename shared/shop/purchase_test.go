package shop_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

const handle = "7f3a9c21deadbeef"

// opened is the seeded shop with both products released.
func opened(t *testing.T, conn *redisconn.Conn) *shop.Store {
	t.Helper()
	store := seeded(t, conn)
	must(store.Release(t.Context(), []int{1, 2}))
	return store
}

// books are the orders, one a line.
func books(t *testing.T, store *shop.Store) (lines []string) {
	t.Helper()
	for order, err := range store.Orders(t.Context(), noTime) {
		ok(t, err)
		lines = append(lines, fmt.Sprintf("%s:%d %v $%d", order.Handle, order.Version, order.Items, order.TotalUSD))
	}
	return lines
}

func left(t *testing.T, store *shop.Store) (counts [3]int) {
	t.Helper()
	s := must(store.Load(t.Context()))
	for i := range counts {
		counts[i] = s.Available(i + 1)
	}
	return counts
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestAPurchaseTakesOneOfEachAndIsInTheBooks_seed19_20(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		same(t, "one item", must(store.Purchase(t.Context(), handle, 4, []int{2})), shop.Settlement{Sold: []int{2}, Last: 4})
		same(t, "two items", must(store.Purchase(t.Context(), "other", 1, []int{3, 1})), shop.Settlement{Sold: []int{3, 1}, Last: 1})
		same(t, "left", left(t, store), [3]int{0, 1, 2})
		same(t, "the books", books(t, store), []string{handle + ":4 [{2 120}] $120", "other:1 [{3 140} {1 120}] $260"})
	})
}

func TestWhatCannotBeSoldWholeIsNotSoldAtAll_seed17_18(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		must(store.Release(t.Context(), []int{1}))
		ok(t, store.SetStock(t.Context(), 1, 0))
		ok(t, conn.Writes().HDel(t.Context(), conn.Key("shop:{shop}:stock"), "2").Err())
		for version, tt := range []struct{ items, out, unreleased []int }{
			{items: []int{999}, out: []int{999}},
			{items: []int{2}, out: []int{2}}, // of which no number is known
			{items: []int{-5}, out: []int{-5}},
			{items: []int{3}, unreleased: []int{3}},
			{items: []int{3, 2, 1}, out: []int{2, 1}, unreleased: []int{3}},
		} {
			got := must(store.Purchase(t.Context(), handle, uint64(version+1), tt.items))
			same(t, fmt.Sprint(tt.items), got, shop.Settlement{Out: tt.out, Unreleased: tt.unreleased, Last: uint64(version + 1)})
		}
		same(t, "left", left(t, store), [3]int{0, 0, 3})
		same(t, "the books", books(t, store), []string{})
		if _, err := store.Purchase(t.Context(), handle, 9, nil); !errors.Is(err, shop.ErrNoItems) {
			t.Errorf("nothing: got %v", err)
		}
	})
}

// Nobody was faster where the catalogue is lost. What is known still holds.
func TestWhereThereIsNoCatalogueNothingIsSoldNorSettled(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		must(store.Purchase(t.Context(), handle, 1, []int{3}))
		ok(t, conn.Writes().Del(t.Context(), conn.Key("shop:{shop}:products")).Err())
		same(t, "bought before", must(store.Purchase(t.Context(), handle, 1, []int{3})), shop.Settlement{Sold: []int{3}, Last: 1})
		if _, err := store.Purchase(t.Context(), handle, 2, []int{3}); !errors.Is(err, shop.ErrNotSeeded) {
			t.Errorf("got %v", err)
		}
		last, sold, err := store.Settled(t.Context(), handle)
		same(t, "settled", fmt.Sprint(last, sold, err), "1 1 <nil>")
		same(t, "the books", books(t, store), []string{handle + ":1 [{3 140}] $140"})
	})
}

func TestAVersionIsSettledOnce(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		buy := func(version uint64, items ...int) shop.Settlement {
			t.Helper()
			return must(store.Purchase(t.Context(), handle, version, items))
		}
		sold := shop.Settlement{Sold: []int{3, 2}, Last: 5}
		same(t, "bought", buy(5, 3, 2), sold)
		same(t, "bought again", buy(5, 3, 2), sold)
		same(t, "voided too late", must(store.Void(t.Context(), handle, 5)), sold)
		same(t, "other items", buy(5, 3), shop.Settlement{Last: 5})
		same(t, "an older version", buy(4, 3, 2), shop.Settlement{Last: 5})
		same(t, "an older version voided", must(store.Void(t.Context(), handle, 4)), shop.Settlement{Last: 5})

		void := shop.Settlement{Last: 7}
		same(t, "voided", must(store.Void(t.Context(), handle, 7)), void)
		same(t, "voided again", must(store.Void(t.Context(), handle, 7)), void)
		same(t, "a purchase that comes too late", buy(7, 3), void)
		same(t, "one that comes far too late", buy(6, 3), void)
		same(t, "left", left(t, store), [3]int{1, 1, 2})

		same(t, "refused", buy(8, 999), shop.Settlement{Out: []int{999}, Last: 8})
		same(t, "refused again", buy(8, 999), shop.Settlement{Last: 8})
		same(t, "the next version", buy(9, 3), shop.Settlement{Sold: []int{3}, Last: 9})
		same(t, "the books", books(t, store), []string{handle + ":5 [{3 140} {2 120}] $260", handle + ":9 [{3 140}] $140"})
	})
}

func TestItIsKnownUpToWhereACartIsSettled(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		known := func(wantLast, wantSold uint64) {
			t.Helper()
			last, sold, err := store.Settled(t.Context(), handle)
			if err != nil || last != wantLast || sold != wantSold {
				t.Errorf("got %d, %d, %v, want %d, %d", last, sold, err, wantLast, wantSold)
			}
		}
		known(0, 0)
		must(store.Void(t.Context(), handle, 2))
		known(2, 0)
		must(store.Purchase(t.Context(), handle, 3, []int{3}))
		known(3, 3)
		must(store.Purchase(t.Context(), handle, 4, []int{999}))
		known(4, 3)
		key := conn.Key("shop:{shop}:purchase:" + handle)
		if ttl := conn.Reads().TTL(t.Context(), key).Val(); ttl.Hours() < 719 || ttl.Hours() > 720 {
			t.Errorf("it is known for %v, want 30 days", ttl)
		}
	})
}

func TestItIsKnownOfEachVersionHowItEnded(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		must(store.Purchase(t.Context(), handle, 2, []int{3}))
		must(store.Void(t.Context(), handle, 3))
		must(store.Purchase(t.Context(), handle, 5, []int{3}))
		must(store.Void(t.Context(), handle, 7))
		for version, want := range []string{2: "sold", 5: "sold", 7: "void", 8: ""} {
			sold, void, err := store.Ended(t.Context(), handle, uint64(version))
			ok(t, err)
			got := map[[2]bool]string{{true, false}: "sold", {false, true}: "void", {false, false}: ""}[[2]bool{sold, void}]
			same(t, fmt.Sprint("version ", version), got, want)
		}
	})
}

func TestAnOrderIsKnownWithThePricesItHad(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		must(store.Purchase(t.Context(), handle, 2, []int{3}))
		must(store.Void(t.Context(), handle, 3))
		lines, err := store.OrderLines(t.Context(), handle, 2)
		ok(t, err)
		for order, err := range store.Orders(t.Context(), time.Time{}) {
			ok(t, err)
			same(t, "what the books say", fmt.Sprint(lines), fmt.Sprint(order.Items))
		}
		if len(lines) != 1 || lines[0].ID != 3 || lines[0].PriceUSD <= 0 {
			t.Errorf("got %+v", lines)
		}
		lines, err = store.OrderLines(t.Context(), handle, 3)
		ok(t, err)
		same(t, "a version that was given up", len(lines), 0)
	})
}

func TestOneOfManyWhoWantTheLastOneGetsIt_seed21(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		var mu sync.Mutex
		won := 0
		var all sync.WaitGroup
		for buyer := range 20 {
			all.Go(func() {
				end := must(store.Purchase(t.Context(), fmt.Sprintf("buyer%d", buyer), 1, []int{1, 3}))
				mu.Lock()
				defer mu.Unlock()
				if len(end.Sold) > 0 {
					won++
				} else if !slices.Equal(end.Out, []int{1}) {
					t.Errorf("got %+v", end)
				}
			})
		}
		all.Wait()
		same(t, "winners, left", fmt.Sprint(won, left(t, store)), "1 [0 2 2]")
	})
}

func TestAPurchaseIsToldFromWhatWasCommitted(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		must(store.Purchase(t.Context(), handle, 4, []int{3, 1}))
		w.await(t, "item 3 of 2: 3, 2: 2", "item 1 of 1: 1, 0: 0", handle+" bought version 4: [3 1] for $260")
		must(store.Purchase(t.Context(), handle, 4, []int{3, 1}))
		must(store.Purchase(t.Context(), handle, 5, []int{1}))
		must(store.Void(t.Context(), handle, 6))
		ok(t, store.SetStock(t.Context(), 3, 7)) // nothing was told in between
		w.await(t, "item 3 of 2: 2, 7: 7")
	})
}

// A purchase has nothing to do with what is left elsewhere.
func TestAResetForgetsNoOrder(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		must(store.Purchase(t.Context(), handle, 4, []int{3}))
		must(store.Reset(t.Context(), small(), 1))
		same(t, "again", must(store.Purchase(t.Context(), handle, 4, []int{3})), shop.Settlement{Sold: []int{3}, Last: 4})
		same(t, "the books", books(t, store), []string{handle + ":4 [{3 140}] $140"})
	})
}

func TestTheBooksAreReadFromAMomentOn(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := opened(t, conn)
		add := func(id string) {
			ok(t, conn.Writes().Do(t.Context(), "XADD", conn.Key("shop:{shop}:orders"), id,
				"handle", handle, "version", "1", "items", `[{"id":1,"price_usd":2}]`, "total_usd", "2", "later", "x").Err())
		}
		for n := range 1200 {
			add(fmt.Sprintf("1000-%d", n))
		}
		add("2000-0")
		count := 0
		for order, err := range store.Orders(t.Context(), noTime) {
			ok(t, err)
			if want := fmt.Sprintf("1000-%d", count); order.ID != want && order.ID != "2000-0" {
				t.Fatalf("got %s, want %s", order.ID, want)
			}
			count++
		}
		same(t, "orders", count, 1201)
		for order, err := range store.Orders(t.Context(), noTime.Add(1001e6)) {
			ok(t, err)
			same(t, "the last", fmt.Sprint(order.ID, " ", order.At.UnixMilli(), order.Items), "2000-0 2000 [{1 2}]")
		}
		for _, err := range store.Orders(t.Context(), noTime) {
			ok(t, err)
			break // whoever has seen enough gets no more
		}
		add("3000-0")
		ok(t, conn.Writes().Do(t.Context(), "XADD", conn.Key("shop:{shop}:orders"), "4000-0", "handle", "h").Err())
		var failed error
		for order, err := range store.Orders(t.Context(), noTime.Add(2500e6)) {
			if failed = err; err == nil {
				same(t, "before the damage", order.ID, "3000-0")
			}
		}
		if failed == nil || !strings.Contains(failed.Error(), "4000-0") {
			t.Errorf("the damaged one: got %v", failed)
		}
	})
}
