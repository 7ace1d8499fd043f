package scenario

import (
	"context"
	"fmt"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

var leaving = Scenario{
	Name: "leaving",
	About: "One of two storefronts ends, and half of the tabs with it: from the signal until the admin's reader shows none of them, and in how many messages. " +
		"Nobody comes back. Killed: SIGKILL. Stopped: SIGTERM with DRAIN_TIMEOUT 0. The peers had 4,000 tabs.",
	run: runLeaving,
}

// exodus is how half of the tabs left.
type exodus struct {
	Tabs     int     `json:"tabs"`
	Left     int     `json:"left"`
	Took     float64 `json:"ms"`
	Messages int     `json:"messages"`
	Bytes    int     `json:"bytes"`
	Scripts  int64   `json:"scripts"`
	Mean     float64 `json:"script_mean_ms"`
	Slowest  float64 `json:"slowest_command_ms"` // 0: under a millisecond
}

// goneWithin is how long the last may be shown.
const goneWithin = time.Minute

func runLeaving(ctx context.Context, l Lab) ([]report.Row, any, error) {
	killed, err := l.lose(ctx, (*rig.Process).Kill)
	if err != nil {
		return nil, nil, err
	}
	stopped, err := l.lose(ctx, (*rig.Process).Term)
	if err != nil {
		return nil, nil, err
	}
	rows := []report.Row{
		report.Row{
			What: "one of two killed, until all have left", Ours: killed.String(),
			Target: "≤ 6 s, ≤ 60 messages", Phoenix: "28 s", Centrifugo: "> 49 s, no leave sent",
		}.Judge(killed.Took <= 6_000 && killed.Messages <= 60),
		report.Row{
			What: "one of two stopped, until all have left", Ours: stopped.String(),
			Target: "≤ 0.2 s", Phoenix: "28 s", Centrifugo: "0.17 s",
		}.Judge(stopped.Took <= 200),
	}
	return rows, map[string]exodus{"killed": killed, "stopped": stopped}, nil
}

// lose ends the second storefront of two.
func (l Lab) lose(ctx context.Context, end func(*rig.Process) error) (e exodus, err error) {
	r, _, err := l.filled(ctx, 2, l.Tabs)
	if err != nil {
		return e, err
	}
	defer r.Close()
	if _, err := r.Watcher.Settle(ctx, backlog); err != nil {
		return e, err
	}
	if err := r.Redis.ForgetSlow(ctx); err != nil {
		return e, err
	}
	before, err := r.Redis.Commands(ctx)
	if err != nil {
		return e, err
	}
	e = exodus{Tabs: l.Tabs, Left: l.Tabs / 2}
	begun := clock.Now()
	if err := end(r.Storefronts[1].Process); err != nil {
		return e, err
	}
	gone, err := r.Watcher.Await(ctx, l.Tabs-e.Left, goneWithin)
	if err != nil {
		return e, err
	}
	e.Took = inMilliseconds(gone.At.Sub(begun))
	seen, err := r.Watcher.Take(ctx)
	if err != nil {
		return e, err
	}
	e.Messages, e.Bytes = seen.Diffs+seen.States, seen.Bytes
	slowest, err := r.Redis.Slowest(ctx)
	if err != nil {
		return e, err
	}
	after, err := r.Redis.Commands(ctx)
	scripts := after.Since(before).Scripts()
	e.Scripts, e.Mean, e.Slowest = scripts.Calls, inMilliseconds(scripts.Mean()), inMilliseconds(slowest)
	return e, err
}

func (e exodus) String() string {
	slowest := "< 1 ms"
	if e.Slowest > 0 {
		slowest = fmt.Sprintf("%.1f ms", e.Slowest)
	}
	return fmt.Sprintf("%.2f s, messages: %d, slowest command in Redis: %s", e.Took/1000, e.Messages, slowest)
}
