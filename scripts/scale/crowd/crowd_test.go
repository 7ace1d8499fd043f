package crowd

import (
	"context"
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

// sees waits until a view has so many carts, in so many tabs.
func sees(t *testing.T, view *presence.View, carts, tabs int) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		var keys, connections int
		view.Inspect(func(people presence.People, _ presence.Status) {
			keys, connections = people.Keys(), people.Connections()
		})
		if keys == carts && connections == tabs {
			return
		}
		select {
		case <-limit:
			t.Fatalf("%d carts in %d tabs are seen, not %d in %d", keys, connections, carts, tabs)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestACrowdIsSeenAsTheCartsThatItIs(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	c, err := Open(t.Context(), conn, Config{Carts: 200, Storefronts: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	view, err := presence.NewView(conn, presence.ViewConfig{Topic: shop.CartsTopic})
	if err != nil {
		t.Fatal(err)
	}
	view.Start()
	defer view.Close()
	sees(t, view, 200, 220)
	for range 2000 {
		if err := c.Change(); err != nil {
			t.Fatal(err)
		}
	}
	sees(t, view, 200, 220)
	if c.Made() != 2000 {
		t.Errorf("%d changes are counted", c.Made())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Drive(ctx, 1000); err != nil {
		t.Error(err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	sees(t, view, 0, 0)
}

func TestACrowdWithoutRedisSaysSo(t *testing.T) {
	redis := redistest.Real(t)
	conn := redis.Open(t)
	redis.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := Open(ctx, conn, Config{Carts: 1, Storefronts: 1}); err == nil {
		t.Error("a crowd is there without Redis")
	}
}
