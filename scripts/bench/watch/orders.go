package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/orders"
)

// Await waits until the picture has so many carts.
func (w *Watcher) Await(a Await, answer *Awaited) error {
	o := &waiter{carts: a.Carts, reached: make(chan struct{})}
	w.mu.Lock()
	w.waiting = append(w.waiting, o)
	w.tellLocked(clock.Now())
	w.mu.Unlock()
	timeout := time.After(a.Within)
	select {
	case <-o.reached:
	case <-timeout:
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = slices.DeleteFunc(w.waiting, func(other *waiter) bool { return other == o })
	answer.Carts, answer.At, answer.Reached = len(w.picture), o.at, o.at > 0
	if !answer.Reached {
		return w.err
	}
	return nil
}

// Take hands over what was seen since it was taken last.
func (w *Watcher) Take(_ orders.None, answer *Seen) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	*answer, w.seen = w.seen, Seen{}
	answer.Carts = len(w.picture)
	return w.err
}

// Settle waits until nothing has come for a while, at most for so long,
// then does as Take.
func (w *Watcher) Settle(atMost time.Duration, answer *Seen) error {
	ctx, cancel := context.WithTimeout(context.Background(), atMost)
	defer cancel()
	for {
		quiet, err := w.isQuiet()
		if err != nil {
			return err
		}
		if quiet || clock.Rest(ctx, settled/10) != nil {
			return w.Take(orders.None{}, answer)
		}
	}
}

// Join lets a further admin in, who leaves when the whole picture is there.
func (w *Watcher) Join(_ orders.None, answer *Joined) error {
	s, err := open(w.url)
	if err != nil {
		return err
	}
	defer s.ws.Close()
	if err := s.ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	begun := clock.Now()
	if err := s.join(); err != nil {
		return err
	}
	for {
		event, payload, err := s.next()
		if err != nil {
			return fmt.Errorf("waiting for the whole picture: %w", err)
		}
		if event == "presence_diff" {
			return errors.New("a change came before the whole picture")
		}
		if event != "presence_state" {
			continue
		}
		answer.Read, answer.Bytes = clock.Now().Sub(begun), len(payload)
		var state presences
		err = json.Unmarshal(payload, &state)
		answer.Took, answer.Carts = clock.Now().Sub(begun), len(state)
		return err
	}
}
