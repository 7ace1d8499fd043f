package main

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"footfall/shared/service"
)

// knock is the status with which a socket is opened or refused. One that is
// opened stays open.
func (r *running) knock(t *testing.T, header http.Header) int {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+r.public+"/product_socket/websocket?vsn=2.0.0", header)
	if response == nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if err == nil {
		t.Cleanup(func() { _ = ws.Close() })
	}
	return response.StatusCode
}

func from(origin, address string) http.Header {
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	if address != "" {
		header.Set("X-Forwarded-For", address)
	}
	return header
}

func TestWhatIsConfiguredForClientsHolds(t *testing.T) {
	useRedis(t)
	run("seed")
	proxies := []service.Prefix{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}}
	for name, test := range map[string]struct {
		change func(*Config)
		from   []http.Header
		want   []int
	}{
		"origins": {
			func(c *Config) { c.AllowedOrigins = []string{"https://shop.example"} },
			[]http.Header{from("https://shop.example", ""), from("https://evil.example", "")},
			[]int{101, 403},
		},
		"sockets in all": {
			func(c *Config) { c.MaxConnections = 1 },
			[]http.Header{nil, nil},
			[]int{101, 503},
		},
		"sockets of an address, behind a proxy": {
			func(c *Config) { c.MaxPerAddress, c.TrustedProxies = 1, proxies },
			[]http.Header{from("", "192.0.2.1"), from("", "192.0.2.2"), from("", "192.0.2.1")},
			[]int{101, 101, 429},
		},
		"what a stranger says of its address": {
			func(c *Config) { c.MaxPerAddress = 1 },
			[]http.Header{from("", "192.0.2.1"), from("", "192.0.2.2")},
			[]int{101, 429},
		},
		"sockets a second": {
			func(c *Config) { c.HandshakeRate = 0.001 },
			[]http.Header{nil, nil},
			[]int{101, 503},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, test.change)
			for i, header := range test.from {
				if got := r.knock(t, header); got != test.want[i] {
					t.Errorf("socket %d: got %d, want %d", i, got, test.want[i])
				}
			}
		})
	}
}

func TestCookiesAreForTLSOnlyInProduction(t *testing.T) {
	useRedis(t)
	run("seed")
	for env, want := range map[string]bool{"development": false, "production": true} {
		r := start(t, func(c *Config) { c.Env = env })
		request := must(http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+r.public+"/", http.NoBody))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		for _, cookie := range response.Cookies() {
			if cookie.Secure != want {
				t.Errorf("in %s %s is for TLS only: %v", env, cookie.Name, cookie.Secure)
			}
		}
		if len(response.Cookies()) == 0 {
			t.Errorf("in %s there is no cookie", env)
		}
		r.stop(t)
	}
}

// All at once would be a thundering herd at the other instances.
func TestSocketsAreClosedOverTheDrainTimeout(t *testing.T) {
	useRedis(t)
	run("seed")
	r := start(t, func(c *Config) { c.DrainTimeout = time.Hour })
	ws := must(r.dial(t, nil))
	say(t, ws, "product:2", "phx_join", `{}`)
	r.cancel()
	eventually(t, "it drains", func() bool {
		_, body := get(t, r.ops, "/readyz?verbose")
		return strings.Contains(body, "[-]draining")
	})
	if reply := say(t, ws, "product:1", "phx_join", `{}`); !strings.Contains(reply, `"status":"ok"`) {
		t.Errorf("while it drains: %s", reply)
	}
	_ = ws.Close()
}

// newCarts makes carts at an address, four by each socket, until one is refused,
// and returns how many it made.
func (r *running) newCarts(t *testing.T, address string) (made int) {
	t.Helper()
	for range 25 {
		ws := must(r.dial(t, from("", address)))
		for range 4 {
			topic := "cart:" + r.cart(t)
			say(t, ws, topic, "phx_join", `{}`)
			if answer := say(t, ws, topic, "add_item", `{"item_id":1}`); strings.Contains(answer, `"rate_limited"`) {
				return made
			}
			made++
		}
		_ = ws.Close()
	}
	return made
}

func TestAnAddressMakesOnlySoManyCarts(t *testing.T) {
	useRedis(t)
	run("seed")
	r := start(t, func(c *Config) {
		c.TrustedProxies = []service.Prefix{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}}
		c.MaxPerAddress = 20
	})
	for _, address := range []string{"192.0.2.1", "192.0.2.2"} {
		if made := r.newCarts(t, address); made < 20 || made >= 100 {
			t.Errorf("%s makes %d carts, want 20 and few more", address, made)
		}
	}
}
