package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"footfall/scripts/bench/load"
	"footfall/scripts/bench/orders"
	"footfall/scripts/bench/watch"
)

// helper is a process of this very program that takes orders.
type helper struct {
	*Process
	client *orders.Client
}

func startHelper(o Options, role, order string) (*helper, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// Their own garbage collection must not be what is measured.
	cmd := command(o.Log, []string{"GOGC=400"}, self, order)
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	p, err := launch(role, cmd)
	if err != nil {
		return nil, err
	}
	return &helper{p, orders.Dial(stdin, stdout)}, nil
}

func (h *helper) stop() {
	_ = h.client.Close() // it ends with its orders
	h.Process.stop()
}

// Crowd is the shoppers of one storefront.
type Crowd struct {
	*helper
	storefront *Service
	sources    []string
}

// startCrowd starts one that comes from addresses of its own: each has 28,000
// ports for each listener.
func startCrowd(o Options, number int, storefront *Service) (*Crowd, error) {
	h, err := startHelper(o, Generator, "generate")
	if err != nil {
		return nil, err
	}
	c := &Crowd{helper: h, storefront: storefront}
	for i := range 8 {
		c.sources = append(c.sources, fmt.Sprintf("127.0.%d.%d", number+1, i+1))
	}
	return c, nil
}

// parallel is how many tabs of a crowd are on their way at once.
const parallel = 64

// Open lets so many tabs come.
func (c *Crowd) Open(ctx context.Context, tabs, products int) (load.Opened, error) {
	opened, err := orders.Give[load.Opened](ctx, c.client, "Open", load.Open{
		URL: c.storefront.URL, Tabs: tabs, Sources: c.sources, Products: products, Parallel: parallel,
	})
	if err == nil && len(opened.Failed) > 0 {
		err = fmt.Errorf("some of %d tabs did not come: %v", tabs, opened.Failed)
	}
	return opened, err
}

// Drive lets the tabs make changes.
func (c *Crowd) Drive(ctx context.Context, d load.Drive) (load.Driven, error) {
	return orders.Give[load.Driven](ctx, c.client, "Drive", d)
}

// Return lets the tabs come back to where another storefront is.
func (c *Crowd) Return(ctx context.Context, r load.Return) (load.Returned, error) {
	return orders.Give[load.Returned](ctx, c.client, "Return", r)
}

// Look lets somebody look at a page again and again.
func (c *Crowd) Look(ctx context.Context, l load.Look) (load.Looked, error) {
	return orders.Give[load.Looked](ctx, c.client, "Look", l)
}

// Watcher is the admin who watches.
type Watcher struct{ *helper }

func startWatcher(ctx context.Context, o Options, admin *Service) (*Watcher, error) {
	h, err := startHelper(o, Reader, "watch")
	if err != nil {
		return nil, err
	}
	w := &Watcher{h}
	if _, err := orders.Give[orders.None](ctx, w.client, "Connect", watch.Connect{URL: admin.URL}); err != nil {
		w.stop()
		return nil, err
	}
	return w, nil
}

// Await waits until the picture has exactly so many carts.
func (w *Watcher) Await(ctx context.Context, carts int, within time.Duration) (watch.Awaited, error) {
	a, err := orders.Give[watch.Awaited](ctx, w.client, "Await", watch.Await{Carts: carts, Within: within})
	if err == nil && !a.Reached {
		err = fmt.Errorf("the admin sees %d carts after %v, not %d", a.Carts, within, carts)
	}
	return a, err
}

// Take takes what was seen since it was taken last.
func (w *Watcher) Take(ctx context.Context) (watch.Seen, error) {
	return orders.Give[watch.Seen](ctx, w.client, "Take", orders.None{})
}

// Settle waits until nothing comes any more, at most for so long, then takes.
func (w *Watcher) Settle(ctx context.Context, atMost time.Duration) (watch.Seen, error) {
	return orders.Give[watch.Seen](ctx, w.client, "Settle", atMost)
}

// Join lets a further admin in.
func (w *Watcher) Join(ctx context.Context) (watch.Joined, error) {
	return orders.Give[watch.Joined](ctx, w.client, "Join", orders.None{})
}
