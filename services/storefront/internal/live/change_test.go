package live_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/services/storefront/internal/cart"
)

func TestItemsAreAddedAndRemovedByNumberOrText_seed44_48(t *testing.T) {
	shopper, _ := open(t)
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	page.adds(`"1"`, 1, 1)
	shown := page.adds(`2`, 2, 1, 2)
	if c := shopper.tokens.Open(id, shown.Serialized, time.Now()); !slices.Equal(c.Items, []int{2, 1}) || c.Version != 2 {
		t.Errorf("the reply's token restores %v", c)
	}
	page.removes(`1`, 3, 2)
	page.removes(`"2"`, 4)
	page.quiet()
}

func TestAChangeThatCannotBeMadeIsRefused_seed45_49(t *testing.T) {
	shopper, _ := open(t)
	page := shopper.visit(t, shopper.ids.New())
	page.adds("1", 1, 1)
	page.refused("add_item", `{"item_id":"1"}`, `{"error":"duplicate_item"}`)
	page.refused("remove_item", `{"item_id":"2"}`, `{"error":"not_found"}`)
	page.removes("1", 2)
	page.quiet()
}

func TestAFullCartAndOneThatIsBeingBoughtSaySo(t *testing.T) {
	shopper, _ := open(t)
	id := shopper.ids.New()
	full := cart.Cart{Version: cart.MaxItems}
	for item := range cart.MaxItems {
		full.Items = append(full.Items, 100+item)
	}
	page := shopper.open(t, id, fmt.Sprintf(`{"serialized":%q}`, shopper.tokens.Sign(id, full, time.Now())))
	page.shows(cart.MaxItems)
	page.refused("add_item", `{"item_id":1}`, `{"error":"cart_full"}`)
	ok(t, shopper.conn.Writes().HSet(t.Context(), shopper.key(id), "status", "checking_out").Err())
	ok(t, shopper.conn.Writes().PExpire(t.Context(), shopper.key(id), 31*24*time.Hour).Err()) // just now
	page.refused("add_item", `{"item_id":1}`, `{"error":"checkout_pending"}`)
	page.refused("remove_item", `{"item_id":1}`, `{"error":"checkout_pending"}`)
	page.quiet()
}

// Whatever is sent, the answer is clear and the channel lives.
func TestBadInputIsAnsweredAndChangesNothing(t *testing.T) {
	shopper, _ := open(t)
	page := shopper.visit(t, shopper.ids.New())
	unknown, missing := `{"error":"unknown_item"}`, `{"error":"bad_request","field":"item_id"}`
	tests := []struct{ payload, answer string }{
		{`{"item_id":99}`, unknown},
		{`{"item_id":0}`, unknown},
		{`{"item_id":-5}`, unknown},
		{`{"item_id":1.0}`, unknown},
		{`{"item_id":1e0}`, unknown},
		{`{"item_id":1e400}`, unknown},
		{`{"item_id":9223372036854775808}`, unknown},
		{`{"item_id":"99999999999999999999999"}`, unknown},
		{`{"item_id":"abc"}`, unknown},
		{`{"item_id":""}`, unknown},
		{`{"item_id":" 1"}`, unknown},
		{`{"item_id":"1\u0000"}`, unknown},
		{`{"item_id":"NaN"}`, unknown},
		{`{"item_id":null}`, unknown},
		{`{"item_id":true}`, unknown},
		{`{"item_id":[1]}`, unknown},
		{`{"item_id":{"item_id":1}}`, unknown},
		{`{"item_id":` + strings.Repeat("[", 900) + strings.Repeat("]", 900) + `}`, unknown},
		{`{"__proto__":{"item_id":1}}`, missing},
		{`{"ITEM_ID":1}`, missing},
		{`{}`, missing},
		{`null`, missing},
		{`[]`, missing},
		{`[1]`, missing},
		{`"1"`, missing},
		{`1`, missing},
	}
	for _, event := range []string{"add_item", "remove_item"} {
		for _, tt := range tests {
			page.refused(event, tt.payload, tt.answer)
		}
	}
	for _, event := range []string{"", "cart", "checkout", "Add_item", "add_item ", "__proto__"} {
		page.refused(event, `{"item_id":1}`, `{"error":"unknown_event"}`)
	}
	for _, payload := range []string{`{}`, `null`, `[]`, `"/"`, `{"Page":"/"}`} {
		page.refused("page", payload, `{"error":"bad_request","field":"page"}`)
	}
	page.adds("1", 1, 1)
	page.quiet()
}

func TestOtherTabsGetTheCartAndTheSenderItsReply_seed46_50_53_54(t *testing.T) {
	here, there, _ := pair(t)
	id := here.ids.New()
	sender, sibling, far := here.visit(t, id), here.visit(t, id), there.visit(t, id)
	stranger := here.visit(t, here.ids.New())
	others := []tab{sibling, far}
	sender.adds("1", 1, 1)
	for _, other := range others {
		other.shows(1, 1)
	}
	sender.adds("11", 2, 1, 11)
	for _, other := range others {
		other.shows(2, 1, 11)
	}
	sender.removes("1", 3, 11)
	for _, other := range others {
		other.shows(3, 11)
	}
	// Now another one speaks, and what it says is all that the sender hears.
	far.adds("2", 4, 2, 11)
	sender.shows(4, 2, 11)
	sibling.shows(4, 2, 11)
	for _, page := range []tab{sender, sibling, far, stranger} {
		page.quiet()
	}
}

func TestTwoTabsThatAddAtOnceBothWin(t *testing.T) {
	here, there, _ := pair(t)
	id := here.ids.New()
	pages := []tab{here.visit(t, id), there.visit(t, id)}
	for n, page := range pages {
		page.send(page.topic, "add_item", fmt.Sprintf(`{"item_id":%d}`, n+1))
	}
	for _, page := range pages {
		for version := uint64(0); version < 2; {
			f, _ := page.read()
			var c struct {
				Version  uint64
				Response struct{ Version uint64 }
			}
			ok(t, json.Unmarshal(f.payload, &c))
			version = max(c.Version, c.Response.Version)
		}
	}
	late := here.open(t, id, `{}`)
	late.shows(2, 1, 2)
}

// The error comes first, then what made it one.
func TestARefusalBringsTheCartThatTheTabDidNotKnow(t *testing.T) {
	shopper, _ := open(t)
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	page.adds("1", 1, 1)
	shopper.changeUnheard(t, id)
	page.refused("add_item", `{"item_id":3}`, `{"error":"duplicate_item"}`)
	page.shows(2, 1, 3)
	page.quiet()
}
