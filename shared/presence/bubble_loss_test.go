package presence

import (
	"testing"
	"testing/synctest"
	"time"
)

// A view that begins just after Redis has lost everything finds nobody, but for
// the number of shards, which some tracker has made known again: it is unknown
// until all have been heard and read, whether they can write or not.
func TestAViewThatBeginsAfterALossVouchesForNobodyLess(t *testing.T) {
	for name, refuse := range map[string]bool{"and writes are taken": false, "and writes are refused": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, 1)
				for n := range 3 {
					b.startTracker(t)
					b.track(t, b.trackers[n], n)
				}
				<-time.After(bubbleNotice + DefaultHeartbeat)
				shards, err := b.redis.Get(names{bubbleTopic}.shards())
				if err != nil {
					t.Fatal(err)
				}
				b.redis.Server().SetPreHook(b.declines)
				b.setRefuse(refuse)
				b.redis.FlushAll()
				_ = b.redis.Set(names{bubbleTopic}.shards(), shards)
				b.startView(t)
				<-time.After(3*DefaultHeartbeat + 100*time.Millisecond)
				if s := b.views[0].Status(); s.Ready == refuse {
					t.Errorf("ready %v", s.Ready)
				}
				b.setRefuse(false)
				<-time.After(2*DefaultHeartbeat + 100*time.Millisecond)
				b.check()
				b.close()
				if b.broken != "" {
					t.Error(b.broken)
				}
			})
		})
	}
}

// Who has lost everything has lost the number of shards, too, without which no view
// can begin.
func TestAViewThatBeginsAfterALossIsSoonToldTheNumberOfShards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, 1)
		b.startTracker(t)
		b.track(t, b.trackers[0], 1)
		<-time.After(bubbleNotice)
		b.redis.FlushAll()
		b.startView(t)
		<-time.After(4 * DefaultHeartbeat)
		if !b.views[0].Status().Ready {
			t.Error("it still waits")
		}
		b.close()
		if b.broken != "" {
			t.Error(b.broken)
		}
	})
}
