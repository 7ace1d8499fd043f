package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// dashboardOf is a dashboard that has joined, and the reply.
func dashboardOf(t *testing.T, s *site) (*client, opening) {
	t.Helper()
	c := s.connect(t, "")
	var reply struct {
		Status   string
		Response opening
	}
	ok(t, json.Unmarshal(c.answer(DashboardTopic, "phx_join", `{}`), &reply))
	if reply.Status != "ok" {
		t.Fatalf("got %+v", reply)
	}
	return c, reply.Response
}

const catalogue = `"catalogue":[` +
	`{"id":2,"name":"Highwater","brand":"Ostrel","color":"red","price_usd":95,"released":false,"items":[{"id":3,"sku":"B6","size":"6"}]},` +
	`{"id":1,"name":"Tideline","brand":"Marram","color":"coral","price_usd":120,"released":true,"items":[{"id":1,"sku":"A6","size":"6"},{"id":2,"sku":"A7","size":"7"}]}]`

func TestADashboardBeginsWithTheShopAndHowFarItCanBeTrusted(t *testing.T) {
	s, _ := stocked(t)
	c := s.connect(t, "")
	got := c.answer(DashboardTopic, "phx_join", `{}`)
	var at struct {
		Response struct {
			ServerTime time.Time       `json:"server_time"`
			History    json.RawMessage // a minute may have ended
			Stats      struct{ At time.Time }
		}
	}
	ok(t, json.Unmarshal(got, &at))
	if age := time.Since(at.Response.ServerTime); age < 0 || age > patience {
		t.Errorf("the server's time is %v", at.Response.ServerTime)
	}
	moment := func(t time.Time) string { return t.Format(time.RFC3339Nano) }
	want := fmt.Sprintf(`{"response":{"server_time":%q,"role":"operator",%s,"stock":{"1":1,"2":2,"3":3},"history":%s,`+
		`"stats":{"at":%q,"ready":true,"stale_since":null,"shop_stale_since":null,"carts":0,"tabs":0,"items":0,"value_usd":0,"with_items":0,"sold_out":0,`+
		`"stages":{"browsing":0,"cart":0,"checkout":0},"pages":[],"other_pages":{"pages":0,"tabs":0},"demand":{},"nodes":[],`+
		`"sales_stale_since":null,"sold_10m":{},"purchased_10m":0,"purchased_10m_usd":0,"purchased_today":0,"purchased_today_usd":0}},"status":"ok"}`,
		moment(at.Response.ServerTime), catalogue, at.Response.History, moment(at.Response.Stats.At))
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// passing are events that come when they come.
var passing = []string{"stats", "activity", "rows", "minute", "history", "shop"}

// push is the payload of the next frame of that event, passing over others.
func (c *client) push(event string, others ...string) string {
	c.t.Helper()
	for {
		topic, got, payload := c.read()
		if got == event {
			return string(payload)
		}
		if topic != DashboardTopic || !slices.Contains(append(others, passing...), got) {
			c.t.Fatalf("got %s %s %s, want %s", topic, got, payload, event)
		}
	}
}

// told fails unless the next frame of that event says this.
func (c *client) told(event, want string) {
	c.t.Helper()
	if got := c.push(event); got != want {
		c.t.Errorf("%s: got %s, want %s", event, got, want)
	}
}

func TestADashboardIsToldEveryChangeOfTheShop(t *testing.T) {
	s, store := stocked(t)
	c, _ := dashboardOf(t, s)
	ok(t, store.SetStock(t.Context(), 2, 1000))
	c.told("stock", `{"item_id":2,"available":1000}`)
	must(store.Release(t.Context(), []int{2}))
	c.told("released", `{"product_id":2}`)
	must(store.Restock(t.Context(), 2, 1))
	c.told("stock", `{"item_id":2,"available":1001}`)
	must(store.Reset(t.Context(), small()[:1], 0))
	want := fmt.Sprintf(`{"catalogue":[{"id":1,"name":"Tideline","brand":"Marram","color":"coral","price_usd":120,"released":false,`+
		`"items":[{"id":1,"sku":"A6","size":"6"},{"id":2,"sku":"A7","size":"7"}]}],"stock":{"1":%d,"2":%d}}`,
		shop.InitialStock(0, 1), shop.InitialStock(0, 2))
	c.told("shop", want)
}

func TestADashboardIsToldHowManyAreThere(t *testing.T) {
	s, shop := open(t)
	c, first := dashboardOf(t, s)
	if first.Stats.Carts != 0 || !first.Stats.Ready || first.Stats.StaleSince != nil {
		t.Errorf("at first: %+v", first.Stats)
	}
	for _, key := range []string{"a", "a", "b"} {
		must(shop.Track(key, meta("/", "")))
	}
	for {
		var now stats
		ok(t, json.Unmarshal([]byte(c.push("stats")), &now))
		if now.Carts != 2 || now.Tabs != 3 {
			continue
		}
		if n := now.Nodes; len(n) != 1 || n[0].ID != shop.Node() || n[0].Carts != 2 || n[0].Tabs != 3 || n[0].HeardMS < 0 {
			t.Errorf("got %+v", now)
		}
		return
	}
}

// A picture that cannot be vouched for says so, and does not pretend to be empty.
func TestADashboardIsToldThatThePictureIsStale(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	shop := storefront(t, redis)
	s := serve(t, redis).ready(t)
	must(shop.Track("cart", meta("/", "")))
	s.awaits(t, 1)
	c, _ := dashboardOf(t, s)
	redis.Kill()
	for {
		var now stats
		ok(t, json.Unmarshal([]byte(c.push("stats")), &now))
		if now.StaleSince == nil {
			continue
		}
		if !now.Ready || now.Carts != 1 || now.Tabs != 1 || now.StaleSince.After(now.At) {
			t.Errorf("got %+v", now)
		}
		return
	}
}

// The ages in them pass, so stats that only time has changed are told as well,
// but seldom.
func TestStatsThatOnlyTimeHasChangedAreTheSame(t *testing.T) {
	since, later := time.Unix(1, 0), time.Unix(2, 0)
	base := func() stats {
		return stats{At: since, Ready: true, Totals: board.Totals{Carts: 1, Tabs: 2}, Nodes: []node{{"n", 1, 2, 5}}}
	}
	older := base()
	older.At, older.Nodes[0].HeardMS = later, 900
	if !base().same(older) {
		t.Error("only time has passed")
	}
	for name, change := range map[string]func(*stats){
		"ready": func(s *stats) { s.Ready = false },
		"stale": func(s *stats) { s.StaleSince = &since },
		"carts": func(s *stats) { s.Carts++ },
		"shop":  func(s *stats) { s.ShopStale = &since },
		"sales": func(s *stats) { s.Stale = &since },
		"sold":  func(s *stats) { s.Purchased10M = new(0) },
		"tabs":  func(s *stats) { s.Nodes[0].Tabs++ },
		"nodes": func(s *stats) { s.Nodes = nil },
	} {
		other := base()
		change(&other)
		if base().same(other) {
			t.Errorf("%s: no change was seen", name)
		}
	}
}
