package presence

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

const (
	// assertEvery is how many heartbeats pass between two looks at the number
	// of shards. After one that failed it is a single one, and after a row set was
	// lost there is none: a Redis that lost the number keeps new views waiting.
	assertEvery = 10
	pruneEvery  = time.Minute
)

// keepHouse looks after what all shards share: their number, which must be
// agreed on before anything is written, and the nodes that died.
func (t *Tracker) keepHouse(ctx context.Context) {
	t.agree(ctx)
	t.prune(ctx)
	look := time.NewTimer(assertEvery * t.config.Heartbeat)
	defer look.Stop()
	prune := time.NewTicker(pruneEvery + t.conn.Jitter(pruneEvery/10))
	defer prune.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if t.look(ctx) {
				look.Reset(assertEvery * t.config.Heartbeat)
			} else {
				look.Reset(t.config.Heartbeat)
			}
		case <-t.lost:
			look.Reset(0)
		case <-prune.C:
			t.prune(ctx)
		}
	}
}

// agree tries until Redis was seen to agree, then lets the shards write.
func (t *Tracker) agree(ctx context.Context) {
	for ctx.Err() == nil {
		if t.look(ctx) {
			close(t.asserted)
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(t.config.Heartbeat/2 + t.conn.Jitter(t.config.Heartbeat)):
		}
	}
}

// look compares the number of shards and keeps the result for Err.
func (t *Tracker) look(ctx context.Context) bool {
	err := t.assertShards(ctx)
	switch {
	case err == nil:
		if t.mismatch.Swap(nil) != nil {
			t.config.Log.Info("presence: the number of shards is agreed on again", "topic", t.config.Topic)
		}
	case errors.Is(err, ErrShards):
		if t.mismatch.Swap(&err) == nil {
			t.config.Log.Error("presence: not writing what views could read", "err", err)
		}
	}
	return err == nil
}

// assertShards makes the number known, or finds another one there.
func (t *Tracker) assertShards(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	key := t.conn.Key(t.names.shards())
	if err := t.conn.Vital().SetNX(ctx, key, t.config.Shards, 0).Err(); err != nil {
		return fmt.Errorf("asserting the number of shards: %w", err)
	}
	found, err := t.conn.Vital().Get(ctx, key).Result()
	if err != nil {
		return fmt.Errorf("reading the number of shards: %w", err)
	}
	if found != strconv.Itoa(t.config.Shards) {
		return fmt.Errorf("PRESENCE_SHARDS is %d, but %s is %s in Redis: %w", t.config.Shards, key, found, ErrShards)
	}
	return nil
}

// prune forgets dead nodes in every shard. Every tracker does so: the work is
// small, and it needs no leader.
func (t *Tracker) prune(ctx context.Context) {
	for shard, s := range t.shards {
		bounded, cancel := context.WithTimeout(ctx, scriptTimeout)
		nodes, err := t.conn.Vital().SMembers(bounded, t.conn.Key(t.names.nodes(shard))).Result()
		if err == nil && len(nodes) > 0 {
			err = s.writer.prune(bounded, nodes)
		}
		cancel()
		if err != nil {
			t.config.Log.Debug("presence: pruning failed", "shard", shard, "err", err)
			return
		}
	}
}
