package board

import (
	"fmt"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// small is a shop in which item i has i-1 left, and costs 100 or 20 dollars.
func small() *shop.Snapshot {
	return shop.NewSnapshot(shop.Catalogue{
		{ID: 1, Brand: "Marram", Name: "Tideline", Color: "coral", PriceUSD: 100, Items: []shop.Item{{ID: 1, ProductID: 1}, {ID: 2, ProductID: 1}}},
		{ID: 2, Brand: "Ostrel", Name: "Highwater", Color: "red", PriceUSD: 20, Items: []shop.Item{{ID: 3, ProductID: 2}, {ID: 4, ProductID: 2}}},
	}, map[int]int{1: 0, 2: 1, 3: 2, 4: 3})
}

// scene is a board with a clock.
type scene struct {
	*Board
	now time.Time
}

func play() *scene { return &scene{New(small()), noon} }

func (s *scene) pass(d time.Duration) {
	s.now = s.now.Add(d)
	s.Expire(s.now)
}

// tabOf is a connection of node n1.
func tabOf(ref string, rev uint64, meta shop.CartMeta) *presence.Presence {
	return &presence.Presence{Ref: ref, Rev: rev, Node: "n1", Meta: string(meta.Encode())}
}

func (s *scene) meta(page string, items []int) shop.CartMeta {
	return shop.CartMeta{Page: shop.Page(page), PageLoadedAt: s.now.UnixMilli(), Items: items}
}

func (s *scene) join(handle, ref, page string, items ...int) {
	s.Apply([]presence.Change{{Key: handle, Joined: tabOf(ref, 1, s.meta(page, items))}}, s.now)
}

func (s *scene) update(ref, page string, items ...int) {
	s.Apply([]presence.Change{{Key: "cart", Left: tabOf(ref, 1, s.meta("", nil)), Joined: tabOf(ref, 2, s.meta(page, items))}}, s.now)
}

func (s *scene) leave(handle, ref string) {
	s.Apply([]presence.Change{{Key: handle, Left: tabOf(ref, 1, s.meta("", nil))}}, s.now)
}

// happened are the events since the last call, as kind, page and item.
func (s *scene) happened() (all []string) {
	for _, e := range s.Events() {
		all = append(all, fmt.Sprintf("%s %s %s%d", e.Handle, e.Kind, e.Page, e.ItemID))
	}
	return all
}

// brief is the totals in one line.
func (s *scene) brief() string {
	t := s.Totals()
	return fmt.Sprintf("%d carts, %d tabs, %d items, $%d, %d/%d/%d, %d with, %d sold out, pages %v, demand %v",
		t.Carts, t.Tabs, t.Items, t.ValueUSD, t.Stages[Browsing], t.Stages[InCart], t.Stages[Checkout], t.WithItems, t.SoldOut, t.Pages, t.Demand)
}

func (s *scene) wants(t *testing.T, want string) {
	t.Helper()
	if got := s.brief(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// One cart in three tabs is one cart, and its item is wanted once.
func TestThreeTabsOfACartAreOneCart(t *testing.T) {
	s := play()
	for i, page := range []string{"/", "/", "/b"} {
		s.join("cart", fmt.Sprint("r", i), page, 2)
	}
	s.wants(t, "1 carts, 3 tabs, 1 items, $100, 0/1/0, 1 with, 0 sold out, pages [{/ 2 1} {/b 1 1}], demand map[2:1]")
	if carts, tabs := s.Node("n1"); carts != 1 || tabs != 3 {
		t.Errorf("the storefront has %d carts in %d tabs", carts, tabs)
	}
}

// Whoever follows a link leaves and comes back.
func TestAWalkThroughTwentyPagesMakesNothingBlink(t *testing.T) {
	s := play()
	s.join("walker", "r0", "/0", 3)
	s.join("other", "x", "/0")
	row := func() Row { return s.Window(Query{Sort: "handle", Limit: 9, Filter: Filter{Item: 3}}).Rows[0] }
	first := row()
	for i := range 20 {
		before := s.brief()
		s.leave("walker", fmt.Sprint("r", i))
		s.wants(t, before)
		s.pass(Linger - time.Millisecond)
		s.wants(t, before)
		if r := row(); !r.Moving || r.Page != fmt.Sprint("/", i) || r.Since != first.Since {
			t.Fatalf("between two pages: %+v", r)
		}
		s.join("walker", fmt.Sprint("r", i+1), fmt.Sprint("/", i+1), 3)
		s.wants(t, fmt.Sprintf("2 carts, 2 tabs, 1 items, $20, 1/1/0, 1 with, 0 sold out, pages [{/0 1 1} {/%d 1 1}], demand map[3:1]", i+1))
		if r := row(); r.Moving || r.Since != first.Since || r.PageSince != stamp(s.now) {
			t.Fatalf("on the next page: %+v", r)
		}
		s.pass(10 * time.Second)
	}
}

func TestAFlickOfATabDoesNotBlinkWhereAnotherStays(t *testing.T) {
	s := play()
	s.join("cart", "stays", "/", 1)
	s.join("cart", "moves", "/a", 1)
	s.leave("cart", "moves")
	s.wants(t, "1 carts, 2 tabs, 1 items, $100, 0/1/0, 1 with, 1 sold out, pages [{/ 1 1} {/a 1 1}], demand map[1:1]")
	s.update("stays", "/") // emptied there: that is what counts
	s.wants(t, "1 carts, 2 tabs, 0 items, $0, 1/0/0, 0 with, 0 sold out, pages [{/ 1 1} {/a 1 1}], demand map[]")
	s.pass(Linger)
	s.wants(t, "1 carts, 1 tabs, 0 items, $0, 1/0/0, 0 with, 0 sold out, pages [{/ 1 1}], demand map[]")
}

func TestWhoStaysAwayHasLeft(t *testing.T) {
	s := play()
	s.join("cart", "r", "/", 1)
	s.leave("cart", "r")
	if next := s.NextExpiry(); !next.Equal(noon.Add(Linger)) {
		t.Errorf("the next expiry is at %v", next)
	}
	s.pass(Linger)
	s.wants(t, "0 carts, 0 tabs, 0 items, $0, 0/0/0, 0 with, 0 sold out, pages [], demand map[]")
	if !s.NextExpiry().IsZero() || len(s.pages)+len(s.nodes)+len(s.holders)+len(s.carts)+len(s.all) != 0 {
		t.Errorf("something is kept: %+v", s.Board)
	}
}

// A connection that its successor had hidden can show again under its ref.
func TestATabThatComesBackAsItWasHasNoGhost(t *testing.T) {
	s := play()
	s.join("cart", "old", "/")
	s.join("cart", "other", "/")
	s.leave("cart", "other")
	s.leave("cart", "old")
	s.join("cart", "old", "/")
	s.leave("cart", "old")
	s.pass(Linger)
	s.wants(t, "0 carts, 0 tabs, 0 items, $0, 0/0/0, 0 with, 0 sold out, pages [], demand map[]")
}

func TestTheStageIsHowFarAnyTabIs(t *testing.T) {
	s := play()
	s.join("cart", "a", "/")
	s.join("cart", "b", "/checkout", 1)
	s.wants(t, "1 carts, 2 tabs, 1 items, $100, 0/0/1, 1 with, 1 sold out, pages [{/ 1 1} {/checkout 1 1}], demand map[1:1]")
	s.update("b", "/checkout/complete", 1)
	s.wants(t, "1 carts, 2 tabs, 1 items, $100, 0/1/0, 1 with, 1 sold out, pages [{/ 1 1} {/checkout/complete 1 1}], demand map[1:1]")
}

func TestStockAndPricesCountWhenTheyChange(t *testing.T) {
	s := play()
	s.join("cart", "a", "/", 2, 9) // 9 is no item of the shop
	stocked := func(left int) *shop.Snapshot { return shop.NewSnapshot(s.shop.Products(), map[int]int{2: left}) }
	for _, left := range []int{1, 0, 5} {
		s.Stock(stocked(left), []int{2})
		soldOut := 0
		if left == 0 {
			soldOut = 1
		}
		s.wants(t, fmt.Sprintf("1 carts, 1 tabs, 2 items, $100, 0/1/0, 1 with, %d sold out, pages [{/ 1 1}], demand map[2:1 9:1]", soldOut))
	}
	dearer := s.shop.Products()[:1]
	s.Stock(shop.NewSnapshot([]shop.Product{{ID: 1, PriceUSD: 130, Items: dearer[0].Items}}, map[int]int{1: 1}), nil)
	s.wants(t, "1 carts, 1 tabs, 2 items, $130, 0/1/0, 1 with, 1 sold out, pages [{/ 1 1}], demand map[2:1 9:1]")
}

func TestAMetaThatIsNoneIsATabThatSaysNothing(t *testing.T) {
	s := play()
	for i, meta := range []string{`{}`, `{"page":7}`, `{"items":"x"}`, `{"page":null,"items":null,"page_loaded_at":-5}`} {
		s.Apply([]presence.Change{{Key: "cart", Joined: &presence.Presence{Ref: fmt.Sprint(i), Node: "n1", Meta: meta}}}, s.now)
	}
	s.wants(t, "1 carts, 4 tabs, 0 items, $0, 1/0/0, 0 with, 0 sold out, pages [{ 4 1}], demand map[]")
}

// A storefront's clock may be wrong.
func TestNobodyCameInTheFuture(t *testing.T) {
	s := play()
	meta := s.meta("/", nil)
	meta.PageLoadedAt = noon.Add(time.Hour).UnixMilli()
	s.Apply([]presence.Change{{Key: "cart", Joined: tabOf("r", 1, meta)}}, noon)
	if r := s.Window(Query{Sort: "since", Limit: 1}).Rows[0]; r.Since != noon || r.PageSince != noon {
		t.Errorf("got %+v", r)
	}
}

// Shoppers can make up any number of pages: those that are not named add up.
func TestPagesThatAreNotNamedAddUp(t *testing.T) {
	s := play()
	for i := range 25 {
		s.join(fmt.Sprint("a", i), "1", fmt.Sprint("/", i))
		s.join(fmt.Sprint("a", i), "2", fmt.Sprint("/", min(i, 22)))
	}
	got, named := s.Totals(), 0
	for _, p := range got.Pages {
		named += p.Tabs
	}
	if got.Others != (OtherPages{Pages: 5, Tabs: 8}) || named+got.Others.Tabs != 50 {
		t.Errorf("%d tabs are named, others: %+v", named, got.Others)
	}
}

func TestACartThatHasGoneMakesAnotherVersion(t *testing.T) {
	s := play()
	s.join("stays", "a", "/")
	s.join("goes", "b", "/")
	s.leave("goes", "b")
	before := s.Version()
	s.pass(Linger)
	if carts := s.Totals().Carts; carts != 1 {
		t.Fatalf("%d carts", carts)
	}
	if s.Version() == before {
		t.Error("the version is that from when the cart was there")
	}
}
