package presence

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"
)

// A busy shard flushes in turns; a change that comes alone waits for none.
func TestOnlyWhatComesSoonAfterAFlushWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble()
		b.startTracker(t)
		b.startView(t)
		<-time.After(bubbleQuiet)
		for n := 0; n < 12; n += 4 {
			b.tracks(t, 1)
			b.shows(t, n+1)
			b.tracks(t, 2)
			b.shows(t, n+1)
			b.tracks(t, 1)
			b.shows(t, n+1)
			<-time.After(pace)
			b.shows(t, n+4)
			<-time.After(time.Second)
		}
		b.close()
	})
}

// tracks tracks so many tabs of one cart, which all are in one shard.
func (b *bubble) tracks(t *testing.T, tabs int) {
	t.Helper()
	for range tabs {
		if _, err := b.trackers[0].Track("one cart", json.RawMessage(`{}`)); err != nil {
			t.Error(err)
		}
	}
}

// shows checks how many tabs are seen once everything has happened that needs
// no time.
func (b *bubble) shows(t *testing.T, want int) {
	t.Helper()
	synctest.Wait()
	b.views[0].Inspect(func(p People, _ Status) {
		if got := p.Connections(); got != want {
			t.Errorf("%d tabs are seen, want %d", got, want)
		}
	})
}
