package live_test

import (
	"testing"
	"time"

	"footfall/shared/shop"
)

// The last unit is bought: whoever looks sees that nothing is left, whoever
// holds it as well, and the buyer's cart is empty in every tab of it.
func TestAPurchaseReachesEveryTabOfEveryInstance(t *testing.T) {
	here, there, store := pair(t)
	must(store.Release(t.Context(), []int{1}))
	eventually(t, "both know of the release", func() bool {
		return here.inventory.Now().Released(1) && there.inventory.Now().Released(1)
	})
	id := here.ids.New()
	buyer, far := here.visit(t, id), there.visit(t, id)
	loser := there.visit(t, there.ids.New())
	loser.adds("1", 1, 1)
	buyer.adds("1", 1, 1)
	far.shows(1, 1)
	ok(t, here.carts.Buy(t.Context(), id, 1))
	for _, page := range []tab{buyer, far} {
		shown := page.cart()
		for shown.Version == 1 { // it sold out a moment before the cart was emptied
			shown = page.cart()
		}
		if shown.Version != 2 || len(shown.Items) != 0 || shown.Bought != 1 {
			t.Errorf("got %+v", shown)
		}
	}
	loser.shows(1, -1)
	for _, i := range []*instance{here, there} {
		eventually(t, "nothing is left", func() bool { return i.inventory.Now().Available(1) == 0 })
	}
}

// left is a cart whose storefront died after it had sold what is in it, and
// before it told anybody.
func (i *instance) left(t *testing.T, store *shop.Store, id string, version uint64, items ...int) {
	t.Helper()
	ok(t, i.conn.Writes().HSet(t.Context(), i.key(id), "status", "checking_out").Err())
	must(store.Purchase(t.Context(), i.handles.Of(id), version, items))
}

// abandon lets time pass until nobody can be at that checkout any more.
func (i *instance) abandon(t *testing.T, id string) {
	t.Helper()
	ok(t, i.conn.Writes().PExpire(t.Context(), i.key(id), 30*24*time.Hour-time.Minute).Err())
}

func TestACartWhoseCheckoutWasLeftIsEmptiedOnEveryPage(t *testing.T) {
	here, there, store := pair(t)
	must(store.Release(t.Context(), []int{1}))
	id := here.ids.New()
	page := here.visit(t, id)
	page.adds("3", 1, 3)
	far := there.open(t, id, `{}`)
	far.shows(1, 3)
	here.left(t, store, id, 1, 3)
	here.abandon(t, id)
	page.shows(2)
	far.shows(2)
}

// Nobody tells a page that comes in between.
func TestAPageThatOpensWhileACheckoutIsLeftIsRightInTheEnd(t *testing.T) {
	here, store := open(t)
	must(store.Release(t.Context(), []int{1}))
	id := here.ids.New()
	page := here.visit(t, id)
	page.adds("3", 1, 3)
	ok(t, page.ws.Close())
	here.left(t, store, id, 1, 3)
	late := here.open(t, id, `{}`)
	late.shows(1, 3)
	here.abandon(t, id)
	late.shows(2)
}
