package service

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// Signals returns a context that the first SIGINT, SIGTERM or SIGHUP cancels,
// with the signal as its cause: a terminal that is closed is no reason to leave
// without a drain. Another one ends the process at once, with ExitFailed.
// Call stop when signals are to mean again what they mean to Go.
func Signals(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	quit := make(chan struct{})
	var listener sync.WaitGroup
	listener.Go(func() {
		for {
			select {
			case <-quit:
				return
			case s := <-signals:
				if ctx.Err() != nil {
					os.Exit(ExitFailed)
				}
				cancel(fmt.Errorf("%v signal", s))
			}
		}
	})
	return ctx, sync.OnceFunc(func() {
		signal.Stop(signals)
		close(quit)
		listener.Wait()
		cancel(context.Canceled)
	})
}
