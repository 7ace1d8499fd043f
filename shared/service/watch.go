package service

import (
	"context"
	"time"
)

// lookEvery is how often the checks are looked at for the log and the metric,
// whoever else asks for them.
const lookEvery = 5 * time.Second

// watch looks at every check until ctx ends, and logs one line when what it
// found changes: what was well and fails, and what failed and is well. The
// metric footfall_check_failing says the same.
func (o *Ops) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	failed := map[string]time.Time{} // since when
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			for _, f := range runAll(ctx, o.pick(true)) {
				if ctx.Err() == nil {
					o.note(f, failed, now)
				}
			}
		}
	}
}

func (o *Ops) note(f finding, failed map[string]time.Time, now time.Time) {
	since, did := failed[f.name]
	switch {
	case f.err != nil && !did:
		failed[f.name] = now
		o.failing.WithLabelValues(f.name).Set(1)
		o.log.Warn("check fails", "check", f.name, "err", f.err)
	case f.err == nil && did:
		delete(failed, f.name)
		o.failing.WithLabelValues(f.name).Set(0)
		// As loud as the failure: whoever saw that one waits for this one.
		o.log.Warn("check is well again", "check", f.name, "failed_for", now.Sub(since).String())
	}
}
