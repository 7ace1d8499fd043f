package server_test

import (
	"net/http"
	"strings"
	"testing"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/redistest"
)

const cookieName = "footfall_cart"

// cookie is the cart's cookie of an answer.
func (a answer) cookie(t *testing.T) *http.Cookie {
	t.Helper()
	var found []*http.Cookie
	for _, c := range a.Cookies() {
		if c.Name == cookieName {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d cookies of the cart: %q", len(found), a.Header["Set-Cookie"])
	}
	return found[0]
}

// as is the header of a shopper who has been here before.
func as(cartID string) http.Header {
	return http.Header{"Cookie": {cookieName + "=" + cartID}, "Accept": {"text/html"}}
}

func TestTheListShowsEveryProductAsItIs_seed01(t *testing.T) {
	page := open(t, options{}).get(t, "/")
	for _, want := range []string{
		"<title>Footfall</title>", "Tideline", `entry--level-medium" name="item_id" value="1"`, `entry--level-out" name="item_id" value="2"`,
		"&lt;b&gt;Highwater&lt;/b&gt;", "coming soon...",
	} {
		if !strings.Contains(page.body, want) {
			t.Errorf("missing %q in\n%s", want, page.body)
		}
	}
	if strings.Index(page.body, "Highwater") > strings.Index(page.body, "Tideline") {
		t.Error("the products are not in their order")
	}
	if page.StatusCode != http.StatusOK || page.Header.Get("Cache-Control") != "no-store, must-revalidate" {
		t.Errorf("got %d, %q", page.StatusCode, page.Header["Cache-Control"])
	}
}

func TestANewShopperGetsACartID_seed16_74(t *testing.T) {
	s := open(t, options{})
	page := s.get(t, "/")
	c := page.cookie(t)
	if len(c.Value) != 64 || !s.ids.Valid(c.Value) || !strings.Contains(page.body, `<body data-cart-id="`+c.Value+`">`) {
		t.Errorf("got %q in\n%s", c.Value, page.body)
	}
	if c.MaxAge != 30*24*3600 || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure {
		t.Errorf("got %+v", c)
	}
	if other := s.get(t, "/").cookie(t); other.Value == c.Value {
		t.Error("two shoppers have one cart")
	}
}

func TestAShopperKeepsTheCartIDForThirtyDaysMore_seed75(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	for _, path := range []string{"/", "/checkout"} {
		c := s.send(t, http.MethodGet, path, "", as(id)).cookie(t)
		if c.Value != id || c.MaxAge != 30*24*3600 {
			t.Errorf("%s: got %+v", path, c)
		}
	}
}

func TestACartIDThatIsNotOursIsReplaced(t *testing.T) {
	s := open(t, options{})
	for _, forged := range []string{"x", strings.Repeat("z", 64), s.ids.New() + "A", ""} {
		page := s.send(t, http.MethodGet, "/", "", as(forged))
		if c := page.cookie(t); c.Value == forged || !s.ids.Valid(c.Value) || forged != "" && strings.Contains(page.body, `"`+forged+`"`) {
			t.Errorf("%q: got %+v", forged, c)
		}
	}
}

func TestInProductionCookiesOnlyTravelUnderTLS(t *testing.T) {
	s := open(t, options{production: true})
	if c := s.get(t, "/").cookie(t); !c.Secure {
		t.Errorf("got %+v", c)
	}
	for _, c := range s.form(t, "/cart/items", "item_id=99", nil).Cookies() {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("got %+v", c)
		}
	}
}

func TestAShopWithoutACatalogueHasNothingToSellYet(t *testing.T) {
	t.Parallel()
	s := serve(t, redistest.Embed(t), options{})
	if page := s.get(t, "/"); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "nothing to sell yet") {
		t.Errorf("got %d\n%s", page.StatusCode, page.body)
	}
}

func TestThePrivacyPageIsLinkedFromEveryPage(t *testing.T) {
	s := open(t, options{})
	for _, path := range []string{"/", "/checkout/complete", "/nowhere", "/privacy"} {
		if page := s.get(t, path); !strings.Contains(page.body, `<a href="/privacy">`) {
			t.Errorf("%s: no link in\n%s", path, page.body)
		}
	}
	if page := s.get(t, "/privacy"); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "<title>Privacy · Footfall</title>") {
		t.Errorf("got %d\n%s", page.StatusCode, page.body)
	}
}

func TestThePageShowsTheCart(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	for _, item := range []int{1, 2} {
		must(s.carts.Add(t.Context(), id, cart.Cart{}, item))
	}
	page := s.send(t, http.MethodGet, "/", "", as(id))
	for _, want := range []string{
		`data-cart-count>2<`, `data-cart-subtotal>$120<`, `cart-item-out" data-item-id="2"`, "Marram, size 6", "entry--in-cart", "Remove 1 sold-out item first.",
	} {
		if !strings.Contains(page.body, want) {
			t.Errorf("missing %q in\n%s", want, page.body)
		}
	}
}

// The id is the shopper's secret: it is where the browser needs it.
func TestACartIDIsInTheCookieAndOnceInThePage(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	must(s.carts.Add(t.Context(), id, cart.Cart{}, 1))
	for _, path := range []string{"/", "/checkout", "/no-such-page"} {
		page := s.send(t, http.MethodGet, path, "", as(id))
		page.Header.Del("Set-Cookie")
		rest := strings.Replace(page.body, `data-cart-id="`+id+`"`, "", 1)
		for name, text := range map[string]string{"page": rest, "log": s.log.String()} {
			if strings.Contains(text, id) {
				t.Errorf("%s: the cart id is in the %s:\n%s", path, name, text)
			}
		}
		for name, values := range page.Header {
			if strings.Contains(strings.Join(values, " "), id) {
				t.Errorf("%s: the cart id is in %s", path, name)
			}
		}
	}
	for _, key := range s.redis.Embedded.Keys() {
		if strings.Contains(key, id) {
			t.Errorf("the cart id is in the key %s", key)
		}
	}
}
