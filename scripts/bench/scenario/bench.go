package scenario

import (
	"context"

	"footfall/scripts/bench/load"
	"footfall/scripts/bench/rig"
)

// bench has a rig on which one rate after the other is tried. What was left of
// a change is not to spoil the next rate, so after one that was too much the
// rig is a new one.
type bench struct {
	Lab
	rig   *rig.Rig
	nodes int
}

// nodesOf is how many storefronts a change is tried on: visitors stay, and
// beside all tabs they are more than one storefront lets in.
func nodesOf(kind load.Kind) int {
	if kind == load.Visit {
		return 2
	}
	return 1
}

func (b *bench) drive(ctx context.Context, kind load.Kind, rate float64) (stage, error) {
	if nodes := nodesOf(kind); b.nodes != nodes {
		b.close()
		b.nodes = nodes
	}
	if b.rig == nil {
		r, _, err := b.filled(ctx, b.nodes, b.Tabs)
		if err != nil {
			return stage{}, err
		}
		b.rig = r
	}
	s, err := b.Lab.drive(ctx, b.rig, kind, rate)
	if err != nil || !s.whole() {
		b.close()
	}
	return s, err
}

func (b *bench) close() {
	if b.rig != nil {
		b.rig.Close()
		b.rig = nil
	}
}
