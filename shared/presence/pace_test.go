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
	inBubble(t, func(t *testing.T, b *bubble) {
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
	})
}

// Where very much changes the turns are long ones, until it is calm again.
func TestARushFlushesInLongTurns(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		for _, tt := range []struct {
			every       time.Duration
			least, most int // flushes in 100 ms
		}{
			{2 * time.Millisecond, 17, 23},
			{time.Millisecond, 4, 16}, // the rush begins
			{time.Millisecond, 4, 6},
			{2 * time.Millisecond, 10, 23}, // it ends
			{2 * time.Millisecond, 17, 23},
		} {
			if n := b.flushes(t, tt.every); n < tt.least || n > tt.most {
				t.Errorf("a change every %v: %d flushes in 100 ms, want %d to %d", tt.every, n, tt.least, tt.most)
			}
		}
	})
}

// What a flush had no room for does not wait for the next turn.
func TestAFullFlushIsFollowedAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bubble) {
		b.tracks(t, 1)
		b.shows(t, 1)
		b.tracks(t, 1)
		b.shows(t, 2)
		b.tracks(t, 2500)
		<-time.After(turn)
		b.shows(t, 2502)
	})
}

// inBubble plays with a tracker and a view that have found each other.
func inBubble(t *testing.T, play func(*testing.T, *bubble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, 0)
		b.startTracker(t)
		b.startView(t)
		<-time.After(bubbleQuiet)
		play(t, b)
		b.close()
	})
}

// flushes is how many moments of 100 ms bring something, while tabs come so often.
func (b *bubble) flushes(t *testing.T, every time.Duration) (n int) {
	t.Helper()
	for range 100 * time.Millisecond / every {
		before := b.seen()
		b.tracks(t, 1)
		<-time.After(every)
		synctest.Wait()
		if b.seen() != before {
			n++
		}
	}
	return n
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
	if got := b.seen(); got != want {
		t.Errorf("%d tabs are seen, want %d", got, want)
	}
}

func (b *bubble) seen() (tabs int) {
	b.views[0].Inspect(func(p People, _ Status) { tabs = p.Connections() })
	return tabs
}
