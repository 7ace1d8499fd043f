package presence

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"
)

// A busy shard flushes in turns; a change that comes alone waits for none, nor
// does the next.
func TestOnlyWhatFollowsTwoFlushesWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble()
		b.startTracker(t)
		b.startView(t)
		<-time.After(bubbleQuiet)
		for n := 0; n < 15; n += 5 {
			b.tracks(t, 1)
			b.shows(t, n+1)
			b.tracks(t, 1)
			b.shows(t, n+2)
			b.tracks(t, 2)
			b.shows(t, n+2)
			b.tracks(t, 1)
			b.shows(t, n+2)
			<-time.After(turn)
			b.shows(t, n+5)
			<-time.After(time.Second)
		}
		b.close()
	})
}

// A rush waits longer, and together.
func TestACrowdFlushesInLongTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble()
		b.startTracker(t)
		b.startView(t)
		<-time.After(bubbleQuiet)
		b.tracks(t, 1)
		b.shows(t, 1)
		b.tracks(t, rush)
		b.shows(t, 1+rush)
		b.tracks(t, rush)
		<-time.After(turn)
		b.shows(t, 1+rush)
		<-time.After(longTurn)
		b.shows(t, 1+2*rush) // which is no rush, for so long a turn
		b.tracks(t, 1)
		<-time.After(turn)
		b.shows(t, 2+2*rush)
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
