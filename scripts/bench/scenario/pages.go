package scenario

import (
	"context"
	"fmt"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
	"footfall/scripts/bench/wrk"
)

var pages = Scenario{
	Name: "pages",
	About: "The list page of one storefront, over connections that are kept, asked for on the two cores that also serve it. " +
		"Highest: wrk, 64 connections, as fast as answers come. wrk knows no rate, so at half of that the open loop of the other scenarios asks: " +
		"from the time at which a view was due until the page was there whole, p50 / p95 / p99. " +
		"A new shopper has no cookie, a known one three items in the cart. Compressed: as browsers ask for it.",
	run: runPages,
}

const (
	wrkRole         = "wrk"
	pageConnections = 64
	pageThreads     = 2
	pageRate        = 5_000.0 // views a second, the target
	pageLimit       = 50.0    // ms, p99 at half of the highest rate
)

// viewing is what came of one kind of shopper.
type viewing struct {
	Shopper   string         `json:"shopper"`
	Highest   wrk.Result     `json:"highest"`
	CPU       measure.Shares `json:"cpu_percent_of_a_core"` // at the highest rate
	CartReads int64          `json:"carts_read_from_redis"` // meanwhile
	Rate      float64        `json:"half"`                  // views a second
	Half      load.Looked    `json:"at_half"`
}

// looker is a kind of shopper who looks.
type looker struct {
	name       string
	headers    []string
	compressed bool // which nobody has a target for
}

func lookers(cookie string) []looker {
	known, packed := "Cookie: "+cookie, "Accept-Encoding: gzip"
	return []looker{
		{"new", nil, false},
		{"known", []string{known}, false},
		{"new, compressed", []string{packed}, true},
		{"known, compressed", []string{known, packed}, true},
	}
}

func runPages(ctx context.Context, l Lab) ([]report.Row, any, error) {
	r, err := rig.Start(ctx, l.Options, 1)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	cookie, err := r.Storefronts[0].Shop(ctx, 1, 2, 14)
	if err != nil {
		return nil, nil, err
	}
	var rows []report.Row
	var all []viewing
	for _, k := range lookers(cookie) {
		v, err := l.view(ctx, r, k)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, v)
		rows = append(rows, v.rows(k.compressed)...)
	}
	return rows, all, nil
}

// view finds the highest rate, and how long a view takes at half of it.
func (l Lab) view(ctx context.Context, r *rig.Rig, k looker) (v viewing, err error) {
	v.Shopper = k.name
	page := r.Storefronts[0].URL + "/"
	before, err := r.Redis.Commands(ctx)
	if err != nil {
		return v, err
	}
	run := wrk.Run{URL: page, Headers: k.headers, Connections: pageConnections, Threads: pageThreads, For: l.Stage}
	if v.Highest, v.CPU, err = l.hurry(ctx, r, run); err != nil {
		return v, err
	}
	after, err := r.Redis.Commands(ctx)
	if err != nil {
		return v, err
	}
	v.CartReads = after.Since(before)["hgetall"].Calls
	v.Rate = v.Highest.Rate / 2
	v.Half, err = r.Crowds[0].Look(ctx, load.Look{
		URL: page, Headers: k.headers,
		Drive: load.Drive{Rate: v.Rate, Begin: clock.Now().Add(lead), Warm: l.Warm, For: l.Stage},
	})
	return v, err
}

// hurry lets wrk ask, and says who used the CPU meanwhile.
func (l Lab) hurry(ctx context.Context, r *rig.Rig, run wrk.Run) (wrk.Result, measure.Shares, error) {
	before, err := r.Usage()
	if err != nil {
		return wrk.Result{}, nil, err
	}
	result, err := run.Do(ctx)
	if err != nil {
		return result, nil, err
	}
	after, err := r.Usage()
	if err != nil {
		return result, nil, err
	}
	cpu := after.Since(before)
	cpu[wrkRole] = 100 * result.CPU.Seconds() / run.For.Seconds()
	cpu[measure.Others] = max(0, cpu[measure.Others]-cpu[wrkRole]) // it is none of the rig's processes
	return result, cpu, nil
}

func (v viewing) rows(compressed bool) []report.Row {
	highest := report.Row{
		What: "views of the list a second, shopper " + v.Shopper, Ours: fmt.Sprintf("%.0f/s", v.Highest.Rate), Notes: v.notes(),
	}
	half := report.Row{
		What: fmt.Sprintf("a view at half of that, %.0f/s", v.Rate), Ours: milliseconds(v.Half.Took.P50, v.Half.Took.P95, v.Half.Took.P99),
	}
	if len(v.Half.Failed) > 0 {
		half.Notes = append(half.Notes, fmt.Sprintf("of %d views some failed: %v", v.Half.Took.Count, v.Half.Failed))
	}
	if v.Half.Late.P99 > lateLimit {
		half.Notes = append(half.Notes, fmt.Sprintf("the generator was late itself, p99 %.1f ms: the figure is an upper bound", v.Half.Late.P99))
	}
	if compressed {
		return []report.Row{highest, half}
	}
	highest.Target, half.Target = "≥ 5,000/s", "p99 ≤ 50 ms"
	return []report.Row{
		highest.Judge(v.Highest.Rate >= pageRate && v.Highest.Failed == 0),
		half.Judge(v.Half.Took.P99 <= pageLimit && len(v.Half.Failed) == 0),
	}
}

func (v viewing) notes() []string {
	notes := []string{fmt.Sprintf("of a core: storefront %.0f %%, wrk %.0f %%, Redis %.0f %%, others %.0f %%; carts read from Redis meanwhile: %d",
		v.CPU[rig.Storefront], v.CPU[wrkRole], v.CPU[rig.Redis], v.CPU[measure.Others], v.CartReads)}
	if v.Highest.Failed > 0 {
		notes = append(notes, fmt.Sprintf("%d views failed", v.Highest.Failed))
	}
	return notes
}
