package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// register says of each session whether it lives.
type register struct {
	mu    sync.Mutex
	ended map[string]bool
	fault error
}

func (r *register) Ended(_ context.Context, ids []string) (ended []string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return nil, r.fault
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !r.ended[id] }), nil
}

func (r *register) set(fault error, ended ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended, r.fault = map[string]bool{}, fault
	for _, id := range ended {
		r.ended[id] = true
	}
}

// removed fails unless the socket is closed with 1001.
func (c *client) removed() {
	c.t.Helper()
	var err error
	for err == nil {
		_, err = c.message()
	}
	if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		c.t.Errorf("the socket ends with %v, want 1001", err)
	}
}

// sockets are the first session's two, one of another, and a script's.
func sockets(t *testing.T, s *site) (first, second, other, script *client) {
	t.Helper()
	all := make([]*client, 4)
	for i, session := range []string{"one", "one", "two", ""} {
		all[i] = s.connect(t, session)
		all[i].ask(TrackerTopic, "phx_join", `{}`, done)
		all[i].next("presence_state")
	}
	return all[0], all[1], all[2], all[3]
}

func TestTheEndOfASessionClosesItsSockets(t *testing.T) {
	s, _ := open(t)
	first, second, other, script := sockets(t, s)
	EndSession(s.socket, "one")
	first.removed()
	second.removed()
	other.quiet()
	script.quiet()
}

func TestASessionThatEndedElsewhereLosesItsSocketsSoon(t *testing.T) {
	s, _ := open(t)
	first, second, other, script := sockets(t, s)
	known := &register{}
	known.set(errors.New("nobody can be asked"), "one", "two", "")
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { WatchSessions(ctx, known, s.socket) })
	defer watching.Wait()
	defer cancel()
	other.quiet()
	idle := s.connect(t, "one") // follows nothing, but may at any moment
	known.set(nil, "one", "")
	first.removed()
	second.removed()
	idle.removed()
	other.quiet()
	script.quiet()
}
