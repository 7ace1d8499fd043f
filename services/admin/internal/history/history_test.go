package history

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

var quiet = slog.New(slog.DiscardHandler)

// midnight is the begin of a day.
var midnight = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func after(minutes int) time.Time { return midnight.Add(time.Duration(minutes) * time.Minute) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// minutes are the points' minutes after midnight.
func minutes(points []Point) (all []int) {
	for _, p := range points {
		all = append(all, int(p.At.Sub(midnight)/time.Minute))
	}
	return all
}

func TestAMinuteHasOnePointWhoeverRecordsIt(t *testing.T) {
	redistest.Each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.OpenWith(t, redisconn.Config{Prefix: "p:"})
		here, there := New(conn), New(redis.OpenWith(t, redisconn.Config{Prefix: "p:"}))
		first := Point{At: after(754), Carts: 5, Tabs: 7, WithItems: 3, Checkout: 1, Orders: 2, Released: []int{1}, SoldOut: []int{3}}
		if got := must(here.Record(t.Context(), first)); got.Carts != 5 || got.Released[0] != 1 || got.SoldOut[0] != 3 {
			t.Errorf("got %+v", got)
		}
		if got := must(there.Record(t.Context(), Point{At: after(754), Carts: 6})); got.Carts != 5 || !got.At.Equal(after(754)) {
			t.Errorf("the second one got %+v", got)
		}
		if all := must(there.Last(t.Context(), 60, after(755))); len(all) != 1 || all[0].Carts != 5 {
			t.Errorf("read: %+v", all)
		}
		if left := conn.Reads().TTL(t.Context(), "p:admin:history:2026-11-24").Val(); left > 8*24*time.Hour || left < 8*24*time.Hour-time.Minute {
			t.Errorf("kept for %v", left)
		}
	})
}

func TestAGapStaysAGapAndMidnightIsNone(t *testing.T) {
	h := New(redistest.Embed(t).Open(t))
	for _, minute := range []int{-61, -60, -2, -1, 0, 2} {
		must(h.Record(t.Context(), Point{At: after(minute)}))
	}
	for before, want := range map[int][]int{0: {-60, -2, -1}, 3: {-2, -1, 0, 2}, 200: nil} {
		if got := minutes(must(h.Last(t.Context(), 60, after(before).Add(59*time.Second)))); !slices.Equal(got, want) {
			t.Errorf("the hour before %d: got %v, want %v", before, got, want)
		}
	}
}

func TestWhatALaterVersionWroteIsLeftOut(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	h := New(conn)
	must(h.Record(t.Context(), Point{At: after(1)}))
	if err := conn.Writes().HSet(t.Context(), dayKey(after(2)), field(after(2)), "?", field(after(3)), `{"at":"2026-11-24T00:03:00Z","carts":1,"new":[]}`).Err(); err != nil {
		t.Fatal(err)
	}
	if got := minutes(must(h.Last(t.Context(), 10, after(5)))); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("got %v", got)
	}
}

// source is a dashboard.
type source struct {
	mu       sync.Mutex
	vouches  bool
	taken    []time.Time
	read     [][]Point
	recorded []Point
}

func (s *source) Take(_ context.Context, minute time.Time) (Point, bool) {
	s.taken = append(s.taken, minute)
	return Point{At: minute, Carts: 7}, s.vouches
}

func (s *source) Read(last []Point, _ time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = append(s.read, last)
}

func (s *source) Recorded(p Point) { s.recorded = append(s.recorded, p) }

func TestAMinuteIsRecordedWhenItHasEndedByRedisClock(t *testing.T) {
	redis := redistest.Embed(t)
	h, s := New(redis.Open(t)), &source{vouches: true}
	redis.Embedded.SetTime(after(10).Add(15 * time.Second))
	if wait := must(h.step(t.Context(), s)); wait != 45*time.Second {
		t.Errorf("the minute ends in %v", wait)
	}
	for _, now := range []time.Duration{-time.Millisecond, time.Second} { // a timer is never exact
		redis.Embedded.SetTime(after(11).Add(now))
		h.record(t.Context(), s, quiet)
	}
	if len(s.recorded) != 2 || !s.recorded[0].At.Equal(after(10)) || s.recorded[1].Carts != 7 {
		t.Errorf("recorded %+v", s.recorded)
	}
	must(h.step(t.Context(), s))
	if got := minutes(s.read[1]); !slices.Equal(got, []int{10}) {
		t.Errorf("read %v", got)
	}
	if got := len(s.read[0]); got != 0 {
		t.Errorf("at first %d points were read", got)
	}
}

func TestWhatNobodyVouchesForIsNotRecorded(t *testing.T) {
	redis := redistest.Embed(t)
	h, s := New(redis.Open(t)), &source{}
	redis.Embedded.SetTime(after(11))
	h.record(t.Context(), s, quiet)
	if len(s.taken) != 1 || len(s.recorded) != 0 || len(redis.Embedded.Keys()) != 0 {
		t.Errorf("taken %v, recorded %v, keys %v", s.taken, s.recorded, redis.Embedded.Keys())
	}
}

// While Redis is away minutes are not recorded; afterwards they are again.
func TestTheRecorderOutlivesRedis(t *testing.T) {
	redis := redistest.Real(t)
	conn := redis.Open(t)
	redis.Kill()
	h, s := New(conn), &source{vouches: true}
	if wait, err := h.step(t.Context(), s); err == nil || wait != patience {
		t.Errorf("again in %v, %v", wait, err)
	}
	h.record(t.Context(), s, quiet)
	if len(s.taken) != 0 {
		t.Errorf("taken %v", s.taken)
	}
	redis.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx, s, quiet) })
	defer running.Wait()
	defer cancel()
	limit := time.After(30 * time.Second)
	for there := false; !there; {
		select {
		case <-limit:
			t.Fatal("the hour was not read")
		case <-time.After(5 * time.Millisecond):
		}
		s.mu.Lock()
		there = len(s.read) > 0
		s.mu.Unlock()
	}
}
