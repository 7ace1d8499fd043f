package service

import (
	"net"
	"net/http"
	"net/netip"
	"testing"
)

// caller is a connection from somewhere.
type caller struct {
	net.Conn
	from   string
	closed bool
}

func (c *caller) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(c.from), 1))
}

func (c *caller) Close() error {
	c.closed = true
	return nil
}

func TestConnectionsWithoutASocketAreBounded(t *testing.T) {
	proxies := []Prefix{{netip.MustParsePrefix("10.0.0.0/8")}}
	c := &crowd{most: 6, mostEach: 2, proxies: proxies, log: quiet(), all: map[net.Conn]string{}, each: map[string]int{}}
	call := func(from string) *caller {
		conn := &caller{from: from}
		c.changed(conn, http.StateNew)
		return conn
	}
	first, second := call("192.0.2.1"), call("::ffff:192.0.2.1")
	if third := call("192.0.2.1"); first.closed || second.closed || !third.closed {
		t.Error("one address may hold two")
	}
	c.changed(first, http.StateHijacked)
	if call("192.0.2.1").closed {
		t.Error("a socket counts as a connection that waits")
	}
	for range 4 {
		if call("10.1.2.3").closed {
			t.Error("a trusted proxy counts as one address")
		}
	}
	if !call("198.51.100.1").closed {
		t.Error("a seventh was let in")
	}
	c.changed(second, http.StateClosed)
	if call("198.51.100.1").closed {
		t.Error("a place that is free was not given")
	}
}

func TestOpenFilesAreLeftForProbesAndRedis(t *testing.T) {
	sockets, files := (Clients{}).Sockets(), openFiles()
	if spare := files - sockets - files/10; spare < files/20 {
		t.Errorf("of %d open files %d are left", files, spare)
	}
}
