package server_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"footfall/services/storefront/web"
	"footfall/shared/redisconn"
)

// away are the ways in which Redis does not answer.
var away = map[string]func(t *testing.T) net.Conn{
	"gone": func(*testing.T) net.Conn { return nil },
	"hung": func(t *testing.T) net.Conn {
		t.Helper()
		ours, theirs := net.Pipe()
		t.Cleanup(func() { _ = theirs.Close() })
		return ours
	},
}

// broken is a way to a Redis that does not answer, and counts who goes it.
func broken(t *testing.T, dial func(t *testing.T) net.Conn) (*redisconn.Conn, *atomic.Int32) {
	t.Helper()
	var tries atomic.Int32
	conn := must(redisconn.Open(redisconn.Config{
		URL: "redis://127.0.0.1:1",
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			tries.Add(1)
			if c := dial(t); c != nil {
				return c, nil
			}
			return nil, errors.New("gone")
		},
	}))
	t.Cleanup(func() { _ = conn.Close() })
	return conn, &tries
}

func TestAFirstVisitAsksNothingOfRedis(t *testing.T) {
	conn, tries := broken(t, away["gone"])
	s := open(t, options{carts: conn})
	for _, path := range []string{"/", "/checkout/complete"} {
		if page := s.get(t, path); page.StatusCode != http.StatusOK || strings.Contains(page.body, `class="notice"`) {
			t.Errorf("%s: got %d\n%s", path, page.StatusCode, page.body)
		}
	}
	if n := tries.Load(); n != 0 {
		t.Errorf("Redis was asked %d times", n)
	}
}

func TestWithoutRedisThePageShowsWhatItKnowsAndANotice(t *testing.T) {
	for name, dial := range away {
		t.Run(name, func(t *testing.T) {
			conn, tries := broken(t, dial)
			s := open(t, options{carts: conn})
			id := s.ids.New()
			page := s.send(t, http.MethodGet, "/", "", as(id))
			if page.StatusCode != http.StatusOK || !strings.Contains(page.body, "Tideline") || !strings.Contains(page.body, `class="notice"`) {
				t.Errorf("got %d\n%s", page.StatusCode, page.body)
			}
			if !strings.Contains(page.body, `class="cart__unknown">`) || !strings.Contains(page.body, `class="cart__empty" hidden>`) {
				t.Errorf("the cart seems to be lost:\n%s", page.body)
			}
			if page.cookie(t).Value != id || tries.Load() == 0 {
				t.Errorf("cookie %v, %d tries", page.cookie(t), tries.Load())
			}
		})
	}
}

func TestWithoutRedisAFormSaysThatTheCartCannotBeChanged(t *testing.T) {
	for name, dial := range away {
		t.Run(name, func(t *testing.T) {
			conn, _ := broken(t, dial)
			s := open(t, options{carts: conn})
			page := s.browser(t).submit(t, "/cart/items", "1")
			if !strings.Contains(page, web.Notice("unavailable")) || !strings.Contains(page, "Tideline") {
				t.Errorf("got\n%s", page)
			}
		})
	}
}

// The whole way: Redis goes while people shop, and comes back.
func TestAShopWithoutRedisStandsStillAndGoesOnByItself(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.fill(t, "1")
	form := b.open(t, "/checkout")
	shows(t, s.get(t, "/").body, `!class="notice"`)

	s.redis.Embedded.Close()
	s.await(t, web.Notice("stale"))
	shows(t, s.get(t, "/").body, "Tideline", "entry--level-medium", "coming soon...")
	shows(t, b.open(t, "/"), "Tideline", web.Notice("unavailable"))
	shows(t, b.submit(t, "/cart/items", "2"), web.Notice("unavailable"))
	shows(t, b.purchase(t, form), web.Notice("purchase_unknown"))

	ok(t, s.redis.Embedded.Restart())
	s.await(t, `!class="notice"`)
	shows(t, b.open(t, "/"), "data-cart-count>1<", `!class="notice"`)
	shows(t, b.purchase(t, b.open(t, "/checkout")), "<h1>Order complete</h1>")
	if s.orders(t) != 1 {
		t.Errorf("%d orders", s.orders(t))
	}
}
