package presence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// bubbleStep is one thing that happens. Who it happens to is found when it does,
// so that any step can be left out.
type bubbleStep struct {
	op    *bubbleOp
	who   int
	n     int
	d     time.Duration
	pause time.Duration // until the next
}

type bubbleOp struct {
	name   string
	weight int
	do     func(*testing.T, *bubble, bubbleStep)
}

// bubbleHistory is the steps of one seed.
type bubbleHistory struct {
	seed  uint64
	steps []bubbleStep
}

func newBubbleHistory(seed uint64) bubbleHistory {
	r := rand.New(rand.NewPCG(seed, 2))
	var mix []*bubbleOp
	for i := range bubbleOps {
		mix = append(mix, slices.Repeat([]*bubbleOp{&bubbleOps[i]}, bubbleOps[i].weight)...)
	}
	h := bubbleHistory{seed: seed, steps: make([]bubbleStep, 15+r.IntN(30))}
	for i := range h.steps {
		h.steps[i] = bubbleStep{
			op: mix[r.IntN(len(mix))], who: r.IntN(8), n: r.IntN(8),
			d: simDuration(r, 8*time.Second), pause: simDuration(r, 700*time.Millisecond),
		}
	}
	return h
}

func (h bubbleHistory) String() string {
	var b strings.Builder
	for _, s := range h.steps {
		fmt.Fprintf(&b, "%-16s who %d n %d d %v, then %v\n", s.op.name, s.who, s.n, s.d, s.pause)
	}
	return b.String()
}

var bubbleOps = []bubbleOp{
	{"track", 8, onBubbleTracker(func(t *testing.T, b *bubble, k *bubbleTracker, s bubbleStep) { b.track(t, k, s.n) })},
	{"update", 3, onBubbleTracker(func(t *testing.T, b *bubble, k *bubbleTracker, s bubbleStep) { b.edit(t, k, s.n, true) })},
	{"untrack", 2, onBubbleTracker(func(t *testing.T, b *bubble, k *bubbleTracker, s bubbleStep) { b.edit(t, k, s.n, false) })},

	{"start", 1, func(t *testing.T, b *bubble, _ bubbleStep) { b.startTracker(t) }},
	{"crash", 1, onBubbleTracker(func(_ *testing.T, b *bubble, k *bubbleTracker, _ bubbleStep) {
		b.end(k, func() { k.line.cut(true) })
	})},
	{"stop", 1, onBubbleTracker(func(t *testing.T, b *bubble, k *bubbleTracker, _ bubbleStep) {
		b.end(k, func() { _ = k.Close(t.Context()) })
	})},
	{"lose commands", 1, onBubbleTracker(func(_ *testing.T, b *bubble, k *bubbleTracker, _ bubbleStep) {
		b.troubled(k, 0)
		k.line.swallow(false)
	})},
	{"lose replies", 1, onBubbleTracker(func(_ *testing.T, b *bubble, k *bubbleTracker, _ bubbleStep) {
		b.troubled(k, 0)
		k.line.swallow(true)
	})},
	{"late commands", 2, onBubbleTracker(func(_ *testing.T, b *bubble, k *bubbleTracker, s bubbleStep) {
		b.troubled(k, s.d)
		k.line.lag(s.d)
	})},
	{"cut tracker", 1, onBubbleTracker(func(_ *testing.T, b *bubble, k *bubbleTracker, _ bubbleStep) {
		b.troubled(k, 0)
		k.line.cut(false)
	})},

	{"flushall", 2, func(_ *testing.T, b *bubble, _ bubbleStep) { b.redis.FlushAll() }},
	{"keep", 1, func(_ *testing.T, b *bubble, _ bubbleStep) { b.kept = keepBubble(b.redis) }},
	{"rewind", 1, func(_ *testing.T, b *bubble, _ bubbleStep) { restoreBubble(b.redis, b.kept) }},
	{"clock on", 1, func(_ *testing.T, b *bubble, _ bubbleStep) { b.redis.FastForward(time.Hour) }},
	{"clock back", 1, func(_ *testing.T, b *bubble, _ bubbleStep) { turnBackBubble(b.redis, time.Hour) }},
	{"refuse", 1, func(_ *testing.T, b *bubble, _ bubbleStep) { b.setRefuse(true) }},
	{"accept", 1, func(_ *testing.T, b *bubble, _ bubbleStep) { b.setRefuse(false) }},
	{"away", 1, func(_ *testing.T, b *bubble, s bubbleStep) {
		b.away(true)
		<-time.After(s.d)
		b.away(false)
	}},

	{"new view", 1, func(t *testing.T, b *bubble, _ bubbleStep) {
		if len(b.views) < 3 {
			b.startView(t)
		}
	}},
	{"deaf view", 2, onBubbleView(func(v *bubbleView) { v.line.swallow(false) })},
	{"cut view", 1, onBubbleView(func(v *bubbleView) { v.line.cut(false) })},
}

func onBubbleTracker(do func(*testing.T, *bubble, *bubbleTracker, bubbleStep)) func(*testing.T, *bubble, bubbleStep) {
	return func(t *testing.T, b *bubble, s bubbleStep) {
		t.Helper()
		live := b.live()
		do(t, b, live[s.who%len(live)], s)
	}
}

func onBubbleView(do func(*bubbleView)) func(*testing.T, *bubble, bubbleStep) {
	return func(_ *testing.T, b *bubble, s bubbleStep) {
		v := b.views[s.who%len(b.views)]
		b.mu.Lock()
		v.trouble = time.Now()
		b.mu.Unlock()
		do(v)
	}
}
