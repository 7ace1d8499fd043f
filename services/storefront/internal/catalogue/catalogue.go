// Package catalogue reads what a shop sells from a YAML document:
//
//	products:
//	  - id: 1               # above zero, for ever
//	    sku: FF-1000        # for ever; no two things share one
//	    order: 0            # its place among the products
//	    brand: Marram
//	    name: Tideline
//	    color: sea glass / coral
//	    price_usd: 120      # whole dollars
//	    image: /pictures/FF-1000.svg
//	    items:              # its sizes
//	      - {id: 1, sku: FF-1001, size: "6"}
//
// Every field is required and no other is known. A document with faults is
// refused whole, and the error is [Faults]: all of them, each with its line.
//
// An image is a path on the storefront's own origin. It serves the drawings of
// its own catalogue there; the pictures of another shop are for the proxy in
// front of it to serve, at any path that the storefront has no use for.
package catalogue

import (
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"

	"footfall/shared/shop"
)

// MaxProducts is how many products a catalogue may have: all stand on one page,
// which follows each of them over one socket.
const MaxProducts = 100

// imagePattern is a path of plain names.
var imagePattern = regexp.MustCompile(`^(/[A-Za-z0-9_.-]+)+$`)

// Read reads a catalogue, with its products and items as they stand.
func Read(r io.Reader) (shop.Catalogue, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue: %w", err)
	}
	var root yaml.Node
	if err := yaml.Load(raw, &root); err != nil {
		return nil, syntaxFaults(err)
	}
	d := &document{unique: map[string]seen{}}
	c := d.catalogue(&root)
	if len(d.faults) > 0 {
		return nil, d.faults.sorted()
	}
	return c, nil
}

// catalogue reads the document.
func (d *document) catalogue(root *yaml.Node) (c shop.Catalogue) {
	d.mapping(root.Content[0], "the catalogue", fields{
		"products": func(n *yaml.Node) {
			all := d.list(n, "products")
			for _, product := range all {
				c = append(c, d.product(product))
			}
			if len(all) > MaxProducts {
				d.fault(all[MaxProducts], "a shop has at most %d products, this is one more", MaxProducts)
			}
		},
	})
	return c
}

func (d *document) product(n *yaml.Node) (p shop.Product) {
	d.mapping(n, "a product", fields{
		"id":        func(n *yaml.Node) { p.ID = d.id(n, "product id") },
		"sku":       func(n *yaml.Node) { p.SKU = d.sku(n) },
		"order":     func(n *yaml.Node) { p.Order = d.number(n, "order", 0) },
		"brand":     func(n *yaml.Node) { p.Brand = d.text(n, "brand") },
		"name":      func(n *yaml.Node) { p.Name = d.text(n, "name") },
		"color":     func(n *yaml.Node) { p.Color = d.text(n, "color") },
		"price_usd": func(n *yaml.Node) { p.PriceUSD = d.number(n, "price_usd", 1) },
		"image":     func(n *yaml.Node) { p.Image = d.image(n) },
		"items":     func(n *yaml.Node) { p.Items = d.items(n) },
	})
	for i := range p.Items {
		p.Items[i].ProductID = p.ID
	}
	return p
}

func (d *document) items(n *yaml.Node) (items []shop.Item) {
	sizes := seen{}
	for _, n := range d.list(n, "items") {
		var item shop.Item
		d.mapping(n, "an item", fields{
			"id":  func(n *yaml.Node) { item.ID = d.id(n, "item id") },
			"sku": func(n *yaml.Node) { item.SKU = d.sku(n) },
			"size": func(n *yaml.Node) {
				if item.Size = d.text(n, "size"); item.Size != "" {
					d.once(sizes, item.Size, n, "size")
				}
			},
		})
		items = append(items, item)
	}
	return items
}

// id is a number of its own.
func (d *document) id(n *yaml.Node, what string) int {
	number := d.number(n, what, 1)
	if number > 0 {
		d.alone(strconv.Itoa(number), n, what)
	}
	return number
}

// sku is a text of its own, among products and items alike.
func (d *document) sku(n *yaml.Node) string {
	text := d.text(n, "sku")
	if text != "" {
		d.alone(text, n, "sku")
	}
	return text
}

// image is the path of a picture on the storefront itself.
func (d *document) image(n *yaml.Node) string {
	text := d.text(n, "image")
	if text != "" && (!imagePattern.MatchString(text) || path.Clean(text) != text) {
		d.fault(n, "image is %q, want a path such as /pictures/FF-1000.svg", text)
	}
	return text
}
