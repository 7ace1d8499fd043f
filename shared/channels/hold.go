package channels

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// maxHeld is how many bytes are held before they are sent. A part that is
// longer is not copied, but sent from where it lies.
const maxHeld = 16 << 10

// holder is a connection that can hold what is written until it is told to send
// it, all with one system call. The worker holds and flushes. The reader, which
// writes close frames, waits for no client that does not read, unless it has
// answered a heartbeat in a worker's stead.
type holder struct {
	net.Conn

	mu   sync.Mutex
	held *bytes.Buffer // nil: what is written is sent at once
}

// hold lets everything wait that is written from now on.
func (h *holder) hold() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held == nil {
		h.held = borrow()
	}
}

// holds reports whether something may wait for a flush.
func (h *holder) holds() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held != nil
}

// full reports whether it is time to flush.
func (h *holder) full() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.held != nil && h.held.Len() >= maxHeld
}

// flush sends what is held, and holds nothing from then on. What the reader
// writes meanwhile is sent after it.
func (h *holder) flush() error {
	for held := h.take(); held != nil; held = h.take() {
		if err := h.send(held, nil); err != nil {
			return err
		}
	}
	return nil
}

// take is what is held, while more may be; nil when there is nothing, and from
// then on nothing is held.
func (h *holder) take() *bytes.Buffer {
	h.mu.Lock()
	defer h.mu.Unlock()
	held := h.held
	switch {
	case held == nil:
	case held.Len() > 0:
		h.held = borrow()
	default:
		giveBack(held)
		h.held, held = nil, nil
	}
	return held
}

// Write is net.Conn's. An error of what is held is that of its flush.
func (h *holder) Write(p []byte) (int, error) {
	h.mu.Lock()
	held := h.held
	switch {
	case held == nil:
		h.mu.Unlock()
		return h.Conn.Write(p)
	case len(p) < maxHeld:
		defer h.mu.Unlock()
		return held.Write(p)
	}
	h.held = borrow()
	h.mu.Unlock()
	if err := h.send(held, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// send writes what was held, and what stands behind it.
func (h *holder) send(held *bytes.Buffer, more []byte) error {
	defer giveBack(held)
	_ = h.Conn.SetWriteDeadline(time.Now().Add(writeTimeout)) // applies to what is written next
	if more == nil {
		_, err := h.Conn.Write(held.Bytes())
		return err
	}
	parts := net.Buffers{held.Bytes(), more}
	_, err := parts.WriteTo(h.Conn)
	return err
}

// SetWriteDeadline is net.Conn's, for what is sent at once: what is held gets
// its deadline when it is sent.
func (h *holder) SetWriteDeadline(t time.Time) error {
	if h.holds() {
		return nil
	}
	return h.Conn.SetWriteDeadline(t)
}
