package live

import "footfall/shared/shop"

// shelves are the products and how many are left of each item.
type shelves struct {
	Catalogue []product   `json:"catalogue"` // by the shop's order; null: not known yet
	Stock     map[int]int `json:"stock"`     // item id: available
}

type product struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	Brand    string `json:"brand"`
	Color    string `json:"color"`
	PriceUSD int    `json:"price_usd"`
	Released bool   `json:"released"`
	Items    []item `json:"items"`
}

type item struct {
	ID   int    `json:"id"`
	SKU  string `json:"sku"`
	Size string `json:"size"`
}

// shelves are empty only where nobody has seeded the shop.
func (d *Dashboard) shelves() shelves {
	if !d.config.Inventory.Known() {
		return shelves{Stock: map[int]int{}}
	}
	return shelvesOf(d.config.Inventory.Now())
}

func shelvesOf(now *shop.Snapshot) shelves {
	s := shelves{Catalogue: []product{}, Stock: map[int]int{}}
	for _, p := range now.Products() {
		shown := product{
			ID: p.ID, Name: p.Name, Brand: p.Brand, Color: p.Color, PriceUSD: p.PriceUSD, Released: p.Released, Items: []item{},
		}
		for _, i := range p.Items {
			shown.Items = append(shown.Items, item{i.ID, i.SKU, i.Size})
			s.Stock[i.ID] = now.Available(i.ID)
		}
		s.Catalogue = append(s.Catalogue, shown)
	}
	return s
}
