package live

import (
	"context"
	"slices"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/services/admin/internal/books"
	"footfall/services/admin/internal/history"
	"footfall/shared/shop"
)

var _ history.Source = (*Dashboard)(nil)

// past is what a dashboard knows beside the present. Its clock is Redis', by
// which orders and minutes are dated.
type past struct {
	ahead time.Duration // of this process' clock
	hour  []history.Point
	books books.Books

	// that no recorded minute has yet
	released, soldOut []int
}

// lately are points that a page may not have.
type lately struct {
	History []history.Point `json:"history"` // the oldest first
}

// Take is the point of a minute that has just ended, with all its orders. There
// is none while the picture cannot be vouched for.
func (d *Dashboard) Take(ctx context.Context, minute time.Time) (history.Point, bool) {
	if d.config.Orders.Look(ctx) != nil {
		return history.Point{}, false
	}
	p, err := ask(ctx, d, func() *history.Point { return d.point(minute) })
	if err != nil || p == nil {
		return history.Point{}, false
	}
	return *p, true
}

// point is nil where nobody can vouch for it.
func (d *Dashboard) point(minute time.Time) *history.Point {
	now := d.figures(time.Now())
	if !now.Ready || now.StaleSince != nil {
		return nil
	}
	p := &history.Point{
		At: minute, Carts: now.Carts, Tabs: now.Tabs, WithItems: now.WithItems, Checkout: now.Stages[board.Checkout],
		Orders:   d.past.books.Between(minute, minute.Add(time.Minute)).Orders,
		Released: slices.Clone(d.past.released), SoldOut: slices.Clone(d.past.soldOut),
	}
	if d.config.Inventory.Now().Ready() && now.ShopStale == nil {
		p.ValueUSD = &now.ValueUSD
	}
	return p
}

// Read takes in the last hour, and Redis' clock.
func (d *Dashboard) Read(last []history.Point, ahead time.Duration) {
	d.post(func() {
		d.past.ahead = ahead
		d.clockRead.Do(func() { close(d.clocked) })
		if fresh := d.past.learn(last); len(fresh) > 0 {
			d.sender.Broadcast(DashboardTopic, "history", lately{fresh})
		}
		d.past.hour = last
	})
}

// Recorded tells the point that counts for a minute.
func (d *Dashboard) Recorded(p history.Point) {
	d.post(func() {
		d.past.hour = append(slices.Clip(d.past.hour), d.past.learn([]history.Point{p})...)
		d.sender.Broadcast(DashboardTopic, "minute", p)
	})
}

// learn returns the points that are news. What they say need not be said again.
func (p *past) learn(points []history.Point) (fresh []history.Point) {
	for _, point := range points {
		if slices.ContainsFunc(p.hour, func(known history.Point) bool { return known.At.Equal(point.At) }) {
			continue
		}
		fresh = append(fresh, point)
		p.released = slices.DeleteFunc(p.released, func(id int) bool { return slices.Contains(point.Released, id) })
		p.soldOut = slices.DeleteFunc(p.soldOut, func(id int) bool { return slices.Contains(point.SoldOut, id) })
	}
	return fresh
}

// FollowOrders keeps the books until ctx ends.
func (d *Dashboard) FollowOrders(ctx context.Context) {
	select {
	case <-d.clocked:
	case <-ctx.Done():
		return
	}
	from, err := ask(ctx, d, func() time.Time { return books.Begin(d.redisTime(time.Now())) })
	if err != nil {
		return
	}
	d.config.Orders.Run(ctx, from, ledger{d})
}

// ledger brings a dashboard the orders.
type ledger struct{ dashboard *Dashboard }

func (l ledger) Add(orders []shop.Order) {
	l.dashboard.post(func() { l.dashboard.past.books.Add(orders) })
}

func (l ledger) Looked(began time.Time, all bool) {
	l.dashboard.post(func() { l.dashboard.past.books.Looked(began, all) })
}

// redisTime is a moment of this process by Redis' clock.
func (d *Dashboard) redisTime(t time.Time) time.Time { return t.Add(d.past.ahead) }

// sold is what was sold lately.
func (d *Dashboard) sold(now time.Time) sales {
	known, staleSince := d.past.books.Known()
	if !known {
		return sales{}
	}
	now = d.redisTime(now)
	recent, pairs := d.past.books.LastTenMinutes(now)
	today := d.past.books.Today(now)
	return sales{moment(staleSince), pairs, new(recent.Orders), new(recent.USD), new(today.Orders), new(today.USD)}
}
