package redisconn

import (
	"context"
	"slices"
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
// itself when a link breaks; whether a link that looks whole still delivers
// is for its user to find out, who then calls Rebuild. A cluster needs a link for
// each channel with a hash tag, others have one for all.
type Subscription struct {
	conn    *Conn
	deliver func(Event)
	links   []*link
	stop    context.CancelFunc
	running sync.WaitGroup
}

// link is what one connection after the other delivers.
type link struct {
	channels []string // with the prefix

	mu      sync.Mutex
	session context.CancelFunc // ends the connection in use
}

// Subscribe starts a subscription, which ends with ctx or with Close. deliver
// is called by one goroutine for each link, in the order of arrival; while it
// blocks nothing of that link is read.
func (c *Conn) Subscribe(ctx context.Context, channels []string, deliver func(Event)) *Subscription {
	ctx, stop := context.WithCancel(ctx)
	s := &Subscription{conn: c, deliver: deliver, stop: stop}
	for _, together := range c.linked(c.keys(channels)) {
		l := &link{channels: together, session: func() {}}
		s.links = append(s.links, l)
		s.running.Go(func() { s.run(ctx, l) })
	}
	return s
}

// keys are names as Redis knows them.
func (c *Conn) keys(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = c.Key(name)
	}
	return all
}

// Rebuild drops the links of some channels and makes new ones, waiting longer
// each time until something is heard again. It does not block.
func (s *Subscription) Rebuild(channels ...string) {
	for _, l := range s.links {
		if slices.ContainsFunc(channels, func(name string) bool { return slices.Contains(l.channels, s.conn.Key(name)) }) {
			l.drop()
		}
	}
}

// Close ends the subscription and waits until deliver will not be called again.
func (s *Subscription) Close() {
	s.stop()
	s.running.Wait()
}

func (l *link) begin(end context.CancelFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session = end
}

func (l *link) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session()
}

func (s *Subscription) run(ctx context.Context, l *link) {
	pause := retryFirst
	for ctx.Err() == nil {
		s.listen(ctx, l, func() { pause = retryFirst })
		select {
		case <-ctx.Done():
		case <-time.After(pause/2 + s.conn.Jitter(pause)):
		}
		pause = min(2*pause, retryMost)
	}
}

// listen reads one connection until it breaks or is given up.
func (s *Subscription) listen(ctx context.Context, l *link, heard func()) {
	session, end := context.WithCancel(ctx)
	defer end()
	l.begin(end)

	connection := s.conn.subscribe(session, l.channels)
	var closing sync.WaitGroup
	defer closing.Wait()
	closing.Add(1)
	context.AfterFunc(session, func() {
		defer closing.Done()
		_ = connection.Close() // the only way to end a Receive that waits
	})
	defer end()
	for {
		received, err := connection.Receive(session)
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
