package presence_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"footfall/shared/presence"
	"footfall/shared/redistest"
)

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
		{Topic: "a", Lease: 2 * time.Hour},
		{Topic: "a", Heartbeat: time.Millisecond},
	} {
		if _, err := presence.NewTracker(conn, config); err == nil {
			t.Errorf("%+v: no error", config)
		}
	}
}
