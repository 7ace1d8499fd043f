package channels

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Drain refuses new connections and closes those there are with 1012, each at
// a random moment of the given time, evenly spread. It returns when all are
// gone, or with ctx.
func (s *Server) Drain(ctx context.Context, over time.Duration) error {
	s.shut()
	start, conns := time.Now(), s.all()
	for i, c := range conns {
		share := (float64(i) + rand.Float64()) / float64(len(conns))
		if !s.await(ctx, start.Add(time.Duration(share*float64(over)))) {
			break
		}
		c.end(verdictDrain)
	}
	select {
	case <-s.empty:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("draining %d sockets: %w", len(conns), ctx.Err())
	}
}

// await reports whether somebody is still there at that time.
func (s *Server) await(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.empty:
		return false
	case <-ctx.Done():
		return false
	}
}

// Close cuts every connection and waits until the last handler has returned.
// Drain first to be polite. Closing twice is harmless.
func (s *Server) Close() error {
	s.shut()
	s.cancel()
	for _, c := range s.all() {
		c.end(verdictDrain)
		c.cut()
	}
	s.living.Wait()
	s.crew.all.Wait()
	return nil
}

// shut lets nobody in from now on.
func (s *Server) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.draining {
		s.draining = true
		s.tellLocked()
	}
}

// tellLocked tells Drain when nobody is left.
func (s *Server) tellLocked() {
	if s.draining && len(s.conns) == 0 {
		close(s.empty)
	}
}
