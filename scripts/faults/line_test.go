package faults

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// line is what lies between a service and Redis: it can break, lead elsewhere,
// or swallow all packets without a word.
type line struct {
	listener net.Listener
	running  sync.WaitGroup

	mu     sync.Mutex
	target string
	silent bool // new links are swallowed, too
	links  map[*link]bool
	closed bool
}

// link is one connection over a line.
type link struct {
	near, far  net.Conn
	subscribes atomic.Bool // it was used for SUBSCRIBE
	silent     atomic.Bool // all packets vanish
}

// lay lays a line to the target.
func lay(t *testing.T, target string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	l := &line{listener: listener, target: target, links: map[*link]bool{}}
	l.running.Go(l.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		l.mu.Lock()
		l.closed = true
		l.mu.Unlock()
		l.cut()
		l.running.Wait()
	})
	return l
}

func (l *line) url() string { return "redis://" + l.listener.Addr().String() }

func (l *line) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.running.Go(func() { l.join(near) })
	}
}

// join leads a connection on until one side closes it.
func (l *line) join(near net.Conn) {
	defer near.Close()
	l.mu.Lock()
	target := l.target
	l.mu.Unlock()
	far, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer far.Close()
	k := &link{near: near, far: far}
	if !l.enter(k) {
		return
	}
	var ways sync.WaitGroup
	ways.Go(func() { k.carry(far, near, true) })
	k.carry(near, far, false)
	ways.Wait()
	l.mu.Lock()
	delete(l.links, k)
	l.mu.Unlock()
}

func (l *line) enter(k *link) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	k.silent.Store(l.silent)
	l.links[k] = true
	return !l.closed
}

// carry passes on what comes from one side. The end of one is the end of the
// other, but nobody hears of the end of what is silent.
func (k *link) carry(to, from net.Conn, asks bool) {
	packet := make([]byte, 64<<10)
	for {
		n, err := from.Read(packet)
		if asks && bytes.Contains(packet[:n], []byte("subscribe")) {
			k.subscribes.Store(true)
		}
		if !k.silent.Load() {
			if _, failed := to.Write(packet[:n]); failed != nil || err != nil {
				k.close()
			}
		}
		if err != nil {
			return
		}
	}
}

// each visits the links that are there.
func (l *line) each(visit func(*link)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k := range l.links {
		visit(k)
	}
}

// swallow lets the packets of all links vanish for ever. It returns how many.
func (l *line) swallow(which func(*link) bool) (count int) {
	l.each(func(k *link) {
		if which(k) {
			k.silent.Store(true)
			count++
		}
	})
	return count
}

// vanish lets all packets vanish, on new links, too, until the function that
// it returns is called: then new links work, and the old ones stay silent, as
// where a firewall has forgotten them.
func (l *line) vanish() (heal func()) {
	set := func(silent bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.silent = silent
	}
	set(true)
	l.swallow(func(*link) bool { return true })
	return func() { set(false) }
}

// cut closes all links.
func (l *line) cut() { l.each((*link).close) }

func (k *link) close() { _, _ = k.near.Close(), k.far.Close() }

// lead leads new links elsewhere.
func (l *line) lead(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = target
}
