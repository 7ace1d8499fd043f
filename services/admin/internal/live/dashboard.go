package live

import (
	"context"
	"encoding/json"
	"reflect"
	"sync"
	"time"

	"footfall/services/admin/internal/access"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/shop"
)

// DashboardTopic is the topic of the dashboard page.
const DashboardTopic = "admin:dashboard"

const (
	statsEvery = time.Second
	// statsLatest is how long stats may stay unsaid when nothing changed: the
	// ages in them do.
	statsLatest = 5 * time.Second
)

// Dashboard tells the dashboard page what it needs beside presence.
type Dashboard struct {
	view      Viewer
	inventory *shop.Inventory
	sender    Broadcaster

	running sync.WaitGroup
	cancel  context.CancelFunc
}

// NewDashboard makes a dashboard of the inventory, which must not have been
// started.
func NewDashboard(inventory *shop.Inventory) *Dashboard {
	d := &Dashboard{inventory: inventory, cancel: func() {}}
	inventory.Listen(d.happened)
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

// run tells the stats.
func (d *Dashboard) run(ctx context.Context) {
	tick := time.NewTicker(statsEvery)
	defer tick.Stop()
	var last stats
	var told time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			s := d.stats(now)
			if s.same(last) && now.Sub(told) < statsLatest {
				continue
			}
			last, told = s, now
			d.sender.Broadcast(DashboardTopic, "stats", s)
		}
	}
}

// happened is told by the inventory, after it has changed.
func (d *Dashboard) happened(events []shop.Event) {
	for _, e := range events {
		switch e := e.(type) {
		case shop.Released:
			d.sender.Broadcast(DashboardTopic, "released", released{e.ProductID})
		case shop.StockChanged:
			d.sender.Broadcast(DashboardTopic, "stock", stock{e.ItemID, e.Available})
		case shop.Renewed:
			d.sender.Each(DashboardTopic, (*channels.Channel).Refresh)
		}
	}
}

type released struct {
	ProductID int `json:"product_id"`
}

type stock struct {
	ItemID    int `json:"item_id"`
	Available int `json:"available"`
}

// stats are the totals, and how far they can be trusted.
type stats struct {
	At         time.Time  `json:"at"`
	Ready      bool       `json:"ready"` // false: nothing is known yet
	StaleSince *time.Time `json:"stale_since"`
	Carts      int        `json:"carts"`
	Tabs       int        `json:"tabs"`
	Nodes      []node     `json:"nodes"`
}

type node struct {
	ID      string `json:"id"`
	Tabs    int    `json:"tabs"`
	HeardMS int64  `json:"heard_ms"` // how long ago
}

func (d *Dashboard) stats(now time.Time) (s stats) {
	d.view.Inspect(func(people presence.People, status presence.Status) {
		s = stats{At: now.UTC(), Ready: status.Ready, Carts: people.Keys(), Tabs: people.Connections(), Nodes: []node{}}
		if since := status.StaleSince.UTC(); !status.StaleSince.IsZero() {
			s.StaleSince = &since
		}
		for _, n := range status.Nodes {
			if !n.Heard.IsZero() {
				s.Nodes = append(s.Nodes, node{n.ID, n.Connections, max(0, now.Sub(n.Heard).Milliseconds())})
			}
		}
	})
	return s
}

// same reports whether only time has passed since.
func (s stats) same(o stats) bool {
	timeless := func(s stats) stats {
		s.At = time.Time{}
		nodes := make([]node, len(s.Nodes))
		for i, n := range s.Nodes {
			nodes[i] = node{ID: n.ID, Tabs: n.Tabs}
		}
		s.Nodes = nodes
		return s
	}
	return reflect.DeepEqual(timeless(s), timeless(o))
}

// Route serves the topic.
func (d *Dashboard) Route() channels.Route {
	return channels.Route{Pattern: DashboardTopic, New: func(c *channels.Channel) channels.Handler { return page{d, c} }}
}

// page is one dashboard page.
type page struct {
	dashboard *Dashboard
	channel   *channels.Channel
}

// opening is what a page is told when it joins.
type opening struct {
	ServerTime time.Time   `json:"server_time"`
	Role       access.Role `json:"role"`
	shelves
	Stats stats `json:"stats"`
}

func (p page) Join(context.Context, json.RawMessage) (any, error) {
	now := time.Now()
	o := opening{ServerTime: now.UTC(), shelves: p.dashboard.shelves(), Stats: p.dashboard.stats(now)}
	if admin, ok := p.channel.State().(access.Admin); ok {
		o.Role = admin.Role
	}
	return o, nil
}

func (p page) Handle(context.Context, string, json.RawMessage) (any, error) {
	return nil, channels.ErrUnknownEvent
}

func (p page) Refresh(context.Context) []channels.Message {
	return []channels.Message{
		{Event: "shop", Payload: p.dashboard.shelves()},
		{Event: "stats", Payload: p.dashboard.stats(time.Now())},
	}
}

func (p page) Leave() {}
