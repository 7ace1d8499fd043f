package access

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"footfall/shared/redistest"
)

// Every instance hears of it at once.
func TestTheEndOfASessionIsToldToEveryInstance(t *testing.T) {
	redistest.Each(t, func(t *testing.T, redis *redistest.Server) {
		here, there := open(t, redis), open(t, redis)
		ctx, cancel := context.WithCancel(t.Context())
		told := make(chan string, 100)
		var following sync.WaitGroup
		following.Go(func() { there.FollowEnds(ctx, func(id string) { told <- id }) })
		defer following.Wait()
		defer cancel()
		limit := time.After(30 * time.Second)
		for { // until it listens
			secret := here.signIn(t, "ada", "")
			admin, _, _ := here.current(secret)
			if _, err := here.SignOut(httptest.NewRecorder(), request(secret)); err != nil {
				t.Fatal(err)
			}
			select {
			case id := <-told:
				if id == admin.Session {
					return
				}
			case <-time.After(20 * time.Millisecond):
			case <-limit:
				t.Fatal("nobody was told")
			}
		}
	})
}
