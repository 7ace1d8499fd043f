package shop

import (
	"errors"
	"fmt"
	"math/rand/v2"
)

// MaxAvailable is how many of one item there can be.
const MaxAvailable = 1_000_000

// ErrStockRange says that a stock would be below zero or above MaxAvailable.
var ErrStockRange = fmt.Errorf("stock is from 0 to %d", MaxAvailable)

// ErrNothingToAdd says that a delivery of nothing, or less, was announced.
var ErrNothingToAdd = errors.New("the number to add is above 0")

// A Level is what a shopper is told about how much is left.
type Level string

// The levels: nothing, 1 to 149, 150 to 499, 500 and more.
const (
	Out    Level = "out"
	Low    Level = "low"
	Medium Level = "medium"
	High   Level = "high"
)

// LevelOf is the level of so many.
func LevelOf(available int) Level {
	switch {
	case available >= 500:
		return High
	case available >= 150:
		return Medium
	case available >= 1:
		return Low
	default:
		return Out
	}
}

// InitialStock is what a new shop has of an item: nothing with a probability
// of 0.1, else 201 to 1200. The same seed gives the same stock, whatever else
// is in the catalogue.
func InitialStock(seed uint64, item int) int {
	random := rand.New(rand.NewPCG(seed, uint64(item)))
	if random.Float64() < 0.1 {
		return 0
	}
	return 201 + random.IntN(1000)
}
