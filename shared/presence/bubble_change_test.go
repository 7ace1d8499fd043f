package presence

import (
	"slices"
	"time"
)

// follow keeps what a view tells, and checks each change at the moment at which
// it is told, and what is shown then.
func (b *bubble) follow(v *bubbleView, changes []Change) {
	b.mu.Lock()
	for _, c := range changes {
		if c.Left != nil {
			b.checkLeft(v, c)
		}
		if c.Joined != nil {
			b.checkJoined(v, c)
		}
	}
	b.mu.Unlock()
	b.checkShown(v, People{v.picture.people}, v.picture.status())
}

// checkLeft: what leaves was shown, and nobody seems to leave who did not.
func (b *bubble) checkLeft(v *bubbleView, c Change) {
	if row := encodeRow(c.Key, c.Left.Rev, c.Left.Meta); v.shown[c.Left.Ref] != row {
		b.breaks("%s leaves as %q, shown was %q", c.Left.Ref, row, v.shown[c.Left.Ref])
	}
	delete(v.shown, c.Left.Ref)
	if t := b.holder(c.Left.Ref); t != nil && c.Joined == nil {
		b.checkGone(v, t, simKey{shard: shardOf(c.Key, bubbleShards), node: t.node}, c.Left.Ref)
	}
}

// checkGone: a live node is not taken for silent if it was published within its
// lease, nor by a view that cannot have listened for so long, nor once it could be
// heard again: its next beat comes within a heartbeat, and may wait for a command
// before it, for as long again.
func (b *bubble) checkGone(v *bubbleView, t *bubbleTracker, set simKey, ref string) {
	now := time.Now()
	recent := func(at time.Time) bool { return at.Before(now) && now.Sub(at) < DefaultLease }
	if i := slices.IndexFunc(b.said[set], recent); i >= 0 {
		b.breaks("%s seems to leave, whose node was published less than a lease ago, at %v", ref, b.said[set][i])
	}
	if recent(v.trouble) {
		b.breaks("%s seems to leave, for a view that could not listen a lease ago, but since %v", ref, v.trouble)
	}
	if since := latest(t.trouble, b.trouble); now.Sub(since) > 2*DefaultHeartbeat {
		b.breaks("%s seems to leave, which is tracked by a node that could be heard since %v", ref, since)
	}
}

// checkJoined: what joins is what a tracker holds, or held.
func (b *bubble) checkJoined(v *bubbleView, c Change) {
	ref, row := c.Joined.Ref, encodeRow(c.Key, c.Joined.Rev, c.Joined.Meta)
	if was, is := v.shown[ref]; is {
		b.breaks("%s joins as %q, though it is shown as %q", ref, row, was)
	}
	v.shown[ref] = row
	if !slices.ContainsFunc(b.trackers, func(t *bubbleTracker) bool { return t.node == c.Joined.Node && t.held[ref+" "+row] }) {
		b.breaks("%s joins as %q of node %s, which no tracker ever held", ref, row, c.Joined.Node)
	}
}

// holder is the live tracker that holds a ref; nil when none does.
func (b *bubble) holder(ref string) *bubbleTracker {
	for _, t := range b.live() {
		for held := range t.refs {
			if held.id == ref {
				return t
			}
		}
	}
	return nil
}

// listen notes when which node is published, until the bubble is closed.
func (b *bubble) listen() {
	all := b.redis.NewSubscriber()
	channels := names{bubbleTopic}.channels(bubbleShards)
	for _, channel := range channels {
		all.Subscribe(channel)
	}
	b.deafen = all.Close
	go func() {
		for said := range all.Messages() {
			if m, _, err := decodeMessage(said.Message); err == nil && m.Kind != "" {
				b.hear(simKey{shard: slices.Index(channels, said.Channel), node: m.Node})
			}
		}
	}()
}

func (b *bubble) hear(set simKey) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said[set] = append(b.said[set], time.Now())
}
