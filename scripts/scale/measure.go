package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"footfall/scripts/bench/measure"
	"footfall/scripts/scale/page"
)

// worst is the window that changes most.
const worst = `{"sort":"page_since","desc":true,"limit":50}`

// looks are windows as people look at them.
var looks = []struct{ what, query string }{
	{"newest first", worst},
	{"dearest first", `{"sort":"value_usd","desc":true,"limit":50}`},
	{"scrolled to the middle", `{"sort":"since","offset":50000,"limit":100}`},
	{"in checkout", `{"sort":"page_since","limit":50,"filter":{"stage":"checkout"}}`},
	{"on a page", `{"sort":"since","limit":50,"filter":{"page":"/products/3"}}`},
	{"with an item", `{"sort":"tabs","desc":true,"limit":50,"filter":{"item":7}}`},
	{"text in a handle", `{"sort":"handle","limit":50,"filter":{"text":"7f3a"}}`},
	{"text in a page", `{"sort":"page","limit":200,"filter":{"text":"products/5"}}`},
}

// measure looks, and prints what it cost.
func (f flags) measure(ctx context.Context, p *page.Page, out io.Writer) error {
	if err := f.count(ctx, p, out); err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\nwindow\tmatch\tp50\tp95\tlargest answer\t\n")
	for _, look := range looks {
		if err := f.look(ctx, p, look.what, look.query, table); err != nil {
			return err
		}
	}
	return table.Flush()
}

// count prints what a page is told that looks at what changes most.
func (f flags) count(ctx context.Context, p *page.Page, out io.Writer) error {
	if _, err := p.Window(ctx, worst); err != nil {
		return err
	}
	before := p.Bytes()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(f.For):
	}
	total, after := 0.0, p.Bytes()
	rate := func(event string) float64 { return float64(after[event]-before[event]) / f.For.Seconds() / 1000 }
	for event := range after {
		total += rate(event)
	}
	fmt.Fprintf(out, "%.1f kB/s to the page at %d changes a second:", total, f.Changes)
	for _, event := range slices.Sorted(maps.Keys(after)) {
		if rate(event) > 0 {
			fmt.Fprintf(out, " %s %.1f", event, rate(event))
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

// look prints how long a window takes, asked for again and again.
func (f flags) look(ctx context.Context, p *page.Page, what, query string, table io.Writer) error {
	var took []time.Duration
	var last page.Window
	largest := 0
	for range f.Repeat {
		var err error
		if last, err = p.Window(ctx, query); err != nil {
			return err
		}
		took, largest = append(took, last.Took), max(largest, last.Bytes)
		select { // slower than a page may send
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(30 * time.Millisecond):
		}
	}
	s := measure.Summarize(took)
	_, err := fmt.Fprintf(table, "%s\t%d\t%.1f ms\t%.1f ms\t%.1f kB\t\n", what, last.Total, s.P50, s.P95, float64(largest)/1000)
	return err
}
