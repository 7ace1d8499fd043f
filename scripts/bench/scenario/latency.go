package scenario

import (
	"context"
	"fmt"
	"strings"

	"footfall/scripts/bench/load"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

var latency = Scenario{
	Name: "latency",
	About: "From the time at which a change was due to the time at which an admin's reader, a process of its own, had parsed it: p50 / p95 / p99. " +
		"Update: item added to or removed from a cart. Join: the cart's topic left and joined again on the same socket. Visit: socket opened and cart joined. " +
		"Open loop; shoppers and admin on different services, which share the two cores with Redis, generator and reader. " +
		"A generator that wrote its changes more than 2 ms late (p99), or that used more than 60 % of a core, is told of.",
	run: runLatency,
}

func runLatency(ctx context.Context, l Lab) ([]report.Row, any, error) {
	bench := &bench{Lab: l}
	defer bench.close()
	var rows []report.Row
	var stages []stage
	for _, d := range l.plan() {
		s, err := bench.drive(ctx, d.Kind, d.Rate)
		if err != nil {
			return nil, nil, err
		}
		stages = append(stages, s)
		rows = append(rows, s.row(l.Tabs))
	}
	return rows, stages, nil
}

// plan is what is driven, in this order: visits leave further tabs behind.
func (l Lab) plan() (all []load.Drive) {
	for _, kind := range []load.Kind{load.Update, load.Rejoin} {
		for _, rate := range l.Rates {
			all = append(all, load.Drive{Kind: kind, Rate: rate})
		}
	}
	return append(all, load.Drive{Kind: load.Visit, Rate: l.VisitRate})
}

// peer is what is known of a stage from elsewhere.
type peer struct {
	limit               float64 // p99 that is the target, ms; 0: none
	phoenix, centrifugo string
}

var peers = map[load.Kind]map[float64]peer{
	load.Update: {
		500:    {5, "1.1 / 1.8 / 3.1; 1.3 / 3.4 / 10.6", "1.2 / 2.0 / 2.4; 1.2 / 2.2 / 7.1"},
		2_000:  {10, "1.9 / 14 / 48; 2.1 / 25 / 58", "1.4 / 2.5 / 3.1; 1.5 / 2.7 / 7.1"},
		5_000:  {20, "silent until the load ends", "1.6 / 2.9 / 4.1; 1.6 / 3.4 / 131"},
		10_000: {0, "", "1.9 / 5.4 / 102; 17 / 239 / 386"},
		15_000: {0, "", "at 14,000/s 4.7 / 125 / 212; at 16,000/s 5.9 / 519 / 746"},
	},
	load.Visit: {500: {0, "1.24 / 1.99 / 5.6", "1.8 / 2.9 / 5.3"}},
}

func (s stage) row(tabs int) report.Row {
	p := peers[s.Kind][s.Rate]
	row := report.Row{
		What: fmt.Sprintf("%s → seen, %.0f/s, %d tabs on %d", s.Kind, s.Rate, tabs, nodesOf(s.Kind)),
		Ours: milliseconds(s.Took.P50, s.Took.P95, s.Took.P99), Notes: s.notes(),
		Phoenix: p.phoenix, Centrifugo: p.centrifugo,
	}
	if p.limit > 0 {
		row.Target = fmt.Sprintf("p99 ≤ %.0f ms", p.limit)
		row = row.Judge(s.Took.P99 <= p.limit && s.whole())
		if row.Verdict == report.Missed {
			row.Notes = append(row.Notes, fmt.Sprintf("%s at %.0f/s: of a core: %s", s.Kind, s.Rate, usedBy(s.CPU)))
		}
	}
	return row
}

// usedBy says who used how much of a core.
func usedBy(cpu measure.Shares) string {
	return fmt.Sprintf("storefronts %.0f %%, admin %.0f %%, Redis %.0f %%, generators %.0f %%, others %.0f %%",
		cpu[rig.Storefront], cpu[rig.Admin], cpu[rig.Redis], cpu[rig.Generator], cpu[measure.Others])
}

func milliseconds(values ...float64) string {
	var all []string
	for _, v := range values {
		all = append(all, fmt.Sprintf("%.*f", decimals(v), v))
	}
	return strings.Join(all, " / ") + " ms"
}

// decimals leaves about three digits.
func decimals(v float64) int {
	switch {
	case v >= 100:
		return 0
	case v >= 10:
		return 1
	default:
		return 2
	}
}
