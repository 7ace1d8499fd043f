package scenario

import (
	"context"
	"fmt"
	"time"

	"footfall/scripts/bench/floor"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

var ground = Scenario{
	Name: "floor",
	About: "What this machine can do today, without Footfall: figures of two runs, or of two machines, compare by it. " +
		"The peers were measured on a machine with as many cores, whose own floor is in the notes.",
	run: runFloor,
}

// grounds are what everything stands on.
type grounds struct {
	Loopback float64 `json:"loopback_round_trip_us"`
	Echo     float64 `json:"websocket_echoes_per_second"`
	Scripts  float64 `json:"redis_scripts_per_second"`
}

func runFloor(ctx context.Context, l Lab) ([]report.Row, any, error) {
	r, err := rig.Start(ctx, l.Options, 0)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	var g grounds
	loopback, err := floor.Loopback()
	if err != nil {
		return nil, nil, err
	}
	g.Loopback = float64(loopback) / float64(time.Microsecond)
	if g.Echo, err = floor.Echo(); err != nil {
		return nil, nil, err
	}
	if g.Scripts, err = floor.Scripts(ctx, r.Redis.Address); err != nil {
		return nil, nil, err
	}
	return g.rows(), g, nil
}

// The floor of the machine on which the peers were measured.
var theirs = grounds{Loopback: 6.4, Echo: 110_000, Scripts: 84_500}

func (g grounds) rows() []report.Row {
	row := func(what, ours, peers string, slower float64) report.Row {
		note := fmt.Sprintf("the peers' machine: %s, %.1f times as fast", peers, slower)
		return report.Row{What: what, Ours: ours, Notes: []string{note}}
	}
	return []report.Row{
		row("round trip of 64 bytes over the loopback", fmt.Sprintf("%.1f µs", g.Loopback),
			fmt.Sprintf("%.1f µs", theirs.Loopback), g.Loopback/theirs.Loopback),
		row("WebSocket echoes, 100 sockets, 200 bytes", fmt.Sprintf("%.0f/s", g.Echo),
			fmt.Sprintf("%.0f/s", theirs.Echo), theirs.Echo/g.Echo),
		row("scripts of HSET and PUBLISH in Redis", fmt.Sprintf("%.0f/s", g.Scripts),
			fmt.Sprintf("%.0f/s", theirs.Scripts), theirs.Scripts/g.Scripts),
	}
}
