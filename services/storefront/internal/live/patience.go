package live

import (
	"context"
	"sync"
	"time"
)

const (
	// patience bounds what one event may wait for Redis.
	patience = 2 * time.Second
	// patienceStep is how much longer it may be.
	patienceStep = 100 * time.Millisecond
)

// deadlines gives events the context in which they ask Redis. All that begin
// within a step have the same one, which nobody cancels: for each a context of
// its own was a timer and a place among the server's children, made and taken
// back with every change of a cart.
type deadlines struct {
	mu     sync.Mutex
	parent context.Context //nolint:containedctx // of the present one: it is the server's for all
	ctx    context.Context //nolint:containedctx // the present one
	until  time.Time       // others begin with it until then
}

// begin returns a context that ends with its parent or when patience does.
func (d *deadlines) begin(parent context.Context) context.Context {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := time.Now(); parent != d.parent || now.After(d.until) {
		ctx, cancel := context.WithTimeout(parent, patience+patienceStep)
		context.AfterFunc(ctx, cancel)
		d.parent, d.ctx, d.until = parent, ctx, now.Add(patienceStep)
	}
	return d.ctx
}
