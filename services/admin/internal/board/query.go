package board

import (
	"slices"
	"strings"
	"time"

	"footfall/shared/shop"
)

// The limits of a query.
const (
	MaxRows = 200
	MaxText = 256 // bytes
)

// A Query asks for a window of the carts: those that match, in an order, from
// one on.
type Query struct {
	Sort   string // a column
	Desc   bool
	Offset int // from 0
	Limit  int // 1 to MaxRows
	Filter Filter
}

// A Filter says which carts match; the zero Filter matches all.
type Filter struct {
	Stage     Stage
	OnPage    bool // some tab shows Page, which may be empty: it did not say
	Page      string
	Item      int // id; 0: any
	Node      string
	After     string // a handle: only those behind it
	Text      string // in the handle, a page or the name of what it holds
	MinValue  int    // whole dollars
	WithItems bool
	SoldOut   bool
	// Here, or on their page, since then or for longer. A moment and no age: so
	// what matches changes only with the carts. Zero: any.
	Since, PageSince time.Time
}

// columns are what a window can be sorted by, each as a number: whole columns
// of numbers are compared much faster than carts.
var columns = map[string]func(*cart) uint64{
	"handle":     func(*cart) uint64 { return 0 }, // as every tie
	"stage":      func(c *cart) uint64 { return uint64(slices.Index(Stages, c.stage)) },
	"page":       func(c *cart) uint64 { return uint64(c.front.page.rank) },
	"items":      func(c *cart) uint64 { return uint64(len(c.items)) },
	"value_usd":  func(c *cart) uint64 { return uint64(c.value) },
	"tabs":       func(c *cart) uint64 { return uint64(len(c.tabs)) },
	"since":      func(c *cart) uint64 { return uint64(c.since.UnixNano()) },
	"page_since": func(c *cart) uint64 { return uint64(c.front.since.UnixNano()) },
	"node":       func(c *cart) uint64 { return uint64(c.front.node.rank) },
}

// IsColumn reports whether carts can be sorted by that.
func IsColumn(name string) bool { return columns[name] != nil }

// matcher is a filter made ready for one pass over the carts.
type matcher struct {
	Filter
	code  string         // Text as it would stand in a handle
	named map[int]bool   // items whose product's name has Text in it
	pages map[*page]bool // whether a page's name has it; filled as they come
}

func newMatcher(f Filter, now *shop.Snapshot) *matcher {
	m := &matcher{Filter: f, named: map[int]bool{}, pages: map[*page]bool{}}
	m.Text = strings.ToLower(f.Text)
	m.code = strings.NewReplacer("-", "", "·", "", " ", "").Replace(m.Text)
	for _, p := range now.Products() {
		if m.Text != "" && strings.Contains(strings.ToLower(p.Brand+" "+p.Name+" "+p.Color), m.Text) {
			for _, item := range p.Items {
				m.named[item.ID] = true
			}
		}
	}
	return m
}

func (m *matcher) matches(c *cart) bool {
	return (m.Stage == "" || c.stage == m.Stage) &&
		(m.After == "" || c.handle > m.After) &&
		(m.Item == 0 || slices.Contains(c.items, m.Item)) &&
		c.value >= m.MinValue &&
		(!m.WithItems || len(c.items) > 0) &&
		(!m.SoldOut || c.soldOut) &&
		(m.Since.IsZero() || !c.since.After(m.Since)) &&
		(m.PageSince.IsZero() || !c.front.since.After(m.PageSince)) &&
		(!m.OnPage || slices.ContainsFunc(c.tabs, func(t *tab) bool { return t.page.name == m.Page })) &&
		(m.Node == "" || slices.ContainsFunc(c.tabs, func(t *tab) bool { return t.node.id == m.Node })) &&
		(m.Text == "" || m.says(c))
}

func (m *matcher) says(c *cart) bool {
	return m.code != "" && strings.Contains(c.handle, m.code) ||
		slices.ContainsFunc(c.items, func(item int) bool { return m.named[item] }) ||
		slices.ContainsFunc(c.tabs, func(t *tab) bool { return m.onPage(t.page) })
}

func (m *matcher) onPage(p *page) bool {
	found, known := m.pages[p]
	if !known {
		found = strings.Contains(strings.ToLower(p.name), m.Text)
		m.pages[p] = found
	}
	return found
}
