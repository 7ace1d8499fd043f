package presence

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/redisconn"
)

// newIdleView is a view that has a picture of one shard and does nothing.
func newIdleView(t *testing.T) *View {
	t.Helper()
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://nowhere"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	v, err := NewView(conn, ViewConfig{Topic: "carts"})
	if err != nil {
		t.Fatal(err)
	}
	v.picture = newPicture(1, nil, time.Now())
	return v
}

func TestReadingFromTheSocketIsAheadByABoundedNumberOfBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newIdleView(t)
		ctx, stop := context.WithCancel(t.Context())
		foreign := redisconn.Event{Message: encode(probe{V: messageVersion, Kind: kindProbe, View: "another"})}
		large := redisconn.Event{Message: encode(message{
			V: messageVersion, Kind: kindFlush, Node: "n", Shards: 1, LeaseMS: simLease.Milliseconds(),
			Set: map[string]string{"a": strings.Repeat("x", 1<<20)},
		})}
		v.running.Go(func() {
			for ctx.Err() == nil {
				v.arrived(ctx, 0, foreign) // takes no room
				v.arrived(ctx, 0, large)
			}
		})
		synctest.Wait()
		if n := len(v.arrivals); n != arrivalBytes/len(large.Message) {
			t.Errorf("%d messages of %d bytes wait", n, len(large.Message))
		}
		v.room.Release((<-v.arrivals).size)
		synctest.Wait()
		if n := len(v.arrivals); n != arrivalBytes/len(large.Message) {
			t.Errorf("%d wait when one was taken", n)
		}
		stop()
		v.running.Wait()
	})
}

// What was asked for before a doubt is asked for again after it: the first need
// not be read any more.
func TestAReadThatIsNotEnoughAnyMoreIsNotBegun(t *testing.T) {
	v := newIdleView(t)
	now := time.Now()
	hear := func(node string) {
		v.picture.heard(0, message{Kind: kindBeat, Node: node, Shards: 1, LeaseMS: simLease.Milliseconds()}, now)
	}
	prove := func() {
		v.picture.confirmed(0, now)
		v.picture.probed(0, v.picture.probes, now)
	}
	for _, node := range []string{"n", "m"} {
		hear(node)
	}
	prove()
	before := v.picture.take()
	v.picture.tick(now)
	prove()
	after := v.picture.take()
	v.reading = maxReads
	v.probing = true
	v.dispatch(t.Context(), before)
	v.dispatch(t.Context(), after)
	for _, task := range v.reads {
		if !v.picture.awaits(task) {
			t.Errorf("%+v is still to be read", task)
		}
	}
	if len(v.reads) == 0 {
		t.Error("nothing is to be read")
	}
}
