package live_test

import (
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2/server"
)

// Beyond what can be done, events are refused before they have asked Redis for
// anything, so nothing has to be looked at again.
func TestAnEventThatGetsNoTurnIsRefusedAndLeavesNoDoubt(t *testing.T) {
	var looks atomic.Int64
	shopper := looked(t, func(*server.Peer) bool {
		looks.Add(1)
		return false
	})
	page, late := shopper.visit(t, shopper.ids.New()), shopper.connect(t)
	looks.Store(0)
	giveBack := shopper.tabs.TakeAllTurns()
	page.refused("add_item", `{"item_id":1}`, unavailable)
	late.ask("cart:"+shopper.ids.New(), "phx_join", `{}`).says(t, "error", `{"reason":"unavailable"}`)
	page.ask("page", `{"page":"/checkout"}`).says(t, "ok", `{}`)
	if n := looks.Load(); n > 0 || shopper.tabs.Doubtful() > 0 {
		t.Errorf("%d looks at carts, %d in doubt", n, shopper.tabs.Doubtful())
	}
	giveBack()
	page.adds("1", 1, 1)
	page.quiet()
}

// A turn that comes in time is taken.
func TestAnEventWaitsForItsTurn(t *testing.T) {
	shopper, _ := open(t)
	page := shopper.visit(t, shopper.ids.New())
	giveBack := shopper.tabs.TakeAllTurns()
	page.send(page.topic, "add_item", `{"item_id":1}`)
	giveBack()
	f, _ := page.read()
	if f.event != "phx_reply" {
		t.Errorf("got %v", f)
	}
	page.removes("1", 2)
}
