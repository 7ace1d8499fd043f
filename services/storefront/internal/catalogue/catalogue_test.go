package catalogue_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/web"
)

const good = `# a shop of one shoe
products:
  - id: 7
    sku: FF-7
    order: 0
    brand: Marram
    name: Tideline
    color: sea glass / coral
    price_usd: 120
    image: /pictures/FF-7.svg
    items:
      - {id: 1, sku: FF-71, size: "6"}
      - {id: 2, sku: FF-72, size: 6.5}
`

func TestTheShopsOwnCatalogueIsRead(t *testing.T) {
	c, err := catalogue.Read(web.Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, p := range c {
		items += len(p.Items)
	}
	if len(c) != 8 || items != 104 {
		t.Errorf("got %d products, %d items", len(c), items)
	}
}

func TestEveryFieldIsRead(t *testing.T) {
	c, err := catalogue.Read(strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	p := c[0]
	if p.ID != 7 || p.SKU != "FF-7" || p.Order != 0 || p.Brand != "Marram" || p.Name != "Tideline" || p.Released ||
		p.Color != "sea glass / coral" || p.PriceUSD != 120 || p.Image != "/pictures/FF-7.svg" || len(p.Items) != 2 {
		t.Errorf("got %+v", p)
	}
	if item := p.Items[1]; item.ID != 2 || item.SKU != "FF-72" || item.Size != "6.5" || item.ProductID != 7 {
		t.Errorf("got %+v", item)
	}
}

func TestAFaultIsNamedWithItsLine(t *testing.T) {
	const whole = ", want a whole number from "
	tests := []struct{ old, fresh, want string }{
		{"id: 7", "id: 0", `line 3: product id is "0"` + whole + "1"},
		{"id: 7", "id: -1", `line 3: product id is "-1"` + whole + "1"},
		{"id: 7", "id: 1.5", `line 3: product id is "1.5"` + whole + "1"},
		{"id: 7", `id: "7"`, `line 3: product id is "7"` + whole + "1"},
		{"id: 7", "id: seven", `line 3: product id is "seven"` + whole + "1"},
		{"id: 7", "id: [7]", `line 3: product id is ""` + whole + "1"},
		{"id: 7", "id: 2147483648", `line 3: product id is "2147483648"` + whole + "1"},
		{"sku: FF-7\n", "sku: \n", `line 4: sku is empty`},
		{"sku: FF-7\n", "sku: {a: b}\n", `line 4: sku is one text, this is not`},
		{"sku: FF-7\n", "sku: FF-71\n", `line 12: sku "FF-71" is there already, at line 4`},
		{"order: 0", "order: -1", `line 5: order is "-1"` + whole + "0"},
		{"    brand: Marram\n", "", `line 3: a product needs brand`},
		{"brand: Marram", `brand: "  "`, `line 6: brand is empty`},
		{"name: Tideline", `name: "Tide\nline"`, `line 7: name is "Tide\nline", want one line without control characters`},
		{"color: sea glass / coral", "color: ~", `line 8: color is empty`},
		{"color: sea", "colour: sea", "line 3: a product needs color\nline 8: a product has no field \"colour\""},
		{"price_usd: 120", "price_usd: 0", `line 9: price_usd is "0"` + whole + "1"},
		{"price_usd: 120", "price_usd: 99.95", `line 9: price_usd is "99.95"` + whole + "1"},
		{"image: /pictures/FF-7.svg", "image: pictures/FF-7.svg", `line 10: image is "pictures/FF-7.svg", want a path such as /pictures/FF-1000.svg`},
		{"image: /pictures/FF-7.svg", "image: /pictures/../FF-7.svg", `line 10: image is "/pictures/../FF-7.svg", want a path such as /pictures/FF-1000.svg`},
		{"image: /pictures/FF-7.svg", "image: //elsewhere/x.svg", `line 10: image is "//elsewhere/x.svg", want a path such as /pictures/FF-1000.svg`},
		{"image: /pictures/FF-7.svg", "image: /a b.svg", `line 10: image is "/a b.svg", want a path such as /pictures/FF-1000.svg`},
		{"id: 2,", "id: 1,", `line 13: item id "1" is there already, at line 12`},
		{"id: 2,", "id: +1,", `line 13: item id "1" is there already, at line 12`},
		{"id: 2,", "id: 2, id: 3,", `line 13: the field "id" is there already, at line 13`},
		{"size: 6.5", "size: 6", `line 13: size "6" is there already, at line 12`},
		{`size: "6"`, `size: ""`, `line 12: size is empty`},
		{`, size: "6"`, "", `line 12: an item needs size`},
		{`size: "6"`, `size: "6", stock: 3`, `line 12: an item has no field "stock"`},
		{`{id: 1, sku: FF-71, size: "6"}`, "6", `line 12: an item is a list of fields with values, this is not`},
		{"# a shop", "shop: 1\n# a shop", `line 1: the catalogue has no field "shop"`},
		{good, "", "no documents in stream"},
		{good, "products: []", "line 1: products is a list of at least one"},
		{good, "products:", "line 1: products is a list of at least one"},
		{good, "[]", "line 1: the catalogue is a list of fields with values, this is not"},
		{good, "a: 1\n---\nb: 2\n", "expected single document, found multiple"},
		{good, "products: &a\n  - *a\n", "line 2: a product is a list of fields with values, this is not"},
	}
	for _, tt := range tests {
		c, err := catalogue.Read(strings.NewReader(strings.Replace(good, tt.old, tt.fresh, 1)))
		if _, ok := errors.AsType[catalogue.Faults](err); !ok || err.Error() != tt.want || c != nil {
			t.Errorf("%q for %q: got %v, want %s", tt.fresh, tt.old, err, tt.want)
		}
	}
}

func TestAShopHasAsManyProductsAsAPageCanFollow(t *testing.T) {
	products := func(n int) string {
		text := "products:\n"
		for i := range n {
			text += fmt.Sprintf("  - {id: %d, sku: P%[1]d, order: 0, brand: b, name: n, color: c, price_usd: 1, image: /a.svg, items: [{id: %[1]d, sku: I%[1]d, size: 6}]}\n", i+1)
		}
		return text
	}
	if c, err := catalogue.Read(strings.NewReader(products(catalogue.MaxProducts))); err != nil || len(c) != catalogue.MaxProducts {
		t.Errorf("got %d products, %v", len(c), err)
	}
	const want = "line 102: a shop has at most 100 products, this is one more"
	if _, err := catalogue.Read(strings.NewReader(products(120))); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestEveryFaultIsNamed(t *testing.T) {
	const bad = `products:
  - id: x
    sku: A
    order: 0
    name: One
    color: red
    price_usd: -1
    image: a.png
    items:
      - {id: 1, sku: A, size: 6}
      - {id: 1, sku: B, size: 6}
  - 7
  - {id: 2, sku: B, items: []}
more: 1
`
	const want = `line 2: product id is "x", want a whole number from 1
line 2: a product needs brand
line 7: price_usd is "-1", want a whole number from 1
line 8: image is "a.png", want a path such as /pictures/FF-1000.svg
line 10: sku "A" is there already, at line 3
line 11: item id "1" is there already, at line 10
line 11: size "6" is there already, at line 10
line 12: a product is a list of fields with values, this is not
line 13: sku "B" is there already, at line 11
line 13: items is a list of at least one
line 13: a product needs brand, color, image, name, order, price_usd
line 14: the catalogue has no field "more"`
	if _, err := catalogue.Read(strings.NewReader(bad)); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestATextThatIsNoYAMLIsRefused(t *testing.T) {
	for _, bad := range []string{"products:\n  - [\n", "\tproducts: 1", "a: \xff", "a: *b", strings.Repeat("[", 100_000)} {
		if c, err := catalogue.Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%.20q: got %+v", bad, c)
		}
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	if _, err := catalogue.Read(iotest.ErrReader(io.ErrUnexpectedEOF)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add("products: &a [*a]")
	f.Add("products: [{id: 1, items: [{id: 1}]}]")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := catalogue.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, p := range c {
			if p.ID <= 0 || p.SKU == "" || p.PriceUSD <= 0 || len(p.Items) == 0 {
				t.Errorf("accepted %+v", p)
			}
		}
	})
}
