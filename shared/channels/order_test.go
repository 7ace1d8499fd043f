package channels_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/channels"
)

func TestBroadcastsOfATopicReachEverybodyInOneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		var all []*client
		for range 20 {
			c := s.connect(v2)
			c.play(joined)
			all = append(all, c)
		}
		var running sync.WaitGroup
		for who := range 5 {
			running.Go(func() {
				for i := range 100 {
					s.Broadcast("room:a", "msg", json.RawMessage(fmt.Sprintf(`{"who":%d,"n":%d}`, who, i)))
				}
			})
		}
		running.Wait()
		first := all[0].received()
		for who := range 5 {
			last := -1
			for i := range 100 {
				at := slices.Index(first, fmt.Sprintf(`[null,null,"room:a","msg",{"who":%d,"n":%d}]`, who, i))
				if at <= last {
					t.Fatalf("broadcast %d of %d came as %d, after %d", i, who, at, last)
				}
				last = at
			}
		}
		for _, c := range all[1:] {
			c.want(first...)
		}
	})
}

// A join's reply comes before every broadcast of its topic, however busy.
func TestAJoinIsAnsweredBeforeItsPushes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		done := make(chan struct{})
		var running sync.WaitGroup
		running.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					s.Broadcast("room:a", "msg", nil)
				}
			}
		})
		for range 50 {
			c := s.connectDeaf(v2)
			c.send(`["1","1","room:a","phx_join",{}]`)
			if _, text, err := c.ws.ReadMessage(); err != nil || string(text) != `["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]` {
				t.Fatalf("got %s, %v", text, err)
			}
			_ = c.ws.Close()
		}
		close(done)
		running.Wait()
	})
}

// counted counts how often it is encoded.
type counted struct{ times *atomic.Int64 }

func (c counted) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"time":%d}`, c.times.Add(1)), nil
}

func TestABroadcastIsEncodedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		var old, current []*client
		for range 10 {
			a, b := s.connect(v1), s.connect(v2)
			a.play(`
				-> {"topic":"room:a","event":"phx_join","payload":{},"ref":"1"}
				<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"1","topic":"room:a"}`)
			b.play(joined)
			old, current = append(old, a), append(current, b)
		}
		s.Broadcast("room:a", "msg", counted{new(atomic.Int64)})
		for i := range old {
			old[i].want(`{"event":"msg","payload":{"time":1},"ref":null,"topic":"room:a"}`)
			current[i].want(`[null,null,"room:a","msg",{"time":1}]`)
		}
	})
}

func TestAChannelThatEndedIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connect(v2)
		c.play(joined)
		var ch *channels.Channel
		s.Each("room:a", func(found *channels.Channel) { ch = found })
		if ch.Topic() != "room:a" || ch.State() != nil {
			t.Errorf("found %q, %v", ch.Topic(), ch.State())
		}
		c.play(`
			-> [null,"2","room:a","phx_leave",{}]
			<- ["1","2","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:a","phx_close",{}]`)
		use := func() {
			ch.Push("late", nil)
			ch.Refresh()
			ch.Close()
			s.Broadcast("room:a", "msg", nil)
			s.Each("room:a", func(*channels.Channel) { t.Error("it is still there") })
		}
		use()
		c.lives()
		_ = c.ws.Close()
		synctest.Wait()
		use()
		if s.journal.count("left room:a") != 1 {
			t.Error("left more than once")
		}
	})
}

// As the contract has it: {} and then the state, before any answer.
func TestTheStateOfAJoinComesBeforeAnswersToWhatWasSentWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		c.send(`["1","1","room:thoughtful","phx_join",{}]`)
		c.send(`["1","2","room:thoughtful","echo",{}]`)
		c.send(beat)
		pass(time.Second)
		c.want(
			`["1","1","room:thoughtful","phx_reply",{"response":{},"status":"ok"}]`,
			`["1",null,"room:thoughtful","hello",{}]`,
			`["1",null,"room:thoughtful","state",{"n":0}]`,
			`["1","2","room:thoughtful","phx_reply",{"response":{},"status":"ok"}]`,
			answer,
		)
	})
}
