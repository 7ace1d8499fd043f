package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"footfall/services/admin/internal/board"
	"footfall/shared/redistest"
)

// shown is a window as a page is told it.
type shown struct {
	ID    int
	Total *int `json:"total"`
	board.Window
}

func (s shown) String() string {
	var handles []string
	for _, r := range s.Rows {
		handles = append(handles, r.Handle)
	}
	if s.Total == nil {
		return fmt.Sprintf("%d: nobody knows", s.ID)
	}
	return fmt.Sprintf("%d: %d of %d from %d: %s", s.ID, len(s.Rows), *s.Total, s.Offset, strings.Join(handles, " "))
}

// window asks for rows, which must come with the reply.
func (c *client) window(query string) (s shown) {
	c.t.Helper()
	raw := c.does("window", query)
	var reply struct {
		Status   string
		Response shown
	}
	ok(c.t, json.Unmarshal([]byte(raw), &reply))
	if reply.Status != "ok" {
		c.t.Fatalf("%s: got %s", query, raw)
	}
	return reply.Response
}

// wants waits for rows in which the page sees just that.
func (c *client) wants(want string) {
	c.t.Helper()
	for {
		var s shown
		ok(c.t, json.Unmarshal([]byte(c.push("rows", "stock", "released")), &s))
		if s.String() == want {
			return
		}
	}
}

func TestAWindowIsAnsweredAndThenFollowed(t *testing.T) {
	s, store := stocked(t)
	_ = store
	shop := storefront(t, s.redis)
	must(shop.Track("aa", meta("/", "", 1, 2)))
	must(shop.Track("bb", meta("/checkout", "", 1)))
	s.awaits(t, 2)
	c, _ := dashboardOf(t, s)
	if got := c.window(`{"id":7,"sort":"value_usd","desc":true,"limit":200}`).String(); got != "7: 2 of 2 from 0: aa bb" {
		t.Errorf("got %s", got)
	}
	must(shop.Track("cc", meta("/", "", 3)))
	c.wants("7: 3 of 3 from 0: aa bb cc")
	if got := c.window(`{"sort":"handle","limit":1,"offset":1,"filter":{"item":1}}`).String(); got != "0: 1 of 2 from 1: bb" {
		t.Errorf("got %s", got)
	}
	must(shop.Track("ab", meta("/", "", 1)))
	c.wants("0: 1 of 3 from 1: ab")
}

func TestALookAtOtherCartsLetsTheWindowStand(t *testing.T) {
	s, _ := stocked(t)
	shop := storefront(t, s.redis)
	must(shop.Track("aa", meta("/", "", 1, 2)))
	must(shop.Track("bb", meta("/checkout", "", 1)))
	s.awaits(t, 2)
	c, _ := dashboardOf(t, s)
	c.window(`{"id":1,"sort":"handle","limit":200}`)
	if got := c.window(`{"id":2,"once":true,"sort":"handle","limit":200,"filter":{"after":"aa"}}`).String(); got != "2: 1 of 1 from 0: bb" {
		t.Errorf("got %s", got)
	}
	must(shop.Track("cc", meta("/", "", 3)))
	c.wants("1: 3 of 3 from 0: aa bb cc")
}

