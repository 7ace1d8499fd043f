package redisconn

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

// lanes are the queues to a client: one for each server of a cluster, so that
// one that hangs holds up nothing that is for another. A single server has one.
// Those of servers that are gone stay, idle.
type lanes struct {
	client redis.UniversalClient

	mu     sync.Mutex
	queues map[string]*queue // by the server's address
	closed bool
}

func (c *Conn) newLanes(client redis.UniversalClient) *lanes {
	l := &lanes{client: client, queues: map[string]*queue{}}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lanes = append(c.lanes, l)
	if c.closed {
		l.close()
	}
	return l
}

// of is the queue to the server of a key. While nobody knows which that is, it
// is one that leads nowhere.
func (l *lanes) of(ctx context.Context, key string) *queue {
	addr := ""
	if cluster, ok := l.client.(*redis.ClusterClient); ok {
		if master, err := cluster.MasterForKey(ctx, key); err == nil {
			addr = master.Options().Addr
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	q, known := l.queues[addr]
	if !known {
		q = newQueue(l.client)
		q.closed = l.closed
		l.queues[addr] = q
	}
	return q
}

// close lets nothing more in; what waits finds its client closed.
func (l *lanes) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, q := range l.queues {
		q.close()
	}
}

// wait returns when nothing is under way any more.
func (l *lanes) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, q := range l.queues {
		q.senders.Wait()
	}
}

// keyOf is the first key of a command, which may be a script's.
func keyOf(cmd redis.Cmder) string {
	args, at := cmd.Args(), 1
	if name := cmd.Name(); name == "eval" || name == "evalsha" {
		at = 3
	}
	if len(args) <= at {
		return ""
	}
	key, _ := args[at].(string)
	return key
}
