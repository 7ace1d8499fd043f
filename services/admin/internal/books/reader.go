package books

import (
	"context"
	"iter"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"footfall/shared/shop"
)

const (
	// readEvery is how often orders are looked for when nobody has told of one.
	readEvery = 5 * time.Second
	// readPause is the shortest time between two looks.
	readPause = 250 * time.Millisecond
	// readBatch is how many orders are handed on at once.
	readBatch = 1000
)

// Orders is the part of a shop.Store that a Reader needs.
type Orders interface {
	Orders(ctx context.Context, from time.Time) iter.Seq2[shop.Order, error]
}

// Reader brings every order once, whether or not somebody told of it.
type Reader struct {
	orders Orders
	log    *slog.Logger
	wake   chan struct{}

	last shop.Order // that was handed on
	away bool       // it was said
}

// NewReader reads from orders.
func NewReader(orders Orders, log *slog.Logger) *Reader {
	return &Reader{orders: orders, log: log, wake: make(chan struct{}, 1)}
}

// Wake says that there may be an order.
func (r *Reader) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run hands on orders from a moment on, until ctx ends.
func (r *Reader) Run(ctx context.Context, from time.Time, deliver func([]shop.Order)) {
	r.last.At = from
	for {
		err := r.read(ctx, deliver)
		if err != nil && ctx.Err() == nil && !r.away {
			r.log.Warn("orders: not read", "err", err)
		}
		r.away = err != nil
		if !r.rest(ctx) {
			return
		}
	}
}

// rest waits until it is worth looking again; false: it is over.
func (r *Reader) rest(ctx context.Context) bool {
	for _, wait := range []struct {
		wake  <-chan struct{}
		timer time.Duration
	}{{nil, readPause}, {r.wake, readEvery}} {
		select {
		case <-ctx.Done():
			return false
		case <-wait.wake:
		case <-time.After(wait.timer):
		}
	}
	return true
}

// read hands on what is new.
func (r *Reader) read(ctx context.Context, deliver func([]shop.Order)) error {
	var batch []shop.Order
	hand := func() {
		if len(batch) > 0 {
			r.last = batch[len(batch)-1]
			deliver(batch)
			batch = nil
		}
	}
	defer hand()
	for order, err := range r.orders.Orders(ctx, r.last.At) {
		if err != nil {
			return err
		}
		if !after(order, r.last) {
			continue
		}
		if batch = append(batch, order); len(batch) == readBatch {
			hand()
		}
	}
	return nil
}

// after reports whether an order is younger than another.
func after(a, b shop.Order) bool {
	if !a.At.Equal(b.At) {
		return a.At.After(b.At)
	}
	return place(a.ID) > place(b.ID)
}

// place is an order's place among those of one millisecond.
func place(id string) int64 {
	_, seq, _ := strings.Cut(id, "-")
	n, err := strconv.ParseInt(seq, 10, 64)
	if err != nil {
		return -1 // the beginning, before any order
	}
	return n
}
