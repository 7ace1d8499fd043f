// Package scenario has what the benchmark measures: each scenario sets up a
// rig of its own, makes something happen in it, and says what it found. The
// peers' figures beside ours are from the same work on a machine like ours:
// Phoenix 1.7.21 (Presence, one node unless said otherwise) and Centrifugo
// 6.9.1 (Redis engine, presence over 100 channels). Centrifugo keeps no state
// of an update.
package scenario

import (
	"context"
	"fmt"
	"time"

	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
)

// Scenario is one thing to find out.
type Scenario struct {
	Name  string
	About string // how it is measured
	run   func(context.Context, Lab) (rows []report.Row, figures any, err error)
}

// All scenarios, in the order in which they are run.
var All = []Scenario{ground, latency, ceiling, connect, memory, idle, snapshot, leaving, comeback, pages}

// Run runs the scenario.
func (s Scenario) Run(ctx context.Context, l Lab) (report.Section, error) {
	section := report.Section{Name: s.Name, About: s.About}
	others := beginOthers()
	rows, figures, err := s.run(ctx, l)
	if err == nil {
		section.Seconds, section.Others, err = others.end()
	}
	if err != nil {
		return section, fmt.Errorf("measuring %s: %w", s.Name, err)
	}
	if l.Quick {
		for i, r := range rows {
			rows[i] = report.Row{What: r.What, Ours: r.Ours, Notes: r.Notes}
		}
	}
	section.Rows, section.Figures = rows, figures
	return section, nil
}

// Lab is what scenarios are run with.
type Lab struct {
	rig.Options
	Scale
	Profiles string // folder for CPU profiles of the services, at each rate and idle; "": none
}

// Scale says how much of everything there is.
type Scale struct {
	Quick bool

	Few, Tabs, Many int // tabs; Many are on three storefronts
	Carts           int // for an admin who joins

	Rates       []float64 // changes a second
	VisitRate   float64
	Warm, Stage time.Duration // of a rate
	CeilingFrom float64       // where the search for the highest rate begins
	CeilingStep float64       // and how fine it is
	Still       time.Duration // of measuring nothing happening
	Scavenge    time.Duration // for Go's runtime to give memory back
	Repeat      int           // of what takes a moment
}

// Full is the scale whose figures are compared.
func Full() Scale {
	return Scale{
		Few: 1_000, Tabs: 10_000, Many: 48_000, Carts: 14_000,
		Rates: []float64{500, 2_000, 5_000, 10_000, 15_000}, VisitRate: 500,
		Warm: 3 * time.Second, Stage: 12 * time.Second,
		CeilingFrom: 8_000, CeilingStep: 1_000,
		Still: 30 * time.Second, Scavenge: 20 * time.Second, Repeat: 7,
	}
}

// Quick is the scale at which everything is tried and nothing is compared.
func Quick() Scale {
	return Scale{
		Quick: true,
		Few:   100, Tabs: 1_000, Many: 3_000, Carts: 1_400,
		Rates: []float64{500, 2_000}, VisitRate: 200,
		Warm: time.Second, Stage: 2 * time.Second,
		CeilingFrom: 2_000, CeilingStep: 2_000,
		Still: 3 * time.Second, Scavenge: time.Second, Repeat: 3,
	}
}

// manyNodes is how many storefronts share Many tabs: 20,000 open files are
// common as a limit of one process.
const manyNodes = 3

// nodesFor is how many storefronts so many tabs are given.
func (s Scale) nodesFor(tabs int) int {
	if tabs == s.Many {
		return manyNodes
	}
	return 1
}

// filled sets up a rig with so many tabs, each of which has joined its cart.
func (l Lab) filled(ctx context.Context, nodes, tabs int) (*rig.Rig, rig.Filled, error) {
	r, err := rig.Start(ctx, l.Options, nodes)
	if err != nil {
		return nil, rig.Filled{}, err
	}
	filled, err := r.Fill(ctx, tabs, 0)
	if err != nil {
		r.Close()
		return nil, rig.Filled{}, err
	}
	return r, filled, nil
}
