package live

import (
	"encoding/json"
	"fmt"
	"testing"
)

// does sends an event and returns the reply, passing over what it causes.
func (c *client) does(event, payload string) string {
	c.t.Helper()
	ok(c.t, c.ws.WriteMessage(1, fmt.Appendf(nil, `["j","1",%q,%q,%s]`, DashboardTopic, event, payload)))
	return c.push("phx_reply", "released", "stock", "phx_close")
}

func TestOperatorsReleaseAndRestock(t *testing.T) {
	s, store := stocked(t)
	c, _ := dashboardOf(t, s)
	if got := c.does("release", `{"product_id":2}`); got != done {
		t.Errorf("got %s", got)
	}
	want := `{"response":{"item_id":3,"available":10},"status":"ok"}`
	if got := c.does("restock", `{"item_id":3,"count":7}`); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if now := must(store.Load(t.Context())); !now.Released(2) || now.Available(3) != 10 {
		t.Error("nothing was changed")
	}
}

func TestAViewerChangesNothing(t *testing.T) {
	s, store := stocked(t)
	c := s.connect(t, "viewer")
	c.ask(TrackerTopic, "phx_leave", `{}`, done)
	var opening struct{ Response struct{ Role string } }
	ok(t, json.Unmarshal(c.answer(DashboardTopic, "phx_join", `{}`), &opening))
	if opening.Response.Role != "viewer" {
		t.Errorf("got %+v", opening)
	}
	for _, event := range []string{"release", "restock"} {
		if got := c.refused(event, `{"product_id":2,"item_id":1,"count":1}`); got != "forbidden " {
			t.Errorf("%s: got %q", event, got)
		}
	}
	now := must(store.Load(t.Context()))
	if now.Released(2) || now.Available(1) != 1 {
		t.Error("something was changed")
	}
}

func TestWhatOperatorsDoIsInTheAuditLog(t *testing.T) {
	s, _ := stocked(t)
	c, _ := dashboardOf(t, s)
	c.does("restock", `{"item_id":3,"count":7}`)
	c.does("release", `{"product_id":2}`)
	c.does("release", `{"product_id":99}`)
	var reply struct{ Response audited }
	ok(t, json.Unmarshal([]byte(c.does("audit", `{}`)), &reply))
	var got []string
	for _, e := range reply.Response.Entries {
		got = append(got, fmt.Sprint(e.Admin, " ", e.Action, " ", e.ProductID, e.ItemID, e.Count))
	}
	if want := "[ada release 2 0 0 ada restock 0 3 7]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestACartIsShownByItsHandle(t *testing.T) {
	s, shop := open(t)
	must(shop.Track("cart", meta("/", "", 1)))
	must(shop.Track("cart", meta("/b", "", 1)))
	s.awaits(t, 2)
	c, _ := dashboardOf(t, s)
	var reply struct {
		Response struct {
			Row  *struct{ Handle string }
			Tabs []struct{ Page, Node string }
		}
	}
	ok(t, json.Unmarshal([]byte(c.does("cart", `{"handle":"cart"}`)), &reply))
	if r := reply.Response; r.Row == nil || r.Row.Handle != "cart" || len(r.Tabs) != 2 || r.Tabs[1].Page != "/b" || r.Tabs[1].Node != shop.Node() {
		t.Errorf("got %+v", r)
	}
	if got, want := c.does("cart", `{"handle":"gone"}`), `{"response":{"row":null,"tabs":[]},"status":"ok"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
