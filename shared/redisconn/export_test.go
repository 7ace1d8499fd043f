package redisconn

import "context"

const (
	QueueMost       = queueMost
	PipelinesAtOnce = pipelinesAtOnce
)

// Waiting is how many scripts wait to be sent to the server of a key.
func (b *Batcher) Waiting(key string) int {
	q := b.writes.of(context.Background(), key)
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.size
}
