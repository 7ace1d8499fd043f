package channels_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/channels"
)

// turnedAway checks that a handshake is refused, and with what.
func (s *site) turnedAway(status int, retryAfter string) {
	s.t.Helper()
	ws, refusal := s.handshake(v2)
	if ws != nil {
		_ = ws.Close()
		s.t.Error("let in")
		return
	}
	if refusal.status != status || refusal.header.Get("Retry-After") != retryAfter {
		s.t.Errorf("got %d, Retry-After %q", refusal.status, refusal.header.Get("Retry-After"))
	}
}

func TestConnectionsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{MaxConnections: 3})
		all := fill(s, 3)
		s.turnedAway(http.StatusServiceUnavailable, "5")
		for _, c := range all {
			c.lives()
		}
	})
}

func TestAPlaceIsFreeAfterAnyEnd(t *testing.T) {
	ends := map[string]func(s *site, c *client){
		"cut without a word":    func(_ *site, c *client) { _ = c.ws.NetConn().Close() },
		"closed by the client":  func(_ *site, c *client) { c.raw(wire(fin|0x8, "")) },
		"closed for wrong data": func(_ *site, c *client) { c.send("?") },
		"idle":                  func(*site, *client) { pass(time.Minute) },
		"removed":               func(s *site, _ *client) { s.Disconnect(func(any) bool { return true }) },
		"cut within a frame": func(_ *site, c *client) {
			c.raw(wire(fin|0x1, beat)[:9])
			_ = c.ws.NetConn().Close()
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, channels.Config{MaxConnections: 1, MaxPerAddress: 1})
				for range 20 {
					c := s.connect(v2)
					s.turnedAway(http.StatusServiceUnavailable, "5")
					end(s, c)
					if c.code() == 0 {
						t.Error("it is still there")
					}
				}
				if open := s.count("footfall_socket_connections"); open != 0 {
					t.Errorf("%v connections are open", open)
				}
			})
		})
	}
}

func TestConnectionsAreCountedByAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var from string
		s := open(t, channels.Config{MaxPerAddress: 2, Address: func(*http.Request) string { return from }})
		for _, from = range []string{"192.0.2.1", "2001:db8::1"} {
			first := s.connect(v2)
			s.connect(v2).lives()
			s.turnedAway(http.StatusTooManyRequests, "10")
			_ = first.ws.Close()
			synctest.Wait()
			s.connect(v2).lives()
		}
	})
}

func TestHandshakesAreBoundedByRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{HandshakeRate: 10})
		for range 3 {
			for range 10 {
				s.connect(v2).lives()
			}
			s.turnedAway(http.StatusServiceUnavailable, "1")
			pass(time.Second)
		}
		if got := s.count("footfall_socket_handshake_seconds"); got != 30 {
			t.Errorf("measured %v handshakes", got)
		}
	})
}

// Fifty a second and 250 at once are handled; so many again are refused one by
// one; then the connection ends.
func TestAFloodOfPushesIsRefusedThenClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		bystander, c := s.connect(v2), s.connect(v2)
		c.play(joined)
		reply := func(ref int, answer string) string {
			return fmt.Sprintf(`["1","%d","room:a","phx_reply",{"response":%s}]`, ref, answer)
		}
		for i := range 249 {
			c.send(fmt.Sprintf(`["1","%d","room:a","echo",{}]`, i))
			c.want(reply(i, `{},"status":"ok"`))
		}
		for i := range 247 {
			c.send(fmt.Sprintf(`["1","%d","room:a","echo",{}]`, i))
			c.want(reply(i, `{"error":"rate_limited"},"status":"error"`))
		}
		c.play(`
			-> ["2","2","room:b","phx_join",{}]
			<- ["2","2","room:b","phx_reply",{"response":{"reason":"unavailable"},"status":"error"}]
			-> [null,"1","phoenix","heartbeat",{}]
			<- ` + answer + `
			-> ["1","3","room:a","phx_leave",{}]
			<- ["1","3","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:a","phx_close",{}]`)
		c.send(beat)
		if got := c.code(); got != 1008 {
			t.Errorf("closed with %d", got)
		}
		bystander.lives()
		if got := s.count("footfall_channel_pushes_total", "rate_limited"); got != 247 {
			t.Errorf("counted %v", got)
		}
	})
}

func TestFiftyFramesASecondAreNoFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		for range 60 {
			for range 50 {
				c.send(beat)
			}
			pass(time.Second)
		}
		c.lives()
	})
}

func TestAFloodOfPingsOrPongsCloses(t *testing.T) {
	for name, opcode := range map[string]byte{"pings": 0x9, "pongs": 0xa} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, channels.Config{})
				bystander, c := s.connect(v2), s.connect(v2)
				for range 500 {
					c.raw(wire(fin|opcode, ""))
				}
				if got := c.code(); got != 0 {
					t.Errorf("closed with %d too early", got)
				}
				c.raw(wire(fin|opcode, ""))
				if got := c.code(); got != 1008 {
					t.Errorf("closed with %d", got)
				}
				bystander.lives()
			})
		})
	}
}
