package presence

import (
	"maps"
	"slices"
	"time"
)

// maxWaiting is how many bytes of messages may wait while a row set is read.
const maxWaiting = 4 << 20

// replica is a view's copy of one row set.
type replica struct {
	node  string
	rows  map[string]*connection
	mark  mark   // of what is in rows; its seq is the last one applied
	known bool   // rows was read once
	said  uint64 // the highest seq that the node has said

	heard  time.Time     // when the node was last heard on this channel
	lease  time.Duration // how long it may stay unheard; zero: it was never heard
	behind time.Time     // since when Redis lacks what the node knows; zero: it does not
	below  int           // beats in a row with a seq below ours

	level   time.Time // when rows were last seen to be what the node says
	doubt   time.Time // since when they may not be; zero: they are
	wanted  string    // why it should be read; empty: it need not
	asked   bool      // it was read since the last tick
	ticket  uint64    // of the read under way; zero: there is none
	waiting []message // what came meanwhile
	waits   int       // its bytes
	spilled bool      // it was more than may wait
}

// advice is what a message means for a replica.
type advice string

const (
	nothing   advice = ""          // it says nothing about the rows
	level     advice = "level"     // the rows are what the node says
	gap       advice = "gap"       // changes are missing
	different advice = "different" // the same seq, other rows
	rewound   advice = "rewound"   // the node goes on below what it said before
	garbled   advice = "garbled"   // a mark that cannot be read
	rewritten advice = "rewritten" // a reset without its rows
)

// hear notes what a message says about its node. Only a beat and a here are
// made when they are sent, and can say how far Redis is behind the node; that it
// is not any more, only a beat can.
func (r *replica) hear(m message, at time.Time) {
	r.heard, r.lease = at, m.lease()
	switch m.Kind {
	case kindBeat:
		if !r.doubt.IsZero() { // what Redis has now, this replica may lack
			r.doubt = oldest(r.doubt, r.behind)
		}
		r.behind = m.behindSince(at)
	case kindHere:
		r.behind = oldest(r.behind, m.behindSince(at))
	}
}

// oldest is the earlier of two moments, of which zero is none.
func oldest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// suspect: the rows may not be what the node says, and may not have been since
// they last were.
func (r *replica) suspect() {
	if r.doubt.IsZero() {
		r.doubt = r.level
	}
}

// settle: the rows are what the node says, so there is nothing to read for.
func (r *replica) settle(at time.Time) {
	r.level, r.doubt, r.wanted = at, time.Time{}, ""
	r.forgetWaiting()
}

// wait keeps a message until the row set was read, if there is room for it.
func (r *replica) wait(m message, room int) {
	if r.waits += m.size; r.spilled || r.waits > room {
		r.waiting, r.spilled = nil, true
		return
	}
	r.waiting = append(r.waiting, m)
}

func (r *replica) forgetWaiting() { r.waiting, r.waits, r.spilled = nil, 0, false }

// apply takes one message of the node, in the order in which they came.
func (r *replica) apply(m message, people *roster) advice {
	theirs, err := parseMark(m.Mark)
	r.said = max(r.said, theirs.seq) // of a mark that cannot be read it is zero
	switch {
	case !r.known:
		return nothing
	case err != nil:
		return garbled
	case m.Kind == kindHere && theirs.seq <= r.mark.seq:
		return nothing // it may be late: no script has looked whether it still is so
	case m.Kind == kindReset && theirs.seq > r.mark.seq:
		return r.reset(m, theirs, people)
	case theirs.seq < r.mark.seq:
		return r.late(m)
	}
	r.below = 0
	if m.Kind == kindFlush && theirs.seq == r.mark.seq+1 {
		r.flush(m, theirs, people)
	}
	switch {
	case r.mark.seq < r.said:
		return gap
	case !theirs.holds(r.mark):
		return different
	default:
		return level
	}
}

// late is a message of what is past: it came twice, or late. But a node that
// keeps beating below us continues from a store that was set back.
func (r *replica) late(m message) advice {
	if m.Kind == kindBeat {
		r.below++
	}
	if r.below > 1 {
		return rewound
	}
	return nothing
}

func (r *replica) flush(m message, theirs mark, people *roster) {
	for _, ref := range slices.SortedFunc(maps.Keys(m.Set), byAge) {
		r.put(ref, m.Set[ref], people)
	}
	for _, ref := range m.Del {
		r.remove(ref, people)
	}
	r.mark.seq = theirs.seq
}

func (r *replica) reset(m message, theirs mark, people *roster) advice {
	if m.Set == nil && theirs.count > 0 {
		return rewritten
	}
	r.below = 0
	return r.replace(snapshot{mark: theirs, rows: m.Set}, people)
}
