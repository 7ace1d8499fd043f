package channels

import (
	"bytes"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

const (
	maxFrame     = 64 << 10         // bytes of a message from a client
	idleTimeout  = 60 * time.Second // without a frame
	writeTimeout = 60 * time.Second // for one frame
	closeTimeout = 2 * time.Second  // to see the other side close
	pongTimeout  = time.Second
)

// Conn is one client. It has one goroutine, which reads; a second one, the
// worker, lives only while the mailbox holds something: it handles frames,
// writes, and is the only one that does either.
type Conn struct {
	server  *Server
	ws      *websocket.Conn
	version version
	state   any
	remote  string // what the address limit counts
	since   time.Time

	// owned by the reader
	frames *rate.Limiter // what a client may send
	excess *rate.Limiter // what it may send beyond before it is thrown out

	// owned by the worker
	channels map[string]*Channel

	mu      sync.Mutex
	changed sync.Cond // the mailbox has room, or closed is set
	box     mailbox
	working bool
	verdict *verdict // set once: the connection must end
	closed  bool     // the worker has ended it
}

func newConn(s *Server, ws *websocket.Conn, v version, state any, remote string) *Conn {
	c := &Conn{
		server: s, ws: ws, version: v, state: state, remote: remote, since: time.Now(),
		frames: rate.NewLimiter(s.config.FrameRate, s.config.FrameBurst),
		excess: rate.NewLimiter(1, s.config.FrameBurst),
	}
	c.changed.L = &c.mu
	ws.SetReadLimit(maxFrame)
	ws.SetPingHandler(c.ping)
	ws.SetPongHandler(func(string) error { return c.count() })
	return c
}

// read is the connection's life. It returns when everything of it is gone.
func (c *Conn) read() {
	err := c.readFrames()
	c.end(afterRead(err))
	c.await()
	c.linger()
	_ = c.ws.Close() // its end was told already
	c.server.forget(c)
}

func (c *Conn) readFrames() error {
	for {
		if err := c.extend(); err != nil {
			return err
		}
		kind, r, err := c.ws.NextReader()
		if err != nil {
			return err
		}
		text, err := readAll(r)
		switch {
		case err != nil:
			return err
		case kind != websocket.TextMessage:
			return errBinary
		case !utf8.Valid(text):
			return errUTF8
		}
		if err := c.receive(text); err != nil {
			return err
		}
	}
}

// buffers hold a message while it is read.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func readAll(r io.Reader) ([]byte, error) {
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(r); err != nil {
		return nil, err
	}
	return bytes.Clone(buffer.Bytes()), nil
}

// receive puts a frame into the mailbox and waits while that is full. One that
// comes too fast is marked, so that its answer is a refusal.
func (c *Conn) receive(text []byte) error {
	f, err := c.version.decode(text)
	if err != nil {
		return err
	}
	if !c.frames.Allow() {
		if !c.excess.Allow() {
			return errFlood
		}
		f.excess = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.box.full() && c.verdict == nil {
		c.changed.Wait()
	}
	c.postLocked(item{frame: &f})
	return nil
}

// extend gives the client as long again until it counts as idle.
func (c *Conn) extend() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdict != nil {
		return errEnded
	}
	return c.ws.SetReadDeadline(time.Now().Add(idleTimeout))
}

// ping answers, counts as a frame, and keeps the connection from being idle.
func (c *Conn) ping(text string) error {
	if err := c.count(); err != nil {
		return err
	}
	// A pong that cannot be written is no reason to stop reading.
	_ = c.ws.WriteControl(websocket.PongMessage, []byte(text), time.Now().Add(pongTimeout))
	return nil
}

func (c *Conn) count() error {
	if !c.frames.Allow() && !c.excess.Allow() {
		return errFlood
	}
	return c.extend()
}

// end decides the connection's end, unless that is decided already.
func (c *Conn) end(v verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdict != nil {
		return
	}
	c.verdict = &v
	c.changed.Broadcast()
	c.wakeLocked()
	if c.working {
		// A write that waits for a client that does not read is cut short.
		_ = c.ws.NetConn().SetWriteDeadline(time.Now().Add(closeTimeout))
	}
}

// await returns when the worker has ended the connection.
func (c *Conn) await() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.closed {
		c.changed.Wait()
	}
}

// linger reads what the client still sends, for a while: closing with unread
// bytes would reset the connection, and the client would never see why it was
// closed.
func (c *Conn) linger() {
	conn := c.ws.NetConn()
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	if conn.SetReadDeadline(time.Now().Add(closeTimeout)) == nil {
		_, _ = io.CopyN(io.Discard, conn, 4*maxFrame)
	}
}

// post puts an item into the mailbox, unless the connection has ended.
func (c *Conn) post(it item) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.postLocked(it)
}

func (c *Conn) postLocked(it item) {
	if c.verdict == nil {
		c.box.add(it)
		c.wakeLocked()
	}
}

// wakeLocked sees to it that a worker runs.
func (c *Conn) wakeLocked() {
	if !c.working && !c.closed {
		c.working = true
		c.server.running.Go(c.work)
	}
}

// push queues a push. When it does not fit, all pushes that wait are dropped,
// and each channel that loses one will tell its current state instead.
func (c *Conn) push(to *Channel, o *outgoing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.verdict != nil || to.ended:
	case c.box.fits(o):
		c.postLocked(item{channel: to, push: o})
	default:
		c.server.config.Metrics.slow()
		for _, loser := range append(c.box.drop(nil), to) {
			c.requestRefreshLocked(loser)
		}
	}
}

func (c *Conn) requestRefresh(of *Channel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requestRefreshLocked(of)
}

func (c *Conn) requestRefreshLocked(of *Channel) {
	if !of.pending && !of.ended {
		of.pending = true
		c.postLocked(item{channel: of, refresh: true})
	}
}
