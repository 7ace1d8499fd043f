package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

// Whatever the sign-in form brings: an answer that says what is wrong, and no
// session.
func FuzzTheSignInForm(f *testing.F) {
	for _, body := range []string{
		"", "name=ada&password=x&csrf=x&next=/admin", "name=ada", "&&&=", "name=%zz", "name=%00&password=%ff", "name=a;password=b",
		strings.Repeat("a=b&", 2000), "name=" + strings.Repeat("x", 70_000), "password=" + strings.Repeat("x", 2000), "csrf=_echo_csrf_using_sec_fetch_site_",
		"name[]=ada&name=bob", "__proto__[name]=ada", "<script>=<script>",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := open(t, redistest.Embed(t), false)
		header := page()
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		got := s.send(t, http.MethodPost, "/admin/login", body, header)
		switch got.StatusCode {
		case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge,
			http.StatusTooManyRequests:
		default:
			t.Fatalf("%.99q: got %d", body, got.StatusCode)
		}
		if got.cookie(sessionCookie) != "" || strings.Contains(got.body, "<script>") {
			t.Fatalf("%.99q: got %v\n%s", body, got.Header, got.body)
		}
	})
}

// Whatever a link says, a sign-in leads to this service.
func FuzzASignInLeadsNowhereElse(f *testing.F) {
	for _, next := range []string{
		"/admin", "//evil.example/admin", `/\evil.example`, "https://evil.example", "/admin/../x", "/admin\x00", "/admin?next=//evil", "javascript:x", "",
	} {
		f.Add(next)
	}
	f.Fuzz(func(t *testing.T, next string) {
		s := open(t, redistest.Embed(t), false)
		got := s.login(t, page(), "name", "bob", "password", "bob's password", "next", next)
		to := got.Header.Get("Location")
		u, err := url.Parse(to)
		if got.StatusCode != http.StatusSeeOther || err != nil || u.Host != "" || u.Scheme != "" || strings.HasPrefix(to, "//") ||
			!strings.HasPrefix(to, "/admin") || strings.ContainsAny(to, "\\\r\n") {
			t.Fatalf("%q: got %d to %q", next, got.StatusCode, to)
		}
	})
}
