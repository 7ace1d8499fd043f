package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"footfall/shared/headroom"
)

// spare is what a drain may take beyond DRAIN_DELAY and DRAIN_TIMEOUT: to
// answer the last requests, say goodbye and close what is behind.
const spare = 5 * time.Second

// Process is one run of a service: its parts, in the order of their start.
// Parts are added by the start function that Run calls, and by nobody else.
type Process struct {
	ops            *Ops
	log            *slog.Logger
	delay, timeout time.Duration

	parts  []part
	failed chan error // why a part ended by itself
}

type part struct {
	name string
	stop func(context.Context) error
}

// NewProcess has no parts yet.
func NewProcess(cfg Base, ops *Ops, log *slog.Logger) *Process {
	return &Process{
		ops: ops, log: log, delay: cfg.DrainDelay, timeout: cfg.DrainTimeout,
		failed: make(chan error),
	}
}

// Run starts the parts, is ready until ctx ends or a part fails, and stops
// them in the reverse order of their start: so start what is fed before what
// feeds it, and the ops listener first of all.
//
// From the end of ctx on: not ready, then DRAIN_DELAY, then the stops, which
// together have DRAIN_TIMEOUT and 5 s; after that the rest is told to stop but
// not waited for. A failed start or part skips the delay. Run returns why it
// failed; a part that fails to stop is only logged.
func (p *Process) Run(ctx context.Context, start func(context.Context) error) error {
	p.log.Info("starting", "version", p.ops.build.Version, "revision", p.ops.build.Revision)
	err := start(ctx)
	if err == nil {
		p.ops.SetReady()
		p.log.Info("ready")
		err = p.wait(ctx)
	}
	p.ops.SetDraining()
	begun := time.Now()
	if err == nil {
		err = p.linger()
	}
	err = errors.Join(err, p.stopParts(ctx))
	p.log.Info("stopped", "took", time.Since(begun))
	return err
}

// OnStop adds a part that runs by itself; stop ends it.
func (p *Process) OnStop(name string, stop func(context.Context) error) {
	p.parts = append(p.parts, part{name, stop})
}

// wait watches the checks meanwhile: before, and from here on, they fail
// because the process starts and stops.
func (p *Process) wait(ctx context.Context) error {
	watching, unwatch := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { p.ops.watch(watching) })
	if os.Getenv("GOGC") == "" {
		watch.Go(func() { headroom.Follow(watching) })
	}
	defer watch.Wait()
	defer unwatch()
	select {
	case <-ctx.Done():
		p.log.Info("stopping", "reason", context.Cause(ctx).Error())
		return nil
	case err := <-p.failed:
		return err
	}
}

// linger leaves load balancers the time to see that it is not ready.
func (p *Process) linger() error {
	timer := time.NewTimer(p.delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case err := <-p.failed:
		return err
	}
}

func (p *Process) stopParts(ctx context.Context) error {
	limit := p.timeout + spare
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	for _, part := range slices.Backward(p.parts) {
		if err := part.stopWithin(ctx); err != nil {
			p.log.Error("part failed to stop", "part", part.name, "error", err.Error())
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("stopping took longer than %v", limit)
	}
	return nil
}

// stopWithin gives up with ctx, even on a stop that does not.
func (p part) stopWithin(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- p.stop(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("still running: %w", ctx.Err())
	}
}
