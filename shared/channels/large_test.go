package channels_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"footfall/shared/channels"
)

// gallery is a topic whose state is large, and the same for everybody.
type gallery struct {
	channel *channels.Channel
	state   json.RawMessage
}

func (g gallery) Join(context.Context, json.RawMessage) (any, error) {
	g.channel.Refresh()
	return nil, nil
}

func (g gallery) Handle(context.Context, string, json.RawMessage) (any, error) {
	return nil, channels.ErrUnknownEvent
}

func (g gallery) Refresh(context.Context) []channels.Message {
	return []channels.Message{{Event: "state", Payload: g.state}}
}

func (gallery) Leave() {}

// openGallery serves one whose state has so many bytes.
func openGallery(t *testing.T, bytes int) (s *site, state json.RawMessage) {
	state = json.RawMessage(`{"x":"` + strings.Repeat("x", bytes-len(`{"x":""}`)) + `"}`)
	return open(t, channels.Config{Routes: []channels.Route{{
		Pattern: "gallery", New: func(c *channels.Channel) channels.Handler { return gallery{c, state} },
	}}}), state
}

func TestAStateOfAnySizeArrivesAsOneMessage(t *testing.T) {
	for _, bytes := range []int{100, 64<<10 - 1, 64 << 10, 64<<10 + 1, 3 << 20} {
		synctest.Test(t, func(t *testing.T) {
			s, state := openGallery(t, bytes)
			two, one := s.connect(v2), s.connect(v1)
			two.send(`["1","2","gallery","phx_join",{}]`)
			two.want(`["1","2","gallery","phx_reply",{"response":{},"status":"ok"}]`, `["1",null,"gallery","state",`+string(state)+`]`)
			one.send(`{"topic":"gallery","event":"phx_join","payload":{},"ref":"1"}`)
			one.want(`{"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"1","topic":"gallery"}`,
				`{"event":"state","payload":`+string(state)+`,"ref":null,"topic":"gallery"}`)
			two.lives()
		})
	}
}

// Whoever reads slowly holds on to what is being written to it, which must not
// be a copy of its own.
func TestALargeStateIsNotCopiedForEachReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, readers = 4 << 20, 50
		s, _ := openGallery(t, size)
		var slow []*client
		for range readers {
			slow = append(slow, s.connectDeaf(v2))
		}
		before := allocated()
		for i, c := range slow {
			c.send(fmt.Sprintf(`["%d","1","gallery","phx_join",{}]`, i))
			if _, _, err := c.ws.ReadMessage(); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait() // all of them are being told the state
		if spent := allocated() - before; spent > size {
			t.Errorf("%d readers of %d bytes cost %d", readers, size, spent)
		}
	})
}

// allocated is how many bytes were ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
