package cart

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MaxItems is how many items a cart holds.
const MaxItems = 50

// Why a cart is not changed. The texts are the codes of the outside contract.
var (
	ErrDuplicateItem   = errors.New("duplicate_item")
	ErrNotFound        = errors.New("not_found")
	ErrUnknownItem     = errors.New("unknown_item")
	ErrCartFull        = errors.New("cart_full")
	ErrCheckoutPending = errors.New("checkout_pending")
	// ErrTooMany says that an address has made enough new carts for now.
	ErrTooMany = errors.New("rate_limited")
	// ErrUnavailable is every failure of Redis; the change may have been made
	// all the same. It is also the answer while there is no catalogue.
	ErrUnavailable = errors.New("unavailable")
)

// A Cart is what a shopper has chosen, at one version.
type Cart struct {
	Items   []int  // ids, newest first, each once
	Version uint64 // +1 at each change; 0: Redis has no record
	Bought  uint64 // the last version that was bought; 0: none that is known
	Pending bool   // it is being bought, so nobody changes it
}

// Holds reports whether an item is in the cart.
func (c Cart) Holds(item int) bool { return slices.Contains(c.Items, item) }

// after is the cart where purchases of its versions are settled up to last, and
// something was sold to sold.
func (c Cart) after(last, sold uint64) Cart {
	if c.Version <= sold {
		c.Items = nil
	}
	if c.Version <= last {
		c.Version = last + 1
	}
	c.Bought = sold
	return c
}

// decode reads a cart's hash. No fields at all are a cart of version 0.
func decode(hash map[string]string) (c Cart, err error) {
	if len(hash) == 0 {
		return Cart{}, nil
	}
	c.Pending = hash[fieldStatus] == checkingOut
	c.Bought, _ = strconv.ParseUint(hash[fieldBought], 10, 64) // most have none
	if c.Version, err = strconv.ParseUint(hash[fieldVersion], 10, 64); err != nil {
		return Cart{}, fmt.Errorf("reading the version of a cart: %w", err)
	}
	since := map[int]uint64{}
	for field, value := range hash {
		id, isItem := strings.CutPrefix(field, fieldItem)
		if !isItem {
			continue
		}
		item, errItem := strconv.Atoi(id)
		added, _, _ := strings.Cut(value, ":")
		at, errAdded := strconv.ParseUint(added, 10, 64)
		if err := errors.Join(errItem, errAdded); err != nil {
			return Cart{}, fmt.Errorf("reading an item of a cart: %w", err)
		}
		since[item] = at
		c.Items = append(c.Items, item)
	}
	slices.SortFunc(c.Items, func(a, b int) int { return cmp.Compare(since[b], since[a]) })
	return c, nil
}
