package channels_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"footfall/shared/channels"
)

// fill opens sockets that have joined a room each.
func fill(s *site, count int) []*client {
	all := make([]*client, count)
	for i := range all {
		all[i] = s.connect(v2)
		all[i].send(fmt.Sprintf(`["1","1","room:%d","phx_join",{}]`, i))
	}
	synctest.Wait()
	return all
}

func TestADrainOverNoTimeClosesAllAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		all, start := fill(s, 100), time.Now()
		if err := s.Drain(t.Context(), 0); err != nil || time.Since(start) != 0 {
			t.Errorf("drained in %v, %v", time.Since(start), err)
		}
		for i, c := range all {
			if c.code() != websocket.CloseServiceRestart {
				t.Errorf("closed with %d", c.code())
			}
			if s.journal.count(fmt.Sprintf("left room:%d", i)) != 1 {
				t.Errorf("room %d was not left once", i)
			}
			c.received()
		}
	})
}

func TestADrainIsSpreadEvenlyWithAJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		all, start := fill(s, 200), time.Now()
		if err := s.Drain(t.Context(), 10*time.Second); err != nil {
			t.Error(err)
		}
		var moments []time.Duration
		perSecond := map[time.Duration]int{}
		for _, c := range all {
			if c.code() != websocket.CloseServiceRestart {
				t.Errorf("closed with %d", c.code())
			}
			after := c.at.Sub(start)
			moments = append(moments, after)
			perSecond[after/time.Second]++
		}
		slices.Sort(moments)
		gaps := map[time.Duration]bool{}
		for i := range len(moments) - 1 {
			gaps[moments[i+1]-moments[i]] = true
		}
		if len(gaps) < 150 {
			t.Errorf("%d connections were closed with %d different pauses", len(all), len(gaps))
		}
		for second := range time.Duration(10) {
			if perSecond[second] != 20 {
				t.Errorf("closed %d in second %d of 10, want a tenth of 200", perSecond[second], second+1)
			}
		}
	})
}

func TestNobodyGetsInWhileDraining(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		fill(s, 1)
		var drain sync.WaitGroup
		drain.Go(func() { _ = s.Drain(context.Background(), time.Minute) })
		synctest.Wait()
		s.turnedAway(http.StatusServiceUnavailable, "1")
		drain.Wait()
	})
}

// Whoever was being let in meanwhile learns it by the close code.
func TestAnEndDuringAHandshake(t *testing.T) {
	ends := map[int]func(s *site){
		websocket.CloseServiceRestart: func(s *site) { _ = s.Drain(context.Background(), 0) },
		websocket.CloseGoingAway:      func(s *site) { s.Disconnect(func(any) bool { return false }) },
	}
	for code, end := range ends {
		synctest.Test(t, func(t *testing.T) {
			var s *site
			s = open(t, channels.Config{MaxConnections: 1, Connect: func(*http.Request, channels.Params) (any, error) {
				end(s)
				return nil, nil
			}})
			if c := s.connect(v2); c.code() != code {
				t.Errorf("closed with %d, want %d", c.code(), code)
			}
		})
	}
}

func TestADrainEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		all, start := fill(s, 10), time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := s.Drain(ctx, 10*time.Second)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		closed := 0
		for _, c := range all {
			if c.code() != 0 {
				closed++
			}
		}
		if closed != 5 {
			t.Errorf("closed %d of 10 in half of the time", closed)
		}
	})
}

func TestADisconnectClosesThoseWhoMatchWith1001(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{Connect: doorman})
		ann, ben := s.connect("token=ann&"+v2), s.connect("token=ben&"+v2)
		ann.play(joined)
		s.Disconnect(func(state any) bool { return state == "ann" })
		if got := ann.code(); got != websocket.CloseGoingAway {
			t.Errorf("closed with %d", got)
		}
		ann.want() // no frame of a channel comes before it
		ben.lives()
		if s.journal.count("left room:a") != 1 {
			t.Error("the channel was not left once")
		}
	})
}

// Whoever comes back at once meets nothing of itself.
func TestChannelsAreLeftBeforeTheClientIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connectDeaf(v2)
		c.send(`["1","1","room:a","phx_join",{}]`)
		if _, _, err := c.ws.ReadMessage(); err != nil {
			t.Fatal(err)
		}
		s.Disconnect(func(any) bool { return true })
		synctest.Wait() // the close frame is not read
		if s.journal.count("left room:a") != 1 {
			t.Error("the channel is still there")
		}
	})
}

func TestCloseCutsAndWaitsForTheHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		all := fill(s, 10)
		all[0].send(`["1","2","room:0","hang",{}]`)
		s.connectDeaf(v2).send(beat) // its answer is never read
		synctest.Wait()
		start := time.Now()
		if err := s.Server.Close(); err != nil || time.Since(start) != 0 {
			t.Errorf("closed after %v, %v", time.Since(start), err)
		}
		for i := range all {
			if s.journal.count(fmt.Sprintf("left room:%d", i)) != 1 {
				t.Errorf("room %d was not left once", i)
			}
		}
	})
}

func TestDrainAndCloseMayMeet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		fill(s, 20)
		var running sync.WaitGroup
		for range 3 {
			running.Go(func() {
				if err := s.Drain(t.Context(), time.Minute); err != nil {
					t.Error(err)
				}
			})
			running.Go(func() {
				pass(time.Second)
				if err := s.Server.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		running.Wait()
	})
}

func TestAServerThatServedNobodyEnds(t *testing.T) {
	s := channels.New(channels.Config{})
	for range 2 {
		if err := errors.Join(s.Drain(t.Context(), time.Hour), s.Close()); err != nil {
			t.Error(err)
		}
	}
}
