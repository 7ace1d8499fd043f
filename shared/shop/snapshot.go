package shop

import (
	"cmp"
	"slices"
)

// A Snapshot is the shop as a process knew it at one moment. It never changes,
// and neither must what it hands out: all who look share it. The zero Snapshot
// is a shop of which nothing is known yet.
type Snapshot struct {
	seq       uint64
	products  []Product     // by order
	places    map[int]place // by item id; shared by the snapshots of one catalogue
	available []int         // by place
}

// place is where a snapshot keeps an item.
type place struct{ product, item, stock int }

// NewSnapshot makes a snapshot of products and how many are left of each item.
func NewSnapshot(c Catalogue, available map[int]int) *Snapshot {
	s := &Snapshot{products: slices.Clone(c), places: map[int]place{}}
	slices.SortFunc(s.products, func(a, b Product) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	for i := range s.products {
		p := &s.products[i]
		p.Items = slices.SortedFunc(slices.Values(p.Items), func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
		for j, item := range p.Items {
			s.places[item.ID] = place{i, j, len(s.available)}
			s.available = append(s.available, available[item.ID])
		}
	}
	return s
}

// Ready reports whether there is a catalogue.
func (s *Snapshot) Ready() bool { return len(s.products) > 0 }

// Products are all of them, by order, each with its items by id.
func (s *Snapshot) Products() []Product { return s.products }

// Product finds a product.
func (s *Snapshot) Product(id int) (Product, bool) {
	if i := s.find(id); i >= 0 {
		return s.products[i], true
	}
	return Product{}, false
}

// Released reports whether a product may be bought; an unknown one may not.
func (s *Snapshot) Released(product int) bool {
	p, _ := s.Product(product)
	return p.Released
}

// Item finds an item.
func (s *Snapshot) Item(id int) (Item, bool) {
	at, ok := s.places[id]
	if !ok {
		return Item{}, false
	}
	return s.products[at.product].Items[at.item], true
}

// Available is how many of an item are left, 0 of an unknown one.
func (s *Snapshot) Available(item int) int {
	at, ok := s.places[item]
	if !ok {
		return 0
	}
	return s.available[at.stock]
}

// Level is the level of an item, Out for an unknown one.
func (s *Snapshot) Level(item int) Level { return LevelOf(s.Available(item)) }

// find is the place of a product, -1 for an unknown one.
func (s *Snapshot) find(product int) int {
	return slices.IndexFunc(s.products, func(p Product) bool { return p.ID == product })
}

// apply is the snapshot after a message, and what happened. It is not ok if
// the message does not fit, and all must be read again.
func (s *Snapshot) apply(m message) (next *Snapshot, events []Event, ok bool) {
	switch {
	case m.Kind == kindSeeded: // even one with an old seq: Redis may have lost it
		return s, nil, false
	case m.Seq <= s.seq: // published before s was read
		return s, nil, true
	case m.Seq != s.seq+1:
		return s, nil, false
	}
	next = &Snapshot{seq: m.Seq, products: s.products, places: s.places, available: s.available}
	switch m.Kind {
	case kindReleased:
		events, ok = next.release(m.ProductIDs)
	case kindStock:
		events, ok = next.restock(m.Stock)
		events = append(events, m.purchased()...)
	}
	return next, events, ok
}

func (s *Snapshot) release(ids []int) (events []Event, ok bool) {
	s.products = slices.Clone(s.products)
	for _, id := range ids {
		i := s.find(id)
		if i < 0 {
			return nil, false
		}
		s.products[i].Released = true
		events = append(events, Released{ProductID: id})
	}
	return events, true
}

func (s *Snapshot) restock(changes []stockChange) (events []Event, ok bool) {
	s.available = slices.Clone(s.available)
	for _, c := range changes {
		at, known := s.places[c.ItemID]
		if !known || s.available[at.stock] != c.Before {
			return nil, false
		}
		s.available[at.stock] = c.After
		events = append(events, StockChanged{
			ProductID: s.products[at.product].ID, ItemID: c.ItemID, Before: c.Before, Available: c.After,
		})
	}
	return events, true
}

// since is what happened between an older snapshot and this one. Where the
// catalogue is another, Renewed comes first.
func (s *Snapshot) since(old *Snapshot) (events []Event) {
	if outdated(old.products, s.products) {
		events = append(events, Renewed{})
	}
	for _, p := range s.products {
		before, known := old.Product(p.ID)
		if known && p.Released && !before.Released {
			events = append(events, Released{ProductID: p.ID})
		}
		for _, item := range p.Items {
			if _, known := old.Item(item.ID); known && old.Available(item.ID) != s.Available(item.ID) {
				events = append(events, StockChanged{
					ProductID: p.ID, ItemID: item.ID, Before: old.Available(item.ID), Available: s.Available(item.ID),
				})
			}
		}
	}
	return events
}
