package live

import (
	"sync"
	"time"
)

const (
	// maxWaiting is how many changes of presence may wait for the board, beside
	// those that came at once: far more than come in a tick, and less memory than
	// anybody misses.
	maxWaiting = 100_000
	// late is how long a change may wait before pages are told that what they see
	// is old.
	late = 5 * time.Second
)

// inbox is what a dashboard has to do, in its order. Who brings changes of
// presence cannot be made to wait, so there is an end to how many are kept: from
// then on all are dropped until the whole picture has been read anew.
type inbox struct {
	mu      sync.Mutex
	todo    []func()
	first   time.Time // when the first of todo came
	inHand  time.Time // when the first of those came that are being done; zero: none is
	waiting int       // changes of presence, in todo or in hand
	round   int       // how many times the picture was read anew
	dropped bool      // a change, since then
}

func (i *inbox) put(f func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.todo) == 0 {
		i.first = time.Now()
	}
	i.todo = append(i.todo, f)
}

// take hands out what there is to do, until taken.
func (i *inbox) take() []func() {
	i.mu.Lock()
	defer i.mu.Unlock()
	todo := i.todo
	if len(todo) > 0 {
		i.inHand = i.first
	}
	i.todo = nil
	return todo
}

func (i *inbox) taken() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.inHand = time.Time{}
}

// since is when the oldest came that is not done; zero: all is.
func (i *inbox) since() time.Time {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case !i.inHand.IsZero():
		return i.inHand
	case len(i.todo) > 0:
		return i.first
	default:
		return time.Time{}
	}
}

// admit says whether so many changes may be put, and in which round.
func (i *inbox) admit(changes int) (round int, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.dropped = i.dropped || i.waiting >= maxWaiting
	if i.dropped {
		return 0, false
	}
	i.waiting += changes
	return i.round, true
}

// release is called for changes that wait no more; it reports whether they are
// still news.
func (i *inbox) release(changes, round int) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.waiting -= changes
	return !i.dropped && round == i.round
}

// incomplete reports whether the picture must be read anew.
func (i *inbox) incomplete() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.dropped
}

// begin begins a round, with the picture that is being read.
func (i *inbox) begin() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.dropped = false
	i.round++
}
