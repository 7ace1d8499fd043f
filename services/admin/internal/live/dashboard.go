package live

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"footfall/services/admin/internal/audit"
	"footfall/services/admin/internal/board"
	"footfall/services/admin/internal/books"
	"footfall/services/admin/internal/history"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/shop"
)

// DashboardTopic is the topic of the dashboard page.
const DashboardTopic = "admin:dashboard"

// dashboardTick is how often pages are told what has changed.
const dashboardTick = 250 * time.Millisecond

// DashboardConfig is what a dashboard is made of.
type DashboardConfig struct {
	Inventory *shop.Inventory // not started yet
	Store     *shop.Store     // where operators release and restock
	Orders    *books.Reader
	Audit     *audit.Log
	Archive   *history.Archive
	Log       *slog.Logger
	Metrics   *Metrics // nil: none
}

// Dashboard tells dashboard pages what is in the shop. One goroutine owns the
// board and everything else that is not fixed; what others bring is done by
// it, in the order in which it came.
type Dashboard struct {
	config DashboardConfig
	view   Viewer
	sender Broadcaster

	running sync.WaitGroup
	cancel  context.CancelFunc
	ended   chan struct{} // closed when nothing is done any more
	wake    chan struct{}

	clocked   chan struct{} // closed when Redis' clock is known
	clockRead sync.Once

	inbox inbox

	// owned by run
	board   *board.Board
	open    bool // everybody who was there at the start is on the board
	empty   bool // nobody has seeded the shop, and pages have been told
	stats   teller
	stock   backlog
	windows windows
	past    past
}

// NewDashboard makes a dashboard, which is told of the shop at once and of
// presence through Changed.
func NewDashboard(c DashboardConfig) *Dashboard {
	d := &Dashboard{
		config: c, cancel: func() {}, ended: make(chan struct{}), wake: make(chan struct{}, 1), clocked: make(chan struct{}),
		board: board.New(c.Inventory.Now()), windows: newWindows(), past: past{hour: []history.Point{}},
	}
	c.Inventory.Listen(d.happened)
	return d
}

// Start lets the dashboard speak, before view and inventory start.
func (d *Dashboard) Start(view Viewer, sender Broadcaster) {
	d.view, d.sender = view, sender
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel = cancel
	d.running.Go(func() { d.run(ctx) })
}

// Close stops telling. Closing twice is harmless.
func (d *Dashboard) Close() {
	d.cancel()
	d.running.Wait()
}

// Changed is for presence.ViewConfig. The board takes it in before anything else
// is done, or with the next tick: waking up for each change would cost more than
// the change. Where too many wait they are dropped, and the board reads everybody
// anew.
func (d *Dashboard) Changed(changes []presence.Change) {
	round, room := d.inbox.admit(len(changes))
	if !room {
		return
	}
	now := time.Now()
	d.inbox.put(func() {
		if d.inbox.release(len(changes), round) {
			d.board.Apply(changes, now)
		}
	})
}

// StatusChanged is for presence.ViewConfig: once the picture is known, so is
// the board.
func (d *Dashboard) StatusChanged(s presence.Status) {
	if s.Ready {
		d.post(d.begin)
	}
}

func (d *Dashboard) begin() {
	if !d.open {
		d.open = true
		d.board.Events() // who was there before has not come now
	}
}

// post has something done soon.
func (d *Dashboard) post(f func()) {
	d.inbox.put(f)
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// ask has something found out by whoever owns the board, and waits for it. The
// error is errUnavailable, after the end and once ctx has ended: what is found
// out then is nobody's.
func ask[T any](ctx context.Context, d *Dashboard, f func() T) (T, error) {
	found := make(chan T, 1)
	d.post(func() { found <- f() })
	select {
	case v := <-found:
		return v, nil
	case <-ctx.Done():
	case <-d.ended:
	}
	var none T
	return none, errUnavailable
}

func (d *Dashboard) run(ctx context.Context) {
	defer close(d.ended)
	tick := time.NewTicker(dashboardTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
			d.work()
		case <-tick.C:
			d.work()
			d.tell(time.Now())
		}
	}
}

// work does what was posted.
func (d *Dashboard) work() {
	for _, f := range d.inbox.take() {
		f()
	}
	if d.inbox.incomplete() {
		d.board.Become(d.everybody(), time.Now())
		d.config.Metrics.reread()
	}
	d.inbox.taken()
}

// everybody are all who are present. Nothing that was dropped or waits is news
// after that: the view tells of no change meanwhile.
func (d *Dashboard) everybody() (all []presence.Change) {
	d.view.Inspect(func(people presence.People, _ presence.Status) {
		for key, connections := range people.All() {
			for p := range connections {
				now := *p
				all = append(all, presence.Change{Key: key, Joined: &now})
			}
		}
		d.inbox.begin()
	})
	return all
}

// Fault tells when pages see less than what is known.
func (d *Dashboard) Fault() error {
	if since := d.inbox.since(); !since.IsZero() && time.Since(since) >= late {
		return fmt.Errorf("what shoppers did %v ago is on no dashboard yet", time.Since(since).Round(time.Second))
	}
	return nil
}

// tell tells every page what has changed.
func (d *Dashboard) tell(now time.Time) {
	d.board.Expire(now)
	d.tellShop()
	d.tellStats(now)
	d.tellActivity()
	d.tellStock()
	d.tellRows(now)
}

// Route serves the topic.
func (d *Dashboard) Route() channels.Route {
	return channels.Route{Pattern: DashboardTopic, New: func(c *channels.Channel) channels.Handler { return page{d, c} }}
}
