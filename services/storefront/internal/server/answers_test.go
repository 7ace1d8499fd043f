package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	s := open(t, options{production: true, socket: func(http.ResponseWriter, *http.Request) { panic("socket") }})
	picture := "/pictures/FF-1000.svg"
	asset := between(t, s.get(t, "/").body, `type="module" src="`, `"`)
	tests := []struct{ method, path, cache string }{
		{http.MethodGet, "/", "no-store, must-revalidate"},
		{http.MethodHead, "/", "no-store, must-revalidate"},
		{http.MethodGet, "/checkout", "no-store"}, // to the shoes
		{http.MethodPost, "/checkout", "no-store"},
		{http.MethodGet, "/checkout/complete", "no-store, must-revalidate"},
		{http.MethodGet, picture, "public, max-age=3600"},
		{http.MethodHead, asset, "public, max-age=31536000, immutable"},
		{http.MethodGet, "/assets/gone.js", "no-store"},
		{http.MethodPost, "/cart/items", "no-store"},
		{http.MethodPost, "/cart/items/remove", "no-store"},
		{http.MethodPost, "/carts", "no-store"},
		{http.MethodGet, "/carts", "no-store"},
		{http.MethodGet, "/nowhere", "no-store"},
		{http.MethodGet, "/product_socket/websocket", "no-store"},
	}
	for _, tt := range tests {
		for _, site := range []string{"same-origin", "cross-site"} {
			got := s.send(t, tt.method, tt.path, "", http.Header{"Sec-Fetch-Site": {site}})
			cache := tt.cache
			for name, want := range map[string]string{
				"Content-Security-Policy":   "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
				"X-Content-Type-Options":    "nosniff",
				"X-Frame-Options":           "DENY",
				"X-Xss-Protection":          "0",
				"Referrer-Policy":           "same-origin",
				"Strict-Transport-Security": "max-age=31536000",
				"Cache-Control":             cache,
			} {
				if values := got.Header.Values(name); len(values) != 1 || values[0] != want {
					t.Errorf("%s %s, %s: %s is %q, want %q", tt.method, tt.path, site, name, values, want)
				}
			}
			if got.Header.Get("X-Request-Id") == "" {
				t.Errorf("%s %s, %s: no request id", tt.method, tt.path, site)
			}
		}
	}
}

func TestPagesTravelCompressed(t *testing.T) {
	s := open(t, options{})
	for _, path := range []string{"/", "/checkout/complete", "/privacy"} {
		if page := s.get(t, path); !page.Uncompressed { // by the client, which asked for gzip
			t.Errorf("%s came as it is, %d bytes", path, len(page.body))
		}
	}
}

func TestAnErrorIsAPageForPeopleAndTextForPrograms_seed76_77(t *testing.T) {
	s := open(t, options{socket: func(http.ResponseWriter, *http.Request) { panic("the secret of the cart") }})
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	tests := []struct {
		method, path, body string
		status             int
		heading            string
	}{
		{http.MethodGet, "/nowhere", "", http.StatusNotFound, "Not found"},
		{http.MethodDelete, "/", "", http.StatusMethodNotAllowed, "Not allowed"},
		{http.MethodPost, "/cart/items", "item_id=" + strings.Repeat("1", 70<<10), http.StatusRequestEntityTooLarge, "Request Entity Too Large"},
		{http.MethodPost, "/cart/items", "item_id=%zz", http.StatusBadRequest, "Bad Request"},
		{http.MethodGet, "/product_socket/websocket", "", http.StatusInternalServerError, "Internal server error"},
	}
	for _, tt := range tests {
		for accept, kind := range map[string]string{"text/html,*/*;q=0.8": "text/html", "application/json": "text/plain", "": "text/plain"} {
			header := form.Clone()
			header.Set("Accept", accept)
			got := s.send(t, tt.method, tt.path, tt.body, header)
			if got.StatusCode != tt.status || got.Header.Get("Content-Type") != kind+"; charset=utf-8" || !strings.Contains(got.body, tt.heading) {
				t.Errorf("%s %s as %q: got %d %s\n%s", tt.method, tt.path, accept, got.StatusCode, got.Header.Get("Content-Type"), got.body)
			}
			if strings.Contains(got.body, "secret") || strings.HasPrefix(kind, "text/html") != strings.Contains(got.body, "<h1>") {
				t.Errorf("%s %s as %q: got\n%s", tt.method, tt.path, accept, got.body)
			}
		}
	}
	if log := s.log.String(); strings.Count(log, `"request failed"`) != 3 || !strings.Contains(log, "answers_test.go") {
		t.Errorf("three panics are not logged once each, with their place:\n%s", log)
	}
}

func TestHeadersOverTheLimitAreRefused(t *testing.T) {
	s := open(t, options{})
	got := s.send(t, http.MethodGet, "/", "", http.Header{"X-Flood": {strings.Repeat("x", 40<<10)}})
	if got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %d", got.StatusCode)
	}
}

func TestNoPathLeadsToAnotherFile(t *testing.T) {
	s := open(t, options{})
	for _, prefix := range []string{"/assets/", "/pictures/", "/"} {
		for _, path := range []string{
			"..%2fweb.go", "..%2f..%2fgo.mod", "%2e%2e/templates/list.html", "....//catalogue.yaml", "..%5cweb.go", "..%252fweb.go",
			".vite/manifest.json", "%00", "catalogue.yaml", "templates/list.html", strings.Repeat("a/", 5000),
		} {
			got := s.get(t, prefix+path)
			if got.StatusCode != http.StatusNotFound && got.StatusCode != http.StatusBadRequest {
				t.Errorf("%s%s: got %d", prefix, fmt.Sprintf("%.40s", path), got.StatusCode)
			}
		}
	}
	for _, path := range []string{"//evil.example", "//evil.example/..", "/%2f%2fevil.example", "/\\evil.example"} {
		if got := s.get(t, path); got.StatusCode != http.StatusNotFound || got.Header.Get("Location") != "" {
			t.Errorf("%s: got %d to %q", path, got.StatusCode, got.Header.Get("Location"))
		}
	}
}

func TestTheSocketIsAtItsPath(t *testing.T) {
	s := open(t, options{socket: func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "socket ", r.Method) }})
	for _, path := range []string{"/product_socket/websocket", "/product_socket/websocket/?vsn=2.0.0"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if got := s.send(t, method, path, "", http.Header{}); got.body != "socket "+method {
				t.Errorf("%s %s: got %d %s", method, path, got.StatusCode, got.body)
			}
		}
	}
	if got := s.get(t, "/admin_socket/websocket"); got.StatusCode != http.StatusNotFound {
		t.Errorf("the admins' socket: got %d", got.StatusCode)
	}
}

func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	inside, _, closed := strings.Cut(rest, after)
	if !found || !closed {
		t.Fatalf("no %s…%s in\n%s", before, after, text)
	}
	return inside
}
