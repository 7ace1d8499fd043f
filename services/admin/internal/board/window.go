package board

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// A Window is the answer to a Query.
type Window struct {
	Offset int   `json:"offset"`
	Total  int   `json:"total"` // carts that match
	Sums   Sums  `json:"sums"`
	Rows   []Row `json:"rows"`
}

// Sums are over all carts that match, not only the rows.
type Sums struct {
	Tabs     int `json:"tabs"`
	Items    int `json:"items"`
	ValueUSD int `json:"value_usd"`
}

// A Row is one cart. Times are RFC 3339.
type Row struct {
	Handle    string    `json:"handle"`
	Stage     Stage     `json:"stage"`
	Page      string    `json:"page"`  // of the tab opened last; empty: it did not say
	Pages     []string  `json:"pages"` // of each tab, the one opened first first, ten at most
	Items     []int     `json:"items"` // ids, newest first
	ValueUSD  int       `json:"value_usd"`
	Tabs      int       `json:"tabs"`
	Moving    bool      `json:"moving"` // between two pages
	SoldOut   bool      `json:"sold_out"`
	Since     time.Time `json:"since"`      // it came
	PageSince time.Time `json:"page_since"` // Page was opened
	Node      string    `json:"node"`       // of that tab
}

// maxRowPages bounds a row: a cart can have any number of tabs.
const maxRowPages = 10

// Window answers a query, which must be within the limits.
func (b *Board) Window(q Query) Window {
	found, sums := b.match(q)
	w := Window{Offset: q.Offset, Total: len(found), Sums: sums, Rows: []Row{}}
	lo, hi := min(q.Offset, len(found)), min(q.Offset+q.Limit, len(found))
	sortRange(found, lo, hi)
	for _, e := range found[lo:hi] {
		w.Rows = append(w.Rows, e.cart.row())
	}
	clear(found) // or it would keep carts that have left
	return w
}

// match finds the carts that match, in no order. What it returns is good until
// the next call.
func (b *Board) match(q Query) (found []entry, sums Sums) {
	m, enter := newMatcher(q.Filter, b.shop), b.entering(q)
	found = b.found[:0]
	for c := range b.candidates(q.Filter) {
		if m.matches(c) {
			found = append(found, enter(c))
			sums.Tabs += len(c.tabs)
			sums.Items += len(c.items)
			sums.ValueUSD += c.value
		}
	}
	b.found = found
	return found, sums
}

// candidates are the carts that could match: all, or the few that hold an item.
func (b *Board) candidates(f Filter) iter.Seq[*cart] {
	if holders := b.holders[f.Item]; f.Item != 0 && len(holders) < len(b.all)/4 {
		return maps.Keys(holders)
	}
	return slices.Values(b.all)
}

func (c *cart) row() Row {
	r := Row{
		Handle: c.handle, Stage: c.stage, Page: c.front.page.name, Pages: []string{}, Items: c.items,
		ValueUSD: c.value, Tabs: len(c.tabs), Moving: c.moving(), SoldOut: c.soldOut,
		Since: stamp(c.since), PageSince: stamp(c.front.since), Node: c.front.node.id,
	}
	if r.Items == nil {
		r.Items = []int{}
	}
	for _, t := range c.tabs[:min(len(c.tabs), maxRowPages)] {
		r.Pages = append(r.Pages, t.page.name)
	}
	return r
}

// stamp is a time as pages are told it.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
