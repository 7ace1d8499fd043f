package board

import (
	"cmp"
	"slices"
	"strings"

	"footfall/shared/shop"
)

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
	return (f.Stage == "" || r.Stage == f.Stage) && (f.After == "" || r.Handle > f.After) && (!f.OnPage || slices.Contains(r.Pages, f.Page)) &&
		(f.Item == 0 || slices.Contains(r.Items, f.Item)) && (f.Node == "" || slices.Contains(nodes, f.Node)) &&
		strings.Contains(strings.ToLower(text), strings.ToLower(f.Text)) && r.ValueUSD >= f.MinValue &&
		(!f.WithItems || len(r.Items) > 0) && (!f.SoldOut || r.SoldOut) &&
		(f.Since.IsZero() || !r.Since.After(f.Since)) && (f.PageSince.IsZero() || !r.PageSince.After(f.PageSince))
}
