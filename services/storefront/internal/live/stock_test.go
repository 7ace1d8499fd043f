package live_test

import "testing"

// Only who holds the item is shown the cart again, once, after what the
// storefront knows of the stock has changed: nobody sees it as available still.
func TestACartIsShownAgainWhenWhatItHoldsSellsOut_seed43_47_58(t *testing.T) {
	shopper, store := open(t)
	holds, empty := shopper.visit(t, shopper.ids.New()), shopper.visit(t, shopper.ids.New())
	other := shopper.visit(t, shopper.ids.New())
	holds.adds("1", 1, 1)
	other.adds("2", 1, 2)
	for _, item := range []int{10, 11, 12} {
		ok(t, store.SetStock(t.Context(), item, 0))
	}
	ok(t, store.SetStock(t.Context(), 1, 0))
	holds.shows(1, -1)
	ok(t, store.SetStock(t.Context(), 1, 0)) // somebody else finds nothing left
	holds.shows(1, -1)
	ok(t, store.SetStock(t.Context(), 1, 5))
	holds.shows(1, 1)
	ok(t, store.SetStock(t.Context(), 1, 4))
	ok(t, store.SetStock(t.Context(), 2, 0))
	other.shows(1, -2)
	for _, page := range []tab{holds, empty, other} {
		page.quiet()
	}
}

func TestACartThatLostTheItemIsNotShownAgain_seed51(t *testing.T) {
	shopper, store := open(t)
	page := shopper.visit(t, shopper.ids.New())
	page.adds("1", 1, 1)
	page.adds("2", 2, 1, 2)
	ok(t, store.SetStock(t.Context(), 1, 0))
	page.shows(2, -1, 2)
	page.removes("1", 3, 2)
	ok(t, store.SetStock(t.Context(), 1, 0))
	ok(t, store.SetStock(t.Context(), 2, 0))
	page.shows(3, -2)
	page.quiet()
}

func TestWhatAnotherTabAddedOrRemovedCounts_seed55_56(t *testing.T) {
	here, there, store := pair(t)
	id := here.ids.New()
	page, far := here.visit(t, id), there.visit(t, id)
	far.adds("10", 1, 10)
	page.shows(1, 10)
	ok(t, store.SetStock(t.Context(), 10, 0))
	page.shows(1, -10)
	far.shows(1, -10)
	far.adds("1", 2, 1, -10)
	page.shows(2, 1, -10)
	far.removes("10", 3, 1)
	page.shows(3, 1)
	ok(t, store.SetStock(t.Context(), 10, 0))
	ok(t, store.SetStock(t.Context(), 1, 0))
	page.shows(3, -1)
	far.shows(3, -1)
	page.quiet()
}

func TestACartIsShownAgainWhenWhatItHoldsIsReleased(t *testing.T) {
	shopper, store := open(t)
	holds, other := shopper.visit(t, shopper.ids.New()), shopper.visit(t, shopper.ids.New())
	holds.adds("1", 1, 1)
	other.adds("10", 1, 10)
	must(store.Release(t.Context(), []int{1}))
	if c := holds.cart(); !c.Items[0].Released {
		t.Errorf("got %+v", c)
	}
	ok(t, store.SetStock(t.Context(), 10, 0))
	other.shows(1, -10)
	other.quiet()
}

func TestACartIsShownAgainWhenTheCatalogueIsAnother(t *testing.T) {
	shopper, store := open(t)
	holds, empty := shopper.visit(t, shopper.ids.New()), shopper.visit(t, shopper.ids.New())
	holds.adds("1", 1, 1)
	holds.adds("2", 2, 1, 2)
	dearer := small()
	dearer[0].PriceUSD = 130
	must(store.Seed(t.Context(), dearer, 0))
	if c := holds.cart(); c.Items[0].PriceUSD != 130 || c.Version != 2 {
		t.Errorf("got %+v", c)
	}
	dearer[0].Items = dearer[0].Items[1:] // item 1 is not sold any more
	must(store.Seed(t.Context(), dearer, 0))
	holds.shows(2, 2)
	empty.quiet()
}
