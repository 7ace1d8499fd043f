package presence

import (
	"slices"
	"time"
)

func (v *simView) perform(t task) {
	w := v.world
	switch t.kind {
	case taskProbe:
		text := encode(probe{V: messageVersion, Kind: kindProbe, View: v.name(), N: t.n})
		v.call(callFault{}, func() { w.store.published = append(w.store.published, simPost{t.shard, text}) }, func(error) {})
	case taskRebuild:
		v.connect()
	case taskAgain:
		w.after(v.picture.round(), func() { v.enqueue(func(time.Time) { v.picture.again(t.shard) }) })
	case taskNodes, taskRows:
		v.queue = append(v.queue, t)
	}
}

// startReads reads as many row sets at once as a view does.
func (v *simView) startReads() {
	v.queue = slices.DeleteFunc(v.queue, func(t task) bool { return !v.picture.awaits(t) })
	for v.reading < simReads && len(v.queue) > 0 {
		t := v.queue[0]
		v.queue = v.queue[1:]
		v.reading++
		v.read(t)
	}
	if len(v.queue) > 0 {
		v.world.saw("read waited for a place")
	}
}

// simReads is fewer than in earnest, as there are fewer row sets.
const simReads = 2

func (v *simView) read(t task) {
	w := v.world
	var nodes []string
	var found *snapshot
	exec := func() { found = w.store.readRows(t.shard, t.node, w.now) }
	if t.kind == taskNodes {
		exec = func() { nodes = w.store.readNodes(t.shard) }
	}
	v.call(v.readFault(), exec, func(err error) {
		v.enqueue(func(at time.Time) {
			v.reading--
			if t.kind == taskNodes {
				v.picture.nodesRead(t, nodes, err, at)
			} else {
				v.rowsRead(t, found, err, at)
			}
		})
	})
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
