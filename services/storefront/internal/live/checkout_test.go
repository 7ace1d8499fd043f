package live_test

import "testing"

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
		if shown.Version != 2 || len(shown.Items) != 0 {
			t.Errorf("got %+v", shown)
		}
	}
	loser.shows(1, -1)
	for _, i := range []*instance{here, there} {
		eventually(t, "nothing is left", func() bool { return i.inventory.Now().Available(1) == 0 })
	}
}
