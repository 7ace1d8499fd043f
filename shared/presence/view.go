package presence

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"footfall/shared/redisconn"
)

// ViewConfig says what a view reads and who wants to know.
type ViewConfig struct {
	Topic      string
	Succession Succession // nil: nobody succeeds anybody
	// Changed gets every change, in order. It is called with the picture
	// locked, as by Inspect, so it must be quick and must not call the view.
	Changed func([]Change)
	// StatusChanged gets the status when more of it changed than the time
	// since a node was heard. It is called like Changed, after it.
	StatusChanged func(Status)
	Log           *slog.Logger
	Metrics       *ViewMetrics // nil: not measured
}

// A View is a reader's picture of everybody who is present, brought level by
// what is published. It writes nothing.
type View struct {
	config ViewConfig
	conn   *redisconn.Conn
	names  names
	id     string

	arrivals chan arrival
	room     *semaphore.Weighted // for what is in arrivals, in bytes
	cancel   context.CancelFunc
	running  sync.WaitGroup

	mu      sync.Mutex
	picture *picture // nil until the number of shards is known
	last    Status

	// owned by run
	link    *redisconn.Subscription
	reads   []task       // that wait for a place
	reading int          // places taken
	probes  map[int]task // by shard, that wait until those under way are sent
	probing bool
}

// arrival is one thing in the view's queue, stamped when it came.
type arrival struct {
	at     time.Time
	apply  func(*picture, time.Time)
	stream bool // one of very many: the status is looked at less often
	size   int64
}

// arrivalQueue and arrivalBytes are how far reading from the socket may be
// ahead. When either is reached the socket waits, and Redis with it until it
// drops the link: then all is read again.
const (
	arrivalQueue = 1024
	arrivalBytes = 32 << 20
)

// NewView prepares a view; Start lets it read.
func NewView(conn *redisconn.Conn, config ViewConfig) (*View, error) {
	n, err := newNames(config.Topic)
	if err != nil {
		return nil, err
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Changed == nil {
		config.Changed = func([]Change) {}
	}
	if config.StatusChanged == nil {
		config.StatusChanged = func(Status) {}
	}
	v := &View{
		config: config, conn: conn, names: n, id: redisconn.NewID(), cancel: func() {},
		arrivals: make(chan arrival, arrivalQueue), room: semaphore.NewWeighted(arrivalBytes), probes: map[int]task{},
	}
	config.Metrics.follow(v)
	return v, nil
}

// Start begins to read, for as long as it takes when Redis does not answer.
func (v *View) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	v.cancel = cancel
	v.running.Go(func() { v.run(ctx) })
}

// Close stops reading and waits until Changed will not be called again.
// Closing twice, or without a start, is harmless.
func (v *View) Close() {
	v.cancel()
	v.running.Wait()
}

// Inspect lets read see the picture, which does not change meanwhile: every
// Change so far is in it, and no later one.
func (v *View) Inspect(read func(People, Status)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.picture == nil {
		read(People{newRoster(nil)}, Status{})
		return
	}
	read(People{v.picture.people}, v.picture.status())
}

// Status is what the view knows about itself.
func (v *View) Status() (s Status) {
	v.Inspect(func(_ People, now Status) { s = now })
	return s
}

func (v *View) run(ctx context.Context) {
	shards, ok := v.awaitShards(ctx)
	if !ok {
		return
	}
	v.mu.Lock()
	v.picture = newPicture(shards, v.config.Succession, time.Now())
	v.mu.Unlock()
	channels := v.names.channels(shards)
	v.link = v.conn.Subscribe(ctx, channels, func(e redisconn.Event) { v.arrived(ctx, slices.Index(channels, e.Channel), e) })
	defer v.link.Close()
	v.running.Go(func() { v.tick(ctx) })
	for {
		select {
		case <-ctx.Done():
			return
		case a := <-v.arrivals:
			v.dispatch(ctx, v.handle(a))
			v.room.Release(a.size)
		}
	}
}

// awaitShards asks for the number of shards until some tracker has made it
// known.
func (v *View) awaitShards(ctx context.Context) (shards int, ok bool) {
	for ctx.Err() == nil {
		bounded, cancel := context.WithTimeout(ctx, scriptTimeout)
		shards, err := v.conn.Vital().Get(bounded, v.conn.Key(v.names.shards())).Int()
		cancel()
		if err == nil && shards > 0 && shards <= maxShards {
			return shards, true
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryMost / 2):
		}
	}
	return 0, false
}

// handle lets the picture take one arrival, and tells what came of it.
func (v *View) handle(a arrival) []task {
	v.mu.Lock()
	defer v.mu.Unlock()
	a.apply(v.picture, a.at)
	if changes := v.picture.people.take(); len(changes) > 0 {
		v.config.Changed(changes)
	}
	if !a.stream {
		v.compareStatus()
		v.config.Metrics.resynced(v.picture)
	}
	return v.picture.take()
}

func (v *View) compareStatus() {
	if now := v.picture.status(); !now.same(v.last) {
		v.last = now
		v.config.StatusChanged(now)
	}
}
