package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// shows fails unless the page has each of the texts, and none that begins with
// an exclamation mark.
func shows(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		unwanted, isUnwanted := strings.CutPrefix(text, "!")
		if strings.Contains(page, unwanted) == isUnwanted {
			t.Errorf("%q in\n%s", text, page)
		}
	}
}

// fill puts items into the browser's cart.
func (b browser) fill(t *testing.T, items ...string) {
	t.Helper()
	for _, item := range items {
		b.submit(t, "/cart/items", item)
	}
}

// sells waits until the storefront shows that so much of an item is left.
func (s *site) sells(t *testing.T, item, available int, text string) {
	t.Helper()
	ok(t, s.shop.SetStock(t.Context(), item, available))
	s.await(t, text)
}

// orders is how many purchases are in the books.
func (s *site) orders(t *testing.T) (n int) {
	t.Helper()
	for _, err := range s.shop.Orders(t.Context(), time.UnixMilli(0)) {
		ok(t, err)
		n++
	}
	return n
}

const (
	buyable   = `<button class="button button--strong">Purchase</button>`
	lineOfOne = `data-item-id="1"`
)

func TestWhoHasNoCartIsSentToTheShoes_seed66(t *testing.T) {
	s := open(t, options{})
	for _, path := range []string{"/checkout", "/checkout?serialized_cart=nope"} {
		if got := s.get(t, path); got.StatusCode != http.StatusFound || got.Header.Get("Location") != "/" {
			t.Errorf("%s: got %d to %q", path, got.StatusCode, got.Header.Get("Location"))
		}
	}
}

func TestAnEmptyCartHasNothingToCheckOut_seed67(t *testing.T) {
	s := open(t, options{})
	for _, query := range []string{"", "?serialized_cart=nope", "?serialized_cart="} {
		got := s.send(t, http.MethodGet, "/checkout"+query, "", as(s.ids.New()))
		shows(t, got.body, "No items to checkout!", `class="till" hidden`)
	}
}

func TestTheCheckoutShowsWhatIsBought_seed68(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.fill(t, "1")
	page := b.open(t, "/checkout")
	shows(t, page, lineOfOne, "Tideline", "size 6", "1 item, $120", buyable, "No payment is taken",
		`!data-item-id="3"`, "!Sorry, this shoe is sold out", "!Some items not available")
}

func TestWhatCannotBeBoughtBlocksTheCheckout_seed69(t *testing.T) {
	s := open(t, options{})
	for item, says := range map[string]string{"2": "Sorry, this shoe is sold out", "3": "Not released yet"} {
		b := s.browser(t)
		b.fill(t, "1", item)
		shows(t, b.open(t, "/checkout"), lineOfOne, `data-item-id="`+item+`"`, says, "disabled>Some items not available", "!"+buyable)
	}
}

func TestAPurchaseLeadsToThePageThatSaysSo_seed73(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.fill(t, "1")
	form := b.open(t, "/checkout")
	shows(t, b.purchase(t, form), "<h1>Order complete</h1>", "data-cart-count>0<", `!class="notice"`)
	shows(t, b.open(t, "/checkout"), "No items to checkout!")
	now, err := s.shop.Load(t.Context())
	ok(t, err)
	if now.Available(1) != 199 || s.orders(t) != 1 {
		t.Errorf("%d are left, %d orders", now.Available(1), s.orders(t))
	}
	shows(t, b.purchase(t, form), "<h1>Order complete</h1>") // sent again
	if s.orders(t) != 1 {
		t.Errorf("it was bought twice")
	}
}

func TestAPurchaseIsAnsweredWithARedirect_seed70(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	for _, want := range []string{"/checkout", "/checkout/complete"} {
		got := s.form(t, "/checkout", "", as(id))
		if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != want || got.cookie(t).Value != id {
			t.Errorf("got %d to %q, want %s", got.StatusCode, got.Header.Get("Location"), want)
		}
		must(s.carts.Add(t.Context(), id, cart.Cart{}, 1))
	}
}

