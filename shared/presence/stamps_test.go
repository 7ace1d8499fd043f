package presence

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"footfall/shared/redistest"
)

// A host's clock may be set an hour on or back. So every time that is compared
// with another was read together with the clock that only goes on, and kept it:
// UTC, Round and a way through JSON all lose it.
func TestEveryStampIsOfTheClockThatOnlyGoesOn(t *testing.T) {
	redis := redistest.Embed(t)
	tracker, err := NewTracker(redis.Open(t), TrackerConfig{Topic: "carts", Shards: 1})
	if err != nil {
		t.Fatal(err)
	}
	ref, err := tracker.Track("k", json.RawMessage(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	stamps := map[string]time.Time{"tracked": tracker.shards[0].set.rows[ref.id].since}
	if err := tracker.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := make(chan struct{}, 1)
	view, err := NewView(redis.Open(t), ViewConfig{Topic: "carts", Changed: func([]Change) { seen <- struct{}{} }})
	if err != nil {
		t.Fatal(err)
	}
	view.Start()
	<-seen
	view.Close()
	s := view.picture.shards[0]
	r := s.replicas[tracker.Node()]
	stamps["own probe"], stamps["node heard"], stamps["level"] = s.heardAt, r.heard, r.level
	_ = tracker.Close(context.Background())
	stamps["next beat"] = tracker.shards[0].beatAt
	for what, at := range stamps {
		if at.IsZero() || at == at.Round(0) { //nolint:staticcheck // Equal would not see what Round takes away
			t.Errorf("%s: %v is of a clock that can be set", what, at)
		}
	}
}
