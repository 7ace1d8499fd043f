// Package headroom decides how much memory a process spends to be interrupted
// less often by Go's garbage collector.
//
// A storefront with 10,000 clients has as many stacks for the collector to look
// at, some 100 ms of work each time, and meanwhile nobody's change is quick.
// With Go's own rule, which collects whenever the heap has doubled, that is once
// a second at 5,000 changes a second, and all that is slow there comes from it.
// So while a process is steadily busy its heap may grow for six seconds' worth
// of work, but by no more than four times what is in use.
//
// A burst gets nothing, and neither does a process whose clients become more:
// what it will need for them is not spent. Only a small process always has 16
// MiB, or it would collect many times while the first clients come. When it is
// calm again the percentage is Go's own, the next collection takes back what was
// spent, and the runtime returns it to the system. GOMEMLIMIT holds all the time:
// near it the runtime collects as often as it must.
package headroom

import (
	"context"
	"runtime/debug"
	"time"
)

const (
	// least is Go's own percentage, which every process starts with.
	least = 100
	// most bounds what is spent: the heap grows to five times what is in use.
	most = 400
	// small is what every process may let its heap grow by, in bytes.
	small = 16 << 20
	// every is how much time should pass between two collections, in seconds.
	every = 6
	// steady is for how many seconds a process must have been busy.
	steady = 3
	// growth, in percent of what is in use, is what still counts as steady.
	growth = 10
	// step is what the percentage is a multiple of, so that it rarely changes.
	step = 50
)

// reading is one look at the memory of a process.
type reading struct {
	allocated uint64 // bytes since it started
	used      uint64 // bytes of heap and stacks in use at the last collection
}

// percent is what the last readings, one a second, ask for.
func percent(last []reading) int {
	if len(last) == 0 || last[len(last)-1].used == 0 {
		return least
	}
	asked := max(small, lasting(last)) * 100 / last[len(last)-1].used
	return min(max(least, int(asked)/step*step), most)
}

// lasting is what is allocated between two collections by a process that is
// steadily busy, in bytes; 0: it is not.
func lasting(last []reading) uint64 {
	if len(last) <= steady {
		return 0
	}
	last = last[len(last)-steady-1:]
	if before, now := last[0].used, last[steady].used; now > before+before*growth/100 {
		return 0
	}
	return slowest(last) * every
}

// slowest is the least that was allocated in a second, in bytes.
func slowest(last []reading) uint64 {
	slow := last[1].allocated - last[0].allocated
	for i := range steady {
		slow = min(slow, last[i+1].allocated-last[i].allocated)
	}
	return slow
}

// Follow sets the percentage of this process each second, until ctx ends. Who
// has set GOGC should not call it.
func Follow(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for set, last := least, []reading(nil); ; {
		last = append(last[max(0, len(last)-steady):], look())
		if p := settled(set, percent(last)); p != set {
			debug.SetGCPercent(p)
			set = p
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// settled is what is set next: a single step down is not worth it, for each time
// the process stands still for a moment.
func settled(set, asked int) int {
	if asked == set-step && asked > least {
		return set
	}
	return asked
}
