package redisconn

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// pipelineCommands and pipelineBytes bound one pipeline, whose answers must
	// all come in the time that one command has.
	pipelineCommands = 256
	pipelineBytes    = 256 << 10
	// pipelinesAtOnce keeps a queue moving while one connection is stuck. More
	// would be idle when a command comes, and so find it no company.
	pipelinesAtOnce = 2
	// queueMost is how many commands may wait: less than a second's work.
	queueMost = 4096
)

// ErrNotSent is a command of which nothing was sent, so it was certainly not
// done: too many waited before it, or its time was over before its turn came.
var ErrNotSent = errors.New("not sent to Redis")

// request is commands that are sent together, and whoever waits for them.
type request struct {
	ctx  context.Context
	cmds []redis.Cmder
	size int           // bytes, about
	done chan struct{} // closed when each command has its answer or its error
	sent bool          // guarded by the queue
}

// queue gathers the requests of many goroutines into few pipelines: while some
// are under way, what comes waits and makes the next one. Its goroutines begin
// when they are needed and stay until the queue is closed, for the stack of a new
// one would have to grow with each pipeline.
type queue struct {
	client redis.UniversalClient

	mu      sync.Mutex
	come    sync.Cond // for senders: something waits, or the queue is closed
	waiting []*request
	size    int // commands in waiting
	started int // senders
	idle    int // senders that wait for something to send
	closed  bool
	senders sync.WaitGroup
}

func newQueue(client redis.UniversalClient) *queue {
	q := &queue{client: client}
	q.come.L = &q.mu
	return q
}

// do returns when each command has its answer or its own error, or when ctx has
// ended. Then the commands must not be touched any more. Without a deadline they
// get one: others are in the same pipeline.
func (q *queue) do(ctx context.Context, cmds []redis.Cmder) error {
	if _, ok := ctx.Deadline(); !ok {
		bounded, cancel := context.WithTimeout(ctx, bulkTimeout)
		defer cancel()
		ctx = bounded
	}
	r := &request{ctx: ctx, cmds: cmds, size: sizeOf(cmds), done: make(chan struct{})}
	if err := q.add(r); err != nil {
		return err
	}
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
		return q.giveUp(r)
	}
}

func (q *queue) add(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return redis.ErrClosed
	case q.size+len(r.cmds) > queueMost:
		return fmt.Errorf("%w: %d commands wait", ErrNotSent, q.size)
	}
	q.waiting = append(q.waiting, r)
	q.size += len(r.cmds)
	q.callLocked()
	return nil
}

// callLocked lets another sender see to what waits, if there is one.
func (q *queue) callLocked() {
	switch {
	case q.idle > 0:
		q.come.Signal()
	case q.started < pipelinesAtOnce:
		q.started++
		q.senders.Go(q.send)
	}
}

// giveUp is what the caller of a request knows when its time is over.
func (q *queue) giveUp(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case <-r.done: // at the same moment
		return nil
	default:
	}
	if r.sent {
		return r.ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrNotSent, r.ctx.Err())
}

// send sends what comes, until the queue is closed.
func (q *queue) send() {
	for batch := q.next(); batch != nil; batch = q.next() {
		q.exchange(batch)
	}
}

// next waits for what makes a pipeline; nil ends the sender.
func (q *queue) next() (batch []*request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for batch = q.takeLocked(); batch == nil && !q.closed; batch = q.takeLocked() {
		q.idle++
		q.come.Wait()
		q.idle--
	}
	if len(q.waiting) > 0 {
		q.callLocked()
	}
	return batch
}

// takeLocked is what makes the next pipeline; nil: nothing. Requests whose time
// is over stay behind: who is late already would only make others late.
func (q *queue) takeLocked() (batch []*request) {
	now := time.Now()
	for commands, bytes := 0, 0; len(q.waiting) > 0; q.waiting = q.waiting[1:] {
		r := q.waiting[0]
		if len(batch) > 0 && (commands+len(r.cmds) > pipelineCommands || bytes+r.size > pipelineBytes) {
			return batch
		}
		q.waiting[0] = nil
		q.size -= len(r.cmds)
		if deadline, _ := r.ctx.Deadline(); r.ctx.Err() != nil || !now.Before(deadline) {
			continue
		}
		r.sent = true
		batch = append(batch, r)
		commands, bytes = commands+len(r.cmds), bytes+r.size
	}
	q.waiting = nil
	return batch
}

// exchange sends a batch and gives every command what came for it.
func (q *queue) exchange(batch []*request) {
	ctx, cancel := lastOf(batch)
	defer cancel()
	p := q.client.Pipeline()
	for _, r := range batch {
		for _, cmd := range r.cmds {
			_ = p.Process(ctx, cmd) // only notes it
		}
	}
	_, _ = p.Exec(ctx) // the first error of all: each command has its own
	for _, r := range batch {
		close(r.done)
	}
}

// lastOf is the time until which somebody waits for a batch.
func lastOf(batch []*request) (context.Context, context.CancelFunc) {
	var last time.Time
	for _, r := range batch {
		if deadline, _ := r.ctx.Deadline(); deadline.After(last) {
			last = deadline
		}
	}
	return context.WithDeadline(context.Background(), last)
}

// close lets nothing more in; what waits finds its client closed.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.come.Broadcast()
}

// sizeOf is about how many bytes commands take.
func sizeOf(cmds []redis.Cmder) (size int) {
	for _, cmd := range cmds {
		for _, arg := range cmd.Args() {
			if text, ok := arg.(string); ok {
				size += len(text)
			}
			size += 16
		}
	}
	return size
}
