package history

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A Span is how far somebody looks back, and how much of it is one point.
type Span struct {
	Back time.Duration
	Step time.Duration // a divisor of a day, in whole minutes
}

// Spans are those that can be asked for, beside the last hour.
var Spans = map[string]Span{
	"day":  {24 * time.Hour, 5 * time.Minute},
	"week": {keep, 30 * time.Minute},
}

// An Archive is the points of longer times. What it has read stands until the
// minute is over, for there are no others before: many who look cost what one
// does.
type Archive struct {
	history *History

	mu   sync.Mutex
	read map[string]reading
}

type reading struct {
	minute time.Time
	points []Point
}

// NewArchive takes the points; it reads nothing yet.
func NewArchive(h *History) *Archive { return &Archive{history: h, read: map[string]reading{}} }

// Past are the points of one of the Spans, the oldest first, each of a step. A
// step without a minute has none.
func (a *Archive) Past(ctx context.Context, name string) ([]Point, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now, err := a.history.Now(ctx)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	minute := now.Truncate(time.Minute)
	if known, ok := a.read[name]; ok && known.minute.Equal(minute) {
		return known.points, nil
	}
	span := Spans[name]
	all, err := a.history.Last(ctx, int(span.Back/time.Minute), now)
	if err != nil {
		return nil, err
	}
	a.read[name] = reading{minute, sumUp(all, span.Step)}
	return a.read[name].points, nil
}

// sumUp makes one point of all in a step, which begins with it.
func sumUp(minutes []Point, step time.Duration) []Point {
	points := []Point{}
	for len(minutes) > 0 {
		begin := minutes[0].At.Truncate(step)
		later := func(p Point) bool { return !p.At.Before(begin.Add(step)) }
		n := slices.IndexFunc(minutes, later)
		if n < 0 {
			n = len(minutes)
		}
		points = append(points, average(begin, minutes[:n]))
		minutes = minutes[n:]
	}
	return points
}

// average is what was in the shop on average, and all that happened.
func average(at time.Time, minutes []Point) Point {
	p := Point{At: at}
	value, valued := 0, 0
	for _, m := range minutes {
		p.Carts += m.Carts
		p.Tabs += m.Tabs
		p.WithItems += m.WithItems
		p.Checkout += m.Checkout
		p.Orders += m.Orders
		p.Released = append(p.Released, m.Released...)
		p.SoldOut = append(p.SoldOut, m.SoldOut...)
		if m.ValueUSD != nil {
			value += *m.ValueUSD
			valued++
		}
	}
	for _, sum := range []*int{&p.Carts, &p.Tabs, &p.WithItems, &p.Checkout} {
		*sum = rounded(*sum, len(minutes))
	}
	if valued > 0 {
		p.ValueUSD = new(rounded(value, valued))
	}
	return p
}

func rounded(sum, n int) int { return (sum + n/2) / n }
