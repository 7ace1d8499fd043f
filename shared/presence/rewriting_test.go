package presence

import (
	"slices"
	"testing"
	"time"
)

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
