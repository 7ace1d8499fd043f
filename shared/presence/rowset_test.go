package presence

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

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

// Pending never exceeds what is tracked and what was flushed, whoever comes and
// goes while nothing can be written.
func TestWhatWaitsIsBoundedByWhatIsTracked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, set := time.Unix(1e9, 0), newRowSet(owner{node: "n", shards: 1, lease: simLease})
		refs := []string{"stays"}
		set.track("stays", "key", "{}", now)
		for n := range rapid.IntRange(0, 400).Draw(t, "steps") {
			switch step := rapid.IntRange(0, 9).Draw(t, "step"); {
			case step < 4:
				refs = append(refs, fmt.Sprint("r", n))
				set.track(refs[len(refs)-1], "key", "{}", now)
			case step < 8 && len(refs) > 1:
				i := rapid.IntRange(1, len(refs)-1).Draw(t, "which")
				set.untrack(refs[i], now)
				refs = slices.Delete(refs, i, i+1)
			default:
				c := set.next(now, true)
				set.update("stays", fmt.Sprintf(`{"n":%d}`, n), now)
				if c != nil {
					set.settle(c, outcome{verdict: rapid.SampledFrom([]verdict{refused, refused, unknown}).Draw(t, "verdict")}, now)
				}
			}
			if len(set.queue) > 2*len(set.rows)+queueSlack {
				t.Fatalf("%d wait of %d", len(set.queue), len(set.rows))
			}
		}
	})
}

func TestARefThatIsRefusedAgainAndAgainWaitsOnce(t *testing.T) {
	w := newWriting(t)
	w.track("a")
	for n := range 10 {
		c := w.next()
		w.set.update("a", fmt.Sprintf(`{"n":%d}`, n), w.now)
		w.refused(c)
	}
	if len(w.set.queue) != 1 {
		t.Errorf("%d wait", len(w.set.queue))
	}
}

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
