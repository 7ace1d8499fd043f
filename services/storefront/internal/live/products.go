package live

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"footfall/shared/channels"
	"footfall/shared/shop"
)

// ErrUnknownProduct refuses a join.
const ErrUnknownProduct channels.JoinError = "unknown_product"

const productPrefix = "product:"

// Broadcaster is the part of a channels.Server that speaks to everybody.
type Broadcaster interface {
	Broadcast(topic, event string, payload any)
	Each(topic string, visit func(*channels.Channel))
}

// Products serves product:<id>.
type Products struct {
	inventory *shop.Inventory
	sender    Broadcaster
}

// NewProducts makes the topics of an inventory, which must not have been
// started.
func NewProducts(inventory *shop.Inventory) *Products {
	p := &Products{inventory: inventory}
	inventory.Listen(p.happened)
	return p
}

// Start lets the topics speak, before the inventory starts.
func (p *Products) Start(sender Broadcaster) { p.sender = sender }

// Route serves the topics.
func (p *Products) Route() channels.Route {
	return channels.Route{Pattern: productPrefix + "*", New: func(c *channels.Channel) channels.Handler {
		id, _ := strconv.Atoi(strings.TrimPrefix(c.Topic(), productPrefix))
		if topicOf(id) != c.Topic() { // such as product:01, which nobody ever tells anything
			id = 0 // no product
		}
		return &product{inventory: p.inventory, id: id}
	}}
}

// happened is told by the inventory, after it has changed.
func (p *Products) happened(events []shop.Event) {
	now := p.inventory.Now()
	for _, e := range events {
		switch e := e.(type) {
		case shop.Released:
			if found, ok := now.Product(e.ProductID); ok {
				p.sender.Broadcast(topicOf(e.ProductID), "released", releasedMessage(now, found))
			}
		case shop.StockChanged:
			if e.Announced() {
				p.sender.Broadcast(topicOf(e.ProductID), "stock_change", stockChange{e.ProductID, e.ItemID, e.Level()})
			}
			if last := e.Available == 1; last != (e.Before == 1) && e.Level() == shop.Low {
				p.sender.Broadcast(topicOf(e.ProductID), "last_one", lastOne{e.ProductID, e.ItemID, last})
			}
		case shop.Renewed:
			for _, found := range now.Products() {
				p.sender.Each(topicOf(found.ID), (*channels.Channel).Refresh)
			}
		}
	}
}

func topicOf(product int) string { return productPrefix + strconv.Itoa(product) }

type released struct {
	ProductID int            `json:"product_id"`
	Items     []releasedItem `json:"items"` // by id
}

type releasedItem struct {
	ID    int        `json:"id"`
	Size  string     `json:"size"`
	Level shop.Level `json:"level"`
}

type stockChange struct {
	ProductID int        `json:"product_id"`
	ItemID    int        `json:"item_id"`
	Level     shop.Level `json:"level"`
}

// lastOne tells within the level low whether exactly one is left. It is an
// event of its own because levels are what a stock_change is about.
type lastOne struct {
	ProductID int  `json:"product_id"`
	ItemID    int  `json:"item_id"`
	Last      bool `json:"last"`
}

func releasedMessage(now *shop.Snapshot, p shop.Product) released {
	m := released{ProductID: p.ID, Items: []releasedItem{}}
	for _, item := range p.Items {
		m.Items = append(m.Items, releasedItem{item.ID, item.Size, now.Level(item.ID)})
	}
	return m
}

// product is one client that looks at a product.
type product struct {
	inventory *shop.Inventory
	id        int
}

// state is what a product is now: all its items, also before the release.
type state struct {
	Released bool               `json:"released"`
	Levels   map[int]shop.Level `json:"levels"`
	Last     []int              `json:"last,omitempty"` // items of which one is left
}

func (p *product) Join(context.Context, json.RawMessage) (any, error) {
	now := p.inventory.Now()
	if !now.Ready() {
		return nil, channels.ErrUnavailable
	}
	found, ok := now.Product(p.id)
	if !ok {
		return nil, ErrUnknownProduct
	}
	s := state{Released: found.Released, Levels: map[int]shop.Level{}}
	for _, item := range found.Items {
		s.Levels[item.ID] = now.Level(item.ID)
		if now.Available(item.ID) == 1 {
			s.Last = append(s.Last, item.ID)
		}
	}
	return s, nil
}

func (p *product) Handle(context.Context, string, json.RawMessage) (any, error) {
	return nil, channels.ErrUnknownEvent
}

// Refresh tells in the words of the topic's events what the product is now.
func (p *product) Refresh(context.Context) (all []channels.Message) {
	now := p.inventory.Now()
	found, ok := now.Product(p.id)
	if !ok {
		return nil
	}
	if found.Released {
		all = append(all, channels.Message{Event: "released", Payload: releasedMessage(now, found)})
	}
	for _, item := range found.Items {
		all = append(all, channels.Message{Event: "stock_change", Payload: stockChange{p.id, item.ID, now.Level(item.ID)}})
		if now.Available(item.ID) == 1 {
			all = append(all, channels.Message{Event: "last_one", Payload: lastOne{p.id, item.ID, true}})
		}
	}
	return all
}

func (p *product) Leave() {}
