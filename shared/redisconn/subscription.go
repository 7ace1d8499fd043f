package redisconn

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// retryFirst and retryMost are the pauses between two attempts at a link,
	// give or take half. Even the longest is short: an attempt is one connection
	// of one process, and who waits for it shows a stale picture meanwhile.
	retryFirst = 50 * time.Millisecond
	retryMost  = time.Second
)

// An Event is one thing that came on a subscription.
type Event struct {
	Channel string // without the prefix
	// Confirmed: Redis now delivers this channel, again or for the first time.
	// What was published before may be missed. Message is empty.
	Confirmed bool
	Message   string
	At        time.Time // when it was read from the socket, with the monotonic clock
}

// A Subscription receives what is published on some channels. It reconnects by
// itself when the link breaks; whether a link that looks whole still delivers
// is for its user to find out, who then calls Rebuild.
type Subscription struct {
	conn     *Conn
	channels []string // with the prefix
	deliver  func(Event)

	stop context.CancelFunc
	done chan struct{}

	mu      sync.Mutex
	session context.CancelFunc // ends the link in use
}

// Subscribe starts a subscription, which ends with ctx or with Close. deliver
// is called by its one goroutine, in the order of arrival; while it blocks
// nothing is read.
func (c *Conn) Subscribe(ctx context.Context, channels []string, deliver func(Event)) *Subscription {
	ctx, stop := context.WithCancel(ctx)
	s := &Subscription{conn: c, deliver: deliver, stop: stop, done: make(chan struct{}), session: func() {}}
	for _, name := range channels {
		s.channels = append(s.channels, c.Key(name))
	}
	go s.run(ctx)
	return s
}

// Rebuild drops the link and makes a new one, waiting longer each time until
// something is heard again. It does not block.
func (s *Subscription) Rebuild() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session()
}

// Close ends the subscription and waits until deliver will not be called again.
func (s *Subscription) Close() {
	s.stop()
	<-s.done
}

func (s *Subscription) run(ctx context.Context) {
	defer close(s.done)
	pause := retryFirst
	for ctx.Err() == nil {
		s.listen(ctx, func() { pause = retryFirst })
		select {
		case <-ctx.Done():
		case <-time.After(pause/2 + s.conn.Jitter(pause)):
		}
		pause = min(2*pause, retryMost)
	}
}

// listen reads one link until it breaks or is given up.
func (s *Subscription) listen(ctx context.Context, heard func()) {
	session, end := context.WithCancel(ctx)
	defer end()
	s.mu.Lock()
	s.session = end
	s.mu.Unlock()

	link := s.conn.reads.Subscribe(session, s.channels...)
	var closing sync.WaitGroup
	defer closing.Wait()
	closing.Add(1)
	context.AfterFunc(session, func() {
		defer closing.Done()
		_ = link.Close() // the only way to end a Receive that waits
	})
	defer end()
	for {
		received, err := link.Receive(session)
		if err != nil || !s.pass(received, heard) {
			return
		}
	}
}

// pass hands on what was received; false when the server ended a subscription,
// as a cluster does when a slot moves.
func (s *Subscription) pass(received any, heard func()) bool {
	now := time.Now()
	switch m := received.(type) {
	case *redis.Message:
		heard()
		s.deliver(Event{Channel: s.name(m.Channel), Message: m.Payload, At: now})
	case *redis.Subscription:
		if strings.HasSuffix(m.Kind, "unsubscribe") {
			return false
		}
		s.deliver(Event{Channel: s.name(m.Channel), Confirmed: true, At: now})
	}
	return true
}

func (s *Subscription) name(channel string) string {
	return strings.TrimPrefix(channel, s.conn.prefix)
}
