package page

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"footfall/shared/channels"
)

// far is the far end: it knows one window.
type far struct{ channel *channels.Channel }

func (f far) Join(context.Context, json.RawMessage) (any, error) {
	f.channel.Push("stats", map[string]any{"ready": true, "carts": 7, "tabs": 8})
	return nil, nil
}

func (f far) Handle(_ context.Context, event string, payload json.RawMessage) (any, error) {
	if event != "window" || string(payload) != `{"limit":2}` {
		return nil, channels.BadRequest("limit")
	}
	return json.RawMessage(`{"total":7,"rows":[{},{}]}`), nil
}

func (far) Refresh(context.Context) []channels.Message { return nil }
func (far) Leave()                                     {}

// serve is an admin service as far as a page needs one.
func serve(t *testing.T) (url string, socket *channels.Server) {
	t.Helper()
	socket = channels.New(channels.Config{Routes: []channels.Route{
		{Pattern: topic, New: func(c *channels.Channel) channels.Handler { return far{c} }},
	}})
	mux := http.NewServeMux()
	mux.Handle("/admin_socket/websocket", socket)
	mux.HandleFunc("/admin/token", func(w http.ResponseWriter, r *http.Request) {
		if name, password, _ := r.BasicAuth(); name != "ada" || password != "secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(`{"token":"x"}`))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.Close()
		if err := socket.Close(); err != nil {
			t.Error(err)
		}
	})
	return server.URL, socket
}

func TestAPageLooksAtWindowsAndCountsWhatItIsTold(t *testing.T) {
	url, _ := serve(t)
	p, err := Open(t.Context(), url, "ada", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Await(t.Context(), func(s Stats) bool { return s == Stats{true, 7, 8} }); err != nil {
		t.Fatal(err)
	}
	w, err := p.Window(t.Context(), `{"limit":2}`)
	if err != nil || w.Total != 7 || len(w.Rows) != 2 || w.Bytes == 0 || w.Took <= 0 {
		t.Errorf("got %+v, %v", w, err)
	}
	if _, err := p.Window(t.Context(), `{"limit":3}`); !errors.Is(err, errRefused) {
		t.Errorf("a window that is refused: %v", err)
	}
	want := len(`["1",null,"admin:dashboard","stats",{"carts":7,"ready":true,"tabs":8}]`)
	if got := p.Bytes(); got["stats"] != want || got["phx_reply"] < w.Bytes {
		t.Errorf("%v bytes, want %d of stats", got, want)
	}
}

func TestAPageThatWasClosedSaysSo(t *testing.T) {
	url, socket := serve(t)
	p, err := Open(t.Context(), url, "ada", "secret")
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	socket.Disconnect(func(any) bool { return true })
	if err := p.Await(t.Context(), func(Stats) bool { return false }); err == nil {
		t.Error("it waits for nobody")
	}
	if _, err := p.Window(t.Context(), `{"limit":2}`); err == nil {
		t.Error("nobody answers, and it is no error")
	}
}

func TestAWrongPasswordIsToldAtOnce(t *testing.T) {
	url, _ := serve(t)
	if _, err := Open(t.Context(), url, "ada", "guess"); err == nil {
		t.Error("it came in")
	}
}
