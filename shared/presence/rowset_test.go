package presence

import (
	"fmt"
	"slices"
	"strings"
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

func TestAFlushTellsWhatChanged(t *testing.T) {
	w := newWriting(t)
	w.track("a", "b")
	c, _ := w.send()
	m := body(t, c.(*flush).message)
	if m.Kind != kindFlush || m.Mark != w.set.base.String() || len(m.Set) != 2 || m.Del != nil || m.Set["a"] != encodeRow("key", 1, "{}") {
		t.Errorf("got %+v", m)
	}
	w.set.untrack("a", w.now)
	w.set.update("b", `{"x":1}`, w.now)
	w.track("c")
	c, _ = w.send()
	m = body(t, c.(*flush).message)
	if len(m.Set) != 2 || m.Set["b"] != encodeRow("key", 2, `{"x":1}`) || !slices.Equal(m.Del, []string{"a"}) || w.set.base.seq != 2 {
		t.Errorf("got %+v", m)
	}
	w.holds("b", "c")
}

func TestTheSameMetaAgainIsNoChange(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.drain()
	if !w.set.update("a", "{}", w.now) || w.set.next(w.now, true) != nil {
		t.Error("it was sent again")
	}
}

func TestWhatIsNotTrackedCannotBeChanged(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.drain()
	w.set.untrack("a", w.now)
	if w.set.update("a", "{}", w.now) || w.set.untrack("a", w.now) || w.set.update("b", "{}", w.now) {
		t.Error("what left can be changed")
	}
}

func TestWhatComesAndGoesBetweenTwoFlushesIsNotSent(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.set.untrack("a", w.now)
	if w.set.next(w.now, true) != nil {
		t.Error("it was sent")
	}
	w.holds()
}

func TestChangesDuringAFlushComeTogether(t *testing.T) {
	w := newWriting(t)
	w.track("a", "b", "c")
	c := w.next()
	w.set.update("a", `{"n":1}`, w.now)
	w.set.update("a", `{"n":2}`, w.now)
	w.set.untrack("b", w.now)
	w.track("d")
	if again := w.next(); again != c {
		t.Error("another batch is sent before the first is settled")
	}
	w.settle(c)
	c, _ = w.send()
	if f := c.(*flush); len(f.set) != 2 || len(f.del) != 1 || mustRow(f.set["a"]).rev != 3 {
		t.Errorf("got %+v", f)
	}
	w.holds("a", "c", "d")
}

func TestAFlushOfUnknownOutcomeIsRepeatedAsItWas(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		w := newWriting(t)
		w.track("a")
		c := w.next()
		if arrived {
			w.run(c)
		}
		w.unheard(c)
		w.set.update("a", `{"n":1}`, w.now)
		w.track("b")
		if again := w.next(); again != c {
			t.Error("other bytes are sent")
		}
		w.refused(c) // of the second attempt: the first may still come to be done
		if again := w.next(); again != c {
			t.Error("a refusal in doubt puts the batch back")
		}
		if got := w.drain(); !slices.Equal(got, []string{"flush done", "flush done"}) {
			t.Errorf("arrived %v: got %q", arrived, got)
		}
		w.holds("a", "b")
		w.run(c) // late
		w.holds("a", "b")
	}
}

func TestAFlushThatIsRefusedIsPutBack(t *testing.T) {
	w := newWriting(t)
	w.track("a", "b")
	w.drain()
	w.set.untrack("a", w.now)
	w.set.update("b", `{"n":1}`, w.now)
	w.track("c")
	first := w.next()
	w.set.update("c", `{"n":2}`, w.now) // while it is under way
	w.wait(time.Second)
	w.refused(first)
	if got := w.set.behind(w.now); got != time.Second {
		t.Errorf("behind %v, want a second", got)
	}
	w.set.untrack("c", w.now)
	w.track("d")
	second := w.next().(*flush)
	if second.to.seq != first.(*flush).to.seq || len(second.set) != 2 || !slices.Equal(second.del, []string{"a"}) {
		t.Errorf("got %+v", second)
	}
	w.drain()
	w.holds("b", "d")
}

func TestAFlushIsBounded(t *testing.T) {
	w := newWriting(t)
	for n := range 2500 {
		w.track(fmt.Sprint("r", n))
	}
	var sizes []int
	for len(w.set.rows) > w.set.base.count {
		c, _ := w.send()
		sizes = append(sizes, len(c.(*flush).set))
	}
	if !slices.Equal(sizes, []int{1000, 1000, 500}) {
		t.Errorf("changes: got %v", sizes)
	}

	w = newWriting(t)
	meta := `{"x":"` + strings.Repeat("x", 16<<10) + `"}`
	for n := range 40 {
		w.set.track(fmt.Sprint("r", n), "key", meta, w.now)
	}
	for w.set.base.count < 40 {
		c, _ := w.send()
		bytes := 0
		for ref, row := range c.(*flush).set {
			bytes += len(ref) + len(row)
		}
		if bytes > 256<<10 {
			t.Errorf("a flush of %d bytes", bytes)
		}
	}
}

// Pending never exceeds what is tracked and what was flushed.
func TestManyUpdatesOfOneRefWaitAsOne(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	for n := range 1000 {
		w.set.update("a", fmt.Sprintf(`{"n":%d}`, n), w.now)
	}
	if len(w.set.queue) != 1 {
		t.Errorf("%d wait", len(w.set.queue))
	}
}

