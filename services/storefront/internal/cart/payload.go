package cart

import (
	"cmp"
	"slices"
	"time"

	"footfall/shared/shop"
)

// Payload is a cart as clients get it: the event "cart" and the reply to each
// change.
type Payload struct {
	Items      []Line `json:"items"` // by id, never null
	Serialized string `json:"serialized"`
	Version    uint64 `json:"version"`
	// Bought is the last version that was bought: who showed it or an older one
	// knows from it where the items went. Left out where nothing was.
	Bought uint64 `json:"bought,omitempty"`
}

// Payload is what clients get of a cart, with a token signed now.
func (t Tokens) Payload(id string, c Cart, s *shop.Snapshot, now time.Time) Payload {
	return Payload{Items: Lines(c, s), Serialized: t.Sign(id, c, now), Version: c.Version, Bought: c.Bought}
}

// A Line is one item of a cart with all that a page shows of it.
type Line struct {
	ID         int    `json:"id"`
	SKU        string `json:"sku"`
	Size       string `json:"size"`
	Name       string `json:"name"`
	Brand      string `json:"brand"`
	Color      string `json:"color"`
	PriceUSD   int    `json:"price_usd"` // whole dollars
	Image      string `json:"main_image_url"`
	Released   bool   `json:"released"`
	OutOfStock bool   `json:"out_of_stock"`
	// Others are what can be bought in its size in place of one that is sold
	// out; left out where there is nothing.
	Others []Other `json:"others,omitempty"`
}

// Other is another shoe in the same size.
type Other struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	PriceUSD int    `json:"price_usd"` // whole dollars
}

// maxOthers is how many are offered.
const maxOthers = 3

// Lines are the items of a cart by id. One that is not in the catalogue any
// more has no line: nobody could say what it is, or buy it.
func Lines(c Cart, s *shop.Snapshot) []Line {
	lines := make([]Line, 0, len(c.Items))
	for _, id := range c.Items {
		item, ok := s.Item(id)
		if !ok {
			continue
		}
		p, _ := s.Product(item.ProductID)
		line := Line{
			ID: id, SKU: item.SKU, Size: item.Size, Name: p.Name, Brand: p.Brand, Color: p.Color, PriceUSD: p.PriceUSD,
			Image: p.Image, Released: p.Released, OutOfStock: s.Level(id) == shop.Out,
		}
		if line.OutOfStock {
			line.Others = others(c, s, item)
		}
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Compare(a.ID, b.ID) })
	return lines
}

// others are the first that can be bought in place of an item, in the shop's
// order.
func others(c Cart, s *shop.Snapshot, gone shop.Item) (found []Other) {
	for _, p := range s.Products() {
		for _, item := range p.Items {
			fits := p.Released && p.ID != gone.ProductID && item.Size == gone.Size
			if fits && len(found) < maxOthers && s.Level(item.ID) != shop.Out && !c.Holds(item.ID) {
				found = append(found, Other{ID: item.ID, Name: p.Name, PriceUSD: p.PriceUSD})
			}
		}
	}
	return found
}
