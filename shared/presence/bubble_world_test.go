package presence

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

const (
	bubbleTopic  = "carts"
	bubbleShards = 2
)

// bubble is what one history is played in: whole trackers and views, each with
// a line of its own to the embedded Redis.
type bubble struct {
	seed     uint64 // of names and of jitter
	redis    *miniredis.Miniredis
	trackers []*bubbleTracker
	views    []*bubbleView
	kept     []bubbleKey // what the store may be set back to
	deafen   func()      // ends listening

	mu      sync.Mutex             // guards what views look at while they tell changes; taken after a view's own
	broken  string                 // the first promise
	said    map[simKey][]time.Time // when nodes were published
	trouble time.Time              // when Redis was last out of order
	refuse  bool
}

type bubbleTracker struct {
	*Tracker
	line    *bubbleLine
	refs    map[Ref]string  // the row of each
	held    map[string]bool // "ref row" that it held ever
	changed map[Ref]time.Time
	dead    bool
	trouble time.Time // when its line was last out of order
	edits   int
}

type bubbleView struct {
	*View
	line    *bubbleLine
	shown   map[string]string // row by ref
	trouble time.Time         // when it last could not listen
}

func newBubble(t *testing.T, seed uint64) *bubble {
	t.Helper()
	cryptotest.SetGlobalRandom(t, seed)
	b := &bubble{seed: seed, redis: miniredis.NewMiniRedis(), said: map[simKey][]time.Time{}}
	b.redis.ClockTTL(true)
	b.listen()
	return b
}

func (b *bubble) startTracker(t *testing.T) {
	t.Helper()
	line := b.newLine()
	tracker, err := NewTracker(line.open(t), TrackerConfig{Topic: bubbleTopic, Shards: bubbleShards})
	if err != nil {
		t.Fatal(err)
	}
	if err := tracker.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trackers = append(b.trackers, &bubbleTracker{Tracker: tracker, line: line, refs: map[Ref]string{}, held: map[string]bool{}, changed: map[Ref]time.Time{}, trouble: time.Now()})
}

// newLine is the line of one process more.
func (b *bubble) newLine() *bubbleLine {
	return &bubbleLine{redis: b.redis, seed: b.seed<<8 + uint64(len(b.trackers)+len(b.views))}
}

func (b *bubble) startView(t *testing.T) {
	t.Helper()
	v := &bubbleView{line: b.newLine(), shown: map[string]string{}, trouble: time.Now()}
	view, err := NewView(v.line.open(t), ViewConfig{
		Topic:         bubbleTopic,
		Changed:       func(changes []Change) { b.follow(v, changes) },
		StatusChanged: func(s Status) { b.checkShown(v, People{v.picture.people}, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	v.View = view
	v.Start()
	b.views = append(b.views, v)
}

// declines refuses the scripts that write, and within the heartbeat, which is
// heard nevertheless, what renews the lease: a refusal can outlast it.
func (b *bubble) declines(c *server.Peer, cmd string, args ...string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	script := cmd == "EVALSHA" || cmd == "EVAL"
	writes := script && args[0] != beatScript.Hash() && args[0] != beatSource || cmd == "PEXPIRE" || cmd == "SADD"
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
	b.deafen()
	<-time.After(2 * time.Second) // a pool that could not dial looks each second whether it is closed
}
