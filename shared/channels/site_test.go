package channels_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"footfall/shared/channels"
)

// site serves a socket over connections in memory, so that synctest rules the
// time. Everything of it is gone when the test ends, or its bubble fails.
type site struct {
	*channels.Server
	t       *testing.T
	metrics *prometheus.Registry
	log     *strings.Builder
	journal journal // of the rooms

	conns chan net.Conn
	done  chan struct{}
}

// open starts a site with rooms on "room:*", unless the config has routes.
func open(t *testing.T, config channels.Config) *site {
	s := &site{t: t, metrics: prometheus.NewRegistry(), log: &strings.Builder{}}
	config.Metrics = channels.NewMetrics(s.metrics)
	config.Log = slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if config.Routes == nil {
		config.Routes = []channels.Route{{Pattern: "room:*", New: s.newRoom}}
	}
	s.serve(config)
	return s
}

func (s *site) serve(config channels.Config) {
	s.conns, s.done = make(chan net.Conn), make(chan struct{})
	s.Server = channels.New(config)
	server := &http.Server{Handler: s.Server, ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	served := make(chan error)
	go func() { served <- server.Serve(s) }()
	s.t.Cleanup(func() {
		if err := errors.Join(s.Server.Close(), server.Close()); err != nil {
			s.t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			s.t.Error(err)
		}
	})
}

// dial makes a connection.
func (s *site) dial() net.Conn {
	client, server := net.Pipe()
	s.conns <- server
	return client
}

// Accept, Close and Addr make the site a net.Listener.
func (s *site) Accept() (net.Conn, error) {
	select {
	case c := <-s.conns:
		return c, nil
	case <-s.done:
		return nil, net.ErrClosed
	}
}

// Close ends the listener.
func (s *site) Close() error {
	close(s.done)
	return nil
}

// Addr has no meaning here.
func (s *site) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// response is an answer of HTTP, read to its end.
type response struct {
	status int
	header http.Header
	body   string
}

// handshake asks for a socket and returns it, or the refusal.
func (s *site) handshake(query string) (*websocket.Conn, response) {
	s.t.Helper()
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return s.dial(), nil }}
	ws, r, err := dialer.Dial("ws://shop.example/websocket?"+query, nil)
	if err != nil && !errors.Is(err, websocket.ErrBadHandshake) {
		s.t.Fatal(err)
	}
	_ = r.Body.Close()
	return ws, response{status: r.StatusCode, header: r.Header}
}

// ask sends a request as it stands and returns the answer.
func (s *site) ask(request string) response {
	s.t.Helper()
	conn := s.dial()
	s.t.Cleanup(func() { _ = conn.Close() })
	go func() { _, _ = io.WriteString(conn, request) }()
	method, _, _ := strings.Cut(request, " ")
	r, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusSwitchingProtocols {
		return response{status: r.StatusCode, header: r.Header} // what follows has no end
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response{r.StatusCode, r.Header, string(body)}
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }

// count is the value of a metric's series whose labels include the given ones,
// or how often a histogram observed.
func (s *site) count(name string, labels ...string) float64 {
	s.t.Helper()
	synctest.Wait()
	families, err := s.metrics.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	sum := 0.0
	for _, family := range families {
		for _, m := range family.Metric {
			text := strings.Join(strings.Fields(m.String()), " ")
			if family.GetName() == name && containsAll(text, labels) {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}

func containsAll(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, `"`+p+`"`) {
			return false
		}
	}
	return true
}
