package scenario

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/rig"
)

// during is what CPU everybody uses between two moments; and what the services
// use it for, in profiles with this name, if they are asked for.
func (l Lab) during(ctx context.Context, r *rig.Rig, name string, from clock.Time, length time.Duration) (measure.Shares, error) {
	var profiles [2]error
	var both sync.WaitGroup
	if l.Profiles != "" {
		for i, s := range []*rig.Service{r.Storefronts[0], r.Admin} {
			path := filepath.Join(l.Profiles, name+"-"+s.Name()+".pprof")
			both.Go(func() { profiles[i] = profile(ctx, s, path, from, length) })
		}
	}
	cpu, err := r.During(ctx, from, length)
	both.Wait()
	return cpu, errors.Join(err, profiles[0], profiles[1])
}

func profile(ctx context.Context, s *rig.Service, path string, from clock.Time, length time.Duration) error {
	if err := clock.Until(ctx, from); err != nil {
		return err
	}
	return s.Profile(ctx, length, path)
}
