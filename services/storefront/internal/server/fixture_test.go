package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/internal/live"
	"footfall/services/storefront/internal/server"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/service"
	"footfall/shared/shop"
	"footfall/shared/token"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

var keys = must(token.ParseKeys("a secret of these tests which is long enough"))

// small is a shop in which product 1 is released; item 2 of it is sold out.
func small() shop.Catalogue {
	return shop.Catalogue{
		{
			ID: 1, SKU: "A", Order: 1, Brand: "Marram", Name: "Tideline", Color: "coral", PriceUSD: 120, Image: "/pictures/A.svg",
			Items: []shop.Item{{ID: 1, SKU: "A6", ProductID: 1, Size: "6"}, {ID: 2, SKU: "A7", ProductID: 1, Size: "7"}},
		},
		{
			ID: 2, SKU: "B", Order: 0, Brand: "Ostrel", Name: "<b>Highwater</b>", Color: "red", PriceUSD: 95, Image: "/pictures/B.svg",
			Items: []shop.Item{{ID: 3, SKU: "B6", ProductID: 2, Size: "6"}},
		},
	}
}

// site is a storefront's public listener.
type site struct {
	url     string
	handler http.Handler
	redis   *redistest.Server
	carts   *cart.Store
	hearing func() bool // of changes elsewhere
	handles token.Handles
	shop    *shop.Store
	ids     token.CartIDs
	tokens  cart.Tokens
	log     *journal
}

// options are what a test wants other than usual.
type options struct {
	production bool
	proxies    []netip.Prefix
	origins    []string
	carts      *redisconn.Conn // where carts are kept
	socket     http.HandlerFunc
}

// open serves a shop that is seeded.
func open(t *testing.T, o options) *site {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	conn := redis.Open(t)
	store := shop.NewStore(conn)
	must(store.Seed(t.Context(), small(), 0))
	must(store.Release(t.Context(), []int{1}))
	for item := 1; item <= 3; item++ {
		ok(t, store.SetStock(t.Context(), item, 200*(2-item)*(2-item)))
	}
	s := serve(t, redis, o)
	s.await(t, "Tideline")
	return s
}

// serve serves whatever Redis holds.
func serve(tb testing.TB, redis *redistest.Server, o options) *site {
	tb.Helper()
	s := &site{
		redis: redis, shop: shop.NewStore(redis.Open(tb)), ids: token.NewCartIDs(keys), tokens: cart.NewTokens(keys), log: &journal{},
	}
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	inventory := shop.NewInventory(shop.NewStore(redis.Open(tb)), log)
	if o.carts == nil {
		o.carts = redis.Open(tb)
	}
	if o.socket == nil {
		o.socket = func(http.ResponseWriter, *http.Request) {}
	}
	handles := token.NewHandles(keys[0])
	s.carts = cart.NewStore(o.carts, handles, inventory.Now)
	tabs := live.NewCarts(live.CartsConfig{Conn: redis.Open(tb), Store: s.carts, Inventory: inventory, Log: log})
	inventory.Start(tb.Context())
	tb.Cleanup(inventory.Close)
	tabs.Start(tb.Context())
	tb.Cleanup(tabs.Close)
	s.hearing, s.handles = tabs.Hearing, handles
	s.handler = must(server.New(server.Config{
		Inventory: inventory, Carts: s.carts, Hearing: tabs.Hearing,
		IDs: s.ids, Handles: handles, Tokens: s.tokens, Socket: o.socket,
		Origins: o.origins, Proxies: o.proxies, Secure: o.production, Log: log,
	}))
	listener := httptest.NewUnstartedServer(nil)
	listener.Config = service.HTTPServer(s.handler, log)
	listener.Start()
	tb.Cleanup(listener.Close)
	s.url = listener.URL
	return s
}

// await waits until the page shows a text, or does not show it any more where
// it begins with an exclamation mark.
func (s *site) await(tb testing.TB, text string) {
	tb.Helper()
	limit := time.After(30 * time.Second)
	unwanted, isUnwanted := strings.CutPrefix(text, "!")
	for strings.Contains(s.get(tb, "/").body, unwanted) == isUnwanted {
		select {
		case <-limit:
			tb.Fatalf("in vain waited for %q", text)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// answer is a response, read to its end.
type answer struct {
	*http.Response
	body string
}

// send sends a request as it stands and follows no redirect.
func (s *site) send(tb testing.TB, method, path, body string, header http.Header) answer {
	tb.Helper()
	r := must(http.NewRequestWithContext(tb.Context(), method, s.url+path, strings.NewReader(body)))
	r.Header = header
	response, err := http.DefaultTransport.RoundTrip(r)
	ok(tb, err)
	defer response.Body.Close()
	return answer{response, string(must(io.ReadAll(response.Body)))}
}

func (s *site) get(tb testing.TB, path string) answer {
	tb.Helper()
	return s.send(tb, http.MethodGet, path, "", http.Header{"Accept": {"text/html"}})
}

// form sends a form as a page of the shop does.
func (s *site) form(t *testing.T, path, body string, header http.Header) answer {
	t.Helper()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(t, http.MethodPost, path, body, header)
}

// journal is the log.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
