package redisconn_test

import (
	"strings"
	"testing"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// However many commands of others wait for a connection, a feed hears itself,
// and does not add to them by reading everything again.
func TestAFeedDoesNotWaitWithACrowd(t *testing.T) {
	t.Parallel()
	server := redistest.Real(t)
	conn := server.Open(t)
	c := newCopycat()
	follow(t, conn, c)
	c.await(t, "the first reading", func() bool { return c.resyncs == 1 })
	listener := newCopycat()
	link := server.Open(t).Subscribe(t.Context(), []string{"b"}, func(e redisconn.Event) { listener.Apply(e.Channel, e.Message) })
	t.Cleanup(link.Close)

	redistest.Crowd(t, conn)
	rounds := 2 * int(redisconn.DeafAfter/redisconn.ProbeInterval)
	listener.await(t, "probes for longer than a feed may be deaf", func() bool {
		n := 0
		for _, message := range listener.told {
			if strings.Contains(message, `"probe"`) {
				n++
			}
		}
		return n > rounds
	})
	c.await(t, "no second reading", func() bool { return c.resyncs == 1 })
}

func TestACrowdsCommandThatFindsNoConnectionIsRefused(t *testing.T) {
	conn := redistest.Real(t).Open(t)
	redistest.Crowd(t, conn)
	for {
		if err := conn.Writes().Set(t.Context(), "k", "v", 0).Err(); err != nil {
			if !redisconn.Refused(err) {
				t.Errorf("got %v, want a refusal", err)
			}
			return
		}
	}
}
