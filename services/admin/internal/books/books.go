package books

import (
	"slices"
	"time"

	"footfall/shared/shop"
)

// Recent is how far back what was sold is known by the minute.
const Recent = 10 * time.Minute

// A Sum is orders and their value.
type Sum struct {
	Orders int
	USD    int // whole dollars
}

// Books are what was sold. The zero Books are empty.
type Books struct {
	day    time.Time
	today  Sum
	recent []sale // the oldest first
}

type sale struct {
	at  time.Time
	usd int
}

// Begin is where to read the orders from, to know everything that Books tell.
func Begin(now time.Time) time.Time {
	midnight, recent := dayOf(now), now.Add(-Recent-time.Minute)
	if recent.Before(midnight) {
		return recent
	}
	return midnight
}

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// Add takes in orders, in their order, each once.
func (b *Books) Add(orders []shop.Order) {
	for _, o := range orders {
		b.turn(o.At)
		if !o.At.Before(b.day) {
			b.today.add(o.TotalUSD)
		}
		b.recent = append(b.recent, sale{o.At, o.TotalUSD})
	}
}

// turn begins another day.
func (b *Books) turn(now time.Time) {
	if day := dayOf(now); day.After(b.day) {
		b.day, b.today = day, Sum{}
	}
}

func (s *Sum) add(usd int) {
	s.Orders++
	s.USD += usd
}

// Today is what was sold since midnight.
func (b *Books) Today(now time.Time) Sum {
	b.turn(now)
	return b.today
}

// Between is what was sold from a moment on and before another, within Recent
// and a minute of now.
func (b *Books) Between(from, to time.Time) (sum Sum) {
	for _, s := range b.recent {
		if !s.at.Before(from) && s.at.Before(to) {
			sum.add(s.usd)
		}
	}
	return sum
}

// LastTenMinutes is what was sold within Recent, and forgets what is older.
func (b *Books) LastTenMinutes(now time.Time) Sum {
	old := slices.IndexFunc(b.recent, func(s sale) bool { return !s.at.Before(now.Add(-Recent - time.Minute)) })
	if old < 0 {
		old = len(b.recent)
	}
	b.recent = slices.Delete(b.recent, 0, old)
	return b.Between(now.Add(-Recent), now.Add(Recent))
}
