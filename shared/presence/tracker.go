package presence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"footfall/shared/redisconn"
)

var (
	// ErrShards says that Redis knows the topic with another number of shards.
	ErrShards = errors.New("another number of shards is in use")
	// ErrNotTracked says that a ref is not, or not any more, tracked.
	ErrNotTracked = errors.New("not tracked")
	// ErrBadRow says that a key or a meta cannot be tracked.
	ErrBadRow = errors.New("cannot be tracked")
)

// A Ref is one connection of a key, for its life.
type Ref struct {
	id    string
	shard int
}

// A Tracker is the only writer of what its process tracks: a node. Track,
// Update and Untrack change memory and return at once; they may be called by
// anybody at any time and never wait for Redis. Memory is the truth.
type Tracker struct {
	config  TrackerConfig
	conn    *redisconn.Conn
	batcher *redisconn.Batcher // of its scripts
	names   names
	node    string
	shards  []*shardWriter

	lastRef  atomic.Uint64
	mismatch atomic.Pointer[error]

	begun    time.Time
	cancel   context.CancelFunc
	running  sync.WaitGroup
	asserted chan struct{} // closed once Redis was seen to agree on the shards
	lost     chan struct{} // Redis lacks a row set, and may lack the number of shards
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
		config: config, conn: conn, batcher: conn.VitalBatcher(), names: n, node: redisconn.NewID(), begun: time.Now(), cancel: func() {},
		asserted: make(chan struct{}), lost: make(chan struct{}, 1), rewrites: make(chan struct{}, maxRewrites),
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
	// Nodes beat apart from each other, but the shards of one together: where
	// nothing happens, waking up is most of what a heartbeat costs, here, in
	// Redis and in every view.
	first := time.Now().Add(t.conn.Jitter(t.config.Heartbeat))
	for _, s := range t.shards {
		t.running.Go(func() { s.run(running, first) })
	}
	return nil
}

// Err is ErrShards, wrapped, while Redis names another number of shards: the
// process should not take new clients then. Otherwise it is nil.
func (t *Tracker) Err() error {
	if err := t.mismatch.Load(); err != nil {
		return *err
	}
	return nil
}
