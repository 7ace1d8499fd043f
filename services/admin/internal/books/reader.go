package books

import (
	"context"
	"errors"
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

// A Ledger gets what a Reader finds. Its methods are called one at a time.
type Ledger interface {
	// Add gets orders that are new, in their order.
	Add(orders []shop.Order)
	// Looked says that a look that began at that moment has ended, and whether
	// it found all orders that there were.
	Looked(began time.Time, all bool)
}

// Reader brings every order once, whether or not somebody told of it.
type Reader struct {
	orders Orders
	log    *slog.Logger
	wake   chan struct{}
	turn   chan struct{} // full while somebody looks, who owns what follows

	ledger Ledger     // nil: nobody reads yet
	last   shop.Order // that was handed on
	away   bool       // it was said
}

// NewReader reads from orders.
func NewReader(orders Orders, log *slog.Logger) *Reader {
	return &Reader{orders: orders, log: log, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
}

// Wake says that there may be an order.
func (r *Reader) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run hands on orders from a moment on, until ctx ends.
func (r *Reader) Run(ctx context.Context, from time.Time, ledger Ledger) {
	r.turn <- struct{}{}
	r.ledger, r.last.At = ledger, from
	<-r.turn
	for {
		_ = r.Look(ctx) // which has told
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

// errNotBegun says that nobody has said from when on orders are wanted.
var errNotBegun = errors.New("the orders are not read yet")

// Look looks now: when it returns without an error, every order that was there
// before has been handed on. It is for those who cannot wait until Run does.
func (r *Reader) Look(ctx context.Context) error {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if r.ledger == nil {
		return errNotBegun
	}
	began := time.Now()
	err := r.read(ctx)
	if !errors.Is(ctx.Err(), context.Canceled) { // else nobody is interested any more
		r.tell(began, err)
	}
	return err
}

func (r *Reader) tell(began time.Time, err error) {
	if err != nil && !r.away {
		r.log.Warn("orders: not read", "err", err)
	}
	r.away = err != nil
	r.ledger.Looked(began, err == nil)
}

// read hands on what is new.
func (r *Reader) read(ctx context.Context) error {
	var batch []shop.Order
	hand := func() {
		if len(batch) > 0 {
			r.last = batch[len(batch)-1]
			r.ledger.Add(batch)
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
