package redisconn

const (
	QueueMost       = queueMost
	PipelinesAtOnce = pipelinesAtOnce
)

// Waiting is how many scripts wait to be sent.
func (b *Batcher) Waiting() int {
	b.writes.mu.Lock()
	defer b.writes.mu.Unlock()
	return b.writes.size
}
