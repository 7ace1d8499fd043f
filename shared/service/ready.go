package service

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// The life of a process, as /readyz tells it.
const (
	starting int32 = iota
	ready
	draining
)

// Check adds a check. It may be called while the listener serves.
func (o *Ops) Check(c Check) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.watches = append(o.watches, &watch{Check: c})
	o.failing.WithLabelValues(c.Name).Set(0)
}

// SetReady says that everything is started.
func (o *Ops) SetReady() { o.state.CompareAndSwap(starting, ready) }

// SetDraining says that no new clients are wanted, for the rest of the life.
func (o *Ops) SetDraining() { o.state.Store(draining) }

// readyz answers 200 ok or 503 not ready. Only ?verbose runs the checks that
// are not required: a Redis that hangs must not make the answer late, which a
// prober takes for a failure.
func (o *Ops) readyz(w http.ResponseWriter, r *http.Request) {
	verbose := r.URL.Query().Has("verbose")
	found := runAll(r.Context(), o.pick(verbose))
	lines := o.lifeLines()
	isReady := len(lines) == 0
	for _, f := range found {
		isReady = isReady && !f.unready
		lines = append(lines, f.String())
	}
	text := "ok"
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !isReady {
		text = "not ready"
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	if verbose && len(lines) > 0 {
		text += "\n" + strings.Join(lines, "\n")
	}
	_, _ = io.WriteString(w, text+"\n")
}

func (o *Ops) lifeLines() []string {
	switch o.state.Load() {
	case starting:
		return []string{"[-]starting"}
	case draining:
		return []string{"[-]draining"}
	default:
		return nil
	}
}

func (o *Ops) pick(all bool) []*watch {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.watches), func(w *watch) bool { return !all && !w.Required })
}

// livez looks at nothing: whatever it depended on could have every process
// killed at once.
func livez(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }
