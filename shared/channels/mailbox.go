package channels

import "slices"

// Bounds of a connection's mailbox, in bytes. Beyond them a client is read no
// further (frames), or is told the current state instead of what led to it
// (pushes).
const (
	maxUnhandled = 64 << 10 // of frames that were read and not yet handled
	maxUnwritten = 1 << 20  // of pushes that were not yet written
)

// item is one thing for a connection's worker to do.
type item struct {
	channel *Channel  // nil for a frame
	frame   *frame    // to handle
	push    *outgoing // to write
	refresh bool      // push what channel shows now
	close   bool      // end channel
	flush   bool      // send what is held; it is in no mailbox
}

// mailbox is what waits for a connection's worker, in order. It is pure; its
// connection guards it.
type mailbox struct {
	items     []item
	unhandled int
	unwritten int
}

func (m *mailbox) add(it item) {
	m.items = append(m.items, it)
	m.count(it, +1)
}

// take removes the first item; false when there is none, and then nothing is
// kept that an idle connection would have to hold.
func (m *mailbox) take() (item, bool) {
	if len(m.items) == 0 {
		m.items = nil
		return item{}, false
	}
	it := m.items[0]
	m.items[0] = item{}
	m.items = m.items[1:]
	m.count(it, -1)
	return it, true
}

func (m *mailbox) count(it item, sign int) {
	if it.frame != nil {
		m.unhandled += sign * it.frame.size()
	}
	if it.push != nil {
		m.unwritten += sign * it.push.frame.size()
	}
}

// full reports whether no frame should be read for now.
func (m *mailbox) full() bool { return m.unhandled >= maxUnhandled }

// fits reports whether a push may wait here.
func (m *mailbox) fits(o *outgoing) bool { return m.unwritten+o.frame.size() <= maxUnwritten }

// prefer moves the items of a channel before all others.
func (m *mailbox) prefer(ch *Channel) {
	slices.SortStableFunc(m.items, func(a, b item) int {
		switch {
		case a.channel == ch && b.channel != ch:
			return -1
		case a.channel != ch && b.channel == ch:
			return 1
		default:
			return 0
		}
	})
}

// drop removes pushes: those of one channel, or of all where it is nil. It
// returns the channels that lost one.
func (m *mailbox) drop(of *Channel) []*Channel {
	var losers []*Channel
	kept := m.items[:0]
	for _, it := range m.items {
		if it.push == nil || of != nil && it.channel != of {
			kept = append(kept, it)
			continue
		}
		m.count(it, -1)
		if len(losers) == 0 || losers[len(losers)-1] != it.channel {
			losers = append(losers, it.channel)
		}
	}
	clear(m.items[len(kept):])
	m.items = kept
	return losers
}
