package live_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

func TestATabIsPresentWhileItIsOpen_seed39_41(t *testing.T) {
	shopper, w := watched(t)
	id := shopper.ids.New()
	handle := shopper.handles.Of(id)
	before := time.Now().UnixMilli()
	first := shopper.visit(t, id)
	w.awaits(t, handle+` {"page":null,"items":[],"tab":null}`)
	w.view.Inspect(func(people presence.People, _ presence.Status) {
		var raw map[string]any
		for p := range maps.Collect(people.All())[handle] {
			ok(t, json.Unmarshal([]byte(p.Meta), &raw))
		}
		at, _ := raw["page_loaded_at"].(float64)
		if len(raw) != 4 || int64(at) < before || int64(at) > time.Now().UnixMilli() {
			t.Errorf("got %v", raw)
		}
	})
	first.adds("1", 1, 1)
	second := shopper.open(t, id, `{"page":"/test","tab":"abcdefgh.7"}`)
	w.awaits(t, handle+` {"page":null,"items":[1],"tab":null}`, handle+` {"page":"/test","items":[1],"tab":"abcdefgh.7"}`)
	ok(t, first.ws.Close())
	w.awaits(t, handle+` {"page":"/test","items":[1],"tab":"abcdefgh.7"}`)
	second.shows(1, 1)
	second.ask("phx_leave", `{}`).says(t, "ok", `{}`)
	w.awaits(t)
}

func TestPresenceFollowsTheCartOfEachTab_seed52_57(t *testing.T) {
	shopper, w := watched(t)
	id := shopper.ids.New()
	handle := shopper.handles.Of(id)
	first := shopper.open(t, id, `{"page":"/one"}`)
	first.shows(0)
	second := shopper.open(t, id, `{"page":"/two"}`)
	second.shows(0)
	for n, item := range []string{"1", "2", "3"} {
		first.adds(item, uint64(n+1), []int{1, 2, 3}[:n+1]...)
	}
	w.awaits(t, handle+` {"page":"/one","items":[3,2,1],"tab":null}`, handle+` {"page":"/two","items":[3,2,1],"tab":null}`)
	first.removes("3", 4, 1, 2)
	first.removes("1", 5, 2)
	w.awaits(t, handle+` {"page":"/one","items":[2],"tab":null}`, handle+` {"page":"/two","items":[2],"tab":null}`)
}

// An admin sees one step for each tab and change, and none for what was
// refused or changed nothing.
func TestPresenceChangesOnlyWhenTheTabDoes(t *testing.T) {
	shopper, w := watched(t)
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	shows := func(page, items string) string {
		m := fmt.Sprintf(`{"page":%s,"items":%s,"tab":null}`, page, items)
		w.awaits(t, shopper.handles.Of(id)+" "+m)
		return m
	}
	empty := shows("null", "[]")
	page.adds("2", 1, 2)
	two := shows("null", "[2]")
	page.refused("add_item", `{"item_id":2}`, `{"error":"duplicate_item"}`)
	page.refused("remove_item", `{"item_id":1}`, `{"error":"not_found"}`)
	page.refused("add_item", `{"item_id":99}`, `{"error":"unknown_item"}`)
	page.ask("page", `{"page":"/checkout?step=2"}`).says(t, "ok", `{}`)
	checkout := shows(`"/checkout"`, "[2]")
	page.ask("page", `{"page":"/checkout#top"}`).says(t, "ok", `{}`)
	ok(t, page.ws.Close())
	w.awaits(t)
	want := []string{"-> " + empty, empty + " -> " + two, two + " -> " + checkout, checkout + " -> "}
	if got := w.steps(); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What a page may be called is for the package shop to say; here nothing but a
// name is one.
func TestAPageOrTabThatIsNoNameIsNone(t *testing.T) {
	shopper, w := watched(t)
	long := strings.Repeat("/", shop.MaxPage+1)
	tests := []struct{ said, page, tab string }{
		{`"/shoes?size=6#top"`, `"/shoes"`, `null`},
		{`"abcdefgh.1"`, `"abcdefgh.1"`, `"abcdefgh.1"`},
		{`"<b>"`, `"\u003cb\u003e"`, `null`},
		{`"` + long + `"`, `null`, `null`},
		{`"/a\u0000b"`, `null`, `null`},
		{`""`, `null`, `null`},
		{`null`, `null`, `null`},
		{`7`, `null`, `null`},
		{`["/"]`, `null`, `null`},
		{`{"page":"/"}`, `null`, `null`},
	}
	id := shopper.ids.New()
	for _, tt := range tests {
		shows := func(page, tab string) {
			t.Helper()
			w.awaits(t, fmt.Sprintf(`%s {"page":%s,"items":[],"tab":%s}`, shopper.handles.Of(id), page, tab))
		}
		page := shopper.open(t, id, fmt.Sprintf(`{"page":%s,"tab":%[1]s}`, tt.said))
		shows(tt.page, tt.tab)
		page.cart()
		page.ask("page", `{"page":"/other"}`).says(t, "ok", `{}`)
		shows(`"/other"`, tt.tab)
		page.ask("page", `{"page":`+tt.said+`}`).says(t, "ok", `{}`)
		shows(tt.page, tt.tab)
		ok(t, page.ws.Close())
		w.awaits(t)
	}
}
