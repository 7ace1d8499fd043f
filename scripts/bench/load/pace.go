package load

import (
	"time"

	"footfall/scripts/bench/clock"
)

// pace is the schedule of an open loop.
type pace struct {
	begin   clock.Time
	gap     float64 // ns between two changes
	all     int
	counted int // the first that counts
}

func newPace(d Drive) pace {
	return pace{
		begin: d.Begin, gap: float64(time.Second) / d.Rate,
		all:     changes(d.Rate, d.Warm+d.For),
		counted: changes(d.Rate, d.Warm),
	}
}

// changes are how many are due within so long from the first.
func changes(rate float64, within time.Duration) int {
	return int(rate*within.Seconds() + 0.5)
}

// due is when change k is: always computed from the begin, so that nothing adds up.
func (p pace) due(k int) clock.Time { return p.begin + clock.Time(float64(k)*p.gap) }

// counts reports whether change k is one that the result is made of.
func (p pace) counts(k int) bool { return k >= p.counted }
