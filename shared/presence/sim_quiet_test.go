package presence

import (
	"slices"
	"strings"
)

// checkQuiet: two heartbeats and one read after the last fault, everybody who
// lives is seen as flushed, and everything is flushed.
func (w *world) checkQuiet() {
	for _, v := range w.views {
		if v.closed {
			continue
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

// checkVouching: half a heartbeat later nothing is in doubt any more, for a view may
// have learnt that it was deaf only when it could hear again, and listens for a
// round since. Where leases are long it takes heartbeats to be so too.
func (w *world) checkVouching() {
	for _, v := range w.views {
		if !v.closed && v.picture.round() < 2*simBeat && !v.awaitsMore() {
			v.checkVouches()
		}
	}
}

// checkVouches: nothing is in doubt any more.
func (v *simView) checkVouches() {
	if p := v.picture; !v.awaitsLease() && (!p.ready() || !p.staleSince().IsZero()) {
		v.world.fail("%s: ready %v, stale since %v, though all is quiet", v.name(), p.ready(), p.staleSince().Sub(v.world.time(0)))
	}
}

// awaitsMore: it has reason to listen for longer than a round.
func (v *simView) awaitsMore() bool {
	p := v.picture
	return p.lease == 0 && p.ghosts || v.world.time(v.world.now).Sub(p.surprised) < 3*simBeat
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
	all := map[string]string{}
	for _, t := range w.trackers {
		for _, r := range t.refs {
			if row := r.row(); t.alive && !t.stranger && row != "" {
				all[r.id] = row
			}
		}
	}
	for _, v := range w.views {
		if !v.closed && w.failure == "" {
			v.checkVouches()
			v.checkShown(strings.Join(heirsOf(all), "\n"))
		}
	}
}

func (v *simView) checkShown(want string) {
	var kept []string
	for key, connections := range (People{v.picture.people}).All() {
		for c := range connections {
			kept = append(kept, c.Ref+" "+encodeRow(key, c.Rev, c.Meta))
		}
	}
	slices.Sort(kept)
	if got := strings.Join(kept, "\n"); got != want {
		v.world.fail("%s: shows\n%s\nwant\n%s", v.name(), got, want)
	}
	if got := v.told(); got != want {
		v.world.fail("%s: told\n%s\nwant\n%s", v.name(), got, want)
	}
}
