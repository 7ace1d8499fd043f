package channels_test

import (
	"fmt"
	"net/http"
	"strings"
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
		"idle":                  func(*site, *client) { pass(61 * time.Second) },
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
					s.turnedAway(http.StatusTooManyRequests, "10")
					end(s, c)
					if c.code() == 0 {
						t.Error("it is still there")
					}
					pass(2 * time.Second) // the address may open half a socket a second
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
		for _, from = range []string{"192.0.2.1", "2001:db8:0:1::1"} {
			first := s.connect(v2)
			s.connect(v2).lives()
			s.turnedAway(http.StatusTooManyRequests, "10")
			_ = first.ws.Close()
			pass(2 * time.Second)
			s.connect(v2).lives()
		}
	})
}

// A provider gives each customer a /64 and more, and an IPv4 address may come
// written as IPv6.
func TestWhoHasManyAddressesCountsOnce(t *testing.T) {
	for name, addresses := range map[string][]string{
		"a /64": {"2001:db8::1", "2001:db8::2", "2001:db8::ffff:ffff:ffff:ffff"},
		"IPv4":  {"192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var from string
				s := open(t, channels.Config{MaxPerAddress: 2, Address: func(*http.Request) string { return from }})
				for _, from = range addresses[:2] {
					s.connect(v2).lives()
				}
				from = addresses[2]
				s.turnedAway(http.StatusTooManyRequests, "10")
				from = "2001:db8:0:1::1"
				s.connect(v2).lives()
			})
		})
	}
}

// Refused by its form, by its address, and by its address's pace.
func TestWhoIsRefusedSpendsNoOtherHandshakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := "192.0.2.1"
		s := open(t, channels.Config{HandshakeRate: 10, MaxPerAddress: 3, Address: func(*http.Request) string { return from }})
		for range 100 {
			for _, headers := range []string{"Origin: https://evil.example", "-Upgrade", "Sec-WebSocket-Protocol: mqtt"} {
				s.ask(request("GET", v2, headers))
			}
			s.ask(request("POST", v2, ""))
			s.ask(request("GET", "vsn=9", ""))
		}
		held := fill(s, 3)
		for range 100 {
			s.turnedAway(http.StatusTooManyRequests, "10")
		}
		for range 3 {
			_ = held[0].ws.Close()
			held = append(held[1:], s.connect(v2))
		}
		_ = held[0].ws.Close()
		synctest.Wait()
		for range 100 {
			s.turnedAway(http.StatusTooManyRequests, "1")
		}
		for n := range 4 {
			from = fmt.Sprint("198.51.100.", n)
			s.connect(v2).lives()
		}
		from = "203.0.113.1"
		s.turnedAway(http.StatusServiceUnavailable, "1")
	})
}

func TestTheFramesOfAnAddressAreCountedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := "192.0.2.1"
		s := open(t, channels.Config{MaxPerAddress: 10, Address: func(*http.Request) string { return from }})
		crowd := make([]*client, 10)
		for i := range crowd {
			c := s.connect(v2)
			crowd[i] = c
			c.play(joined)
			for range 19 { // with the join 200, which is 20 for each
				c.send(`["1","1","room:a","echo",{}]`)
			}
			if got := c.received(); len(got) != 19 || strings.Contains(strings.Join(got, ""), "rate_limited") {
				t.Errorf("got %q", got)
			}
		}
		refused := `["1","1","room:a","phx_reply",{"response":{"error":"rate_limited"},"status":"error"}]`
		crowd[0].send(`["1","1","room:a","echo",{}]`)
		crowd[0].want(refused)
		crowd[1].lives()
		from = "192.0.2.2"
		other := s.connect(v2)
		other.play(joined)
		pass(time.Second)
		answered := 0
		for _, c := range crowd {
			for range 10 {
				c.send(`["1","1","room:a","echo",{}]`)
			}
			for _, frame := range c.received() {
				if frame != refused {
					answered++
				}
			}
		}
		if answered != 50 {
			t.Errorf("%d frames a second were handled, want 5 for each of 10", answered)
		}
		other.lives()
		if c := crowd[0].code(); c != 0 {
			t.Errorf("closed with %d for what others sent", c)
		}
	})
}

func TestARefusedHandshakeIsALineWithoutWhatTheClientWrote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{
			Connect: doorman, MaxPerAddress: 2, Address: func(*http.Request) string { return "192.0.2.1" },
		})
		s.ask(request("GET", "token=bad&hidden=1", ""))
		s.ask(request("GET", v2, "Origin: https://hidden.example"))
		s.ask(request("GET", "token=busy", ""))
		s.ask(request("GET", "hidden=2", "-Upgrade"))
		for _, want := range []string{
			`"level":"WARN","msg":"socket refused","reason":"invalid token","status":403,"address":"192.0.2.1"`,
			`"level":"WARN","msg":"socket refused","reason":"Forbidden: origin not allowed","status":403,"address":"192.0.2.1"`,
			`"level":"WARN","msg":"socket refused","reason":"Too Many Requests","status":429`,
			`"level":"DEBUG","msg":"socket refused","reason":"no proper handshake","status":400`,
		} {
			if strings.Count(s.log.String(), want) != 1 {
				t.Errorf("no line %s in\n%s", want, s.log)
			}
		}
		if strings.Contains(s.log.String(), "hidden") {
			t.Errorf("got\n%s", s.log)
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

// The library counts the bytes in fragments, and nothing of empty ones.
func TestAFloodOfFragmentsCloses(t *testing.T) {
	for name, payload := range map[string]string{"empty": "", "of a byte": " "} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, channels.Config{MaxConnections: 2})
				bystander, c := s.connect(v2), s.connect(v2)
				for range 10 { // a few are harmless, again and again
					c.raw(wire(0x1, beat[:5]))
					c.raw([]byte(strings.Repeat(string(wire(0x0, "")), 2000)))
					c.raw(wire(fin, beat[5:]))
					c.want(answer)
				}
				c.raw(wire(0x1, " "))
				for range 20 {
					c.raw([]byte(strings.Repeat(string(wire(0x0, payload)), 1000)))
				}
				if got := c.code(); got != 1008 {
					t.Errorf("closed with %d", got)
				}
				bystander.lives()
				s.connect(v2).lives()
			})
		})
	}
}

func TestPingsBetweenMessagesNeverAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		for range 2000 {
			c.raw(wire(fin|0x9, strings.Repeat("x", 125)))
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
