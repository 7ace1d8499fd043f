package presence

import (
	"math"
	"time"
)

// simView is a process that views: the real picture, and a model of its
// subscription and of the goroutines that serve it.
type simView struct {
	world   *world
	picture *picture
	born    time.Duration
	closed  bool

	// The link.
	up        bool
	gen       int           // of the link; what came on an older one is dropped
	deafUntil time.Duration // it swallows everything, without an error
	halfUntil time.Duration // it brings one node's messages only
	half      string
	cutUntil  time.Duration // no command gets through, and nothing comes
	lossUntil time.Duration // what nodes say is lost, each message by itself
	holes     []simHole     // when it swallowed
	faults    []postFault   // of its next messages
	reads     []callFault   // of its next reads

	// The process.
	stalled  time.Duration // until then it does nothing
	jammed   time.Duration // until then nothing is taken from its queue
	backlog  []arrived
	draining bool // the backlog is being worked off
	tickAt   time.Duration

	impaired time.Duration // when a message was last lost by itself, or late
	shown    map[simShown]*Presence
	proven   map[int]time.Duration    // by shard: since when
	met      map[simKey]time.Duration // row sets: since when they are known
	left     map[simKey]bool          // row sets whose goodbye was heard
}

type simShown struct{ key, ref string }

// simHole is a time in which a link brought nothing, or not all.
type simHole struct{ from, until time.Duration }

// postFault is what becomes of one message on its way to a view.
type postFault struct {
	lost, twice bool
	late        time.Duration
}

// arrived is something that waits for the process; stamped at 0 means when it
// wakes.
type arrived struct {
	at time.Duration
	do func(time.Time)
}

func (w *world) startView() {
	v := &simView{
		world: w, born: w.now, picture: newPicture(w.shards, nil, w.time(w.now)),
		shown: map[simShown]*Presence{}, proven: map[int]time.Duration{}, met: map[simKey]time.Duration{}, left: map[simKey]bool{},
	}
	w.views = append(w.views, v)
	v.connect()
	v.tickAt = w.now + simBeat
	w.at(v.tickAt, v.tick)
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

func (v *simView) hear(shard int, m message, at time.Time) {
	v.picture.heard(shard, m, at)
	if m.Kind == kindBye && m.Shards == v.world.shards {
		v.left[simKey{shard: shard, node: m.Node}] = true
	}
	if v.world.rules.anythingProves {
		v.picture.probed(shard, math.MaxUint64, at)
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

// enqueue gives the process something to do.
func (v *simView) enqueue(do func(time.Time)) {
	w := v.world
	switch {
	case v.closed:
	case w.now < v.stalled:
		v.backlog = append(v.backlog, arrived{do: do})
	case w.now < v.jammed:
		v.backlog = append(v.backlog, arrived{at: w.now, do: do})
	default:
		v.handle(w.now, do)
	}
}

func (v *simView) tick() {
	if v.closed {
		return
	}
	v.enqueue(v.look)
	v.tickAt = v.world.now + v.picture.beat
	v.world.at(v.tickAt, v.tick)
}

func (v *simView) look(at time.Time) {
	v.picture.tick(at)
	for _, s := range v.picture.shards {
		if v.world.rules.tickBuries && s.proven {
			s.bury(at)
		}
	}
}

// stall stops the process; tickFirst says what it does first when it wakes.
func (v *simView) stall(d time.Duration, tickFirst bool) {
	if d > simLease {
		v.world.saw("view stalled for more than a lease")
	}
	v.stalled = max(v.stalled, v.world.now+d)
	if tickFirst {
		v.backlog = append(v.backlog, arrived{do: v.look})
	}
	v.world.at(v.stalled, v.resume)
}

// jam keeps the process from its queue, which fills meanwhile.
func (v *simView) jam(d time.Duration) {
	v.jammed = max(v.jammed, v.world.now+d)
	v.world.at(v.jammed, v.resume)
}

func (v *simView) resume() {
	if v.world.now < v.stalled || v.world.now < v.jammed {
		return
	}
	if v.world.rules.gapTrusted {
		v.trustGap()
	}
	backlog := v.backlog
	v.backlog, v.draining = nil, true
	defer func() { v.draining = false }()
	for _, a := range backlog {
		if a.at == 0 {
			a.at = v.world.now
		}
		v.handle(a.at, a.do)
	}
}

// handle lets the picture take one arrival, and does what it asks for.
func (v *simView) handle(at time.Duration, do func(time.Time)) {
	if v.closed {
		return
	}
	if v.world.rules.lateDeaf {
		v.picture.deaf = simLease
	}
	do(v.world.time(at))
	if v.world.rules.byeForgotten {
		for _, s := range v.picture.shards {
			clear(s.gone)
		}
	}
	v.observe(at)
	for _, t := range v.picture.take() {
		v.perform(t)
	}
}

// trustGap lets a process that woke believe that it heard all the time.
func (v *simView) trustGap() {
	for _, s := range v.picture.shards {
		if s.proven {
			s.heardAt = v.world.time(v.world.now)
		}
	}
}

func (v *simView) perform(t task) {
	w := v.world
	switch t.kind {
	case taskProbe:
		text := encode(probe{V: messageVersion, Kind: kindProbe, View: v.name(), N: t.n})
		v.call(callFault{}, func() { w.store.published = append(w.store.published, simPost{t.shard, text}) }, func(error) {})
	case taskRebuild:
		v.connect()
	case taskNodes:
		var nodes []string
		v.call(v.readFault(), func() { nodes = w.store.readNodes(t.shard) }, func(err error) {
			v.enqueue(func(at time.Time) { v.picture.nodesRead(t, nodes, err, at) })
		})
	case taskRows:
		var found *snapshot
		v.call(v.readFault(), func() { found = w.store.readRows(t.shard, t.node, w.now) }, func(err error) {
			v.enqueue(func(at time.Time) { v.rowsRead(t, found, err, at) })
		})
	}
}

func (v *simView) rowsRead(t task, found *snapshot, err error, at time.Time) {
	r := v.picture.shards[t.shard].replicas[t.node]
	if r != nil && found == nil && err == nil {
		if v.world.rules.missingEmpties {
			found = &snapshot{mark: mark{seq: r.mark.seq}}
		}
		if v.world.rules.missingRenews {
			r.heard = at
		}
	}
	if r != nil && found != nil && v.world.rules.olderTaken {
		r.mark.seq = min(r.mark.seq, found.mark.seq)
	}
	v.picture.rowsRead(t, found, err, at)
}

// call sends a command of the view.
func (v *simView) call(f callFault, exec func(), then func(error)) {
	if v.cut() {
		f.lost = true
	}
	v.world.call(f, exec, func(r callResult) {
		if r == answered {
			then(nil)
		} else {
			then(errSim)
		}
	})
}

func (v *simView) readFault() callFault {
	if len(v.reads) == 0 {
		return callFault{}
	}
	f := v.reads[0]
	v.reads = v.reads[1:]
	return f
}

// heal gives the view a link that works.
func (v *simView) heal() {
	w := v.world
	deaf := w.now < v.deafUntil || w.now < v.halfUntil || v.cut()
	v.cutUntil, v.lossUntil = min(v.cutUntil, w.now), min(v.lossUntil, w.now)
	v.faults, v.reads = nil, nil
	v.stalled, v.jammed = min(v.stalled, w.now), min(v.jammed, w.now)
	v.resume()
	if deaf || !v.up {
		v.connect()
	}
}
