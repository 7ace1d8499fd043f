package live

import (
	"slices"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/shared/channels"
	"footfall/shared/shop"
)

const (
	// maxActivity is how many events pages are told with one tick.
	maxActivity = 10
	// maxStock is how many items' stock pages are told with one tick.
	maxStock = 15
)

// happened is told by the inventory, after it has changed.
func (d *Dashboard) happened(events []shop.Event) {
	now := d.config.Inventory.Now()
	d.post(func() { d.follow(now, events) })
}

func (d *Dashboard) follow(now *shop.Snapshot, events []shop.Event) {
	var items []int
	for _, e := range events {
		switch e := e.(type) {
		case shop.Released:
			d.past.released = with(d.past.released, e.ProductID)
			d.sender.Broadcast(DashboardTopic, "released", released{e.ProductID})
		case shop.StockChanged:
			items = append(items, e.ItemID)
			d.stock.add(e.ItemID, e.Available)
			if e.Available == 0 && e.Before > 0 {
				d.past.soldOut = with(d.past.soldOut, e.ItemID)
			}
		case shop.Purchased:
			d.board.Purchased(e.Handle, time.Now())
			d.config.Orders.Wake()
		case shop.Renewed:
			d.board.Stock(now, nil)
			d.sender.Each(DashboardTopic, (*channels.Channel).Refresh)
		}
	}
	d.board.Stock(now, append([]int{}, items...))
}

// with are ids with one more, each once.
func with(ids []int, id int) []int {
	if slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

// tellShop tells when it becomes known that the shop is empty. Everything else
// happens, and is told then.
func (d *Dashboard) tellShop() {
	empty := d.config.Inventory.Known() && !d.config.Inventory.Now().Ready()
	if empty && !d.empty {
		d.sender.Broadcast(DashboardTopic, "shop", d.shelves())
	}
	d.empty = empty
}

type released struct {
	ProductID int `json:"product_id"`
}

type stock struct {
	ItemID    int `json:"item_id"`
	Available int `json:"available"`
}

// backlog is the stock that pages have to be told, the one that waits for the
// longest first; of each item only the last number.
type backlog []stock

func (b *backlog) add(item, available int) {
	if i := slices.IndexFunc(*b, func(s stock) bool { return s.ItemID == item }); i >= 0 {
		(*b)[i].Available = available
		return
	}
	*b = append(*b, stock{item, available})
}

// tellStock tells what is left of some items.
func (d *Dashboard) tellStock() {
	n := min(len(d.stock), maxStock)
	for _, s := range d.stock[:n] {
		d.sender.Broadcast(DashboardTopic, "stock", s)
	}
	d.stock = slices.Delete(d.stock, 0, n)
}

// activity is what carts did.
type activity struct {
	Events  []board.Event `json:"events"`  // the newest last
	Skipped int           `json:"skipped"` // older ones that nobody is told
}

// tellActivity tells the last of what happened.
func (d *Dashboard) tellActivity() {
	events := d.board.Events()
	if !d.open || len(events) == 0 {
		return
	}
	skipped := max(0, len(events)-maxActivity)
	d.sender.Broadcast(DashboardTopic, "activity", activity{events[skipped:], skipped})
}
