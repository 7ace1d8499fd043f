package live_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2/server"

	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// looked is a storefront whose readings of carts each pass here before.
func looked(t *testing.T, look func(c *server.Peer) (refused bool)) *instance {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	seed(t, redis.Open(t))
	shopper := start(t, redis).ready(t)
	redis.Embedded.Server().SetPreHook(func(c *server.Peer, cmd string, args ...string) bool {
		return cmd == "PTTL" && strings.HasPrefix(args[0], "cart:") && look(c)
	})
	return shopper
}

// The sender is told of its own change as well, mostly before its reply. What
// makes a change asks how long the cart lives, as a look does.
func TestATabDoesNotLookAtWhatItChangedItself(t *testing.T) {
	var looks atomic.Int64
	shopper := looked(t, func(*server.Peer) bool {
		looks.Add(1)
		return false
	})
	id := shopper.ids.New()
	page, sibling := shopper.visit(t, id), shopper.visit(t, id)
	looks.Store(0)
	const changes = 40
	for version := uint64(1); version <= changes; version += 2 {
		page.adds("1", version, 1)
		sibling.shows(version, 1)
		page.removes("1", version+1)
		sibling.shows(version + 1)
	}
	page.quiet()
	sibling.quiet()
	if n := looks.Load() - changes; n < changes || n > changes+changes/4 { // both look again should the link be in doubt
		t.Errorf("%d looks at %d changes of the other", n, changes)
	}
}

// What sold out is drawn as sold out, though the cart could not be looked at
// when that was told.
func TestWhatIsToldDuringALookThatFailsIsNotForgotten(t *testing.T) {
	looking, fail := make(chan struct{}), make(chan struct{})
	var fails atomic.Bool
	shopper := looked(t, func(c *server.Peer) bool {
		if !fails.Swap(false) {
			return false
		}
		close(looking)
		<-fail
		c.WriteError("ERR not now")
		return true
	})
	id := shopper.ids.New()
	page, other := shopper.visit(t, id), shopper.visit(t, shopper.ids.New())
	page.adds("1", 1, 1)
	other.adds("1", 1, 1)
	fails.Store(true)
	ok(t, shopper.conn.Publish(t.Context(), "carts", `{"v":1,"handle":"`+shopper.handles.Of(id)+`","version":7}`))
	<-looking
	ok(t, shop.NewStore(shopper.conn).SetStock(t.Context(), 1, 0))
	other.shows(1, -1)
	shopper.tabs.Known() // waits until every tab has been told
	close(fail)
	page.shows(1, -1)
	page.quiet()
}
