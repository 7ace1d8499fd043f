package channels_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"footfall/shared/channels"
)

// numbered is a push of 4 KiB with a number.
func numbered(i int) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"n":%d,"x":"%s"}`, i, strings.Repeat("x", 4<<10)))
}

func broadcastOf(topic string, i int) string {
	return fmt.Sprintf(`[null,null,"%s","msg",%s]`, topic, numbered(i))
}

func TestASlowReaderGetsTheCurrentStateAndOthersNoticeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		slow, other := s.connectDeaf(v2), s.connect(v2)
		for _, frame := range []string{`["1","1","room:a","phx_join",{}]`, `["2","2","room:b","phx_join",{}]`, `["3","3","room:c","phx_join",{}]`} {
			other.send(frame)
			slow.send(frame)
			if _, _, err := slow.ws.ReadMessage(); err != nil {
				t.Fatal(err)
			}
		}
		other.received()
		const count = 1000
		for i := range count {
			s.Broadcast("room:a", "msg", numbered(i))
			synctest.Wait() // the first one is being written, and no other with it
			s.Broadcast("room:b", "msg", json.RawMessage(`{}`))
			other.want(broadcastOf("room:a", i), `[null,null,"room:b","msg",{}]`)
		}
		if drops := s.count("footfall_socket_slow_readers_total"); drops < 3 || drops > 4 {
			t.Errorf("dropped %v times, want once for each of 4 MB", drops)
		}
		go slow.read()
		slow.want(broadcastOf("room:a", 0), `["2",null,"room:b","state",{"n":0}]`, `["1",null,"room:a","state",{"n":0}]`)
		s.Broadcast("room:a", "msg", numbered(count))
		slow.want(broadcastOf("room:a", count))
		s.Broadcast("room:c", "msg", nil)
		slow.want(`[null,null,"room:c","msg",{}]`)
	})
}

// Nothing waits that the current state does not contain.
func TestARefreshReplacesWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connectDeaf(v2)
		c.send(`["1","1","room:a","phx_join",{}]`)
		synctest.Wait() // the worker waits for the reply to be read
		s.Each("room:a", func(ch *channels.Channel) {
			ch.Refresh()
			ch.Push("one", nil)
			ch.Refresh()
			ch.Push("two", nil)
		})
		go c.read()
		c.want(`["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]`, `["1",null,"room:a","state",{"n":0}]`)
	})
}

// A push that can never fit is replaced, too.
func TestAPushOfMoreThanAMegabyteIsARefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connect(v2)
		c.play(joined)
		s.Broadcast("room:a", "msg", json.RawMessage(`"`+strings.Repeat("x", 1<<20)+`"`))
		c.want(`["1",null,"room:a","state",{"n":0}]`)
	})
}

func TestAClientIsReadNoFurtherThanItsFramesAreHandled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{FrameBurst: 1000})
		c := s.connectDeaf(v2)
		frame := wire(fin|0x1, `["1","1","nope","echo",{"x":"`+strings.Repeat("x", 1000)+`"}]`)
		sent := make(chan int, 1)
		go func() { // its answers are not read, so that the worker waits
			n := 0
			for range 1000 {
				if m, err := c.ws.NetConn().Write(frame); err != nil || m < len(frame) {
					break
				}
				n++
			}
			sent <- n
		}()
		synctest.Wait()
		select {
		case n := <-sent:
			t.Fatalf("read all %d frames", n)
		default:
		}
		go c.read()
		if got := len(c.received()); got != 1000 {
			t.Errorf("got %d answers", got)
		}
		<-sent
	})
}

func TestAnIdleConnectionHasOneGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		const count = 50
		for i := range count {
			c := s.connectDeaf(v2)
			c.send(fmt.Sprintf(`["1","1","room:%d","phx_join",{}]`, i))
			if _, _, err := c.ws.ReadMessage(); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		readers, handlers := 0, 0
		for stack := range strings.SplitSeq(string(stacks), "\n\n") {
			if strings.Contains(stack, "shared/channels.(*conn).") {
				readers++
			}
			if strings.Contains(stack, "net/http.(*conn).serve") {
				handlers++
			}
		}
		if readers != count || handlers != 0 {
			t.Errorf("%d connections have %d goroutines, and %d of net/http", count, readers, handlers)
		}
	})
}
