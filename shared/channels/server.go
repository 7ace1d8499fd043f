package channels

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

// Config says what a socket serves and what it bears. Zero values are
// defaults, or no limit.
type Config struct {
	// Routes are asked in their order; the first that matches wins.
	Routes []Route
	// Connect decides whether a client may connect, and what its channels know
	// of it (Channel.State). nil: everybody may. A state that is a
	// slog.LogValuer is logged with the connection's end.
	Connect func(*http.Request, Params) (state any, err error)
	// Origins are allowed beside requests without an Origin; nil: the host
	// that the request asked for.
	Origins Origins
	// Address is the client's, for the limit per address; nil: the peer's.
	Address func(*http.Request) string

	MaxConnections int        // 0: no limit
	MaxPerAddress  int        // 0: no limit
	HandshakeRate  float64    // a second; 0: no limit
	MaxChannels    int        // of one connection; 0: 100
	FrameRate      rate.Limit // frames a second that a client may send; 0: 50
	FrameBurst     int        // and at once; 0: 250

	Log     *slog.Logger
	Metrics *Metrics // nil: not measured
}

// Params are what a client brought along to Connect.
type Params struct {
	Query url.Values
	// Token is the authToken of the JavaScript client, which it hands over as
	// a subprotocol so that it stands in no URL and no log; without one, the
	// query's token.
	Token string
}

// Server is a Phoenix socket: an http.Handler for its websocket path.
type Server struct {
	config   Config
	upgrader websocket.Upgrader
	hub      *hub
	ctx      context.Context //nolint:containedctx // the handlers' context: it ends with the server
	cancel   context.CancelFunc
	running  sync.WaitGroup
	entrance *entrance

	mu       sync.Mutex
	conns    map[*Conn]struct{}
	draining bool
}

// New makes a server. Close ends it.
func New(config Config) *Server {
	if config.Connect == nil {
		config.Connect = func(*http.Request, Params) (any, error) { return nil, nil }
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	config.MaxChannels = orDefault(config.MaxChannels, 100)
	config.FrameRate = orDefault(config.FrameRate, 50)
	config.FrameBurst = orDefault(config.FrameBurst, 250)
	ctx, cancel := context.WithCancel(context.Background())
	return &Server{
		config: config, hub: newHub(), ctx: ctx, cancel: cancel, conns: map[*Conn]struct{}{},
		entrance: newEntrance(config),
		upgrader: websocket.Upgrader{
			// Small buffers and a pool: an idle connection holds one of a kilobyte.
			ReadBufferSize: 1024, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{},
			HandshakeTimeout: 5 * time.Second,
			Subprotocols:     []string{subprotocol},
			CheckOrigin:      func(*http.Request) bool { return true }, // checked before
			Error: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
				http.Error(w, err.Error(), status)
			},
		},
	}
}

func orDefault[T int | rate.Limit](v, other T) T {
	if v == 0 {
		return other
	}
	return v
}

// Broadcast sends an event to everybody who joined the topic here; payload is
// a JSON object, or the json.RawMessage of one. It is encoded once.
func (s *Server) Broadcast(topic, event string, payload any) {
	o := broadcast(topic, event, payload)
	s.hub.each(topic, func(c *Channel) { c.conn.push(c, o) })
}

// Each calls visit for every channel of a topic. visit must not block.
func (s *Server) Each(topic string, visit func(*Channel)) { s.hub.each(topic, visit) }

// Disconnect closes the connections whose state matches, with 1001.
func (s *Server) Disconnect(match func(state any) bool) {
	for _, c := range s.all() {
		if match(c.state) {
			c.end(verdictRemoved)
		}
	}
}

// Drain refuses new connections and closes those there are with 1012, in
// batches with a jitter, over the given time. It returns when all are gone, or
// with ctx.
func (s *Server) Drain(ctx context.Context, over time.Duration) error {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	conns := s.all()
	rand.Shuffle(len(conns), func(i, j int) { conns[i], conns[j] = conns[j], conns[i] })
	const batch = 50 * time.Millisecond
	step := max(1, len(conns)*int(batch)/max(1, int(over)))
	for len(conns) > 0 && ctx.Err() == nil {
		size := min(len(conns), step/2+rand.IntN(step)+1)
		if over == 0 {
			size = len(conns)
		}
		for _, c := range conns[:size] {
			c.end(verdictDrain)
		}
		if conns = conns[size:]; len(conns) > 0 {
			wait(ctx, batch)
		}
	}
	return s.gone(ctx)
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// gone waits until no connection is left.
func (s *Server) gone(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close cuts every connection and waits until the last handler has returned.
// Drain first to be polite. Closing twice is harmless.
func (s *Server) Close() error {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	s.cancel()
	for _, c := range s.all() {
		c.end(verdictDrain)
		_ = c.ws.NetConn().Close() // its reader finds out
	}
	s.running.Wait()
	return nil
}

func (s *Server) all() []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*Conn, 0, len(s.conns))
	for c := range s.conns {
		all = append(all, c)
	}
	return all
}

// maxTopic bounds a topic's name, which is kept as long as its channel.
const maxTopic = 256

// route finds the first route that matches.
func (s *Server) route(topic string) (Route, bool) {
	if topic == controlTopic || len(topic) > maxTopic {
		return Route{}, false
	}
	for _, r := range s.config.Routes {
		prefix, wild := strings.CutSuffix(r.Pattern, "*")
		if topic == r.Pattern || wild && strings.HasPrefix(topic, prefix) {
			return r, true
		}
	}
	return Route{}, false
}

// adopt takes a new connection in; false when the server is on its way out.
func (s *Server) adopt(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.conns[c] = struct{}{}
	s.running.Go(c.read)
	return true
}

// forget is called when nothing of a connection is left.
func (s *Server) forget(c *Conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.entrance.leave(c.remote)
	s.config.Metrics.ended(*c.verdict)
	attrs := []any{"reason", c.verdict.reason, "code", c.verdict.code, "lasted", time.Since(c.since)}
	if v, ok := c.state.(slog.LogValuer); ok {
		attrs = append(attrs, "client", v)
	}
	s.config.Log.Info("socket closed", attrs...)
}
