package faults

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// shards of presence: the services' default.
const shards = 16

// layout says how a world differs from the others.
type layout struct {
	redis  []string // arguments of redis-server
	small  bool     // the disk of redis-server
	admins int      // admin services; 0: one
	over   over
}

// over says who reaches Redis over a line that can be tampered with.
type over int

const (
	nobody      over = iota
	aStorefront      // the first
	theAdmins
	everybody
)

// crowd is how many shoppers are there when a fault begins.
const crowd = 12

// world is everything that a fault is done to.
type world struct {
	t           *testing.T
	fault       string
	dir         string
	redis       *redis
	line        *line // to Redis
	storefronts []*service
	admins      []*service
	admin       *admin
	shoppers    []*shopper // all who ever came

	began time.Time // the fault
}

// open makes a world in which the admin sees everybody.
func open(t *testing.T, fault string, l layout) *world {
	t.Helper()
	dir, err := os.MkdirTemp("", "fault") //nolint:usetesting // named by the fault it would be too long
	ok(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	w := &world{t: t, fault: fault, dir: dir}
	if l.small {
		w.redis = w.serveRedisOnSmallDisk()
	} else {
		w.redis = w.serveRedis(l.redis...)
	}
	w.line = lay(t, w.redis.address)
	w.seed()
	for i := range 2 {
		way := w.way(l.over == everybody || l.over == aStorefront && i == 0)
		w.storefronts = append(w.storefronts, w.serve("storefront", storefrontProgram, way))
	}
	for range max(1, l.admins) {
		way := w.way(l.over == everybody || l.over == theAdmins)
		w.admins = append(w.admins, w.serve("admin", adminProgram, way))
	}
	w.fill()
	return w
}

// way is the way to Redis.
func (w *world) way(overLine bool) string {
	if overLine {
		return w.line.url()
	}
	return w.redis.url()
}

// seed puts catalogue and stock into Redis.
func (w *world) seed() {
	w.t.Helper()
	for _, args := range [][]string{{"seed"}, {"release", "1"}} {
		p := start(w.t, w.dir, "storefront-"+args[0], environment(w.redis.url()), storefrontProgram, args...)
		if err := p.end(w.t); err != nil {
			w.t.Fatalf("storefront %s: %v\n%s", args[0], err, p.said())
		}
	}
}

// fill lets an admin watch and shoppers come, each with something in the cart;
// the last one is a second tab of the first one's cart, at the other storefront.
func (w *world) fill() {
	w.t.Helper()
	w.admin = watch(w.t.Context(), w.adminURLs()...)
	w.t.Cleanup(w.admin.running.Wait)
	for range crowd - 1 {
		w.comes()
	}
	w.opens(w.shoppers[0].id)
	for i, s := range w.shoppers {
		w.arrived(s)
		ok(w.t, s.adds(w.t.Context(), 1+i))
	}
	w.right()
}

func (w *world) adminURLs() (urls []string) {
	for _, s := range w.admins {
		urls = append(urls, s.url)
	}
	return urls
}

// comes lets somebody come.
func (w *world) comes() { w.opens(ids.New()) }

// opens opens a tab of a cart, at one storefront after the other.
func (w *world) opens(cart string) {
	first := len(w.shoppers) % 2
	s := visit(w.t.Context(), cart, w.storefronts[first].url, w.storefronts[1-first].url)
	w.t.Cleanup(s.running.Wait)
	w.shoppers = append(w.shoppers, s)
}

// arrived waits until somebody's cart is joined.
func (w *world) arrived(s *shopper) {
	w.t.Helper()
	until(w.t, "a cart is joined", func() bool {
		_, here := s.here()
		return here
	}, func() string {
		s.mu.Lock()
		defer s.mu.Unlock()
		return fmt.Sprint(s.refused)
	})
}

// at are the tabs whose cart is joined at a storefront.
func (w *world) at(store *service) (tabs []*shopper) {
	for _, s := range w.shoppers {
		s.mu.Lock()
		if s.socket != nil && s.urls[0] == store.url {
			tabs = append(tabs, s)
		}
		s.mu.Unlock()
	}
	return tabs
}

// joined are the tabs whose cart is joined.
func (w *world) joined() (tabs []*shopper) {
	for _, store := range w.storefronts {
		tabs = append(tabs, w.at(store)...)
	}
	return tabs
}
