package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
)

// An Order is one purchase as the shop's books have it. There is exactly one
// for each version of a cart to which something was sold.
type Order struct {
	ID       string    // its place in the stream
	At       time.Time // by Redis' clock, to the millisecond
	Handle   string    // of the cart
	Version  uint64    // of the cart
	Items    []OrderLine
	TotalUSD int // whole dollars
}

// An OrderLine is one item of an order, at the price it had.
type OrderLine struct {
	ID       int `json:"id"`
	PriceUSD int `json:"price_usd"`
}

// ordersPage is how many orders are read at once.
const ordersPage = 500

// Orders are those from a moment on, the oldest first, and in the end the error
// that ended them, if one did. The moment is one of Redis' clock: the time of
// an Order, or one of presence.
func (s *Store) Orders(ctx context.Context, from time.Time) iter.Seq2[Order, error] {
	return func(yield func(Order, error) bool) {
		for start := strconv.FormatInt(max(0, from.UnixMilli()), 10); start != ""; {
			page, next, err := s.orders(ctx, start)
			for _, order := range page {
				if !yield(order, nil) {
					return
				}
			}
			if err != nil {
				yield(Order{}, err)
				return
			}
			start = next
		}
	}
}

// orders reads a page, and says where the next begins, if there is one.
func (s *Store) orders(ctx context.Context, start string) (page []Order, next string, err error) {
	entries, err := s.conn.Reads().XRangeN(ctx, s.conn.Key(keyOrders), start, "+", ordersPage).Result()
	if err != nil {
		return nil, "", fmt.Errorf("reading the orders: %w", err)
	}
	for _, entry := range entries {
		order, err := decodeOrder(entry.ID, entry.Values)
		if err != nil {
			return page, "", fmt.Errorf("reading order %s: %w", entry.ID, err)
		}
		page = append(page, order)
	}
	if len(entries) == ordersPage {
		next = "(" + entries[ordersPage-1].ID
	}
	return page, next, nil
}

func decodeOrder(id string, values map[string]any) (Order, error) {
	text := func(field string) string {
		value, _ := values[field].(string)
		return value
	}
	ms, _, _ := strings.Cut(id, "-")
	at, errAt := strconv.ParseInt(ms, 10, 64)
	version, errVersion := strconv.ParseUint(text("version"), 10, 64)
	total, errTotal := strconv.Atoi(text("total_usd"))
	o := Order{ID: id, At: time.UnixMilli(at), Handle: text("handle"), Version: version, TotalUSD: total}
	errItems := json.Unmarshal([]byte(text("items")), &o.Items)
	return o, errors.Join(errAt, errVersion, errTotal, errItems)
}
