package live

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/services/admin/internal/history"
	"footfall/shared/redistest"
)

// agree waits until all clients show the same, and what they show is complete.
// Whoever has shown what the first one shows is not asked again.
func agree(t *testing.T, what string, clients []*client, shows func(*client) string, complete func(string) bool) {
	t.Helper()
	shown := make([]string, len(clients))
	eventually(t, what, func() bool {
		shown[0] = shows(clients[0])
		for i := 1; i < len(clients) && complete(shown[0]); i++ {
			if shown[i] == shown[0] {
				continue
			}
			if shown[i] = shows(clients[i]); shown[i] != shown[0] {
				return false
			}
		}
		return complete(shown[0])
	})
}

// figures are what a page is told when it joins again, without what belongs to
// the moment.
func (c *client) figures() string {
	c.t.Helper()
	var reply struct{ Response opening }
	ok(c.t, json.Unmarshal([]byte(c.does("phx_join", `{}`)), &reply))
	o := reply.Response
	for i := range o.Stats.Nodes {
		o.Stats.Nodes[i].HeardMS = 0
	}
	slices.SortFunc(o.Stats.Nodes, func(a, b node) int { return strings.Compare(a.ID, b.ID) })
	return string(encode([]any{o.Stats.Totals, o.Stats.Nodes, o.Stats.sales, o.shelves}))
}

// Two instances, and everybody who looks at either, show the same: rows,
// totals, stock and what was sold.
func TestTwoInstancesShowTheSame(t *testing.T) {
	s, store := stocked(t)
	h := &chronicle{Rand: rand.New(rand.NewPCG(1, 1))}
	for i := range h.storefronts {
		h.storefronts[i] = storefront(t, s.redis)
	}
	sites := []*site{s, serve(t, s.redis).ready(t)}
	var clients []*client
	for i := range 20 {
		c, _ := dashboardOf(t, sites[i%2])
		clients = append(clients, c)
	}
	ok(t, store.SetStock(t.Context(), 2, 10))
	for round := range 3 {
		for range 40 {
			h.step()
		}
		last := []string{fmt.Sprint("lasthere", round), fmt.Sprint("lastthere", round)}
		for i, handle := range last {
			must(h.storefronts[i].Track(handle, meta("/", "", 1)))
		}
		must(store.Purchase(t.Context(), last[0], 1, []int{2}))
		agree(t, fmt.Sprint("everybody shows the same rows, round ", round), clients, func(c *client) string {
			return c.does("window", `{"sort":"value_usd","desc":true,"limit":200}`)
		}, func(rows string) bool { return strings.Contains(rows, last[0]) && strings.Contains(rows, last[1]) })
		agree(t, fmt.Sprint("everybody shows the same figures, round ", round), clients, (*client).figures, func(shown string) bool {
			return strings.Contains(shown, fmt.Sprintf(`"purchased_10m":%d,"purchased_10m_usd":%d,`, round+1, 120*(round+1))) &&
				strings.Contains(shown, fmt.Sprintf(`"2":%d`, 9-round))
		})
	}
}

// Both record the minute, and one point counts.
func TestTwoInstancesHaveOnePointAMinute(t *testing.T) {
	t.Parallel()
	redis := redistest.Embed(t)
	shop := storefront(t, redis)
	must(shop.Track("cart", meta("/", "")))
	sites := []*site{serve(t, redis).ready(t), serve(t, redis).ready(t)}
	minute := time.Now().UTC().Truncate(time.Minute).Add(-2 * time.Minute)
	points := history.New(redis.Open(t))
	var told [2]history.Point
	for i, s := range sites {
		s.awaits(t, 1+i)
		c, _ := dashboardOf(t, s)
		var p history.Point
		eventually(t, "the cart is on the board", func() bool {
			p, _ = s.dashboard.Take(t.Context(), minute)
			return p.Carts == 1 && p.Tabs == 1+i
		})
		s.dashboard.Recorded(must(points.Record(t.Context(), p)))
		for told[i].At != minute { // the present minute may end meanwhile
			told[i] = history.Point{}
			ok(t, json.Unmarshal([]byte(c.push("minute")), &told[i]))
		}
		must(shop.Track("cart", meta("/b", "")))
	}
	if told[0].Tabs != 1 || told[1].Tabs != 1 {
		t.Errorf("got %+v", told)
	}
}

// What one instance records is told by the other one too, to whoever is there,
// and by one that starts later.
func TestAMinuteThatOneInstanceRecordsIsToldByAll(t *testing.T) {
	t.Parallel()
	redis := redistest.Embed(t)
	storefront(t, redis)
	here, there := serve(t, redis).ready(t), serve(t, redis).ready(t)
	c, _ := dashboardOf(t, there)
	minute := time.Now().UTC().Truncate(time.Minute).Add(-2 * time.Minute)
	here.dashboard.Recorded(must(history.New(redis.Open(t)).Record(t.Context(), history.Point{At: minute, Carts: 77})))
	for !strings.Contains(c.push("history"), `"carts":77`) {
		t.Log("that was another minute")
	}
	restarted := serve(t, redis).ready(t)
	eventually(t, "it is there after a restart", func() bool {
		_, opening := dashboardOf(t, restarted)
		return slices.ContainsFunc(opening.History, func(p history.Point) bool { return p.Carts == 77 && p.At.Equal(minute) })
	})
}
