package channels_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// client is a browser's socket: it reads all the time, once told to, and
// closes when the server did.
type client struct {
	t  *testing.T
	ws *websocket.Conn

	mu     sync.Mutex
	got    []string
	closed error     // why reading ended
	at     time.Time // when
}

const (
	v1 = "vsn=1.0.0"
	v2 = "vsn=2.0.0"
)

// connect opens a socket and reads it, once nothing moves any more.
func (s *site) connect(query string) *client {
	s.t.Helper()
	synctest.Wait()
	c := s.connectDeaf(query)
	go c.read()
	return c
}

// connectDeaf opens a socket that is not read.
func (s *site) connectDeaf(query string) *client {
	s.t.Helper()
	ws, refusal := s.handshake(query)
	if ws == nil {
		s.t.Fatalf("refused with %d", refusal.status)
	}
	s.t.Cleanup(func() { _ = ws.Close() })
	return &client{t: s.t, ws: ws}
}

func (c *client) read() {
	for {
		_, text, err := c.ws.ReadMessage()
		c.mu.Lock()
		if err != nil {
			c.closed, c.at = err, time.Now()
			c.mu.Unlock()
			_ = c.ws.Close()
			return
		}
		c.got = append(c.got, string(text))
		c.mu.Unlock()
	}
}

// send sends a frame. One that the server does not want any more is lost.
func (c *client) send(text string) {
	_ = c.ws.WriteMessage(websocket.TextMessage, []byte(text))
}

// raw sends bytes below the WebSocket.
func (c *client) raw(bytes []byte) {
	_, _ = c.ws.NetConn().Write(bytes)
}

// received is what came since it was last asked, once nothing moves any more.
func (c *client) received() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.got
	c.got = nil
	return got
}

// want checks that exactly these frames came, in this order.
func (c *client) want(frames ...string) {
	c.t.Helper()
	if got, want := strings.Join(c.received(), "\n"), strings.Join(frames, "\n"); got != want {
		c.t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// play runs a script: what stands behind "->" is sent, lines that follow each
// other in one burst, then exactly what stands behind "<-" must come back.
func (c *client) play(script string) {
	c.t.Helper()
	var wanted []string
	for line := range strings.Lines(script) {
		way, frame, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch way {
		case "<-":
			wanted = append(wanted, frame)
		case "->":
			if wanted != nil {
				c.want(wanted...)
				wanted = nil
			}
			c.send(frame)
		}
	}
	c.want(wanted...)
}

// code is the close code that came once nothing moves any more, or 1006 where
// the line just ended; 0 while it is open.
func (c *client) code() int {
	synctest.Wait()
	return c.codeNow()
}

func (c *client) codeNow() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed == nil {
		return 0
	}
	if e, ok := errors.AsType[*websocket.CloseError](c.closed); ok {
		return e.Code
	}
	return websocket.CloseAbnormalClosure
}

// lives checks that a heartbeat is answered.
func (c *client) lives() {
	c.t.Helper()
	c.received()
	c.send(`[null,"beat","phoenix","heartbeat",{}]`)
	c.want(`[null,"beat","phoenix","phx_reply",{"response":{},"status":"ok"}]`)
}
