package server_test

import (
	"net/http"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

func TestASignInLeadsToTheDashboard(t *testing.T) {
	s := open(t, redistest.Embed(t), true)
	got := s.login(t, page(), "name", "ada", "password", "ada's password")
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/admin" {
		t.Errorf("got %d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	c := got.Cookies()[0]
	if len(got.Cookies()) != 1 || c.Name != sessionCookie || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/admin" {
		t.Errorf("got %+v", got.Cookies())
	}
	if log := s.log.String(); !strings.Contains(log, `"signed in"`) || !strings.Contains(log, `"admin":"ada"`) {
		t.Errorf("not logged:\n%s", log)
	}
	again := s.send(t, http.MethodGet, "/admin/login?next=/admin/x", "", with(person(), got.cookie(sessionCookie)))
	if again.StatusCode != http.StatusSeeOther || again.Header.Get("Location") != "/admin/x" {
		t.Errorf("who is signed in: got %d to %q", again.StatusCode, again.Header.Get("Location"))
	}
}

func TestAWrongPasswordGivesTheFormAgain(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	for _, name := range []string{"ada", "evelyn.x", `"><script>`, ""} {
		got := s.login(t, page(), "name", name, "password", "hunter2", "next", "/admin/x")
		if got.StatusCode != http.StatusUnauthorized || !strings.Contains(got.body, "Wrong name or password.") ||
			!strings.Contains(got.body, `name="next" value="/admin/x"`) || strings.Contains(got.body, "hunter2") || strings.Contains(got.body, "<script>") {
			t.Errorf("%q: got %d\n%s", name, got.StatusCode, got.body)
		}
		if name == "ada" && !strings.Contains(got.body, `name="name" value="ada"`) {
			t.Errorf("the name is lost:\n%s", got.body)
		}
		if got.cookie(sessionCookie) != "" || got.Header.Get("WWW-Authenticate") != "" {
			t.Errorf("%q: got %v", name, got.Header)
		}
	}
	if log := s.log.String(); strings.Count(log, `"sign-in refused"`) != 4 || strings.Contains(log, "hunter2") || strings.Contains(log, "evelyn.x") {
		t.Errorf("the log:\n%s", log)
	}
}

// A browser of today says where a form comes from; for an older one there is
// the form's own secret.
func TestAFormThatIsNotOursSignsNobodyIn(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	form := s.send(t, http.MethodGet, "/admin/login", "", person())
	cookie := form.cookie("footfall_csrf")
	_, secret, _ := strings.Cut(cookie, "=")
	if secret == "" || !strings.Contains(form.body, `name="csrf" value="`+secret+`"`) {
		t.Fatalf("got %q\n%s", cookie, form.body)
	}
	own := s.url
	tests := []struct {
		name         string
		origin, site string
		cookie, csrf string
		status       int
	}{
		{"old browser", own, "", cookie, secret, http.StatusSeeOther},
		{"new browser", own, "same-origin", "", "", http.StatusSeeOther},
		{"allowed origin", "https://admin.example", "", cookie, secret, http.StatusSeeOther},
		{"no secret", "", "", cookie, "", http.StatusForbidden},
		{"no cookie", "", "", "", secret, http.StatusForbidden},
		{"another secret", "", "", cookie, secret + "x", http.StatusForbidden},
		{"neither", own, "", "", "", http.StatusForbidden},
		{"the word for new browsers", own, "", cookie, "_echo_csrf_using_sec_fetch_site_", http.StatusForbidden},
		{"another origin", "https://evil.example", "", cookie, secret, http.StatusForbidden},
		{"another site", own, "cross-site", cookie, secret, http.StatusForbidden},
		{"a neighbour", own, "same-site", cookie, secret, http.StatusForbidden},
	}
	for _, tt := range tests {
		header := with(http.Header{}, tt.cookie)
		for name, value := range map[string]string{"Origin": tt.origin, "Sec-Fetch-Site": tt.site} {
			if value != "" {
				header.Set(name, value)
			}
		}
		got := s.login(t, header, "name", "ada", "password", "ada's password", "csrf", tt.csrf)
		if got.StatusCode != tt.status || (got.cookie(sessionCookie) != "") != (tt.status == http.StatusSeeOther) {
			t.Errorf("%s: got %d, %q", tt.name, got.StatusCode, got.cookie(sessionCookie))
		}
	}
}

func TestASignInLeadsNowhereElse(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	for next, want := range map[string]string{
		"/admin": "/admin", "/admin/x?sort=age": "/admin/x?sort=age", "/admin?page=%2F": "/admin?page=%2F",
		"": "/admin", "/": "/admin", "/adminx": "/admin", "/admin_socket/websocket": "/admin", "admin": "/admin",
		"https://evil.example/admin": "/admin", "//evil.example/admin": "/admin", "///evil.example/admin": "/admin",
		`/\evil.example`: "/admin", `/admin\..\..`: "/admin", "javascript:alert(1)//admin": "/admin", "/admin\r\nX: y": "/admin",
		"//admin/admin": "/admin", "http:/admin": "/admin", "%2F%2Fevil.example": "/admin", "/admin/%zz": "/admin",
	} {
		got := s.login(t, page(), "name", "ada", "password", "ada's password", "next", next)
		if got.Header.Get("Location") != want {
			t.Errorf("%q: led to %q, want %q", next, got.Header.Get("Location"), want)
		}
	}
}

func TestSigningOutEndsTheSessionAndItsSockets(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	session := s.signIn(t, "ada")
	evil := http.Header{"Origin": {"https://evil.example"}}
	if got := s.send(t, http.MethodPost, "/admin/logout", "", with(evil, session)); got.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: got %d", got.StatusCode)
	}
	if got := s.send(t, http.MethodGet, "/admin/logout", "", with(person(), session)); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("by a link: got %d", got.StatusCode)
	}
	if ended := s.hasEnded(); len(ended) > 0 || s.send(t, http.MethodGet, "/admin", "", with(person(), session)).StatusCode != http.StatusOK {
		t.Fatalf("ended: %q", ended)
	}
	got := s.send(t, http.MethodPost, "/admin/logout", "", with(page(), session))
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/admin/login" || got.Cookies()[0].MaxAge >= 0 {
		t.Errorf("got %d to %q, %v", got.StatusCode, got.Header.Get("Location"), got.Cookies())
	}
	if got := s.send(t, http.MethodGet, "/admin", "", with(person(), session)); got.StatusCode != http.StatusFound {
		t.Errorf("afterwards: got %d", got.StatusCode)
	}
	s.send(t, http.MethodPost, "/admin/logout", "", with(page(), session)) // again: nothing ends
	if ended := s.hasEnded(); len(ended) != 1 || ended[0] == "" {
		t.Errorf("ended: %q", ended)
	}
}
