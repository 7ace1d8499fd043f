package presence

import (
	"slices"
	"time"
)

// follow applies a change, one among others, to what is shown, and checks that nobody seems to
// leave who did not.
func (v *simView) follow(c Change, among []Change, at time.Duration) {
	w := v.world
	if c.Left != nil {
		k := simShown{c.Key, c.Left.Ref}
		if known := v.shown[k]; known == nil || *known != *c.Left {
			w.fail("%s: %s leaves as what it was not", v.name(), c.Left.Ref)
		}
		delete(v.shown, k)
	}
	if c.Joined != nil {
		k := simShown{c.Key, c.Joined.Ref}
		if v.shown[k] != nil {
			w.fail("%s: %s joins twice", v.name(), c.Joined.Ref)
		}
		if v.left[simKey{shard: shardOf(c.Key, w.shards), node: c.Joined.Node}] {
			w.fail("%s: %s is back after its node said bye", v.name(), c.Joined.Ref)
		}
		v.shown[k] = c.Joined
		id := string(appendPhxRef(nil, c.Joined.Ref, c.Joined.Rev))
		if meta, known := w.metas[id]; known && meta != c.Joined.Meta {
			w.fail("%s: two metas are called %s", v.name(), id)
		}
		w.metas[id] = c.Joined.Meta
		return
	}
	t, r := w.whose(c.Left)
	if v.succeeded(c, among) {
		w.saw("left by a successor")
		return
	}
	v.noteLeave(t, r)
	if r.gone || !t.alive || t.stranger {
		return
	}
	shard := r.set.set.owner.shard
	lease := v.leaseOf(t, shard)
	if v.shouldHaveHeard(t.said[shard], at, lease) && max(v.impaired, v.lossUntil) < at-lease {
		w.fail("%s: %s seems to leave, whose node was published less than a lease ago: %v", v.name(), r.id, t.said[shard])
	}
	if since := max(t.impaired, w.impaired(), v.impaired, v.lossUntil); at-since > lease+simBeat+simBeat/2 {
		w.fail("%s: %s seems to leave, which is tracked by a node that could be heard since %v", v.name(), r.id, since)
	}
}

// leaseOf is how long a view waits for a node: of one that it read and never
// heard, as long as the longest lease that it heard of.
func (v *simView) leaseOf(t *simTracker, shard int) time.Duration {
	if v.claimed[simKey{shard: shard, node: t.id}] {
		return t.lease
	}
	return min(t.lease, v.picture.leaseOr(0))
}

func (v *simView) noteLeave(t *simTracker, r *simRef) {
	switch {
	case v.left[simKey{shard: r.set.set.owner.shard, node: t.id}]:
		v.world.saw("left by a goodbye")
	case r.gone:
		v.world.saw("left by a change")
	case t.alive:
		v.world.saw("left by a lease that a live node could not renew")
	default:
		v.world.saw("left by the lease of a dead node")
	}
}

// shouldHaveHeard: something was published within the lease before, and did not
// fall into a hole in the link that was too short to be noticed.
func (v *simView) shouldHaveHeard(said []time.Duration, at, lease time.Duration) bool {
	return slices.ContainsFunc(said, func(p time.Duration) bool {
		return p > at-lease+5*simLatency && p < at-5*simLatency && !v.unnoticed(p)
	})
}

func (v *simView) unnoticed(p time.Duration) bool {
	noticed, swallowed := false, false
	for _, h := range v.holes {
		in := p >= h.from && p < h.until
		swallowed = swallowed || in
		noticed = noticed || in && h.until-h.from > v.deafest
	}
	return swallowed && !noticed
}

func (w *world) whose(p *Presence) (*simTracker, *simRef) {
	for _, t := range w.trackers {
		if t.id == p.Node {
			for _, r := range t.refs {
				if r.id == p.Ref {
					return t, r
				}
			}
		}
	}
	panic("nobody tracked " + p.Ref)
}
