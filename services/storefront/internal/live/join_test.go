package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/token"
)

func TestAJoinIsAnsweredThenShowsTheCart_seed38_42(t *testing.T) {
	shopper, store := open(t)
	must(store.Release(t.Context(), []int{1}))
	ok(t, store.SetStock(t.Context(), 10, 0))
	eventually(t, "the stock is known", func() bool { return shopper.inventory.Now().Available(10) == 0 })
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	page.adds("10", 1, -10)
	page.adds("2", 2, 2, -10)

	late := shopper.open(t, id, `{}`)
	f, _ := late.read()
	shown := late.decode(f.payload)
	want := fmt.Sprintf(`{"items":[`+
		`{"id":2,"sku":"A6.5","size":"6.5","name":"Tideline","brand":"Marram","color":"coral","price_usd":120,`+
		`"main_image_url":"/pictures/A.svg","released":true,"out_of_stock":false},`+
		`{"id":10,"sku":"B6","size":"6","name":"Highwater","brand":"Ostrel","color":"red","price_usd":95,`+
		`"main_image_url":"/pictures/B.svg","released":false,"out_of_stock":true,`+
		`"others":[{"id":1,"name":"Tideline","price_usd":120}]}],"serialized":%q,"version":2}`, shown.Serialized)
	if f.event != "cart" || string(f.payload) != want {
		t.Errorf("got\n%v\nwant\n%s", f, want)
	}
	if restored := shopper.tokens.Open(id, shown.Serialized, time.Now()); fmt.Sprint(restored.Items) != "[2 10]" {
		t.Errorf("the token restores %v", restored)
	}
}

func TestAnIDThatIsNotOursIsNoCartAndNobody_seed16_38(t *testing.T) {
	shopper, w := watched(t)
	good := shopper.ids.New()
	flipped := []byte(good)
	flipped[5] ^= 1
	foreign := token.NewCartIDs(must(token.ParseKeys("another secret of these tests which is long enough"))).New()
	c := shopper.connect(t)
	for _, id := range []string{
		"", "1", good[:63], good + "A", string(flipped), foreign, strings.Repeat("z", 64), good[:60] + "%00A", "undefined", "__proto__", good + "\n",
	} {
		c.ask("cart:"+id, "phx_join", `{}`).says(t, "error", `{"reason":"unknown_cart"}`)
		c.ask("cart:"+id, "add_item", `{"item_id":1}`).says(t, "error", `{"reason":"unmatched topic"}`)
	}
	// The socket lives, and only the cart that is one is present.
	c.ask("cart:"+good, "phx_join", `{}`).says(t, "ok", `{}`)
	w.awaits(t, shopper.handles.Of(good)+` {"page":null,"items":[],"tab":null}`)
	if steps := w.steps(); len(steps) != 1 {
		t.Errorf("seen: %q", steps)
	}
}

func TestATokenBringsBackACartThatRedisHasLost_seed12_40(t *testing.T) {
	shopper, w := watched(t)
	id := shopper.ids.New()
	token := shopper.tokens.Sign(id, cart.Cart{Items: []int{1, 10}, Version: 7}, time.Now())
	page := shopper.open(t, id, fmt.Sprintf(`{"serialized":%q,"page":"/test"}`, token))
	page.shows(7, 1, 10)
	w.awaits(t, shopper.handles.Of(id)+` {"page":"/test","items":[1,10],"tab":null}`)
}

func TestATokenRestoresNothingWhereRedisHasTheCart(t *testing.T) {
	shopper, _ := open(t)
	id := shopper.ids.New()
	page := shopper.visit(t, id)
	page.adds("1", 1, 1)
	page.removes("1", 2)
	token := shopper.tokens.Sign(id, cart.Cart{Items: []int{1, 2, 3}, Version: 9}, time.Now())
	late := shopper.open(t, id, fmt.Sprintf(`{"serialized":%q}`, token))
	late.shows(2)
}

// Which tokens are good is for the package cart to say.
func TestATokenThatIsNoneOfThisCartMeansANewOne_seed10_13(t *testing.T) {
	shopper, _ := open(t)
	full := cart.Cart{Items: []int{1}, Version: 1}
	id := shopper.ids.New()
	for _, serialized := range []string{
		fmt.Sprintf("%q", shopper.tokens.Sign(shopper.ids.New(), full, time.Now())),
		fmt.Sprintf("%q", shopper.tokens.Sign(id, full, time.Now().Add(-8*24*time.Hour))),
		`"nope"`, `""`, `null`, `7`, `[]`, `{"a":1}`,
	} {
		page := shopper.open(t, id, `{"serialized":`+serialized+`}`)
		page.shows(0)
	}
}

func TestAJoinWithStrangeParamsIsOneWithout(t *testing.T) {
	shopper, _ := open(t)
	for _, params := range []string{`null`, `[]`, `"x"`, `7`, `{"__proto__":{"page":"/"}}`, `{"PAGE":"/","Serialized":"x"}`} {
		page := shopper.open(t, shopper.ids.New(), params)
		page.shows(0)
	}
}

func TestATabThatIsGoneIsForgotten(t *testing.T) {
	redis, shopper, page, id := outage(t)
	second := shopper.open(t, id, `{}`)
	knows := func(tabs, carts int) {
		t.Helper()
		eventually(t, fmt.Sprintf("%d tabs of %d carts", tabs, carts), func() bool {
			nowTabs, nowCarts := shopper.tabs.Known()
			return nowTabs == tabs && nowCarts == carts
		})
	}
	knows(2, 1)
	ok(t, page.ws.Close())
	knows(1, 1)
	second.shows(1, 1)
	second.send(second.topic, "phx_join", `{}`) // again, without leaving
	second.want(second.topic, "phx_close", `{}`)
	second.want(second.topic, "phx_reply", `{"response":{},"status":"ok"}`)
	knows(1, 1)
	redis.Kill()
	refused := shopper.connect(t)
	refused.ask("cart:"+shopper.ids.New(), "phx_join", `{}`).says(t, "error", `{"reason":"unavailable"}`)
	knows(1, 1)
	ok(t, second.ws.Close())
	knows(0, 0)
}
