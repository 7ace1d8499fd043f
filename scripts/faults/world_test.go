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
	admins int      // admin services; 0: one
	over   over
}

// over says who reaches Redis over a line that can be tampered with.
type over int

const (
	nobody over = iota
	theAdmins
	everybody
)

// crowd is how many shoppers are there when a fault begins.
const crowd = 12

// world is everything that a fault is done to.
type world struct {
	t           *testing.T
	fault       string
	dir, host   string
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
	w := &world{t: t, fault: fault, dir: dir, host: ownHost()}
	w.redis = w.serveRedis(l.redis...)
	w.line = lay(t, w.host, w.redis.address)
	w.seed()
	for range 2 {
		w.storefronts = append(w.storefronts, w.serve("storefront", storefrontProgram, w.way(l.over >= everybody)))
	}
	for range max(1, l.admins) {
		w.admins = append(w.admins, w.serve("admin", adminProgram, w.way(l.over >= theAdmins)))
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
func (w *world) opens(cart string) *shopper {
	first := len(w.shoppers) % 2
	s := visit(w.t.Context(), cart, w.storefronts[first].url, w.storefronts[1-first].url)
	w.t.Cleanup(s.running.Wait)
	w.shoppers = append(w.shoppers, s)
	return s
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

// there is who is connected.
func (w *world) there() people {
	tabs := picture{}
	for _, s := range w.shoppers {
		if m, here := s.here(); here {
			tabs.show(s.handle, m.Tab, m)
		}
	}
	return tabs.people()
}

// right waits until the admin sees exactly who is connected, and is told that
// this is the present.
func (w *world) right() time.Time {
	w.t.Helper()
	return w.sameAs(w.admin)
}

func (w *world) sameAs(a *admin) time.Time {
	w.t.Helper()
	return until(w.t, "the admin sees who is connected", func() bool {
		seen, present := a.sees()
		return present && difference(w.there(), seen) == ""
	}, func() string {
		seen, _ := a.sees()
		return a.says() + "\n" + difference(w.there(), seen)
	})
}

// begin begins the fault: from now on none of these may seem to leave.
func (w *world) begin(stay []*shopper) {
	w.admin.guard(stay)
	w.began = time.Now()
}

// staleSays waits until the admin is told that the picture is not the present.
func (w *world) staleSays() {
	w.t.Helper()
	at := until(w.t, "the picture is called stale", w.admin.isStale, w.admin.says)
	w.took("shown as stale after", at.Sub(w.began))
}

// gone waits until the admin sees none of these any more.
func (w *world) gone(what string, carts []*shopper) {
	w.t.Helper()
	at := until(w.t, what, func() bool {
		for _, s := range carts {
			if w.admin.shows(s) {
				return false
			}
		}
		return true
	}, w.admin.says)
	w.took(what, at.Sub(w.began))
}

// lasts waits until the fault is so old.
func (w *world) lasts(d time.Duration) {
	w.t.Helper()
	ok(w.t, rest(w.t.Context(), time.Until(w.began.Add(d))))
}

// mends waits until the picture is right again after since, which is when the
// fault was over.
func (w *world) mends(since time.Time) {
	w.t.Helper()
	w.took("right again after", w.right().Sub(since))
}

// took notes how long something took.
func (w *world) took(what string, d time.Duration) {
	w.t.Helper()
	w.t.Logf("%s %.2f s", what, d.Seconds())
	times.add(w.fault, what, d)
}

// check holds the promises against what the admin has seen.
func (w *world) check() {
	w.t.Helper()
	for _, complaint := range w.admin.complaints(w.shoppers) {
		w.t.Error(complaint)
	}
}
