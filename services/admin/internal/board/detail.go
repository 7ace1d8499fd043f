package board

import "time"

// Detail is one cart as its drawer shows it.
type Detail struct {
	Row  *Row  `json:"row"`  // nil: it has left
	Tabs []Tab `json:"tabs"` // in the order in which they came, fifty at most
}

// A Tab is one connection of a cart.
type Tab struct {
	Page   string    `json:"page"`
	Since  time.Time `json:"since"`
	Node   string    `json:"node"`
	Moving bool      `json:"moving"`
}

const maxTabs = 50

// Cart is the cart of a handle.
func (b *Board) Cart(handle string) Detail {
	c := b.carts[handle]
	if c == nil {
		return Detail{Tabs: []Tab{}}
	}
	row := c.row()
	d := Detail{Row: &row}
	for _, t := range c.tabs[:min(len(c.tabs), maxTabs)] {
		d.Tabs = append(d.Tabs, Tab{t.page.name, stamp(t.since), t.node.id, t.moving()})
	}
	return d
}
