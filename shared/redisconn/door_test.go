package redisconn_test

import (
	"bytes"
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// behindDoor is a batcher whose server knows the script increment.
func behindDoor(t *testing.T) (*redisconn.Batcher, *door) {
	t.Helper()
	server, d := redistest.Embed(t), &door{}
	if err := server.Embedded.Set("no number", "x"); err != nil {
		t.Fatal(err)
	}
	if err := increment.Load(t.Context(), server.Open(t).Writes()).Err(); err != nil {
		t.Fatal(err)
	}
	conn := server.OpenWith(t, redisconn.Config{Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
		var dialer net.Dialer
		c, err := dialer.DialContext(ctx, network, address)
		return doorway{c, d}, err
	}})
	return conn.Batcher(), d
}

// door is what scripts go through, and wait at while it is shut, however long.
type door struct {
	closed atomic.Pointer[chan struct{}]
	writes atomic.Int64
}

func (d *door) shut() {
	closed := make(chan struct{})
	d.closed.Store(&closed)
}

func (d *door) open() { close(*d.closed.Swap(nil)) }

type doorway struct {
	net.Conn
	door *door
}

func (d doorway) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("evalsha")) {
		d.door.writes.Add(1)
		if closed := d.door.closed.Load(); closed != nil {
			<-*closed
		}
	}
	return d.Conn.Write(b)
}

func (doorway) SetWriteDeadline(time.Time) error { return nil }

func (doorway) SetReadDeadline(time.Time) error { return nil }

// until waits for it.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case <-limit:
			t.Fatal("in vain")
		case <-time.After(time.Millisecond):
		}
	}
}
