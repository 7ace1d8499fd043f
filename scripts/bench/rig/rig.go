package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/measure"
)

// Rig is the processes of one measurement.
type Rig struct {
	Redis       *Server
	Storefronts []*Service
	Admin       *Service
	Crowds      []*Crowd // one for each storefront
	Watcher     *Watcher

	dir   string
	stops []func() // of what was started, in that order
}

// Start starts everything; nobody has come yet. Close ends it.
func Start(ctx context.Context, o Options, storefronts int) (*Rig, error) {
	dir, err := os.MkdirTemp("", "footfall-bench-")
	if err != nil {
		return nil, err
	}
	r := &Rig{dir: dir}
	if err := r.start(ctx, o, storefronts); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Rig) start(ctx context.Context, o Options, storefronts int) (err error) {
	if r.Redis, err = startRedis(ctx, o, r.dir); err != nil {
		return err
	}
	r.onClose(r.Redis.stop)
	if err := openShop(ctx, o, r.Redis.url); err != nil {
		return err
	}
	if r.Admin, err = startService(ctx, o, Admin, r.Redis.url); err != nil {
		return err
	}
	r.onClose(r.Admin.stop)
	for n := range storefronts {
		if err := r.addStorefront(ctx, o, n); err != nil {
			return err
		}
	}
	if r.Watcher, err = startWatcher(ctx, o, r.Admin); err != nil {
		return err
	}
	r.onClose(r.Watcher.stop)
	return nil
}

// addStorefront starts storefront n and its crowd.
func (r *Rig) addStorefront(ctx context.Context, o Options, n int) error {
	s, err := startService(ctx, o, Storefront, r.Redis.url)
	if err != nil {
		return err
	}
	r.onClose(s.stop)
	r.Storefronts = append(r.Storefronts, s)
	c, err := startCrowd(o, n, s)
	if err != nil {
		return err
	}
	r.onClose(c.stop)
	r.Crowds = append(r.Crowds, c)
	return nil
}

func (r *Rig) onClose(stop func()) { r.stops = append(r.stops, stop) }

// Close ends all processes, what was started last first.
func (r *Rig) Close() {
	for _, stop := range slices.Backward(r.stops) {
		stop()
	}
	_ = os.RemoveAll(r.dir) // a leftover in the temporary folder harms nobody
}

// visibleWithin is how long the last of a crowd may take to be seen.
const visibleWithin = 2 * time.Minute

// Filled is how a rig was filled.
type Filled struct {
	Took time.Duration  // from the first dial until the admin saw all
	CPU  measure.Shares // meanwhile
}

// Fill lets so many tabs come, evenly spread over the storefronts, and waits
// until the admin sees them.
func (r *Rig) Fill(ctx context.Context, tabs, products int) (f Filled, err error) {
	before, err := r.Usage()
	if err != nil {
		return f, err
	}
	began, err := each(r.Crowds, func(n int, c *Crowd) (clock.Time, error) {
		opened, err := c.Open(ctx, share(tabs, len(r.Crowds), n), products)
		return opened.Began, err
	})
	if err != nil {
		return f, err
	}
	seen, err := r.Watcher.Await(ctx, tabs, visibleWithin)
	if err != nil {
		return f, err
	}
	after, err := r.Usage()
	return Filled{seen.At.Sub(slices.Min(began)), after.Since(before)}, err
}

// Drive lets all crowds together make changes at the rate.
func (r *Rig) Drive(ctx context.Context, d load.Drive) ([]load.Driven, error) {
	d.Rate /= float64(len(r.Crowds))
	return each(r.Crowds, func(_ int, c *Crowd) (load.Driven, error) { return c.Drive(ctx, d) })
}

// share is the n-th part of all, as even as whole ones can be.
func share(all, parts, n int) int { return all*(n+1)/parts - all*n/parts }

// each does something with all at once.
func each[T, R any](all []T, do func(n int, one T) (R, error)) ([]R, error) {
	results, errs := make([]R, len(all)), make([]error, len(all))
	var ways sync.WaitGroup
	for n, one := range all {
		ways.Go(func() { results[n], errs[n] = do(n, one) })
	}
	ways.Wait()
	return results, errors.Join(errs...)
}

// Usage is the CPU time that everybody has used so far.
func (r *Rig) Usage() (measure.Usage, error) {
	pids := map[string][]int{
		Redis: {r.Redis.Pid()}, Admin: {r.Admin.Pid()}, Reader: {r.Watcher.Pid()}, Bench: {os.Getpid()},
	}
	for _, s := range r.Storefronts {
		pids[Storefront] = append(pids[Storefront], s.Pid())
	}
	for _, c := range r.Crowds {
		pids[Generator] = append(pids[Generator], c.Pid())
	}
	return measure.TakeUsage(pids)
}

// CPU is the time that each storefront has used so far.
func (r *Rig) CPU() (all []time.Duration, err error) {
	for _, s := range r.Storefronts {
		used, err := measure.CPU(s.Pid())
		if err != nil {
			return nil, fmt.Errorf("measuring a storefront: %w", err)
		}
		all = append(all, used)
	}
	return all, nil
}

// During is what everybody used of CPU between two moments, the first of which
// may be in the future.
func (r *Rig) During(ctx context.Context, from clock.Time, length time.Duration) (measure.Shares, error) {
	if err := clock.Until(ctx, from); err != nil {
		return nil, err
	}
	before, err := r.Usage()
	if err != nil {
		return nil, err
	}
	if err := clock.Until(ctx, from.Add(length)); err != nil {
		return nil, err
	}
	after, err := r.Usage()
	if err != nil {
		return nil, err
	}
	return after.Since(before), nil
}

// Memory is the RSS of all storefronts together, in bytes.
func (r *Rig) Memory() (sum int64, err error) {
	for _, s := range r.Storefronts {
		rss, err := measure.RSS(s.Pid())
		if err != nil {
			return 0, fmt.Errorf("measuring a storefront: %w", err)
		}
		sum += rss
	}
	return sum, nil
}
