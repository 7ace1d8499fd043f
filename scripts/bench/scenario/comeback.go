package scenario

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

var comeback = Scenario{
	Name: "return",
	About: "The only storefront is killed and another started in its place; all tabs come back at once, as pages do: each waits a random part of a span that doubles. " +
		"Its HANDSHAKE_RATE is as shipped, so some are told to wait. From the kill until the admin has seen every tab join again.",
	run: runReturn,
}

// comingBack is how everybody came back.
type comingBack struct {
	Tabs    int            `json:"tabs"`
	Took    float64        `json:"seconds"`
	Unseen  int            `json:"not_seen"`
	Refused map[string]int `json:"refused"` // tries, by reason
}

func runReturn(ctx context.Context, l Lab) ([]report.Row, any, error) {
	r, err := rig.Start(ctx, l.Options, 1)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	if _, err := r.Fill(ctx, l.Tabs, 0); err != nil {
		return nil, nil, err
	}
	if _, err := r.Watcher.Settle(ctx, backlog); err != nil {
		return nil, nil, err
	}
	next := l.Options
	next.Shipped = true
	killed, back, err := r.Replace(ctx, next)
	if err != nil {
		return nil, nil, err
	}
	seen, err := r.Watcher.Settle(ctx, backlog)
	if err != nil {
		return nil, nil, err
	}
	c := comingBack{Tabs: l.Tabs, Refused: back.Refused, Took: lastOf(seen.Events).Sub(killed).Seconds()}
	c.Unseen = measure.Correlate(back.Made, nil, seen.Events).Unseen
	return []report.Row{c.row()}, c, nil
}

func (c comingBack) row() report.Row {
	row := report.Row{
		What: fmt.Sprintf("%d tabs back after a kill, until all are seen", c.Tabs),
		Ours: fmt.Sprintf("%.1f s", c.Took), Target: "≤ 30 s",
	}.Judge(c.Took <= 30 && c.Unseen == 0)
	if c.Unseen > 0 {
		row.Notes = append(row.Notes, fmt.Sprintf("%d tabs were not seen again", c.Unseen))
	}
	for _, reason := range slices.Sorted(maps.Keys(c.Refused)) {
		row.Notes = append(row.Notes, fmt.Sprintf("%d tries: %s", c.Refused[reason], reason))
	}
	return row
}
