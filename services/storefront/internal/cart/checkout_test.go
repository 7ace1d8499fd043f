package cart

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// till is a counter whose shop can sell: what stocked knows is in Redis.
type till struct{ counter }

// tills runs test on both kinds of Redis.
func tills(t *testing.T, test func(t *testing.T, c till)) {
	t.Helper()
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		c := till{newCounter(t, server)}
		c.stock(t)
		test(t, c)
	})
}

// stock seeds the shop.
func (c till) stock(t *testing.T) {
	t.Helper()
	products := slices.Clone(shop.Catalogue(stocked().Products()))
	if _, err := c.orders.Seed(t.Context(), products, 0); err != nil {
		t.Fatal(err)
	}
	for item := 1; item <= 8; item++ {
		c.set(t, item, stocked().Available(item))
	}
	if _, err := c.orders.Release(t.Context(), []int{1}); err != nil {
		t.Fatal(err)
	}
}

func (c till) set(t *testing.T, item, available int) {
	t.Helper()
	if err := c.orders.SetStock(t.Context(), item, available); err != nil {
		t.Fatal(err)
	}
}

// left fails unless so many of an item are left.
func (c till) left(t *testing.T, item, want int) {
	t.Helper()
	s, err := c.orders.Load(t.Context())
	if err != nil || s.Available(item) != want {
		t.Errorf("item %d: %d are left, %v, want %d", item, s.Available(item), err, want)
	}
}

// booked fails unless these are the orders: version and items of each.
func (c till) booked(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for order, err := range c.orders.Orders(t.Context(), time.UnixMilli(0)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d%v", order.Version, order.Items))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the books have %q, want %q", got, want)
	}
}

// begin takes the first step of a checkout and no more.
func (c till) begin(t *testing.T, version uint64) {
	t.Helper()
	if _, err := c.run(t.Context(), beginScript, c.id, "op", version, lifetime.Milliseconds()); err != nil {
		t.Fatal(err)
	}
}

// purchase takes the second step of a checkout and no more.
func (c till) purchase(t *testing.T, version uint64, items ...int) shop.Settlement {
	t.Helper()
	end, err := c.orders.Purchase(t.Context(), c.handles.Of(c.id), version, items)
	if err != nil {
		t.Fatal(err)
	}
	return end
}

// abandon makes the checkout under way one that somebody left.
func (c till) abandon(t *testing.T) {
	t.Helper()
	if !c.conn.Writes().PExpire(t.Context(), c.key(), lifetime-overdue-time.Second).Val() {
		t.Fatal("there is no cart")
	}
}

func (c till) buys(t *testing.T, version uint64, want error) {
	t.Helper()
	if err := c.Buy(t.Context(), c.id, version); !errors.Is(err, want) {
		t.Fatalf("buying version %d: got %v, want %v", version, err, want)
	}
}

// refuses fails unless the purchase is refused for these items.
func (c till) refuses(t *testing.T, version uint64, out, unreleased []int) {
	t.Helper()
	refused, ok := errors.AsType[*Refused](c.Buy(t.Context(), c.id, version))
	if !ok || !slices.Equal(refused.Out, out) || !slices.Equal(refused.Unreleased, unreleased) {
		t.Fatalf("got %+v, want %v sold out, %v unreleased", refused, out, unreleased)
	}
}

func TestAPurchaseEmptiesTheCartAndTellsEveryTab_seed19_20_73(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1, 3)
		heard := c.listen(t)
		c.buys(t, 2, nil)
		c.holds(t, 3)
		if got := heard(); got.Version != 3 {
			t.Errorf("the tabs are told of version %d", got.Version)
		}
		c.left(t, 1, 9)
		c.left(t, 3, 9)
		c.booked(t, "2[{3 120} {1 120}]")
		c.fill(t, 1) // and it goes on
		c.buys(t, 0, nil)
		c.booked(t, "2[{3 120} {1 120}]", "4[{1 120}]")
	})
}

func TestACartKnowsWhatWasBoughtLast(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		knows := func(want uint64) {
			t.Helper()
			got, err := c.Load(t.Context(), c.id)
			if err != nil || got.Bought != want {
				t.Errorf("got %d, %v, want %d", got.Bought, err, want)
			}
		}
		c.fill(t, 1)
		knows(0)
		c.buys(t, 1, nil)
		knows(1)
		last := c.fill(t, 3)
		c.set(t, 3, 0)
		c.refuses(t, 3, []int{3}, nil)
		knows(1)
		c.conn.Writes().Del(t.Context(), c.key())
		if _, err := c.Restore(t.Context(), c.id, last); err != nil {
			t.Fatal(err)
		}
		knows(1)
	})
}

