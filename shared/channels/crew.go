package channels

import (
	"context"
	"sync"
)

// maxIdleWorkers is how many workers wait for a connection that has something
// to do. They keep their stacks, a megabyte in all.
const maxIdleWorkers = 64

// crew runs the workers of all connections. A goroutine begins with a small
// stack, and to let it grow costs more than most of what a worker does, so who
// is done with one connection waits for the next.
type crew struct {
	ctx  context.Context //nolint:containedctx // the server's: nobody waits any longer
	next chan *conn
	idle chan struct{} // a place for each that waits
	all  sync.WaitGroup
}

func newCrew(ctx context.Context) *crew {
	return &crew{ctx: ctx, next: make(chan *conn), idle: make(chan struct{}, maxIdleWorkers)}
}

// serve lets a worker work for a connection. It never blocks.
func (w *crew) serve(c *conn) {
	select {
	case w.next <- c:
	default:
		w.all.Go(func() { w.work(c) })
	}
}

// work is a worker's life.
func (w *crew) work(c *conn) {
	for c != nil {
		c.work()
		c = w.await()
	}
}

// await is the next connection; nil where enough others wait for one, or none
// will come.
func (w *crew) await() (c *conn) {
	select {
	case w.idle <- struct{}{}:
	default:
		return nil
	}
	select {
	case c = <-w.next:
	case <-w.ctx.Done():
	}
	<-w.idle
	return c
}
