// Package faults does to running services what happens to running services:
// it kills, freezes and stops them, takes Redis away, empties it, fills it,
// lets it refuse, cuts its subscriptions, and promotes a replica that had
// missed something. The services, Redis and the sockets are real ones.
//
// Each fault has a world of its own: a redis-server as deploy/ ships it,
// storefronts, admin services, shoppers on their sockets, and an admin who
// watches as a dashboard does. While a fault lasts, nobody may seem to leave
// who is there, as far as that is promised, and a picture that cannot be
// vouched for must say so. After it the admin's picture is exactly who is
// connected, with page, items and tab.
//
// How long each took is printed at the end; ../../deploy/faults.md tells it to
// those who run the shop. What takes ten times as long as is told there has
// failed; see tenfold.
package faults

import (
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"testing"

	"footfall/shared/redisconn"
)

// together is how many worlds there are at once: they wait more than they work.
const together = 6

// faults that exist, the longest first.
var faults = []struct {
	name    string
	layout  layout
	inflict func(*world)
}{
	{"Redis cannot save (MISCONF) for 20 s", layout{redis: savesSnapshots}, savingFails},
	{"Redis is full (OOM) for 20 s", layout{}, memoryIsFull},
	{"a storefront is frozen for 10 s", layout{}, storefrontFrozen},
	{"an admin service is frozen for 10 s", layout{}, adminFrozen},
	{"an admin service's packets to Redis vanish for 10 s", layout{over: theAdmins}, linkVanishes},
	{"a storefront's packets to Redis vanish for 10 s", layout{over: aStorefront}, storefrontCutOff},
	{"Redis is frozen for 10 s", layout{}, redisFrozen},
	{"the disk of Redis is full for 8 s", layout{small: true}, diskFull},
	{"Redis misses its replica (NOREPLICAS) for 8 s", layout{}, replicaMissing},
	{"Redis is killed and back with its data", layout{}, redisRestarted},
	{"Redis is killed and back without its data", layout{}, redisRestartedEmpty},
	{"a replica that missed writes is promoted, all links break", layout{over: everybody}, promoted},
	{"a replica that missed writes is promoted, subscriptions stay behind", layout{over: everybody}, promotedSilently},
	{"a storefront is killed", layout{}, storefrontKilled},
	{"an admin service is killed and back", layout{admins: 2}, adminKilled},
	{"an admin service is held until Redis drops it", layout{}, subscriptionOverflows},
	{"an admin service's subscriptions go silent", layout{over: theAdmins}, subscriptionVanishes},
	{"Redis is paused for 3 s", layout{}, redisPaused},
	{"Redis drops every subscription, 20 times", layout{}, subscriptionsKilled},
	{"a storefront is told to stop", layout{}, storefrontStopped},
	{"Redis is emptied", layout{}, redisFlushed},
}

var times table

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if err := build(dir); err != nil {
		return 1, err
	}
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // servers come and go here
	code = m.Run()
	times.print(os.Stdout)
	return code, nil
}

func TestAfterEachFaultTheAdminSeesWhoIsConnected(t *testing.T) {
	places := make(chan struct{}, together)
	var all sync.WaitGroup
	for _, f := range faults {
		if f.layout.small && runtime.GOOS != "linux" {
			continue // nobody there lets us have one
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			t.Run(f.name, func(t *testing.T) {
				w := open(t, f.name, f.layout)
				f.inflict(w)
				w.check()
			})
		})
	}
	all.Wait()
}
