package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/redis/go-redis/v9"

	"footfall/shared/presence"
	"footfall/shared/redistest"
	"footfall/shared/service"
	"footfall/shared/shop"
	"footfall/shared/token"
)

func TestAStorefrontTellsHowItIsAndWhatItDoes(t *testing.T) {
	useRedis(t)
	run("seed")
	r := start(t)
	for _, path := range []string{"/livez", "/readyz"} {
		if status, body := get(t, r.ops, path); status != http.StatusOK || body != "ok\n" {
			t.Errorf("%s: got %d %q", path, status, body)
		}
	}
	eventually(t, "all checks are well", func() bool {
		_, body := get(t, r.ops, "/readyz?verbose")
		return strings.Contains(body, "[+]redis ok") && strings.Contains(body, "[+]shards ok") && strings.Contains(body, "[+]presence ok") && strings.Contains(body, "[+]catalogue ok") && strings.Contains(body, "[+]carts ok")
	})
	if status, _ := get(t, r.public, "/metrics"); status != http.StatusNotFound {
		t.Errorf("/metrics is public: %d", status)
	}

	if response, err := http.PostForm("http://"+r.public+"/checkout", nil); err != nil || response.Body.Close() != nil {
		t.Fatal(err)
	}
	ws := must(r.dial(t, nil))
	say(t, ws, "product:1", "phx_join", `{}`)
	say(t, ws, "product:1", "nothing", `{}`)
	say(t, ws, "cart:"+r.cart(t), "phx_join", `{}`) // stays: what comes and goes at once is never written
	_ = must(r.dial(t, nil)).Close()
	if _, err := r.dial(t, http.Header{"Origin": {"https://evil.example"}}); err == nil {
		t.Error("a page of another origin opened a socket")
	}
	for _, name := range []string{
		"footfall_build_info{", "footfall_draining 0",
		"footfall_presence_refs ", "footfall_presence_behind_seconds", "footfall_presence_script_seconds_count{",
		"footfall_presence_flush_changes_count ", "footfall_presence_rewrites_total ",
		"footfall_socket_connections ", "footfall_socket_handshake_seconds_count ", `footfall_socket_refused_total{status="403"} 1`,
		"footfall_socket_closed_total{", "footfall_socket_slow_readers_total ",
		`footfall_checkouts_total{outcome="cart_empty"} 1`,
		`footfall_channel_joins_total{result="ok",route="product:*"} 1`,
		`footfall_channel_pushes_total{event="",result="unknown_event",route="product:*"} 1`,
	} {
		eventually(t, name+" is a metric", func() bool {
			_, metrics := get(t, r.ops, "/metrics")
			return strings.Contains(metrics, "\n"+name)
		})
	}
}

// A browser that is told 1012 comes back by itself, and admins see the tab
// leave at once: the lease is so long that only the goodbye can have done it.
func TestAStorefrontThatStopsSaysGoodbye(t *testing.T) {
	redis := useRedis(t)
	run("seed")
	t.Setenv("PRESENCE_LEASE", "1h")
	r := start(t)
	view := must(presence.NewView(redis.Open(t), presence.ViewConfig{Topic: shop.CartsTopic}))
	view.Start()
	defer view.Close()
	ws := must(r.dial(t, nil))
	if reply := say(t, ws, "cart:"+r.cart(t), "phx_join", `{"page":"/"}`); !strings.Contains(reply, `"status":"ok"`) {
		t.Fatalf("joining: %s", reply)
	}
	eventually(t, "the tab is present", func() bool { return tabs(view) == 1 })
	r.cancel()
	var err error
	for err == nil {
		_, err = message(t, ws)
	}
	if !websocket.IsCloseError(err, websocket.CloseServiceRestart) {
		t.Errorf("the socket ends with %v, want 1012", err)
	}
	_ = ws.Close()
	r.stop(t)
	eventually(t, "nobody is present", func() bool { return tabs(view) == 0 })
}

