package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"footfall/services/admin/internal/access"
	"footfall/shared/presence"
	"footfall/shared/redistest"
	"footfall/shared/service"
	"footfall/shared/shop"
	"footfall/shared/token"
)

// storefront is one with a tab, so that there is something to see.
func storefront(t *testing.T, redis *redistest.Server) {
	t.Helper()
	tracker := must(presence.NewTracker(redis.Open(t), presence.TrackerConfig{Topic: shop.CartsTopic}))
	if err := tracker.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tracker.Close(context.Background()) })
	must(tracker.Track("somebody", json.RawMessage(`{"items":[]}`)))
	eventually(t, "the tab is in Redis", func() bool { return tracker.Behind() == 0 })
}

func TestWhoSignsInSeesWhoIsThere_seed60_61_65(t *testing.T) {
	redis := useRedis(t)
	storefront(t, redis)
	r := start(t)
	c := r.client()
	if status := c.signIn(t); status != http.StatusSeeOther {
		t.Fatalf("signing in: %d", status)
	}
	ticket := c.token(t)
	coded := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(ticket)), "=")
	for name, way := range map[string]struct {
		query  string
		header http.Header
	}{
		"by the query":         {"token=" + ticket, nil},
		"by the subprotocol":   {"", http.Header{"Sec-WebSocket-Protocol": {"phoenix, base64url.bearer.phx." + coded}}},
		"and not by the query": {"token=x", http.Header{"Sec-WebSocket-Protocol": {"phoenix, base64url.bearer.phx." + coded}}},
	} {
		ws, status := r.dial(t, way.query, way.header)
		if ws == nil {
			t.Fatalf("%s: %d", name, status)
		}
		if state := join(t, ws); !strings.Contains(state, `"presence_state",{"somebody":{"metas":[{"items":[]`) {
			t.Errorf("%s: got %s", name, state)
		}
	}
}

func TestNobodyElseOpensTheSocket_seed62_63_64(t *testing.T) {
	useRedis(t)
	r := start(t)
	var config Config
	if err := service.Load(&config); err != nil {
		t.Fatal(err)
	}
	script := access.Admin{Name: "admin", Role: access.Operator}
	tickets := access.NewTickets(config.Keys, nil, config.Users)
	good, now := must(tickets.Issue(script, time.Now())), time.Now()
	c := r.client()
	c.signIn(t)
	ended := c.token(t)
	c.post(t, "/admin/logout", nil)
	evil, tries := http.Header{"Origin": {"https://evil.example"}}, 0
	for name, try := range map[string]struct {
		query  string
		header http.Header
		reason string // of the line in the log
	}{
		"no token":         {"", nil, "token missing"},
		"an empty token":   {"token=", nil, "token missing"},
		"undefined":        {"token=undefined", nil, "token missing"},
		"nonsense":         {"token=nope", nil, "token invalid"},
		"a forged token":   {"token=" + good[:len(good)-2] + "AA", nil, "token invalid"},
		"an expired token": {"token=" + must(tickets.Issue(script, now.Add(-24*time.Hour-time.Second))), nil, "token expired"},
		"a cart's token":   {"token=" + token.NewSigner(config.Keys, "cart").Sign([]byte(`{}`), now), nil, "token invalid"},
		"an ended session": {"token=" + ended, nil, "access denied"},
		"another origin":   {"token=" + good, evil, "Forbidden: origin not allowed"},
		"another protocol": {"token=" + good + "&vsn=3.0.0", nil, "Forbidden: unknown vsn"},
	} {
		if _, status := r.dial(t, try.query, try.header); status != http.StatusForbidden {
			t.Errorf("%s: got %d", name, status)
		}
		if tries++; tries <= 5 { // more at once are summed up
			eventually(t, name+" is a line in the log", func() bool {
				return r.log.line(`"level":"WARN","msg":"socket refused"`, `"reason":"`+try.reason+`"`, `"status":403,"address":"127.0.0.1","request_id":"`) != ""
			})
		}
		if value := strings.TrimPrefix(try.query, "token="); len(value) > 4 && r.log.line(strings.TrimSuffix(value, "&vsn=3.0.0")) != "" {
			t.Errorf("%s: the log has the token", name)
		}
	}
	if ws, status := r.dial(t, "token="+good, nil); ws == nil {
		t.Errorf("a good token: got %d", status)
	}
}

// A page renews its token all day; its socket does not notice.
func TestARenewedTokenLeavesTheStreamUnbroken(t *testing.T) {
	redis := useRedis(t)
	storefront(t, redis)
	r := start(t)
	c := r.client()
	c.signIn(t)
	ws, _ := r.dial(t, "token="+c.token(t), nil)
	join(t, ws)
	renewed := c.token(t)
	storefront(t, redis)
	if diff, err := message(t, ws); err != nil || !strings.Contains(diff, "presence_diff") {
		t.Errorf("after renewing: got %s, %v", diff, err)
	}
	if again, status := r.dial(t, "token="+renewed, nil); again == nil {
		t.Errorf("the renewed token: got %d", status)
	}
}

