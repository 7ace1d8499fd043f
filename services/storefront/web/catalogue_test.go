package web

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

type product struct {
	ID    int    `yaml:"id"`
	SKU   string `yaml:"sku"`
	Order int    `yaml:"order"`
	Name  string `yaml:"name"`
	Price int    `yaml:"price_usd"`
	Image string `yaml:"image"`
	Items []struct {
		ID   int    `yaml:"id"`
		SKU  string `yaml:"sku"`
		Size string `yaml:"size"`
	} `yaml:"items"`
}

func products(t *testing.T) []product {
	t.Helper()
	var read struct {
		Products []product `yaml:"products"`
	}
	raw, err := io.ReadAll(Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	return read.Products
}

func TestTheCatalogueHasEightShoesInThirteenSizes(t *testing.T) {
	shoes := products(t)
	if len(shoes) != 8 {
		t.Fatalf("got %d products, want 8", len(shoes))
	}
	for i, p := range shoes {
		if p.ID != i+1 || p.Order != i || len(p.Items) != 13 || p.Price <= 0 || p.Name == "" {
			t.Errorf("product %d: got %+v", i+1, p)
		}
		for j, item := range p.Items {
			size := strconv.FormatFloat(6+float64(j)/2, 'f', -1, 64)
			if item.ID != i*13+j+1 || item.Size != size {
				t.Errorf("product %d: got item %+v, want id %d, size %s", p.ID, item, i*13+j+1, size)
			}
		}
	}
}

func TestNoTwoThingsShareASKU(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range products(t) {
		skus := []string{p.SKU}
		for _, item := range p.Items {
			skus = append(skus, item.SKU)
		}
		for _, sku := range skus {
			if sku == "" || seen[sku] {
				t.Errorf("SKU %q is empty or used twice", sku)
			}
			seen[sku] = true
		}
	}
}

func TestEveryShoeHasItsDrawing(t *testing.T) {
	for _, p := range products(t) {
		if p.Image != "/pictures/"+p.SKU+".svg" {
			t.Errorf("product %d: image %q", p.ID, p.Image)
		}
		raw, err := pictures.ReadFile(strings.TrimPrefix(p.Image, "/"))
		if err != nil {
			t.Errorf("product %d: %v", p.ID, err)
			continue
		}
		if err := xml.Unmarshal(raw, new(struct{})); err != nil {
			t.Errorf("%s: %v", p.Image, err)
		}
	}
}
