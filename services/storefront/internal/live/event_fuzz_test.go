package live_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// refusals are the codes that a push may be answered with: the contract's list
// but for internal, which is a crash, and what only a dashboard says.
var refusals = []string{
	"duplicate_item", "not_found", "unknown_item", "cart_full", "checkout_pending", "unavailable", "rate_limited", "unknown_event", "bad_request",
}

// FuzzAnEvent sends anything to a tab that has joined. It gets an answer of the
// contract, and the tab is as good as before: it can still be used.
func FuzzAnEvent(f *testing.F) {
	for _, event := range []string{"add_item", "remove_item", "page", "cart", "heartbeat", "", "__proto__", "ADD_ITEM", "a\x00b"} {
		for _, payload := range []string{
			`{"item_id":2}`, `{"item_id":"2"}`, `{"item_id":-1}`, `{"item_id":2.0}`, `{"item_id":99999999999999999999}`, `{"item_id":[2]}`,
			`{"item_id":{}}`, `{"page":"/"}`, `{"page":7}`, `{}`, `[]`, `null`, `7`, `"text"`, strings.Repeat("[", 90) + strings.Repeat("]", 90),
		} {
			f.Add(event, payload)
		}
	}
	redis := redistest.Embed(f)
	store := shop.NewStore(redis.Open(f))
	must(store.Seed(f.Context(), small(), 0))
	storefront := start(f, redis).ready(f)
	f.Fuzz(func(t *testing.T, event, payload string) {
		if strings.HasPrefix(event, "phx_") || !json.Valid([]byte(payload)) || len(event)+len(payload) > 8<<10 {
			return // it is the protocol's, or no frame
		}
		storefront.fuzz(t, event, payload)
	})
}

func (i *instance) fuzz(t *testing.T, event, payload string) {
	c := i.connect(t)
	topic := "cart:" + i.ids.New()
	c.replyTo(c.send(topic, "phx_join", `{}`)).says(t, "ok", `{}`)
	got := c.replyTo(c.send(topic, event, payload))
	var refused struct{ Error string }
	if got.Status == "error" && (json.Unmarshal(got.Response, &refused) != nil || !slices.Contains(refusals, refused.Error)) {
		t.Errorf("%q %s: got %s", event, payload, got.Response)
	}
	if got := c.replyTo(c.send(topic, "add_item", `{"item_id":1}`)); got.Status != "ok" && string(got.Response) != `{"error":"duplicate_item"}` {
		t.Errorf("after %q %s nothing can be added: %s", event, payload, got.Response)
	}
	_ = c.ws.Close() // not only when all have been fuzzed
}

// replyTo is the reply to a frame, whatever else comes before it.
func (c *client) replyTo(sent string) (r reply) {
	c.t.Helper()
	for {
		if f, ref := c.read(); f.event == "phx_reply" && ref == sent {
			ok(c.t, json.Unmarshal(f.payload, &r))
			return r
		}
	}
}
