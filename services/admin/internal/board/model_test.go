package board

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"footfall/shared/shop"
)

// model is what a board must agree with: a list of tabs, counted from scratch
// each time.
type model struct {
	shop  *shop.Snapshot
	tabs  []*modelTab
	since map[string]time.Time // of each cart
}

type modelTab struct {
	handle, ref, node, page string
	items                   []int
	since, left             time.Time
}

func (m *model) join(t *modelTab) {
	if _, known := m.since[t.handle]; !known {
		m.since[t.handle] = t.since
	}
	m.since[t.handle] = earlier(m.since[t.handle], t.since)
	var old *modelTab
	for _, o := range m.of(t.handle) {
		if !o.left.IsZero() && (old == nil || o.left.Before(old.left)) {
			old = o
		}
	}
	if old != nil {
		*old = *t
		return
	}
	m.tabs = append(m.tabs, t)
}

func (m *model) expire(now time.Time) {
	m.tabs = slices.DeleteFunc(m.tabs, func(t *modelTab) bool { return !t.left.IsZero() && now.Sub(t.left) >= Linger })
	for handle := range m.since {
		if len(m.of(handle)) == 0 {
			delete(m.since, handle)
		}
	}
}

// here are the tabs that have not left.
func (m *model) here() (all []*modelTab) {
	for _, t := range m.tabs {
		if t.left.IsZero() {
			all = append(all, t)
		}
	}
	return all
}

func (m *model) of(handle string) (all []*modelTab) {
	for _, t := range m.tabs {
		if t.handle == handle {
			all = append(all, t)
		}
	}
	return all
}

// rows are all carts as rows, in no order.
func (m *model) rows() (rows []Row) {
	for handle, since := range m.since {
		tabs := m.of(handle)
		byAge := slices.Clone(tabs)
		slices.SortFunc(byAge, func(a, b *modelTab) int { return cmp.Or(b.since.Compare(a.since), cmp.Compare(b.ref, a.ref)) })
		r := Row{
			Handle: handle, Stage: Browsing, Page: byAge[0].page, Items: []int{}, Pages: []string{}, Tabs: len(tabs),
			Moving: true, Since: stamp(since), PageSince: stamp(byAge[0].since), Node: byAge[0].node,
		}
		for _, t := range tabs {
			r.Pages = append(r.Pages, t.page)
			r.Moving = r.Moving && !t.left.IsZero()
		}
		for _, t := range byAge {
			for _, item := range t.items {
				if (r.Moving || t.left.IsZero()) && !slices.Contains(r.Items, item) {
					r.Items = append(r.Items, item)
				}
			}
		}
		m.price(&r)
		rows = append(rows, r)
	}
	return rows
}

func (m *model) price(r *Row) {
	for _, id := range r.Items {
		r.Stage = InCart
		for _, p := range m.shop.Products() {
			for _, item := range p.Items {
				if item.ID == id {
					r.ValueUSD += p.PriceUSD
					r.SoldOut = r.SoldOut || m.shop.Available(id) == 0
				}
			}
		}
	}
	if slices.Contains(r.Pages, "/checkout") {
		r.Stage = Checkout
	}
}

// totals are the sums over the rows and the tabs.
func (m *model) totals() Totals {
	t := Totals{Stages: map[Stage]int{Browsing: 0, InCart: 0, Checkout: 0}, Pages: []PageTotal{}, Demand: map[int]int{}}
	pages := map[string]*PageTotal{}
	for _, r := range m.rows() {
		t.Carts++
		t.Tabs += r.Tabs
		t.Items += len(r.Items)
		t.ValueUSD += r.ValueUSD
		t.Stages[r.Stage]++
		t.WithItems += one(len(r.Items) > 0)
		t.SoldOut += one(r.SoldOut)
		for _, item := range r.Items {
			t.Demand[item]++
		}
		for i, page := range r.Pages {
			if pages[page] == nil {
				pages[page] = &PageTotal{Page: page}
			}
			pages[page].Tabs++
			pages[page].Carts += one(!slices.Contains(r.Pages[:i], page))
		}
	}
	for _, p := range pages {
		t.Pages = append(t.Pages, *p)
	}
	slices.SortFunc(t.Pages, func(a, b PageTotal) int {
		return cmp.Or(cmp.Compare(b.Tabs, a.Tabs), cmp.Compare(a.Page, b.Page))
	})
	t.Pages = t.Pages[:min(20, len(t.Pages))]
	return t
}

func one(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// window is what a query finds.
func (m *model) window(q Query) Window {
	w := Window{Offset: q.Offset, Rows: []Row{}}
	var found []Row
	for _, r := range m.rows() {
		if m.matches(q.Filter, r) {
			found = append(found, r)
			w.Total++
			w.Sums.Tabs += r.Tabs
			w.Sums.Items += len(r.Items)
			w.Sums.ValueUSD += r.ValueUSD
		}
	}
	slices.SortFunc(found, func(a, b Row) int {
		d := cmp.Or(columnOf(q.Sort, a, b), cmp.Compare(a.Handle, b.Handle))
		if q.Desc {
			return -d
		}
		return d
	})
	for i, r := range found {
		if i >= q.Offset && i < q.Offset+q.Limit {
			r.Pages = r.Pages[:min(10, len(r.Pages))]
			w.Rows = append(w.Rows, r)
		}
	}
	return w
}

func columnOf(column string, a, b Row) int {
	stages := map[Stage]int{Browsing: 0, InCart: 1, Checkout: 2}
	return map[string]int{
		"stage": stages[a.Stage] - stages[b.Stage], "page": cmp.Compare(a.Page, b.Page), "items": len(a.Items) - len(b.Items),
		"value_usd": a.ValueUSD - b.ValueUSD, "tabs": a.Tabs - b.Tabs, "since": a.Since.Compare(b.Since),
		"page_since": a.PageSince.Compare(b.PageSince), "node": cmp.Compare(a.Node, b.Node),
	}[column]
}

func (m *model) matches(f Filter, r Row) bool {
	nodes, text := []string{}, r.Handle+"\n"+strings.Join(r.Pages, "\n")
	for _, t := range m.of(r.Handle) {
		nodes = append(nodes, t.node)
	}
	for _, id := range r.Items {
		for _, p := range m.shop.Products() {
			if slices.ContainsFunc(p.Items, func(i shop.Item) bool { return i.ID == id }) {
				text += "\n" + p.Brand + " " + p.Name + " " + p.Color
			}
		}
	}
	return (f.Stage == "" || r.Stage == f.Stage) && (!f.OnPage || slices.Contains(r.Pages, f.Page)) &&
		(f.Item == 0 || slices.Contains(r.Items, f.Item)) && (f.Node == "" || slices.Contains(nodes, f.Node)) &&
		strings.Contains(strings.ToLower(text), strings.ToLower(f.Text)) && r.ValueUSD >= f.MinValue &&
		(!f.WithItems || len(r.Items) > 0) && (!f.SoldOut || r.SoldOut)
}
