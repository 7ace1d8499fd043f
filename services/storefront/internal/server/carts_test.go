package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
)

func TestAClientWithoutAPageGetsACartID_seed16(t *testing.T) {
	s := open(t, options{})
	got := s.send(t, http.MethodPost, "/carts", "", http.Header{})
	var body map[string]string
	ok(t, json.Unmarshal([]byte(got.body), &body))
	if got.StatusCode != http.StatusCreated || got.Header.Get("Content-Type") != "application/json" || len(body) != 1 || !s.ids.Valid(body["id"]) {
		t.Errorf("got %d %q %s", got.StatusCode, got.Header.Get("Content-Type"), got.body)
	}
	if got.Header.Get("Cache-Control") != "no-store" || len(got.Cookies()) > 0 {
		t.Errorf("got %v", got.Header)
	}
}

// exhaust asks until an address gets nothing more; false if it always does.
func (s *site) exhaust(t *testing.T, path string, forwarded func(n int) string) bool {
	t.Helper()
	for n := range 2000 {
		r := httptest.NewRequest(http.MethodPost, path, http.NoBody)
		r.RemoteAddr = "10.0.0.1:1234"
		r.Header.Set("X-Forwarded-For", forwarded(n))
		got := httptest.NewRecorder()
		s.handler.ServeHTTP(got, r)
		if got.Code == http.StatusTooManyRequests {
			if got.Header().Get("Retry-After") != "1" {
				t.Errorf("Retry-After: %q", got.Header().Get("Retry-After"))
			}
			return true
		}
	}
	return false
}

func address(n int) string { return netip.AddrFrom4([4]byte{192, 0, byte(n >> 8), byte(n)}).String() }

func TestAnAddressGetsOnlySoManyCartsWhateverItClaims(t *testing.T) {
	s := open(t, options{proxies: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}})
	if !s.exhaust(t, "/carts", address) {
		t.Error("2,000 carts at once")
	}
	if page := s.get(t, "/"); page.StatusCode != http.StatusOK {
		t.Errorf("the pages are limited too: %d", page.StatusCode)
	}
}

// A form without a cookie makes a cart, too.
func TestAnAddressSendsOnlySoManyForms(t *testing.T) {
	if !open(t, options{}).exhaust(t, "/cart/items", address) {
		t.Error("2,000 at once")
	}
}

// What counts is how many come to be, by whatever way.
func TestAnAddressMakesSoManyCartsByForms(t *testing.T) {
	s := open(t, options{})
	s.carts.LimitNew(time.Hour, 2)
	first := s.form(t, "/cart/items", "item_id=1", nil).cookie(t).Value
	_, err := s.carts.AddFrom("127.0.0.1")(t.Context(), s.ids.New(), cart.Cart{}, 1)
	ok(t, err)
	if page := s.browser(t).submit(t, "/cart/items", "1"); !strings.Contains(page, web.Notice("rate_limited")) || !strings.Contains(page, "data-cart-count>0<") {
		t.Errorf("a third one:\n%s", page)
	}
	s.form(t, "/cart/items", "item_id=3", as(first))
	if c, err := s.carts.Load(t.Context(), first); err != nil || c.Version != 2 {
		t.Errorf("the first one: %v, %v", c, err)
	}
}

func TestANetworkOfIPv6IsOneAddress(t *testing.T) {
	s := open(t, options{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}})
	if !s.exhaust(t, "/carts", func(n int) string { return "2001:db8::" + strconv.Itoa(n) }) {
		t.Error("2,000 carts at once")
	}
	if s.exhaust(t, "/carts", func(n int) string { return "2001:db8:1:" + strconv.Itoa(n) + "::1" }) {
		t.Error("2,000 networks are counted as one")
	}
}

func TestATrustedProxySaysWhoseCartsAreCounted(t *testing.T) {
	s := open(t, options{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16"), netip.MustParsePrefix("::1/128")}})
	if s.exhaust(t, "/carts", address) {
		t.Error("2,000 addresses are counted as one")
	}
	// What stands before the last address that is not trusted, anybody can write.
	if !s.exhaust(t, "/carts", func(n int) string { return address(n) + ", 203.0.113.7, 10.0.0.2" }) {
		t.Error("an address chose what it is")
	}
}
