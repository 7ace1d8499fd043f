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
	queue    []task        // reads that wait for a place
	reading  int           // places taken
	stalled  time.Duration // until then it does nothing
	jammed   time.Duration // until then nothing is taken from its queue
	backlog  []arrived
	draining bool // the backlog is being worked off
	tickAt   time.Duration

	deafest  time.Duration // the longest deaf time that it had
	impaired time.Duration // when a message was last lost by itself, or late
	vouches  time.Duration // since when, of late; 0: it does not
	shown    map[simShown]*Presence
	proven   map[int]time.Duration    // by shard: since when
	met      map[simKey]time.Duration // row sets: since when they are known
	claimed  map[simKey]bool          // row sets whose lease was heard
	left     map[simKey]bool          // row sets whose goodbye was heard
}

// simRoom is how many bytes may wait for a read: some four messages.
const simRoom = 800

type simShown struct{ key, ref string }

// arrived is something that waits for the process; stamped at 0 means when it
// wakes.
type arrived struct {
	at time.Duration
	do func(time.Time)
}

func (w *world) startView() {
	v := &simView{
		world: w, born: w.now, picture: newPicture(w.shards, simLifeOf, w.time(w.now)),
		shown: map[simShown]*Presence{}, proven: map[int]time.Duration{}, met: map[simKey]time.Duration{}, claimed: map[simKey]bool{}, left: map[simKey]bool{},
	}
	v.picture.room = simRoom
	w.views = append(w.views, v)
	v.connect()
	v.tickAt = w.now + simBeat
	w.at(v.tickAt, v.tick)
}

func (v *simView) hear(shard int, m message, at time.Time) {
	v.picture.heard(shard, m, at)
	v.claimed[simKey{shard: shard, node: m.Node}] = true
	if m.Kind == kindBye && m.Shards == v.world.shards {
		v.left[simKey{shard: shard, node: m.Node}] = true
	}
	if v.world.rules.anythingProves {
		v.picture.probed(shard, math.MaxUint64, at)
	}
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
		v.picture.deaf = simLease - simBeat
	}
	if v.world.rules.vouchesEarly {
		for _, s := range v.picture.shards {
			s.provenAt = time.Time{}
		}
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
	v.startReads()
}

// trustGap lets a process that woke believe that it heard all the time.
func (v *simView) trustGap() {
	for _, s := range v.picture.shards {
		if s.proven {
			s.heardAt = v.world.time(v.world.now)
		}
	}
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
