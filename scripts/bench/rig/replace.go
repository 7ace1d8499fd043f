package rig

import (
	"context"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
)

// Replace kills the first storefront, starts another in its place, and lets
// its crowd come back to that. It returns the moment of the kill.
func (r *Rig) Replace(ctx context.Context, o Options) (killed clock.Time, back load.Returned, err error) {
	killed = clock.Now()
	if err := r.Storefronts[0].Kill(); err != nil {
		return killed, back, err
	}
	s, err := startService(ctx, o, Storefront, r.Redis.url)
	if err != nil {
		return killed, back, err
	}
	r.onClose(s.stop)
	r.Storefronts[0] = s
	back, err = r.Crowds[0].Return(ctx, load.Return{URL: s.URL})
	return killed, back, err
}
