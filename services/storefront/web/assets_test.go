package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHashedFilesAreKeptForAYear(t *testing.T) {
	for path, kind := range map[string]string{
		"/assets/main-1.js": "text/javascript; charset=utf-8", "/assets/main-1.css": "text/css; charset=utf-8",
	} {
		res := get(assets(whole), path, "")
		if res.Code != http.StatusOK {
			t.Fatalf("%s: got %d %q", path, res.Code, res.Body)
		}
		wantHeader(t, res, "Cache-Control", "public, max-age=31536000, immutable")
		wantHeader(t, res, "Content-Type", kind)
		wantHeader(t, res, "X-Content-Type-Options", "nosniff")
	}
}

func TestFilesAreCompressedForWhoTakesThem(t *testing.T) {
	plain := get(assets(whole), "/assets/main-1.js", "")
	req := httptest.NewRequest(http.MethodGet, "/assets/main-1.js", http.NoBody)
	req.Header.Set("Accept-Encoding", "br, gzip")
	small := httptest.NewRecorder()
	assets(whole).ServeHTTP(small, req)
	wantHeader(t, small, "Content-Encoding", "gzip")
	wantHeader(t, plain, "Content-Encoding", "")
	for _, res := range []*httptest.ResponseRecorder{plain, small} {
		wantHeader(t, res, "Vary", "Accept-Encoding")
		wantHeader(t, res, "Content-Type", "text/javascript; charset=utf-8")
	}
	if plain.Header().Get("Etag") == small.Header().Get("Etag") {
		t.Error("both have one tag")
	}
	unpacked, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(unpacked); err != nil || string(content) != plain.Body.String() {
		t.Errorf("got %q, %v, want %q", content, err, plain.Body)
	}
}

func TestNothingOutsideTheHashedFilesIsServed(t *testing.T) {
	paths := []string{
		"/assets/", "/assets", "/assets/gone.js", "/placeholder", "/assets/../placeholder",
		"/assets/../.vite/manifest.json", "/assets/..%2fplaceholder",
	}
	for _, path := range paths {
		res := get(assets(whole), path, "")
		if res.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, res.Code)
		}
		if got := res.Header().Get("Cache-Control"); strings.Contains(got, "immutable") {
			t.Errorf("%s: a missing file must not be kept, got %q", path, got)
		}
	}
}

func TestAssetsOfABinaryWithoutPagesSaySo(t *testing.T) {
	res := get(assets(bare), "/assets/main-1.js", "")
	if res.Code != http.StatusServiceUnavailable || !strings.Contains(res.Body.String(), "make build") {
		t.Errorf("got %d %q", res.Code, res.Body)
	}
}

func TestPicturesAreKeptAnHourThenAskedForByTheirTag(t *testing.T) {
	first := get(Pictures(), "/pictures/FF-1000.svg", "")
	if first.Code != http.StatusOK || !strings.HasPrefix(first.Body.String(), "<svg") {
		t.Fatalf("got %d %q", first.Code, first.Body)
	}
	wantHeader(t, first, "Cache-Control", "public, max-age=3600")
	wantHeader(t, first, "Content-Type", "image/svg+xml")
	again := get(Pictures(), "/pictures/FF-1000.svg", first.Header().Get("Etag"))
	if again.Code != http.StatusNotModified {
		t.Errorf("asked again: got %d, want 304", again.Code)
	}
}

func TestOnlyPicturesAreServedAsPictures(t *testing.T) {
	for _, path := range []string{"/pictures/", "/pictures", "/pictures/gone.svg", "/pictures/../web.go", "/pictures/../catalogue.yaml"} {
		if res := get(Pictures(), path, ""); res.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, res.Code)
		}
	}
}

func wantHeader(t *testing.T, res *httptest.ResponseRecorder, name, want string) {
	t.Helper()
	if got := res.Header().Get(name); got != want {
		t.Errorf("%s: got %q, want %q", name, got, want)
	}
}

func get(h http.Handler, path, tag string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res := httptest.NewRecorder()
	h.ServeHTTP(res, req)
	return res
}
