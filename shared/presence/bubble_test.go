package presence

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// The second depth of the simulation: whole trackers and views with the Redis
// client and the embedded Redis, in bubbles of fake time. Its files:
//
//	bubble_steps_test.go  what can happen, and how a history is made
//	bubble_world_test.go  trackers, views, and what is done to them
//	bubble_line_test.go   how a process reaches Redis, and fails to
//	bubble_store_test.go  what the embedded Redis is set back to
//	bubble_truth_test.go  what is promised, at every moment and in the end
//	bubble_change_test.go what is promised of each change, when it is told
//	bubble_lies_test.go   that each of these checks can fail
//
// What a history does is in its seed; the jitter of retries and heartbeats is
// not, so a failure may need several runs to come again. A process cannot be
// stopped in a bubble, nor one message be lost: that is for the first depth, see
// sim_test.go, and for the tests of real processes.
func TestTheWholeKeepsThePromises(t *testing.T) {
	for seed := range uint64(bubblesToRun()) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := newBubbleHistory(seed)
			if broken := playBubble(t, h); broken != "" {
				h = h.shrink(t)
				t.Errorf("%s\nshrunk:\n%v", broken, h)
			}
		})
	}
}

func bubblesToRun() int {
	if testing.Short() || raceDetected() {
		return 50
	}
	return 200
}

// playBubble says which promise was broken; empty: none.
func playBubble(t *testing.T, h bubbleHistory) (broken string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble()
		b.startTracker(t)
		b.startView(t)
		b.redis.Server().SetPreHook(b.declines)
		for _, s := range h {
			s.op.do(t, b, s)
			<-time.After(s.pause)
			b.checkAll()
		}
		b.heal()
		for range bubbleQuiet / DefaultHeartbeat {
			<-time.After(DefaultHeartbeat)
			b.checkAll()
		}
		b.check()
		b.close()
		broken = b.broken
	})
	return broken
}

// bubbleQuiet is until everybody has a link again, whose pause may have become
// five seconds, has noticed, and the leases of the dead have ended.
const bubbleQuiet = maxRebuildPause + 2*DefaultLease + 5*time.Second

// shrink leaves out steps for as long as the history still breaks a promise.
func (h bubbleHistory) shrink(t *testing.T) bubbleHistory {
	t.Helper()
	for i := len(h) - 1; i >= 0; i-- {
		if less := slices.Delete(slices.Clone(h), i, i+1); playBubble(t, less) != "" {
			h = less
		}
	}
	return h
}
