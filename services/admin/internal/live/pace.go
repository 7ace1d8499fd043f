package live

import (
	"math"
	"time"
)

const (
	// longestPause is the longest time between two diffs.
	longestPause = 20 * time.Millisecond
	// pausePerReader keeps the writing of diffs within a fifth of a core,
	// however many read them.
	pausePerReader = 100 * time.Microsecond
)

// pace is when the next diff may go out. The zero pace allows it at once.
type pace struct{ next time.Time }

// wait is how long the next diff has to wait; zero or less: it has not.
func (p pace) wait(now time.Time) time.Duration { return p.next.Sub(now) }

// sent notes a diff of so many changes that went to so many readers.
func (p *pace) sent(now time.Time, changes, readers int) {
	p.next = now.Add(pause(changes, readers))
}

// pause is how long the topic rests after a diff: half as many milliseconds as
// the root of its changes. So where r changes a second come, it settles at r/4
// microseconds: a change waits for next to nothing while there are few, and a
// diff holds the more the more there are. Storefronts that are busy publish in
// turns of 5 ms, so what comes together is mostly told together.
func pause(changes, readers int) time.Duration {
	root := time.Duration(math.Sqrt(float64(changes)) * float64(time.Millisecond) / 2)
	return min(longestPause, max(root, time.Duration(readers)*pausePerReader))
}
