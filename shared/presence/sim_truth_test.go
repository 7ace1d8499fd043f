package presence

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

var errSim = errors.New("no answer")

// What is promised at every moment, and when all is quiet.
const (
	// simNotice is how long a view may be wrong without saying so: the three
	// heartbeats for which a node may be behind unsaid, one until it is heard
	// to be, one until it is looked at, and a read.
	simNotice = behindBeats*simBeat + 2*simBeat + simBeat/2
	// simQuiet is two heartbeats and one read.
	simQuiet = 2*simBeat + 10*simLatency
)

func (v *simView) name() string {
	return fmt.Sprint("v", slices.Index(v.world.views, v))
}

// observe compares what a view shows with what it may show, after each thing
// that it did.
func (v *simView) observe(at time.Duration) {
	for _, c := range v.picture.people.take() {
		v.follow(c, at)
	}
	for i, s := range v.picture.shards {
		if !s.proven {
			delete(v.proven, i)
		} else if _, known := v.proven[i]; !known {
			v.proven[i] = at
		}
		for node, r := range s.replicas {
			key := simKey{shard: i, node: node}
			if _, known := v.met[key]; !known {
				v.met[key] = at
			}
			v.checkContent(i, r)
		}
	}
	for key := range v.met {
		if v.picture.shards[key.shard].replicas[key.node] == nil {
			delete(v.met, key)
		}
	}
	if !v.draining {
		v.checkHonesty()
	}
}

// follow applies a change to what is shown, and checks that nobody seems to
// leave who did not.
func (v *simView) follow(c Change, at time.Duration) {
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
		id := phxRef(c.Joined.Ref, c.Joined.Rev)
		if meta, known := w.metas[id]; known && meta != c.Joined.Meta {
			w.fail("%s: two metas are called %s", v.name(), id)
		}
		w.metas[id] = c.Joined.Meta
		return
	}
	t, r := w.whose(c.Left)
	v.noteLeave(t, r)
	if r.gone || !t.alive || t.stranger {
		return
	}
	if shard := r.set.set.owner.shard; v.shouldHaveHeard(t.said[shard], at) && max(v.impaired, v.lossUntil) < at-simLease {
		w.fail("%s: %s seems to leave, whose node was published less than a lease ago: %v", v.name(), r.id, t.said[shard])
	}
	if since := max(t.impaired, w.impaired(), v.impaired, v.lossUntil); at-since > simLease+simBeat+simBeat/2 {
		w.fail("%s: %s seems to leave, which is tracked by a node that could be heard since %v", v.name(), r.id, since)
	}
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
func (v *simView) shouldHaveHeard(said []time.Duration, at time.Duration) bool {
	return slices.ContainsFunc(said, func(p time.Duration) bool {
		return p > at-simLease+5*simLatency && p < at-5*simLatency && !v.unnoticed(p)
	})
}

