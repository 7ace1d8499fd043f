package race

import (
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A line lies between a storefront and Redis, and is where faults happen.
type line struct {
	listener net.Listener
	socket   string // of Redis
	faults   *faultPlan
	kill     func() // the storefront
	running  sync.WaitGroup

	mu    sync.Mutex
	links map[*link]bool
}

// A link is one connection over a line.
type link struct {
	near, far net.Conn
	withheld  atomic.Bool   // replies do not come through,
	replied   chan struct{} // but it is told that one came
}

func lay(t *testing.T, redis string, faults *faultPlan, kill func()) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	l := &line{
		listener: listener, socket: strings.TrimPrefix(redis, "unix://"), faults: faults, kill: kill, links: map[*link]bool{},
	}
	l.running.Go(l.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		l.mu.Lock()
		for k := range l.links {
			k.cut()
		}
		l.mu.Unlock()
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
		far, err := net.Dial("unix", l.socket)
		if err != nil {
			_ = near.Close()
			continue
		}
		k := &link{near: near, far: far, replied: make(chan struct{}, 1)}
		l.mu.Lock()
		l.links[k] = true
		l.mu.Unlock()
		l.running.Go(k.back)
		l.running.Go(func() {
			l.forth(k)
			k.cut()
			l.mu.Lock()
			defer l.mu.Unlock()
			delete(l.links, k)
		})
	}
}

// forth carries commands to Redis, until a fault.
func (l *line) forth(k *link) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := k.near.Read(buffer)
		if err != nil {
			return
		}
		f, happens := l.faults.take(buffer[:n])
		if happens && f.done {
			k.withheld.Store(true)
		}
		if !happens || f.done {
			if _, err := k.far.Write(buffer[:n]); err != nil {
				return
			}
		}
		if !happens {
			continue
		}
		if f.done {
			select {
			case <-k.replied:
			case <-time.After(10 * time.Second): // Redis is dead, which others will say
			}
		}
		if f.kill {
			l.kill()
		}
		return
	}
}

// back carries replies.
func (k *link) back() {
	defer k.cut()
	buffer := make([]byte, 64<<10)
	for {
		n, err := k.far.Read(buffer)
		if err != nil {
			return
		}
		if k.withheld.Load() {
			k.replied <- struct{}{}
			return
		}
		if _, err := k.near.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (k *link) cut() {
	_ = k.near.Close()
	_ = k.far.Close()
}
