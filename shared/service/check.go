package service

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// probeTimeout is under the second that Kubernetes waits for /readyz.
const probeTimeout = 500 * time.Millisecond

// Check is something that /readyz?verbose tells about.
type Check struct {
	Name string
	// Required takes the instance out of rotation when the probe fails. What
	// all instances share, such as Redis, is not required by default: they
	// would all go at once.
	Required bool
	// Grace is how long a required check has to be seen failing before it
	// counts.
	Grace time.Duration
	// Probe returns as soon as its context ends. It is called by each /readyz
	// that needs it, several at a time.
	Probe func(context.Context) error
}

// watch is a registered check.
type watch struct {
	Check

	mu    sync.Mutex
	since time.Time // of the first failure in a row, or zero
}

// finding is what one probe found.
type finding struct {
	name    string
	err     error
	unready bool
	took    time.Duration
	failing time.Duration
}

func (w *watch) run(ctx context.Context) finding {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	start := time.Now()
	err := w.Probe(ctx)
	now := time.Now()
	failing := w.failingFor(err, now)
	return finding{
		name: w.Name, err: err, took: now.Sub(start), failing: failing,
		unready: err != nil && w.Required && failing >= w.Grace,
	}
}

func (w *watch) failingFor(err error, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil:
		w.since = time.Time{}
		return 0
	case w.since.IsZero():
		w.since = now
	}
	return now.Sub(w.since)
}

// String is the line of /readyz?verbose: [+] for well, [-] for the reason why
// not ready, [!] for a failure that does not count.
func (f finding) String() string {
	if f.err == nil {
		return fmt.Sprintf("[+]%s ok %.1fms", f.name, float64(f.took.Microseconds())/1000)
	}
	mark := "[!]"
	if f.unready {
		mark = "[-]"
	}
	reason := strings.ReplaceAll(f.err.Error(), "\n", "; ")
	return fmt.Sprintf("%s%s failing for %v: %s", mark, f.name, f.failing.Round(time.Second), reason)
}

// runAll probes side by side, so that /readyz is as slow as the slowest.
func runAll(ctx context.Context, watches []*watch) []finding {
	found := make([]finding, len(watches))
	var wg sync.WaitGroup
	for i, w := range watches {
		wg.Go(func() { found[i] = w.run(ctx) })
	}
	wg.Wait()
	return found
}
