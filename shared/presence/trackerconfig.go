package presence

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
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

	minHeartbeat = 10 * time.Millisecond
	minBeats     = 4 // in a lease
	// Views look as often as a lease asks them to, so they believe in none
	// outside these.
	minLease = minBeats * minHeartbeat
	maxLease = time.Hour
)

// TrackerConfig says what a tracker writes and how. Zero values are defaults,
// where there is one.
type TrackerConfig struct {
	Topic     string
	Shards    int           // the same for all trackers of a topic
	Heartbeat time.Duration // how often the node is heard
	Lease     time.Duration // how long it counts as alive unheard: at least 4 heartbeats, at most an hour
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
	if c.Heartbeat < minHeartbeat {
		faults = append(faults, fmt.Errorf("heartbeat: %v, want at least %v", c.Heartbeat, minHeartbeat))
	}
	if c.Lease < minBeats*c.Heartbeat || c.Lease > maxLease {
		faults = append(faults, fmt.Errorf("lease: %v, want at least %d heartbeats of %v, and at most %v", c.Lease, minBeats, c.Heartbeat, maxLease))
	}
	return errors.Join(faults...)
}

func orDefault[T int | time.Duration](v, other T) T {
	if v == 0 {
		return other
	}
	return v
}
