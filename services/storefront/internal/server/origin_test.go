package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// from is the header of a form as browsers send it, old and new.
func from(origin, site string) http.Header {
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	if site != "" {
		header.Set("Sec-Fetch-Site", site)
	}
	return header
}

func TestAFormOfAnotherSiteIsRefusedAndChangesNothing(t *testing.T) {
	s := open(t, options{origins: []string{"https://shop.example"}})
	own := s.url
	tests := []struct {
		origin, site string
		status       int
	}{
		{"", "", http.StatusSeeOther}, // no browser
		{own, "", http.StatusSeeOther},
		{own, "same-origin", http.StatusSeeOther},
		{"", "none", http.StatusSeeOther},
		{"https://shop.example", "cross-site", http.StatusSeeOther},
		{"https://evil.example", "", http.StatusForbidden},
		{"https://evil.example", "cross-site", http.StatusForbidden},
		{own, "cross-site", http.StatusForbidden},
		{own, "same-site", http.StatusForbidden},
		{"null", "", http.StatusForbidden},
		{"https://shop.example.evil", "cross-site", http.StatusForbidden},
		{"http://shop.example", "cross-site", http.StatusForbidden},
		{own + "0", "", http.StatusForbidden},
	}
	for _, tt := range tests {
		id := s.ids.New()
		header := from(tt.origin, tt.site)
		header.Set("Cookie", cookieName+"="+id)
		header.Set("Accept", "text/html")
		got := s.form(t, "/cart/items", "item_id=1", header)
		c, err := s.carts.Load(t.Context(), id)
		ok(t, err)
		if got.StatusCode != tt.status || c.Holds(1) != (tt.status == http.StatusSeeOther) {
			t.Errorf("%+v: got %d, the cart %v", tt, got.StatusCode, c)
		}
		if tt.status == http.StatusForbidden && (!strings.Contains(got.body, "<h1>Forbidden</h1>") || len(got.Cookies()) > 0) {
			t.Errorf("%+v: got %q\n%s", tt, got.Header["Set-Cookie"], got.body)
		}
	}
}

// Somebody may have put the secret of a cart into a path.
func TestNoPathIsLogged(t *testing.T) {
	s := open(t, options{})
	id := s.ids.New()
	for _, path := range []string{"/cart/" + id, "/carts?id=" + id, "/assets/" + id, "/" + id} {
		s.form(t, path, "", from("https://evil.example", "cross-site"))
		s.get(t, path)
	}
	log := s.log.String()
	if strings.Contains(log, id) || !strings.Contains(log, `"msg":"form from another origin refused","path":"/carts","request_id":"`) {
		t.Errorf("got\n%s", log)
	}
}

func TestEveryRouteThatChangesSomethingIsGuarded(t *testing.T) {
	s := open(t, options{})
	for _, path := range []string{"/checkout", "/cart/items", "/cart/items/remove", "/carts"} {
		if got := s.form(t, path, "item_id=1", from("https://evil.example", "cross-site")); got.StatusCode != http.StatusForbidden {
			t.Errorf("%s: got %d", path, got.StatusCode)
		}
		if path == "/checkout" {
			continue // which is also a page
		}
		if got := s.get(t, path); got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") == "" {
			t.Errorf("GET %s: got %d, allowed is %q", path, got.StatusCode, got.Header.Get("Allow"))
		}
	}
}
