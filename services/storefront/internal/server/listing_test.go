package server

import (
	"bytes"
	"strings"
	"testing"

	"footfall/services/storefront/web"
	"footfall/shared/shop"
)

// shelf is a shop of one product with so many of one of its items.
func shelf(released bool, available int) *shop.Snapshot {
	c := shop.Catalogue{{
		ID: 1, Brand: "Marram", Name: "Tideline", PriceUSD: 120, Released: released,
		Items: []shop.Item{{ID: 7, ProductID: 1, Size: "6"}, {ID: 8, ProductID: 1, Size: "7"}},
	}}
	return shop.NewSnapshot(c, map[int]int{7: available, 8: 200})
}

func written(t *testing.T, l *listing, now *shop.Snapshot, page web.ListPage) string {
	t.Helper()
	var html bytes.Buffer
	if err := l.write(&html, now, page); err != nil {
		t.Fatal(err)
	}
	return html.String()
}

func newTestListing(t *testing.T) *listing {
	t.Helper()
	pages, err := web.Templates()
	if err != nil {
		t.Fatal(err)
	}
	return newListing(pages, web.AssetPaths{JS: "/a.js", CSS: "/a.css"})
}

// whole is the page as the template makes it at once.
func whole(t *testing.T, l *listing, now *shop.Snapshot, page web.ListPage) string {
	t.Helper()
	page.Products = products(now)
	for _, line := range page.Cart.Items {
		for p := range page.Products {
			for i := range page.Products[p].Items {
				size := &page.Products[p].Items[i]
				size.InCart = size.InCart || size.ID == line.ID
			}
		}
	}
	html, err := l.html("list", page)
	if err != nil {
		t.Fatal(err)
	}
	return html
}

func TestTheListPutTogetherForEachIsTheListThatTheTemplateMakes(t *testing.T) {
	l := newTestListing(t)
	line := web.LineView{ID: 7, Name: "Tideline", Brand: "Marram", Size: "6", PriceUSD: 120, Released: true}
	shoppers := map[string]web.Page{
		"empty":     {Cart: web.CartView{SupportCode: "CODE"}},
		"a notice":  {Notice: "<said>", Passing: true},
		"unknown":   {Cart: web.CartView{Unknown: true}},
		"one item":  {Cart: web.CartView{Items: []web.LineView{line}, Count: 1, Subtotal: 120, SupportCode: "CODE"}},
		"not there": {Cart: web.CartView{Items: []web.LineView{{ID: 9}}, Count: 1}},
	}
	for _, released := range []bool{true, false} {
		for _, available := range []int{700, 1, 0} {
			for name, page := range shoppers {
				page.Title, page.CartID, page.Assets = listTitle, "id-of-"+name, l.assets
				now, shown := shelf(released, available), web.ListPage{Page: page, Time: "10:42:07 UTC"}
				if got, want := written(t, l, now, shown), whole(t, l, now, shown); got != want {
					t.Errorf("%d are left, %s: got\n%s\nwant\n%s", available, name, got, want)
				}
			}
		}
	}
}

func TestTheListIsMadeAgainOnlyWhenItShowsSomethingElse(t *testing.T) {
	l := newTestListing(t)
	tests := []struct {
		available int
		again     bool
	}{{700, true}, {700, false}, {699, false}, {499, true}, {498, false}, {1, true}, {0, true}}
	for _, tt := range tests {
		before := l.last.Load()
		html := written(t, l, shelf(true, tt.available), web.ListPage{})
		after := l.last.Load()
		if again := before == nil || &before.empty[0] != &after.empty[0]; again != tt.again {
			t.Errorf("%d are left: made again: %v", tt.available, again)
		}
		if level := string(shop.LevelOf(tt.available)); !strings.Contains(html, "entry--level-"+level) {
			t.Errorf("%d are left: no %s in\n%s", tt.available, level, html)
		}
	}
}
