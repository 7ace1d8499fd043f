package scenario

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

var idle = Scenario{
	Name: "idle",
	About: "Nobody changes anything; every tab sends a heartbeat each 27.5 s. CPU time in a minute of storefronts, admin service and Redis, " +
		"and what Redis does: commands in a second, of which what scripts run is a part, and scripts for each shard, storefront and second.",
	run: runIdle,
}

// still is what happens when nothing does.
type still struct {
	Tabs     int                `json:"tabs"`
	Nodes    int                `json:"storefronts"`
	Seconds  float64            `json:"seconds"`
	CPU      map[string]float64 `json:"cpu_seconds_a_minute"` // by role
	Each     []float64          `json:"cpu_seconds_a_minute_of_each_storefront"`
	Commands map[string]float64 `json:"redis_commands_a_second"`
	Scripts  float64            `json:"scripts_a_shard_node_and_second"`
	Shares   measure.Shares     `json:"cpu_percent_of_a_core"`
}

// settling is from the last join to measuring.
const settling = 5 * time.Second

func runIdle(ctx context.Context, l Lab) ([]report.Row, any, error) {
	var rows []report.Row
	var all []still
	for _, tabs := range []int{l.Few, l.Tabs, l.Many} {
		s, err := l.rest(ctx, tabs)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, s)
		rows = append(rows, s.rows(l.Scale)...)
	}
	few, many := all[0], all[len(all)-1]
	return append(rows, report.Row{
		What: fmt.Sprintf("scripts a shard, node and second at %d, to those at %d", many.Tabs, few.Tabs),
		Ours: fmt.Sprintf("%.2f times", many.Scripts/few.Scripts), Target: "the same",
	}.Judge(many.Scripts <= few.Scripts*sameWithin)), all, nil
}

// sameWithin is how much more still is the same: a beat more or less in the
// time of measuring.
const sameWithin = 1.1

func (l Lab) rest(ctx context.Context, tabs int) (still, error) {
	s := still{Tabs: tabs, Nodes: l.nodesFor(tabs), Seconds: l.Still.Seconds(), CPU: map[string]float64{}}
	r, _, err := l.filled(ctx, s.Nodes, tabs)
	if err != nil {
		return s, err
	}
	defer r.Close()
	if err := clock.Rest(ctx, settling); err != nil {
		return s, err
	}
	before, err := r.Redis.Commands(ctx)
	if err != nil {
		return s, err
	}
	usedBefore, err := r.CPU()
	if err != nil {
		return s, err
	}
	if s.Shares, err = l.during(ctx, r, fmt.Sprintf("idle-%d", tabs), clock.Now(), l.Still); err != nil {
		return s, err
	}
	used, err := r.CPU()
	if err != nil {
		return s, err
	}
	for n := range used {
		s.Each = append(s.Each, (used[n]-usedBefore[n]).Seconds()*time.Minute.Seconds()/l.Still.Seconds())
	}
	after, err := r.Redis.Commands(ctx)
	if err != nil {
		return s, err
	}
	done := after.Since(before)
	for role := range s.Shares {
		s.CPU[role] = s.Shares.Minute(role).Seconds()
	}
	s.Commands = done.PerSecond(l.Still)
	s.Scripts = float64(done.Scripts().Calls) / l.Still.Seconds() / float64(s.Nodes) / rig.Shards
	return s, nil
}

func (s still) rows(scale Scale) []report.Row {
	cpu := s.CPU[rig.Storefront] + s.CPU[rig.Admin] + s.CPU[rig.Redis]
	where := fmt.Sprintf("%d tabs on %d", s.Tabs, s.Nodes)
	spent := report.Row{
		What: "idle CPU a minute, " + where,
		Ours: fmt.Sprintf("%.2f s (storefronts %s, admin %.2f, Redis %.2f)", cpu, figures(s.Each), s.CPU[rig.Admin], s.CPU[rig.Redis]),
	}
	if others := s.Shares[measure.Others]; others > othersLimit {
		spent.Notes = []string{fmt.Sprintf("other processes used %.0f %% of a core", others)}
	}
	scripts := report.Row{
		What: "scripts a shard, node and second, " + where,
		Ours: fmt.Sprintf("%.2f; %.0f commands/s in all", s.Scripts, s.commands()), Target: "≤ 2",
	}.Judge(s.Scripts <= 2)
	switch s.Tabs {
	case scale.Tabs:
		spent.Target, spent.Phoenix, spent.Centrifugo = "≤ 1.7 s", "1.72 s", "11.8 + Redis 2.0 s"
		spent = spent.Judge(cpu <= 1.7)
		scripts.Centrifugo = "363/s in all"
	case scale.Many:
		spent.Phoenix, spent.Centrifugo = "5.8 s", "29.6 + Redis 6.3 s"
		scripts.Centrifugo = "1,816/s in all"
	}
	return []report.Row{spent, scripts}
}

// commands that Redis does in a second, those of scripts and the scripts
// themselves included.
func (s still) commands() (sum float64) {
	for _, rate := range s.Commands {
		sum += rate
	}
	return sum
}

func figures(all []float64) string {
	var texts []string
	for _, f := range all {
		texts = append(texts, fmt.Sprintf("%.2f", f))
	}
	return strings.Join(texts, " + ")
}
