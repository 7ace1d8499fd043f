package channels

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
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
	// Address is the client's, for the limits per address; nil: the peer's.
	// What counts as one is address.Owner's business.
	Address func(*http.Request) string

	MaxConnections int // 0: no limit
	// MaxPerAddress also bounds what one address may open and send: for each
	// connection that it may hold half a handshake a second and two at once,
	// five frames a second and twenty at once. 0: no limit.
	MaxPerAddress int
	HandshakeRate float64 // a second; 0: no limit

	MaxChannels int        // of one connection; 0: 100
	FrameRate   rate.Limit // frames a second that a client may send; 0: 50
	FrameBurst  int        // and at once; 0: 250

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
	living   sync.WaitGroup // connections
	crew     *crew
	entrance *entrance
	removals atomic.Int64 // calls of Disconnect

	mu       sync.Mutex
	conns    map[*conn]struct{}
	draining bool
	empty    chan struct{} // closed when draining and nobody is left
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
		config: config, hub: newHub(), ctx: ctx, cancel: cancel, entrance: newEntrance(config), crew: newCrew(ctx),
		conns: map[*conn]struct{}{}, empty: make(chan struct{}),
		upgrader: websocket.Upgrader{
			// An idle connection holds its read buffer; a long frame passes it by.
			ReadBufferSize: 256, WriteBufferSize: 4096, WriteBufferPool: &sync.Pool{},
			HandshakeTimeout: 5 * time.Second,
			Subprotocols:     []string{subprotocol},
			CheckOrigin:      func(*http.Request) bool { return true }, // checked before
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
// a JSON object, or the json.RawMessage of one, and Broadcast panics if it has
// no JSON form. It is encoded once.
func (s *Server) Broadcast(topic, event string, payload any) {
	o := broadcast(topic, event, payload)
	s.hub.each(topic, func(c *Channel) { c.conn.push(c, o) })
}

// Each calls visit for every channel of a topic, also for those that are just
// joining. visit must not block, nor broadcast.
func (s *Server) Each(topic string, visit func(*Channel)) { s.hub.each(topic, visit) }

// Count is how many channels a topic has, those that are just joining included.
func (s *Server) Count(topic string) int { return s.hub.count(topic) }

// Connections calls visit with the state of every connection, whatever it has
// joined.
func (s *Server) Connections(visit func(state any)) {
	for _, c := range s.all() {
		visit(c.state)
	}
}

// Disconnect closes the connections whose state matches, with 1001. So it does
// with everybody who is just being let in: Connect may have judged too early.
func (s *Server) Disconnect(match func(state any) bool) {
	s.removals.Add(1)
	for _, c := range s.all() {
		if match(c.state) {
			c.end(verdictRemoved)
		}
	}
}

// all are the connections, in no order.
func (s *Server) all() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.conns))
}

// adopt takes a new connection in, or says why it must end at once.
// removals is their number when the client was judged.
func (s *Server) adopt(c *conn, took time.Duration, removals int64) *verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.draining:
		return &verdictDrain
	case s.removals.Load() != removals:
		return &verdictRemoved
	}
	s.conns[c] = struct{}{}
	s.config.Metrics.connected(took)
	s.living.Go(c.live)
	return nil
}

// forget is called when nothing of a connection is left.
func (s *Server) forget(c *conn) {
	s.entrance.leave(c.from)
	s.config.Metrics.ended(*c.verdict)
	attrs := []any{"reason", c.verdict.reason, "code", c.verdict.code, "lasted", time.Since(c.since), "request_id", c.request}
	if v, ok := c.state.(slog.LogValuer); ok {
		attrs = append(attrs, "client", v)
	}
	s.config.Log.Info("socket closed", attrs...)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.tellLocked()
}
