package presence

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"footfall/shared/redisconn"
)

// bubbleLine is how one process reaches the embedded Redis: over pipes that can
// break, or swallow what is sent.
type bubbleLine struct {
	redis *miniredis.Miniredis
	seed  uint64 // of its jitter

	conn *redisconn.Conn

	mu   sync.Mutex
	down bool // connections are refused
	taps []*bubbleTap
}

func (l *bubbleLine) open(t *testing.T) *redisconn.Conn {
	t.Helper()
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://bubble:6379", Dialer: l.dial, Jitter: l.jitter})
	if err != nil {
		t.Fatal(err)
	}
	l.conn = conn
	return conn
}

// jitter depends on nothing but the line's seed and the time: not on which of the
// process' goroutines asks first.
func (l *bubbleLine) jitter(below time.Duration) time.Duration {
	now := uint64(time.Now().UnixNano())
	return simDuration(rand.New(rand.NewPCG(l.seed, now)), below)
}

func (l *bubbleLine) close() {
	_ = l.conn.Close()
	l.cut(true)
}

func (l *bubbleLine) dial(context.Context, string, string) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: errors.New("connection refused")}
	}
	conn, err := l.redis.Dial()
	if err != nil {
		return nil, err
	}
	tap := &bubbleTap{Conn: conn}
	l.taps = append(l.taps, tap)
	return tap, nil
}

// cut breaks every connection; while it is down there will be no other.
func (l *bubbleLine) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
	for _, tap := range l.taps {
		_ = tap.Close()
	}
	l.taps = nil
}

// restore lets connections be made, and ends those that lag.
func (l *bubbleLine) restore() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
	for _, tap := range l.taps {
		if tap.lateness() > 0 {
			_ = tap.Close()
		}
	}
}

// swallow lets every present connection bring nothing any more, and take
// nothing either unless only replies are to be lost. None of them breaks.
func (l *bubbleLine) swallow(repliesOnly bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, tap := range l.taps {
		tap.mu.Lock()
		tap.deaf, tap.mute = true, !repliesOnly
		tap.mu.Unlock()
	}
}

// lag lets everything that is sent on a present connection arrive so much later,
// also what was given up and what its sender did not live to see.
func (l *bubbleLine) lag(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, tap := range l.taps {
		tap.mu.Lock()
		tap.late = d
		tap.mu.Unlock()
	}
}

// bubbleTap is one connection.
type bubbleTap struct {
	net.Conn
	mu         sync.Mutex
	deaf, mute bool
	late       time.Duration
	closed     bool
}

func (t *bubbleTap) Read(b []byte) (int, error) {
	for {
		n, err := t.Conn.Read(b)
		t.mu.Lock()
		deaf := t.deaf
		t.mu.Unlock()
		if !deaf || err != nil {
			return n, err
		}
	}
}

func (t *bubbleTap) Write(b []byte) (int, error) {
	t.mu.Lock()
	closed, mute, late := t.closed, t.mute, t.late
	t.mu.Unlock()
	switch {
	case closed:
		return 0, net.ErrClosed
	case mute:
		return len(b), nil
	case late > 0:
		later := bytes.Clone(b)
		time.AfterFunc(late, func() { _, _ = t.Conn.Write(later) })
		return len(b), nil
	default:
		return t.Conn.Write(b)
	}
}

// Close lets what is under way arrive before.
func (t *bubbleTap) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	if t.late > 0 {
		time.AfterFunc(t.late+time.Millisecond, func() { _ = t.Conn.Close() })
		return nil
	}
	return t.Conn.Close()
}

func (t *bubbleTap) lateness() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.late
}
