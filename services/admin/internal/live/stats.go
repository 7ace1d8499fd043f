package live

import (
	"errors"
	"reflect"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

// stats are the totals, and how far they can be trusted.
type stats struct {
	At         time.Time  `json:"at"`
	Ready      bool       `json:"ready"`       // false: nothing is known yet
	StaleSince *time.Time `json:"stale_since"` // of the carts
	ShopStale  *time.Time `json:"shop_stale_since"`
	board.Totals
	Nodes []node `json:"nodes"`
	sales
}

type node struct {
	ID      string `json:"id"`
	Carts   int    `json:"carts"`
	Tabs    int    `json:"tabs"`
	HeardMS int64  `json:"heard_ms"` // how long ago
}

// sales are what was sold: pairs of each item, orders, and their value in whole
// dollars. A day begins at midnight UTC. All are null until the orders have been
// read once.
type sales struct {
	Stale             *time.Time  `json:"sales_stale_since"`
	Sold10M           map[int]int `json:"sold_10m"`
	Purchased10M      *int        `json:"purchased_10m"`
	Purchased10MUSD   *int        `json:"purchased_10m_usd"`
	PurchasedToday    *int        `json:"purchased_today"`
	PurchasedTodayUSD *int        `json:"purchased_today_usd"`
}

// statsLatest is how long stats may stay unsaid when nothing changed: the ages
// in them do.
const statsLatest = 5 * time.Second

// quietMS is the silence of a node from which on pages are told how it grows.
const quietMS = 2000

// statsRate is how many bytes of stats a second a page gets at most.
const statsRate = 6 << 10

// teller remembers what was told.
type teller struct {
	last stats
	told time.Time
	pace budget
}

// figures are the stats of now.
func (d *Dashboard) figures(now time.Time) stats {
	s := stats{
		At: stamp(now), Ready: d.open, ShopStale: moment(d.shopStaleSince(now)),
		Totals: d.board.Totals(), Nodes: []node{}, sales: d.sold(now),
	}
	d.view.Inspect(func(_ presence.People, status presence.Status) {
		s.StaleSince = moment(d.staleSince(status, now))
		for _, n := range status.Nodes {
			if n.Heard.IsZero() {
				continue
			}
			carts, tabs := d.board.Node(n.ID)
			s.Nodes = append(s.Nodes, node{n.ID, carts, tabs, max(0, now.Sub(n.Heard).Milliseconds())})
		}
	})
	return s
}

// staleSince is since when the carts may be others than those on the board; zero:
// they are not.
func (d *Dashboard) staleSince(view presence.Status, now time.Time) time.Time {
	since := d.inbox.since()
	if since.IsZero() || now.Sub(since) < late {
		return view.StaleSince
	}
	if stale := view.StaleSince; !stale.IsZero() && stale.Before(since) {
		return stale
	}
	return since
}

// shopStaleSince is since when nobody can vouch for catalogue and stock; zero:
// somebody can, or they are not known yet. That a change was missed and all is
// read again is no news, if it does not take longer than noticing a silence; that
// Redis has lost the shop is news at once.
func (d *Dashboard) shopStaleSince(now time.Time) time.Time {
	since := d.config.Inventory.StaleSince()
	lost := errors.Is(d.config.Inventory.Fault(), shop.ErrNotSeeded)
	if !lost && now.Sub(since) < redisconn.DeafAfter {
		return time.Time{}
	}
	return since
}

// moment is a time as pages are told it, null for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(stamp(t))
}

// tellStats tells the stats when they have changed, four times a second at
// most.
func (d *Dashboard) tellStats(now time.Time) {
	if !d.stats.pace.allows(now) {
		return
	}
	s := d.figures(now)
	if s.same(d.stats.last) && now.Sub(d.stats.told) < statsLatest {
		return
	}
	raw := encode(s)
	d.stats.last, d.stats.told = s, now
	d.stats.pace.spend(now, len(raw), statsRate, dashboardTick)
	d.sender.Broadcast(DashboardTopic, "stats", raw)
}

// same reports whether only time has passed since.
func (s stats) same(o stats) bool {
	timeless := func(s stats) stats {
		s.At = time.Time{}
		nodes := make([]node, len(s.Nodes))
		for i, n := range s.Nodes {
			n.HeardMS = max(0, n.HeardMS-quietMS) / 1000 // a silence is news, second by second
			nodes[i] = n
		}
		s.Nodes = nodes
		return s
	}
	return reflect.DeepEqual(timeless(s), timeless(o))
}
