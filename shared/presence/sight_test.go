package presence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/redisconn"
)

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
