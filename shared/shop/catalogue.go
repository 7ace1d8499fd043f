package shop

import (
	"errors"
	"reflect"
	"slices"
)

var (
	// ErrUnknownProduct names a product that is not in the catalogue.
	ErrUnknownProduct = errors.New("unknown product")
	// ErrUnknownItem names an item that is not in the catalogue.
	ErrUnknownItem = errors.New("unknown item")
	// ErrNotSeeded says that Redis holds no catalogue, yet or any more.
	ErrNotSeeded = errors.New("the shop has no catalogue: run storefront seed")
	// ErrNotFollowed says that nobody tells this process what changes.
	ErrNotFollowed = errors.New("as it was last known: Redis is not followed")
)

// A Product is one shoe. Its JSON is what Redis keeps of it.
type Product struct {
	ID       int    `json:"id"` // above zero, for ever
	SKU      string `json:"sku"`
	Order    int    `json:"order"` // its place among the products, from 0
	Brand    string `json:"brand"`
	Name     string `json:"name"`
	Color    string `json:"color"`
	PriceUSD int    `json:"price_usd"` // whole dollars
	Image    string `json:"image"`     // path on the storefront
	Released bool   `json:"-"`         // Redis keeps it apart
	Items    []Item `json:"items"`     // by id
}

// An Item is one size of a product.
type Item struct {
	ID        int    `json:"id"` // above zero, for ever
	SKU       string `json:"sku"`
	ProductID int    `json:"product_id"`
	Size      string `json:"size"` // such as "6.5"
}

// A Catalogue is all that is sold, in no order.
type Catalogue []Product

// outdated reports whether what was known of old does not hold any more, but
// for products that were released since.
func outdated(old, now []Product) bool {
	return !slices.EqualFunc(old, now, func(a, b Product) bool {
		if a.Released && !b.Released {
			return false
		}
		a.Released = b.Released
		return reflect.DeepEqual(a, b)
	})
}
