package live_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/internal/live"
	"footfall/shared/address"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
	"footfall/shared/token"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

// small is a shop of two products; product 2 is shown first.
func small() shop.Catalogue {
	c := shop.Catalogue{
		{ID: 1, SKU: "A", Order: 1, Brand: "Marram", Name: "Tideline", Color: "coral", PriceUSD: 120, Image: "/pictures/A.svg"},
		{ID: 2, SKU: "B", Order: 0, Brand: "Ostrel", Name: "Highwater", Color: "red", PriceUSD: 95, Image: "/pictures/B.svg"},
	}
	for i, ids := range [][]int{{1, 2, 3}, {10, 11, 12}} {
		for n, id := range ids {
			size := []string{"6", "6.5", "7"}[n]
			c[i].Items = append(c[i].Items, shop.Item{ID: id, SKU: c[i].SKU + size, ProductID: c[i].ID, Size: size})
		}
	}
	return c
}

// seed puts the shop into Redis: of each item as many as its id.
func seed(t *testing.T, conn *redisconn.Conn) *shop.Store {
	t.Helper()
	store := shop.NewStore(conn)
	must(store.Seed(t.Context(), small(), 0))
	for _, p := range small() {
		for _, item := range p.Items {
			ok(t, store.SetStock(t.Context(), item.ID, item.ID))
		}
	}
	return store
}

var keys = must(token.ParseKeys("a secret of these tests which is long enough"))

// instance is one storefront, as main wires it.
type instance struct {
	conn      *redisconn.Conn
	inventory *shop.Inventory
	carts     *cart.Store
	tabs      *live.Carts
	ids       token.CartIDs
	handles   token.Handles
	tokens    cart.Tokens
	url       string
}

// start starts a storefront; it ends with the test.
func start(tb testing.TB, redis *redistest.Server) *instance {
	tb.Helper()
	i := &instance{conn: redis.Open(tb), ids: token.NewCartIDs(keys), handles: token.NewHandles(keys[0]), tokens: cart.NewTokens(keys)}
	log := slog.New(slog.DiscardHandler)
	tracker := must(presence.NewTracker(i.conn, presence.TrackerConfig{Topic: shop.CartsTopic, Shards: 2}))
	i.inventory = shop.NewInventory(shop.NewStore(i.conn), log)
	i.carts = cart.NewStore(i.conn, i.handles, i.inventory.Now)
	products := live.NewProducts(i.inventory)
	i.tabs = live.NewCarts(live.CartsConfig{
		Conn: i.conn, Store: i.carts, Tokens: i.tokens, IDs: i.ids, Handles: i.handles,
		Inventory: i.inventory, Presence: tracker, Log: log,
	})
	socket := channels.New(channels.Config{
		Routes:  []channels.Route{products.Route(), i.tabs.Route()},
		Connect: live.Connect(func(r *http.Request) string { return address.Peer(r.RemoteAddr) }), Log: log,
	})
	server := httptest.NewServer(socket)
	i.url = "ws" + server.URL[len("http"):] + "/product_socket/websocket?vsn=2.0.0"

	products.Start(socket)
	ok(tb, tracker.Start(tb.Context()))
	i.inventory.Start(tb.Context())
	i.tabs.Start(tb.Context())
	tb.Cleanup(func() {
		server.Close()
		ok(tb, socket.Close())
		_ = tracker.Close(context.Background()) // fails where the test has killed Redis
		i.tabs.Close()
		i.tabs.Close()
		i.inventory.Close()
	})
	return i
}

// ready waits until the storefront knows the shop.
func (i *instance) ready(tb testing.TB) *instance {
	tb.Helper()
	eventually(tb, "the shop is known", i.inventory.Live)
	return i
}

// open starts a storefront over a shop that is seeded.
func open(t *testing.T) (*instance, *shop.Store) {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	store := seed(t, redis.Open(t))
	return start(t, redis).ready(t), store
}

// pair starts two storefronts over one Redis.
func pair(t *testing.T) (a, b *instance, store *shop.Store) {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	store = seed(t, redis.Open(t))
	return start(t, redis).ready(t), start(t, redis).ready(t), store
}
