package redisconn_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// copycat keeps what it is told, and what it read.
type copycat struct {
	changed chan struct{}
	source  string // a key

	mu      sync.Mutex
	resyncs int
	told    []string
	fail    error
	refuse  string // a message that is answered with false
}

func newCopycat() *copycat { return &copycat{changed: make(chan struct{}, 1)} }

func (c *copycat) Source() string { return c.source }

func (c *copycat) Resync(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.wake()
	if err := c.fail; err != nil {
		c.fail = nil
		return err
	}
	c.resyncs++
	c.told = nil
	return nil
}

func (c *copycat) Apply(channel, message string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.wake()
	c.told = append(c.told, channel+" "+message)
	return message != c.refuse
}

func (c *copycat) wake() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// await waits until the condition holds.
func (c *copycat) await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	patience := time.After(30 * time.Second)
	for {
		c.mu.Lock()
		ok := holds()
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-c.changed:
		case <-patience:
			t.Fatalf("in vain waited for %s", what)
		}
	}
}

func follow(t *testing.T, conn *redisconn.Conn, c *copycat) *redisconn.Feed {
	t.Helper()
	feed := conn.Follow(context.Background(), []string{"a", "b"}, c, slog.New(slog.DiscardHandler))
	t.Cleanup(feed.Close)
	return feed
}

func TestAFeedReadsFirstThenTellsInOrder(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		conn := server.OpenWith(t, redisconn.Config{Prefix: "p:"})
		c := newCopycat()
		feed := follow(t, conn, c)
		c.await(t, "the first reading", func() bool { return c.resyncs == 1 })
		for _, message := range []string{"1", "2", "3"} {
			if err := conn.Publish(t.Context(), "b", message); err != nil {
				t.Fatal(err)
			}
		}
		c.await(t, "three messages", func() bool { return len(c.told) == 3 })
		if c.told[0] != "b 1" || c.told[2] != "b 3" {
			t.Errorf("got %q", c.told)
		}
		if !feed.Hearing() {
			t.Error("a feed that was told hears")
		}
	})
}

func TestAFeedReadsAgainAfterItsFollowerMissedAChange(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	c := newCopycat()
	c.refuse = "7"
	follow(t, conn, c)
	c.await(t, "the first reading", func() bool { return c.resyncs == 1 })
	if err := conn.Publish(t.Context(), "a", "7"); err != nil {
		t.Fatal(err)
	}
	c.await(t, "the second reading", func() bool { return c.resyncs == 2 })
}

func TestAFeedTriesAgainWhenReadingFails(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	c := newCopycat()
	c.fail = errors.New("away")
	follow(t, conn, c)
	c.await(t, "a reading that worked", func() bool { return c.resyncs == 1 })
}

func TestAFeedReadsAgainWhenItsLinkIsCut(t *testing.T) {
	conn := redistest.Real(t).Open(t)
	c := newCopycat()
	follow(t, conn, c)
	for n := range 3 {
		c.await(t, "a reading", func() bool { return c.resyncs == n+1 })
		if err := conn.Writes().Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFeedReadsAgainWhenRedisComesBackEmpty(t *testing.T) {
	server := redistest.Real(t)
	conn := server.Open(t)
	c := newCopycat()
	feed := follow(t, conn, c)
	c.await(t, "the first reading", func() bool { return c.resyncs == 1 })
	if since := feed.StaleSince(); !since.IsZero() {
		t.Errorf("stale since %v", since)
	}
	server.Kill()
	limit := time.After(30 * time.Second)
	for feed.StaleSince().IsZero() {
		select {
		case <-limit:
			t.Fatal("in vain waited for it to be stale")
		case <-time.After(5 * time.Millisecond):
		}
	}
	if age := time.Since(feed.StaleSince()); age < 0 || age > time.Minute {
		t.Errorf("stale for %v", age)
	}
	server.Start(t)
	c.await(t, "the second reading", func() bool { return c.resyncs == 2 })
	if err := conn.Publish(t.Context(), "a", "hello"); err != nil {
		t.Fatal(err)
	}
	c.await(t, "a message", func() bool { return len(c.told) == 1 })
	if since := feed.StaleSince(); !feed.Hearing() || !since.IsZero() {
		t.Errorf("it has read again, and is stale since %v", since)
	}
}

// Whoever empties Redis breaks no link and publishes nothing.
func TestAFeedReadsAgainWhenItsSourceIsGone(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		conn := server.OpenWith(t, redisconn.Config{Prefix: "p:"})
		if err := conn.Writes().Set(t.Context(), conn.Key("source"), "", 0).Err(); err != nil {
			t.Fatal(err)
		}
		c := newCopycat()
		c.source = "source"
		follow(t, conn, c)
		c.await(t, "the first reading", func() bool { return c.resyncs == 1 })
		if err := conn.Writes().FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		c.await(t, "the second reading", func() bool { return c.resyncs == 2 })
	})
}

func TestClosingAFeedTwiceIsFine(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	feed := follow(t, conn, newCopycat())
	feed.Close()
	feed.Close()
}
