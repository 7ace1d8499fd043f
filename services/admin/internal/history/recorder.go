package history

import (
	"context"
	"log/slog"
	"time"
)

const (
	// patience bounds one step with Redis.
	patience = 2 * time.Second
	// Shown is how many minutes a page is told when it joins.
	Shown = 60
	// readEvery is how soon what another instance has recorded is seen here,
	// where this one could not: before a page calls it a gap.
	readEvery = 5 * time.Second
)

// Source is what a Recorder asks and tells. Its methods are called by one
// goroutine.
type Source interface {
	// Take is the point of the minute that begins then and has just ended;
	// false: nobody can vouch for it.
	Take(ctx context.Context, minute time.Time) (Point, bool)
	// Read gets the last hour, the oldest first, and how far Redis' clock is
	// ahead of this process'.
	Read(last []Point, ahead time.Duration)
	// Recorded gets the point that counts for a minute.
	Recorded(p Point)
}

// Run records a point a minute, and reads what others recorded, until ctx ends.
func (h *History) Run(ctx context.Context, source Source, log *slog.Logger) {
	away := false
	for {
		left, err := h.step(ctx, source)
		if err != nil && ctx.Err() == nil && !away {
			log.Warn("history: not read", "err", err)
		}
		away = err != nil
		if !sleep(ctx, min(left, readEvery)) {
			return
		}
		if !away && left <= readEvery {
			h.record(ctx, source, log)
		}
	}
}

// sleep waits, and reports whether ctx lets it go on.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// step reads the last hour, and says how much is left of the minute or, with an
// error, when to try again.
func (h *History) step(ctx context.Context, source Source) (left time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now, err := h.Now(ctx)
	if err != nil {
		return patience, err
	}
	last, err := h.Last(ctx, Shown, now)
	if err != nil {
		return patience, err
	}
	source.Read(last, time.Until(now))
	return now.Truncate(time.Minute).Add(time.Minute).Sub(now), nil
}

// record writes the point of the minute that has just ended. Where that fails
// there is a gap.
func (h *History) record(ctx context.Context, source Source, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now, err := h.Now(ctx)
	if err != nil {
		return
	}
	// A timer may be early by a little, and must neither record a minute twice
	// nor before its last order.
	end := now.Add(time.Second).Truncate(time.Minute)
	if !sleep(ctx, end.Sub(now)) {
		return
	}
	minute := end.Add(-time.Minute)
	p, ok := source.Take(ctx, minute)
	if !ok {
		return
	}
	if p, err = h.Record(ctx, p); err != nil {
		log.Warn("history: a minute was not recorded", "minute", minute, "err", err)
		return
	}
	source.Recorded(p)
}
