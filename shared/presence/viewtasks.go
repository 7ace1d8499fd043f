package presence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

const (
	// maxReads is how many row sets one view reads at once.
	maxReads = 4
	// readTimeout bounds the reading of one row set.
	readTimeout = 2 * time.Second
)

// arrived queues what came on the subscription, which waits while there is no
// room for it.
func (v *View) arrived(ctx context.Context, shard int, e redisconn.Event) {
	a, matters := v.understand(shard, e)
	a.at, a.size = e.At, min(int64(len(e.Message)), arrivalBytes)
	if matters && v.room.Acquire(ctx, a.size) == nil {
		v.queue(ctx, a)
	}
}

// understand tells what the picture is to do about an event, if anything.
func (v *View) understand(shard int, e redisconn.Event) (a arrival, matters bool) {
	if e.Confirmed {
		return arrival{apply: func(p *picture, at time.Time) { p.confirmed(shard, at) }}, true
	}
	m, pr, err := decodeMessage(e.Message)
	switch {
	case err != nil:
		return arrival{apply: func(p *picture, _ time.Time) { p.garbage() }, stream: true}, true
	case pr.Kind == kindProbe:
		return arrival{apply: func(p *picture, at time.Time) { p.probed(shard, pr.N, at) }}, pr.View == v.id
	default:
		return arrival{apply: func(p *picture, at time.Time) { p.heard(shard, m, at) }, stream: true}, m.Kind != ""
	}
}

func (v *View) queue(ctx context.Context, a arrival) {
	select {
	case <-ctx.Done():
	case v.arrivals <- a:
	}
}

// tick lets time pass, in the same queue as everything else.
func (v *View) tick(ctx context.Context) {
	ticker := time.NewTicker(v.beat())
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			v.queue(ctx, arrival{at: now, apply: func(p *picture, at time.Time) { p.tick(at) }})
			ticker.Reset(v.beat())
		}
	}
}

// again lets the picture look at a shard when a round has passed.
func (v *View) again(ctx context.Context, shard int, round time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(round):
		v.finish(ctx, func(p *picture, _ time.Time) { p.again(shard) })
	}
}

// beat follows the lease that the trackers are heard to claim.
func (v *View) beat() time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.picture.beat
}

// dispatch does what the picture asked for. It waits for nothing.
func (v *View) dispatch(ctx context.Context, tasks []task) {
	var rebuild []string
	for _, t := range tasks {
		switch t.kind {
		case taskProbe:
			v.probes[t.shard] = t
		case taskRebuild:
			rebuild = append(rebuild, v.names.channel(t.shard))
		case taskAgain:
			round := v.picture.round()
			v.running.Go(func() { v.again(ctx, t.shard, round) })
		case taskNodes, taskRows:
			v.reads = append(v.reads, t)
		}
	}
	if len(rebuild) > 0 {
		v.link.Rebuild(rebuild...)
	}
	v.startProbes(ctx)
	v.startReads(ctx)
}

func (v *View) startProbes(ctx context.Context) {
	if v.probing || len(v.probes) == 0 {
		return
	}
	round := v.probes
	v.probing, v.probes = true, map[int]task{}
	v.running.Go(func() { v.sendProbes(ctx, round) })
}

func (v *View) startReads(ctx context.Context) {
	v.dropStale()
	for v.reading < maxReads && len(v.reads) > 0 {
		t := v.reads[0]
		v.reads = v.reads[1:]
		v.reading++
		v.running.Go(func() { v.read(ctx, t) })
	}
}

// dropStale forgets reads about which there was doubt while they waited for a
// place: others were asked for in their stead, or will be.
func (v *View) dropStale() {
	v.reads = slices.DeleteFunc(v.reads, func(t task) bool { return !v.picture.awaits(t) })
}

// sendProbes publishes through the client that also reads: the way there and
// back is what is proved.
func (v *View) sendProbes(ctx context.Context, probes map[int]task) {
	bounded, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	_, err := v.conn.Vital().Pipelined(bounded, func(p redis.Pipeliner) error {
		for _, t := range probes {
			text := encode(probe{V: messageVersion, Kind: kindProbe, View: v.id, N: t.n})
			v.conn.Probe(bounded, p, v.names.channel(t.shard), text)
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		v.config.Log.Debug("presence: probes not sent", "err", err)
	}
	v.finish(ctx, func(*picture, time.Time) { v.probing = false })
}

// read reads what a task names and hands it to the picture.
func (v *View) read(ctx context.Context, t task) {
	bounded, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	var apply func(*picture, time.Time)
	var err error
	if t.kind == taskNodes {
		var nodes []string
		nodes, err = v.readNodes(bounded, t.shard)
		apply = func(p *picture, now time.Time) { p.nodesRead(t, nodes, err, now) }
	} else {
		var found *snapshot
		found, err = v.readRows(bounded, t.shard, t.node)
		apply = func(p *picture, now time.Time) { p.rowsRead(t, found, err, now) }
	}
	if err != nil && ctx.Err() == nil {
		v.config.Log.Debug("presence: reading failed", "err", err)
	}
	v.finish(ctx, func(p *picture, now time.Time) {
		v.reading--
		apply(p, now)
	})
}

func (v *View) finish(ctx context.Context, apply func(*picture, time.Time)) {
	v.queue(ctx, arrival{at: time.Now(), apply: apply})
}

func (v *View) readNodes(ctx context.Context, shard int) ([]string, error) {
	nodes, err := v.conn.Vital().SMembers(ctx, v.conn.Key(v.names.nodes(shard))).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the nodes of shard %d: %w", shard, err)
	}
	return nodes, nil
}

// readRows reads a row set; nil when there is none.
func (v *View) readRows(ctx context.Context, shard int, node string) (*snapshot, error) {
	rows, err := v.conn.Vital().HGetAll(ctx, v.conn.Key(v.names.rows(shard, node))).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the rows of node %s in shard %d: %w", node, shard, err)
	}
	m, err := parseMark(rows[markField])
	if err != nil {
		return nil, fmt.Errorf("reading the rows of node %s in shard %d: %w", node, shard, err)
	}
	if m.seq == 0 {
		return nil, nil //nolint:nilnil // there is no such row set, which is an answer
	}
	delete(rows, markField)
	return &snapshot{mark: m, rows: rows}, nil
}
