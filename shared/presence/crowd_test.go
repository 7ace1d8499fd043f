package presence_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/redistest"
)

// However many commands of others wait for a connection to Redis, a node is
// heard and a view hears: neither waits with them.
func TestACrowdMakesNobodySeemToLeaveAndNoViewDeaf(t *testing.T) {
	t.Parallel()
	server := redistest.Real(t)
	crowded := server.Open(t)
	tracker := track(t, crowded, presence.TrackerConfig{})
	const keys = 4 * presence.DefaultShards
	for n := range keys {
		must(tracker.Track(fmt.Sprint("key", n), json.RawMessage(`{}`)))
	}
	apart, within := watch(t, server.Open(t)), watch(t, crowded)
	for _, seen := range []*sight{apart, within} {
		seen.awaitCount(t, keys, keys)
	}

	redistest.Crowd(t, crowded)
	end := time.Now().Add(presence.DefaultLease + 3*presence.DefaultHeartbeat)
	for _, seen := range []*sight{apart, within} {
		eventually(t, "the node is heard for more than a lease", func() bool {
			status := seen.view.Status()
			if !status.StaleSince.IsZero() || seen.changes() > keys {
				t.Fatalf("stale since %v, %d changes that nobody made", status.StaleSince, seen.changes()-keys)
			}
			return len(status.Nodes) == 1 && status.Nodes[0].Heard.After(end)
		})
	}
}
