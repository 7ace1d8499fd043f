package channels

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

// work empties the mailbox, sends what came of it, and returns. When the
// connection must end, it ends it.
func (c *conn) work() {
	for {
		it, more, v := c.next()
		switch {
		case v != nil:
			c.finish(*v)
			return
		case more:
			c.do(it)
		default:
			return
		}
	}
}

// next is what to do now. Where there is nothing another worker may begin at
// once, so this one must not look at the connection again.
func (c *conn) next() (it item, more bool, v *verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdict == nil {
		if it, more = c.box.take(); !more && c.wire.holds() {
			it, more = item{flush: true}, true
		}
		c.working = more
		c.changed.Signal()
	}
	return it, more, c.verdict
}

func (c *conn) do(it item) {
	switch {
	case it.flush:
		c.flush()
	case it.frame != nil && it.frame.ping:
		c.write(websocket.PongMessage, it.frame.payload)
	case it.frame != nil:
		c.dispatch(*it.frame)
	case it.channel.ended:
	case it.push != nil:
		c.write(websocket.TextMessage, it.push.text(c.version))
	case it.refresh:
		c.refresh(it.channel)
	case it.close:
		c.leave(it.channel)
		c.send(ending(eventClose, appendText(nil, it.channel.topic), it.channel.joinRef(), nil))
	}
}

// refresh tells the client the current state of one channel.
func (c *conn) refresh(ch *Channel) {
	c.mu.Lock()
	ch.refreshing = false
	c.box.drop(ch)
	c.mu.Unlock()
	var frames []frame
	err := guard(func() {
		for _, m := range ch.handler.Refresh(c.server.ctx) {
			frames = append(frames, ch.frame(m.Event, m.Payload))
		}
	})
	if err != nil {
		c.crash(ch, err)
		return
	}
	for _, f := range frames {
		c.send(f)
	}
}

// crash ends a channel whose handler panicked: the client joins again, into
// fresh state.
func (c *conn) crash(ch *Channel, err error) {
	c.server.config.Log.Error("channels: a handler panicked", "topic", ch.route.Pattern, "err", err)
	c.leave(ch)
	c.send(ending(eventError, appendText(nil, ch.topic), ch.joinRef(), reason{"channel_crash"}))
}

// leave takes a channel out. Nothing of it is written after what follows.
func (c *conn) leave(ch *Channel) {
	c.channels = slices.DeleteFunc(c.channels, func(other *Channel) bool { return other == ch })
	c.silence(ch)
	if err := guard(ch.handler.Leave); err != nil {
		c.server.config.Log.Error("channels: a handler panicked at the end", "topic", ch.route.Pattern, "err", err)
	}
}

// silence makes sure that nothing more is pushed to a channel.
func (c *conn) silence(ch *Channel) {
	c.server.hub.unsubscribe(ch)
	c.mu.Lock()
	defer c.mu.Unlock()
	ch.ended = true
}

// finish ends the connection: every channel is left, and the client is told
// why. Leaving comes first, so that a client that comes back at once meets
// nothing of itself.
func (c *conn) finish(v verdict) {
	for len(c.channels) > 0 {
		c.leave(c.channels[0])
	}
	c.tell(v)
	c.flush()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.box = mailbox{}
	c.closed, c.working = true, false
	c.changed.Signal()
}

// tell writes the close frame, if there is one to write.
func (c *conn) tell(v verdict) {
	if v.code != 0 {
		message := websocket.FormatCloseMessage(v.code, v.reason)
		_ = c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(closeTimeout))
	}
}

// send writes a frame for this client alone. A large payload may be one that
// many clients are told, so it is not copied: it makes a message of two
// fragments, of which the second holds what stands behind it.
func (c *conn) send(f frame) {
	if len(f.payload) < maxCopied {
		buffer := borrow()
		defer giveBack(buffer)
		buffer.Grow(f.size())
		c.write(websocket.TextMessage, c.version.append(buffer.AvailableBuffer(), f))
		return
	}
	head, tail := c.version.appendHead(nil, f), c.version.appendTail(nil, f)
	c.writes(func() error {
		w, err := c.ws.NextWriter(websocket.TextMessage)
		for _, part := range [][]byte{head, f.payload, tail} {
			if err == nil {
				_, err = w.Write(part)
			}
		}
		if err != nil {
			return err
		}
		return w.Close()
	})
}

// write writes a message.
func (c *conn) write(kind int, data []byte) {
	c.writes(func() error { return c.ws.WriteMessage(kind, data) })
}

// writes writes; what is written is held. Failing ends the connection, unless
// the library has sent a close frame from the reader, which then is about to end
// it.
func (c *conn) writes(message func() error) {
	c.wire.hold()
	if err := message(); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		c.end(verdictUnwritable)
	}
	if c.wire.full() {
		c.flush()
	}
}

// flush sends what is held.
func (c *conn) flush() {
	if err := c.wire.flush(); err != nil {
		c.end(verdictUnwritable)
	}
}

// guard turns a panic into an error.
func guard(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	f()
	return nil
}
