package server_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// counted is a connection that counts what is written.
type counted struct {
	net.Conn
	writes *atomic.Int32
}

func (c counted) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

// known is a storefront on a real Redis, and a shopper who has item 1 in a cart
// that it remembers. asked counts what it asks Redis of carts.
func known(t *testing.T) (s *site, id string, asked *atomic.Int32) {
	t.Helper()
	t.Parallel()
	asked = &atomic.Int32{}
	redis := redistest.Real(t)
	stock(t, redis)
	s = serve(t, redis, options{carts: redis.OpenWith(t, redisconn.Config{
		Dialer: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return counted{c, asked}, err
		},
	})})
	s.await(t, "Tideline")
	s.hears(t)
	id = s.ids.New()
	must(s.carts.Add(t.Context(), id, cart.Cart{}, 1))
	s.remembers(t, id, asked)
	return s, id, asked
}

// stock puts a small shop into Redis.
func stock(t *testing.T, redis *redistest.Server) {
	t.Helper()
	store := shop.NewStore(redis.Open(t))
	must(store.Seed(t.Context(), small(), 0))
	must(store.Release(t.Context(), []int{1}))
}

// hears waits until the storefront hears of changes elsewhere.
func (s *site) hears(t *testing.T) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !s.hearing() {
		select {
		case <-limit:
			t.Fatal("it hears nothing")
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// remembers waits until a view of the list asks nothing of Redis: the message
// of the last change may still have been under way.
func (s *site) remembers(t *testing.T, id string, asked *atomic.Int32) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for before := int32(-1); asked.Load() != before; {
		select {
		case <-limit:
			t.Fatal("it asks Redis each time")
		default:
			before = asked.Load()
			s.view(t, id)
		}
	}
}

func (s *site) view(t *testing.T, id string) string {
	t.Helper()
	return s.send(t, http.MethodGet, "/", "", as(id)).body
}

// comes waits until the list shows a text.
func (s *site) comes(t *testing.T, id, text string) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !strings.Contains(s.view(t, id), text) {
		select {
		case <-limit:
			t.Fatalf("in vain waited for %q", text)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

const lineOfTwo = `data-item-id="2"`

func TestASecondViewAsksNothingOfRedis(t *testing.T) {
	s, id, asked := known(t)
	before := asked.Load()
	for _, path := range []string{"/", "/privacy", "/checkout/complete", "/"} {
		shows(t, s.send(t, http.MethodGet, path, "", as(id)).body, lineOfOne, "data-cart-count>1<")
	}
	if n := asked.Load() - before; n != 0 {
		t.Errorf("Redis was asked %d times", n)
	}
	s.send(t, http.MethodGet, "/checkout", "", as(id))
	if asked.Load() == before {
		t.Error("the checkout showed a cart from memory")
	}
}

func TestAChangeOfThisStorefrontIsShownAtOnce(t *testing.T) {
	s, id, _ := known(t)
	must(s.carts.Add(t.Context(), id, cart.Cart{}, 2))
	shows(t, s.view(t, id), lineOfOne, lineOfTwo)
	must(s.carts.Remove(t.Context(), id, cart.Cart{}, 1))
	shows(t, s.view(t, id), "!"+lineOfOne, lineOfTwo)
}

func TestAChangeElsewhereIsShownOnceItIsHeardOf(t *testing.T) {
	s, id, _ := known(t)
	far := serve(t, s.redis, options{})
	far.await(t, "Tideline")
	must(far.carts.Add(t.Context(), id, cart.Cart{}, 2))
	s.comes(t, id, lineOfTwo)
}

func TestThePageAfterAFormShowsWhatItDidWhereverItWasSent(t *testing.T) {
	s, id, _ := known(t)
	far := serve(t, s.redis, options{})
	far.await(t, "Tideline")
	for range 20 {
		for _, change := range []struct{ path, shows string }{{"/cart/items", lineOfTwo}, {"/cart/items/remove", "!" + lineOfTwo}} {
			header := as(id)
			for _, cookie := range far.form(t, change.path, "item_id=2", header).Cookies() {
				header.Add("Cookie", cookie.Name+"="+cookie.Value)
			}
			shows(t, s.send(t, http.MethodGet, "/", "", header).body, lineOfOne, change.shows)
		}
	}
}

// Elsewhere it was sold, and the process died before it told anybody that the
// cart is empty: only the shop says so.
func TestACartThatWasBoughtElsewhereIsNotShownFromMemory(t *testing.T) {
	s, id, _ := known(t)
	redis := s.redis.Open(t).Writes()
	cartKey := must(redis.Keys(t.Context(), "*cart:*").Result())[0]
	ok(t, redis.HSet(t.Context(), cartKey, "status", "checking_out").Err())
	ok(t, redis.PExpire(t.Context(), cartKey, 30*24*time.Hour-time.Minute).Err())
	shows(t, s.view(t, id), lineOfOne)
	must(s.shop.Purchase(t.Context(), s.handles.Of(id), 1, []int{1}))
	s.comes(t, id, "data-cart-count>0<")
}

// Nobody was told of the change.
func TestAChangeInAGapIsShownAfterIt(t *testing.T) {
	s, id, _ := known(t)
	redis := s.redis.Open(t).Writes()
	keys := must(redis.Keys(t.Context(), "*cart:*").Result())
	ok(t, redis.HSet(t.Context(), keys[0], "i:2", "2:1700000000000", "version", 2).Err())
	shows(t, s.view(t, id), "!"+lineOfTwo)
	ok(t, redis.Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err())
	s.comes(t, id, lineOfTwo)
	s.hears(t)
	shows(t, s.view(t, id), lineOfOne, lineOfTwo)
}

func TestWithoutRedisNothingIsShownFromMemory(t *testing.T) {
	s, id, _ := known(t)
	s.redis.Kill()
	s.comes(t, id, `class="cart__unknown">`)
	s.redis.Start(t)
	stock(t, s.redis)
	far := serve(t, s.redis, options{})
	far.await(t, "Tideline")
	must(far.carts.Add(t.Context(), id, cart.Cart{}, 2))
	s.hears(t)
	shows(t, s.view(t, id), lineOfTwo, "!"+lineOfOne)
}
