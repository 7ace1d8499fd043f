package presence

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"footfall/shared/redisconn"
)

// bubbleLine is how one process reaches the embedded Redis: over pipes that can
// break, or swallow what is sent.
type bubbleLine struct {
	redis *miniredis.Miniredis

	conn *redisconn.Conn

	mu   sync.Mutex
	down bool // connections are refused
	taps []*bubbleTap
}

func (l *bubbleLine) open(t *testing.T) *redisconn.Conn {
	t.Helper()
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://bubble:6379", Dialer: l.dial})
	if err != nil {
		t.Fatal(err)
	}
	l.conn = conn
	return conn
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

func (l *bubbleLine) restore() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
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
	l.taps = nil
}

// bubbleTap is one connection.
type bubbleTap struct {
	net.Conn
	mu         sync.Mutex
	deaf, mute bool
}

func (t *bubbleTap) is() (deaf, mute bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.deaf, t.mute
}

func (t *bubbleTap) Read(b []byte) (int, error) {
	for {
		n, err := t.Conn.Read(b)
		if deaf, _ := t.is(); !deaf || err != nil {
			return n, err
		}
	}
}

func (t *bubbleTap) Write(b []byte) (int, error) {
	if _, mute := t.is(); mute {
		return len(b), nil
	}
	return t.Conn.Write(b)
}
