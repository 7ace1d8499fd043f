package channels

// Bounds of a connection's mailbox. Beyond them a client waits (frames) or is
// told the current state instead of what led to it (pushes).
const (
	maxFrames = 32      // frames that were read and not yet handled
	maxQueue  = 1 << 20 // bytes of pushes that were not yet written
)

// item is one thing for a connection's worker to do.
type item struct {
	channel *Channel // nil for a frame
	frame   *frame   // to handle
	push    *outgoing
	refresh bool // push what channel shows now
	close   bool // end channel
}

// mailbox is what waits for a connection's worker, in order. It is pure; its
// connection guards it.
type mailbox struct {
	items  []item
	frames int
	bytes  int
}

func (m *mailbox) add(it item) {
	m.items = append(m.items, it)
	if it.frame != nil {
		m.frames++
	}
	if it.push != nil {
		m.bytes += it.push.size
	}
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
	m.forget(it)
	return it, true
}

func (m *mailbox) forget(it item) {
	if it.frame != nil {
		m.frames--
	}
	if it.push != nil {
		m.bytes -= it.push.size
	}
}

// full reports whether no frame should be read for now.
func (m *mailbox) full() bool { return m.frames >= maxFrames }

// fits reports whether a push may wait here.
func (m *mailbox) fits(p *outgoing) bool { return m.bytes+p.size <= maxQueue }

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
		m.forget(it)
		if len(losers) == 0 || losers[len(losers)-1] != it.channel {
			losers = append(losers, it.channel)
		}
	}
	clear(m.items[len(kept):])
	m.items = kept
	return losers
}
