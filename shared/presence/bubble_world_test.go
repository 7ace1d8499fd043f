package presence

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

const bubbleShards = 2

// bubble is what one history is played in: whole trackers and views, each with
// a line of its own to the embedded Redis.
type bubble struct {
	redis    *miniredis.Miniredis
	trackers []*bubbleTracker
	views    []*bubbleView
	kept     []bubbleKey // what the store may be set back to

	mu      sync.Mutex // guards what views look at while they tell changes
	broken  string     // the first promise
	trouble time.Time  // when Redis was last out of order
	refuse  bool
}

type bubbleTracker struct {
	*Tracker
	line    *bubbleLine
	refs    map[Ref]string // the row of each
	dead    bool
	trouble time.Time // when its line was last out of order
	edits   int
}

type bubbleView struct {
	*View
	line  *bubbleLine
	shown map[string]string // row by ref
}

func newBubble() *bubble {
	b := &bubble{redis: miniredis.NewMiniRedis()}
	b.redis.ClockTTL(true)
	return b
}

func (b *bubble) startTracker(t *testing.T) {
	t.Helper()
	line := &bubbleLine{redis: b.redis}
	tracker, err := NewTracker(line.open(t), TrackerConfig{Topic: "carts", Shards: bubbleShards})
	if err != nil {
		t.Fatal(err)
	}
	if err := tracker.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trackers = append(b.trackers, &bubbleTracker{Tracker: tracker, line: line, refs: map[Ref]string{}, trouble: time.Now()})
}

func (b *bubble) startView(t *testing.T) {
	t.Helper()
	v := &bubbleView{line: &bubbleLine{redis: b.redis}, shown: map[string]string{}}
	view, err := NewView(v.line.open(t), ViewConfig{Topic: "carts", Changed: func(changes []Change) { b.follow(v, changes) }})
	if err != nil {
		t.Fatal(err)
	}
	v.View = view
	v.Start()
	b.views = append(b.views, v)
}

// declines refuses the scripts that write, but for the heartbeat, which is
// heard nevertheless.
func (b *bubble) declines(c *server.Peer, cmd string, args ...string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	writes := (cmd == "EVALSHA" || cmd == "EVAL") && args[0] != beatScript.Hash() && args[0] != beatSource
	if b.refuse && writes {
		c.WriteError("MISCONF Redis is configured to save RDB snapshots")
		return true
	}
	return false
}

// live is the trackers that run; there is always one.
func (b *bubble) live() []*bubbleTracker {
	return slices.DeleteFunc(slices.Clone(b.trackers), func(t *bubbleTracker) bool { return t.dead })
}

func (b *bubble) track(t *testing.T, tracker *bubbleTracker, n int) {
	t.Helper()
	key, meta := fmt.Sprint("k", n), tracker.meta()
	ref, err := tracker.Track(key, json.RawMessage(meta))
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	tracker.refs[ref] = encodeRow(key, 1, meta)
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
		tracker.Untrack(ref)
		return
	}
	was, meta := mustRow(tracker.refs[ref]), tracker.meta()
	tracker.refs[ref] = encodeRow(was.key, was.rev+1, meta)
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
	b.mu.Unlock()
	for _, line := range b.lines() {
		if down {
			line.cut(true)
		} else {
			line.restore()
		}
	}
}

func (b *bubble) lines() []*bubbleLine {
	var lines []*bubbleLine
	for _, t := range b.live() {
		lines = append(lines, t.line)
	}
	for _, v := range b.views {
		lines = append(lines, v.line)
	}
	return lines
}

// heal ends every fault that does not end by itself.
func (b *bubble) heal() {
	b.setRefuse(false)
	for _, line := range b.lines() {
		line.restore()
	}
}

// close ends everything: a bubble waits for its goroutines.
func (b *bubble) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, v := range b.views {
		v.Close()
		v.line.close()
	}
	for _, t := range b.trackers {
		_ = t.Close(ctx)
		t.line.close()
	}
	b.redis.Close()
	<-time.After(2 * time.Second) // a pool that could not dial looks each second whether it is closed
}
