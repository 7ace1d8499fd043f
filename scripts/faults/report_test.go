package faults

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"text/tabwriter"
	"time"
)

// table is how long everything took.
type table struct {
	mu   sync.Mutex
	rows []row
}

type row struct {
	fault, what string
	took        time.Duration
}

func (t *table) add(fault, what string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, row{fault, what, took})
}

// print prints the rows by fault, each fault's in the order in which they were
// added.
func (t *table) print(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.rows) == 0 {
		return
	}
	fmt.Fprintf(w, "faults, on %d processors of %s/%s that other worlds shared:\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer tab.Flush()
	for _, f := range faults {
		name := f.name
		for _, r := range t.rows {
			if r.fault == f.name {
				fmt.Fprintf(tab, "  %s\t%s\t%8.2f s\n", name, r.what, r.took.Seconds())
				name = ""
			}
		}
	}
}
