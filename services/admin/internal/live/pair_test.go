package live

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/services/admin/internal/history"
	"footfall/shared/redistest"
)

// Two instances, and everybody who looks at either, show the same.
func TestTwoInstancesShowTheSame(t *testing.T) {
	t.Parallel()
	redis := redistest.Embed(t)
	h := &chronicle{Rand: rand.New(rand.NewPCG(1, 1))}
	for i := range h.storefronts {
		h.storefronts[i] = storefront(t, redis)
	}
	sites := []*site{serve(t, redis).ready(t), serve(t, redis).ready(t)}
	var clients []*client
	for i := range 20 {
		c, _ := dashboardOf(t, sites[i%2])
		clients = append(clients, c)
	}
	for round := range 3 {
		for range 40 {
			h.step()
		}
		last := fmt.Sprint("last", round)
		must(h.storefronts[round%2].Track(last, meta("/", "")))
		eventually(t, fmt.Sprint("everybody shows the same, round ", round), func() bool {
			seen := map[string]bool{}
			for _, c := range clients {
				rows := c.does("window", `{"sort":"value_usd","desc":true,"limit":200}`)
				seen[rows] = strings.Contains(rows, last)
			}
			return len(seen) == 1 && slices.Collect(maps.Values(seen))[0]
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
