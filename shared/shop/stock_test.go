package shop_test

import (
	"testing"

	"footfall/shared/shop"
)

func TestLevelsBeginAtTheirThresholds(t *testing.T) {
	tests := []struct {
		available int
		want      shop.Level
	}{
		{-1, shop.Out},
		{0, shop.Out},
		{1, shop.Low},
		{149, shop.Low},
		{150, shop.Medium},
		{499, shop.Medium},
		{500, shop.High},
		{shop.MaxAvailable, shop.High},
	}
	for _, tt := range tests {
		if got := shop.LevelOf(tt.available); got != tt.want {
			t.Errorf("%d: got %s, want %s", tt.available, got, tt.want)
		}
	}
}

func TestOnlyAnotherLevelIsAnnouncedAndNothingLeftAlways_seed36_37(t *testing.T) {
	tests := []struct {
		before, after int
		want          bool
	}{
		{501, 500, false},
		{500, 499, true},
		{151, 150, false},
		{150, 149, true},
		{2, 1, false},
		{1, 0, true},
		{0, 0, true},
		{0, 1, true},
		{1, 1, false},
		{149, 150, true},
		{1000, 0, true},
	}
	for _, tt := range tests {
		c := shop.StockChanged{Before: tt.before, Available: tt.after}
		if got := c.Announced(); got != tt.want {
			t.Errorf("%d to %d: announced %v, want %v", tt.before, tt.after, got, tt.want)
		}
	}
}

func TestInitialStockIsOftenPlentyAndSometimesNothing(t *testing.T) {
	const items = 20_000
	empty, sum := 0, 0
	for item := range items {
		switch stock := shop.InitialStock(23, item); {
		case stock == 0:
			empty++
		case stock < 201 || stock > 1200:
			t.Fatalf("item %d: got %d", item, stock)
		default:
			sum += stock
		}
	}
	if empty < items/11 || empty > items/9 {
		t.Errorf("%d of %d are sold out, want about a tenth", empty, items)
	}
	if mean := sum / (items - empty); mean < 690 || mean > 710 {
		t.Errorf("mean %d, want about 700", mean)
	}
}

// A shop is made again by its seed number, also by a later version.
func TestTheSameSeedGivesTheSameStock(t *testing.T) {
	want := []int{285, 1022, 338, 1087, 451, 0, 479, 472, 699, 808, 293, 694}
	for i := range want {
		if got := shop.InitialStock(23, i+1); got != want[i] {
			t.Errorf("item %d: got %d, want %d", i+1, got, want[i])
		}
		if got := shop.InitialStock(24, i+1); got == want[i] {
			t.Errorf("item %d: another seed gives %d as well", i+1, got)
		}
	}
}
