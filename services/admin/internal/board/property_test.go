package board

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

// churn drives a board and a model with the same random changes.
type churn struct {
	*rapid.T
	board *Board
	model *model
	now   time.Time
	refs  int
}

var (
	handles = rapid.SampledFrom([]string{"aa11", "bb22", "cc33", "dd44"})
	pages   = rapid.SampledFrom([]string{"", "/", "/a", "/Tide", "/checkout"})
	nodes   = rapid.SampledFrom([]string{"n1", "n2"})
	carried = rapid.SliceOfNDistinct(rapid.SampledFrom([]int{1, 2, 3, 4, 77}), 0, 3, rapid.ID)
)

func (c *churn) tab(handle string) (*modelTab, *presence.Presence) {
	c.refs++
	t := &modelTab{
		handle: handle, ref: fmt.Sprintf("r%03d", c.refs), node: nodes.Draw(c.T, "node"), page: pages.Draw(c.T, "page"),
		items: carried.Draw(c.T, "items"), since: c.now,
	}
	return t, c.presence(t)
}

func (c *churn) presence(t *modelTab) *presence.Presence {
	meta := shop.CartMeta{Page: shop.Page(t.page), PageLoadedAt: t.since.UnixMilli(), Items: t.items}
	return &presence.Presence{Ref: t.ref, Node: t.node, Meta: string(meta.Encode())}
}

func (c *churn) apply(change presence.Change) { c.board.Apply([]presence.Change{change}, c.now) }

// Join lets a tab come.
func (c *churn) Join(*rapid.T) {
	t, p := c.tab(handles.Draw(c.T, "handle"))
	c.model.join(t)
	c.apply(presence.Change{Key: t.handle, Joined: p})
}

// somebody is one of the tabs that are there.
func (c *churn) somebody() *modelTab {
	here := c.model.here()
	if len(here) == 0 {
		c.Skip("nobody is there")
	}
	return here[rapid.IntRange(0, len(here)-1).Draw(c.T, "which")]
}

// Update lets a tab show something else.
func (c *churn) Update(*rapid.T) {
	t := c.somebody()
	left := c.presence(t)
	if page := pages.Draw(c.T, "page"); page != t.page {
		t.page = page
	}
	t.items, t.since = carried.Draw(c.T, "items"), c.now
	c.apply(presence.Change{Key: t.handle, Left: left, Joined: c.presence(t)})
}

// Leave lets a tab go, perhaps to come back.
func (c *churn) Leave(*rapid.T) {
	t := c.somebody()
	t.left = c.now
	c.apply(presence.Change{Key: t.handle, Left: c.presence(t)})
}

// Miss lets a tab go, another change and a third come, of which the board learns
// from those who are there then.
func (c *churn) Miss(*rapid.T) {
	gone := c.somebody()
	gone.left = c.now
	if here := c.model.here(); len(here) > 0 {
		here[0].page, here[0].items, here[0].since = pages.Draw(c.T, "page"), carried.Draw(c.T, "items"), c.now
	}
	came, _ := c.tab(handles.Draw(c.T, "handle"))
	c.model.join(came)
	var all []presence.Change
	for _, t := range c.model.here() {
		all = append(all, presence.Change{Key: t.handle, Joined: c.presence(t)})
	}
	c.board.Become(all, c.now)
}

// Pass lets time pass, in steps that end lingers sooner or later.
func (c *churn) Pass(*rapid.T) {
	c.now = c.now.Add(time.Duration(rapid.IntRange(1, 2000).Draw(c.T, "ms")) * time.Millisecond)
	c.model.expire(c.now)
	c.board.Expire(c.now)
}

// Sell changes how much is left.
func (c *churn) Sell(*rapid.T) {
	item, left := rapid.IntRange(1, 4).Draw(c.T, "item"), map[int]int{}
	for id := 1; id <= 4; id++ {
		left[id] = c.model.shop.Available(id)
	}
	left[item] = rapid.IntRange(0, 2).Draw(c.T, "left")
	c.model.shop = shop.NewSnapshot(c.model.shop.Products(), left)
	c.board.Stock(c.model.shop, []int{item})
}

