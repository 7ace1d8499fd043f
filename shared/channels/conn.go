package channels

import (
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

const (
	maxFrame     = 64 << 10         // bytes of a message from a client
	maxCopied    = 64 << 10         // bytes of a payload that each client gets its own copy of
	idleTimeout  = 60 * time.Second // without a frame, and a second at most
	extendEvery  = time.Second
	writeTimeout = 60 * time.Second // for one frame
	closeTimeout = 2 * time.Second  // for the worker to end, then again for the client
)

// conn is one client. It has one goroutine, which reads; a second one, a worker,
// is lent to it while the mailbox holds something: it handles frames and writes,
// and is the only one that does either. For a lone heartbeat the reader is the
// worker.
type conn struct {
	server  *Server
	ws      *websocket.Conn
	version version
	state   any
	from    *guest
	request string // X-Request-Id of the handshake
	since   time.Time

	// owned by the reader
	wire     *wire
	frames   *rate.Limiter // what a client may send
	excess   *rate.Limiter // what it may send beyond before it is thrown out
	extended time.Time     // when it was last given time

	// owned by the worker
	channels []*Channel

	mu      sync.Mutex
	changed sync.Cond // for the reader: the mailbox has room, or the connection ends
	box     mailbox
	working bool
	verdict *verdict    // set once: the connection must end
	cutter  *time.Timer // set with it
	closed  bool        // the worker has ended it
}

func newConn(s *Server, ws *websocket.Conn, v version, state any, from *guest) *conn {
	c := &conn{
		server: s, ws: ws, version: v, state: state, from: from, since: time.Now(),
		frames: rate.NewLimiter(s.config.FrameRate, s.config.FrameBurst),
		excess: rate.NewLimiter(1, s.config.FrameBurst),
	}
	c.changed.L = &c.mu
	ws.SetReadLimit(maxFrame)
	ws.SetPingHandler(c.ping)
	ws.SetPongHandler(c.pong)
	return c
}

// live is the connection's life. It returns when everything of it is gone.
func (c *conn) live() {
	c.end(afterRead(c.readFrames()))
	c.await()
	c.linger()
	c.cut()
	c.server.forget(c)
}

// end decides the connection's end, unless that is decided already.
func (c *conn) end(v verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdict != nil {
		return
	}
	c.verdict = &v
	// Whoever writes to a client that does not read is cut short.
	c.cutter = time.AfterFunc(closeTimeout, c.cut)
	c.wakeLocked()
	// The reader waits for room, or for the client.
	c.changed.Signal()
	_ = c.ws.NetConn().SetReadDeadline(time.Now())
}

// await returns when the worker has ended the connection.
func (c *conn) await() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.closed {
		c.changed.Wait()
	}
	c.cutter.Stop()
}

// linger reads what the client still sends, for a while: closing with unread
// bytes would reset the connection, and the client would never see why it was
// closed.
func (c *conn) linger() {
	conn := c.wire.Conn
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	if conn.SetReadDeadline(time.Now().Add(closeTimeout)) == nil {
		_, _ = io.CopyN(io.Discard, conn, 4*maxFrame)
	}
}

// cut closes without a word. Nobody can do anything about an error.
func (c *conn) cut() { _ = c.ws.Close() }
