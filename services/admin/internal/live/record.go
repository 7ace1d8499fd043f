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

	// since the last point
	released, soldOut []int
}

// Take is the point of a minute that has just ended. There is none while the
// picture cannot be vouched for.
func (d *Dashboard) Take(ctx context.Context, minute time.Time) (p history.Point, ok bool) {
	err := d.do(ctx, func() {
		now := d.figures(time.Now())
		ok = now.Ready && now.StaleSince == nil
		sold := d.past.books.Between(minute, minute.Add(time.Minute))
		p = history.Point{
			At: minute, Carts: now.Carts, Tabs: now.Tabs, WithItems: now.WithItems, Checkout: now.Stages[board.Checkout],
			Orders: sold.Orders, Released: d.past.released, SoldOut: d.past.soldOut,
		}
		d.past.released, d.past.soldOut = nil, nil
	})
	return p, ok && err == nil
}

// Read takes in the last hour, and Redis' clock.
func (d *Dashboard) Read(last []history.Point, ahead time.Duration) {
	d.post(func() {
		d.past.hour, d.past.ahead = last, ahead
		d.clockRead.Do(func() { close(d.clocked) })
	})
}

// Recorded tells the point that counts for a minute.
func (d *Dashboard) Recorded(p history.Point) {
	d.post(func() {
		d.past.hour = append(slices.Clip(d.past.hour), p)
		d.sender.Broadcast(DashboardTopic, "minute", p)
	})
}

// FollowOrders keeps the books until ctx ends.
func (d *Dashboard) FollowOrders(ctx context.Context) {
	select {
	case <-d.clocked:
	case <-ctx.Done():
		return
	}
	var from time.Time
	if d.do(ctx, func() { from = books.Begin(d.redisTime(time.Now())) }) != nil {
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
