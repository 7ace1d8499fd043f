package server_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// stormy is a small shop that is asked without a network.
func stormy(f *testing.F) *site {
	f.Helper()
	redis := redistest.Embed(f)
	store := shop.NewStore(redis.Open(f))
	must(store.Seed(f.Context(), small(), 1))
	must(store.Release(f.Context(), []int{1}))
	s := serve(f, redis, options{})
	s.await(f, "size-container")
	return s
}

// FuzzForms: whatever a form says, the answer leads to a page of the shop, or
// says that it was no form.
func FuzzForms(f *testing.F) {
	s := stormy(f)
	forms := []string{"/cart/items", "/cart/items/remove", "/checkout"}
	for n := range forms {
		for _, body := range []string{
			"", "item_id=1", "item_id=1&item_id=2", "item_id=-1", "item_id=%00", "item_id=1e0", "item_id=99999999999999999999", "%zz", "&=&;",
			"version=1", "version=0", "version=18446744073709551616", "version=1&serialized_cart=f1.x.y", "serialized_cart=" + strings.Repeat("A", 5000),
			strings.Repeat("item_id=1&", 60), "item_id[]=1", "__proto__=1", "ITEM_ID=1",
		} {
			f.Add(n, body, s.ids.New())
		}
	}
	f.Add(2, "version=x", "no cart of ours")
	f.Fuzz(func(t *testing.T, n int, body, id string) {
		r := httptest.NewRequest(http.MethodPost, forms[uint(n)%uint(len(forms))], strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: cookieName, Value: id})
		answer := httptest.NewRecorder()
		s.handler.ServeHTTP(answer, r)
		to := answer.Header().Get("Location")
		switch {
		case answer.Code == http.StatusSeeOther && slices.Contains([]string{"/", "/checkout", "/checkout/complete"}, to):
		case answer.Code == http.StatusBadRequest && to == "":
		default:
			t.Errorf("%s %q: got %d to %q", r.URL.Path, body, answer.Code, to)
		}
	})
}

// FuzzCookies: whoever wrote them, the page shows the catalogue and nothing that
// was written there.
func FuzzCookies(f *testing.F) {
	s := stormy(f)
	for _, notice := range []string{
		"", "duplicate_item", "out_of_stock.1.2", "sold_meanwhile", "sold_meanwhile.<img>", "x.9", "....", "unreleased.-1.99999999999999999999",
	} {
		f.Add(notice, s.ids.New(), "f1.x.y")
		f.Add(notice, "<script>", notice)
	}
	f.Fuzz(func(t *testing.T, notice, id, token string) {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.URL.RawQuery = "serialized_cart=" + token
		r.AddCookie(&http.Cookie{Name: cookieName, Value: id})
		r.AddCookie(&http.Cookie{Name: "footfall_notice", Value: "ZYX" + notice})
		answer := httptest.NewRecorder()
		s.handler.ServeHTTP(answer, r)
		page := answer.Body.String()
		if answer.Code != http.StatusOK || !strings.Contains(page, "Tideline") || strings.Contains(page, "ZYX") {
			t.Errorf("notice %q, cart %q: got %d\n%s", notice, id, answer.Code, page)
		}
		if !s.ids.Valid(id) && len(id) > 20 && strings.Contains(page, id) {
			t.Errorf("the page shows %q", id)
		}
	})
}
