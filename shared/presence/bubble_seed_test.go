package presence

import (
	"reflect"
	"testing"
	"testing/synctest"
	"time"
)

// Two bubbles of one seed name their nodes alike and pause for as long: nodes are
// published at the same moments, also after Redis was away. Another seed is
// another story.
func TestASeedDecidesNamesAndPauses(t *testing.T) {
	said := saidIn(t, 1)
	if again := saidIn(t, 1); !reflect.DeepEqual(said, again) {
		t.Errorf("one seed: first\n%v\nthen\n%v", said, again)
	}
	if other := saidIn(t, 2); reflect.DeepEqual(said, other) {
		t.Errorf("two seeds: both\n%v", said)
	}
}

// saidIn is when which node was published in a bubble in which Redis goes away.
func saidIn(t *testing.T, seed uint64) (said map[simKey][]time.Time) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, seed)
		for n := range 2 {
			b.startTracker(t)
			b.track(t, b.trackers[n], n)
		}
		b.startView(t)
		<-time.After(bubbleQuiet)
		b.away(true)
		<-time.After(DefaultLease)
		b.away(false)
		<-time.After(bubbleQuiet)
		b.close()
		said = b.said
	})
	return said
}
