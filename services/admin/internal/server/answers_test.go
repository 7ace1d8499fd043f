package server_test

import (
	"net/http"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	s := open(t, redistest.Embed(t), true)
	session := s.signIn(t, "ada")
	form := s.send(t, http.MethodGet, "/admin/login", "", person())
	_, rest, _ := strings.Cut(form.body, `rel="stylesheet" href="`)
	asset, _, _ := strings.Cut(rest, `"`)
	tests := []struct{ method, path, cache string }{
		{http.MethodGet, "/", "no-store"},
		{http.MethodGet, "/admin", "no-store"},
		{http.MethodHead, "/admin", "no-store"},
		{http.MethodGet, "/admin/login", "no-store"},
		{http.MethodPost, "/admin/login", "no-store"},
		{http.MethodGet, "/admin/token", "no-store"},
		{http.MethodGet, asset, "public, max-age=31536000, immutable"},
		{http.MethodGet, "/admin/assets/gone.js", "no-store"},
		{http.MethodGet, "/nowhere", "no-store"},
		{http.MethodDelete, "/admin", "no-store"},
		{http.MethodGet, "/admin_socket/websocket", "no-store"},
		{http.MethodPost, "/admin/logout", "no-store"},
	}
	for _, tt := range tests {
		for _, site := range []string{"cross-site", "same-origin"} {
			for _, cookie := range []string{session, ""} {
				got := s.send(t, tt.method, tt.path, "", with(http.Header{"Sec-Fetch-Site": {site}}, cookie))
				for name, want := range map[string]string{
					"Content-Security-Policy":   "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
					"X-Content-Type-Options":    "nosniff",
					"X-Frame-Options":           "DENY",
					"X-Xss-Protection":          "0",
					"Referrer-Policy":           "same-origin",
					"Strict-Transport-Security": "max-age=31536000",
					"Cache-Control":             tt.cache,
				} {
					if values := got.Header.Values(name); len(values) != 1 || values[0] != want {
						t.Errorf("%s %s, %s, %q: %s is %q, want %q", tt.method, tt.path, site, cookie, name, values, want)
					}
				}
			}
		}
	}
}

func TestTheSocketIsAtItsPath(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	for _, path := range []string{"/admin_socket/websocket", "/admin_socket/websocket/?vsn=2.0.0"} {
		if got := s.send(t, http.MethodGet, path, "", http.Header{}); got.body != "socket GET" {
			t.Errorf("%s: got %d %s", path, got.StatusCode, got.body)
		}
	}
}

func TestAFormOverTheLimitIsRefused(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	for _, header := range []http.Header{page(), {}} {
		if got := s.login(t, header, "name", strings.Repeat("a", 70<<10)); got.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("got %d", got.StatusCode)
		}
	}
	broken := page()
	broken.Set("Content-Type", "application/x-www-form-urlencoded")
	if got := s.send(t, http.MethodPost, "/admin/login", "name=%zz", broken); got.StatusCode != http.StatusBadRequest {
		t.Errorf("a broken form: got %d", got.StatusCode)
	}
}

func TestNoPathLeadsAroundTheSignIn(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	for _, path := range []string{
		"/admin/assets/..%2findex.html", "/admin/assets/%2e%2e/index.html", "/admin/assets/../index.html", "/admin/assets/", "/admin/assets/.vite/manifest.json",
		"/admin%2f", "/%61dmin%2ftoken", "//admin", "/admin//", "/ADMIN", "/admin/index.html", "/admin/%00", "/admin/login/..", "/product_socket/websocket",
	} {
		got := s.send(t, http.MethodGet, path, "", person())
		if got.StatusCode == http.StatusOK || strings.HasPrefix(got.Header.Get("Location"), "//") || strings.Contains(got.body, "<html") {
			t.Errorf("%s: got %d to %q", path, got.StatusCode, got.Header.Get("Location"))
		}
	}
}

func TestAPanicIsAnAnswerAndALineInTheLog(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	got := s.send(t, http.MethodGet, "/admin_socket/websocket?panic", "", http.Header{})
	if got.StatusCode != http.StatusInternalServerError || got.body != "500 Internal Server Error\n" {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
	if log := s.log.String(); strings.Count(log, `"request failed"`) != 1 || !strings.Contains(log, "fixture_test.go") {
		t.Errorf("got\n%s", log)
	}
}

// Whatever happens, no log holds what opens a door.
func TestTheLogHoldsNoSecret(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	session := s.signIn(t, "ada")
	token := s.send(t, http.MethodGet, "/admin/token", "", with(page(), session)).body
	s.send(t, http.MethodGet, "/admin_socket/websocket?token=f1.token", "", http.Header{})
	s.send(t, http.MethodGet, "/admin", "", program("ada", "hunter2"))
	s.send(t, http.MethodPost, "/admin/logout", "", with(page(), session))
	_, secret, _ := strings.Cut(session, "=")
	log := s.log.String()
	for _, text := range []string{secret, "f1.", "hunter2", "ada's password", "argon2id"} {
		if strings.Contains(log, text) {
			t.Errorf("%q is in the log, the token was %s:\n%s", text, token, log)
		}
	}
	if !strings.Contains(log, `"credentials refused"`) || !strings.Contains(log, `"path":"/admin_socket/websocket"`) {
		t.Errorf("got\n%s", log)
	}
}
