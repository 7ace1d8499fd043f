package cart

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"footfall/shared/shop"
)

func TestAPayloadHasTheItemsByIDWithAllThatAPageShows_seed34_42(t *testing.T) {
	tokens := NewTokens(keys(t))
	c := Cart{Items: []int{61, 2, 1}, Version: 3}
	p := tokens.Payload("a cart", c, stocked(), noon)
	has(t, "the token", tokens.Open("a cart", p.Serialized, noon), nil, 3, 61, 2, 1)
	p.Serialized = "T"
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"items":[` +
		`{"id":1,"sku":"S","size":"6.5","name":"Tideline","brand":"Marram","color":"coral","price_usd":120,"main_image_url":"/pictures/1.svg","released":true,"out_of_stock":false},` +
		`{"id":2,"sku":"S","size":"6.5","name":"Tideline","brand":"Marram","color":"coral","price_usd":120,"main_image_url":"/pictures/1.svg","released":true,"out_of_stock":true},` +
		`{"id":61,"sku":"S","size":"6.5","name":"Highwater","brand":"Ostrel","color":"red","price_usd":95,"main_image_url":"/pictures/2.svg","released":false,"out_of_stock":false}` +
		`],"serialized":"T","version":3}`
	if string(raw) != want {
		t.Errorf("got %s\nwant %s", raw, want)
	}
}

func TestASoldOutLineOffersOtherShoesInItsSize(t *testing.T) {
	product := func(id int, released bool, sizes ...string) shop.Product {
		p := shop.Product{ID: id, Name: fmt.Sprint("shoe ", id), PriceUSD: 100 + id, Released: released}
		for i, size := range sizes {
			p.Items = append(p.Items, shop.Item{ID: 10*id + i, ProductID: id, Size: size})
		}
		return p
	}
	c := shop.Catalogue{
		product(1, true, "6", "7"), product(2, true, "6", "7"), product(3, false, "7"), product(4, true, "7"), product(5, true, "7"),
		product(6, true, "7"), product(7, true, "7"), product(8, true, "7"),
	}
	left := map[int]int{10: 5, 20: 5, 21: 1, 30: 5, 40: 0, 50: 5, 60: 5, 70: 5, 80: 5}
	lines := Lines(Cart{Items: []int{11, 10, 50}, Version: 3}, shop.NewSnapshot(c, left))
	want := []Other{{21, "shoe 2", 102}, {60, "shoe 6", 106}, {70, "shoe 7", 107}}
	if len(lines) != 3 || lines[0].Others != nil || !slices.Equal(lines[1].Others, want) {
		t.Errorf("got %+v", lines)
	}
}

func TestWhatHasLeftTheCatalogueIsNotShownAndNotForgotten(t *testing.T) {
	tokens := NewTokens(keys(t))
	p := tokens.Payload("a cart", Cart{Items: []int{101, 1}, Version: 2}, stocked(), noon)
	if len(p.Items) != 1 || p.Items[0].ID != 1 {
		t.Errorf("got %+v", p.Items)
	}
	has(t, "the token", tokens.Open("a cart", p.Serialized, noon), nil, 2, 101, 1)
}

func TestAnEmptyCartHasAListOfItems(t *testing.T) {
	for _, c := range []Cart{{}, {Items: []int{1}, Version: 1}} {
		raw, err := json.Marshal(Lines(c, &shop.Snapshot{}))
		if err != nil || string(raw) != "[]" {
			t.Errorf("got %s, %v", raw, err)
		}
	}
}
