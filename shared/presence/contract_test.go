package presence_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// These tests hold for every Redis: the suite runs on a real server and on the
// embedded one.

func each(t *testing.T, test func(t *testing.T, redis *redistest.Server)) {
	t.Helper()
	redistest.Each(t, test)
}

func TestATrackedConnectionIsSeenChangesAndLeaves_seed39_41_52(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		tracker := track(t, conn, presence.TrackerConfig{})
		seen := watch(t, conn)

		ref := must(tracker.Track("cart", json.RawMessage(`{"items":[],"page":null}`)))
		seen.await(t, `cart: {"items":[],"page":null}`)
		ok(t, tracker.Update(ref, json.RawMessage(`{"items":[1],"page":"/test"}`)))
		seen.await(t, `cart: {"items":[1],"page":"/test"}`)
		tracker.Untrack(ref)
		seen.await(t)
		tracker.Untrack(ref)
		if err := tracker.Update(ref, json.RawMessage(`{}`)); !errors.Is(err, presence.ErrNotTracked) {
			t.Errorf("updating what left: got %v", err)
		}
	})
}

func TestAViewThatComesLaterSeesEverything_seed60(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		a, b := track(t, conn, presence.TrackerConfig{}), track(t, conn, presence.TrackerConfig{})
		first := watch(t, conn)
		for n := range 2500 {
			must(a.Track(fmt.Sprint("key", n%500), json.RawMessage(fmt.Sprintf(`{"n":%d}`, n))))
		}
		must(b.Track("test", json.RawMessage(`{"items":[1,2],"page":"page"}`)))
		first.awaitCount(t, 501, 2501)
		second := watch(t, conn)
		second.awaitCount(t, 501, 2501)
		if got, want := second.shown(), first.shown(); got != want {
			t.Errorf("two views differ:\n%s\n%s", got, want)
		}
	})
}

func TestAGoodbyeIsSeenAtOnceAndEmptiesRedis(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		// The lease is so long that only the goodbye can have done it.
		stays := track(t, conn, presence.TrackerConfig{Lease: time.Hour})
		goes := track(t, conn, presence.TrackerConfig{Lease: time.Hour})
		seen := watch(t, conn)
		must(stays.Track("stays", json.RawMessage(`{}`)))
		must(goes.Track("goes", json.RawMessage(`{}`)))
		seen.await(t, "goes: {}", "stays: {}")
		ok(t, goes.Close(t.Context()))
		seen.await(t, "stays: {}")
		ok(t, stays.Close(t.Context()))
		seen.await(t)
		keys := must(conn.Reads().Keys(t.Context(), "presence:*").Result())
		if !slices.Equal(keys, []string{"presence:carts:shards"}) {
			t.Errorf("left in Redis: %q", keys)
		}
	})
}

func TestARedisThatLostEverythingIsWrittenAgain(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		tracker := track(t, conn, presence.TrackerConfig{Shards: 2, Heartbeat: 20 * time.Millisecond, Lease: time.Hour})
		seen := watch(t, conn)
		for n := range 3000 { // more rows than one script carries
			must(tracker.Track(fmt.Sprint("key", n), json.RawMessage(`{}`)))
		}
		seen.awaitCount(t, 3000, 3000)
		before := seen.changes()
		ok(t, conn.Writes().FlushAll(t.Context()).Err())
		must(tracker.Track("after", json.RawMessage(`{}`)))
		seen.awaitCount(t, 3001, 3001)
		awaitRows(t, conn, 3001)
		if got := seen.changes() - before; got != 1 {
			t.Errorf("the loss showed: %d changes, want the one that was made", got)
		}
		watch(t, conn).awaitCount(t, 3001, 3001)
	})
}

func TestASilentNodeLeavesWhenItsLeaseEnds(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		config := presence.TrackerConfig{Heartbeat: 100 * time.Millisecond, Lease: time.Second}
		lives := track(t, conn, config)
		// Its own connections to Redis are cut, as by the end of its process.
		doomed := redis.Open(t)
		dies := track(t, doomed, config)
		seen := watch(t, conn)
		must(lives.Track("lives", json.RawMessage(`{}`)))
		must(dies.Track("dies", json.RawMessage(`{}`)))
		seen.await(t, "dies: {}", "lives: {}")
		ok(t, doomed.Close())
		seen.await(t, "lives: {}")
	})
}

func TestDeadNodesArePruned(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.OpenWith(t, redisconn.Config{Prefix: "p:"})
		ok(t, conn.Writes().SAdd(t.Context(), "p:presence:{carts:0}:nodes", "dead1", "dead2").Err())
		track(t, conn, presence.TrackerConfig{Shards: 1})
		eventually(t, "the dead are forgotten", func() bool {
			return conn.Reads().SCard(t.Context(), "p:presence:{carts:0}:nodes").Val() == 0
		})
	})
}

func TestOfOneLifeOnlyTheSuccessorIsShown(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		old, young := track(t, conn, presence.TrackerConfig{}), track(t, conn, presence.TrackerConfig{})
		seen := watch(t, conn)
		must(old.Track("cart", json.RawMessage(`{"n":1}`)))
		other := must(old.Track("cart", json.RawMessage(`{"n":0}`))) // stands for itself
		seen.await(t, `cart: {"n":0}`, `cart: {"n":1}`)
		back := must(young.Track("cart", json.RawMessage(`{"n":2}`)))
		seen.await(t, `cart: {"n":0}`, `cart: {"n":2}`)
		old.Untrack(other)
		seen.await(t, `cart: {"n":2}`)
		young.Untrack(back)
		seen.await(t, `cart: {"n":1}`) // what is shown depends on the rows alone
	})
}

func TestChangesMayComeWhileTheTrackerCloses(t *testing.T) {
	tracker := track(t, redistest.Embed(t).Open(t), presence.TrackerConfig{Heartbeat: 10 * time.Millisecond})
	closed := make(chan struct{})
	var late sync.WaitGroup
	for range 4 {
		late.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-closed:
					return
				default:
					tracker.Untrack(must(tracker.Track(fmt.Sprint("key", n), json.RawMessage(`{}`))))
				}
			}
		})
	}
	ok(t, tracker.Close(t.Context()))
	ok(t, tracker.Close(t.Context()))
	close(closed)
	late.Wait()
}
