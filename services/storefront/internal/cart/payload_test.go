package cart

import (
	"encoding/json"
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
