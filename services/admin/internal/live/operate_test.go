package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"testing"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/shared/channels"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
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
		got = append(got, fmt.Sprint(e.Admin, " ", e.Action, " ", e.ProductID, e.ItemID, e.Count, e.Outcome))
	}
	if want := "[ada release 2 0 0done ada restock 0 3 7done]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// An operator whose answer was lost asks again: that is the same delivery.
func TestAnActionIsDoneOnceHoweverOftenItIsAskedFor(t *testing.T) {
	s, store := stocked(t)
	c, _ := dashboardOf(t, s)
	for _, tt := range []struct {
		op, count string
		left      int
	}{
		{"00112233445566778899aabbccddeeff", "7", 10},
		{"00112233445566778899aabbccddeeff", "7", 10},
		{"00112233445566778899aabbccddeeff", "8", 18}, // somebody thought again: that is another one
		{"ffeeddccbbaa99887766554433221100", "7", 25},
	} {
		want := fmt.Sprintf(`{"response":{"item_id":3,"available":%d},"status":"ok"}`, tt.left)
		if got := c.does("restock", `{"item_id":3,"count":`+tt.count+`,"op":"`+tt.op+`"}`); got != want {
			t.Errorf("%+v: got %s", tt, got)
		}
	}
	if left := must(store.Load(t.Context())).Available(3); left != 25 {
		t.Errorf("%d are left", left)
	}
}

// Whatever nobody knows of an action is said: to who asked for it, and in the
// audit log.
func TestAnActionWhoseOutcomeIsNotKnownIsToldAsSuch(t *testing.T) {
	s, _ := stocked(t)
	ada := access.Admin{Name: "ada", Role: access.Operator}
	for _, tt := range []struct {
		fault   error
		answer  error
		outcome string // in the log; empty: it is not there
	}{
		{context.DeadlineExceeded, errUnknown, audit.Unknown},
		{errors.New("OOM command not allowed"), errUnknown, audit.Unknown},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, errUnavailable, ""},
		{shop.ErrStockRange, channels.BadRequest("count"), ""},
		{nil, nil, audit.Done},
	} {
		gone, leave := context.WithCancel(t.Context())
		e := audit.Entry{Action: audit.Restock, ItemID: 3, Count: 7, Op: redisconn.NewID()}
		answer := s.dashboard.operate(gone, ada, e, func(context.Context) error { leave(); return tt.fault }) // the server ends meanwhile
		if fmt.Sprint(answer) != fmt.Sprint(tt.answer) {
			t.Errorf("%v: answered %v", tt.fault, answer)
		}
		log := must(s.dashboard.config.Audit.Last(t.Context(), 1))
		if there := len(log) == 1 && log[0].Op == e.Op; there != (tt.outcome != "") || there && log[0].Outcome != tt.outcome {
			t.Errorf("%v: the log has %+v", tt.fault, log)
		}
	}
}

// Nothing is done that the audit log does not know.
func TestWhatCannotBeRememberedIsNotDone(t *testing.T) {
	s, store := stocked(t)
	ok(t, s.redis.Open(t).Writes().Set(t.Context(), "admin:audit", "no stream", 0).Err())
	c, _ := dashboardOf(t, s)
	if got := c.refused("restock", `{"item_id":3,"count":7}`); got != "unavailable " {
		t.Errorf("got %q", got)
	}
	if left := must(store.Load(t.Context())).Available(3); left != 3 {
		t.Errorf("%d are left", left)
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
