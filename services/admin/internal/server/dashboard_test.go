package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

const challenge = `Basic realm="Footfall"`

func TestTheDashboardIsForAdminsOnly_seed65(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	session := s.signIn(t, "bob")
	tests := []struct {
		name      string
		header    http.Header
		status    int
		location  string
		challenge string
	}{
		{"a person who signed in", with(person(), session), http.StatusOK, "", ""},
		{"a program with credentials", program("ada", "ada's password"), http.StatusOK, "", ""},
		{"a person", person(), http.StatusFound, "/admin/login", ""},
		{"a person with another's cookie", with(person(), sessionCookie+"=x"), http.StatusFound, "/admin/login", ""},
		{"a program", program("", ""), http.StatusUnauthorized, "", challenge},
		{"a program with a wrong password", program("ada", "bob's password"), http.StatusUnauthorized, "", challenge},
		{"a program with an unknown name", program("eve", "x"), http.StatusUnauthorized, "", challenge},
		{"a wrong password beside a session", with(program("ada", "x"), session), http.StatusUnauthorized, "", challenge},
		{"another scheme", http.Header{"Authorization": {"Bearer x"}}, http.StatusUnauthorized, "", challenge},
		{"broken credentials", http.Header{"Authorization": {"Basic !!"}}, http.StatusUnauthorized, "", challenge},
		{"a person's wrong credentials", http.Header{"Accept": {"text/html"}, "Authorization": {"Basic eDp5"}}, http.StatusUnauthorized, "", challenge},
		{"a script of the page", page(), http.StatusUnauthorized, "", ""},
		{"a script of Node's", http.Header{"Accept": {"*/*"}, "Sec-Fetch-Mode": {"cors"}}, http.StatusUnauthorized, "", challenge},
	}
	for _, tt := range tests {
		for _, path := range []string{"/admin", "/admin/"} {
			got := s.send(t, http.MethodGet, path, "", tt.header)
			if got.StatusCode != tt.status || got.Header.Get("Location") != tt.location || got.Header.Get("WWW-Authenticate") != tt.challenge {
				t.Errorf("%s at %s: got %d, %q, %q", tt.name, path, got.StatusCode, got.Header.Get("Location"), got.Header.Get("WWW-Authenticate"))
			}
			if isPage := strings.Contains(got.body, "<html"); isPage != (tt.status == http.StatusOK) {
				t.Errorf("%s at %s: the page: %v", tt.name, path, isPage)
			}
		}
	}
}

// Somebody who was sent a view sees it after the sign-in.
func TestASharedViewIsKeptThroughTheSignIn(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	view := "/admin?item=14&q=a%26b&stage=checkout"
	form := s.send(t, http.MethodGet, view, "", person()).Header.Get("Location")
	if want := "/admin/login?next=%2Fadmin%3Fitem%3D14%26q%3Da%2526b%26stage%3Dcheckout"; form != want {
		t.Fatalf("got %q, want %q", form, want)
	}
	u, err := url.Parse(form)
	if err != nil {
		t.Fatal(err)
	}
	got := s.login(t, page(), "name", "ada", "password", "ada's password", "next", u.Query().Get("next"))
	if got.Header.Get("Location") != view {
		t.Errorf("it leads to %q", got.Header.Get("Location"))
	}
}

// The page has no token in it: it asks for one.
func TestTheDashboardHoldsNoInlineScriptAndNoToken_seed65(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	got := s.send(t, http.MethodGet, "/admin", "", program("ada", "ada's password"))
	for script := range strings.SplitSeq(got.body, "<script") {
		if body, _, closed := strings.Cut(script, "</script>"); closed && !strings.HasSuffix(strings.TrimSpace(body), ">") {
			t.Errorf("an inline script: %s", body)
		}
	}
	if strings.Contains(got.body, "adminToken") || strings.Contains(got.body, "f1.") || got.cookie("footfall_cart") != "" {
		t.Errorf("got %q\n%s", got.Header["Set-Cookie"], got.body)
	}
}

func TestTheFirstPageIsTheDashboard(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	if got := s.send(t, http.MethodGet, "/", "", person()); got.StatusCode != http.StatusFound || got.Header.Get("Location") != "/admin" {
		t.Errorf("got %d to %q", got.StatusCode, got.Header.Get("Location"))
	}
}
