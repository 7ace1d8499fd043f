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
// turns, so what comes together is mostly told together. An eighth of a
// millisecond for each change is the least: where more than 8,000 a second come,
// that leads to the longest pause, for what counts then is what a diff costs.
func pause(changes, readers int) time.Duration {
	root := time.Duration(math.Sqrt(float64(changes)) * float64(time.Millisecond) / 2)
	share := time.Duration(changes) * time.Millisecond / 8
	return min(longestPause, max(root, share, time.Duration(readers)*pausePerReader))
}
