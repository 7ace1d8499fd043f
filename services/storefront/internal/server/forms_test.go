package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
)

func TestWithoutAScriptTheFormsChangeTheCart(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.open(t, "/")
	if page := b.submit(t, "/cart/items", "1"); !strings.Contains(page, "data-cart-count>1<") || strings.Contains(page, `class="notice"`) {
		t.Errorf("after adding:\n%s", page)
	}
	if page := b.submit(t, "/cart/items/remove", "1"); !strings.Contains(page, "data-cart-count>0<") {
		t.Errorf("after removing:\n%s", page)
	}
}

func TestAFormMayTakeOutSeveralItems(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	left := func() []int {
		c, err := s.carts.Load(t.Context(), id)
		ok(t, err)
		return c.Items
	}
	s.form(t, "/cart/items", "item_id=1&item_id=2", as(id))
	s.form(t, "/cart/items", "item_id=10", as(id))
	s.form(t, "/cart/items/remove", "item_id=1&item_id=10", as(id))
	if got := left(); !slices.Equal(got, []int{2}) {
		t.Errorf("got %v, want [2]", got)
	}
	s.form(t, "/cart/items", "item_id=3", as(id))
	got := s.form(t, "/cart/items/remove", "item_id=1&item_id=3", as(id)) // another tab has taken out the first
	if got, notices := left(), strings.Join(got.Header["Set-Cookie"], ";"); !slices.Equal(got, []int{2}) || strings.Contains(notices, "not_found") {
		t.Errorf("where one was gone: got %v, want [2], and %q", got, notices)
	}
	s.form(t, "/cart/items/remove", strings.Repeat("item_id=2&", cart.MaxItems+1), as(id))
	if got := left(); !slices.Equal(got, []int{2}) {
		t.Errorf("more than a cart holds: got %v, want [2]", got)
	}
}

func TestAFormLeadsBackToThePageWhichSaysOnceWhatWentWrong(t *testing.T) {
	s := open(t, options{})
	b := s.browser(t)
	b.submit(t, "/cart/items", "1")
	tests := []struct{ path, item, code string }{
		{"/cart/items", "1", "duplicate_item"},
		{"/cart/items/remove", "2", "not_found"},
		{"/cart/items", "99", "unknown_item"},
		{"/cart/items", "", "unknown_item"},
		{"/cart/items", "1e0", "unknown_item"},
		{"/cart/items", "-1", "unknown_item"},
		{"/cart/items", "99999999999999999999", "unknown_item"},
		{"/cart/items/remove", "<script>", "unknown_item"},
	}
	for _, tt := range tests {
		page := b.submit(t, tt.path, tt.item)
		if !strings.Contains(page, `role="status">`+web.Notice(tt.code)) || !strings.Contains(page, "data-cart-count>1<") {
			t.Errorf("%s %q: no %q in\n%s", tt.path, tt.item, web.Notice(tt.code), page)
		}
		if again := b.open(t, "/"); strings.Contains(again, `class="notice"`) {
			t.Errorf("%s %q: said twice", tt.path, tt.item)
		}
	}
}

func TestAFormIsAnsweredWithARedirectAndACart(t *testing.T) {
	s := open(t, options{})
	got := s.form(t, "/cart/items", "item_id=1", nil)
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/" {
		t.Errorf("got %d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	if c, err := s.carts.Load(t.Context(), got.cookie(t).Value); err != nil || !c.Holds(1) {
		t.Errorf("the new shopper's cart: %v, %v", c, err)
	}
}

func TestAFormLeadsBackToThePageItStoodOn(t *testing.T) {
	s := open(t, options{})
	for referer, want := range map[string]string{
		s.url + "/checkout?from=list": "/checkout", s.url + "/": "/", "": "/", "%": "/",
		"http://evil.example/checkout": "/", s.url + "/checkout/complete": "/", s.url + "//evil.example": "/",
	} {
		got := s.form(t, "/cart/items", "item_id=1", http.Header{"Referer": {referer}})
		if got.Header.Get("Location") != want {
			t.Errorf("from %q to %q, want %q", referer, got.Header.Get("Location"), want)
		}
	}
}

func TestOnlyTheBodyOfAFormCounts(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	s.form(t, "/cart/items?item_id=1", "", as(id))
	s.send(t, http.MethodPost, "/cart/items", `{"item_id":1}`, as(id))
	if c, err := s.carts.Load(t.Context(), id); err != nil || c.Version != 0 {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestANoticeThatNobodyWroteShowsNothingOfItself(t *testing.T) {
	s := open(t, options{})
	page := s.send(t, http.MethodGet, "/", "", http.Header{"Cookie": {"footfall_notice=PWNED"}})
	if strings.Contains(page.body, "PWNED") || !strings.Contains(page.body, `class="notice"`) {
		t.Errorf("got\n%s", page.body)
	}
}

func TestANoticeIsLeftToWhoReadsIt(t *testing.T) {
	s := open(t, options{})
	for method, taken := range map[string]bool{http.MethodHead: false, http.MethodGet: true} {
		got := s.send(t, method, "/", "", http.Header{"Cookie": {"footfall_notice=not_found"}})
		if said := strings.Join(got.Header["Set-Cookie"], ";"); strings.Contains(said, "footfall_notice") != taken {
			t.Errorf("%s: got %q", method, said)
		}
	}
}
