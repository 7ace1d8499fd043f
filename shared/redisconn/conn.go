package redisconn

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Conn is a connection to one Redis, or one cluster, safe for concurrent use.
type Conn struct {
	prefix string
	jitter func(time.Duration) time.Duration
	reads  redis.UniversalClient
	writes redis.UniversalClient
	vital  redis.UniversalClient

	replicas replicas

	mu     sync.Mutex
	lanes  []*lanes // of its batchers
	closed bool
}

// Open prepares the clients. It does not connect: Redis may be away at start.
func Open(c Config) (*Conn, error) {
	reading, err := c.reading()
	if err != nil {
		return nil, err
	}
	writing, err := c.writing()
	if err != nil {
		return nil, err
	}
	beating, err := c.beating()
	if err != nil {
		return nil, err
	}
	if c.Jitter == nil {
		c.Jitter = rand.N[time.Duration]
	}
	return &Conn{
		prefix: c.Prefix, jitter: c.Jitter,
		reads: c.client(reading), writes: c.client(writing), vital: c.client(beating),
	}, nil
}

// Close ends the clients and every subscription still open on them. Commands
// that wait are refused, of those under way nobody knows what became.
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for _, l := range c.lanes {
		l.close()
	}
	err := errors.Join(ignoreClosed(c.reads.Close()), ignoreClosed(c.writes.Close()), ignoreClosed(c.vital.Close()))
	for _, l := range c.lanes {
		l.wait()
	}
	return err
}

// Key is the name as Redis knows it: with the prefix.
func (c *Conn) Key(name string) string { return c.prefix + name }

// Jitter is a random part of a pause, zero or more and less than below, which
// must be above zero: those who lost the same Redis do not all come back at once.
func (c *Conn) Jitter(below time.Duration) time.Duration { return c.jitter(below) }

// Reads is for commands that change nothing; it retries.
func (c *Conn) Reads() redis.UniversalClient { return c.reads }

// Writes is for commands that change something; it never retries.
func (c *Conn) Writes() redis.UniversalClient { return c.writes }

// Vital is for what tells whether somebody is there: heartbeats and all that
// is said in between, probes, and the question whether Redis is well. It has
// connections of its own, so that none of it waits with what a crowd asks for,
// and it never retries: the next heartbeat comes soon enough.
func (c *Conn) Vital() redis.UniversalClient { return c.vital }

// Ping asks Redis for an answer.
func (c *Conn) Ping(ctx context.Context) error {
	if err := c.vital.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("asking Redis for an answer: %w", err)
	}
	return nil
}

// Run runs a script on the client that never retries: EVALSHA, and EVAL where
// the server does not know the script yet.
func (c *Conn) Run(ctx context.Context, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	return script.Run(ctx, c.writes, keys, args...)
}

// PublishCommand is the command by which scripts publish to a channel that has
// a hash tag: PUBLISH to a single server, SPUBLISH to a cluster.
func (c *Conn) PublishCommand() string {
	if c.clustered() {
		return "SPUBLISH"
	}
	return "PUBLISH"
}

// Publish sends a message to a channel, named without the prefix.
func (c *Conn) Publish(ctx context.Context, channel, message string) error {
	return c.publish(ctx, c.writes, c.Key(channel), message).Err()
}

func ignoreClosed(err error) error {
	if errors.Is(err, redis.ErrClosed) {
		return nil
	}
	return err
}
