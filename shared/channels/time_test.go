package channels_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"footfall/shared/channels"
)

func TestASilentClientIsClosedAfter60Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, start := open(t, channels.Config{}).connect(v2), time.Now()
		pass(60*time.Second - 1)
		if got := c.code(); got != 0 {
			t.Errorf("closed with %d", got)
		}
		pass(time.Second + 1)
		if got := c.code(); got != websocket.CloseGoingAway || !idleFor(c.at.Sub(start)) {
			t.Errorf("closed with %d after %v", got, c.at.Sub(start))
		}
	})
}

func TestWhateverAClientSendsKeepsItAlive(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"a heartbeat": wire(fin|websocket.TextMessage, beat),
		"a ping":      wire(fin|websocket.PingMessage, ""),
		"a pong":      wire(fin|websocket.PongMessage, ""),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := open(t, channels.Config{}).connect(v2)
				for range 10 {
					pass(59 * time.Second)
					c.raw(bytes)
				}
				last := time.Now()
				pass(61 * time.Second)
				if got := c.code(); got != websocket.CloseGoingAway || !idleFor(c.at.Sub(last)) {
					t.Errorf("closed with %d, %v after the last frame", got, c.at.Sub(last))
				}
			})
		})
	}
}

func TestAFrameThatDribblesInKeepsNothingAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, start := open(t, channels.Config{}).connect(v2), time.Now()
		for _, b := range wire(fin|websocket.TextMessage, beat) {
			c.raw([]byte{b})
			pass(2 * time.Second)
		}
		if got := c.code(); got != websocket.CloseGoingAway || !idleFor(c.at.Sub(start)) {
			t.Errorf("closed with %d after %v", got, c.at.Sub(start))
		}
	})
}

// idleFor reports whether a silence is as long as one may be, give or take the
// second within which only the first frame counts.
func idleFor(d time.Duration) bool { return d >= time.Minute && d <= 61*time.Second }

func TestFramesOfOneSecondKeepAClientAliveAsLongAsAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		for range 5 {
			c.raw(wire(fin|websocket.TextMessage, beat))
			pass(999 * time.Millisecond)
		}
		pass(time.Minute - 999*time.Millisecond - 1)
		if got := c.code(); got != 0 {
			t.Errorf("closed with %d", got)
		}
	})
}

// A client that does not close its side is waited for, but not for long.
func TestTheServerLingersForTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connectDeaf(v2)
		c.raw(wire(fin|websocket.BinaryMessage, ""))
		if _, _, err := c.ws.NextReader(); !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
			t.Error(err)
		}
		start := time.Now()
		c.raw(make([]byte, 100_000)) // is thrown away
		if n, err := c.ws.NetConn().Read(make([]byte, 1)); !errors.Is(err, io.EOF) || time.Since(start) != 2*time.Second {
			t.Errorf("read %d bytes, %v, after %v", n, err, time.Since(start))
		}
		if open := s.count("footfall_socket_connections"); open != 0 {
			t.Errorf("%v connections are open", open)
		}
	})
}

// A client that never stops sending is not listened to for ever.
func TestLingeringHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, start := open(t, channels.Config{}).connect(v2), time.Now()
		c.raw(wire(fin|websocket.BinaryMessage, ""))
		sent := 0
		for err := error(nil); err == nil; sent++ {
			_, err = c.ws.NetConn().Write(make([]byte, 1024))
		}
		if sent > 257 || time.Since(start) > 2*time.Second {
			t.Errorf("sent %d KiB in %v", sent, time.Since(start))
		}
	})
}

func TestAWriteThatTakes60SecondsEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connectDeaf(v2)
		start := time.Now()
		c.send(`["1","1","room:a","phx_join",{}]`)
		pass(30 * time.Second)
		c.raw(wire(fin|websocket.PongMessage, "")) // it is not idle
		pass(30*time.Second - 1)
		if s.journal.count("left room:a") != 0 {
			t.Error("gone too early")
		}
		pass(1)
		if synctest.Wait(); s.journal.count("left room:a") != 1 {
			t.Error("not gone")
		}
		if _, err := io.Copy(io.Discard, c.ws.NetConn()); err != nil || time.Since(start) != 62*time.Second {
			t.Errorf("closed after %v, %v", time.Since(start), err)
		}
		if s.count("footfall_socket_closed_total", "unwritable") != 1 {
			t.Error("not counted")
		}
	})
}

// The end of a connection does not wait for a client that does not read.
func TestAnEndWaitsTwoSecondsForAWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		s.connectDeaf(v2).send(beat)
		pass(time.Second)
		start := time.Now()
		if err := s.Drain(t.Context(), 0); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("drained in %v, %v", time.Since(start), err)
		}
	})
}

// Nor does it wait for a reader that waits for the worker.
func TestAnEndWaitsTwoSecondsForAFullMailbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connectDeaf(v2)
		go func() {
			for range 100 { // their answers are not read
				c.send(`["1","1","nope","echo",{"x":"` + strings.Repeat("x", 1<<10) + `"}]`)
			}
		}()
		pass(time.Second)
		start := time.Now()
		if err := s.Drain(t.Context(), 0); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("drained in %v, %v", time.Since(start), err)
		}
	})
}

// A reply that is being made when the end is decided still gets two seconds.
func TestAHandlerThatHangsDoesNotKeepTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connect(v2)
		c.play(joined)
		c.send(`["1","2","room:a","hang",{}]`)
		synctest.Wait()
		start := time.Now()
		s.Disconnect(func(any) bool { return true })
		if pass(2 * time.Second); c.code() != websocket.CloseAbnormalClosure || c.at.Sub(start) != 2*time.Second {
			t.Errorf("closed with %d after %v", c.code(), c.at.Sub(start))
		}
		if s.journal.count("left room:a") != 0 {
			t.Error("left while its handler ran")
		}
	})
}

// A client that reads slowly and pings is not thrown out for it: its pong waits
// as everything else does.
func TestAPingOfASlowReaderEndsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connectDeaf(v2)
		for range 3 {
			c.raw(wire(fin|websocket.PingMessage, "p"))
			pass(10 * time.Second)
		}
		go c.read()
		c.lives()
	})
}
