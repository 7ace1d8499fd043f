package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var whole = fstest.MapFS{
	"dist/placeholder":           {Data: []byte("kept")},
	"dist/index.html":            {Data: []byte("<title>Live carts</title>")},
	"dist/.vite/manifest.json":   {Data: []byte(`{"src/login.css":{"file":"assets/login-1.css"}}`)},
	"dist/assets/dashboard-1.js": {Data: []byte("run()")},
	"dist/assets/login-1.css":    {Data: []byte("body{}")},
}

var bare = fstest.MapFS{"dist/placeholder": {Data: []byte("kept")}}

func TestHashedFilesAreKeptForAYear(t *testing.T) {
	res := get(assets(whole), "/admin/assets/dashboard-1.js")
	if res.Code != http.StatusOK || res.Body.String() != "run()" {
		t.Fatalf("got %d %q", res.Code, res.Body)
	}
	want := map[string]string{
		"Cache-Control":          "public, max-age=31536000, immutable",
		"Content-Type":           "text/javascript; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
	}
	for name, value := range want {
		if got := res.Header().Get(name); got != value {
			t.Errorf("%s: got %q, want %q", name, got, value)
		}
	}
}

func TestNothingOutsideTheHashedFilesIsServed(t *testing.T) {
	paths := []string{
		"/admin/assets/", "/admin/assets", "/admin/assets/gone.js", "/admin/index.html",
		"/admin/assets/../index.html", "/admin/assets/../.vite/manifest.json", "/admin/assets/..%2findex.html",
	}
	for _, path := range paths {
		res := get(assets(whole), path)
		if res.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, res.Code)
		}
		if got := res.Header().Get("Cache-Control"); strings.Contains(got, "immutable") {
			t.Errorf("%s: a missing file must not be kept, got %q", path, got)
		}
	}
}

func TestABinaryWithoutPagesSaysSo(t *testing.T) {
	if _, err := page(bare); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("page: got %v, want ErrNotBuilt", err)
	}
	if _, err := stylesheet(bare); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("stylesheet: got %v, want ErrNotBuilt", err)
	}
	res := get(assets(bare), "/admin/assets/dashboard-1.js")
	if res.Code != http.StatusServiceUnavailable || !strings.Contains(res.Body.String(), "make build") {
		t.Errorf("assets: got %d %q", res.Code, res.Body)
	}
}

func TestStylesheetIsFoundInTheManifest(t *testing.T) {
	got, err := stylesheet(whole)
	if err != nil || got != "/admin/assets/login-1.css" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestABrokenManifestIsAnError(t *testing.T) {
	broken := fstest.MapFS{"dist/.vite/manifest.json": {Data: []byte("{")}}
	if _, err := stylesheet(broken); err == nil || errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v, want the reason", err)
	}
}

func TestLoginFormEscapesWhatItIsGiven(t *testing.T) {
	hostile := `"><script>alert(1)</script>`
	html := login(t, LoginForm{Title: hostile, Error: hostile, CSRF: hostile, Name: hostile, Next: hostile})
	if strings.Contains(html, "<script") {
		t.Errorf("markup got through:\n%s", html)
	}
}

func TestLoginFormKeepsTheNameAndTiesTheErrorToTheFields(t *testing.T) {
	html := login(t, LoginForm{Error: "Wrong name or password.", Name: "ada", CSRF: "c1", Next: "/admin"})
	for _, want := range []string{
		`role="alert">Wrong name or password.`, `name="name" value="ada"`, `aria-describedby="error"`,
		`name="csrf" value="c1"`, `name="next" value="/admin"`, `autocomplete="current-password"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("missing %q in\n%s", want, html)
		}
	}
}

func TestLoginFormWithoutAnErrorHasNoAlert(t *testing.T) {
	html := login(t, LoginForm{Title: "Sign in"})
	for _, unwanted := range []string{"role=\"alert\"", "aria-describedby", "stylesheet", " style=", "onclick"} {
		if strings.Contains(html, unwanted) {
			t.Errorf("unexpected %q in\n%s", unwanted, html)
		}
	}
}

func login(t *testing.T, form LoginForm) string {
	t.Helper()
	templates, err := Templates()
	if err != nil {
		t.Fatal(err)
	}
	var html strings.Builder
	if err := templates.ExecuteTemplate(&html, "login.html", form); err != nil {
		t.Fatal(err)
	}
	return html.String()
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	h.ServeHTTP(res, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	return res
}
