package presence_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
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

func TestAnotherNumberOfShardsIsRefused(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		track(t, conn, presence.TrackerConfig{Shards: 4})
		other := must(presence.NewTracker(conn, presence.TrackerConfig{Topic: "carts", Shards: 8}))
		if err := other.Start(t.Context()); !errors.Is(err, presence.ErrShards) || !strings.Contains(err.Error(), "PRESENCE_SHARDS is 8") {
			t.Errorf("got %v, want ErrShards with both numbers", err)
		}
		ok(t, other.Close(t.Context()))
	})
}

func TestTheShardsAreMadeKnownAgain(t *testing.T) {
	each(t, func(t *testing.T, redis *redistest.Server) {
		conn := redis.Open(t)
		tracker := track(t, conn, presence.TrackerConfig{Shards: 4, Heartbeat: 20 * time.Millisecond})
		ok(t, conn.Writes().Del(t.Context(), "presence:carts:shards").Err())
		eventually(t, "the number is there", func() bool {
			return conn.Reads().Get(t.Context(), "presence:carts:shards").Val() == "4"
		})
		ok(t, conn.Writes().Set(t.Context(), "presence:carts:shards", 5, 0).Err())
		eventually(t, "another number is an error", func() bool { return errors.Is(tracker.Err(), presence.ErrShards) })
		ok(t, conn.Writes().Set(t.Context(), "presence:carts:shards", 4, 0).Err())
		eventually(t, "the right number is none", func() bool { return tracker.Err() == nil })
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

func TestWhatCannotBeTrackedIsRefused(t *testing.T) {
	tracker := must(presence.NewTracker(redistest.Embed(t).Open(t), presence.TrackerConfig{Topic: "carts"}))
	for _, meta := range []string{"", "[]", "null", "1", `{"a":}`, `{} {}`, `{"a":"` + strings.Repeat("x", 17<<10) + `"}`} {
		if _, err := tracker.Track("key", json.RawMessage(meta)); !errors.Is(err, presence.ErrBadRow) {
			t.Errorf("meta %.20q: got %v", meta, err)
		}
	}
	for _, key := range []string{"", strings.Repeat("k", 257)} {
		if _, err := tracker.Track(key, json.RawMessage(`{}`)); !errors.Is(err, presence.ErrBadRow) {
			t.Errorf("key of %d bytes: got %v", len(key), err)
		}
	}
}

func TestSettingsThatContradictEachOtherAreRefused(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	for _, config := range []presence.TrackerConfig{
		{Topic: ""},
		{Topic: "a:b"},
		{Topic: "{a}"},
		{Topic: "a", Shards: -1},
		{Topic: "a", Shards: 5000},
		{Topic: "a", Heartbeat: time.Second, Lease: 3 * time.Second},
		{Topic: "a", Heartbeat: time.Millisecond},
	} {
		if _, err := presence.NewTracker(conn, config); err == nil {
			t.Errorf("%+v: no error", config)
		}
	}
}

// track starts a tracker that is closed with the test.
func track(t *testing.T, conn *redisconn.Conn, config presence.TrackerConfig) *presence.Tracker {
	t.Helper()
	config.Topic = "carts"
	tracker := must(presence.NewTracker(conn, config))
	ok(t, tracker.Start(t.Context()))
	t.Cleanup(func() { _ = tracker.Close(context.Background()) })
	return tracker
}

// sight is what a view shows, kept from its changes alone, and compared with
// the view's own picture whenever it is looked at.
type sight struct {
	view *presence.View

	mu     sync.Mutex
	byRef  map[string]string
	count  int
	change chan struct{}
}

func watch(t *testing.T, conn *redisconn.Conn) *sight {
	t.Helper()
	s := &sight{byRef: map[string]string{}, change: make(chan struct{}, 1)}
	s.view = must(presence.NewView(conn, presence.ViewConfig{
		Topic: "carts", Succession: byN, Changed: s.changed, StatusChanged: func(presence.Status) { s.wake() },
	}))
	s.view.Start()
	t.Cleanup(s.view.Close)
	return s
}

// byN takes {"n":1} and above for one life.
func byN(meta string) (id string, n uint64, ok bool) {
	var read struct {
		N uint64 `json:"n"`
	}
	err := json.Unmarshal([]byte(meta), &read)
	return "life", read.N, err == nil && read.N > 0 && read.N < 10
}

func (s *sight) changed(changes []presence.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		if c.Left != nil {
			delete(s.byRef, c.Left.Ref)
		}
		if c.Joined != nil {
			s.byRef[c.Joined.Ref] = c.Key + ": " + c.Joined.Meta
		}
	}
	s.count += len(changes)
	s.wake()
}

func (s *sight) wake() {
	select {
	case s.change <- struct{}{}:
	default:
	}
}

func (s *sight) changes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

func (s *sight) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(slices.Sorted(maps.Values(s.byRef)), "\n")
}

// await waits until exactly these connections are shown, and nothing is stale.
func (s *sight) await(t *testing.T, want ...string) {
	t.Helper()
	all := strings.Join(want, "\n")
	s.until(t, all, func() bool { return s.shown() == all })
}

func (s *sight) awaitCount(t *testing.T, keys, connections int) {
	t.Helper()
	s.until(t, fmt.Sprintf("%d keys, %d connections", keys, connections), func() (yes bool) {
		s.view.Inspect(func(p presence.People, _ presence.Status) { yes = p.Keys() == keys && p.Connections() == connections })
		return yes
	})
}

func (s *sight) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	patience := time.After(60 * time.Second)
	for {
		if status := s.view.Status(); status.Ready && status.StaleSince.IsZero() && holds() {
			return
		}
		select {
		case <-s.change:
		case <-patience:
			t.Fatalf("in vain waited for\n%s\nshown:\n%.500s\nstatus: %+v", what, s.shown(), s.view.Status())
		}
	}
}

// awaitRows waits until Redis holds so many rows.
func awaitRows(t *testing.T, conn *redisconn.Conn, want int64) {
	t.Helper()
	eventually(t, fmt.Sprint(want, " rows in Redis"), func() bool {
		var rows int64
		for _, key := range conn.Reads().Keys(t.Context(), "presence:*:rows:*").Val() {
			rows += conn.Reads().HLen(t.Context(), key).Val() - 1
		}
		return rows == want
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	patience := time.Now().Add(60 * time.Second)
	for !holds() {
		if time.Now().After(patience) {
			t.Fatal("in vain waited until ", what)
		}
		<-time.After(2 * time.Millisecond)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
