package presence

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// maxBytes is what a connection may take in a tracker, and in a view, beside the
// bytes of its row.
const maxBytes = 400

func TestAMillionConnections(t *testing.T) {
	refs := 1_000_000
	if testing.Short() || raceDetected() { // which multiplies what memory costs
		refs = 50_000
	}
	// Collected in good time, for it is half of the work otherwise.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(2 << 30))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	few := newCrowd(10_000).changeCost(t)
	c := newCrowd(refs)
	t.Logf("of %d, a connection with a row of %.0f bytes takes beside it %.0f bytes in a view and %.0f in a tracker",
		refs, c.row, c.inView, c.inTracker)
	t.Run("take few bytes beside their rows", func(t *testing.T) {
		if c.inView > maxBytes || c.inTracker > maxBytes {
			t.Errorf("%.0f in a view, %.0f in a tracker, want at most %d", c.inView, c.inTracker, maxBytes)
		}
	})
	t.Run("make no change dearer", func(t *testing.T) {
		many := c.changeCost(t)
		t.Logf("%d changes take %d allocations among 10,000 connections, %d among %d", crowdBatch, few, many, refs)
		if many > few+few/10 {
			t.Error("which is more")
		}
	})
}

// crowd is so many connections, each of a key of its own, in one tracker, once
// all is written, and in one view. It says what one takes in bytes.
type crowd struct {
	set               *rowSet
	picture           *picture
	row               float64
	inTracker, inView float64 // beside the row
}

func newCrowd(refs int) *crowd {
	c := &crowd{}
	var tracker, view, rows int
	tracker, c.set = heapOf(func() *rowSet { return crowdSet(refs) })
	view, c.picture = heapOf(func() *picture {
		return benchPicture(snapshot{mark: c.set.base, rows: copiedRows(c.set)}, crowdSuccession)
	})
	for _, e := range c.set.rows {
		rows += len(e.row)
	}
	each := func(bytes int) float64 { return float64(bytes) / float64(refs) }
	c.row, c.inTracker, c.inView = each(rows), each(tracker-rows), each(view-rows)
	return c
}

func crowdSet(refs int) *rowSet {
	now := time.Unix(1e9, 0)
	s := newRowSet(owner{node: "n", shards: 1, lease: DefaultLease})
	for i := range refs {
		s.track(benchRef(i), benchKey(i), crowdMeta(i), now)
	}
	for c := s.next(now, true); c != nil; c = s.next(now, true) {
		s.settle(c, outcome{verdict: done}, now)
	}
	return s
}

// crowdMeta is short: what the row takes is not counted.
func crowdMeta(i int) string { return fmt.Sprintf(`{"tab":"t%08d.1"}`, i) }

// copiedRows shares nothing with the tracker, as what comes from Redis.
func copiedRows(s *rowSet) map[string]string {
	rows := make(map[string]string, len(s.rows))
	for ref, e := range s.rows {
		rows[strings.Clone(ref)] = strings.Clone(e.row)
	}
	return rows
}

// heapOf is how many bytes more are in use after build.
func heapOf[T any](build func() T) (int, T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	built := build()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int(after.HeapAlloc) - int(before.HeapAlloc), built
}

// crowdSuccession gives every connection a life of its own, as a shop's does.
func crowdSuccession(meta string) (id string, n uint64, ok bool) { return meta[8:17], 1, true }
