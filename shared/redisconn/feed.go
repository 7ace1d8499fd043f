package redisconn

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// ProbeInterval is how often a feed publishes a probe to each of its channels.
	ProbeInterval = time.Second
	// DeafAfter is how long a feed may miss its own probes before it trusts
	// nothing that it knows.
	DeafAfter = 3 * time.Second

	feedQueue   = 4096
	probePrefix = `{"kind":"probe"`
)

// A Follower keeps a copy of something that is published in changes. Its
// methods are called by one goroutine.
type Follower interface {
	// Source is a key without which there is nothing to copy; empty for none.
	// Whoever empties Redis publishes nothing, so each probe asks for it, too.
	Source() string
	// Resync reads everything again. It is called when changes may have been
	// missed, first of all at the start, and again after an error.
	Resync(ctx context.Context) error
	// Apply takes one message; false asks for a Resync. Messages that were
	// published before the last Resync read may come after it.
	Apply(channel, message string) bool
}

// A Feed gives a Follower what is published on its channels, and proves that
// it can hear: only the return of its own probes counts, and only while there
// is what it tells of.
type Feed struct {
	conn     *Conn
	channels []string
	follower Follower
	log      *slog.Logger
	link     *Subscription
	id       string
	events   chan Event
	overflow atomic.Bool
	stop     context.CancelFunc
	done     sync.WaitGroup

	hearing atomic.Bool  // all is heard
	heardTo atomic.Int64 // unix ms up to which all was heard, while it is not; 0: nothing was yet

	// owned by run
	sent    uint64            // number of the last probe
	heard   map[string]uint64 // per channel: the last own probe that came back
	least   uint64            // probes from here on prove the present link
	heardAt time.Time         // when a probe last completed a round of all channels
	round   uint64            // the last round of probes that came back whole
	synced  bool
}

// Follow starts a feed, which ends with ctx or with Close.
func (c *Conn) Follow(ctx context.Context, channels []string, follower Follower, log *slog.Logger) *Feed {
	ctx, stop := context.WithCancel(ctx)
	f := &Feed{
		conn: c, channels: channels, follower: follower, log: log, id: NewID(), stop: stop,
		events: make(chan Event, feedQueue), heard: map[string]uint64{}, least: 1, heardAt: time.Now(),
	}
	f.link = c.Subscribe(ctx, channels, f.take)
	f.done.Go(func() { f.run(ctx) })
	return f
}

// Hearing reports whether the copy is kept up to date.
func (f *Feed) Hearing() bool { return f.hearing.Load() }

// StaleSince is when the copy was last known to be up to date; zero while it
// is, and before it was for the first time.
func (f *Feed) StaleSince() time.Time {
	if ms := f.heardTo.Load(); ms != 0 && !f.Hearing() {
		return time.UnixMilli(ms)
	}
	return time.Time{}
}

// Close ends the feed and waits until the follower is not called any more.
func (f *Feed) Close() {
	f.link.Close()
	f.stop()
	f.done.Wait()
}

// take is called by the subscription's goroutine and never blocks it.
func (f *Feed) take(e Event) {
	select {
	case f.events <- e:
	default:
		f.overflow.Store(true)
	}
}

func (f *Feed) run(ctx context.Context) {
	tick := time.NewTicker(ProbeInterval)
	defer tick.Stop()
	f.probe(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-f.events:
			f.handle(ctx, e)
		case now := <-tick.C:
			f.watch(now)
			if there := f.probe(ctx); f.synced && !there {
				f.doubt("its source is gone", false)
				f.probe(ctx)
			}
		}
		if f.overflow.Swap(false) {
			f.doubt("the queue was full", false)
		}
		f.resync(ctx)
	}
}

func (f *Feed) handle(ctx context.Context, e Event) {
	switch {
	case e.Confirmed:
		f.doubt("the subscription was made", false)
		f.probe(ctx) // at once, not at the next tick
	case strings.HasPrefix(e.Message, probePrefix):
		f.hear(e)
	case f.synced:
		if !f.follower.Apply(e.Channel, e.Message) {
			f.doubt("a change was missed", false)
		}
	}
}

// hear counts the return of an own probe; a round is whole when every channel
// brought it.
func (f *Feed) hear(e Event) {
	n, own := f.ownProbe(e.Message)
	if !own || n < f.least {
		return
	}
	f.heard[e.Channel] = n
	oldest := n
	for _, channel := range f.channels {
		oldest = min(oldest, f.heard[channel])
	}
	if oldest > f.round {
		f.round, f.heardAt = oldest, e.At
	}
}

// watch notices a silence, also that of a process that was stopped and finds
// a queue full of what is long past.
func (f *Feed) watch(now time.Time) {
	if now.Sub(f.heardAt) > DeafAfter {
		f.doubt("its own probes do not come back", true)
		f.heardAt = now // the new link gets as long as this one had
	}
}

// doubt makes everything known worth nothing until a probe sent from now on
// has come back.
func (f *Feed) doubt(reason string, rebuild bool) {
	if f.Hearing() {
		f.heardTo.Store(f.heardAt.UnixMilli())
		f.hearing.Store(false)
		f.log.Warn("feed: reading everything again", "channels", f.channels, "reason", reason)
	}
	f.synced = false
	f.least = f.sent + 1
	clear(f.heard)
	if rebuild {
		f.link.Rebuild(f.channels...)
	}
}

// resync reads once the link has proved itself. What came before the proof is
// in what is read.
func (f *Feed) resync(ctx context.Context) {
	if f.synced || f.round < f.least {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, bulkTimeout)
	defer cancel()
	if err := f.follower.Resync(bounded); err != nil {
		if ctx.Err() == nil {
			f.log.Debug("feed: reading failed", "channels", f.channels, "err", err)
		}
		f.least = f.sent + 1 // wait for the next probe's return
		return
	}
	f.synced = true
	f.hearing.Store(true)
}

// probe publishes to every channel, so that its return shows the way there and
// back. It waits for nobody: that others keep Redis busy is no deafness. It
// reports false if Redis has said that the source is not there.
func (f *Feed) probe(ctx context.Context) (there bool) {
	f.sent++
	message := probePrefix + `,"feed":"` + f.id + `","n":` + strconv.FormatUint(f.sent, 10) + `}`
	bounded, cancel := context.WithTimeout(ctx, ProbeInterval)
	defer cancel()
	var source *redis.IntCmd
	_, err := f.conn.vital.Pipelined(bounded, func(p redis.Pipeliner) error {
		for _, channel := range f.channels {
			f.conn.publish(bounded, p, f.conn.Key(channel), message)
		}
		if key := f.follower.Source(); key != "" {
			source = p.Exists(bounded, f.conn.Key(key))
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		f.log.Debug("feed: probe not sent", "channels", f.channels, "err", err)
	}
	return source == nil || source.Err() != nil || source.Val() > 0
}

func (f *Feed) ownProbe(message string) (n uint64, own bool) {
	var id string
	if _, err := fmt.Sscanf(message, probePrefix+`,"feed":%q,"n":%d}`, &id, &n); err != nil {
		return 0, false
	}
	return n, id == f.id
}
