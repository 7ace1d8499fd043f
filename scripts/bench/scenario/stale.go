package scenario

import (
	"context"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/rig"
)

// lookEvery is how often an admin service is asked whether it vouches.
const lookEvery = 500 * time.Millisecond

// staleness is how long, until a moment, an admin service did not vouch for its
// picture, to half a second.
func staleness(ctx context.Context, admin *rig.Service, until clock.Time) (sum time.Duration, err error) {
	for clock.Now() < until {
		stale, err := admin.Stale(ctx)
		if err != nil {
			return sum, err
		}
		if stale > 0 {
			sum += lookEvery
		}
		if err := clock.Rest(ctx, lookEvery); err != nil {
			return sum, err
		}
	}
	return sum, nil
}
