package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"footfall/shared/presence"
	"footfall/shared/service"
	"footfall/shared/shop"
)

func TestWhatIsConfiguredForClientsHolds(t *testing.T) {
	useRedis(t)
	proxies := []service.Prefix{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}}
	header := func(name, value string) http.Header { return http.Header{name: {value}} }
	for name, test := range map[string]struct {
		change func(*Config)
		from   []http.Header
		want   []int
	}{
		"origins": {
			func(c *Config) { c.AllowedOrigins = []string{"https://admin.example"} },
			[]http.Header{header("Origin", "https://admin.example"), header("Origin", "https://evil.example")},
			[]int{101, 403},
		},
		"sockets in all": {
			func(c *Config) { c.MaxConnections = 1 },
			[]http.Header{nil, nil},
			[]int{101, 503},
		},
		"sockets of an address, behind a proxy": {
			func(c *Config) { c.MaxPerAddress, c.TrustedProxies = 1, proxies },
			[]http.Header{header("X-Forwarded-For", "192.0.2.1"), header("X-Forwarded-For", "192.0.2.2"), header("X-Forwarded-For", "192.0.2.1")},
			[]int{101, 101, 429},
		},
		"sockets a second": {
			func(c *Config) { c.HandshakeRate = 0.001 },
			[]http.Header{nil, nil},
			[]int{101, 503},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, test.change)
			c := r.client()
			c.signIn(t)
			query := "token=" + c.token(t)
			for i, header := range test.from {
				if ws, got := r.dial(t, query, header); got != test.want[i] && (ws == nil || test.want[i] != 101) {
					t.Errorf("socket %d: got %d, want %d", i, got, test.want[i])
				}
			}
		})
	}
}

func TestTheSessionIsForTLSOnlyInProduction(t *testing.T) {
	useRedis(t)
	for env, want := range map[string]bool{"development": false, "production": true} {
		r := start(t, func(c *Config) { c.Env = env })
		request := must(http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+r.public+"/admin/login", http.NoBody))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if len(response.Cookies()) == 0 {
			t.Errorf("in %s there is no cookie", env)
		}
		for _, cookie := range response.Cookies() {
			if cookie.Secure != want {
				t.Errorf("in %s %s is for TLS only: %v", env, cookie.Name, cookie.Secure)
			}
		}
		r.stop(t)
	}
}

// A page that comes back before its old socket is known to be dead is one tab.
func TestAReconnectingTabReplacesItsGhost(t *testing.T) {
	redis := useRedis(t)
	tracker := must(presence.NewTracker(redis.Open(t), presence.TrackerConfig{Topic: shop.CartsTopic}))
	if err := tracker.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tracker.Close(context.Background()) })
	for _, tab := range []string{"abcdefgh.1", "abcdefgh.2", "hgfedcba.1"} {
		must(tracker.Track("somebody", json.RawMessage(`{"items":[],"tab":"`+tab+`"}`)))
	}
	eventually(t, "the tabs are in Redis", func() bool { return tracker.Behind() == 0 })
	r := start(t)
	eventually(t, "two tabs are counted", func() bool {
		_, metrics := get(t, r.ops, "/metrics")
		return strings.Contains(metrics, "\nfootfall_presence_connections 2\n")
	})
}
