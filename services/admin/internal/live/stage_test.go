package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

// stage is a tracker between a view and a server that are played.
type stage struct {
	*Tracker
	start  time.Time
	people presence.People // nobody

	readers int // on the topic

	mu        sync.Mutex // the view's lock
	sent      []string
	times     []time.Duration // of what was sent
	refreshed int
}

func play(t *testing.T) *stage {
	t.Helper()
	s := &stage{Tracker: NewTracker(nil), start: time.Now(), people: nobody(t), readers: 1}
	s.Start(s, s)
	t.Cleanup(s.Close)
	return s
}

// nobody is the picture of a view that was not started.
func nobody(t *testing.T) (people presence.People) {
	t.Helper()
	conn := must(redisconn.Open(redisconn.Config{URL: "redis://nowhere"}))
	t.Cleanup(func() { ok(t, conn.Close()) })
	view := must(presence.NewView(conn, presence.ViewConfig{Topic: shop.CartsTopic}))
	view.Inspect(func(p presence.People, _ presence.Status) { people = p })
	return people
}

// Inspect is the view's.
func (s *stage) Inspect(read func(presence.People, presence.Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	read(s.people, presence.Status{})
}

// Broadcast is the server's.
func (s *stage) Broadcast(topic, event string, payload any) {
	s.sent = append(s.sent, fmt.Sprintf("%s %s %s", topic, event, payload))
	s.times = append(s.times, time.Since(s.start))
}

// Count is the server's.
func (s *stage) Count(string) int { return s.readers }

// Each is the server's.
func (s *stage) Each(string, func(*channels.Channel)) { s.refreshed++ }

func (s *stage) become(ready bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.StatusChanged(presence.Status{Ready: ready})
}

func (s *stage) join(ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Changed([]presence.Change{{Key: "cart", Joined: tabOf(ref)}})
}

func (s *stage) leave(ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Changed([]presence.Change{{Key: "cart", Left: tabOf(ref)}})
}

func tabOf(ref string) *presence.Presence {
	return &presence.Presence{Ref: ref, Rev: 1, Node: "n", Meta: `{}`}
}

// said is what was sent since it was last asked, each as +joins -leaves.
func (s *stage) said(t *testing.T) (all []string) {
	t.Helper()
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range s.sent {
		raw, ok := strings.CutPrefix(text, "admin:cart_tracker presence_diff ")
		var diff struct {
			Joins, Leaves map[string]struct {
				Metas []struct {
					Ref string `json:"phx_ref"`
				}
			}
		}
		if err := json.Unmarshal([]byte(raw), &diff); err != nil || !ok {
			t.Fatalf("%v in %s", err, text)
		}
		var refs []string
		for _, m := range diff.Joins["cart"].Metas {
			refs = append(refs, "+"+m.Ref)
		}
		for _, m := range diff.Leaves["cart"].Metas {
			refs = append(refs, "-"+m.Ref)
		}
		all = append(all, strings.Join(refs, " "))
	}
	s.sent = nil
	return all
}

func (s *stage) says(t *testing.T, want ...string) {
	t.Helper()
	if got := s.said(t); !slices.Equal(got, want) {
		t.Errorf("after %v: got %q, want %q", time.Since(s.start), got, want)
	}
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }
