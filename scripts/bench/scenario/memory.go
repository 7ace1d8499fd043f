package scenario

import (
	"context"
	"fmt"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

var memory = Scenario{
	Name: "memory",
	About: "RSS of the storefronts without that of empty ones, for each tab: when all have joined, and in a second run when each has also made two changes; then again after a forced garbage collection " +
		"(pprof's heap?gc=1, then a while for the runtime's scavenger, because debug.FreeOSMemory cannot be reached from outside); and what the Go heap and stacks hold then, of that RSS. " +
		"The peers' tabs join one topic, as in the rows for the cart only; a page of the shop joins its eight products on the same socket.",
	run: runMemory,
}

// products that a page of the shop shows, and so joins.
const products = 8

// footprint of one tab, in bytes; the empty process is not in it.
type footprint struct {
	Tabs      int     `json:"tabs"`
	Nodes     int     `json:"storefronts"`
	Products  int     `json:"product_topics"`
	Changes   int     `json:"changes"` // that each tab had made
	Refused   int     `json:"refused"` // of all of those
	Empty     int64   `json:"empty_storefront_bytes"`
	RSS       float64 `json:"rss_per_tab"`
	Collected float64 `json:"rss_per_tab_collected"`
	InUse     float64 `json:"in_use_per_tab_collected"` // by heap and stacks
	Redis     float64 `json:"redis_per_tab"`
}

func runMemory(ctx context.Context, l Lab) ([]report.Row, any, error) {
	var rows []report.Row
	var all []footprint
	for _, tabs := range []int{l.Tabs, l.Many} {
		for _, topics := range []int{0, products} {
			for _, changes := range []int{0, 2} {
				f, err := l.weigh(ctx, tabs, topics, changes)
				if err != nil {
					return nil, nil, err
				}
				all = append(all, f)
				rows = append(rows, f.row(l.Scale))
			}
		}
	}
	return rows, all, nil
}

// weigh finds out what a tab weighs, in a rig of its own.
func (l Lab) weigh(ctx context.Context, tabs, topics, changes int) (f footprint, err error) {
	f = footprint{Tabs: tabs, Nodes: l.nodesFor(tabs), Products: topics, Changes: changes}
	r, err := rig.Start(ctx, l.Options, f.Nodes)
	if err != nil {
		return f, err
	}
	defer r.Close()
	empty, err := weightOf(ctx, r)
	if err != nil {
		return f, err
	}
	if _, err := r.Fill(ctx, tabs, topics); err != nil {
		return f, err
	}
	if changes > 0 {
		if f.Refused, err = l.busy(ctx, r, tabs*changes); err != nil {
			return f, err
		}
	}
	full, err := weightOf(ctx, r)
	if err != nil {
		return f, err
	}
	for _, s := range r.Storefronts {
		if err := s.Collect(ctx); err != nil {
			return f, err
		}
	}
	if err := clock.Rest(ctx, l.Scavenge); err != nil {
		return f, err
	}
	collected, err := weightOf(ctx, r)
	f.Empty = empty.rss / int64(f.Nodes)
	f.RSS, f.Collected = each(full.rss-empty.rss, tabs), each(collected.rss-empty.rss, tabs)
	f.InUse, f.Redis = each(collected.inUse-empty.inUse, tabs), each(full.redis-empty.redis, tabs)
	return f, err
}

// busy lets the tabs make so many changes, at a rate that leaves the machine
// room, and says how many were refused.
func (l Lab) busy(ctx context.Context, r *rig.Rig, changes int) (refused int, err error) {
	const rate = 2_000
	all, err := r.Drive(ctx, load.Drive{
		Kind: load.Update, Rate: rate, Begin: clock.Now().Add(lead),
		For: time.Duration(changes) * time.Second / rate,
	})
	if err != nil {
		return 0, err
	}
	for _, driven := range all {
		refused += driven.Unanswered
		for _, n := range driven.Refused {
			refused += n
		}
	}
	_, err = r.Watcher.Settle(ctx, backlog)
	return refused, err
}

func each(bytes int64, tabs int) float64 { return float64(bytes) / float64(tabs) }

// weight of all storefronts together, and of Redis, in bytes.
type weight struct{ rss, inUse, redis int64 }

func weightOf(ctx context.Context, r *rig.Rig) (w weight, err error) {
	if w.rss, err = r.Memory(); err != nil {
		return w, err
	}
	for _, s := range r.Storefronts {
		inUse, err := s.InUse(ctx)
		if err != nil {
			return w, err
		}
		w.inUse += inUse
	}
	w.redis, err = r.Redis.Memory(ctx)
	return w, err
}

func (f footprint) row(s Scale) report.Row {
	what, limit := "joined", 12.0
	if f.Changes > 0 {
		what, limit = "after traffic", 20.0
	}
	topics := "cart only"
	if f.Products > 0 {
		topics = fmt.Sprintf("cart and %d products", f.Products)
	}
	row := report.Row{
		What: fmt.Sprintf("RSS a tab, %d on %d, %s, %s: as it is / collected / in use", f.Tabs, f.Nodes, topics, what),
		Ours: fmt.Sprintf("%.1f / %.1f / %.1f KiB", f.RSS/1024, f.Collected/1024, f.InUse/1024),
	}
	if f.Refused > 0 {
		row.Notes = []string{fmt.Sprintf("%d of %d changes were refused", f.Refused, f.Tabs*f.Changes)}
	}
	switch {
	case f.Products > 0:
		return row
	case f.Tabs == s.Many && f.Changes == 0:
		row.Phoenix, row.Centrifugo = "43–45 KB", "45–48 KB"
	case f.Changes == 0:
		row.Phoenix, row.Centrifugo = "40 KB", "49 KB"
	case f.Tabs == s.Tabs:
		row.Phoenix, row.Centrifugo = "95–135 KB", "115–145 KB"
	}
	row.Target = fmt.Sprintf("≤ %.0f KiB", limit)
	return row.Judge(f.RSS/1024 <= limit)
}
