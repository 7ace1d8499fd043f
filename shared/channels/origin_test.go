package channels

import (
	"net/http"
	"testing"
)

func from(host string, origins ...string) *http.Request {
	return &http.Request{Host: host, Header: http.Header{"Origin": origins}}
}

func TestOriginsThatAreListed(t *testing.T) {
	list, err := ParseOrigins([]string{"https://Shop.example", "http://localhost:4000", "https://[2001:db8::1]:443"})
	if err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]bool{
		"https://shop.example":              true,
		"https://shop.example:443":          true,
		"https://SHOP.example":              true,
		"http://localhost:4000":             true,
		"https://[2001:db8::1]":             true,
		"http://shop.example":               false, // a scheme implies its port
		"https://shop.example:8443":         false,
		"http://localhost":                  false,
		"https://sub.shop.example":          false,
		"https://shop.example.evil.example": false,
		"https://evil.example":              false,
		"https://shop.example@evil.example": false,
		"https://evil.example#shop.example": false,
		"https://shop.example/path":         false,
		"shop.example":                      false,
		"//shop.example":                    false,
		"ftp://shop.example":                false,
		"file://":                           false,
		"null":                              false,
		"":                                  false,
	} {
		if got := list.allow(from("other.example", origin)); got != want {
			t.Errorf("%q: got %v", origin, got)
		}
	}
	if !list.allow(from("shop.example")) {
		t.Error("a client without an origin is no page")
	}
	if list.allow(from("shop.example", "https://shop.example", "https://shop.example")) {
		t.Error("two origins were let through")
	}
}

func TestOriginsOfTheHostThatWasAskedFor(t *testing.T) {
	for _, c := range []struct {
		host, origin string
		want         bool
	}{
		{"shop.example", "https://shop.example", true},
		{"shop.example", "http://SHOP.example", true},
		{"shop.example:80", "http://shop.example", true},
		{"shop.example:443", "https://shop.example", true},
		{"localhost:4000", "http://localhost:4000", true},
		{"[::1]:4000", "http://[::1]:4000", true},
		{"localhost:4000", "http://localhost:4001", false},
		{"localhost:4000", "http://localhost", false},
		{"shop.example", "https://evil.example", false},
		{"shop.example", "https://shop.example.evil.example", false},
		{"shop.example", "null", false},
		{"", "http://", false},
	} {
		if got := Origins(nil).allow(from(c.host, c.origin)); got != c.want {
			t.Errorf("%q asked %q: got %v", c.origin, c.host, got)
		}
	}
}

func TestAnOriginThatCanMatchNothingIsNoConfiguration(t *testing.T) {
	for _, text := range []string{
		"", "*", "shop.example", "shop.example:443", "//shop.example", "https://", "https://:443", "https://*.shop.example",
		"https://shop.example/", "https://shop.example/a", "https://shop.example?a", "https://u@shop.example", "ws://shop.example", "null",
	} {
		if got, err := ParseOrigins([]string{"https://a.example", text}); err == nil {
			t.Errorf("%q became %v", text, got)
		}
	}
}

func FuzzOrigins(f *testing.F) {
	for _, origin := range []string{"https://shop.example", "http://LOCALHOST:80", "https://[::1]:443", "http://a:b", "https://ß.example"} {
		f.Add(origin)
	}
	f.Fuzz(func(t *testing.T, origin string) {
		list, err := ParseOrigins([]string{origin})
		if err != nil {
			return
		}
		if !list.allow(from("other.example", origin)) {
			t.Errorf("%q does not match itself, %q", origin, list[0])
		}
		if again, err := ParseOrigins(list); err != nil || again[0] != list[0] {
			t.Errorf("%q became %q, then %q, %v", origin, list[0], again, err)
		}
		if (Origins{"https://other.example"}).allow(from("x", origin)) && list[0] != "https://other.example" {
			t.Errorf("%q passed for another", origin)
		}
	})
}
