package channels

import (
	"bytes"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// readFrames hands frames to the worker until one is wrong, none comes, or the
// connection ends.
func (c *conn) readFrames() error {
	for {
		if err := c.extend(); err != nil {
			return err
		}
		f, err := c.readFrame()
		if err != nil {
			return err
		}
		if f.excess, err = c.tooFast(); err != nil {
			return err
		}
		if !c.beats(f) {
			c.receive(f)
		}
	}
}

// buffers hold a message while it is read and decoded, or encoded, and messages
// until they are sent.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func borrow() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) } //nolint:forcetypeassert // nothing else is put there

// giveBack takes a buffer that nobody uses any more.
func giveBack(b *bytes.Buffer) {
	b.Reset()
	buffers.Put(b)
}

func (c *conn) readFrame() (*frame, error) {
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return nil, err
	}
	buffer := borrow()
	defer giveBack(buffer)
	_, err = buffer.ReadFrom(r)
	switch {
	case err != nil:
		return nil, err
	case kind != websocket.TextMessage:
		return nil, errBinary
	case !utf8.Valid(buffer.Bytes()):
		return nil, errUTF8
	}
	return c.version.decode(buffer.Bytes())
}

// receive puts a frame into the mailbox, and waits while that is full.
func (c *conn) receive(f *frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.box.full() && c.verdict == nil {
		c.changed.Wait()
	}
	c.postLocked(item{frame: f})
}

// beats answers a heartbeat, where no worker works: then the reader is the
// worker for this one answer. An idle client sends nothing else, and to wake
// another goroutine for each of very many costs more than all the rest of it.
func (c *conn) beats(f *frame) bool {
	if !f.isHeartbeat() || !c.begins() {
		return false
	}
	c.dispatch(*f)
	c.flush()
	c.ceases()
	return true
}

// begins reports whether the reader may be the worker.
func (c *conn) begins() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.working || c.verdict != nil {
		return false
	}
	c.working = true
	return true
}

// ceases leaves what has come meanwhile to a worker.
func (c *conn) ceases() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.working = false
	if c.verdict != nil || len(c.box.items) > 0 {
		c.wakeLocked()
	}
}

// ping counts as a frame, keeps the connection from being idle, and is answered
// by the worker: whoever waits for a slow client must not be the reader, but for
// the answer to a heartbeat.
func (c *conn) ping(text string) error {
	err := c.pong("")
	if err == nil {
		c.receive(&frame{ping: true, payload: []byte(text)})
	}
	return err
}

func (c *conn) pong(string) error {
	if _, err := c.tooFast(); err != nil {
		return err
	}
	return c.extend()
}

// tooFast reports whether a frame exceeds what the client, or all of its
// address, may send; an error, when that happened too often to this client.
func (c *conn) tooFast() (bool, error) {
	c.wire.taken = 0
	switch {
	case c.frames.Allow():
		return !c.from.frames.Allow(), nil
	case c.excess.Allow():
		return true, nil
	}
	return true, errFlood
}

// extend gives the client as long again until it counts as idle. Of a second
// only the first frame does: moving a deadline is dear among very many.
func (c *conn) extend() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdict != nil {
		return errEnded
	}
	now := time.Now()
	if now.Sub(c.extended) < extendEvery {
		return nil
	}
	c.extended = now
	return c.ws.SetReadDeadline(now.Add(idleTimeout + extendEvery))
}