// Who is taken out of the configuration is out: neither the session nor the
// token is worth anything to the process that was started with the new one.
func TestAUserWhoWasRemovedIsOut(t *testing.T) {
	redis := useRedis(t)
	storefront(t, redis)
	before := start(t)
	c := before.client()
	c.signIn(t)
	ticket := c.token(t)
	ws, _ := before.dial(t, "token="+ticket, nil)
	join(t, ws)
	t.Setenv("ADMIN_USERS", "ada:"+strings.TrimSpace(hash(t, "correct horse").stdout)+":viewer")
	after := start(t)
	before.stop(t)
	closed(t, ws, websocket.CloseServiceRestart)
	if _, status := after.dial(t, "token="+ticket, nil); status != http.StatusForbidden {
		t.Errorf("the token: got %d", status)
	}
	c.at = "http://" + after.public
	response, err := c.Do(must(http.NewRequestWithContext(t.Context(), http.MethodGet, c.at+"/admin/token", http.NoBody)))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("the session: got %d", response.StatusCode)
	}
}

// Whichever instance hears of it.
func TestSigningOutClosesTheSocketsOfEveryInstance(t *testing.T) {
	redis := useRedis(t)
	storefront(t, redis)
	here, there := start(t), start(t)
	c, other := here.client(), here.client()
	c.signIn(t)
	other.signIn(t)
	query := "token=" + c.token(t)
	near, _ := here.dial(t, query, nil)
	far, _ := there.dial(t, query, nil)
	stays, _ := there.dial(t, "token="+other.token(t), nil)
	for _, ws := range []*websocket.Conn{near, far, stays} {
		join(t, ws)
	}
	if status := c.post(t, "/admin/logout", nil); status != http.StatusSeeOther {
		t.Errorf("signing out: %d", status)
	}
	closed(t, near, websocket.CloseGoingAway)
	closed(t, far, websocket.CloseGoingAway)
	if _, status := there.dial(t, query, nil); status != http.StatusForbidden {
		t.Errorf("coming back: %d", status)
	}
	there.cancel()
	closed(t, stays, websocket.CloseServiceRestart)
}

func TestAnAdminServiceTellsHowItIsAndWhatItDoes(t *testing.T) {
	redis := useRedis(t)
	storefront(t, redis)
	if _, err := shop.NewStore(redis.Open(t)).Seed(t.Context(), shop.Catalogue{{ID: 1, SKU: "A", Items: []shop.Item{{ID: 1, SKU: "A6", ProductID: 1}}}}, 1); err != nil {
		t.Fatal(err)
	}
	r := start(t)
	for _, path := range []string{"/livez", "/readyz"} {
		if status, body := get(t, r.ops, path); status != http.StatusOK || body != "ok\n" {
			t.Errorf("%s: got %d %q", path, status, body)
		}
	}
	for _, check := range []string{"redis", "presence", "shards", "board", "catalogue"} {
		eventually(t, check+" is well", func() bool {
			_, body := get(t, r.ops, "/readyz?verbose")
			return strings.Contains(body, "[+]"+check+" ok")
		})
	}
	if status, _ := get(t, r.public, "/metrics"); status != http.StatusNotFound {
		t.Errorf("/metrics is public: %d", status)
	}
	r.dial(t, "", nil)
	for _, name := range []string{
		"footfall_build_info{", "footfall_draining 0", "footfall_presence_keys 1", "footfall_presence_connections 1", "footfall_presence_nodes 1",
		"footfall_presence_stale_seconds 0", "footfall_presence_resyncs_total{", "footfall_presence_divergences_total ",
		"footfall_socket_connections 0", "footfall_dashboard_pages 0", `footfall_socket_refused_total{status="403"} 1`,
	} {
		eventually(t, name+" is a metric", func() bool {
			_, metrics := get(t, r.ops, "/metrics")
			return strings.Contains(metrics, "\n"+name)
		})
	}
}

func TestAnAdminServiceWithoutRedisServesAndIsRightWhenRedisComes(t *testing.T) {
	redis := redistest.Real(t)
	redis.Kill()
	t.Setenv("REDIS_URL", redis.URL)
	r := start(t)
	c := r.client()
	if status := c.signIn(t); status != http.StatusServiceUnavailable {
		t.Errorf("signing in: %d", status)
	}
	if status, body := get(t, r.ops, "/readyz?verbose"); status != http.StatusOK || !strings.Contains(body, "[!]redis failing") || !strings.Contains(body, "[!]presence failing") {
		t.Errorf("got %d\n%s", status, body)
	}
	if status, body := get(t, r.public, "/admin/login"); status != http.StatusOK || !strings.Contains(body, `name="password"`) {
		t.Errorf("the form: got %d\n%s", status, body)
	}
	redis.Start(t)
	storefront(t, redis)
	if status := c.signIn(t); status != http.StatusSeeOther {
		t.Fatalf("signing in: %d", status)
	}
	ws, status := r.dial(t, "token="+c.token(t), nil)
	if ws == nil {
		t.Fatalf("the socket: %d", status)
	}
	if state := join(t, ws); !strings.Contains(state, "somebody") {
		t.Errorf("got %s", state)
	}
}
