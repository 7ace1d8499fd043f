package cart

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
	"footfall/shared/token"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func keys(tb testing.TB) token.Keys {
	tb.Helper()
	k, err := token.ParseKeys("a secret of these tests which is long enough")
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// stocked is a shop of 100 items: 1 to 60 of the released product 1, the
// others of product 2. Item 2 is sold out.
func stocked() *shop.Snapshot {
	c := shop.Catalogue{
		{ID: 1, Brand: "Marram", Name: "Tideline", Color: "coral", PriceUSD: 120, Image: "/pictures/1.svg", Released: true},
		{ID: 2, Brand: "Ostrel", Name: "Highwater", Color: "red", PriceUSD: 95, Image: "/pictures/2.svg"},
	}
	available := map[int]int{}
	for id := 1; id <= 100; id++ {
		p := &c[0]
		if id > 60 {
			p = &c[1]
		}
		p.Items = append(p.Items, shop.Item{ID: id, SKU: "S", ProductID: p.ID, Size: "6.5"})
		available[id] = 10
	}
	available[2] = 0
	return shop.NewSnapshot(c, available)
}

// counter is a store with one shopper in front of it.
type counter struct {
	*Store
	conn *redisconn.Conn
	id   string
}

func newCounter(t *testing.T, server *redistest.Server) counter {
	t.Helper()
	conn := server.OpenWith(t, redisconn.Config{Prefix: "p:"})
	id := token.NewCartIDs(keys(t)).New()
	return counter{NewStore(conn, token.NewHandles(keys(t)[0]), stocked), conn, id}
}

// each runs test on both kinds of Redis.
func each(t *testing.T, test func(t *testing.T, c counter)) {
	t.Helper()
	redistest.Each(t, func(t *testing.T, server *redistest.Server) { test(t, newCounter(t, server)) })
}

// has fails unless the call gave this cart.
func has(t *testing.T, what string, got Cart, err error, version uint64, items ...int) {
	t.Helper()
	if err != nil || got.Version != version || !slices.Equal(got.Items, items) {
		t.Fatalf("%s: got %v, %v, want %v at version %d", what, got, err, items, version)
	}
}

// holds fails unless Redis has this cart.
func (c counter) holds(t *testing.T, version uint64, items ...int) {
	t.Helper()
	got, err := c.Load(t.Context(), c.id)
	has(t, "loading", got, err, version, items...)
}

// fill adds items.
func (c counter) fill(t *testing.T, items ...int) (last Cart) {
	t.Helper()
	for _, item := range items {
		var err error
		if last, err = c.Add(t.Context(), c.id, Cart{}, item); err != nil {
			t.Fatalf("adding %d: %v", item, err)
		}
	}
	return last
}

func (c counter) key() string { return c.conn.Key(key(c.id)) }

// hash is what Redis holds of the cart.
func (c counter) hash(t *testing.T) string {
	t.Helper()
	fields, err := c.conn.Reads().HGetAll(t.Context(), c.key()).Result()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		b.WriteString(field + "=" + fields[field] + " ")
	}
	return b.String()
}

func fails(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}
