package load

import (
	"context"
	"time"

	"footfall/scripts/bench/clock"
)

const (
	// heartbeat of each tab: a page of the shop has 25 s, Phoenix' own 30 s.
	heartbeat = 27500 * time.Millisecond
	// step after which the next tabs beat.
	step = 10 * time.Millisecond
)

// startBeating keeps the tabs alive until stopBeat: they take turns, so that
// never more beat at once than they must.
func (c *Crowd) startBeating() {
	ctx, cancel := context.WithCancel(context.Background())
	c.stopBeat = cancel
	tabs := c.tabs // those that only visit are gone before their first
	c.beating.Go(func() {
		begun, next := clock.Now(), 0
		for clock.Rest(ctx, step) == nil {
			for ; next < beats(clock.Now().Sub(begun), len(tabs)); next++ {
				if t := tabs[next%len(tabs)]; t != nil {
					t.beat()
				}
			}
		}
	})
}

// beats is how many heartbeats so many tabs have sent after so long.
func beats(after time.Duration, tabs int) int {
	return int(after.Seconds() / heartbeat.Seconds() * float64(tabs))
}
