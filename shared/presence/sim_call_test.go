package presence

import "time"

// callFault is what becomes of one command or read.
type callFault struct {
	lost  bool          // it never arrives
	mute  bool          // its reply never comes
	late  time.Duration // it arrives so much later
	slow  time.Duration // its reply comes so much later
	again time.Duration // it arrives a second time so much later
}

type callResult int

const (
	silent   callResult = iota // nothing came within the timeout
	answered                   // done, and the reply came
	declined                   // there was no connection
)

// call sends a command to Redis and says what came of it.
func (w *world) call(f callFault, exec func(), then func(callResult)) {
	if w.gone() == down {
		w.answer(w.now+simLatency, declined, then)
		return
	}
	start, at := w.now, w.now+simLatency+f.late
	if w.gone() == frozen {
		at = max(at, w.awayEnd+simLatency)
	}
	arrives := !f.lost && w.gone() != hole
	w.lastLate = max(w.lastLate, at+f.again)
	if arrives {
		w.arrive(at, at-start > simTimeout, exec)
	}
	if arrives && f.again > 0 {
		w.arrive(at+f.again, true, exec)
	}
	w.noteCall(arrives, at > start+simTimeout, f)
	if answer := at + simLatency + f.slow; arrives && !f.mute && answer < start+simTimeout {
		w.answer(answer, answered, then)
		return
	}
	w.answer(start+simTimeout, silent, then)
}

// arrive lets a command be executed; one that is late tells of what is past.
func (w *world) arrive(at time.Duration, late bool, exec func()) {
	w.at(at, func() {
		if late {
			w.cameLate = w.now
		}
		w.execute(exec)
	})
}

// answer tells the sender of a command what came of it.
func (w *world) answer(at time.Duration, r callResult, then func(callResult)) {
	if !w.healed {
		w.underWay = max(w.underWay, at)
	}
	w.at(at, func() { then(r) })
}

func (w *world) noteCall(arrives, late bool, f callFault) {
	switch {
	case !arrives:
		w.saw("command lost")
	case late:
		w.saw("command executed after its sender gave it up")
	case f.mute:
		w.saw("reply lost")
	case f.again > 0:
		w.saw("command executed twice")
	}
}

// execute does something in Redis, and passes on what it publishes.
func (w *world) execute(exec func()) {
	if w.gone() == down {
		return
	}
	exec()
	for _, p := range w.store.take() {
		w.publish(p)
	}
}
