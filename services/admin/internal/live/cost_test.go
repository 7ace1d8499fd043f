package live

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/shop"
)

// gauge is a browser and the view behind it: it counts the bytes that it is
// told.
type gauge struct {
	bytes map[string]int // by event
	node  presence.NodeStatus
}

func (g *gauge) Inspect(read func(presence.People, presence.Status)) {
	node := g.node
	node.Heard = time.Now().Truncate(time.Second) // its heartbeat
	read(presence.People{}, presence.Status{Ready: true, Nodes: []presence.NodeStatus{node}})
}

func (g *gauge) Broadcast(topic, event string, payload any) {
	raw, err := json.Marshal([]any{nil, nil, topic, event, payload})
	if err != nil {
		panic(err)
	}
	g.bytes[event] += len(raw)
}

func (g *gauge) Count(string) int { return 1 }

func (g *gauge) Each(string, func(*channels.Channel)) {}

func (g *gauge) Push(event string, payload any) { g.Broadcast(DashboardTopic, event, payload) }

// large is a shop with 150 sizes.
func large() *shop.Snapshot {
	var c shop.Catalogue
	for p := 1; p <= 15; p++ {
		product := shop.Product{ID: p, PriceUSD: 100 + p}
		for i := range 10 {
			product.Items = append(product.Items, shop.Item{ID: p*10 + i, ProductID: p})
		}
		c = append(c, product)
	}
	return shop.NewSnapshot(c, nil)
}

// visit is a shopper's tab at random.
func visit(random *rand.Rand, cart, ref int, now time.Time) presence.Change {
	meta := shop.CartMeta{Page: shop.Page(fmt.Sprintf("/products/%d", random.IntN(40))), PageLoadedAt: now.UnixMilli()}
	for range random.IntN(4) {
		meta.Items = append(meta.Items, 10+random.IntN(150))
	}
	return presence.Change{Key: fmt.Sprintf("%016x", uint64(cart)*0x9E3779B97F4A7C15), Joined: &presence.Presence{
		Ref: fmt.Sprint("r", ref), Rev: 1, Node: "0123456789abcdef01234567", Meta: string(meta.Encode()),
	}}
}

// cost is how many bytes a second a page is told that looks at the carts which
// change most, in a shop of so many carts that does so many things a second.
func cost(t *testing.T, carts, changes int) (total int, by map[string]int) {
	t.Helper()
	const seconds = 8
	g := &gauge{bytes: map[string]int{}, node: presence.NodeStatus{ID: "0123456789abcdef01234567"}}
	d := NewDashboard(DashboardConfig{Inventory: shop.NewInventory(shop.NewStore(nil), slog.New(slog.DiscardHandler))})
	d.Start(g, g)
	defer d.Close()
	random, tabs := rand.New(rand.NewPCG(1, 2)), make([]presence.Change, carts)
	for i := range tabs {
		tabs[i] = visit(random, i, i, time.Now())
	}
	d.post(func() { d.board.Stock(large(), nil) })
	d.Changed(tabs)
	d.StatusChanged(presence.Status{Ready: true})
	d.post(func() {
		d.stand(g, request{query: board.Query{Sort: "page_since", Desc: true, Limit: board.MaxRows}}, time.Now())
	})
	for step := range seconds * 50 {
		pass(20 * time.Millisecond)
		for n := range changes / 50 {
			i := random.IntN(carts)
			d.Changed([]presence.Change{{Key: tabs[i].Key, Left: tabs[i].Joined}})
			tabs[i] = visit(random, i, carts+step*changes/50+n, time.Now())
			d.Changed([]presence.Change{tabs[i]})
			item := 10 + random.IntN(150) // here: the dashboard runs beside this
			d.post(func() { d.stock.add(item, step) })
		}
		synctest.Wait()
	}
	by = map[string]int{}
	for event, bytes := range g.bytes {
		by[event] = bytes / seconds
		total += by[event]
	}
	return total, by
}

// What a browser is told does not grow with the shop: 30 kB a second at most,
// for a page that looks at 200 rows of which each is another every time.
func TestAPageIsToldNoMoreInALargeShop(t *testing.T) {
	for _, carts := range []int{500, 100_000} {
		synctest.Test(t, func(t *testing.T) {
			total, by := cost(t, carts, 2000)
			t.Logf("%d carts: %d bytes a second, %v", carts, total, by)
			if total > 30_000 {
				t.Errorf("%d carts: %d bytes a second, %v", carts, total, by)
			}
			for _, event := range []string{"stats", "rows", "activity", "stock"} {
				if by[event] == 0 {
					t.Errorf("%d carts: no %s", carts, event)
				}
			}
		})
	}
}

// Nothing is said of a shop in which nothing happens, but how old the news is.
func TestAQuietShopCostsNextToNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if total, by := cost(t, 1000, 0); total > 1500 || by["rows"] > 0 {
			t.Errorf("%d bytes a second, %v", total, by)
		}
	})
}
