package load

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// Return tells a crowd that lost its storefront to come back.
type Return struct{ URL string } // of the storefront that took its place

// Returned is how that went. A tab that was refused tried again.
type Returned struct {
	Made    []measure.Event `json:"made"`    // joins, as of the moment of the order
	Refused map[string]int  `json:"refused"` // by reason
}

// A page that lost its socket waits a random part of a span that doubles,
// before the first try as well (services/storefront/web/src/backoff.ts).
const (
	firstSpan   = 300 * time.Millisecond
	longestSpan = 10 * time.Second
)

// wait before a try, counted from 0.
func wait(tries int) time.Duration {
	return rand.N(min(firstSpan<<min(tries, 10), longestSpan))
}

// Return brings all tabs back, each into its cart.
func (c *Crowd) Return(o Return, answer *Returned) error {
	if err := c.aimAt(o.URL); err != nil {
		return err
	}
	c.stopBeat()
	c.beating.Wait()
	c.takeResult()
	ordered := clock.Now()
	var ways sync.WaitGroup
	for i, t := range c.tabs {
		ways.Go(func() { c.tabs[i] = c.bringBack(i, t, ordered) })
	}
	ways.Wait()
	came := c.takeResult()
	answer.Made, answer.Refused = came.made, came.refused
	c.startBeating()
	return nil
}

// bringBack tries until the tab is in its cart again.
func (c *Crowd) bringBack(i int, lost *tab, ordered clock.Time) *tab {
	for tries := 0; ; tries++ {
		_ = clock.Rest(context.Background(), wait(tries)) // which never ends
		joined := make(chan string, 1)
		t, err := c.reopen(i, lost, joined)
		if err != nil {
			c.refuse(err.Error())
			continue
		}
		t.join(ordered, true)
		if <-joined == "" {
			return t
		}
		_ = t.socket.Close()
		lost = t
	}
}

// reopen connects in the place of a tab whose socket is gone.
func (c *Crowd) reopen(i int, lost *tab, joined chan<- string) (*tab, error) {
	socket, err := c.dial(i)
	if err != nil {
		return nil, err
	}
	lost.mu.Lock()
	joins := lost.joins
	lost.mu.Unlock()
	t := &tab{crowd: c, socket: socket, topic: lost.topic, handle: lost.handle, item: lost.item, joins: joins, joined: joined}
	c.readers.Go(t.read)
	return t, nil
}
