package presence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"footfall/shared/redisconn"
)

// What a tracker does where its configuration is silent. So many shards were
// the fastest of 1, 4, 16 and 64 in a trial.
const (
	DefaultShards    = 16
	DefaultHeartbeat = time.Second
	DefaultLease     = 5 * time.Second
)

const (
	maxShards = 1024
	maxKey    = 256      // bytes of a key
	maxMeta   = 16 << 10 // bytes of a meta
	// maxRewrites is how many row sets one tracker writes anew at once.
	maxRewrites = 4
)

var (
	// ErrShards says that Redis knows the topic with another number of shards.
	ErrShards = errors.New("another number of shards is in use")
	// ErrNotTracked says that a ref is not, or not any more, tracked.
	ErrNotTracked = errors.New("not tracked")
	// ErrBadRow says that a key or a meta cannot be tracked.
	ErrBadRow = errors.New("cannot be tracked")
)

// TrackerConfig says what a tracker writes and how. Zero values are defaults,
// where there is one.
type TrackerConfig struct {
	Topic     string
	Shards    int           // the same for all trackers of a topic
	Heartbeat time.Duration // how often the node is heard
	Lease     time.Duration // how long it counts as alive unheard: at least 4 heartbeats
	Log       *slog.Logger
	Metrics   *TrackerMetrics // nil: not measured
}

func (c *TrackerConfig) complete() error {
	c.Shards = orDefault(c.Shards, DefaultShards)
	c.Heartbeat = orDefault(c.Heartbeat, DefaultHeartbeat)
	c.Lease = orDefault(c.Lease, DefaultLease)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	var faults []error
	if c.Shards < 1 || c.Shards > maxShards {
		faults = append(faults, fmt.Errorf("shards: %d, want 1 to %d", c.Shards, maxShards))
	}
	if c.Heartbeat < 10*time.Millisecond {
		faults = append(faults, fmt.Errorf("heartbeat: %v, want at least 10ms", c.Heartbeat))
	}
	if c.Lease < 4*c.Heartbeat {
		faults = append(faults, fmt.Errorf("lease: %v, want at least 4 heartbeats of %v", c.Lease, c.Heartbeat))
	}
	return errors.Join(faults...)
}

func orDefault[T int | time.Duration](v, other T) T {
	if v == 0 {
		return other
	}
	return v
}

// A Ref is one connection of a key, for its life.
type Ref struct {
	id    string
	shard int
}

// A Tracker is the only writer of what its process tracks: a node. Track,
// Update and Untrack change memory and return at once; they may be called by
// anybody at any time and never wait for Redis. Memory is the truth.
type Tracker struct {
	config TrackerConfig
	conn   *redisconn.Conn
	names  names
	node   string
	shards []*shardWriter

	lastRef  atomic.Uint64
	mismatch atomic.Pointer[error]

	cancel   context.CancelFunc
	running  sync.WaitGroup
	asserted chan struct{} // closed once Redis was seen to agree on the shards
	rewrites chan struct{} // holds a place for each rewrite under way
	closing  sync.Once
}

// NewTracker prepares a tracker; Start lets it write.
func NewTracker(conn *redisconn.Conn, config TrackerConfig) (*Tracker, error) {
	n, err := newNames(config.Topic)
	if err != nil {
		return nil, err
	}
	if err := config.complete(); err != nil {
		return nil, fmt.Errorf("presence of %s: %w", config.Topic, err)
	}
	t := &Tracker{
		config: config, conn: conn, names: n, node: redisconn.NewID(), cancel: func() {},
		asserted: make(chan struct{}), rewrites: make(chan struct{}, maxRewrites),
	}
	for shard := range config.Shards {
		t.shards = append(t.shards, newShardWriter(t, shard))
	}
	config.Metrics.follow(t)
	return t, nil
}

// Node is the id of this run: new at every start.
func (t *Tracker) Node() string { return t.node }

// Track adds a connection of a key with what is known of it, a JSON object.
func (t *Tracker) Track(key string, meta json.RawMessage) (Ref, error) {
	if key == "" || len(key) > maxKey {
		return Ref{}, fmt.Errorf("a key of %d bytes: %w", len(key), ErrBadRow)
	}
	if err := checkMeta(meta); err != nil {
		return Ref{}, err
	}
	ref := Ref{id: t.node[:8] + strconv.FormatUint(t.lastRef.Add(1), 36), shard: shardOf(key, len(t.shards))}
	t.shards[ref.shard].change(func(s *rowSet, now time.Time) bool {
		s.track(ref.id, key, string(meta), now)
		return true
	})
	return ref, nil
}

// Update replaces what is known of a connection. The same again changes
// nothing.
func (t *Tracker) Update(ref Ref, meta json.RawMessage) error {
	if err := checkMeta(meta); err != nil {
		return err
	}
	if ref.id == "" || !t.shards[ref.shard].change(func(s *rowSet, now time.Time) bool {
		return s.update(ref.id, string(meta), now)
	}) {
		return ErrNotTracked
	}
	return nil
}

// Untrack says that a connection is gone; doing so twice is harmless.
func (t *Tracker) Untrack(ref Ref) {
	if ref.id != "" {
		t.shards[ref.shard].change(func(s *rowSet, now time.Time) bool { return s.untrack(ref.id, now) })
	}
}

func checkMeta(meta json.RawMessage) error {
	if len(meta) > maxMeta || !isObject(meta) || !json.Valid(meta) {
		return fmt.Errorf("a meta of %d bytes: want a JSON object of at most %d: %w", len(meta), maxMeta, ErrBadRow)
	}
	return nil
}

// Start begins to write. An error is ErrShards; a Redis that does not answer
// is none: the tracker keeps trying, and what is tracked meanwhile is written
// then. Cancelling ctx does not stop the tracker, Close does.
func (t *Tracker) Start(ctx context.Context) error {
	if err := t.assertShards(ctx); errors.Is(err, ErrShards) {
		return err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	t.cancel = cancel
	t.running.Go(func() { t.keepHouse(running) })
	for _, s := range t.shards {
		t.running.Go(func() { s.run(running) })
	}
	return nil
}

// Close stops writing and says goodbye, as far as ctx allows: views drop what
// this node held at once instead of after the lease. Untrack what is known to
// be gone before. Closing twice, or without a start, is harmless.
func (t *Tracker) Close(ctx context.Context) error {
	var errs []error
	t.closing.Do(func() {
		t.cancel()
		t.running.Wait()
		errs = t.sayGoodbye(ctx)
	})
	return errors.Join(errs...)
}

func (t *Tracker) sayGoodbye(ctx context.Context) []error {
	errs := make([]error, len(t.shards))
	var all sync.WaitGroup
	for i, s := range t.shards {
		all.Go(func() { errs[i] = s.sayGoodbye(ctx) })
	}
	all.Wait()
	return errs
}

// Err is ErrShards, wrapped, while Redis names another number of shards: the
// process should not take new clients then. Otherwise it is nil.
func (t *Tracker) Err() error {
	if err := t.mismatch.Load(); err != nil {
		return *err
	}
	return nil
}