func TestAVersionIsBoughtOnce(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		c.buys(t, 1, nil)
		c.buys(t, 1, nil) // the form is sent again: it was bought
		c.fill(t, 3)
		c.buys(t, 1, nil)
		c.buys(t, 2, ErrChanged)
		c.buys(t, 7, ErrChanged)
		c.holds(t, 3, 3)
		c.booked(t, "1[{1 120}]")
	})
}

func TestFormsThatAreSentAtOnceBuyOnce(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := c.Buy(t.Context(), c.id, 1); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		c.holds(t, 2)
		c.booked(t, "1[{1 120}]")
	})
}

func TestWhatStandsAgainstAPurchaseIsNamedAndTheCartKept_seed70_71_72(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.buys(t, 0, ErrEmpty)
		c.fill(t, 1, 2, 99)
		c.refuses(t, 0, []int{2}, []int{99})
		c.remove(t, 2)
		c.refuses(t, 0, nil, []int{99})
		c.remove(t, 99)
		c.holds(t, 5, 1)
		// Now this process does not know it yet, but Redis does.
		c.fill(t, 3, 4)
		c.set(t, 3, 0)
		c.refuses(t, 0, []int{3}, nil)
		c.holds(t, 8, 4, 3, 1)
		c.booked(t)
		c.remove(t, 3)
		c.buys(t, 9, nil)
		c.booked(t, "9[{4 120} {1 120}]")
	})
}

// An item that is not in the catalogue any more is seen by nobody, and waits in
// the cart for its return.
func TestWhatLeftTheCatalogueIsNotBought(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		if _, err := c.Restore(t.Context(), c.id, Cart{Items: []int{1, 777}, Version: 4}); err != nil {
			t.Fatal(err)
		}
		c.buys(t, 4, nil)
		c.holds(t, 5, 777)
		c.booked(t, "4[{1 120}]")
		c.buys(t, 5, ErrEmpty)
	})
}

// Nobody was faster at what an emptied Redis does not know, and nobody has
// bought it.
func TestAPurchaseFromAShopThatWasEmptiedIsUnavailable(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		last := c.fill(t, 1, 3)
		if err := c.conn.Writes().FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Restore(t.Context(), c.id, last); err != nil {
			t.Fatal(err)
		}
		c.buys(t, 2, ErrUnavailable)
		if refused, is := errors.AsType[*Refused](c.Buy(t.Context(), c.id, 2)); !is || len(refused.Out) > 0 {
			t.Errorf("asked again: got %v, want that nothing was bought", refused)
		}
		c.holds(t, 3, 3, 1)
		c.buys(t, 3, ErrUnavailable)
		c.stock(t)
		c.buys(t, 4, nil)
		c.booked(t, "4[{3 120} {1 120}]")
	})
}

func TestACartThatIsBeingBoughtIsNotChanged(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		c.begin(t, 1)
		_, err := c.Add(t.Context(), c.id, Cart{}, 3)
		fails(t, "adding", err, ErrCheckoutPending)
		_, err = c.Remove(t.Context(), c.id, Cart{}, 1)
		fails(t, "removing", err, ErrCheckoutPending)
		ctx, cancel := context.WithTimeout(t.Context(), ownSteps+3*nextTry)
		defer cancel()
		fails(t, "buying", c.Buy(ctx, c.id, 1), ErrCheckoutPending)
		c.holds(t, 1, 1)
	})
}

// A storefront may die after each of its steps. Whoever meets the cart then,
// and however, ends what it began.
func TestWhoeverMeetsACheckoutThatWasLeftEndsIt(t *testing.T) {
	meetings := map[string]func(t *testing.T, c till){
		"by loading": func(t *testing.T, c till) { _, _ = c.Load(t.Context(), c.id) },
		"by adding": func(t *testing.T, c till) {
			if _, err := c.Add(t.Context(), c.id, Cart{}, 5); err != nil {
				t.Error(err)
			}
			c.remove(t, 5)
		},
		"by removing": func(t *testing.T, c till) {
			_, err := c.Remove(t.Context(), c.id, Cart{}, 5)
			fails(t, "what is not there", err, ErrNotFound)
		},
	}
	tills(t, func(t *testing.T, c till) {
		version, stock := uint64(0), 10
		var orders []string
		for name, meet := range meetings {
			for _, died := range []string{"before the purchase", "after it"} {
				version = c.fill(t, 1).Version
				c.begin(t, version)
				if died == "after it" {
					c.purchase(t, version, 1)
					orders = append(orders, fmt.Sprintf("%d[{1 120}]", version))
					stock--
				}
				c.abandon(t)
				meet(t, c)
				got, err := c.Load(t.Context(), c.id)
				if err != nil || got.Version <= version || got.Holds(1) != (died == "before the purchase") {
					t.Errorf("it died %s and was met %s: got %v, %v", died, name, got, err)
				}
				if got.Holds(1) {
					c.remove(t, 1)
				}
			}
		}
		c.left(t, 1, stock)
		c.booked(t, orders...)
	})
}

