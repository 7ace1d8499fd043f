package channels

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"
)

// over connects a client over TCP, by a request that has an id, and returns
// when the server has taken it in: the client is answered before.
func over(t *testing.T, s *Server) {
	t.Helper()
	served := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(served)
		w.Header().Set("X-Request-Id", "request 7")
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(web.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	<-served
}

// By itself it grows to megabytes.
func TestTheKernelHoldsLittleForAClientThatDoesNotRead(t *testing.T) {
	s := New(Config{})
	over(t, s)
	defer s.Close()
	raw, err := s.all()[0].wire.Conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var size int
	if fault := raw.Control(func(fd uintptr) { size, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF) }); fault != nil || err != nil {
		t.Fatal(fault, err)
	}
	if size < sendBuffer || size > 2*sendBuffer {
		t.Errorf("SO_SNDBUF is %d", size)
	}
}

func TestTheEndOfAConnectionNamesItsRequest(t *testing.T) {
	var log strings.Builder
	s := New(Config{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	over(t, s)
	if err := s.Close(); err != nil || !strings.Contains(log.String(), `"request_id":"request 7"`) {
		t.Errorf("got %s, %v", log.String(), err)
	}
}

func TestTheStatesOfAllConnectionsAreKnown(t *testing.T) {
	s := New(Config{Connect: func(r *http.Request, _ Params) (any, error) { return r.URL.Path, nil }})
	defer s.Close()
	over(t, s)
	over(t, s)
	seen := 0
	s.Connections(func(state any) {
		if state == "" || state == "/" {
			seen++
		}
	})
	if seen != 2 {
		t.Errorf("%d of 2", seen)
	}
}
