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
		recent, _ := b.LastTenMinutes(now)
		today := b.Today(now)
		if recent != (Sum{tt.recent, 10 * tt.recent}) || today != (Sum{tt.today, 10 * tt.today}) {
			t.Errorf("%v after midnight: got %v and %v", tt.now, recent, today)
		}
	}
	if len(b.recent) != 0 {
		t.Errorf("%d orders are kept", len(b.recent))
	}
}

func TestPairsAreCountedByTheTenMinutes(t *testing.T) {
	var b Books
	for i, items := range [][]int{{1, 2}, {1}, {2, 3}, {1}} {
		o := order(midnight.Add(time.Duration(i)*time.Minute), 0, 10)
		for _, item := range items {
			o.Items = append(o.Items, shop.OrderLine{ID: item, PriceUSD: 5})
		}
		b.Add([]shop.Order{o})
	}
	for minutes, want := range []string{0: "map[1:3 2:2 3:1]", 1: "map[1:2 2:1 3:1]", 2: "map[1:1 2:1 3:1]", 3: "map[1:1]", 4: "map[]"} {
		if _, got := b.LastTenMinutes(midnight.Add(Recent + time.Duration(minutes)*time.Minute - time.Second)); fmt.Sprint(got) != want {
			t.Errorf("%d minutes later: got %v, want %s", minutes, got, want)
		}
	}
}

// Nothing sold and nothing read are two things.
func TestBooksAreKnownOnceTheyWereReadAndStaleWhereTheyCannotBe(t *testing.T) {
	var b Books
	for i, tt := range []struct {
		look  bool // found all
		known bool
		stale time.Duration // after midnight; 0: it is not
	}{{false, false, 0}, {true, true, 0}, {false, true, 1}, {false, true, 1}, {true, true, 0}} {
		b.Looked(midnight.Add(time.Duration(i)), tt.look)
		known, stale := b.Known()
		if known != tt.known || stale.IsZero() != (tt.stale == 0) || tt.stale != 0 && stale.Sub(midnight) != tt.stale {
			t.Errorf("after look %d: %v, stale since %v", i, known, stale)
		}
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

// ledger remembers what it is told: the orders' ids, and a plus for a look that
// found all of them.
type ledger struct {
	ids     []string
	looks   strings.Builder
	batches int
}

func (l *ledger) Add(orders []shop.Order) {
	l.batches++
	for _, o := range orders {
		l.ids = append(l.ids, o.ID)
	}
}

func (l *ledger) Looked(_ time.Time, all bool) {
	l.looks.WriteByte(map[bool]byte{true: '+', false: '-'}[all])
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
		got := &ledger{}
		var log strings.Builder
		r := NewReader(s, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		var stopped bool
		go func() {
			r.Run(ctx, begun, got)
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
		if !slices.Equal(got.ids, want) || !stopped {
			t.Errorf("got %v, want %v", got.ids, want)
		}
		if looks := got.looks.String(); !strings.HasPrefix(looks, "+") || strings.Count(looks, "+-") != 1 || !strings.HasSuffix(looks, "+") {
			t.Errorf("the looks: %s", looks)
		}
		if n := strings.Count(log.String(), "orders: not read"); n != 1 {
			t.Errorf("a fault that lasts is said %d times", n)
		}
	})
}

func TestManyOrdersAreHandedOnInBatches(t *testing.T) {
	s, got := &stream{}, &ledger{}
	for i := range 2*readBatch + 1 {
		s.all = append(s.all, order(midnight, i, 1))
	}
	r := NewReader(s, slog.New(slog.DiscardHandler))
	r.ledger = got
	if err := r.Look(t.Context()); err != nil || got.batches != 3 {
		t.Errorf("%d batches, %v", got.batches, err)
	}
}

// Whoever cannot wait until the next look has what was there before; not before
// it is known from when on.
func TestALookFindsWhatIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, got := &stream{}, &ledger{}
		r := NewReader(s, slog.New(slog.DiscardHandler))
		if err := r.Look(t.Context()); err == nil {
			t.Error("looked for nobody")
		}
		ctx, cancel := context.WithCancel(t.Context())
		go r.Run(ctx, time.Now(), got)
		synctest.Wait()
		s.buy(order(time.Now(), 0, 1))
		if err := r.Look(t.Context()); err != nil || len(got.ids) != 1 {
			t.Errorf("found %v, %v", got.ids, err)
		}
		cancel()
	})
}