func TestAFormThatMeetsACheckoutThatWasLeftHasItsAnswer(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		c.begin(t, 1)
		c.purchase(t, 1, 1)
		c.abandon(t)
		c.buys(t, 1, nil)
		c.fill(t, 3)
		c.begin(t, 3)
		c.abandon(t)
		c.refuses(t, 3, nil, nil) // no tab has changed it
		c.refuses(t, 3, nil, nil)
		c.holds(t, 4, 3)
		c.booked(t, "1[{1 120}]")
	})
}

func TestAFormWhosePurchaseWasFollowedByOthersHasItsAnswer(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		c.buys(t, 1, nil)
		c.fill(t, 3)
		c.buys(t, 3, nil)
		c.fill(t, 4)
		c.buys(t, 1, nil)
		c.buys(t, 3, nil)
		c.buys(t, 2, ErrChanged)
		c.booked(t, "1[{1 120}]", "3[{3 120}]")
	})
}

// Its own purchase is why a tab that asks at the same moment finds nothing left.
func TestTheLastPieceIsNotRefusedToTheCartThatBoughtIt(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 2) // of which this process knows that none is left
		c.set(t, 2, 1)
		c.purchase(t, 1, 2)
		c.buys(t, 1, nil)
		c.booked(t, "1[{2 120}]")
	})
}

// Who was given up may still be alive, and take its next steps.
func TestACheckoutThatWasGivenUpAndGoesOnSellsNothing(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		c.begin(t, 1)
		c.abandon(t)
		c.holds(t, 2, 1)
		c.fill(t, 3)
		late := c.purchase(t, 1, 1)
		if len(late.Sold) > 0 {
			t.Errorf("got %+v", late)
		}
		got, err := c.close(t.Context(), c.id, 1, late)
		has(t, "closing late", got, err, 3, 3, 1)
		c.left(t, 1, 10)
		c.booked(t)
	})
}

func TestACheckoutScriptThatIsSentTwiceWorksOnce(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		c.fill(t, 1)
		c.begin(t, 1)
		c.begin(t, 1)
		end := c.purchase(t, 1, 1)
		for range 2 {
			got, err := c.close(t.Context(), c.id, 1, end)
			has(t, "closing", got, err, 2)
		}
		_, err := c.run(t.Context(), beginScript, c.id, "op", 1, lifetime.Milliseconds())
		fails(t, "beginning once more", err, ErrChanged)
		c.holds(t, 2)
	})
}

func TestNoTokenBringsBackWhatWasBought(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		early, bought := c.fill(t, 1), c.fill(t, 3)
		c.buys(t, 2, nil)
		later := c.fill(t, 4, 5)
		for _, tt := range []struct {
			from, want Cart
		}{
			{early, Cart{Version: 3}},
			{bought, Cart{Version: 3}},
			{later, Cart{Items: []int{5, 4}, Version: 5}},
		} {
			c.conn.Writes().Del(t.Context(), c.key())
			got, err := c.Restore(t.Context(), c.id, tt.from)
			has(t, "restoring", got, err, tt.want.Version, tt.want.Items...)
		}
		// A version that was given up is not bought again under its number.
		c.begin(t, 5)
		c.conn.Writes().Del(t.Context(), c.key())
		if _, err := c.orders.Void(t.Context(), c.handles.Of(c.id), 5); err != nil {
			t.Fatal(err)
		}
		got, err := c.Restore(t.Context(), c.id, later)
		has(t, "restoring", got, err, 6, 5, 4)
	})
}

// The cart was lost between the steps, and a tab brought it back.
func TestACartThatCameBackDuringItsPurchaseIsEmptiedAllTheSame(t *testing.T) {
	tills(t, func(t *testing.T, c till) {
		last := c.fill(t, 1)
		c.begin(t, 1)
		c.conn.Writes().Del(t.Context(), c.key())
		if _, err := c.Restore(t.Context(), c.id, last); err != nil {
			t.Fatal(err)
		}
		got, err := c.close(t.Context(), c.id, 1, c.purchase(t, 1, 1))
		has(t, "closing", got, err, 2)
	})
}
