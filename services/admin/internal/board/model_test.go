package board

import (
	"cmp"
	"slices"
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
	for _, p := range t.Pages[min(20, len(t.Pages)):] {
		t.Others.Pages++
		t.Others.Tabs += p.Tabs
	}
	t.Pages = t.Pages[:min(20, len(t.Pages))]
	return t
}

func one(holds bool) int {
	if holds {
		return 1
	}
	return 0
}
