package scenario

import (
	"errors"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// others measures what processes that are none of ours use of the CPU, from
// one moment without a rig to another.
type others struct {
	begun       clock.Time
	busy, spent time.Duration
	err         error
}

func beginOthers() others {
	busy, err1 := measure.Busy()
	spent, err2 := measure.Ended()
	return others{clock.Now(), busy, spent, errors.Join(err1, err2)}
}

// end returns how long that was, and how much of a core in percent.
func (o others) end() (seconds, share float64, err error) {
	now := beginOthers()
	seconds = now.begun.Sub(o.begun).Seconds()
	used := (now.busy - o.busy) - (now.spent - o.spent)
	return seconds, max(0, 100*used.Seconds()/seconds), errors.Join(o.err, now.err)
}
