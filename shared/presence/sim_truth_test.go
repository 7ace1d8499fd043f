package presence

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

var errSim = errors.New("no answer")

func (v *simView) name() string {
	return fmt.Sprint("v", slices.Index(v.world.views, v))
}

// observe compares what a view shows with what it may show, after each thing
// that it did.
func (v *simView) observe(at time.Duration) {
	v.deafest = max(v.deafest, v.picture.deaf)
	if changes := v.picture.people.take(); len(changes) > 0 {
		for _, c := range changes {
			v.follow(c, changes, at)
		}
		v.checkHeirs()
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
			delete(v.claimed, key)
		}
	}
	if !v.draining {
		v.checkHonesty()
	}
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
		v.vouches = 0
		return
	}
	v.vouches = cmp.Or(v.vouches, v.world.now)
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
	if calm := w.now - max(w.trouble, w.lastLate, v.born); calm > w.longest()+2*simBeat && (!p.ready() || !p.staleSince().IsZero()) {
		w.fail("%s: ready %v, stale since %v, though all was well for %v", v.name(), p.ready(), p.staleSince().Sub(w.time(0)), calm)
	}
}

func (v *simView) checkLive(t *simTracker) {
	w := v.world
	calm := max(t.impaired, w.impaired(), v.impaired, v.lossUntil, v.swallowedBefore(v.lossUntil), v.stalled, v.jammed)
	if heard := max(calm, v.deafUntil, v.halfUntil, v.cutUntil); !t.stranger {
		for _, s := range t.sets {
			v.checkNoticed(s, heard)
			v.checkBehind(s, heard)
		}
	}
	long := w.now - v.notice()
	if long < calm || w.now-simMiss < v.swallowedBefore(v.vouches) {
		return
	}
	if t.stranger {
		w.fail("%s: has not noticed that %s writes another number of shards", v.name(), t.id)
	}
	for _, r := range t.refs {
		if r.changed > long || w.now-simMiss < w.cameLate { // see checkBehind
			continue
		}
		if want, got := r.row(), v.row(r); want != got {
			w.fail("%s: shows %q of %s as if it were the present, which is %q since %v", v.name(), got, r.id, want, r.changed)
		}
	}
}

func (v *simView) checkGone(t *simTracker) {
	w := v.world
	held := max(v.cutUntil, v.deafUntil, v.halfUntil, w.awayEnd, v.stalled, v.jammed)
	if w.now-held < 2*simBeat { // its last probe may not have come back
		return
	}
	for i, s := range v.picture.shards {
		r := s.replicas[t.id]
		if r == nil || len(r.rows) == 0 {
			continue
		}
		heard := max(t.died, t.spoke, v.impaired, v.stalled, v.proven[i], v.met[simKey{shard: i, node: t.id}])
		if f := t.farewell; f > max(held, v.impaired, v.lossUntil, v.proven[i], v.met[simKey{shard: i, node: t.id}]) && w.now-f > simBeat {
			w.fail("%s: still shows the rows of %s, which said goodbye at %v", v.name(), t.id, f)
		}
		lease := r.lease
		if lease == 0 { // it was never heard
			lease = w.longest()
		}
		if w.now-heard > lease+simBeat+simBeat/2 {
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
