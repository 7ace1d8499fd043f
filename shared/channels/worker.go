package channels

import (
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// work empties the mailbox, then ends.
func (c *Conn) work() {
	for {
		it, ok := c.next()
		if !ok {
			return
		}
		c.do(it)
	}
}

// next is the next thing to do; false when there is nothing left.
func (c *Conn) next() (item, bool) {
	c.mu.Lock()
	v := c.verdict
	if v == nil {
		it, ok := c.box.take()
		c.working = ok
		c.changed.Signal()
		c.mu.Unlock()
		return it, ok
	}
	c.mu.Unlock()
	c.finish(*v)
	return item{}, false
}

// finish ends the connection: the client is told why, and every channel is
// left.
func (c *Conn) finish(v verdict) {
	if v.code != 0 {
		message := websocket.FormatCloseMessage(v.code, v.reason)
		_ = c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(closeTimeout))
	}
	for _, ch := range c.channels {
		c.leave(ch)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.box = mailbox{}
	c.closed, c.working = true, false
	c.changed.Broadcast()
	// The reader sees the client close, or this.
	_ = c.ws.SetReadDeadline(time.Now().Add(closeTimeout))
}

func (c *Conn) do(it item) {
	switch {
	case it.frame != nil:
		c.dispatch(*it.frame)
	case c.hasEnded(it.channel):
	case it.push != nil:
		c.send(it.push)
	case it.refresh:
		c.refresh(it.channel)
	case it.close:
		c.leave(it.channel)
		c.write(ending(eventClose, encode(it.channel.topic), it.channel.joinRef, struct{}{}))
	}
}

func (c *Conn) hasEnded(ch *Channel) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return ch.ended
}

// refresh tells the client the current state of one channel.
func (c *Conn) refresh(ch *Channel) {
	c.mu.Lock()
	ch.pending = false
	c.box.drop(ch)
	c.mu.Unlock()
	var messages []Message
	if err := guard(func() { messages = ch.handler.Refresh(c.server.ctx) }); err != nil {
		c.crash(ch, err)
		return
	}
	for _, m := range messages {
		c.write(ch.frame(m.Event, m.Payload))
	}
}

// write writes a frame for this client alone.
func (c *Conn) write(f frame) {
	c.written(func() error { return c.ws.WriteMessage(websocket.TextMessage, c.version.encode(f)) })
}

// send writes a frame that many may share.
func (c *Conn) send(o *outgoing) {
	c.written(func() error {
		text, err := o.text(c.version)
		if err != nil {
			return err
		}
		return c.ws.WritePreparedMessage(text)
	})
}

// written runs a write with its deadline. One that fails ends the connection.
func (c *Conn) written(write func() error) {
	err := c.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	if err == nil {
		err = write()
	}
	if err != nil {
		c.end(verdictUnwritable)
		_ = c.ws.NetConn().Close() // the reader ends
	}
}

// crash ends a channel whose handler panicked: the client joins again, into
// fresh state.
func (c *Conn) crash(ch *Channel, err error) {
	c.server.config.Log.Error("channels: a handler panicked", "topic", ch.pattern, "err", err)
	c.leave(ch)
	c.write(ending(eventError, encode(ch.topic), ch.joinRef, reason{"channel_crash"}))
}

// leave takes a channel out. Nothing of it is written after what follows.
func (c *Conn) leave(ch *Channel) {
	delete(c.channels, ch.topic)
	c.server.hub.unsubscribe(ch)
	c.mu.Lock()
	ch.ended = true
	c.mu.Unlock()
	if err := guard(ch.handler.Leave); err != nil {
		c.server.config.Log.Error("channels: a handler panicked at the end", "topic", ch.pattern, "err", err)
	}
}

// guard turns a panic into an error.
func guard(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	f()
	return nil
}
