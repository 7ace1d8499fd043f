package live_test

import (
	"testing"
	"time"
)

// An office is one address. Its people have their carts, up to a number at once,
// and whoever has one goes on.
func TestAnAddressMakesSoManyCartsOverSockets(t *testing.T) {
	office, _ := open(t)
	office.carts.LimitNew(time.Hour, 3)
	ids := []string{office.ids.New(), office.ids.New(), office.ids.New()}
	var pages []tab
	for _, id := range ids {
		page := office.visit(t, id)
		page.adds("1", 1, 1)
		pages = append(pages, page)
	}
	late := office.visit(t, office.ids.New())
	late.refused("add_item", `{"item_id":1}`, `{"error":"rate_limited"}`)
	late.refused("remove_item", `{"item_id":1}`, `{"error":"not_found"}`)
	late.quiet()
	pages[0].adds("2", 2, 1, 2)
	second := office.open(t, ids[1], `{}`)
	second.shows(1, 1)
	second.adds("3", 2, 1, 3)
}
