package service

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// requestTimeout is what requests in flight get at most when a listener stops.
const requestTimeout = 2 * time.Second

// Go adds a part that is a goroutine. The context of run has the values of ctx,
// but ends only when its turn to stop has come. If run returns before, with or
// without an error, the process stops.
func (p *Process) Go(ctx context.Context, name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.spawn(name, func() error { return run(ctx) }, func(context.Context) error {
		cancel()
		return nil
	})
}

// Serve adds a listener, and returns its address. It listens before it
// returns, so a port that is taken is an error here: one line that begins with
// variable, the name of the setting. Stopping it closes the port and waits up
// to 2 s, or DRAIN_TIMEOUT if that is less, for requests in flight; hijacked
// connections are not its business.
func (p *Process) Serve(variable, addr string, srv *http.Server) (net.Addr, error) {
	ln, err := listen(variable, addr)
	if err != nil {
		return nil, err
	}
	p.log.Info("listening", "part", variable, "address", ln.Addr().String())
	p.spawn(variable, func() error { return srv.Serve(ln) }, func(ctx context.Context) error {
		return p.shutdown(ctx, srv)
	})
	return ln.Addr(), nil
}

func (p *Process) shutdown(ctx context.Context, srv *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, min(p.timeout, requestTimeout))
	defer cancel()
	if srv.Shutdown(ctx) != nil {
		return srv.Close()
	}
	return nil
}

// spawn runs a part in its goroutine. Its stop waits for the goroutine. A part
// that ended by itself offers Run the reason; if Run does not ask any more, the
// stop tells it.
func (p *Process) spawn(name string, run func() error, stop func(context.Context) error) {
	stopping, done := make(chan struct{}), make(chan error, 1)
	go func() {
		err := run()
		select {
		case <-stopping:
		case p.failed <- ended(name, err):
			err = nil
		}
		done <- err
	}()
	p.OnStop(name, func(ctx context.Context) error {
		close(stopping)
		err := stop(ctx)
		return errors.Join(err, unlessTold(<-done))
	})
}

func ended(name string, err error) error {
	if err == nil {
		return fmt.Errorf("%s: ended by itself", name)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// unlessTold drops what a part returns because it was stopped.
func unlessTold(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
