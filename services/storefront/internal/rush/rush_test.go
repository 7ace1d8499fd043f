package rush_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"footfall/services/storefront/internal/rush"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

// stocked is a shop of three items, none released, with so many of each.
func stocked(t *testing.T, conn *redisconn.Conn, pieces int) *shop.Store {
	t.Helper()
	store := shop.NewStore(conn)
	_, err := store.Seed(t.Context(), shop.Catalogue{{ID: 1, Items: []shop.Item{{ID: 1}, {ID: 2}, {ID: 3}}}}, 1)
	ok(t, err)
	for item := 1; item <= 3; item++ {
		ok(t, store.SetStock(t.Context(), item, pieces))
	}
	return store
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func available(t *testing.T, store *shop.Store) (n int) {
	t.Helper()
	now, err := store.Load(t.Context())
	ok(t, err)
	for item := 1; item <= 3; item++ {
		n += now.Available(item)
	}
	return n
}

func silence(int) {}

func TestEverythingIsSoldAndNoMore(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		store := stocked(t, server.Open(t), 20)
		sold, err := rush.Sell(t.Context(), store, rush.Config{Rate: 10_000, UntilGone: true, Progress: silence})
		if err != nil || sold != 60 || available(t, store) != 0 {
			t.Errorf("%d sold, %v, %d left", sold, err, available(t, store))
		}
	})
}

func TestTwoWhoSellAtOnceShareWhatThereIs(t *testing.T) {
	store := stocked(t, redistest.Real(t).Open(t), 50)
	other := make(chan int)
	go func() {
		sold, _ := rush.Sell(context.Background(), store, rush.Config{Rate: 10_000, UntilGone: true, Progress: silence})
		other <- sold
	}()
	sold, err := rush.Sell(t.Context(), store, rush.Config{Rate: 10_000, UntilGone: true, Progress: silence})
	if all := sold + <-other; err != nil || all != 150 || available(t, store) != 0 {
		t.Errorf("%d sold, %v, %d left", all, err, available(t, store))
	}
}

func TestSellingGoesOnAfterADeliveryUntilItIsStopped(t *testing.T) {
	store := stocked(t, redistest.Embed(t).Open(t), 1)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	delivered := false
	sold, err := rush.Sell(ctx, store, rush.Config{Rate: 10_000, Progress: func(sold int) {
		switch {
		case !delivered && sold == 3:
			_, err := store.Restock(t.Context(), 2, 4)
			ok(t, err)
			delivered = true
		case sold == 7:
			stop()
		}
	}})
	if err != nil || sold != 7 || available(t, store) != 0 {
		t.Errorf("%d sold, %v, %d left", sold, err, available(t, store))
	}
}

func TestNotMoreIsSoldThanTheRateAllows(t *testing.T) {
	store := stocked(t, redistest.Embed(t).Open(t), 100)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	sold, err := rush.Sell(ctx, store, rush.Config{Rate: 8, Progress: func(int) { stop() }})
	if err != nil || sold != 8 || available(t, store) != 292 {
		t.Errorf("%d sold in a second, %v, %d left", sold, err, available(t, store))
	}
}

func TestAShopThatCannotBeReadIsAnError(t *testing.T) {
	_, err := rush.Sell(t.Context(), shop.NewStore(redistest.Embed(t).Open(t)), rush.Config{Rate: 1, Progress: silence})
	if !errors.Is(err, shop.ErrNotSeeded) {
		t.Errorf("got %v", err)
	}
}
