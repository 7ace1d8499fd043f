package presence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/alicebob/miniredis/v2"

	"footfall/shared/presence"
	"footfall/shared/redisconn"
)

// Two users, each connected to another process, are listed by a third one; then
// one of them leaves.
func Example() {
	redis := miniredis.NewMiniRedis()
	if err := redis.Start(); err != nil {
		panic(err)
	}
	defer redis.Close()
	ctx := context.Background()
	conn := must(redisconn.Open(redisconn.Config{URL: "redis://" + redis.Addr()}))
	defer conn.Close()

	first := must(presence.NewTracker(conn, presence.TrackerConfig{Topic: "users"}))
	second := must(presence.NewTracker(conn, presence.TrackerConfig{Topic: "users"}))
	for _, tracker := range []*presence.Tracker{first, second} {
		if err := tracker.Start(ctx); err != nil {
			panic(err)
		}
		defer tracker.Close(ctx)
	}
	ada := must(first.Track("ada", json.RawMessage(`{"page":"/"}`)))
	must(second.Track("ben", json.RawMessage(`{"page":"/cart"}`)))

	changed := make(chan struct{}, 1)
	view := must(presence.NewView(conn, presence.ViewConfig{
		Topic: "users",
		Changed: func([]presence.Change) {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
	}))
	view.Start()
	defer view.Close()

	// list waits until so many are there, and says who.
	list := func(users int) {
		for {
			var lines []string
			view.Inspect(func(people presence.People, _ presence.Status) {
				for user, connections := range people.All() {
					for c := range connections {
						lines = append(lines, user+" "+c.Meta)
					}
				}
			})
			if len(lines) == users {
				slices.Sort(lines)
				fmt.Println(lines)
				return
			}
			<-changed
		}
	}
	list(2)
	first.Untrack(ada)
	list(1)
	// Output:
	// [ada {"page":"/"} ben {"page":"/cart"}]
	// [ben {"page":"/cart"}]
}
