package presence

import (
	"testing"
	"time"
)

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
	if m := body(t, b.here); m.Kind != kindHere || m.Mark != w.set.base.String() || m.BehindMS != 1500 {
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
