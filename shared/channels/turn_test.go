package channels_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/channels"
)

// readWrite is what came with one write of the server.
func (c *client) readWrite() string {
	c.t.Helper()
	text := make([]byte, 4096)
	n, err := c.ws.NetConn().Read(text)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text[:n])
}

func TestAReplyAndTheStateAfterItLeaveTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connectDeaf(v2)
		c.send(`["1","1","room:thoughtful","phx_join",{}]`)
		if got := c.readWrite(); strings.Count(got, "phx_reply") != 1 || strings.Count(got, `"state"`) != 1 {
			t.Errorf("got %q", got)
		}
	})
}

func TestNoReplyWaitsForTheNextHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		c.play(joined)
		c.send(`["1","2","room:a","echo",{}]`)
		c.send(`["1","3","room:a","hang",{}]`)
		c.want(`["1","2","room:a","phx_reply",{"response":{},"status":"ok"}]`)
	})
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		c.send(`["1","1","room:a","phx_join",{}]`)
		c.send(`["2","2","room:thoughtful","phx_join",{}]`)
		c.want(`["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]`)
	})
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		c.send(`["1","1","room:slow refresh","phx_join",{}]`)
		c.want(`["1","1","room:slow refresh","phx_reply",{"response":{},"status":"ok"}]`)
		pass(time.Second)
		c.want(`["1",null,"room:slow refresh","state",{"n":0}]`)
	})
}
