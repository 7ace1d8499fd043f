package shop

import (
	"encoding/json"
	"fmt"
)

// The kinds of messages on the channel.
const (
	kindSeeded   = "seeded"   // the catalogue is another
	kindReleased = "released" // products may be bought now
	kindStock    = "stock"    // other numbers are left
)

const messageVersion = 1

// message is what a script publishes about the change that it made. Fields
// that a reader does not know are ignored: services are deployed one by one.
type message struct {
	V          int           `json:"v"`
	Seq        uint64        `json:"seq"`
	Kind       string        `json:"kind"`
	ProductIDs []int         `json:"product_ids"`
	Stock      []stockChange `json:"stock"`
	Order      *order        `json:"order"` // whose purchase changed the stock, if one did
}

type stockChange struct {
	ItemID int `json:"item_id"`
	Before int `json:"before"`
	After  int `json:"after"`
}

type order struct {
	Handle   string `json:"handle"`
	Version  uint64 `json:"version"`
	TotalUSD int    `json:"total_usd"`
}

func decodeMessage(text string) (m message, err error) {
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return message{}, fmt.Errorf("reading a message of the shop: %w", err)
	}
	if m.V != messageVersion {
		return message{}, fmt.Errorf("reading a message of the shop: version %d, want %d", m.V, messageVersion)
	}
	return m, nil
}

// purchased is the purchase that a message about the stock tells of, if it was
// one.
func (m message) purchased() []Event {
	if m.Order == nil {
		return nil
	}
	e := Purchased{Handle: m.Order.Handle, Version: m.Order.Version, TotalUSD: m.Order.TotalUSD}
	for _, c := range m.Stock {
		e.Items = append(e.Items, c.ItemID)
	}
	return []Event{e}
}
