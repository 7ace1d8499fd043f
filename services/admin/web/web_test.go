package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
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
	if _, err := asset(bare, "src/login.css"); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("asset: got %v, want ErrNotBuilt", err)
	}
	res := get(assets(bare), "/admin/assets/dashboard-1.js")
	if res.Code != http.StatusServiceUnavailable || !strings.Contains(res.Body.String(), "make build") {
		t.Errorf("assets: got %d %q", res.Code, res.Body)
	}
}

func TestStylesheetIsFoundInTheManifest(t *testing.T) {
	got, err := asset(whole, "src/login.css")
	if err != nil || got != "/admin/assets/login-1.css" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestABrokenManifestIsAnError(t *testing.T) {
	broken := fstest.MapFS{"dist/.vite/manifest.json": {Data: []byte("{")}}
	if _, err := asset(broken, "src/login.css"); err == nil || errors.Is(err, ErrNotBuilt) {
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

// budget is what all of the pages may weigh on the line, fonts included.
const budget = 120 << 10

func TestAllOfThePagesWeighLittle(t *testing.T) {
	if !built(dist) {
		t.Skip(ErrNotBuilt)
	}
	total := 0
	err := fs.WalkDir(dist, "dist", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, "dist/.vite") {
			return err
		}
		raw, err := dist.ReadFile(path)
		if err != nil {
			return err
		}
		size := min(len(raw), compressed(t, raw))
		t.Logf("%7d bytes %s", size, path)
		total += size
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total > budget {
		t.Errorf("%d bytes compressed, want at most %d", total, budget)
	}
}

func compressed(t *testing.T, raw []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

func TestTheSignInPageHasItsIcon(t *testing.T) {
	if !built(dist) {
		t.Skip(ErrNotBuilt)
	}
	all, err := Templates()
	if err != nil {
		t.Fatal(err)
	}
	var html strings.Builder
	if err := all.ExecuteTemplate(&html, "login.html", LoginForm{Title: "Sign in"}); err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`<link rel="icon" type="image/svg\+xml" href="(/admin/assets/mark-[^"]+\.svg)">`).FindStringSubmatch(html.String())
	if found == nil {
		t.Fatalf("no icon in %s", html.String())
	}
	if res := get(Assets(), found[1]); res.Code != http.StatusOK {
		t.Errorf("%s: got %d", found[1], res.Code)
	}
}
