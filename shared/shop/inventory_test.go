package shop_test

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

func TestAnInventoryStartsFromWhatRedisHolds_seed31_32(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		must(seeded(t, conn).Release(t.Context(), []int{2}))
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		s := w.Now()
		item, known := s.Item(2)
		if !s.Ready() || !known || item.Size != "6.5" || s.Available(2) != 2 || s.Level(2) != shop.Low || !s.Released(2) || s.Released(1) {
			t.Errorf("got %+v, %+v", s, item)
		}
	})
}

func TestAnInventoryWithoutRedisIsEmptyAndNotReady(t *testing.T) {
	conn := must(redisconn.Open(redisconn.Config{URL: "redis://127.0.0.1:1"}))
	defer conn.Close()
	w := follow(t, conn)
	s := w.Now()
	_, product := s.Product(1)
	_, item := s.Item(1)
	if s.Ready() || w.Live() || !errors.Is(w.Fault(), shop.ErrNotFollowed) || product || item || s.Released(1) || s.Available(1) != 0 || s.Level(1) != shop.Out || len(s.Products()) != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestAnInventoryThatWasNeverStartedIsNotLive(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	never := shop.NewInventory(shop.NewStore(conn), slog.New(slog.DiscardHandler))
	if never.Live() {
		t.Error("live")
	}
	never.Close()
	started := follow(t, conn)
	started.Close()
	started.Close()
}

func TestAReleaseIsToldAfterTheCopyHasIt_seed33_34(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		before := w.Now()
		must(store.Release(t.Context(), []int{1}))
		w.await(t, "released 1: true")
		must(store.Release(t.Context(), []int{1, 2}))
		w.await(t, "released 1: true", "released 2: true")
		if before.Released(1) {
			t.Error("a snapshot has changed")
		}
	})
}

func TestAChangeOfStockIsToldAfterTheCopyHasIt_seed36_37(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		before := w.Now()
		ok(t, store.SetStock(t.Context(), 1, 0))
		must(store.Restock(t.Context(), 3, 497))
		ok(t, store.SetStock(t.Context(), 1, 0))
		w.await(t, "item 1 of 1: 1, 0: 0", "item 3 of 2: 3, 500: 500", "item 1 of 1: 0, 0: 0")
		if before.Available(1) != 1 || w.Now().Level(3) != shop.High {
			t.Errorf("before %d, now %s", before.Available(1), w.Now().Level(3))
		}
	})
}

func TestASeedThatAddsIsTold(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		more := append(small(), shop.Product{ID: 3, SKU: "C", Items: []shop.Item{{ID: 5, SKU: "C1", ProductID: 3, Size: "6"}}})
		must(store.Seed(t.Context(), more, 0))
		w.await(t, "renewed: 3")
		must(store.Seed(t.Context(), more, 0)) // publishes nothing
		must(store.Release(t.Context(), []int{3}))
		w.await(t, "released 3: true")
	})
}

func TestAResetIsTold(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		must(store.Release(t.Context(), []int{1}))
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		for item := 1; item <= 3; item++ {
			ok(t, store.SetStock(t.Context(), item, shop.InitialStock(9, item)))
		}
		w.until(t, "three changes", func() bool { return w.Now().Available(3) == shop.InitialStock(9, 3) })
		w.forget()
		must(store.Reset(t.Context(), small(), 9)) // the same but for the release
		w.await(t, "renewed: 2")
	})
}

// A page heals by the same events that keep it right.
func TestWhatWasMissedIsToldAfterAll(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		seeded(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		// As if both messages had been lost, and then one had come.
		ok(t, conn.Writes().HSet(t.Context(), conn.Key("shop:{shop}:stock"), 1, 0).Err())
		ok(t, conn.Writes().SAdd(t.Context(), conn.Key("shop:{shop}:released"), 2).Err())
		for _, message := range []string{
			`{"v":1,"kind":"stock","seq":900,"stock":[]}`,
			`{"v":2,"kind":"stock","seq":1}`,
			`no JSON`,
		} {
			ok(t, conn.Publish(t.Context(), "shop:{shop}", message))
		}
		w.await(t, "released 2: true", "item 1 of 1: 1, 0: 0")
	})
}

func TestManyChangesAreToldInOrderWithoutAGap(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 50 {
					must(store.Restock(t.Context(), 2, 1))
				}
			})
		}
		all.Wait()
		w.until(t, "202", func() bool { return w.Now().Available(2) == 202 })
		left := 2
		for _, told := range w.forget() {
			var before, after, now int
			must(fmt.Sscanf(told, "item 2 of 1: %d, %d: %d", &before, &after, &now))
			if before != left || after != now {
				t.Fatalf("after %d came %q", left, told)
			}
			left = after
		}
		if left != 202 {
			t.Errorf("the last was %d", left)
		}
	})
}

func TestARedisThatLostTheShopDoesNotEmptyTheCopy(t *testing.T) {
	server := redistest.Real(t)
	conn := server.Open(t)
	store := seeded(t, conn)
	w := follow(t, conn)
	w.await(t, "renewed: 2")
	w.until(t, "live", w.Live)
	server.Kill()
	server.Start(t)
	w.until(t, "not live", func() bool { return !w.Live() })
	if !w.Now().Ready() || w.Now().Available(3) != 3 {
		t.Errorf("got %+v", w.Now())
	}
	must(store.Seed(t.Context(), small(), 9))
	w.until(t, "live again", w.Live)
	for item := 1; item <= 3; item++ {
		if got := w.Now().Available(item); got != shop.InitialStock(9, item) {
			t.Errorf("item %d: got %d", item, got)
		}
	}
}

// FLUSHALL breaks no link and publishes nothing. The copy stands, but nobody
// takes it for the present, and who looks why is told.
func TestAShopThatWasEmptiedIsNotLive(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		w := follow(t, conn)
		w.until(t, "live", w.Live)
		ok(t, w.Fault())
		ok(t, conn.Writes().FlushAll(t.Context()).Err())
		w.until(t, "a fault that says so", func() bool { return errors.Is(w.Fault(), shop.ErrNotSeeded) })
		if w.Live() || w.StaleSince().IsZero() || w.Now().Available(3) != 3 {
			t.Errorf("live %v, stale since %v, %d left", w.Live(), w.StaleSince(), w.Now().Available(3))
		}
		must(store.Seed(t.Context(), small(), 9))
		w.until(t, "live again", func() bool { return w.Fault() == nil })
		if got := w.Now().Available(3); got != shop.InitialStock(9, 3) {
			t.Errorf("got %d", got)
		}
	})
}

// Where the seed comes first, its message tells, though its seq is an old one.
func TestAShopSeededAnewAfterAFlushIsRead(t *testing.T) {
	each(t, func(t *testing.T, conn *redisconn.Conn) {
		store := seeded(t, conn)
		w := follow(t, conn)
		w.await(t, "renewed: 2")
		ok(t, conn.Writes().FlushAll(t.Context()).Err())
		must(store.Seed(t.Context(), small()[:1], 9))
		w.until(t, "one product", func() bool { return len(w.Now().Products()) == 1 })
	})
}
