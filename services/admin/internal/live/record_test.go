package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footfall/services/admin/internal/history"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/shop"
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

func TestAPageLooksBackFurtherThanAnHour(t *testing.T) {
	s, _ := stocked(t)
	yesterday := time.Now().UTC().Truncate(5 * time.Minute).Add(-23 * time.Hour)
	h := history.New(s.redis.Open(t))
	for minute := range 2 {
		must(h.Record(t.Context(), history.Point{At: yesterday.Add(time.Duration(minute) * time.Minute), Carts: 3, Orders: 1}))
	}
	c, _ := dashboardOf(t, s)
	point := fmt.Sprintf(`{"at":%q,"carts":3,"tabs":0,"with_items":0,"checkout":0,"orders":2}`, yesterday.Format(time.RFC3339))
	want := `{"response":{"step_s":300,"history":[` + point + `]},"status":"ok"}`
	if got := c.does("past", `{"span":"day"}`); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := c.does("past", `{"span":"year"}`); !strings.Contains(got, `"field":"span"`) {
		t.Errorf("got %s", got)
	}
}

// Nobody waits until the orders are looked for the next time.
func TestAPointHasTheOrdersOfItsLastMoment(t *testing.T) {
	s, store := stocked(t)
	must(store.Purchase(t.Context(), "cart", 1, []int{1}))
	orders, now := 0, time.Now().Truncate(time.Minute)
	for _, minute := range []time.Time{now.Add(-time.Minute), now} { // whichever it was in
		eventually(t, "somebody vouches for it", func() bool {
			p, vouched := s.dashboard.Take(t.Context(), minute)
			if vouched {
				orders += p.Orders
			}
			return vouched
		})
	}
	if orders != 1 {
		t.Errorf("%d orders", orders)
	}
}

// audience is what pages are told, and a view that knows nobody.
type audience struct{ said []string }

func (a *audience) Inspect(read func(presence.People, presence.Status)) {
	read(presence.People{}, presence.Status{Ready: true})
}

func (a *audience) Broadcast(_, event string, payload any) {
	if event == "minute" || event == "history" {
		a.said = append(a.said, event+" "+string(encode(payload)))
	}
}

func (a *audience) Each(string, func(*channels.Channel)) {}

func (a *audience) Count(string) int { return 1 }

// alone is a dashboard without a Redis.
func alone(t *testing.T, metrics *Metrics) (*Dashboard, *audience) {
	t.Helper()
	a, log := &audience{}, slog.New(slog.DiscardHandler)
	d := NewDashboard(DashboardConfig{Inventory: shop.NewInventory(shop.NewStore(nil), log), Log: log, Metrics: metrics})
	d.Start(a, a)
	t.Cleanup(d.Close)
	d.StatusChanged(presence.Status{Ready: true})
	return d, a
}

func at(minute int, released ...int) history.Point {
	return history.Point{At: time.Date(2026, 11, 24, 10, minute, 0, 0, time.UTC), Released: released}
}

// A minute that another instance has recorded, or that was read late, reaches
// the pages that are there; each once.
func TestWhatIsReadIsToldToPagesThatDoNotHaveIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, a := alone(t, nil)
		d.Read([]history.Point{at(1), at(3)}, 0)
		d.Recorded(at(4))
		d.Read([]history.Point{at(1), at(2), at(3), at(4)}, 0)
		d.Read([]history.Point{at(1), at(2), at(3), at(4)}, 0)
		synctest.Wait()
		point := func(minute int) string { return string(encode(at(minute))) }
		want := []string{
			`history {"history":[` + point(1) + "," + point(3) + `]}`, "minute " + point(4), `history {"history":[` + point(2) + `]}`,
		}
		if !slices.Equal(a.said, want) {
			t.Errorf("got %q\nwant %q", a.said, want)
		}
	})
}

// What happened in a minute that nobody recorded is in the next one that is,
// whoever records it.
func TestWhatHappenedIsInTheNextPointThatIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := alone(t, nil)
		takes := func(released, soldOut string) {
			t.Helper()
			p := must(ask(t.Context(), d, func() *history.Point { return d.point(time.Time{}) }))
			if fmt.Sprint(p.Released) != released || fmt.Sprint(p.SoldOut) != soldOut {
				t.Errorf("got %v and %v, want %s and %s", p.Released, p.SoldOut, released, soldOut)
			}
		}
		soldOut := shop.StockChanged{ItemID: 11, Before: 1}
		d.post(func() {
			d.follow(large(), []shop.Event{shop.Released{ProductID: 2}, soldOut, shop.Released{ProductID: 3}, soldOut})
		})
		takes("[2 3]", "[11]")
		takes("[2 3]", "[11]") // nobody recorded it
		d.Recorded(at(1, 2))
		takes("[3]", "[11]")
		d.Read([]history.Point{at(1, 2), at(2, 3)}, 0)
		takes("[]", "[11]")
	})
}

// A page that was too slow, or is told everything anew, has the history again.
func TestARefreshTellsTheHistory(t *testing.T) {
	s, _ := stocked(t)
	minute := time.Now().UTC().Truncate(time.Minute).Add(-2 * time.Minute)
	must(history.New(s.redis.Open(t)).Record(t.Context(), history.Point{At: minute, Carts: 77}))
	c, _ := dashboardOf(t, s)
	eventually(t, "the history is told", func() bool {
		s.socket.Each(DashboardTopic, (*channels.Channel).Refresh)
		return strings.Contains(c.push("history"), `"carts":77`)
	})
}

// Nothing that comes too late is written where somebody reads.
func TestWhoDoesNotWaitGetsNothing(t *testing.T) {
	d := NewDashboard(DashboardConfig{Inventory: shop.NewInventory(shop.NewStore(nil), slog.New(slog.DiscardHandler))})
	gone, leave := context.WithCancel(t.Context())
	leave()
	var late sync.WaitGroup
	found, err := ask(gone, d, func() []int { return []int{1} })
	late.Go(d.work)
	if len(found) != 0 || !errors.Is(err, errUnavailable) {
		t.Errorf("got %v, %v", found, err)
	}
	late.Wait()
}
