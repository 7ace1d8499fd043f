package presence

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"testing"
	"time"
)

// What a change costs is in proportion to the change, whatever else is present:
// from a tracker's call to a view's diff. It is counted, not timed.

const crowdBatch = 100 // changes at once

// changeCost is how many allocations an update of each of a batch takes. Of all
// rows that do not change only the names are left before: whatever looks at
// another falls over a nil pointer.
func (c *crowd) changeCost(t *testing.T) int {
	t.Helper()
	refs := len(c.set.rows)
	c.hideFrom(2 * crowdBatch)
	for i := range crowdBatch {
		c.set.track(benchRef(refs+i), benchKey(refs+i), crowdMeta(i), crowdTime)
		c.set.track(benchRef(2*refs+i), benchKey(i), crowdMeta(i), crowdTime)
		c.set.untrack(benchRef(crowdBatch+i), crowdTime)
	}
	c.tell(t, 2*crowdBatch)
	c.idle(t)
	edits := 0
	return int(testing.AllocsPerRun(10, func() {
		edits++
		for i := range crowdBatch {
			c.set.update(benchRef(i), crowdMeta(i+edits*crowdBatch), crowdTime)
		}
		c.tell(t, crowdBatch)
	}))
}

var crowdTime = time.Unix(1e9, 0)

// hideFrom leaves only the names of all rows from the n-th on.
func (c *crowd) hideFrom(n int) {
	refs, keys := map[string]bool{}, map[string]bool{}
	for i := range n {
		refs[benchRef(i)], keys[benchKey(i)] = true, true
	}
	hide(c.set.rows, refs)
	hide(c.picture.shards[0].replicas["n"].rows, refs)
	hide(c.picture.people.people, keys)
}

func hide[T any](of map[string]*T, but map[string]bool) {
	for name := range of {
		if !but[name] {
			of[name] = nil
		}
	}
}

// tell flushes what changed, and lets the view make so many joins of it.
func (c *crowd) tell(t *testing.T, joins int) {
	t.Helper()
	for next := c.set.next(crowdTime, true); next != nil; next = c.set.next(crowdTime, true) {
		m, _, err := decodeMessage(next.(*flush).message)
		if err != nil {
			t.Fatal(err)
		}
		c.set.settle(next, outcome{verdict: done}, crowdTime)
		c.picture.heard(0, m, crowdTime)
	}
	if r := c.picture.shards[0].replicas["n"]; r.mark != c.set.base || !r.doubt.IsZero() {
		t.Fatalf("the view is at %v, the tracker at %v", r.mark, c.set.base)
	}
	var d Diff
	d.Add(c.picture.people.take())
	var told struct {
		Joins map[string]struct{ Metas []any }
	}
	if err := json.Unmarshal(d.AppendJSON(nil), &told); err != nil {
		t.Fatal(err)
	}
	got := 0
	for _, join := range told.Joins {
		got += len(join.Metas)
	}
	if got != joins {
		t.Fatalf("told %d joins, want %d", got, joins)
	}
}

// idle is what happens where nothing changes.
func (c *crowd) idle(t *testing.T) {
	t.Helper()
	b, _ := c.set.beat(crowdTime)
	m, _, err := decodeMessage(b.beat)
	if err != nil {
		t.Fatal(err)
	}
	c.set.settle(b, outcome{verdict: done, found: b.mark, size: b.mark.size()}, crowdTime)
	c.picture.heard(0, m, crowdTime)
	c.picture.probed(0, c.picture.probes, crowdTime)
	c.picture.tick(crowdTime)
}

// A change of one connection looks at a few others of the same key, however many
// there are: tabs of one cart, or what somebody passes off as one page.
func TestTheCostOfAChangeDoesNotGrowWithTheConnectionsOfItsKey(t *testing.T) {
	for name, life := range map[string]func(int) string{
		"of a life each": func(i int) string { return fmt.Sprintf(`{"l":"l%d","n":1}`, i) },
		"of one life":    func(i int) string { return fmt.Sprintf(`{"l":"l","n":%d}`, i) },
		"of none":        func(int) string { return `{"v":1}` },
	} {
		t.Run(name, func(t *testing.T) {
			for _, connections := range []int{1, 1_000, 20_000} {
				bound := 6 * (bits.Len(uint(connections)) + 1) // as many searches, each among so many halves
				if looks := keyCost(life, connections); looks > bound {
					t.Errorf("a change looks at %d of %d connections, which is more than %d", looks, connections, bound)
				}
			}
		})
	}
}

// keyCost is the most connections that one change of one in the middle looks at.
func keyCost(lifeOf func(int) string, connections int) (most int) {
	r := newRoster(life)
	all := make([]*connection, connections)
	for i := range all {
		all[i] = r.put(nil, "n", benchRef(i), encodeRow("k", 1, lifeOf(i)))
	}
	middle := connections / 2
	row := func(rev uint64, meta string) string { return encodeRow("k", rev, meta) }
	c := all[middle]
	for _, change := range []func(){
		func() { c = r.put(c, "n", benchRef(middle), row(2, lifeOf(middle))) },
		func() { c = r.put(c, "n", benchRef(middle), row(3, lifeOf(2*connections))) },
		func() { r.remove(c) },
		func() { r.put(nil, "n", benchRef(middle), row(1, lifeOf(middle))) },
	} {
		before := r.compared
		change()
		most = max(most, r.compared-before)
	}
	return most
}
