// Package crowd is a shop full of carts without their browsers: real trackers
// write them to Redis as storefronts do, so that an admin service sees a large
// shop on a machine that could not hold its sockets.
package crowd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

// Config says how large a crowd is.
type Config struct {
	Carts       int
	Storefronts int // that hold them, one at least
	Seed        uint64
}

// Crowd is carts that are present. One goroutine uses it.
type Crowd struct {
	random   *rand.Rand
	trackers []*presence.Tracker
	carts    []cart
	next     uint64 // number of the next cart
	made     int    // changes
}

// cart is a cart with its open tabs.
type cart struct {
	handle string
	items  []int
	tabs   []tab
}

type tab struct {
	by  *presence.Tracker
	ref presence.Ref
}

// Open lets everybody in, and returns when Redis has them all. Close ends it.
func Open(ctx context.Context, conn *redisconn.Conn, c Config) (*Crowd, error) {
	crowd := &Crowd{random: rand.New(rand.NewPCG(c.Seed, 0)), carts: make([]cart, c.Carts)}
	for range c.Storefronts {
		tracker, err := presence.NewTracker(conn, presence.TrackerConfig{Topic: shop.CartsTopic})
		if err == nil {
			err = tracker.Start(ctx)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("starting a storefront's tracker: %w", err), crowd.Close(ctx))
		}
		crowd.trackers = append(crowd.trackers, tracker)
	}
	for i := range crowd.carts {
		if err := crowd.enter(i); err != nil {
			return nil, errors.Join(err, crowd.Close(ctx))
		}
	}
	if err := crowd.settle(ctx); err != nil {
		return nil, errors.Join(err, crowd.Close(ctx))
	}
	return crowd, nil
}

// settle waits until everything is in Redis.
func (c *Crowd) settle(ctx context.Context) error {
	for _, tracker := range c.trackers {
		for tracker.Behind() > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	return nil
}

// Made is how many changes there were so far.
func (c *Crowd) Made() int { return c.made }

// Close lets everybody leave.
func (c *Crowd) Close(ctx context.Context) (err error) {
	for _, tracker := range c.trackers {
		err = errors.Join(err, tracker.Close(ctx))
	}
	return err
}
