package board

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

const crowd = 100_000

// crowded is a board with 100,000 carts on 30 pages, half with items.
func crowded() *scene {
	s := play()
	for i := range crowd {
		s.Apply(s.visit(i, 0), s.now)
	}
	return s
}

// visit is the change by which cart i comes.
func (s *scene) visit(i, rev int) []presence.Change {
	meta := shop.CartMeta{Page: shop.Page(fmt.Sprintf("/products/%d", (i+rev)%30)), PageLoadedAt: s.now.UnixMilli() - int64(i*7919%crowd)}
	for item := range i % 5 / 2 {
		meta.Items = append(meta.Items, 1+(i+item+rev)%4)
	}
	return []presence.Change{{Key: fmt.Sprintf("%016x", uint64(i)*0x9E3779B97F4A7C15), Joined: tabOf(fmt.Sprint("r", i), 1, meta)}}
}

// cpu is how long the processors worked for this process.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// The goal is 20 ms of processor time for any window.
func BenchmarkWindowOf100000Carts(b *testing.B) {
	s := crowded()
	for name, q := range map[string]Query{
		"newest":        {Sort: "since", Desc: true, Limit: 50},
		"by value":      {Sort: "value_usd", Desc: true, Limit: 200},
		"middle":        {Sort: "handle", Offset: crowd / 2, Limit: 200},
		"by page":       {Sort: "page", Offset: crowd / 3, Limit: 200},
		"of a page":     {Sort: "page_since", Limit: 50, Filter: Filter{OnPage: true, Page: "/products/7"}},
		"of an item":    {Sort: "tabs", Limit: 50, Filter: Filter{Item: 3}},
		"text":          {Sort: "value_usd", Desc: true, Limit: 50, Filter: Filter{Text: "tide"}},
		"text in codes": {Sort: "stage", Limit: 200, Filter: Filter{Text: "7f"}},
	} {
		b.Run(name, func(b *testing.B) {
			before := cpu(b)
			for b.Loop() {
				s.Window(q)
			}
			b.ReportMetric(float64((cpu(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// Shoppers can make up a page each, and others while somebody sorts by them.
func BenchmarkWindowByPageOf100000Pages(b *testing.B) {
	s := play()
	come := func(i int) {
		meta := s.meta(fmt.Sprintf("/%x", uint64(i)*0x9E3779B97F4A7C15), nil)
		s.Apply([]presence.Change{{Key: fmt.Sprintf("%016x", i%crowd), Joined: tabOf(fmt.Sprint("r", i%crowd), uint64(i/crowd), meta)}}, s.now)
	}
	for i := range crowd {
		come(i)
	}
	q := Query{Sort: "page", Offset: crowd / 3, Limit: 200}
	s.Window(q)
	next, spent := crowd, time.Duration(0)
	for b.Loop() {
		for range 1000 {
			s.Apply([]presence.Change{{Key: fmt.Sprintf("%016x", next%crowd), Left: tabOf(fmt.Sprint("r", next%crowd), 0, shop.CartMeta{})}}, s.now)
			come(next)
			next++
		}
		before := cpu(b)
		s.Window(q)
		spent += cpu(b) - before
	}
	b.ReportMetric(float64(spent.Milliseconds())/float64(b.N), "cpu-ms/window")
}

// A change costs the same in a large shop as in a small one.
func BenchmarkChange(b *testing.B) {
	for _, carts := range []int{100, crowd} {
		b.Run(fmt.Sprint(carts, " carts"), func(b *testing.B) {
			s := play()
			for i := range carts {
				s.Apply(s.visit(i, 0), s.now)
			}
			for n := 0; b.Loop(); n++ {
				change := s.visit(n%carts, 1+n/carts)
				s.Apply([]presence.Change{{Key: change[0].Key, Left: change[0].Joined}}, s.now)
				s.Apply(change, s.now)
				s.Events()
				s.Expire(s.now)
			}
		})
	}
}

// A change of a tab costs no more than the tabs of its cart: with ten times as
// many, about ten times as much.
func BenchmarkChangeOfACartWithManyTabs(b *testing.B) {
	var items []int
	for item := range 50 {
		items = append(items, 1+item)
	}
	for _, tabs := range []int{40, 400} {
		b.Run(fmt.Sprint(tabs, " tabs"), func(b *testing.B) {
			s := play()
			for i := range tabs {
				s.join("cart", fmt.Sprint("r", i), fmt.Sprint("/", i), items...)
			}
			for n := 0; b.Loop(); n++ {
				s.update(fmt.Sprint("r", n%tabs), fmt.Sprint("/", n), items...)
				s.Events()
			}
		})
	}
}

func BenchmarkTotalsOf100000Carts(b *testing.B) {
	s := crowded()
	for b.Loop() {
		s.Totals()
	}
}
