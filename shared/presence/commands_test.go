package presence

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/shared/redistest"
)

// commandsOf62 are those that presence may use, all of them in Redis 6.2: a
// server that lacks the newest commands, or is no Redis, must do.
var commandsOf62 = strings.Fields(`
	eval evalsha publish subscribe unsubscribe ping hello select info client|setname
	get set smembers sadd srem exists hgetall hget hset hdel hlen pexpire rename unlink
`)

func TestOnlyCommandsOfRedis62AreUsed(t *testing.T) {
	server := redistest.Real(t)
	conn := server.Open(t)
	v, err := NewView(conn, ViewConfig{Topic: "t"})
	if err != nil {
		t.Fatal(err)
	}
	v.Start()
	defer v.Close()
	awaitView := func(keys int) {
		t.Helper()
		for patience := time.Now().Add(time.Minute); ; <-time.After(time.Millisecond) {
			n := -1
			v.Inspect(func(p People, s Status) {
				if s.Ready {
					n = p.Keys()
				}
			})
			if n == keys {
				return
			}
			if time.Now().After(patience) {
				t.Fatalf("shows %d, want %d", n, keys)
			}
		}
	}
	tracker, err := NewTracker(conn, TrackerConfig{Topic: "t", Shards: 1, Heartbeat: 10 * time.Millisecond, Lease: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if err := tracker.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	var refs []Ref
	for n := range scriptBounds.changes + 1 { // so many that a rewrite goes in pieces
		ref, err := tracker.Track(fmt.Sprint("key", n), []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	awaitView(len(refs))
	rows := "presence:{t:0}:rows:" + tracker.Node()
	if err := conn.Writes().Unlink(t.Context(), rows).Err(); err != nil {
		t.Fatal(err)
	}
	for conn.Reads().HLen(t.Context(), rows).Val() != int64(len(refs)+1) {
		<-time.After(time.Millisecond)
	}
	for _, ref := range refs[:1000] {
		tracker.Untrack(ref)
	}
	awaitView(1)
	tracker.prune(t.Context())
	if err := tracker.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitView(0)
	for line := range strings.Lines(conn.Reads().Info(t.Context(), "commandstats").Val()) {
		name, is := strings.CutPrefix(line, "cmdstat_")
		if name, _, _ = strings.Cut(name, ":"); is && !slices.Contains(commandsOf62, name) {
			t.Errorf("%s is used", name)
		}
	}
}
