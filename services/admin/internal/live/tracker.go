package live

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"footfall/shared/channels"
	"footfall/shared/presence"
)

// TrackerTopic is the topic of the carts' presence.
const TrackerTopic = "admin:cart_tracker"

// Viewer is the part of a presence.View that a tracker needs.
type Viewer interface {
	Inspect(func(presence.People, presence.Status))
}

// Broadcaster is the part of a channels.Server that a tracker needs.
type Broadcaster interface {
	Broadcast(topic, event string, payload any)
	Each(topic string, visit func(*channels.Channel))
	Count(topic string) int
}

// Tracker relays a view's changes to everybody on its topic. What it knows is
// guarded by the view's lock: Changed and StatusChanged are called under it,
// and everything else looks at the view through Inspect. So a state and the
// diffs around it fit together without a gap.
type Tracker struct {
	metrics *Metrics
	view    Viewer
	sender  Broadcaster

	// guarded by the view
	diff  presence.Diff
	pace  pace            // of the diffs
	state json.RawMessage // as of the last diff, if anybody has asked for it since
	ready bool

	due     chan struct{} // a diff waits for its time
	running sync.WaitGroup
	cancel  context.CancelFunc
}

// NewTracker makes a tracker without a view: the view needs its methods first.
func NewTracker(m *Metrics) *Tracker {
	return &Tracker{metrics: m, due: make(chan struct{}, 1), cancel: func() {}}
}

// Start lets the tracker speak. The view must not have been started.
func (t *Tracker) Start(view Viewer, sender Broadcaster) {
	t.view, t.sender = view, sender
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	t.running.Go(func() { t.run(ctx) })
}

// Close stops sending diffs. Closing twice is harmless.
func (t *Tracker) Close() {
	t.cancel()
	t.running.Wait()
}

// Changed is for presence.ViewConfig.
func (t *Tracker) Changed(changes []presence.Change) {
	if !t.ready {
		return // nobody was told anything yet
	}
	t.diff.Add(changes)
	if t.pace.wait(time.Now()) <= 0 {
		t.send()
		return
	}
	select {
	case t.due <- struct{}{}:
	default:
	}
}

// StatusChanged is for presence.ViewConfig: once the picture is known,
// everybody who waits for it is told.
func (t *Tracker) StatusChanged(s presence.Status) {
	if s.Ready && !t.ready {
		t.ready = true
		t.sender.Each(TrackerTopic, (*channels.Channel).Refresh)
	}
}

// run sends what had to wait.
func (t *Tracker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.due:
		}
		for wait := t.sendDue(); wait > 0; wait = t.sendDue() {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
	}
}

// sendDue sends what waits if its time has come, and else says how long it must
// wait.
func (t *Tracker) sendDue() (wait time.Duration) {
	t.view.Inspect(func(presence.People, presence.Status) {
		wait = t.pace.wait(time.Now())
		if wait <= 0 || t.diff.Len() == 0 {
			t.send()
			wait = 0
		}
	})
	return wait
}

// send sends what waits. Where nobody is on the topic it is not even encoded:
// who comes is told the state.
func (t *Tracker) send() {
	if changes := t.diff.Len(); changes > 0 {
		t.state = nil
		if readers := t.sender.Count(TrackerTopic); readers > 0 {
			diff := t.diff.AppendJSON(nil)
			t.sender.Broadcast(TrackerTopic, "presence_diff", json.RawMessage(diff))
			t.metrics.sent(len(diff), readers)
			t.pace.sent(time.Now(), changes, readers)
		}
	}
	t.diff.Reset()
}

// current is the whole picture as of the last diff, so that the next one begins
// there; nil while it is not known. It is encoded once however many ask between
// two diffs, and who asks first does not get an old one: what waits is sent
// before.
func (t *Tracker) current() (state json.RawMessage) {
	t.view.Inspect(func(people presence.People, _ presence.Status) {
		if !t.ready {
			return
		}
		if t.state == nil {
			t.send()
			t.state = people.AppendState(nil)
		}
		state = t.state
	})
	return state
}

// Route serves the topic.
func (t *Tracker) Route() channels.Route {
	return channels.Route{Pattern: TrackerTopic, New: func(c *channels.Channel) channels.Handler { return tracked{t, c} }}
}

// tracked is one client on the topic.
type tracked struct {
	tracker *Tracker
	channel *channels.Channel
}

func (h tracked) Join(context.Context, json.RawMessage) (any, error) {
	h.channel.Refresh()
	return nil, nil
}

func (h tracked) Handle(context.Context, string, json.RawMessage) (any, error) {
	return nil, channels.ErrUnknownEvent
}

func (h tracked) Refresh(context.Context) []channels.Message {
	state := h.tracker.current()
	if state == nil {
		return nil
	}
	return []channels.Message{{Event: "presence_state", Payload: state}}
}

func (h tracked) Leave() {}