// The order in which it is decided, and what the shopper reads.
func TestWhyNothingWasBoughtIsSaidOnce_seed70_71_72(t *testing.T) {
	s := open(t, options{})
	soldOut, unreleased := "Tideline, size 7", "&lt;b&gt;Highwater&lt;/b&gt;, size 6"
	tests := []struct {
		items []string
		want  string
	}{
		{nil, web.Notice("cart_empty")},
		{[]string{"1", "2"}, web.Notice("out_of_stock", soldOut)},
		{[]string{"1", "3"}, web.Notice("unreleased", unreleased)},
		{[]string{"3", "2", "1"}, web.Notice("out_of_stock", soldOut)},
	}
	for _, tt := range tests {
		b := s.browser(t)
		b.open(t, "/")
		b.fill(t, tt.items...)
		shows(t, b.send(t, "/checkout", url.Values{}), `role="status">`+tt.want)
		shows(t, b.open(t, "/checkout"), `!class="notice"`)
	}
	if s.orders(t) != 0 {
		t.Error("something was bought")
	}
}

// The storefront still shows it, another one sold it.
func TestAnItemThatSoldOutMeanwhileIsNamedAndTheRestKept(t *testing.T) {
	s := open(t, options{})
	s.sells(t, 2, 150, `entry--level-medium" name="item_id" value="2"`)
	b := s.browser(t)
	b.fill(t, "1", "2")
	form := b.open(t, "/checkout")
	ok(t, s.redis.Open(t).Writes().HSet(t.Context(), "shop:{shop}:stock", "2", 0).Err())
	shows(t, b.purchase(t, form), `role="status">`+web.Notice("sold_meanwhile", "Tideline, size 7"), lineOfOne, "data-cart-count>2<")
	b.submit(t, "/cart/items/remove", "2")
	shows(t, b.purchase(t, b.open(t, "/checkout")), "<h1>Order complete</h1>")
}

// FLUSHALL: the form brings its cart back, but there is nothing to buy, which
// is nobody's fault. The shop says so until it is seeded.
func TestAShopThatWasEmptiedSaysSoAndBlamesNobody(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.fill(t, "1")
	form := b.open(t, "/checkout")
	ok(t, s.redis.Open(t).Writes().FlushAll(t.Context()).Err())
	shows(t, b.purchase(t, form), `role="status">`+web.Notice("purchase_unknown"), lineOfOne)
	s.await(t, web.Notice("stale"))
	shows(t, s.get(t, "/").body, "Tideline")

	must(s.shop.Seed(t.Context(), small(), 0))
	must(s.shop.Release(t.Context(), []int{1}))
	s.sells(t, 1, 600, `entry--level-high" name="item_id" value="1"`)
	s.await(t, "!"+web.Notice("stale"))
	shows(t, b.purchase(t, b.open(t, "/checkout")), "<h1>Order complete</h1>")
	if s.orders(t) != 1 {
		t.Errorf("there are %d orders", s.orders(t))
	}
}

func TestACartThatChangedMeanwhileIsShownBeforeItIsBought(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.fill(t, "1")
	form := b.open(t, "/checkout")
	s.sells(t, 2, 150, `entry--level-medium" name="item_id" value="2"`)
	b.fill(t, "2")
	shows(t, b.purchase(t, form), web.Notice("cart_changed"), "data-cart-count>2<")
	if s.orders(t) != 0 {
		t.Error("something was bought")
	}
}

func TestATokenBringsACartBackToItsCheckout(t *testing.T) {
	s := open(t, options{})
	token := func(id string) string {
		return url.QueryEscape(s.tokens.Sign(id, cart.Cart{Items: []int{1}, Version: 4}, time.Now()))
	}
	id := s.ids.New()
	shows(t, s.send(t, http.MethodGet, "/checkout?serialized_cart="+token(id), "", as(id)).body, lineOfOne, `name="version" value="4"`)

	id = s.ids.New() // lost between the page and its form
	got := s.form(t, "/checkout", "version=4&serialized_cart="+token(id), as(id))
	if got.Header.Get("Location") != "/checkout/complete" || s.orders(t) != 1 {
		t.Errorf("got %q, %d orders", got.Header.Get("Location"), s.orders(t))
	}
	shows(t, s.send(t, http.MethodGet, "/checkout?serialized_cart="+token(id), "", as(id)).body, "No items to checkout!")
}

