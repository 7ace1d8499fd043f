package watch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/orders"
)

// Watcher watches. Its exported methods are orders, in the form that net/rpc
// asks for.
type Watcher struct {
	url     string
	socket  *socket
	running sync.WaitGroup
	cancel  context.CancelFunc

	mu      sync.Mutex
	picture picture
	known   bool // the picture is
	seen    Seen
	last    clock.Time // when a message came
	waiting []*waiter
	err     error // why nothing is seen any more
}

// waiter waits for so many carts.
type waiter struct {
	carts   int
	at      clock.Time
	reached chan struct{}
}

// New watches nothing yet. Close ends it.
func New() *Watcher { return &Watcher{picture: picture{}, cancel: func() {}} }

// Close stops watching. Closing twice is harmless.
func (w *Watcher) Close() {
	w.cancel()
	if w.socket != nil {
		_ = w.socket.ws.Close()
	}
	w.running.Wait()
}

// Connect begins to watch.
func (w *Watcher) Connect(c Connect, _ *orders.None) error {
	s, err := open(c.URL)
	if err != nil {
		return err
	}
	var ctx context.Context
	ctx, w.cancel = context.WithCancel(context.Background())
	w.url, w.socket = c.URL, s
	w.running.Go(func() { w.read() })
	w.running.Go(func() { w.beat(ctx) })
	return s.join()
}

func (w *Watcher) beat(ctx context.Context) {
	for clock.Rest(ctx, heartbeat) == nil {
		_ = w.socket.beat() // the reader notices a broken socket
	}
}

func (w *Watcher) read() {
	for {
		event, payload, err := w.socket.next()
		if err == nil {
			err = w.take(event, payload)
		}
		if err != nil {
			w.mu.Lock()
			w.err = fmt.Errorf("the admin's socket: %w", err)
			w.mu.Unlock()
			return
		}
	}
}

// take takes what the service says; only what it says of presence is of interest.
func (w *Watcher) take(event string, payload []byte) error {
	var state presences
	var d diff
	var err error
	switch event {
	case "presence_state":
		err = json.Unmarshal(payload, &state)
	case "presence_diff":
		err = json.Unmarshal(payload, &d)
	default:
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading a %s: %w", event, err)
	}
	w.note(state, d, len(payload), clock.Now())
	return nil
}

// note brings the picture up to date, as of now: from a state, or else a diff.
func (w *Watcher) note(state presences, d diff, size int, now clock.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var news []measure.Event
	var left int
	if state != nil {
		w.seen.States++
		w.known = true
		news, left = w.picture.replace(state)
	} else {
		w.seen.Diffs++
		news, left = w.picture.apply(d)
	}
	for i := range news {
		news[i].At = now
	}
	w.seen.Events = append(w.seen.Events, news...)
	w.seen.Left += left
	w.seen.Bytes += size
	w.last = now
	w.tellLocked(now)
}

// tellLocked lets go who has waited for this picture.
func (w *Watcher) tellLocked(now clock.Time) {
	for _, o := range w.waiting {
		if w.known && o.at == 0 && len(w.picture) == o.carts {
			o.at = now
			close(o.reached)
		}
	}
}

// settled is how long nothing must have come for nothing to be on its way: a
// tracker that Redis did not answer in a second tries again within 1.5 s.
const settled = 3 * time.Second

// isQuiet reports whether nothing has come for a while.
func (w *Watcher) isQuiet() (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return clock.Now().Sub(w.last) >= settled, w.err
}
