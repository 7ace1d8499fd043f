package books

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/shop"
)

var midnight = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func order(at time.Time, seq, usd int) shop.Order {
	return shop.Order{ID: fmt.Sprintf("%d-%d", at.UnixMilli(), seq), At: at, TotalUSD: usd}
}

func TestOrdersAreCountedByTheTenMinutesAndByTheDay(t *testing.T) {
	var b Books
	for _, at := range []time.Duration{-11 * time.Minute, -time.Minute, 0, time.Minute, 5 * time.Minute} {
		b.Add([]shop.Order{order(midnight.Add(at), 0, 10)})
	}
	for _, tt := range []struct {
		now           time.Duration
		recent, today int
	}{{5 * time.Minute, 4, 3}, {9*time.Minute + 1, 3, 3}, {11 * time.Minute, 2, 3}, {15 * time.Minute, 1, 3}, {16 * time.Minute, 0, 3}, {24 * time.Hour, 0, 0}} {
		now := midnight.Add(tt.now)
		recent, today := b.LastTenMinutes(now), b.Today(now)
		if recent != (Sum{tt.recent, 10 * tt.recent}) || today != (Sum{tt.today, 10 * tt.today}) {
			t.Errorf("%v after midnight: got %v and %v", tt.now, recent, today)
		}
	}
	if len(b.recent) != 0 {
		t.Errorf("%d orders are kept", len(b.recent))
	}
}

func TestAMinuteHasItsOrders(t *testing.T) {
	var b Books
	for i := range 180 {
		b.Add([]shop.Order{order(midnight.Add(time.Duration(i)*time.Second), 0, 1)})
	}
	if got := b.Between(midnight.Add(time.Minute), midnight.Add(2*time.Minute)); got != (Sum{60, 60}) {
		t.Errorf("got %v", got)
	}
}

func TestTheBooksBeginWithTheDayAndTenMinutesAtLeast(t *testing.T) {
	for now, want := range map[time.Duration]time.Duration{0: -11 * time.Minute, 10 * time.Minute: -time.Minute, 12 * time.Hour: 0} {
		if got := Begin(midnight.Add(now)).Sub(midnight); got != want {
			t.Errorf("at %v: from %v, want %v", now, got, want)
		}
	}
}

// stream is the shop's orders.
type stream struct {
	mu    sync.Mutex
	all   []shop.Order
	fault error
}

func (s *stream) Orders(_ context.Context, from time.Time) iter.Seq2[shop.Order, error] {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, fault := slices.Clone(s.all), s.fault
	return func(yield func(shop.Order, error) bool) {
		for _, o := range all {
			if !o.At.Before(from) && !yield(o, nil) {
				return
			}
		}
		if fault != nil {
			yield(shop.Order{}, fault)
		}
	}
}

func (s *stream) buy(o shop.Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, o)
}

func (s *stream) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = err
}

// Told or not, twice at one moment or after a fault: each comes once.
func TestEveryOrderIsReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, s := time.Now(), &stream{}
		var got []string
		var log strings.Builder
		r := NewReader(s, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		var stopped bool
		go func() {
			r.Run(ctx, begun, func(orders []shop.Order) {
				for _, o := range orders {
					got = append(got, o.ID)
				}
			})
			stopped = true
		}()
		buy := func(at time.Time, seq int) { s.buy(order(at, seq, 1)) }
		wait := func(d time.Duration) { <-time.After(d); synctest.Wait() }
		synctest.Wait()
		buy(begun, 0)
		buy(begun, 9)
		r.Wake()
		wait(2 * readPause)
		buy(begun, 10) // by number, not by text
		wait(2 * readEvery)
		s.fail(errors.New("away"))
		buy(begun.Add(time.Second), 0)
		wait(6 * readEvery)
		s.fail(nil)
		buy(begun.Add(time.Second), 1)
		wait(2 * readEvery)
		cancel()
		synctest.Wait()
		var want []string
		for _, o := range s.all {
			want = append(want, o.ID)
		}
		if !slices.Equal(got, want) || !stopped {
			t.Errorf("got %v, want %v", got, want)
		}
		if n := strings.Count(log.String(), "orders: not read"); n != 1 {
			t.Errorf("a fault that lasts is said %d times", n)
		}
	})
}

func TestManyOrdersAreHandedOnInBatches(t *testing.T) {
	s, batches := &stream{}, 0
	for i := range 2*readBatch + 1 {
		s.all = append(s.all, order(midnight, i, 1))
	}
	r := NewReader(s, slog.New(slog.DiscardHandler))
	if err := r.read(t.Context(), func([]shop.Order) { batches++ }); err != nil || batches != 3 {
		t.Errorf("%d batches, %v", batches, err)
	}
}
