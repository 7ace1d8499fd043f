package server_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// browser is a shopper whose browser runs no script.
type browser struct {
	*http.Client
	site *site
}

func (s *site) browser(t *testing.T) browser {
	t.Helper()
	return browser{&http.Client{Jar: must(cookiejar.New(nil))}, s}
}

func (b browser) open(t *testing.T, path string) string {
	t.Helper()
	return b.read(t, must(http.NewRequestWithContext(t.Context(), http.MethodGet, b.site.url+path, http.NoBody)))
}

func (b browser) submit(t *testing.T, path, item string) string {
	t.Helper()
	return b.send(t, path, url.Values{"item_id": {item}})
}

func (b browser) send(t *testing.T, path string, values url.Values) string {
	t.Helper()
	form := values.Encode()
	r := must(http.NewRequestWithContext(t.Context(), http.MethodPost, b.site.url+path, strings.NewReader(form)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.read(t, r)
}

// purchase sends the form of the page at /checkout, as it was shown.
func (b browser) purchase(t *testing.T, page string) string {
	t.Helper()
	values := url.Values{}
	for _, name := range []string{"version", "serialized_cart"} {
		values.Set(name, between(t, page, `name="`+name+`" value="`, `"`))
	}
	return b.send(t, "/checkout", values)
}

func (b browser) read(t *testing.T, r *http.Request) string {
	t.Helper()
	response, err := b.Do(r)
	ok(t, err)
	defer response.Body.Close()
	return string(must(io.ReadAll(response.Body)))
}
