package presence

import (
	"slices"
	"testing"
	"time"
)

// writing drives a row set against the model of Redis.
type writing struct {
	t     *testing.T
	set   *rowSet
	store *simStore
	now   time.Time
}

func newWriting(t *testing.T) *writing {
	t.Helper()
	set := newRowSet(owner{node: "n", shards: 1, lease: simLease})
	return &writing{t: t, set: set, store: newSimStore(rulesOff{}), now: time.Unix(1e9, 0)}
}

func (w *writing) wait(d time.Duration) { w.now = w.now.Add(d) }

func (w *writing) track(refs ...string) {
	for _, ref := range refs {
		w.set.track(ref, "key", "{}", w.now)
	}
}

// send sends what is next and settles it with what the model answers.
func (w *writing) send() (command, outcome) {
	w.t.Helper()
	c := w.next()
	return c, w.settle(c)
}

func (w *writing) next() command {
	w.t.Helper()
	c := w.set.next(w.now, true)
	if c == nil {
		w.t.Fatal("nothing is sent")
	}
	return c
}

func (w *writing) settle(c command) outcome {
	o := w.run(c)
	w.set.settle(c, o, w.now)
	return o
}

// run lets Redis do a command of which nobody hears.
func (w *writing) run(c command) outcome {
	o := w.store.run(w.set.owner, c, 0)
	w.store.take()
	return o
}

func (w *writing) unheard(c command) { w.set.settle(c, outcome{verdict: unknown}, w.now) }

func (w *writing) refused(c command) { w.set.settle(c, outcome{verdict: refused}, w.now) }

func (w *writing) beat() (beat, outcome) {
	w.t.Helper()
	b, exists := w.set.beat(w.now)
	if !exists {
		w.t.Fatal("no beat")
	}
	return b, w.settle(b)
}

// drain sends until nothing is left to send.
func (w *writing) drain() (names []string) {
	w.t.Helper()
	for range 100 {
		c := w.set.next(w.now, true)
		if c == nil {
			return names
		}
		names = append(names, scriptName(c)+" "+w.settle(c).verdict.String())
	}
	w.t.Fatal("never comes to rest")
	return nil
}

// holds checks that Redis has exactly these refs, and that nothing is pending.
func (w *writing) holds(refs ...string) {
	w.t.Helper()
	found := w.store.readRows(0, "n", 0)
	var got []string
	if found != nil {
		for ref, row := range found.rows {
			got = append(got, ref)
			if e := w.set.rows[ref]; e == nil || e.row != row {
				w.t.Errorf("%s: Redis has %q", ref, row)
			}
		}
		if found.mark != w.set.base {
			w.t.Errorf("the mark is %v, thought to be %v", found.mark, w.set.base)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, refs) {
		w.t.Errorf("Redis holds %q, want %q", got, refs)
	}
	if len(w.set.rows) != len(refs) || w.set.pending() {
		w.t.Errorf("kept in memory: %d entries, pending %v, want %d", len(w.set.rows), w.set.pending(), len(refs))
	}
}

func body(t *testing.T, text string) message {
	t.Helper()
	m, _, err := decodeMessage(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *writing) tracked() (refs []string) {
	for ref, e := range w.set.rows {
		if e.row != "" {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs)
	return refs
}
