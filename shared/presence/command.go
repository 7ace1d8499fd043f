package presence

import "time"

// command is one of the things a row set can ask Redis to do; each is one
// script. All of it is decided when the command is made: Redis only compares,
// stores and passes on.
type command interface{ isCommand() }

// flush writes a batch of changes onto what is there. It is frozen: sending it
// again sends the same bytes.
type flush struct {
	from, to mark // from is the zero mark when there must be no row set yet
	set      map[string]string
	del      []string
	message  string
	oldest   time.Time // the oldest change in it
	full     bool      // it had no room for more
}

// beat renews the lease and makes the node heard.
type beat struct {
	mark       mark
	beat, here string // which is published depends on whether the mark is there
}

// reset replaces the row set in one step: a rewrite that is small enough.
type reset struct {
	mark    mark
	rows    []frozenRow
	message string
}

// upload adds rows to a rewrite's side key; sending it twice does no harm.
type upload struct {
	seq  uint64 // of the rewrite
	rows []frozenRow
	here string
}

// commit puts a whole upload in the place of the row set.
type commit struct {
	mark    mark
	message string
}

// bye deletes the row set of a node that stops.
type bye struct{ message string }

func (*flush) isCommand() {}
func (beat) isCommand()   {}
func (reset) isCommand()  {}
func (upload) isCommand() {}
func (commit) isCommand() {}
func (bye) isCommand()    {}

// A verdict is what is known of a command that was sent.
type verdict int

const (
	// unknown: it may have been done, or will be done late.
	unknown verdict = iota
	// refused: it was certainly not done, and will not be.
	refused
	// done, just now or by an earlier attempt.
	done
	// lost: what Redis holds is not what the command builds on.
	lost
)

// outcome is a verdict with what was found in Redis, where a script looked.
type outcome struct {
	verdict verdict
	found   mark
	size    int // fields of the hash, the mark's included
}

// shows reports whether what was found is the row set at this mark, whole.
func (o outcome) shows(m mark) bool { return o.found == m && o.size == m.size() }

// size of the hash that holds the rows of this mark: the mark is a field too.
func (m mark) size() int {
	if m.seq == 0 {
		return 0
	}
	return m.count + 1
}