// Check recounts everything.
func (c *churn) Check(*rapid.T) {
	want := c.model.totals()
	c.same("the totals", want, c.board.Totals())
	for _, id := range []string{"n1", "n2"} {
		var tabs int
		carts := map[string]bool{}
		for _, t := range c.model.tabs {
			if t.node == id {
				tabs++
				carts[t.handle] = true
			}
		}
		gotCarts, gotTabs := c.board.Node(id)
		c.same("a node", [2]int{len(carts), tabs}, [2]int{gotCarts, gotTabs})
	}
	q := c.query()
	c.same(fmt.Sprintf("%+v", q), c.model.window(q), c.board.Window(q))
	c.same("all sets", c.size(), [3]int{len(c.board.pages), len(c.board.nodes), len(c.board.holders)})
	c.clicks(want)
}

// size is how many pages, nodes and items there are: nothing else is kept.
func (c *churn) size() [3]int {
	all := [3]map[any]bool{{}, {}, {}}
	for _, t := range c.model.tabs {
		all[0][t.page], all[1][t.node] = true, true
	}
	for item := range c.model.totals().Demand {
		all[2][item] = true
	}
	return [3]int{len(all[0]), len(all[1]), len(all[2])}
}

func (c *churn) query() Query {
	return Query{
		Sort: rapid.SampledFrom(slices.Sorted(maps.Keys(columns))).Draw(c.T, "sort"), Desc: rapid.Bool().Draw(c.T, "desc"),
		Offset: rapid.IntRange(0, 3).Draw(c.T, "offset"), Limit: rapid.IntRange(1, 5).Draw(c.T, "limit"),
		Filter: Filter{
			Stage:  rapid.SampledFrom([]Stage{"", "", Browsing, InCart, Checkout}).Draw(c.T, "stage"),
			OnPage: rapid.IntRange(0, 3).Draw(c.T, "by page") == 0, Page: pages.Draw(c.T, "of page"),
			Item: rapid.SampledFrom([]int{0, 0, 1, 77, 99}).Draw(c.T, "of item"), Node: rapid.SampledFrom([]string{"", "", "n1"}).Draw(c.T, "of node"),
			Text:     rapid.SampledFrom([]string{"", "", "a", "tide", "MARRAM", "bb22", "zz"}).Draw(c.T, "text"),
			After:    rapid.SampledFrom([]string{"", "", "bb22", "c"}).Draw(c.T, "after"),
			MinValue: rapid.SampledFrom([]int{0, 0, 20, 120}).Draw(c.T, "value"), WithItems: rapid.Bool().Draw(c.T, "with"),
			SoldOut: rapid.IntRange(0, 3).Draw(c.T, "out") == 0,
			Since:   c.before("since"), PageSince: c.before("page since"),
		},
	}
}

// before is a moment some seconds ago, or none.
func (c *churn) before(what string) time.Time {
	seconds := rapid.IntRange(-3, 3).Draw(c.T, what)
	if seconds < 0 {
		return time.Time{}
	}
	return c.now.Add(-time.Duration(seconds) * time.Second)
}

// clicks compares each figure with the rows that a click on it shows.
func (c *churn) clicks(t Totals) {
	rows := func(f Filter) Window { return c.board.Window(Query{Sort: "since", Limit: MaxRows, Filter: f}) }
	all := rows(Filter{})
	c.same("carts, tabs, items and value", []int{t.Carts, t.Tabs, t.Items, t.ValueUSD}, []int{all.Total, all.Sums.Tabs, all.Sums.Items, all.Sums.ValueUSD})
	c.same("with items", t.WithItems, rows(Filter{WithItems: true}).Total)
	c.same("sold out", t.SoldOut, rows(Filter{SoldOut: true}).Total)
	sum := 0
	for stage, carts := range t.Stages {
		sum += carts
		c.same(string(stage), carts, rows(Filter{Stage: stage}).Total)
	}
	c.same("the stages together", t.Carts, sum)
	for item, carts := range t.Demand {
		c.same("demand", carts, len(rows(Filter{Item: item}).Rows))
	}
	for _, p := range t.Pages {
		c.same("page "+p.Page, p.Carts, rows(Filter{OnPage: true, Page: p.Page}).Total)
	}
}

func (c *churn) same(what string, want, got any) {
	c.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		c.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// Whatever happens: every total is what a recount from scratch says, every
// window is what a full sort would show, and every figure is the number of rows
// behind it.
func TestTheBoardIsWhatARecountSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := small()
		c := &churn{T: t, board: New(now), model: &model{shop: now, since: map[string]time.Time{}}, now: noon}
		t.Repeat(map[string]func(*rapid.T){
			"join": c.Join, "join again": c.Join, "update": c.Update, "leave": c.Leave, "miss": c.Miss, "pass": c.Pass, "sell": c.Sell, "": c.Check,
		})
	})
}