// The end of a socket is one line: from the request that opened it to the cart,
// by its handle.
func TestTheEndOfASocketNamesItsCartAndItsRequest(t *testing.T) {
	useRedis(t)
	run("seed")
	r := start(t, func(c *Config) { c.MaxPerAddress = 10 })
	ws := must(r.dial(t, http.Header{"X-Request-Id": {"a-request-7"}}))
	id, refused := r.cart(t), 0
	say(t, ws, "cart:"+id, "phx_join", `{}`)
	for range 4 {
		if reply := say(t, ws, "cart:"+r.cart(t), "phx_join", `{}`); strings.Contains(reply, `"too many channels joined"`) {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d of 5 carts were refused to one socket, want 1", refused)
	}
	_ = ws.Close()
	handle := token.NewHandles(config(t).HandleKey).Of(id)
	eventually(t, "the socket's end is logged", func() bool {
		return r.log.line(`"msg":"socket closed"`, `"request_id":"a-request-7"`, `"client":"`+handle+`"`) != ""
	})
	if line := r.log.line(id); line != "" {
		t.Errorf("the log has the cart's secret: %s", line)
	}
}

// Where addresses are limited so are the tabs of one cart; one too many is asked
// to come again, for it gets in when another has gone.
func TestACartHasOnlySoManyTabsInProduction(t *testing.T) {
	useRedis(t)
	run("seed")
	for _, limit := range []struct{ sockets, refused int }{{0, 0}, {100, 1}} {
		r := start(t, func(c *Config) { c.MaxPerAddress = limit.sockets })
		topic, refused := "cart:"+r.cart(t), 0
		join := func(ws *websocket.Conn) {
			if reply := say(t, ws, topic, "phx_join", `{}`); strings.Contains(reply, `{"reason":"unavailable"}`) {
				refused++
			}
		}
		first := must(r.dial(t, nil))
		join(first)
		var last *websocket.Conn
		for range tabsEach {
			last = must(r.dial(t, nil))
			join(last)
		}
		if refused != limit.refused {
			t.Errorf("%d of %d tabs were refused, want %d", refused, tabsEach+1, limit.refused)
		}
		say(t, first, topic, "phx_leave", `{}`)
		join(last)
		if refused != limit.refused {
			t.Error("a tab was refused although another had gone")
		}
		r.stop(t)
	}
}

// config is what start starts with.
func config(t *testing.T) (c Config) {
	t.Helper()
	if err := service.Load(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

func tabs(view *presence.View) (n int) {
	view.Inspect(func(people presence.People, _ presence.Status) { n = people.Connections() })
	return n
}

// Between the signal and the end of its socket a page is still right.
func TestWhoIsConnectedWhileAStorefrontDrainsIsStillTold(t *testing.T) {
	useRedis(t)
	run("seed")
	t.Setenv("DRAIN_DELAY", "3s")
	r := start(t)
	ws := must(r.dial(t, nil))
	if reply := say(t, ws, "product:1", "phx_join", `{}`); !strings.Contains(reply, `"status":"ok"`) {
		t.Fatalf("joining as soon as it is ready: %s", reply)
	}
	r.cancel()
	eventually(t, "it drains", func() bool {
		_, body := get(t, r.ops, "/readyz?verbose")
		return strings.Contains(body, "[-]draining")
	})
	run("release", "1")
	if text, err := message(t, ws); !strings.Contains(text, `"released"`) {
		t.Errorf("got %s, %v", text, err)
	}
	_ = ws.Close()
}

// Where all sockets close at once, admins need not hear of each.
func TestWhoStopsAtOnceSaysGoodbyeBeforeItsSocketsClose(t *testing.T) {
	options := must(redis.ParseURL(useRedis(t).URL))
	run("seed")
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	heard := client.PSubscribe(t.Context(), "presence:*")
	t.Cleanup(func() { _ = heard.Close() })
	r := start(t)
	ws := must(r.dial(t, nil))
	say(t, ws, "cart:"+r.cart(t), "phx_join", `{}`)
	for kind := ""; kind != "flush"; {
		kind = kindOf(t, must(heard.ReceiveMessage(t.Context())))
	}
	r.stop(t)
	for kind := ""; kind != "bye"; {
		if kind = kindOf(t, must(heard.ReceiveMessage(t.Context()))); kind == "flush" {
			t.Error("the leave was told by itself")
		}
	}
}

func kindOf(t *testing.T, m *redis.Message) string {
	t.Helper()
	var told struct{ Kind string }
	if err := json.Unmarshal([]byte(m.Payload), &told); err != nil {
		t.Fatal(err)
	}
	return told.Kind
}

func TestAStorefrontWithoutRedisServesAndIsRightWhenRedisComes(t *testing.T) {
	redis := redistest.Real(t)
	redis.Kill()
	t.Setenv("REDIS_URL", redis.URL)
	r := start(t)
	if status, body := get(t, r.public, "/"); status != http.StatusOK || !strings.Contains(body, "nothing to sell yet") {
		t.Errorf("got %d\n%s", status, body)
	}
	if status, body := get(t, r.ops, "/readyz?verbose"); status != http.StatusOK || !strings.Contains(body, "[!]redis failing") || !strings.Contains(body, "[!]carts failing") {
		t.Errorf("got %d\n%s", status, body)
	}
	id := r.cart(t)
	ws := must(r.dial(t, nil))
	if reply := say(t, ws, "cart:"+id, "phx_join", `{}`); !strings.Contains(reply, `"reason":"unavailable"`) {
		t.Errorf("joining without Redis: %s", reply)
	}
	eventually(t, "the log says so", func() bool { return r.log.line(`"check fails"`, `"check":"redis"`) != "" })
	redis.Start(t)
	run("seed").want(t, 0, "seeded: 8 new products, 104 new items\n")
	eventually(t, "the page shows the shop", func() bool {
		_, body := get(t, r.public, "/")
		return strings.Count(body, `class="product-listing"`) == 8
	})
	if reply := say(t, ws, "cart:"+id, "phx_join", `{}`); !strings.Contains(reply, `"status":"ok"`) {
		t.Errorf("joining: %s", reply)
	}
}

func TestStorefrontsAgreeOnTheNumberOfShards(t *testing.T) {
	useRedis(t)
	run("seed")
	start(t)
	t.Setenv("PRESENCE_SHARDS", "4")
	run("serve").want(t, 1, "", "PRESENCE_SHARDS is 4", "is 16")
}

func TestAPortThatIsTakenIsNamed(t *testing.T) {
	useRedis(t)
	run("seed")
	r := start(t)
	t.Setenv("STOREFRONT_ADDR", r.public)
	run("serve").want(t, 1, "", "STOREFRONT_ADDR: "+r.public+" is already in use")
}
