package scenario

import (
	"context"
	"fmt"
	"slices"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
	"footfall/scripts/bench/watch"
)

var snapshot = Scenario{
	Name: "snapshot",
	About: "A further admin joins: from sending the join until the whole picture was read, and until it was parsed. Each cart holds an item. " +
		"Before each join a cart changed, so the service encodes the picture anew. Parsed: into the key of every cart and two texts of each of its metas, " +
		"in one pass that checks all of it, with the mirror of encoding/json/v2. encoding/json reads everything twice and takes half as long again. Medians.",
	run: runSnapshot,
}

// joins of an admin, in milliseconds.
type joins struct {
	Carts   int       `json:"carts"`
	Refused int       `json:"refused"` // items that did not get into their cart
	Bytes   int       `json:"bytes"`
	Read    []float64 `json:"read_ms"`
	Took    []float64 `json:"parsed_ms"`
}

func runSnapshot(ctx context.Context, l Lab) ([]report.Row, any, error) {
	var rows []report.Row
	var all []joins
	for _, carts := range []int{l.Carts, l.Many} {
		j, err := l.admit(ctx, carts)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, j)
		row := report.Row{
			What: fmt.Sprintf("an admin joins %d carts: read / parsed", carts),
			Ours: fmt.Sprintf("%s, %.2f MB", milliseconds(median(j.Read), median(j.Took)), float64(j.Bytes)/1e6),
		}
		if carts == l.Carts {
			row.Target, row.Phoenix, row.Centrifugo = "≤ 60 ms", "111–169 ms, 2.39 MB", "119–136 ms, 3.36 MB"
			row = row.Judge(median(j.Took) <= 60)
		} else {
			row.Phoenix, row.Centrifugo = "478 ms, 8.20 MB", "341 ms, 11.4 MB"
		}
		if j.Refused > 0 {
			row.Notes = []string{fmt.Sprintf("%d of the carts are empty: their item was refused", j.Refused)}
		}
		rows = append(rows, row)
	}
	return rows, all, nil
}

func (l Lab) admit(ctx context.Context, carts int) (joins, error) {
	j := joins{Carts: carts}
	r, _, err := l.filled(ctx, l.nodesFor(carts), carts)
	if err != nil {
		return j, err
	}
	defer r.Close()
	if j.Refused, err = l.busy(ctx, r, carts); err != nil {
		return j, err
	}
	for range l.Repeat {
		joined, err := afterAChange(ctx, r)
		if err != nil {
			return j, err
		}
		if joined.Carts != carts {
			return j, fmt.Errorf("the admin got %d carts, not %d", joined.Carts, carts)
		}
		j.Bytes = joined.Bytes
		j.Read = append(j.Read, inMilliseconds(joined.Read))
		j.Took = append(j.Took, inMilliseconds(joined.Took))
	}
	return j, nil
}

// afterAChange lets an admin join once a change has been seen.
func afterAChange(ctx context.Context, r *rig.Rig) (watch.Joined, error) {
	_, err := r.Crowds[0].Drive(ctx, load.Drive{Kind: load.Update, Rate: 1000, Begin: clock.Now(), For: time.Millisecond})
	if err != nil {
		return watch.Joined{}, err
	}
	if _, err := r.Watcher.Settle(ctx, backlog); err != nil {
		return watch.Joined{}, err
	}
	return r.Watcher.Join(ctx)
}

func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(all []float64) float64 { return slices.Sorted(slices.Values(all))[len(all)/2] }
