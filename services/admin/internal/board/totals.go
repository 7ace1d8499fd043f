package board

import (
	"cmp"
	"slices"
)

// totals are the sums over all carts.
type totals struct {
	tabs, items, value, withItems, soldOut int
	stages                                 map[Stage]int
}

// page is a page that somebody shows.
type page struct {
	name        string // empty: a tab did not say
	tabs, carts int
	rank        int    // among the names; right only while a window is made. 0: none yet
	counted     uint64 // Board.counting when a cart was last counted here
}

// node is a storefront that holds tabs.
type node struct {
	id          string
	tabs, carts int
	rank        int    // among the ids; right only while a window is made
	counted     uint64 // Board.counting when a cart was last counted here
}

// page finds or makes a page. One that nobody shows is forgotten by uncount.
func (b *Board) page(name string) *page {
	p := b.pages[name]
	if p == nil {
		p = &page{name: name}
		b.pages[name], b.unranked = p, true
	}
	return p
}

// node is like page.
func (b *Board) node(id string) *node {
	n := b.nodes[id]
	if n == nil {
		n = &node{id: id}
		b.nodes[id] = n
	}
	return n
}

func (b *Board) count(c *cart) { b.add(c, 1) }

func (b *Board) uncount(c *cart) { b.add(c, -1) }

// add counts a cart once more (1), or once less (-1).
func (b *Board) add(c *cart, n int) {
	t := &b.totals
	if t.stages == nil {
		t.stages = map[Stage]int{}
	}
	t.stages[c.stage] += n
	t.tabs += n * len(c.tabs)
	t.items += n * len(c.items)
	t.value += n * c.value
	if len(c.items) > 0 {
		t.withItems += n
	}
	if c.soldOut {
		t.soldOut += n
	}
	b.counting++
	for _, tab := range c.tabs {
		b.addPage(tab.page, n)
		b.addNode(tab.node, n)
	}
	for _, item := range c.items {
		b.hold(c, item, n > 0)
	}
}

// addPage counts a tab; its cart only with the first tab of that page.
func (b *Board) addPage(p *page, n int) {
	p.tabs += n
	if p.counted != b.counting {
		p.counted = b.counting
		p.carts += n
	}
	if p.tabs == 0 {
		delete(b.pages, p.name)
	} else {
		b.pages[p.name] = p
	}
}

// addNode is like addPage.
func (b *Board) addNode(sum *node, n int) {
	sum.tabs += n
	if sum.counted != b.counting {
		sum.counted = b.counting
		sum.carts += n
	}
	if sum.tabs == 0 {
		delete(b.nodes, sum.id)
	} else {
		b.nodes[sum.id] = sum
	}
}

func (b *Board) hold(c *cart, item int, holds bool) {
	carts := b.holders[item]
	switch {
	case !holds:
		delete(carts, c)
		if len(carts) == 0 {
			delete(b.holders, item)
		}
	case carts == nil:
		b.holders[item] = map[*cart]struct{}{c: {}}
	default:
		carts[c] = struct{}{}
	}
}

// maxPages is how many pages the totals name: shoppers can make up any number.
const maxPages = 20

// Totals are the figures over all carts; the package comment defines them.
type Totals struct {
	Carts     int           `json:"carts"`
	Tabs      int           `json:"tabs"`
	Items     int           `json:"items"` // each once a cart
	ValueUSD  int           `json:"value_usd"`
	WithItems int           `json:"with_items"` // carts
	SoldOut   int           `json:"sold_out"`   // carts
	Stages    map[Stage]int `json:"stages"`     // carts; every stage is there
	Pages     []PageTotal   `json:"pages"`      // the 20 with the most tabs
	Others    OtherPages    `json:"other_pages"`
	Demand    map[int]int   `json:"demand"` // item id: carts
}

// PageTotal is one page. An empty Page stands for tabs that did not say.
type PageTotal struct {
	Page  string `json:"page"`
	Tabs  int    `json:"tabs"`
	Carts int    `json:"carts"`
}

// OtherPages are those that Totals do not name.
type OtherPages struct {
	Pages int `json:"pages"`
	Tabs  int `json:"tabs"`
}

// Totals are those of now.
func (b *Board) Totals() Totals {
	t := Totals{
		Carts: len(b.all), Tabs: b.totals.tabs, Items: b.totals.items, ValueUSD: b.totals.value,
		WithItems: b.totals.withItems, SoldOut: b.totals.soldOut,
		Stages: map[Stage]int{}, Pages: b.topPages(), Demand: make(map[int]int, len(b.holders)),
	}
	for _, s := range Stages {
		t.Stages[s] = b.totals.stages[s]
	}
	for item, carts := range b.holders {
		t.Demand[item] = len(carts)
	}
	t.Others = OtherPages{len(b.pages), t.Tabs}
	for _, p := range t.Pages {
		t.Others.Pages--
		t.Others.Tabs -= p.Tabs
	}
	return t
}

// topPages are the pages with the most tabs. It is one pass, whatever the
// number of pages.
func (b *Board) topPages() []PageTotal {
	top := make([]PageTotal, 0, maxPages+1)
	for _, p := range b.pages {
		if len(top) == maxPages && p.tabs < top[maxPages-1].Tabs {
			continue
		}
		next := PageTotal{p.name, p.tabs, p.carts}
		at, _ := slices.BinarySearchFunc(top, next, byTabs)
		top = slices.Insert(top, at, next)
		top = top[:min(len(top), maxPages)]
	}
	return top
}

func byTabs(a, b PageTotal) int {
	return cmp.Or(cmp.Compare(b.Tabs, a.Tabs), cmp.Compare(a.Page, b.Page))
}

// Node is how many carts and tabs a storefront holds, those that are moving
// included.
func (b *Board) Node(id string) (carts, tabs int) {
	if n := b.nodes[id]; n != nil {
		return n.carts, n.tabs
	}
	return 0, 0
}
