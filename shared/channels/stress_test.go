package channels_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"footfall/shared/channels"
)

// Everything at once: clients join, push, leave, do not read, send nonsense and
// die while topics are broadcast to and the server drains. What must hold: no
// race, no goroutine left, as many leaves as joins, legal codes only.
func TestEverythingAtOnce(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { stress(t, seed) })
		})
	}
}

func stress(t *testing.T, seed uint64) {
	s := open(t, channels.Config{MaxConnections: 60, MaxChannels: 3})
	done := make(chan struct{})
	var clients, others sync.WaitGroup
	for who := range uint64(60) {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(seed, who))
			for range 4 {
				if !visit(s, random) {
					return
				}
			}
		})
	}
	for who := range 3 {
		others.Go(func() { disturb(s, who, done) })
	}
	pass(10 * time.Second)
	if err := s.Drain(t.Context(), 10*time.Second); err != nil {
		t.Error(err)
	}
	clients.Wait()
	close(done)
	others.Wait()
	if open, joins, left := s.count("footfall_socket_connections"), s.count("footfall_channel_joins_total", "ok"), s.journal.count("left room:a")+s.journal.count("left room:b"); open != 0 || int(joins) != left {
		t.Errorf("%v connections are open; %v joins, %d leaves", open, joins, left)
	}
}

// visit is one connection of a client that does this and that. It reports
// whether another one is worth a try.
func visit(s *site, random *rand.Rand) bool {
	ws, refusal := s.handshake(v2)
	if ws == nil {
		return refusal.status != 503
	}
	c := &client{t: s.t, ws: ws}
	var reading sync.WaitGroup
	if random.IntN(4) > 0 {
		reading.Go(c.read)
	}
	for range random.IntN(40) {
		topic, ref := "room:"+string("abc"[random.IntN(2)]), random.IntN(3)
		event := []string{"phx_join", "phx_join", "phx_leave", "echo", "shout", "push", "refresh", "stop", "crash", "dance"}[random.IntN(10)]
		_ = ws.SetWriteDeadline(time.Now().Add(time.Second))
		c.send(fmt.Sprintf(`["%d","%d","%s","%s",{}]`, ref, ref, topic, event))
		pass(time.Duration(random.IntN(300)) * time.Millisecond)
	}
	switch random.IntN(4) {
	case 0:
		c.raw(wire(fin|websocket.CloseMessage, ""))
	case 1:
		c.send("nonsense")
	}
	pass(time.Duration(random.IntN(2000)) * time.Millisecond)
	_ = ws.NetConn().Close()
	reading.Wait()
	switch c.codeNow() {
	case 0, 1005, 1006, 1011, 1012:
	default:
		s.t.Errorf("closed with %d", c.codeNow())
	}
	return true
}

// disturb does what the rest of a program does to a server.
func disturb(s *site, who int, done <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		case <-time.After(time.Duration(50+who) * time.Millisecond):
		}
		topic := "room:" + string("ab"[i%2])
		s.Broadcast(topic, "msg", json.RawMessage(`{"x":1}`))
		s.Each(topic, func(ch *channels.Channel) {
			switch i % 50 {
			case 0:
				ch.Refresh()
			case 1:
				ch.Push("hello", ch.State())
			case 2:
				ch.Close()
			}
		})
	}
}

// Nobody is left behind by handshakes that meet the end of the server.
func TestHandshakesMeetClose(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, channels.Config{})
			var running sync.WaitGroup
			for range 20 {
				running.Go(func() {
					if ws, _ := s.handshake(v2); ws != nil {
						_, _, _ = ws.ReadMessage()
						_ = ws.Close()
					}
				})
			}
			for range 2 {
				running.Go(func() { _ = s.Drain(context.Background(), 0) })
				running.Go(func() { _ = s.Server.Close() })
			}
			running.Wait()
			if open := s.count("footfall_socket_connections"); open != 0 {
				t.Errorf("%v connections are open", open)
			}
		})
	}
}
