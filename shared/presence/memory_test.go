package presence

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// maxBytes is what a connection may take in a tracker, and in a view, beside the
// bytes of its row.
const maxBytes = 400

func TestAConnectionTakesFewBytesBesideItsRow(t *testing.T) {
	const refs = 50_000 // BenchmarkMemory: the same with a million
	if got, _ := pictureBytes(refs); got > maxBytes {
		t.Errorf("in a view it takes %.0f bytes", got)
	}
	if got := trackerBytes(refs); got > maxBytes {
		t.Errorf("in a tracker it takes %.0f bytes", got)
	}
}

func BenchmarkMemory(b *testing.B) {
	const refs = 1_000_000
	b.Run("view", func(b *testing.B) {
		for b.Loop() {
			beside, rows := pictureBytes(refs)
			b.ReportMetric(beside, "B/ref")
			b.ReportMetric(rows, "row-B/ref")
		}
	})
	b.Run("tracker", func(b *testing.B) {
		for b.Loop() {
			b.ReportMetric(trackerBytes(refs), "B/ref")
		}
	})
}

// pictureBytes is what a connection takes in a view, as in a shop: its meta
// names a page load, which another may succeed.
func pictureBytes(refs int) (beside, row float64) {
	bytes, p := heapOf(func() *picture { return benchPicture(benchSnapshot(refs), benchSuccession) })
	rows := 0
	for _, c := range p.shards[0].replicas["n"].rows {
		rows += len(c.raw)
	}
	return float64(bytes-rows) / float64(refs), float64(rows) / float64(refs)
}

// trackerBytes is what a connection takes in a tracker once all is written.
func trackerBytes(refs int) float64 {
	now := time.Unix(1e9, 0)
	bytes, s := heapOf(func() *rowSet {
		s := newRowSet(owner{node: "n", shards: 1, lease: DefaultLease})
		for i := range refs {
			s.track(benchRef(i), benchKey(i), benchMeta(i), now)
		}
		for c := s.next(now, true); c != nil; c = s.next(now, true) {
			s.settle(c, outcome{verdict: done}, now)
		}
		return s
	})
	rows := 0
	for _, e := range s.rows {
		rows += len(e.row)
	}
	return float64(bytes-rows) / float64(refs)
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

// benchSuccession gives every connection a life of its own, as a shop's does.
func benchSuccession(meta string) (id string, n uint64, ok bool) {
	return fmt.Sprintf("%08x", rowDigest("", meta)), 1, true
}

// What a view does about a message is in proportion to the message: the same
// allocations, whatever else is in the picture.
func TestTheCostOfAChangeDoesNotGrowWithThePicture(t *testing.T) {
	small, large := changeCost(t, 1000), changeCost(t, 50_000)
	if large > small+small/10 {
		t.Errorf("a change takes %d allocations in a picture of 50,000 connections, %d in one of 1,000", large, small)
	}
}

// changeCost is how many allocations a hundred updates take, from the message to
// the diff.
func changeCost(t *testing.T, rows int) int {
	t.Helper()
	now := time.Unix(1e9, 0)
	s := benchSnapshot(rows)
	p := benchPicture(s, nil)
	seq := s.mark.seq
	return int(testing.AllocsPerRun(10, func() {
		seq++
		m := message{Kind: kindFlush, Node: "n", Shards: 1, LeaseMS: DefaultLease.Milliseconds(), Set: map[string]string{}}
		for i := range 100 {
			m.Set[benchRef(i)] = encodeRow(benchKey(i), seq, benchMeta(i))
		}
		m.Mark = mark{seq: seq, count: rows}.String() // of another digest: it will be read, later
		p.heard(0, m, now)
		var d Diff
		d.Add(p.people.take())
		if out := d.AppendJSON(nil); len(out) < 100 {
			t.Fatalf("told %s", out)
		}
	}))
}