func TestARequestThatIsWrongIsToldWhichField(t *testing.T) {
	s, _ := stocked(t)
	c, _ := dashboardOf(t, s)
	for _, tt := range []struct{ event, payload, want string }{
		{"window", `{"limit":1000000}`, "bad_request limit"},
		{"window", `{"limit":201}`, "bad_request limit"},
		{"window", `{"limit":0}`, "bad_request limit"},
		{"window", `{"limit":-1}`, "bad_request limit"},
		{"window", `{"limit":"5"}`, "bad_request limit"},
		{"window", `{"limit":1.5}`, "bad_request limit"},
		{"window", `{}`, "bad_request limit"},
		{"window", `{"Limit":5}`, "bad_request limit"},
		{"window", `[]`, "bad_request "},
		{"window", `null`, "bad_request "},
		{"window", `7`, "bad_request "},
		{"window", `{"limit":5,"sort":"password"}`, "bad_request sort"},
		{"window", `{"limit":5,"sort":"__proto__"}`, "bad_request sort"},
		{"window", `{"limit":5,"sort":7}`, "bad_request sort"},
		{"window", `{"limit":5,"desc":"yes"}`, "bad_request desc"},
		{"window", `{"limit":5,"offset":-1}`, "bad_request offset"},
		{"window", `{"limit":5,"offset":1e99}`, "bad_request offset"},
		{"window", `{"limit":5,"id":"x"}`, "bad_request id"},
		{"window", `{"limit":5,"once":1}`, "bad_request once"},
		{"window", `{"limit":5,"filter":{"after":"` + strings.Repeat("x", 65) + `"}}`, "bad_request filter.after"},
		{"window", `{"limit":5,"filter":{"page":"` + strings.Repeat("x", 257) + `"}}`, "bad_request filter.page"},
		{"window", `{"limit":5,"filter":{"node":"` + strings.Repeat("x", 65) + `"}}`, "bad_request filter.node"},
		{"window", `{"limit":5,"filter":[]}`, "bad_request filter"},
		{"window", `{"limit":5,"filter":{"stage":"paid"}}`, "bad_request filter.stage"},
		{"window", `{"limit":5,"filter":{"page":1}}`, "bad_request filter.page"},
		{"window", `{"limit":5,"filter":{"item":"x"}}`, "bad_request filter.item"},
		{"window", `{"limit":5,"filter":{"item":0}}`, "bad_request filter.item"},
		{"window", `{"limit":5,"filter":{"text":"` + strings.Repeat("x", 257) + `"}}`, "bad_request filter.text"},
		{"window", `{"limit":5,"filter":{"min_value":-1}}`, "bad_request filter.min_value"},
		{"window", `{"limit":5,"filter":{"sold_out":1}}`, "bad_request filter.sold_out"},
		{"window", `{"limit":5,"filter":{"since":"yesterday"}}`, "bad_request filter.since"},
		{"window", `{"limit":5,"filter":{"page_since":1764500000000}}`, "bad_request filter.page_since"},
		{"release", `{}`, "bad_request product_id"},
		{"release", `{"product_id":"2"}`, "bad_request product_id"},
		{"release", `{"product_id":99}`, "unknown_product "},
		{"restock", `{"count":1}`, "bad_request item_id"},
		{"restock", `{"item_id":1}`, "bad_request count"},
		{"restock", `{"item_id":1,"count":0}`, "bad_request count"},
		{"restock", `{"item_id":1,"count":1000001}`, "bad_request count"},
		{"restock", `{"item_id":1,"count":1000000}`, "bad_request count"},
		{"restock", `{"item_id":99,"count":1}`, "unknown_item "},
		{"restock", `{"item_id":1,"count":1,"op":"7"}`, "bad_request op"},
		{"release", `{"product_id":2,"op":"` + strings.Repeat("g", 32) + `"}`, "bad_request op"},
		{"cart", `{"handle":"` + strings.Repeat("x", 65) + `"}`, "bad_request handle"},
		{"cart", `{}`, "bad_request handle"},
		{"cart", `{"handle":7}`, "bad_request handle"},
		{"stats", `{}`, "unknown_event "},
		{"rows", `{}`, "unknown_event "},
	} {
		if got := c.refused(tt.event, tt.payload); got != tt.want {
			t.Errorf("%s %.60s: got %q, want %q", tt.event, tt.payload, got, tt.want)
		}
	}
	c.window(`{"limit":5,"filter":{"text":"` + strings.Repeat("x", 256) + `","page":"` + strings.Repeat("x", 256) + `"}}`)
}

// refused is the error of an event and the field.
func (c *client) refused(event, payload string) string {
	c.t.Helper()
	var reply struct {
		Response struct{ Error, Field string }
	}
	raw := c.does(event, payload)
	ok(c.t, json.Unmarshal([]byte(raw), &reply))
	return reply.Response.Error + " " + reply.Response.Field
}

func TestActivityIsToldInItsOrder(t *testing.T) {
	s, shop := open(t)
	must(shop.Track("before", meta("/", "")))
	s.awaits(t, 1)
	c, _ := dashboardOf(t, s)
	ref := must(shop.Track("cart", meta("/", "")))
	s.awaits(t, 2)
	ok(t, shop.Update(ref, meta("/checkout", "", 1)))
	var kinds []string
	for len(kinds) < 3 {
		var a activity
		ok(t, json.Unmarshal([]byte(c.push("activity")), &a))
		for _, e := range a.Events {
			if e.Handle == "cart" {
				kinds = append(kinds, string(e.Kind)+" "+e.Page)
			}
		}
	}
	if want := []string{"joined /", "checkout /checkout", "added "}; !slices.Equal(kinds, want) {
		t.Errorf("got %q, want %q", kinds, want)
	}
}

// What is not known yet is not told as nothing; the rows come when it is.
func TestAWindowOfWhatIsNotKnownSaysSo(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	redis.Kill()
	s := serve(t, redis)
	c, opening := dashboardOf(t, s)
	want := `{"response":{"id":3,"offset":0,"total":null,"rows":[]},"status":"ok"}`
	if got := c.does("window", `{"id":3,"limit":5}`); got != want || opening.Stats.Ready {
		t.Errorf("got %s, and %+v", got, opening.Stats)
	}
	redis.Start(t)
	must(storefront(t, redis).Track("cart", meta("/", "")))
	c.wants("3: 1 of 1 from 0: cart")
}
