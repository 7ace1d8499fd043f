package live_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/token"
)

// tab is one open page of a shopper.
type tab struct {
	*client
	topic string
}

// open joins a cart and reads the reply; the cart comes after it.
func (i *instance) open(t *testing.T, id, params string) tab {
	t.Helper()
	page := tab{i.connect(t), "cart:" + id}
	page.ask("phx_join", params).says(t, "ok", `{}`)
	return page
}

// visit opens a page of a cart of which there is no record.
func (i *instance) visit(t *testing.T, id string) tab {
	t.Helper()
	page := i.open(t, id, `{}`)
	page.shows(0)
	return page
}

func (p tab) ask(event, payload string) reply {
	p.t.Helper()
	return p.client.ask(p.topic, event, payload)
}

// cart is the cart that is pushed next.
func (p tab) cart() cart.Payload {
	p.t.Helper()
	f, _ := p.read()
	if f.topic != p.topic || f.event != "cart" {
		p.t.Fatalf("got %v, want a cart", f)
	}
	return p.decode(f.payload)
}

func (p tab) decode(payload json.RawMessage) (c cart.Payload) {
	p.t.Helper()
	ok(p.t, json.Unmarshal(payload, &c))
	return c
}

// shows fails unless this cart is pushed next. Items are by id; one that is
// sold out is below zero.
func (p tab) shows(version uint64, items ...int) {
	p.t.Helper()
	p.is(p.cart(), version, items...)
}

func (p tab) is(c cart.Payload, version uint64, items ...int) {
	p.t.Helper()
	got := []int{}
	for _, line := range c.Items {
		if line.OutOfStock {
			line.ID = -line.ID
		}
		got = append(got, line.ID)
	}
	if fmt.Sprint(got) != fmt.Sprint(items) || c.Version != version {
		p.t.Fatalf("got %v at version %d, want %v at version %d", got, c.Version, items, version)
	}
}

// adds adds an item; the reply is the cart.
func (p tab) adds(item string, version uint64, items ...int) cart.Payload {
	p.t.Helper()
	return p.changes("add_item", item, version, items...)
}

// removes removes an item; the reply is the cart.
func (p tab) removes(item string, version uint64, items ...int) {
	p.t.Helper()
	p.changes("remove_item", item, version, items...)
}

func (p tab) changes(event, item string, version uint64, items ...int) cart.Payload {
	p.t.Helper()
	r := p.ask(event, `{"item_id":`+item+`}`)
	if r.Status != "ok" {
		p.t.Fatalf("%s %s: %s %s", event, item, r.Status, r.Response)
	}
	c := p.decode(r.Response)
	p.is(c, version, items...)
	return c
}

// refused fails unless the push is answered with this error.
func (p tab) refused(event, payload, answer string) {
	p.t.Helper()
	p.ask(event, payload).says(p.t, "error", answer)
}

// changeUnheard puts item 3 into a cart of version 1 as another tab does, but
// nobody is told.
func (i *instance) changeUnheard(t *testing.T, id string) {
	t.Helper()
	ok(t, i.conn.Writes().HSet(t.Context(), i.key(id), "version", 2, "i:3", "2:1700000000000").Err())
}

// key is where Redis keeps a cart.
func (i *instance) key(id string) string { return i.conn.Key("cart:{" + token.Digest(id) + "}") }
