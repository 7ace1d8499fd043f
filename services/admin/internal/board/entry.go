package board

import (
	"cmp"
	"encoding/binary"
)

// entry is a cart as a window puts it in order: by its key, then by its handle,
// so no two carts ever change places for nothing.
type entry struct {
	key, tie uint64
	cart     *cart
}

func (e entry) compare(o entry) int {
	switch {
	case e.key != o.key:
		return cmp.Compare(e.key, o.key)
	case e.tie != o.tie:
		return cmp.Compare(e.tie, o.tie)
	default:
		return cmp.Compare(e.cart.handle, o.cart.handle)
	}
}

// entering makes entries in the order that a query asks for.
func (b *Board) entering(q Query) func(*cart) entry {
	column := columns[q.Sort]
	switch q.Sort {
	case "page":
		b.rankPages()
	case "node":
		b.rankNodes()
	}
	if q.Desc {
		return func(c *cart) entry { return entry{^column(c), ^c.tie, c} }
	}
	return func(c *cart) entry { return entry{column(c), c.tie, c} }
}

// beginning is a number that stands where the first eight bytes of a handle do.
func beginning(handle string) uint64 {
	var first [8]byte
	copy(first[:], handle)
	return binary.BigEndian.Uint64(first[:])
}
