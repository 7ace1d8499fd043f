package live

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"footfall/services/admin/internal/history"
)

func TestADashboardCountsWhatIsSold(t *testing.T) {
	s, store := stocked(t)
	if sold := must(store.Purchase(t.Context(), "early", 1, []int{2})); len(sold.Sold) != 1 {
		t.Fatalf("got %+v", sold)
	}
	c, _ := dashboardOf(t, s)
	if sold := must(store.Purchase(t.Context(), "cart", 1, []int{1, 2})); len(sold.Sold) != 2 {
		t.Fatalf("got %+v", sold)
	}
	for {
		var now stats
		ok(t, json.Unmarshal([]byte(c.push("stats", "stock")), &now))
		if *now.Purchased10M == 2 {
			want := `{"sales_stale_since":null,"sold_10m":{"1":1,"2":2},` +
				`"purchased_10m":2,"purchased_10m_usd":360,"purchased_today":2,"purchased_today_usd":360}`
			if got := string(encode(now.sales)); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			return
		}
	}
}

// Two instances agree on the minute, and whoever comes later sees it.
func TestAMinuteIsToldAndKept(t *testing.T) {
	s, _ := stocked(t)
	minute := time.Now().UTC().Truncate(time.Minute).Add(-time.Minute)
	p := history.Point{At: minute, Carts: 3}
	s.dashboard.Recorded(p)
	s.dashboard.Recorded(p)
	_, opening := dashboardOf(t, s)
	if n := len(opening.History); n == 0 || opening.History[n-1].Carts != 3 {
		t.Errorf("got %+v", opening.History)
	}
}

func TestAPointHasWhatHappenedSinceTheLastOne(t *testing.T) {
	s, store := stocked(t)
	must(store.Release(t.Context(), []int{2}))
	must(store.Purchase(t.Context(), "cart", 1, []int{1}))
	c, _ := dashboardOf(t, s)
	eventually(t, "the sale is known", func() bool {
		var now stats
		ok(t, json.Unmarshal([]byte(c.push("stats", "stock", "released")), &now))
		return *now.Purchased10M == 1
	})
	now := time.Now().Truncate(time.Minute)
	var orders int
	for _, minute := range []time.Time{now.Add(-time.Minute), now, now.Add(time.Minute)} { // whichever it was in
		p, vouched := s.dashboard.Take(t.Context(), minute)
		if !vouched {
			t.Fatal("nobody vouches for it")
		}
		orders += p.Orders
		if minute.Equal(now.Add(-time.Minute)) {
			if !slices.Contains(p.Released, 2) || !slices.Equal(p.SoldOut, []int{1}) {
				t.Errorf("got %+v", p)
			}
		} else if len(p.Released)+len(p.SoldOut) != 0 {
			t.Errorf("told twice: %+v", p)
		}
	}
	if orders != 1 {
		t.Errorf("%d orders", orders)
	}
}
