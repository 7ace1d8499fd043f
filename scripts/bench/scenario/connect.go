package scenario

import (
	"context"
	"fmt"

	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/report"
)

var connect = Scenario{
	Name: "connect",
	About: "Tabs that open a socket and join their cart as fast as 64 at once on each storefront can, from the first dial until the admin sees all of them. " +
		"The median of three runs; HANDSHAKE_RATE is off, which allows 2,000/s by default.",
	run: runConnect,
}

// fill is how fast so many tabs came.
type fill struct {
	Tabs   int              `json:"tabs"`
	Nodes  int              `json:"storefronts"`
	Rates  []float64        `json:"tabs_per_second"` // each run
	Median float64          `json:"median"`
	CPU    []measure.Shares `json:"cpu_percent_of_a_core"` // each run
}

func runConnect(ctx context.Context, l Lab) ([]report.Row, any, error) {
	var rows []report.Row
	var fills []fill
	for _, tabs := range []int{l.Tabs, l.Many} {
		f, err := l.fillOften(ctx, tabs)
		if err != nil {
			return nil, nil, err
		}
		fills = append(fills, f)
		rows = append(rows, f.row(l.Scale))
	}
	return rows, fills, nil
}

func (l Lab) fillOften(ctx context.Context, tabs int) (fill, error) {
	f := fill{Tabs: tabs, Nodes: l.nodesFor(tabs)}
	for range 3 {
		r, filled, err := l.filled(ctx, f.Nodes, tabs)
		if err != nil {
			return f, err
		}
		r.Close()
		f.Rates = append(f.Rates, float64(tabs)/filled.Took.Seconds())
		f.CPU = append(f.CPU, filled.CPU)
	}
	f.Median = median(f.Rates)
	return f, nil
}

func (f fill) row(s Scale) report.Row {
	row := report.Row{
		What: fmt.Sprintf("tabs connected, joined and seen, %d on %d", f.Tabs, f.Nodes),
		Ours: fmt.Sprintf("%.0f/s", f.Median),
	}
	for n, cpu := range f.CPU {
		row.Notes = append(row.Notes, fmt.Sprintf("%.0f/s; of a core: %s", f.Rates[n], usedBy(cpu)))
	}
	if f.Tabs == s.Many {
		row.Phoenix, row.Centrifugo = "2,781/s", "2,285/s"
		return row
	}
	row.Target, row.Phoenix, row.Centrifugo = "≥ 5,000/s", "2,366/s", "3,024/s"
	return row.Judge(f.Median >= 5_000)
}