func (v *simView) unnoticed(p time.Duration) bool {
	noticed, swallowed := false, false
	for _, h := range v.holes {
		in := p >= h.from && p < h.until
		swallowed = swallowed || in
		noticed = noticed || in && h.until-h.from > v.picture.deaf
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

// checkContent: what is kept of a row set is what it was at that seq.
func (v *simView) checkContent(shard int, r *replica) {
	want := v.world.content[simContent{r.node, shard, r.mark.seq}]
	if r.mark != want {
		v.world.fail("%s: keeps %v of %s, which was never so: at that seq it was %v", v.name(), r.mark, r.node, want)
	}
}

// checkHonesty: a view that does not call itself stale is right about
// everything that changed long enough ago.
func (v *simView) checkHonesty() {
	p := v.picture
	v.checkAlarm()
	if p.ready() && !p.staleSince().IsZero() {
		v.world.saw("stale")
	}
	if !p.ready() || !p.staleSince().IsZero() || p.fault != nil {
		return
	}
	for _, t := range v.world.trackers {
		if t.alive {
			v.checkLive(t)
		} else {
			v.checkGone(t)
		}
	}
}

// checkAlarm: a view does not cry wolf.
func (v *simView) checkAlarm() {
	w, p := v.world, v.picture
	if calm := w.now - max(w.trouble, w.lastLate, v.born); calm > simLease+2*simBeat && (!p.ready() || !p.staleSince().IsZero()) {
		w.fail("%s: ready %v, stale since %v, though all was well for %v", v.name(), p.ready(), p.staleSince().Sub(w.time(0)), calm)
	}
}

func (v *simView) checkLive(t *simTracker) {
	w := v.world
	long := w.now - simNotice
	if long < max(t.impaired, w.impaired(), v.impaired, v.lossUntil, v.stalled, v.jammed, v.provenAll()) {
		return
	}
	if t.stranger {
		w.fail("%s: has not noticed that %s writes another number of shards", v.name(), t.id)
	}
	for _, r := range t.refs {
		if r.changed > long {
			continue
		}
		if want, got := r.row(), v.row(r); want != got {
			w.fail("%s: shows %q of %s as if it were the present, which is %q since %v", v.name(), got, r.id, want, r.changed)
		}
	}
}

// provenAll is since when all shards are proven to be heard.
func (v *simView) provenAll() time.Duration {
	return slices.Max(slices.Collect(maps.Values(v.proven)))
}

func (v *simView) checkGone(t *simTracker) {
	w := v.world
	if w.now-max(v.cutUntil, v.deafUntil, v.halfUntil, w.awayEnd) < 2*simBeat { // its last probe may not have come back
		return
	}
	for i, s := range v.picture.shards {
		r := s.replicas[t.id]
		if r == nil || len(r.rows) == 0 {
			continue
		}
		heard := max(t.died, t.spoke, v.impaired, v.stalled, v.proven[i], v.met[simKey{shard: i, node: t.id}])
		if w.now-heard > simLease+simBeat+simBeat/2 {
			w.fail("%s: still shows the rows of %s, unheard since %v", v.name(), t.id, heard)
		}
	}
}

// row is what should be shown of a ref; empty: nothing.
func (r *simRef) row() string {
	if e := r.set.set.rows[r.id]; e != nil {
		return e.row
	}
	return ""
}

func (v *simView) row(r *simRef) string {
	o := r.set.set.owner
	if replica := v.picture.shards[o.shard].replicas[o.node]; replica != nil && replica.rows[r.id] != nil {
		return replica.rows[r.id].raw
	}
	return ""
}

// checkQuiet: two heartbeats and one read after the last fault, everybody who
// lives is seen as flushed, and everything is flushed.
func (w *world) checkQuiet() {
	for _, v := range w.views {
		if v.closed {
			continue
		}
		if p := v.picture; !v.awaitsLease() && (!p.ready() || !p.staleSince().IsZero()) {
			w.fail("%s: ready %v, stale since %v, though all is quiet", v.name(), p.ready(), p.staleSince().Sub(w.time(0)))
		}
		for _, t := range w.trackers {
			if !t.alive || t.stranger {
				continue
			}
			for _, r := range t.refs {
				if want, got := r.row(), v.row(r); want != got {
					w.fail("%s: shows %q of %s, which is %q, though all is quiet", v.name(), got, r.id, want)
				}
			}
		}
	}
}

// awaitsLease: somebody died, and his lease has not ended yet.
func (v *simView) awaitsLease() bool {
	return slices.ContainsFunc(v.world.trackers, func(t *simTracker) bool {
		return !t.alive && slices.ContainsFunc(v.picture.shards, func(s *shardPicture) bool { return s.replicas[t.id] != nil })
	})
}

// checkEnd: when the leases of the dead have ended too, views show who lives
// and nobody else, and what they told of it says the same.
func (w *world) checkEnd() {
	w.checkQuiet()
	var want []string
	for _, t := range w.trackers {
		for _, r := range t.refs {
			if row := r.row(); t.alive && !t.stranger && row != "" {
				want = append(want, r.id+" "+row)
			}
		}
	}
	slices.Sort(want)
	for _, v := range w.views {
		if !v.closed && w.failure == "" {
			v.checkShown(strings.Join(want, "\n"))
		}
	}
}

func (v *simView) checkShown(want string) {
	var told, kept []string
	for k, p := range v.shown {
		told = append(told, p.Ref+" "+encodeRow(k.key, p.Rev, p.Meta))
	}
	for key, connections := range (People{v.picture.people}).All() {
		for c := range connections {
			kept = append(kept, c.Ref+" "+encodeRow(key, c.Rev, c.Meta))
		}
	}
	slices.Sort(told)
	slices.Sort(kept)
	if got := strings.Join(kept, "\n"); got != want {
		v.world.fail("%s: shows\n%s\nwant\n%s", v.name(), got, want)
	}
	if got := strings.Join(told, "\n"); got != want {
		v.world.fail("%s: told\n%s\nwant\n%s", v.name(), got, want)
	}
}
