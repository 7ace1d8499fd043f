package presence

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// The second depth of the simulation: whole trackers and views with the Redis
// client and the embedded Redis, in bubbles of fake time. What a history does
// is in its seed; the jitter of retries and heartbeats is not.
func TestTheWholeKeepsThePromises(t *testing.T) {
	for seed := range uint64(bubblesToRun()) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newBubble(seed).run(t) })
		})
	}
}

func bubblesToRun() int {
	if testing.Short() || raceDetected() {
		return 50
	}
	return 200
}

const bubbleShards = 2

// bubble is one history.
type bubble struct {
	random   *rand.Rand
	redis    *miniredis.Miniredis
	trackers []*bubbleTracker
	views    []*bubbleView
	kept     []bubbleKey // what the store may be set back to
	log      []string

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

func newBubble(seed uint64) *bubble {
	b := &bubble{random: rand.New(rand.NewPCG(seed, 2)), redis: miniredis.NewMiniRedis()}
	b.redis.ClockTTL(true)
	return b
}

func (b *bubble) run(t *testing.T) {
	t.Helper()
	b.startTracker(t)
	b.startView(t)
	b.redis.Server().SetPreHook(b.declines)
	for range 15 + b.random.IntN(30) {
		b.step(t)
		<-time.After(b.upTo(700 * time.Millisecond))
	}
	b.heal()
	<-time.After(bubbleQuiet)
	b.check()
	b.close()
	if b.broken != "" {
		t.Errorf("%s\n%s", b.broken, strings.Join(b.log, "\n"))
	}
}

// bubbleQuiet is until everybody has a link again, whose pause may have become
// five seconds, has noticed, and the leases of the dead have ended.
const bubbleQuiet = maxRebuildPause + 2*DefaultLease + 5*time.Second

func (b *bubble) upTo(d time.Duration) time.Duration { return time.Duration(b.random.Int64N(int64(d))) }

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

// follow keeps what a view tells, and checks that nobody seems to leave who
// could be heard all the time.
func (b *bubble) follow(v *bubbleView, changes []Change) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range changes {
		if c.Left != nil {
			delete(v.shown, c.Left.Ref)
		}
		if c.Joined != nil {
			v.shown[c.Joined.Ref] = encodeRow(c.Key, c.Joined.Rev, c.Joined.Meta)
		} else if since, is := b.couldBeHeard(c.Left); is && time.Since(since) > DefaultLease+2*DefaultHeartbeat {
			b.breaks("%s seems to leave, which is tracked by a node that could be heard since %v", c.Left.Ref, since)
		}
	}
}

func (b *bubble) couldBeHeard(p *Presence) (since time.Time, is bool) {
	for _, t := range b.trackers {
		for ref := range t.refs {
			if ref.id == p.Ref && !t.dead {
				return latest(t.trouble, b.trouble), true
			}
		}
	}
	return time.Time{}, false
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (b *bubble) breaks(format string, args ...any) {
	if b.broken == "" {
		b.broken = fmt.Sprintf(format, args...)
	}
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

// step lets one thing happen.
func (b *bubble) step(t *testing.T) {
	t.Helper()
	tracker, view := pickBubble(b, b.live()), pickBubble(b, b.views)
	name := ""
	switch n := b.random.IntN(32); {
	case n < 8:
		name = "track"
		b.track(t, tracker)
	case n < 13:
		name = "update or untrack"
		b.edit(t, tracker, n < 11)
	default:
		name = b.fault(t, n, tracker, view)
	}
	b.log = append(b.log, fmt.Sprint(time.Now().Format("05.000 "), name))
}

func (b *bubble) fault(t *testing.T, n int, tracker *bubbleTracker, view *bubbleView) string {
	t.Helper()
	switch n {
	case 13:
		b.startTracker(t)
		return "start"
	case 14:
		b.end(tracker, func() { tracker.line.cut(true) })
		return "crash"
	case 15:
		b.end(tracker, func() { _ = tracker.Close(t.Context()) })
		return "stop"
	case 16, 17:
		b.redis.FlushAll()
		return "flushall"
	case 18:
		b.kept = keepBubble(b.redis)
		return "keep"
	case 19:
		restoreBubble(b.redis, b.kept)
		return "rewind"
	case 20:
		b.redis.FastForward(time.Hour)
		return "an hour on"
	case 21:
		for _, key := range b.redis.Keys() {
			if ttl := b.redis.TTL(key); ttl > 0 {
				b.redis.SetTTL(key, ttl+time.Hour)
			}
		}
		return "an hour back"
	case 22, 23:
		b.setRefuse(n == 22)
		return fmt.Sprint("refuse ", n == 22)
	case 24:
		b.away(true)
		<-time.After(b.upTo(8 * time.Second))
		b.away(false)
		return "away"
	case 25, 26:
		b.troubled(tracker)
		tracker.line.swallow(n == 25)
		return "tracker swallowed"
	case 27:
		b.troubled(tracker)
		tracker.line.cut(false)
		return "tracker cut"
	case 28, 29:
		view.line.swallow(false)
		return "view swallowed"
	case 30:
		view.line.cut(false)
		return "view cut"
	default:
		if len(b.views) < 3 {
			b.startView(t)
		}
		return "new view"
	}
}

// live is the trackers that run; there is always one.
func (b *bubble) live() []*bubbleTracker {
	return slices.DeleteFunc(slices.Clone(b.trackers), func(t *bubbleTracker) bool { return t.dead })
}

func pickBubble[T any](b *bubble, from []T) T { return from[b.random.IntN(len(from))] }

func (b *bubble) track(t *testing.T, tracker *bubbleTracker) {
	t.Helper()
	key, meta := fmt.Sprint("k", b.random.IntN(9)), tracker.meta()
	ref, err := tracker.Track(key, json.RawMessage(meta))
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	tracker.refs[ref] = encodeRow(key, 1, meta)
}

func (b *bubble) edit(t *testing.T, tracker *bubbleTracker, update bool) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	refs := slices.SortedFunc(maps.Keys(tracker.refs), func(a, b Ref) int { return byAge(a.id, b.id) })
	if len(refs) == 0 {
		return
	}
	ref := pickBubble(b, refs)
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

func (b *bubble) troubled(tracker *bubbleTracker) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tracker.trouble = time.Now().Add(2 * scriptTimeout)
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

// check compares what views show and what they told with who is there.
func (b *bubble) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
	want := map[string]string{}
	for _, t := range b.live() {
		for ref, row := range t.refs {
			want[ref.id] = row
		}
	}
	for i, v := range b.views {
		kept := map[string]string{}
		var status Status
		v.Inspect(func(p People, s Status) {
			status = s
			for key, connections := range p.All() {
				for c := range connections {
					kept[c.Ref] = encodeRow(key, c.Rev, c.Meta)
				}
			}
		})
		if !status.Ready || !status.StaleSince.IsZero() || !maps.Equal(kept, want) || !maps.Equal(v.shown, want) {
			b.breaks("view %d: %+v\nshows %v\ntold  %v\nwant  %v", i, status, kept, v.shown, want)
		}
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
