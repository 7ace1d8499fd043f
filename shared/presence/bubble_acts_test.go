package presence

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

func (b *bubble) track(t *testing.T, tracker *bubbleTracker, n int) {
	t.Helper()
	key, meta := fmt.Sprint("k", n), tracker.meta()
	b.mu.Lock() // nobody is told of it before it is known here
	defer b.mu.Unlock()
	ref, err := tracker.Track(key, json.RawMessage(meta))
	if err != nil {
		t.Fatal(err)
	}
	tracker.hold(ref, encodeRow(key, 1, meta))
}

func (t *bubbleTracker) hold(ref Ref, row string) {
	t.refs[ref], t.changed[ref] = row, time.Now()
	t.held[ref.id+" "+row] = true
}

func (b *bubble) edit(t *testing.T, tracker *bubbleTracker, n int, update bool) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	refs := slices.SortedFunc(maps.Keys(tracker.refs), func(a, b Ref) int { return byAge(a.id, b.id) })
	if len(refs) == 0 {
		return
	}
	ref := refs[n%len(refs)]
	if !update {
		delete(tracker.refs, ref)
		tracker.changed[ref] = time.Now()
		tracker.Untrack(ref)
		return
	}
	was, meta := mustRow(tracker.refs[ref]), tracker.meta()
	tracker.hold(ref, encodeRow(was.key, was.rev+1, meta))
	if err := tracker.Update(ref, json.RawMessage(meta)); err != nil {
		t.Error(err)
	}
}

func (t *bubbleTracker) meta() string {
	t.edits++
	return fmt.Sprintf(`{"v":%d}`, t.edits)
}

// end ends a tracker, unless it is the last one.
func (b *bubble) end(tracker *bubbleTracker, how func()) {
	if len(b.live()) > 1 {
		b.mu.Lock()
		tracker.dead = true
		b.mu.Unlock()
		how()
	}
}

// troubled: a tracker may not be heard for so long, and until it notices.
func (b *bubble) troubled(tracker *bubbleTracker, d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tracker.trouble = time.Now().Add(d + 2*scriptTimeout)
}

func (b *bubble) setRefuse(refuse bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = refuse
}

// away breaks all links for a while.
func (b *bubble) away(down bool) {
	b.mu.Lock()
	b.trouble = time.Now().Add(2 * scriptTimeout)
	for _, v := range b.views {
		v.trouble = time.Now()
	}
	b.mu.Unlock()
	for _, line := range b.lines() {
		if down {
			line.cut(true)
		} else {
			line.restore()
		}
	}
}

// heal ends every fault that does not end by itself.
func (b *bubble) heal() {
	b.setRefuse(false)
	for _, line := range b.lines() {
		line.restore()
	}
}