func TestABeatSaysWhatIsThere(t *testing.T) {
	w := newWriting(t)
	if _, exists := w.set.beat(w.now); exists {
		t.Error("a row set that never was beats")
	}
	w.track("a")
	w.drain()
	w.wait(time.Minute)
	w.track("b")
	w.wait(1500 * time.Millisecond)
	b, o := w.beat()
	if m := body(t, b.beat); o.verdict != done || m.Kind != kindBeat || m.Mark != w.set.base.String() || m.BehindMS != 1500 || m.LeaseMS != 5000 {
		t.Errorf("got %+v, %v", m, o)
	}
	if m := body(t, b.here); m.Kind != kindHere || m.Mark != "" || m.BehindMS != 1500 {
		t.Errorf("got %+v", m)
	}
	w.set.untrack("a", w.now)
	w.set.untrack("b", w.now)
	w.drain()
	w.holds()
	if _, o := w.beat(); o.verdict != done {
		t.Errorf("without rows: %v", o)
	}
}

// Or nobody would know that there is somebody whom nobody sees.
func TestANodeThatCouldNotWriteYetIsHeard(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.refused(w.next())
	w.wait(4 * time.Second)
	b, o := w.beat()
	if m := body(t, b.beat); o.verdict != done || m.Mark != "" || m.BehindMS != 4000 {
		t.Errorf("got %+v, %v", m, o)
	}
	w.drain()
	w.holds("a")
}

func TestABeatSettlesWhatWasDoneUnnoticed(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	c := w.next()
	w.run(c)
	w.unheard(c)
	w.beat()
	w.holds("a")

	w.store.flushAll()
	w.beat()
	c = w.next()
	if _, isReset := c.(reset); !isReset {
		t.Fatalf("sends %T", c)
	}
	w.run(c)
	w.unheard(c)
	w.beat()
	w.holds("a")
}

func TestWhatIsLostIsWrittenAnew(t *testing.T) {
	lose := map[string]func(*writing){
		"flushed away": func(w *writing) { w.store.flushAll() },
		"a row is missing": func(w *writing) {
			delete(w.store.hashes[simKey{node: "n"}].fields, "a")
		},
		"set back": func(w *writing) {
			kept := w.store.keep()
			w.track("c")
			w.drain()
			w.store.restore(kept)
		},
	}
	for name, lose := range lose {
		for _, notice := range []string{"flush", "beat"} {
			t.Run(name+", noticed by a "+notice, func(t *testing.T) {
				w := newWriting(t)
				w.track("a", "b")
				w.drain()
				lose(w)
				top := w.set.top
				if notice == "flush" {
					w.track("d")
					w.send()
				} else {
					w.beat()
					w.track("d")
				}
				if !w.set.lost {
					t.Fatal("not noticed")
				}
				w.wait(time.Second)
				if got := w.set.behind(w.now); got != time.Second {
					t.Errorf("behind %v, want a second", got)
				}
				c, o := w.send()
				if r, isReset := c.(reset); !isReset || o.verdict != done || r.mark.seq <= top || len(body(t, r.message).Set) != r.mark.count {
					t.Errorf("got %+v, %+v", c, o)
				}
				w.holds(w.tracked()...)
			})
		}
	}
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

func TestARewriteWaitsForItsPlace(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.drain()
	w.store.flushAll()
	w.beat()
	if c := w.set.next(w.now, false); c != nil {
		t.Errorf("sends %T", c)
	}
	w.drain()
	w.holds("a")
}

func TestALargeRewriteGoesInPieces(t *testing.T) {
	w := newWriting(t)
	w.set.bounds.changes = 3
	refs := []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"}
	w.track(refs...)
	w.drain()
	w.store.flushAll()
	w.beat()
	first := w.next().(upload)
	if len(first.rows) != 3 || body(t, first.here).Kind != kindHere {
		t.Errorf("got %+v", first)
	}
	w.unheard(first)
	if again := w.next().(upload); !slices.Equal(again.rows, first.rows) {
		t.Error("a piece of unknown outcome is passed over")
	}
	w.settle(first)
	w.set.update("r0", `{"n":1}`, w.now) // too late for this one
	w.set.untrack("r7", w.now)
	if got := w.drain(); !slices.Equal(got, []string{"upload done", "upload done", "commit done", "flush done"}) {
		t.Errorf("got %q", got)
	}
	w.holds(refs[:7]...)
}

func TestARewriteThatIsSpoiledBeginsAgainHigher(t *testing.T) {
	w := newWriting(t)
	w.set.bounds.changes = 3
	refs := []string{"r0", "r1", "r2", "r3", "r4", "r5"}
	w.track(refs...)
	w.drain()
	w.store.flushAll()
	w.beat()
	first := w.next().(upload)
	w.settle(first)
	w.store.flushAll()
	got := w.drain()
	if want := []string{"upload done", "commit lost", "upload done", "upload done", "commit done"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if w.set.base.seq <= first.seq {
		t.Error("not higher")
	}
	w.run(first) // late: it spoils nothing
	w.holds(refs...)
}

func TestARewriteGoesAboveWhatIsFound(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.drain()
	foreign := mark{seq: 999, count: 1, digest: 7}
	w.store.hashes[simKey{node: "n"}].fields[markField] = foreign.String()
	w.beat()
	w.drain()
	if w.set.base.seq != 1000 {
		t.Errorf("seq %d, want 1000", w.set.base.seq)
	}
	w.holds("a")
}

func TestAGoodbyeLeavesNothing(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	w.drain()
	b := w.set.goodbye(w.now)
	if m := body(t, b.message); m.Kind != kindBye || m.BehindMS != 0 {
		t.Errorf("got %+v", m)
	}
	w.settle(b)
	if len(w.store.hashes)+len(w.store.nodes[0]) != 0 {
		t.Errorf("left: %v, %v", w.store.hashes, w.store.nodes)
	}
}
