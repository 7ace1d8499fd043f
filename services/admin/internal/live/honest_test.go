package live

import (
	"encoding/json"
	"strings"
	"testing"

	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// statsWith waits for stats that are so.
func (c *client) statsWith(is func(stats) bool) (s stats) {
	c.t.Helper()
	for {
		s = stats{}
		ok(c.t, json.Unmarshal([]byte(c.push("stats", "stock", "released")), &s))
		if is(s) {
			return s
		}
	}
}

// What nobody has read yet is not told as empty, and a shop that is empty is.
func TestAShopIsToldAsEmptyOnlyOnceItIsKnownToBe(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	redis.Kill()
	s := serve(t, redis)
	c, opening := dashboardOf(t, s)
	if o := opening; o.Catalogue != nil || o.Stats.Purchased10M != nil || o.Stats.PurchasedToday != nil || o.Stats.Sold10M != nil {
		t.Errorf("told of what nobody knows: %s", encode(o))
	}
	redis.Start(t)
	if got := c.push("shop"); got != `{"catalogue":[],"stock":{}}` {
		t.Errorf("an empty shop: got %s", got)
	}
	c.statsWith(func(s stats) bool { return s.PurchasedToday != nil && *s.PurchasedToday == 0 })
	must(shop.NewStore(redis.Open(t)).Seed(t.Context(), small(), 0))
	for !strings.Contains(c.push("shop"), `"name":"Tideline"`) {
		t.Log("empty still")
	}
}

// Presence goes on, and the shop is gone: what was known of it is told as what
// it is, old.
func TestAShopThatNobodyCanReadIsStale(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	storefront(t, redis)
	conn := redis.Open(t)
	store := shop.NewStore(conn)
	must(store.Seed(t.Context(), small(), 0))
	s := serve(t, redis).ready(t)
	eventually(t, "the shop is known", func() bool { return s.inventory.Live() })
	c, opening := dashboardOf(t, s)
	if opening.Stats.ShopStale != nil {
		t.Errorf("stale since %v", opening.Stats.ShopStale)
	}
	ok(t, conn.Writes().FlushAll(t.Context()).Err()) // which breaks no link
	got := c.statsWith(func(s stats) bool { return s.ShopStale != nil && s.StaleSince == nil })
	if got.ShopStale.After(got.At) || got.ShopStale.Before(opening.ServerTime.Add(-patience)) {
		t.Errorf("stale since %v at %v", got.ShopStale, got.At)
	}
	if _, later := dashboardOf(t, s); len(later.Catalogue) != 2 || later.Stats.ShopStale == nil {
		t.Errorf("a page that joins is told %s", encode(later))
	}
	must(store.Seed(t.Context(), small(), 0))
	c.statsWith(func(s stats) bool { return s.ShopStale == nil })
}

// Orders that cannot be read are not told as none, nor as the last ones.
func TestSalesThatNobodyCanReadAreStale(t *testing.T) {
	s, store := stocked(t)
	must(store.Purchase(t.Context(), "cart", 1, []int{2}))
	c, _ := dashboardOf(t, s)
	c.statsWith(func(s stats) bool { return *s.Purchased10M == 1 })
	const orders = "shop:{shop}:orders"
	conn := s.redis.Open(t)
	ok(t, conn.Writes().Rename(t.Context(), orders, "kept").Err())
	ok(t, conn.Writes().Set(t.Context(), orders, "no stream", 0).Err())
	if got := c.statsWith(func(s stats) bool { return s.Stale != nil }); *got.Purchased10M != 1 || got.Stale.After(got.At) || got.StaleSince != nil {
		t.Errorf("got %s", encode(got))
	}
	ok(t, conn.Writes().Rename(t.Context(), "kept", orders).Err())
	c.statsWith(func(s stats) bool { return s.Stale == nil })
}