func TestAFormWithAStrangeVersionIsRefused(t *testing.T) {
	s := open(t, options{})
	for _, version := range []string{"", "-1", "x", "1.5", "18446744073709551616", "%00", "1e0"} {
		if got := s.form(t, "/checkout", "version="+version, as(s.ids.New())); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: got %d", version, got.StatusCode)
		}
	}
}

func TestWithoutRedisNobodySaysThatItWasBoughtOrNot(t *testing.T) {
	for name, dial := range away {
		t.Run(name, func(t *testing.T) {
			conn, _ := broken(t, dial)
			s := open(t, options{carts: conn})
			got := s.form(t, "/checkout", "version=1", as(s.ids.New()))
			if got.Header.Get("Location") != "/checkout" || !strings.Contains(strings.Join(got.Header["Set-Cookie"], ";"), "purchase_unknown") {
				t.Errorf("got %d, %q", got.StatusCode, got.Header)
			}
		})
	}
}

// That the order could still be lost is for who runs the shop: a shopper who is
// told anything but that it is made might make another one.
func TestAnOrderIsMadeWhetherAReplicaHasItInTimeOrNot(t *testing.T) {
	t.Parallel()
	redis := redistest.Real(t)
	replica := redis.Replica(t)
	store := shop.NewStore(redis.Open(t))
	must(store.Seed(t.Context(), small(), 0))
	must(store.Release(t.Context(), []int{1}))
	ok(t, store.SetStock(t.Context(), 1, 200))
	s := serve(t, redis, options{})
	s.await(t, "Tideline")
	b := s.browser(t)
	for range 2 {
		b.fill(t, "1")
		shows(t, b.purchase(t, b.open(t, "/checkout")), "<h1>Order complete</h1>")
		replica.Freeze()
	}
	shows(t, s.log.String(), `"an order is on one Redis only"`)
	if s.orders(t) != 2 {
		t.Errorf("there are %d orders", s.orders(t))
	}
	replica.Thaw()
}

// The script asks again where the page leaves it open.
func TestAPageSaysWhetherAPurchaseHasEnded(t *testing.T) {
	s := open(t, options{})
	for code, mark := range map[string]string{
		"purchase_unknown": " data-unsettled ", "checkout_pending": " data-unsettled ",
		"purchase_failed": "!data-unsettled", "sold_meanwhile.2": "!data-unsettled", "cart_changed": "!data-unsettled",
	} {
		header := as(s.ids.New())
		header.Add("Cookie", "footfall_notice="+code)
		shows(t, s.send(t, http.MethodGet, "/checkout", "", header).body, `class="notice"`, mark)
	}
}

func TestAnOrderIsShownWithItsNumberAndWhatWasBought(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.fill(t, "1")
	html := b.purchase(t, b.open(t, "/checkout"))
	number := between(t, html, "Support code <b>", "</b>") + "-1"
	shows(t, html, "<h1>Order complete</h1>", `<b class="complete__number">`+number+"</b>", "Marram, size 6<", "Total <b>$120</b>", "Your cart is empty again")
	b.fill(t, "1") // another tab goes on
	shows(t, b.open(t, "/checkout/complete"), number, "Total <b>$120</b>", "!Your cart is empty again", lineOfOne)
}

func TestWhoHasBoughtNothingIsNotThankedForIt(t *testing.T) {
	s := open(t, options{})
	shows(t, s.get(t, "/checkout/complete").body, "<h1>No order yet</h1>", "!Thank you")
	b := s.browser(t)
	b.fill(t, "1")
	shows(t, b.open(t, "/checkout/complete"), "<h1>No order yet</h1>", "!Thank you", lineOfOne)
}
