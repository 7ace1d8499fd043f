package presence

import "time"

// simHole is a time in which a link brought nothing, or not all.
type simHole struct{ from, until time.Duration }

// postFault is what becomes of one message on its way to a view.
type postFault struct {
	lost, twice bool
	late        time.Duration
}

// connect makes a link, again and again until there is one.
func (v *simView) connect() {
	v.gen++
	v.up = false
	gen := v.gen
	v.world.after(simRedial, func() {
		switch {
		case v.gen != gen || v.closed:
		case v.world.gone() != present || v.cut():
			v.connect()
		default:
			v.up, v.deafUntil, v.halfUntil = true, 0, 0
			for i := range v.holes {
				v.holes[i].until = min(v.holes[i].until, v.world.now)
			}
			for shard := range v.world.shards {
				v.arrive(gen, func(at time.Time) { v.picture.confirmed(shard, at) })
			}
		}
	})
}

func (v *simView) breakLink() {
	if v.up && !v.closed {
		v.world.saw("subscription broken")
		v.connect()
	}
}

// swallow lets the link swallow things for so long.
func (v *simView) swallow(until *time.Duration, d time.Duration) {
	now := v.world.now
	*until = max(*until, now+d)
	v.holes = append(v.holes, simHole{now, *until})
}

func (v *simView) cut() bool { return v.world.now < v.cutUntil }

// offer brings a message to the view, as far as the link does.
func (v *simView) offer(shard int, m message, pr probe) {
	w := v.world
	if v.up && w.now < v.deafUntil {
		w.saw("message to a subscription that is deaf without an error")
	}
	if !v.up || v.closed || w.now < v.deafUntil || v.cut() {
		return
	}
	if w.now < v.halfUntil && m.Node != v.half {
		return
	}
	if pr.Kind == kindProbe {
		if pr.View == v.name() {
			v.arrive(v.gen, func(at time.Time) { v.picture.probed(shard, pr.N, at) })
		}
		return
	}
	if w.now < v.lossUntil {
		return
	}
	f := v.messageFault()
	if f.lost {
		return
	}
	if w.rules.shardsUnchecked {
		m.Shards = w.shards
	}
	hear := func(at time.Time) { v.hear(shard, m, at) }
	if f.late > 0 {
		gen := v.gen
		w.after(f.late, func() { v.arrive(gen, hear) })
	} else {
		v.arrive(v.gen, hear)
	}
	if f.twice {
		v.arrive(v.gen, hear)
	}
}

func (v *simView) messageFault() postFault {
	if len(v.faults) == 0 {
		return postFault{}
	}
	f := v.faults[0]
	v.faults = v.faults[1:]
	switch {
	case f.lost:
		v.world.saw("message lost")
	case f.twice:
		v.world.saw("message doubled")
	default:
		v.world.saw("message late, and overtaken")
	}
	v.impaired = max(v.impaired, v.world.now+f.late)
	v.world.lastLate = max(v.world.lastLate, v.impaired)
	return f
}

// arrive hands over what came on a link.
func (v *simView) arrive(gen int, do func(time.Time)) {
	v.world.after(simLatency, func() {
		if v.gen == gen {
			v.enqueue(do)
		}
	})
}
