package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

// join joins the carts' presence; the state comes after the reply.
func (s *site) join(t *testing.T) *client {
	t.Helper()
	c := s.connect(t, "")
	c.ask(TrackerTopic, "phx_join", `{}`, done)
	return c
}

func TestNobodyIsAnEmptyState_seed59(t *testing.T) {
	s, _ := open(t)
	c := s.join(t)
	c.want("presence_state", `{}`)
	c.quiet()
}

func TestWhoIsPresentIsTheState_seed60(t *testing.T) {
	s, shop := open(t)
	must(shop.Track("test", meta("page", "pageload.1", 1, 2)))
	s.awaits(t, 1)
	c := s.join(t)
	var state map[string]struct{ Metas []map[string]any }
	ok(t, json.Unmarshal(c.next("presence_state"), &state))
	if len(state) != 1 || len(state["test"].Metas) != 1 {
		t.Fatalf("got %v", state)
	}
	got := state["test"].Metas[0]
	ref, _ := got["phx_ref"].(string)
	delete(got, "phx_ref")
	want := map[string]any{"items": []any{1.0, 2.0}, "page": "page", "page_loaded_at": 1.0, "tab": "pageload.1", "node": shop.Node()}
	if fmt.Sprint(got) != fmt.Sprint(want) || ref == "" {
		t.Errorf("got %v with ref %q, want %v", got, ref, want)
	}
}

// side is the joins or the leaves of a diff.
type side map[string]struct {
	Metas []struct {
		Page string
		Ref  string `json:"phx_ref"`
		Prev string `json:"phx_ref_prev"`
	}
}

// String is each tab as key, page, rev, and the rev before.
func (s side) String() (all string) {
	for key, entry := range s {
		for _, m := range entry.Metas {
			_, rev, _ := strings.Cut(m.Ref, ".")
			_, prev, _ := strings.Cut(m.Prev, ".")
			all += fmt.Sprintf("%s %s %s<%s", key, m.Page, rev, prev)
		}
	}
	return all
}

// wantDiff fails unless the next frame is a diff of at most one tab each.
func (c *client) wantDiff(joins, leaves string) {
	c.t.Helper()
	var diff struct{ Joins, Leaves side }
	raw := c.next("presence_diff")
	ok(c.t, json.Unmarshal(raw, &diff))
	if diff.Joins.String() != joins || diff.Leaves.String() != leaves {
		c.t.Fatalf("got %s", raw)
	}
}

func TestEachChangeIsADiff(t *testing.T) {
	s, shop := open(t)
	c := s.join(t)
	c.want("presence_state", `{}`)
	ref := must(shop.Track("cart", meta("/", "")))
	c.wantDiff("cart / 1<", "")
	ok(t, shop.Update(ref, meta("/checkout", "")))
	c.wantDiff("cart /checkout 2<1", "cart / 1<")
	ok(t, shop.Update(ref, meta("/checkout", ""))) // the same
	shop.Untrack(ref)
	c.wantDiff("", "cart /checkout 2<1")
	c.quiet()
}

// A cart with tabs on two storefronts stays when one of them goes.
func TestAStorefrontThatGoesTakesOnlyItsTabs(t *testing.T) {
	s, here := open(t)
	there := storefront(t, s.redis)
	c := s.join(t)
	c.want("presence_state", `{}`)
	must(here.Track("cart", meta("/here", "")))
	c.wantDiff("cart /here 1<", "")
	must(there.Track("cart", meta("/there", "")))
	c.wantDiff("cart /there 1<", "")
	ok(t, there.Close(context.Background()))
	c.wantDiff("", "cart /there 1<")
	late := s.join(t)
	if state := string(late.next("presence_state")); strings.Count(state, "phx_ref") != 1 || !strings.Contains(state, "/here") {
		t.Errorf("got %s", state)
	}
}

func TestEveryJoinGetsTheStateAndThenOnlyDiffs(t *testing.T) {
	s, shop := open(t)
	ref := must(shop.Track("cart", meta("/", "")))
	s.awaits(t, 1)
	c := s.join(t)
	first := string(c.next("presence_state"))

	c.ask(TrackerTopic, "phx_leave", `{}`, done)
	c.next("phx_close")
	c.ask(TrackerTopic, "phx_join", `{}`, done)
	c.want("presence_state", first)

	// Joined again without leaving, as after an error that only the client saw.
	ok(t, c.ws.WriteMessage(1, []byte(`["k","9","admin:cart_tracker","phx_join",{}]`)))
	c.next("phx_close")
	c.want("phx_reply", done)
	c.want("presence_state", first)

	s.join(t).want("presence_state", first)
	shop.Untrack(ref)
	c.wantDiff("", "cart / 1<")
	c.quiet()
}

// It waits, and is not told of an empty shop.
func TestWhoJoinsBeforeThePictureIsKnownWaitsForIt(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	redis.Kill()
	s := serve(t, redis)
	c := s.join(t)
	c.quiet()
	redis.Start(t)
	shop := storefront(t, redis)
	must(shop.Track("cart", meta("/", "")))
	state := string(c.next("presence_state"))
	if state == `{}` { // read between the start and the tab
		c.wantDiff("cart / 1<", "")
	} else if !strings.Contains(state, `"cart"`) {
		t.Errorf("got %s", state)
	}
}

func TestAnAdminHasNoOtherTopicsAndNoEvents(t *testing.T) {
	s, _ := open(t)
	c := s.join(t)
	c.next("presence_state")
	for _, topic := range []string{"cart:x", "product:1", "admin:", "admin:*", "admin:cart_tracker2", "admin:Dashboard"} {
		c.ask(topic, "phx_join", `{}`, unmatched)
	}
	c.ask(TrackerTopic, "presence_diff", `{"joins":{},"leaves":{}}`, unknownEvent)
	c.quiet()
}
