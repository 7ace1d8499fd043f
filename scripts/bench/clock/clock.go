// Package clock is the clock that all processes of a machine share: what one
// of them sends and another one sees can be told apart to the microsecond.
package clock

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// Time is nanoseconds of CLOCK_MONOTONIC.
type Time int64

// Go reads the same clock faster than a system call, but not from its origin.
var (
	begun = time.Now()
	base  = origin()
)

func origin() Time {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		panic(err) // there is no machine without this clock
	}
	return Time(ts.Nano())
}

// Now reads the clock.
func Now() Time { return base + Time(time.Since(begun)) }

// Sub is the time from o to t.
func (t Time) Sub(o Time) time.Duration { return time.Duration(t - o) }

// Add is the time after d.
func (t Time) Add(d time.Duration) Time { return t + Time(d) }

// Until returns at t, or with the end of ctx.
func Until(ctx context.Context, t Time) error { return Rest(ctx, t.Sub(Now())) }

// Rest returns after d, or with the end of ctx.
func Rest(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
