package server

import (
	"bytes"
	"strings"
	"testing"

	"footfall/services/storefront/web"
	"footfall/shared/shop"
)

// shelf is a shop of one released product with so many of its only item.
func shelf(available int) *shop.Snapshot {
	c := shop.Catalogue{{
		ID: 1, Brand: "Marram", Name: "Tideline", PriceUSD: 120, Released: true, Items: []shop.Item{{ID: 7, ProductID: 1, Size: "6"}},
	}}
	return shop.NewSnapshot(c, map[int]int{7: available})
}

func written(t *testing.T, l *listing, now *shop.Snapshot, id, code string) string {
	t.Helper()
	var html bytes.Buffer
	if err := l.write(&html, now, id, code); err != nil {
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

func TestTheListMadeForAllIsTheListOfEach(t *testing.T) {
	l := newTestListing(t)
	for _, available := range []int{700, 1, 0} {
		for _, shopper := range []string{"a", "b"} {
			page := web.Page{Title: listTitle, CartID: "id-of-" + shopper, Assets: l.assets}
			page.Cart.SupportCode = "CODE-" + shopper
			now := shelf(available)
			var want bytes.Buffer
			if err := l.pages.ExecuteTemplate(&want, "list", web.ListPage{Page: page, Products: products(now, page.Cart)}); err != nil {
				t.Fatal(err)
			}
			if got := written(t, l, now, page.CartID, page.Cart.SupportCode); got != want.String() {
				t.Errorf("%d are left, shopper %s: got\n%s\nwant\n%s", available, shopper, got, want.String())
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
		html := written(t, l, shelf(tt.available), "id", "CODE")
		after := l.last.Load()
		if again := before == nil || &before.parts[0] != &after.parts[0]; again != tt.again {
			t.Errorf("%d are left: made again: %v", tt.available, again)
		}
		if level := string(shop.LevelOf(tt.available)); !strings.Contains(html, "entry--level-"+level) {
			t.Errorf("%d are left: no %s in\n%s", tt.available, level, html)
		}
	}
}
