package books

import (
	"maps"
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

// Books are what was sold. The zero Books are empty, and not known yet.
type Books struct {
	day    time.Time
	today  Sum
	recent []sale // the oldest first, those of Recent and a minute
	lapsed int    // so many of them are older than Recent
	lately Sum    // of the others
	pairs  map[int]int

	read time.Time // up to then everything is in them
	away bool      // the last look failed
}

type sale struct {
	at    time.Time
	usd   int
	items []shop.OrderLine
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
			b.today.add(o.TotalUSD, 1)
		}
		s := sale{o.At, o.TotalUSD, o.Items}
		b.recent = append(b.recent, s)
		b.count(s, 1)
	}
}

// turn begins another day.
func (b *Books) turn(now time.Time) {
	if day := dayOf(now); day.After(b.day) {
		b.day, b.today = day, Sum{}
	}
}

// count counts a sale as one of Recent once more (1), or once less (-1).
func (b *Books) count(s sale, n int) {
	b.lately.add(s.usd, n)
	if b.pairs == nil {
		b.pairs = map[int]int{}
	}
	for _, line := range s.items {
		if b.pairs[line.ID] += n; b.pairs[line.ID] == 0 {
			delete(b.pairs, line.ID)
		}
	}
}

func (s *Sum) add(usd, n int) {
	s.Orders += n
	s.USD += n * usd
}

// Looked takes in that somebody began at that moment to look for orders, and
// found all of them, or not. The moment is by whatever clock Known is asked for.
func (b *Books) Looked(began time.Time, all bool) {
	b.away = !all
	if all {
		b.read = began
	}
}

// Known reports whether all orders have been read once, and since when nobody
// can vouch for there being no others: zero where somebody can.
func (b *Books) Known() (known bool, staleSince time.Time) {
	if b.away {
		staleSince = b.read
	}
	return !b.read.IsZero(), staleSince
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
			sum.add(s.usd, 1)
		}
	}
	return sum
}

// LastTenMinutes is what was sold within Recent, and how many of each item, by
// its id. It forgets what is older.
func (b *Books) LastTenMinutes(now time.Time) (sum Sum, pairs map[int]int) {
	for b.lapsed < len(b.recent) && b.recent[b.lapsed].at.Before(now.Add(-Recent)) {
		b.count(b.recent[b.lapsed], -1)
		b.lapsed++
	}
	old := 0
	for old < b.lapsed && b.recent[old].at.Before(now.Add(-Recent-time.Minute)) {
		old++
	}
	b.recent = slices.Delete(b.recent, 0, old)
	b.lapsed -= old
	pairs = map[int]int{}
	maps.Copy(pairs, b.pairs)
	return b.lately, pairs
}
