package live_test

import (
	"strings"
	"testing"

	"footfall/shared/redistest"
)

func TestAJoinSaysWhatTheProductIsNow(t *testing.T) {
	shopper, store := open(t)
	c := shopper.connect(t)
	c.ask("product:1", "phx_join", `{}`).says(t, "ok", `{"released":false,"levels":{"1":"low","2":"low","3":"low"},"last":[1]}`)
	must(store.Release(t.Context(), []int{1}))
	must(store.Restock(t.Context(), 2, 500))
	ok(t, store.SetStock(t.Context(), 3, 0))
	eventually(t, "the changes are known", func() bool { return shopper.inventory.Now().Available(3) == 0 })
	late := shopper.connect(t)
	late.ask("product:1", "phx_join", `{}`).says(t, "ok", `{"released":true,"levels":{"1":"low","2":"high","3":"out"},"last":[1]}`)
}

func TestAnUnknownProductIsRefused(t *testing.T) {
	shopper, _ := open(t)
	c := shopper.connect(t)
	for _, id := range []string{"", "0", "3", "-1", "01", "+1", "1.0", "1 ", "one", "99999999999999999999", "undefined", "__proto__"} {
		c.ask("product:"+id, "phx_join", `{}`).says(t, "error", `{"reason":"unknown_product"}`)
	}
	if r := c.ask("product:1", "phx_join", `{}`); r.Status != "ok" {
		t.Errorf("then product 1: got %s %s", r.Status, r.Response)
	}
}

func TestAShopWithoutACatalogueIsUnavailableUntilItIsSeeded(t *testing.T) {
	t.Parallel()
	redis := redistest.Embed(t)
	shopper := start(t, redis)
	c := shopper.connect(t)
	c.ask("product:1", "phx_join", `{}`).says(t, "error", `{"reason":"unavailable"}`)
	seed(t, redis.Open(t))
	shopper.ready(t)
	if r := c.ask("product:1", "phx_join", `{}`); r.Status != "ok" {
		t.Errorf("after the seed: got %s %s", r.Status, r.Response)
	}
}

func TestAReleaseIsToldToWhoLooksAtThatProduct_seed02_34_35(t *testing.T) {
	shopper, store := open(t)
	first, second := shopper.connect(t), shopper.connect(t)
	first.ask("product:1", "phx_join", `{}`)
	second.ask("product:2", "phx_join", `{}`)
	must(store.Release(t.Context(), []int{2}))
	second.want("product:2", "released",
		`{"product_id":2,"items":[{"id":10,"size":"6","level":"low"},{"id":11,"size":"6.5","level":"low"},{"id":12,"size":"7","level":"low"}]}`)
	must(store.Release(t.Context(), []int{1}))
	first.want("product:1", "released",
		`{"product_id":1,"items":[{"id":1,"size":"6","level":"low"},{"id":2,"size":"6.5","level":"low"},{"id":3,"size":"7","level":"low"}]}`)
	second.quiet()
}

func TestALevelIsToldWhenItChangesAndWhenNothingIsLeft_seed03_36_37(t *testing.T) {
	shopper, store := open(t)
	c := shopper.connect(t)
	c.ask("product:1", "phx_join", `{}`)
	tests := []struct {
		left int
		told string // empty: nothing
	}{
		{149, ""},
		{150, "medium"},
		{499, ""},
		{500, "high"},
		{501, ""},
		{500, ""},
		{499, "medium"},
		{149, "low"},
		{2, ""},
		{0, "out"},
		{0, "out"},
		{2, "low"},
	}
	for _, tt := range tests {
		ok(t, store.SetStock(t.Context(), 2, tt.left))
		if tt.told != "" {
			c.want("product:1", "stock_change", `{"product_id":1,"item_id":2,"level":"`+tt.told+`"}`)
		}
	}
	c.quiet()
}

func TestTheLastOneIsToldWithinItsLevel(t *testing.T) {
	shopper, store := open(t)
	c := shopper.connect(t)
	c.ask("product:1", "phx_join", `{}`)
	for _, tt := range []struct {
		left int
		told []string
	}{
		{1, []string{`last_one {"product_id":1,"item_id":2,"last":true}`}},
		{2, []string{`last_one {"product_id":1,"item_id":2,"last":false}`}},
		{0, []string{`stock_change {"product_id":1,"item_id":2,"level":"out"}`}},
		{1, []string{`stock_change {"product_id":1,"item_id":2,"level":"low"}`, `last_one {"product_id":1,"item_id":2,"last":true}`}},
		{200, []string{`stock_change {"product_id":1,"item_id":2,"level":"medium"}`}},
	} {
		ok(t, store.SetStock(t.Context(), 2, tt.left))
		for _, told := range tt.told {
			event, payload, _ := strings.Cut(told, " ")
			c.want("product:1", event, payload)
		}
	}
	c.quiet()
}

func TestAProductHasNoEvents(t *testing.T) {
	shopper, store := open(t)
	c := shopper.connect(t)
	c.ask("product:1", "phx_join", `{}`)
	c.ask("product:1", "buy", `{"item_id":1}`).says(t, "error", `{"error":"unknown_event"}`)
	ok(t, store.SetStock(t.Context(), 1, 0))
	c.want("product:1", "stock_change", `{"product_id":1,"item_id":1,"level":"out"}`)
}

// What was missed comes by the same events.
func TestAProductIsRightAgainAfterAGap(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	conn := redis.Open(t)
	seed(t, conn)
	shopper := start(t, redis).ready(t)
	c := shopper.connect(t)
	c.ask("product:1", "phx_join", `{}`)
	ok(t, conn.Writes().HSet(t.Context(), conn.Key("shop:{shop}:stock"), 1, 0, 3, 700).Err())
	ok(t, conn.Writes().SAdd(t.Context(), conn.Key("shop:{shop}:released"), 1).Err())
	ok(t, conn.Writes().Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err())
	c.want("product:1", "released",
		`{"product_id":1,"items":[{"id":1,"size":"6","level":"out"},{"id":2,"size":"6.5","level":"low"},{"id":3,"size":"7","level":"high"}]}`)
	c.want("product:1", "stock_change", `{"product_id":1,"item_id":1,"level":"out"}`)
	c.want("product:1", "stock_change", `{"product_id":1,"item_id":3,"level":"high"}`)
	c.quiet()
}

func TestAnotherCatalogueIsToldAsAWhole(t *testing.T) {
	shopper, store := open(t)
	c := shopper.connect(t)
	c.ask("product:2", "phx_join", `{}`)
	more := small()
	more[1].Items = append(more[1].Items, more[0].Items[2])
	more[1].Items[3].ID, more[1].Items[3].ProductID, more[1].Items[3].Size = 13, 2, "7.5"
	must(store.Seed(t.Context(), more, 4))
	for _, level := range []string{`10,"level":"low"`, `11,"level":"low"`, `12,"level":"low"`, `13,"level":"medium"`} {
		c.want("product:2", "stock_change", `{"product_id":2,"item_id":`+level+`}`)
	}
	c.quiet()
}
