package live_test

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redistest"
)

const unavailable = `{"error":"unavailable"}`

// outage is a storefront whose Redis can be killed, with a tab that holds item 1.
func outage(t *testing.T) (*redistest.Server, *instance, tab, string) {
	t.Helper()
	t.Parallel()
	redis := redistest.Real(t)
	seed(t, redis.Open(t))
	shopper := start(t, redis).ready(t)
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	page.adds("1", 1, 1)
	return redis, shopper, page, id
}

func TestWithoutRedisChangesAreRefusedAndTheChannelLives(t *testing.T) {
	redis, shopper, page, id := outage(t)
	redis.Kill()
	page.refused("add_item", `{"item_id":2}`, unavailable)
	page.refused("remove_item", `{"item_id":1}`, unavailable)
	page.refused("add_item", `{"item_id":99}`, `{"error":"unknown_item"}`)
	page.ask("page", `{"page":"/checkout"}`).says(t, "ok", `{}`)
	late := shopper.connect(t)
	late.ask("cart:"+id, "phx_join", `{}`).says(t, "error", `{"reason":"unavailable"}`)
	if r := late.ask("product:1", "phx_join", `{}`); r.Status != "ok" {
		t.Errorf("a product, from memory: got %s %s", r.Status, r.Response)
	}
	page.quiet()
}

// A tab that waits for a Redis that hangs answers nobody meanwhile.
func TestATabDoesNotLookAtARedisThatIsNotHeard(t *testing.T) {
	redis, shopper, page, _ := outage(t)
	eventually(t, "changes are heard of", shopper.tabs.Hearing)
	redis.Freeze()
	eventually(t, "nothing is heard, and the tab is in doubt", func() bool {
		page.refused("add_item", `{"item_id":2}`, unavailable)
		return !shopper.tabs.Hearing() && shopper.tabs.Doubtful() == 1
	})
	if n := shopper.tabs.Due(); n != 0 {
		t.Errorf("%d tabs look", n)
	}
	redis.Thaw()
	eventually(t, "no tab is in doubt", func() bool { return shopper.tabs.Hearing() && shopper.tabs.Doubtful() == 0 })
}

// What Redis has lost is what the tab remembers.
func TestARedisThatComesBackEmptyGetsTheCartBack(t *testing.T) {
	redis, shopper, page, id := outage(t)
	redis.Kill()
	page.refused("add_item", `{"item_id":2}`, unavailable)
	redis.Start(t)
	seed(t, redis.Open(t))
	eventually(t, "the cart is in Redis again", func() bool {
		c, err := shopper.carts.Load(t.Context(), id)
		return err == nil && c.Version == 1 && c.Holds(1)
	})
	eventually(t, "the shop is followed again", shopper.inventory.Live)
	page.adds("2", 2, 1, 2)
	late := shopper.connect(t)
	late.ask("cart:"+id, "phx_join", `{}`).says(t, "ok", `{}`)
}

func TestAFlushedRedisGetsTheCartBackWithTheNextChange(t *testing.T) {
	shopper, w := watched(t)
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	page.adds("1", 1, 1)
	page.adds("2", 2, 1, 2)
	ok(t, shopper.conn.Writes().FlushAll(t.Context()).Err())
	page.adds("3", 3, 1, 2, 3)
	w.awaits(t, shopper.handles.Of(id)+` {"page":null,"items":[3,2,1],"tab":null}`)
	late := shopper.open(t, id, `{}`)
	late.shows(3, 1, 2, 3)
}

// Nobody brought the lost cart back before somebody began a new one: then the
// new one counts, in every tab.
func TestACartThatBeganAnewAfterALossIsShownToo(t *testing.T) {
	shopper, _ := open(t)
	id := shopper.ids.New()
	old := shopper.visit(t, id)
	old.adds("1", 1, 1)
	old.adds("2", 2, 1, 2)
	ok(t, shopper.conn.Writes().FlushAll(t.Context()).Err())
	fresh := shopper.visit(t, id)
	fresh.adds("3", 1, 3)
	old.shows(1, 3)
	old.quiet()
}

// Every tab looks again once its storefront may have missed something.
func TestAChangeThatNobodyWasToldIsShownAfterTheGap(t *testing.T) {
	_, shopper, page, id := outage(t)
	stranger := shopper.visit(t, shopper.ids.New())
	shopper.changeUnheard(t, id)
	ok(t, shopper.conn.Writes().Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err())
	page.shows(2, 1, 3)
	page.quiet()
	stranger.quiet()
}

// A Redis that took over without the last change, and in which another tab was
// first to count on: the version is the same, the cart is not.
func TestACartThatRedisLostTheLastStepOfIsShownAsItIs(t *testing.T) {
	_, shopper, page, id := outage(t)
	page.adds("2", 2, 1, 2)
	_ = must(shopper.conn.Writes().TxPipelined(t.Context(), func(p redis.Pipeliner) error {
		p.HDel(t.Context(), shopper.key(id), "i:2")
		p.HSet(t.Context(), shopper.key(id), "i:3", "2:1700000000000")
		return nil
	}))
	ok(t, shopper.conn.Writes().Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err())
	page.shows(2, 1, 3)
	page.quiet()
}

// A message from a later version, or from anybody, harms nothing.
func TestAMessageThatCannotBeReadIsPassedBy(t *testing.T) {
	here, there, _ := pair(t)
	id := here.ids.New()
	page, far := here.visit(t, id), there.visit(t, id)
	for _, message := range []string{"", "x", "[]", `{"v":2,"handle":"h","version":1}`, `{"v":1}`, `{"v":1,"handle":"` + here.handles.Of(id) + `","version":-1}`} {
		ok(t, here.conn.Publish(t.Context(), "carts", message))
	}
	page.adds("1", 1, 1)
	far.shows(1, 1)
	page.quiet()
	far.quiet()
}
