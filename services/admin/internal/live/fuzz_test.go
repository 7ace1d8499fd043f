package live

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/shop"
)

// hostile are payloads that somebody might send, whatever the event.
var hostile = []string{
	``, `null`, `7`, `"x"`, `[]`, `[[[[[[[[`, `{`, `{}`, `{"limit":1}`, `{"limit":null}`, `{"__proto__":{"limit":1}}`, "{\"limit\":1,\"\x00\":1}",
	`{"limit":200,"sort":"value_usd","desc":true,"offset":2147483647,"filter":{"stage":"cart","text":"7f-3a","after":"7f3a","since":"2026-11-30T10:00:00+01:00","page_since":"","item":1,"page":"","node":"n","min_value":9}}`,
	`{"limit":1e999}`, `{"limit":-0}`, `{"limit":18446744073709551617}`, `{"limit":1,"filter":{"text":"\ud800"}}`, `{"limit":1,"limit":999}`,
	`{"product_id":1,"item_id":1,"count":1,"op":"00112233445566778899aabbccddeeff"}`, `{"product_id":1,"item_id":1,"count":1,"op":"*"}`,
	`{"product_id":1}`, `{"product_id":{"$gt":0}}`, `{"item_id":1,"count":1000000}`, `{"item_id":1,"count":1000001}`, `{"handle":"0123456789abcdef"}`,
}

// refusal fails unless err says which field is wrong, in a word of this topic.
func refusal(t *testing.T, payload string, err error, fields ...string) {
	t.Helper()
	e, ok := errors.AsType[*channels.PushError](err)
	if !ok || e.Code != "bad_request" {
		t.Fatalf("%q: got %v", payload, err)
	}
	for _, field := range append(fields, "") {
		if e.Field == field || e.Field == "filter" || strings.HasPrefix(e.Field, "filter.") {
			return
		}
	}
	t.Fatalf("%q: the field is %q", payload, e.Field)
}

// Whatever is asked for is refused by its field, or answered within the limits.
func FuzzAWindow(f *testing.F) {
	for _, payload := range hostile {
		f.Add(payload)
	}
	b := board.New(large())
	for i := range 300 {
		meta := string(shop.CartMeta{Page: shop.Page("/checkout"), PageLoadedAt: 1, Items: []int{10 + i%150}}.Encode())
		b.Apply([]presence.Change{{Key: strings.Repeat("a", i%20), Joined: &presence.Presence{Ref: "r", Meta: meta}}}, time.Unix(0, 0))
	}
	f.Fuzz(func(t *testing.T, payload string) {
		r, err := readRequest(json.RawMessage(payload))
		if err != nil {
			refusal(t, payload, err, "id", "once", "sort", "desc", "offset", "limit")
			return
		}
		q := r.query
		w := b.Window(q)
		if len(w.Rows) > q.Limit || q.Limit > board.MaxRows || len(q.Filter.Text) > board.MaxText || w.Total > 20 {
			t.Fatalf("%q: %+v finds %d of %d rows", payload, q, len(w.Rows), w.Total)
		}
		encode(w)
	})
}

// Whatever an operator's page sends changes nothing that is out of range.
func FuzzAnAction(f *testing.F) {
	for _, payload := range hostile {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		raw := json.RawMessage(payload)
		if e, err := readRelease(raw); err != nil {
			refusal(t, payload, err, "product_id", "op")
		} else if e.ProductID < 1 || e.Op == "" || len(e.Op) > 32 {
			t.Fatalf("%q: releases %+v", payload, e)
		}
		if e, err := readRestock(raw); err != nil {
			refusal(t, payload, err, "item_id", "count", "op")
		} else if e.ItemID < 1 || e.Count < 1 || e.Count > shop.MaxAvailable || e.Op == "" || len(e.Op) > 32 {
			t.Fatalf("%q: restocks %+v", payload, e)
		}
		if _, err := readCart(raw); err != nil {
			refusal(t, payload, err, "handle")
		}
		if span, err := readPast(raw); err != nil {
			refusal(t, payload, err, "span")
		} else if span != "day" && span != "week" {
			t.Fatalf("%q: looks back a %q", payload, span)
		}
	})
}
