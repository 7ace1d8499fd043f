package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

// patience is for what is done in a moment; a test that runs into it has failed.
const patience = 30 * time.Second

// storefront is one that holds tabs. It lives as long as the test.
func storefront(t *testing.T, redis *redistest.Server) *presence.Tracker {
	t.Helper()
	tracker := must(presence.NewTracker(redis.Open(t), presence.TrackerConfig{Topic: shop.CartsTopic, Shards: 2, Lease: time.Hour}))
	ok(t, tracker.Start(t.Context()))
	t.Cleanup(func() { _ = tracker.Close(context.Background()) }) // fails where the test has killed Redis
	return tracker
}

// meta is what a storefront says of a tab.
func meta(page, tab string, items ...int) json.RawMessage {
	return shop.CartMeta{Page: shop.Page(page), PageLoadedAt: 1, Items: items, Tab: shop.Tab(tab)}.Encode()
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

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.After(patience)
	for !holds() {
		select {
		case <-limit:
			t.Fatalf("in vain waited for this: %s", what)
		case <-time.After(2 * time.Millisecond):
		}
	}
}
