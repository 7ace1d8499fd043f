package presence

import (
	"fmt"
	"math/rand/v2"
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
//	bubble_loss_test.go   a view that begins just after Redis has lost everything
//	bubble_lies_test.go   that each of these checks can fail
//	bubble_seed_test.go   that names and pauses are in the seed
//
// What a history does is in its seed, and so are the names of nodes and the jitter
// of heartbeats and retries: see bubble_seed_test.go. Not in it are the pauses
// before the Redis client tries a read again, which it draws itself, and who comes
// first of what happens at the same moment: the scheduler decides that, and select
// statements and maps on the way. Of 200 histories played twice 89 brought the same
// changes at the same moments; with a rule broken on purpose 95 of 100 that broke a
// promise broke one again, and the others need several runs.
// The shards of one tracker draw the same jitter at the same moment, so those that
// fail together try again together.
//
// The same seed again, and a thousand others:
//
//	go test ./presence -run TheWholeKeeps -histories 1 -seed 4711
//	go test ./presence -run TheWholeKeeps -histories 1000 -seed 4711
//
// A process cannot be stopped in a bubble, nor one message be lost: that is for
// the first depth, see sim_test.go, and for the tests of real processes.
func TestTheWholeKeepsThePromises(t *testing.T) {
	playBubbles(t, *seed, bubblesToRun())
}

// Others at every run, beside those that are always the same.
func TestTheWholeThatNobodyHasSeenKeepsThem(t *testing.T) {
	playBubbles(t, rand.Uint64N(1<<53), bubblesToRun()/20)
}

func playBubbles(t *testing.T, first uint64, many int) {
	t.Helper()
	for seed := first; seed < first+uint64(many); seed++ {
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
	switch {
	case *histories > 0:
		return *histories
	case testing.Short() || raceDetected():
		return 50
	default:
		return 200
	}
}

// playBubble says which promise was broken; empty: none.
func playBubble(t *testing.T, h bubbleHistory) (broken string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, h.seed)
		b.startTracker(t)
		b.startView(t)
		b.redis.Server().SetPreHook(b.declines)
		for _, s := range h.steps {
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
	for i := len(h.steps) - 1; i >= 0; i-- {
		less := bubbleHistory{seed: h.seed, steps: slices.Delete(slices.Clone(h.steps), i, i+1)}
		if playBubble(t, less) != "" {
			h = less
		}
	}
	return h
}
