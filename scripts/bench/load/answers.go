package load

import (
	"bytes"
	"io"
	"sync"

	"footfall/scripts/bench/measure"
)

// frames are lent to whoever has something to read; an idle tab holds none.
var frames = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read reads until the socket ends.
func (t *tab) read() {
	defer t.end()
	for {
		_, message, err := t.socket.NextReader()
		if err != nil {
			return
		}
		t.take(message)
	}
}

// take looks at a message; an error shows again at the next.
func (t *tab) take(message io.Reader) {
	frame := frames.Get().(*bytes.Buffer)
	defer frames.Put(frame)
	frame.Reset()
	_, err := frame.ReadFrom(message)
	if r, is := readReply(frame.Bytes()); is && err == nil {
		t.settle(r)
	}
}

// settle takes an answer. Those to heartbeats, leaves and joins of products are
// answers to no change, but may be refusals too.
func (t *tab) settle(r reply) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !r.ok {
		t.refused(r.reason)
	}
	if len(t.waiting) == 0 || t.waiting[0].ref != r.ref {
		return // the shop answers a topic's frames in their order
	}
	c := t.waiting[0]
	t.waiting = t.waiting[1:]
	if len(t.waiting) == 0 {
		t.waiting = nil
	}
	t.crowd.asked.Add(-1)
	if r.ok {
		t.made(c)
	} else {
		t.notMade(c)
	}
	t.tell(r.reason)
}

func (t *tab) made(c change) {
	t.mark = after(t.mark, c)
	t.unsure = t.unsure && c.join == 0
	t.crowd.made(c, measure.Event{Handle: t.handle, Mark: t.mark, At: c.due, Unsure: t.unsure})
}

// notMade: a join that was refused takes back the one before it. An update may
// have been made all the same; then the next one, which undoes it, is answered
// with ok and changes nothing in presence.
func (t *tab) notMade(c change) {
	switch {
	case c.join == 0:
		t.unsure = true
	case c.left > 0 && t.mark.Join == c.join-1:
		t.crowd.left(measure.Event{Handle: t.handle, Mark: t.mark, At: c.left})
	}
}

// refused counts a refusal, and learns from it what the cart holds where an
// earlier change had an outcome that is not known.
func (t *tab) refused(reason string) {
	t.crowd.refuse(reason)
	switch reason {
	case "duplicate_item":
		t.holds = true
	case "not_found":
		t.holds = false
	}
}

// after is the mark that presence shows once a change was made.
func after(m measure.Mark, c change) measure.Mark {
	if c.join > 0 {
		return measure.Mark{Join: c.join, Rev: 1}
	}
	return measure.Mark{Join: m.Join, Rev: m.Rev + 1}
}

// tell lets whoever opened the tab know how its first join went.
func (t *tab) tell(reason string) {
	if t.joined != nil {
		t.joined <- reason
		t.joined = nil
	}
}

// end is the tab's end, whoever brought it about.
func (t *tab) end() {
	_ = t.socket.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	t.crowd.asked.Add(-int64(len(t.waiting)))
	for range t.waiting {
		t.crowd.refuse(ended)
	}
	t.waiting = nil
	t.tell(ended)
}
